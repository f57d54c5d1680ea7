import tomllib
from pathlib import Path

import numpy as np
import pytest

from eval.logistic import conclude, fit, held_out

RNG = np.random.default_rng(7)
ANSWERED = RNG.random(200) < 0.8
# The first sign is higher for the answered, the second tells nothing.
SIGNS = np.column_stack([ANSWERED + 0.5 * RNG.standard_normal(200), RNG.standard_normal(200)])


def test_a_sign_of_the_answered_has_a_weight_and_one_that_tells_nothing_has_none() -> None:
    telling, silent, _ = fit(SIGNS, ANSWERED)
    assert telling > 1
    assert abs(silent) < 0.5


def test_both_outcomes_count_as_much() -> None:
    weights = fit(SIGNS, ANSWERED)
    middle = np.array([0.5, 0.0, 1.0])
    assert abs(weights @ middle) < 0.5


def test_questions_are_told_apart_by_weights_fitted_without_them() -> None:
    probabilities = held_out(SIGNS, ANSWERED)
    assert probabilities[ANSWERED].mean() > 0.7 > 0.3 > probabilities[~ANSWERED].mean()


def test_what_is_written_keeps_the_comments_and_the_threshold(tmp_path: Path) -> None:
    path = tmp_path / "weights.toml"
    path.write_text("# fitted on these\ntelling = 0.0\nenough = 0.3\n", encoding="utf-8")
    conclude(SIGNS, ANSWERED, ("telling", "silent"), (0.5,), (path, 0.3))

    written = path.read_text(encoding="utf-8")
    assert written.startswith("# fitted on these\n")
    assert tomllib.loads(written).keys() == {"telling", "silent", "constant", "enough"}
    assert tomllib.loads(written)["enough"] == 0.3


def test_those_that_nobody_mended_for_are_told_alone(capsys: pytest.CaptureFixture[str]) -> None:
    conclude(SIGNS, ANSWERED, ("telling", "silent"), (0.0,), None, unmended=50)
    all_, unmended = capsys.readouterr().out.splitlines()[:2]
    assert f"wrongly declined 0 of {ANSWERED.sum()}, rightly 0 of {(~ANSWERED).sum()}" in all_
    assert f"wrongly declined 0 of {ANSWERED[:50].sum()}, rightly 0 of {(~ANSWERED[:50]).sum()}" in unmended
