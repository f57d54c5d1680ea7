import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from service import feedback
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


def test_two_processes_may_create_one_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # "table feedback already exists": the other creates it between this one's look and its own creation.
    url = f"sqlite:///{tmp_path}/feedback.sqlite"
    create_all = feedback._Base.metadata.create_all
    tries: list[bool] = []

    def after_another(engine: Engine) -> None:
        tries.append(True)
        if len(tries) == 1:
            other = create_engine(url)
            create_all(other)
            other.dispose()
            create_all(engine, checkfirst=False)  # as one that looked before the other began
        else:
            create_all(engine)

    monkeypatch.setattr(feedback._Base.metadata, "create_all", after_another)
    store = FeedbackStore(url)
    store.add(Feedback("a-1", Rating.UP, "", WHEN))
    assert (len(store.all()), len(tries)) == (1, 2)
    store.close()


def test_the_first_ratings_may_come_at_once(tmp_path: Path) -> None:
    stores = [FeedbackStore(f"sqlite:///{tmp_path}/feedback.sqlite") for _ in range(2)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: stores[n % 2].add(Feedback(f"a-{n}", Rating.UP, "", WHEN)), range(16)))
    assert {each.answer_id for each in stores[0].all()} == {f"a-{n}" for n in range(16)}
    for store in stores:
        store.close()


def test_the_log_says_why_a_rating_was_not_stored(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with caplog.at_level(logging.ERROR), pytest.raises(StoreUnavailable, match="log has the details") as caught:
        FeedbackStore(f"sqlite:///{tmp_path}/file/feedback.sqlite").add(Feedback("a-1", Rating.UP, "", WHEN))
    assert f"{tmp_path}/file/feedback.sqlite cannot be opened or written" in caplog.text
    assert "Traceback" in caplog.text
    assert str(tmp_path) not in str(caught.value), "what the server's folders are called is for its log"
