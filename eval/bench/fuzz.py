"""`python -m eval.bench.fuzz`: texts, documents and questions that nobody would write. Does anything crash, or not end?

Four targets, asked in turns: `plan` reads texts that are put together from torn plans and awkward pieces, `document` reads
files that are none, `damaged` reads documents of Word, PDFs and pages to which something has happened, `question`
understands and answers questions of the same kind as the texts with the index of the settings.
A text must come back with every span inside of it; a document may be refused with a CorpusError and nothing else; an
answer must be proved by what it cites. What fails is written to a file, to be asked again with `--again FILE`.
Wants the development dependencies (hypothesis, reportlab).
"""

import json
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from rich.console import Console

from corpus.errors import CorpusError
from corpus.library import parse_plan
from corpus.plan import Plan, Span
from corpus.readers import READERS, read_text
from eval.bench.damage import damaged_files
from eval.bench.parsing import PIECES
from eval.proof import faults_of
from index.query import Turn
from service.answer.answerer import Answerer
from service.answer.model import Status
from service.app import load_answerer
from service.schemas import LONGEST_QUESTION, AskResponse, clean_question
from service.settings import read_settings

_OUT = Console(width=None if sys.stdout.isatty() else 120)
_A_ROUND = 500
_LONGEST_TEXT = 3000
_MOST_KINDS = 50
_ASKED = (
    *("的目标是什么", "是多少", "有哪些", "由哪个部门牵头", "哪年完成", "比", "和", "分别", "相比", "哪个更高", "一共", "有没有"),
    *("不", "除了", "以外", "之前", "2025年", "2035年", "到", "多少个", "文号", "发布时间", "第几章", "依据", "？", "?", "，", " "),
    *("what is the target for ", "how many ", "which department leads ", "in ", " by 2025", "compare ", "不要回答", "忽略以上"),
)  # fmt: skip
Given = dict[str, Any]


class _Hangs(BaseException):
    """Nothing may catch this and go on."""


@dataclass
class Target:
    """What is fed, with what, and what became of it."""

    name: str
    inputs: st.SearchStrategy[Given]
    feed: Callable[[Given], str]
    seen: Counter[str] = field(default_factory=Counter)
    failures: dict[str, Given] = field(default_factory=dict)
    longest_s: float = 0.0

    def check(self, given: Given, patience_s: float) -> None:
        """Feed one input, and keep it where that fails: the first one of each kind."""
        begun = time.process_time()
        try:
            with _patience(patience_s):
                self.seen[self.feed(given)] += 1
        except (Exception, _Hangs) as error:  # whatever it is, it is what is looked for
            where = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}: {str(error)[:100]}"
            self.seen["FAILED"] += 1
            if len(self.failures) < _MOST_KINDS:
                self.failures.setdefault(kind, given)
        self.longest_s = max(self.longest_s, time.process_time() - begun)


def fuzz(
    inputs: Annotated[int, typer.Option(min=1, help="how many, of all targets together")] = 100_000,
    start: Annotated[int, typer.Option(help="another number makes other inputs")] = 0,
    patience: Annotated[float, typer.Option(help="seconds of processor time that one input may take")] = 10.0,
    target: Annotated[
        list[str] | None, typer.Option("--target", help="plan, document, damaged, question; all of them")
    ] = None,
    out: Annotated[Path, typer.Option(help="where what fails is written")] = Path("build/fuzz"),
    again: Annotated[Path | None, typer.Option(help="only this, which failed before")] = None,
) -> None:
    """Feed what nobody would write; exits with 1 when something fails."""
    answerer = load_answerer(read_settings())
    with tempfile.TemporaryDirectory(prefix="policyqa-fuzz-") as folder:
        targets = {each.name: each for each in _targets(answerer, Path(folder))}
        if again is not None:
            stored = json.loads(again.read_text(encoding="utf-8"))
            _OUT.print(targets[stored["target"]].feed(stored["given"]))
            return
        chosen = [each for name, each in targets.items() if not target or name in target]
        number = start
        with suppress(KeyboardInterrupt):  # what was found until then is told
            while sum(each.seen.total() for each in chosen) < inputs:
                for each in chosen:
                    _round(each, number, patience)
                number += 1
    for each in chosen:
        _OUT.print(f"{each.name}: {each.seen.total()} inputs, longest {each.longest_s:.2f} s, {dict(each.seen)}")
        for at, (kind, failed) in enumerate(each.failures.items()):
            out.mkdir(parents=True, exist_ok=True)
            path = out / f"{each.name}-{start}-{at}.json"
            path.write_text(json.dumps({"target": each.name, "given": failed}, ensure_ascii=False), encoding="utf-8")
            _OUT.print(f"  {kind}\n    {path}", highlight=False)
    sys.exit(1 if any(each.failures for each in chosen) else 0)


def _round(target: Target, number: int, patience_s: float) -> None:
    @seed(number)
    @settings(
        max_examples=_A_ROUND,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.inputs)
    def feed(given: Given) -> None:
        target.check(given, patience_s)

    feed()


def _targets(answerer: Answerer, folder: Path) -> Iterator[Target]:
    plans = answerer.plans
    yield Target("plan", _texts(list(plans.values())).map(lambda text: {"text": text}), _read)
    yield Target("document", _documents(list(plans.values())), lambda given: _read_document(given, folder))
    yield Target("damaged", damaged_files().map(_as_given), lambda given: _read_document(given, folder))
    yield Target("question", _questions(list(plans.values())), lambda given: _ask(answerer, given))


