"""The gate: the figures that the dev half must not fall under."""

import tomllib
from collections.abc import Sequence
from importlib.resources import files

from eval.estimate import estimates
from eval.judgement import Judgement, Measure
from eval.question_set import Half


def read_gate() -> dict[Measure, float]:
    """Return the bound of each gated measure, as `gate.toml` has it."""
    content = tomllib.loads(files("eval").joinpath("gate.toml").read_text(encoding="utf-8"))
    return {Measure(name): float(bound) for name, bound in content[Half.DEV].items()}


def breaches(judgements: Sequence[Judgement], gate: dict[Measure, float]) -> list[str]:
    """Return a phrase for each figure of the dev half that is on the wrong side of its bound, or that nothing tells."""
    figures = estimates([each for each in judgements if each.half is Half.DEV])
    found: list[str] = []
    for measure, bound in gate.items():
        figure = figures.get(measure)
        if figure is None:
            found.append(f"{measure} is not known")
        elif figure.value > bound if measure.wants_little else figure.value < bound:
            found.append(
                f"{measure} is {figure.value:.3f}, {'at most' if measure.wants_little else 'at least'} {bound} is wanted"
            )
    return found
