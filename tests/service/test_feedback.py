from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.feedback import Feedback, FeedbackStore, Rating, StoreUnavailable

WHEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def test_what_is_added_is_there_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new folder/feedback.sqlite"
    given = [Feedback("a-1", Rating.UP, "", WHEN), Feedback("a-1", Rating.DOWN, "数字不对\n见第2页 '; --", WHEN)]
    store = FeedbackStore(url)
    for each in given:
        store.add(each)
    store.close()
    again = FeedbackStore(url)
    assert again.all() == given
    again.close()


def test_nothing_is_created_before_the_first_use(tmp_path: Path) -> None:
    FeedbackStore(f"sqlite:///{tmp_path}/feedback.sqlite").close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["sqlite:////dev/null/x/feedback.sqlite", "no address", "unknown://nowhere/db"])
def test_a_database_that_is_not_there_is_said(url: str) -> None:
    with pytest.raises(StoreUnavailable, match="could not be stored"):
        FeedbackStore(url).add(Feedback("a-1", Rating.UP, "", WHEN))
