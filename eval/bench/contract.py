"""Sends requests that nobody thought of to every operation of the interface, and checks each response against its description.

`python -m eval.bench.contract --cases 5000` asks a service of its own, over copies of the corpus and the index;
`--address http://…` asks one that runs. Wants the development dependencies (schemathesis).
"""

import argparse
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.checks import CheckFunction
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from service.app import create_app
from service.settings import read_settings

# What is accepted there, no schema can say: that the last message of the user has words, that a file is a document.
_SAID_IN_WORDS_ONLY = frozenset(("POST /v1/chat/completions", "POST /v1/plans"))
# schemathesis takes \p{L} for the letters of some scripts: a question in Arabic has none in its eyes.
_FALSE_ALARM = re.compile(r"^Invalid component:.*violates `pattern` at /properties/(?:q|question)$", re.MULTILINE)
# The schema of a part of an address that may be any text.
_OF_ANY_TEXT = frozenset(("type", "title", "description"))
_FEWEST_A_ROUND = 4
_MOST_ROUNDS = 40


@dataclass
class Outcome:
    """How many requests were sent to each operation, and what was wrong with which: the first example of each kind."""

    cases: Counter[str] = field(default_factory=Counter)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)


def check(schema: BaseSchema, cases: int, start: int = 0) -> Outcome:
    """Send at least `cases` requests, valid and invalid ones; fewer where there are no more different ones.

    The same `start` sends the same requests.
    """
    outcome = Outcome()
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    for number in range(_MOST_ROUNDS):
        missing = cases - outcome.cases.total()
        if missing <= 0:
            break
        each = max(_FEWEST_A_ROUND, missing // (2 * len(operations)))
        for operation in operations:
            for mode in GenerationMode:
                if mode is GenerationMode.POSITIVE or _can_be_invalid(operation):
                    _check(operation, mode, each, start + number, outcome)
    return outcome


def _can_be_invalid(operation: APIOperation[Any, Any, Any, Any]) -> bool:
    """Tell whether there are requests that the description forbids. To look for one in vain takes longer than all others."""
    if operation.body or operation.query:
        return True
    return any(not each.definition["schema"].keys() <= _OF_ANY_TEXT for each in operation.path_parameters)


def _check(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, cases: int, start: int, outcome: Outcome
) -> None:
    excluded: list[CheckFunction] = [positive_data_acceptance] if operation.label in _SAID_IN_WORDS_ONLY else []

    @seed(start)
    @hypothesis_settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Case[Any]) -> None:
        outcome.cases[operation.label] += 1
        response = case.call()
        try:
            case.validate_response(response, excluded_checks=excluded)
        except (Failure, FailureGroup) as failure:
            for each in failure.exceptions if isinstance(failure, FailureGroup) else [failure]:
                if _FALSE_ALARM.search(str(each)):
                    continue
                example = f"{response.status_code} {each}\n{case.as_curl_command()}"
                outcome.failures.setdefault((operation.label, type(each).__name__), example)

    try:
        send()
    except Unsatisfiable:
        return  # an operation without input has no invalid request


@contextmanager
def _own_service() -> Iterator[BaseSchema]:
    """A service in this process, over copies: what is removed by chance, is removed from them."""
    settings = read_settings()
    with TemporaryDirectory(prefix="policyqa-contract-") as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        shutil.copytree(settings.corpus, corpus)
        shutil.copytree(settings.index, index)
        mine = {"corpus": corpus, "index": index, "database_url": None, "drain_s": 0.0}
        app = create_app(settings.model_copy(update=mine))
        yield schemathesis.openapi.from_asgi("/openapi.json", app)


@contextmanager
def _service_at(address: str) -> Iterator[BaseSchema]:
    yield schemathesis.openapi.from_url(f"{address.rstrip('/')}/openapi.json")


def main() -> int:
    """Run the checks, print what was sent and what was wrong; 1 when something was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=5000, help="how many requests")
    parser.add_argument("--start", type=int, default=0, help="another number sends other requests")
    parser.add_argument("--address", help="a service that runs; its plans may be changed")
    arguments = parser.parse_args()
    begun = time.monotonic()
    with _service_at(arguments.address) if arguments.address else _own_service() as schema:
        outcome = check(schema, arguments.cases, arguments.start)
    for label, count in sorted(outcome.cases.items()):
        sys.stdout.write(f"{count:6} {label}\n")
    for (label, kind), example in outcome.failures.items():
        sys.stdout.write(f"\n{kind} at {label}: {example}\n")
    took = time.monotonic() - begun
    sys.stdout.write(f"{outcome.cases.total()} requests in {took:.0f} s, {len(outcome.failures)} kinds of failures\n")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