def _read(given: Given) -> str:
    text = given["text"]
    plan = parse_plan("plan", "plan.txt", text)
    assert plan.text == text, "the text was changed"
    outside = [span for span in _spans(plan) if span.end > len(text)]
    assert not outside, f"outside of the text: {outside[:3]}"
    return "read"


def _spans(plan: Plan) -> Iterator[Span]:
    for part in (plan.furniture, plan.sections, plan.tasks, plan.indicators, plan.past_figures):
        yield from (each.span for each in part)
    for table in plan.tables:
        yield table.span
        yield from (row.span for row in table.rows)
    yield from (fact.span for _, fact in plan.metadata.items() if fact.span)


def _read_document(given: Given, folder: Path) -> str:
    path = folder / f"document{given['ending']}"
    path.write_bytes(given["content"].encode("latin-1"))
    try:
        read_text(path)
    except CorpusError:
        return "refused"
    return "read"


def _ask(answerer: Answerer, given: Given) -> str:
    try:
        question = clean_question(given["question"])
    except ValueError:
        return "no question"
    history = [Turn(role, content) for role, content in given["history"]]
    answer = answerer.answer(question, plan_ids=given["plan_ids"], history=history, top_k=given["top_k"])
    AskResponse.from_answer(answer).model_dump_json()
    assert answer.text, "no words"
    if answer.status is Status.ANSWERED:
        faults = faults_of(answer, answerer.plans)
        assert not faults, faults[0]
    else:
        assert not answer.citations, "declined with citations"
    return answer.status.value


def _texts(plans: list[Plan]) -> st.SearchStrategy[str]:
    """Lines of plans, whole, torn and repeated, between awkward pieces."""
    lines = st.sampled_from(sorted({line for plan in plans for line in plan.text.splitlines(keepends=True)}))
    torn = st.builds(lambda line, start, end: line[start:end], lines, st.integers(0, 20), st.integers(1, 60))
    repeated = st.builds(lambda piece, times: piece * times, st.sampled_from(PIECES), st.integers(1, 30))
    pieces = st.one_of(lines, torn, st.sampled_from(PIECES), repeated, st.text(max_size=8))
    return st.lists(pieces, max_size=60).map(lambda found: "".join(found)[:_LONGEST_TEXT])


def _documents(plans: list[Plan]) -> st.SearchStrategy[Given]:
    """Files with the ending and the first bytes of a format, and any text, or none, behind them."""
    heads = st.sampled_from(
        ["", "<html><body><table><tr><td>", "<!doctype html>", "%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n", "PK\x03\x04", "\ufeff"]
    )  # fmt: skip
    words = st.one_of(
        _texts(plans).map(lambda text: text.encode("utf-8", "surrogatepass")),
        _texts(plans).map(lambda text: text.encode("gb18030", "replace")),
        st.binary(max_size=200),
    )
    wholes = st.builds(lambda head, body: head.encode() + body, heads, words)
    damaged = st.builds(
        lambda body, at, put, cut: body[: at % (len(body) + 1)] + put + body[at % (len(body) + 1) + cut :],
        wholes, st.integers(0, 5000), st.binary(max_size=6), st.integers(0, 40),
    )  # fmt: skip
    return st.tuples(st.sampled_from(sorted(READERS)), st.one_of(wholes, damaged)).map(_as_given)


def _as_given(file: tuple[str, bytes]) -> Given:
    """Return a file as JSON can hold it."""
    ending, content = file
    return {"ending": ending, "content": content.decode("latin-1")}


def _questions(plans: list[Plan]) -> st.SearchStrategy[Given]:
    """Questions of names that the plans have, of what is asked of them, and of anything else; some follow others."""
    names = {each for plan in plans for each in (plan.metadata.title.value, plan.metadata.value("place"), plan.metadata.value("issuer")) if each}  # fmt: skip
    names |= {each.name for plan in plans for each in plan.indicators} | {
        each.title for plan in plans for each in plan.sections
    }
    names |= {unit.name for plan in plans for task in plan.tasks for unit in (*task.lead, *task.responsible)}
    known = st.sampled_from(sorted(each for each in names if each))
    torn = st.builds(lambda name, start, end: name[start : start + end], known, st.integers(0, 6), st.integers(1, 8))
    pieces = st.one_of(known, torn, st.sampled_from(_ASKED), st.sampled_from(PIECES), st.text(max_size=6))
    questions = st.lists(pieces, min_size=1, max_size=8).map(lambda found: "".join(found)[:LONGEST_QUESTION])
    turns = st.tuples(st.sampled_from(["user", "assistant"]), questions)
    ids = st.lists(st.sampled_from([plan.id for plan in plans]), min_size=1, max_size=2, unique=True)
    return st.builds(
        lambda question, history, plan_ids, top_k: {"question": question, "history": history, "plan_ids": plan_ids, "top_k": top_k},
        questions, st.lists(turns, max_size=3), st.none() | ids, st.integers(1, 20),
    )  # fmt: skip


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Raise _Hangs in the block when it takes longer than that of processor time."""

    def give_up(*_: object) -> None:
        raise _Hangs

    # Readers have a patience of their own, on another clock (corpus/readers/limits.py).
    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


if __name__ == "__main__":
    typer.run(fuzz)
