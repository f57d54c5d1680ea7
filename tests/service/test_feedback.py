import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.database.store import Database, DatabaseUnavailable
from service.feedback import Feedback, FeedbackStore, Rating

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
    with pytest.raises(DatabaseUnavailable, match="could not be stored"):
        FeedbackStore(url).add(Feedback("a-1", Rating.UP, "", WHEN))


def test_the_first_ratings_may_come_at_once(tmp_path: Path) -> None:
    stores = [FeedbackStore(f"sqlite:///{tmp_path}/feedback.sqlite") for _ in range(2)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: stores[n % 2].add(Feedback(f"a-{n}", Rating.UP, "", WHEN)), range(16)))
    assert {each.answer_id for each in stores[0].all()} == {f"a-{n}" for n in range(16)}
    for store in stores:
        store.close()


def test_the_log_says_why_a_rating_was_not_stored(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with caplog.at_level(logging.ERROR), pytest.raises(DatabaseUnavailable, match="log has the details") as caught:
        FeedbackStore(f"sqlite:///{tmp_path}/file/feedback.sqlite").add(Feedback("a-1", Rating.UP, "", WHEN))
    assert f"{tmp_path}/file/feedback.sqlite cannot be opened or written" in caplog.text
    assert "Traceback" in caplog.text
    assert str(tmp_path) not in str(caught.value), "what the server's folders are called is for its log"


def test_the_last_rating_of_each_answer_counts(database: Database) -> None:
    store = FeedbackStore(database)
    for answer_id, rating in (("a-1", Rating.UP), ("a-2", Rating.UP), ("a-1", Rating.DOWN)):
        store.add(Feedback(answer_id, rating, "", WHEN))
    assert [(each.feedback.answer_id, each.feedback.rating, each.asked) for each in store.rated()] == [
        ("a-2", Rating.UP, None),
        ("a-1", Rating.DOWN, None),
    ]
