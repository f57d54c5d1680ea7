import os
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from index.rollback import roll_back
from service.answer.answerer import Answerer
from service.answer.model import Status
from service.database.store import Database
from service.errors import LibraryUnwritable, UnknownPlan
from service.library.changes import Add, Change, Recipe, Remove
from service.library.jobs import State
from service.library.living import LivingLibrary
from service.library.loading import Loader
from service.library.updating import Outcome
from service.library.uploads import Upload
from service.settings import Settings
from tests.conftest import KeywordEmbedder
from tests.service.library.conftest import LANZHOU, Inline


class Service:
    """What a service does with a living library: keeps the answerer that it is given last."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.used: list[Answerer] = []
        self.living = LivingLibrary(settings, database, Loader(settings, KeywordEmbedder), make=Inline)
        self.living.start(self.used.append)

    @property
    def plans(self) -> list[str]:
        return list(self.used[-1].plans)

    def until(self, condition: Callable[[], bool]) -> None:
        for _ in range(600):
            if condition():
                return
            time.sleep(0.05)
        raise AssertionError(f"still {self.plans}, {self.living.jobs.latest(3)}")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One kind of database is enough here: test_line.py has all."""
    return f"sqlite:///{tmp_path}/policyqa.sqlite"


@pytest.fixture
def service(
    library_settings: Settings,
    database: Database,
    change: Callable[[Change], Outcome],  # noqa: ARG001 - the index is there
) -> Iterator[Service]:
    made = Service(library_settings, database)
    yield made
    made.living.stop()


def test_what_is_added_answers_when_the_job_is_done(service: Service) -> None:
    job = service.living.add([Upload("lanzhou.txt", BytesIO(LANZHOU.encode()))])
    service.until(lambda: service.living.jobs.latest(1)[0].state is State.DONE)
    assert service.plans == ["beibei", "fengtai", "lanzhou", "zhangye"]
    done = service.living.jobs.get(job.id)
    assert done is not None
    assert done.result is not None
    assert done.result.index_version == service.used[-1].index_version
    assert service.used[-1].answer("兰州市新建应急避难场所多少处？").status is Status.ANSWERED


def test_who_has_the_answerer_before_is_answered_from_it(service: Service) -> None:
    before = service.used[-1]
    service.living.remove("zhangye")
    service.until(lambda: len(service.used) == 2)
    assert before.answer("张掖市应急避难场所面积是多少？").status is Status.ANSWERED
    assert service.used[-1].answer("张掖市应急避难场所面积是多少？").status is Status.OUT_OF_SCOPE


def test_what_another_process_changes_is_followed(
    service: Service, change: Callable[[Change], Outcome], lanzhou: Path
) -> None:
    change(Add(files=(lanzhou,)))
    service.until(lambda: "lanzhou" in service.plans)


def test_a_rollback_is_followed(service: Service, change: Callable[[Change], Outcome], recipe: Recipe) -> None:
    change(Remove(plan_id="beibei"))
    service.until(lambda: "beibei" not in service.plans)
    roll_back(recipe.index, recipe.model)
    service.until(lambda: "beibei" in service.plans)


def test_an_index_that_cannot_be_loaded_leaves_the_one_before(service: Service, recipe: Recipe) -> None:
    (recipe.index / "CURRENT").write_text("20990101T000000Z-damaged\n", encoding="utf-8")
    time.sleep(2.2)  # it is looked at once a second
    assert len(service.used) == 1
    assert service.used[-1].answer("张掖市应急避难场所面积是多少？").status is Status.ANSWERED


def test_a_plan_that_is_not_there_is_not_taken_out(service: Service) -> None:
    with pytest.raises(UnknownPlan):
        service.living.remove("nosuch")
    assert service.living.jobs.latest(1) == []


def test_a_folder_that_cannot_be_written_to_is_said_at_once(
    service: Service, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.library.living.os.access", lambda path, _: Path(path) != recipe.corpus)
    sent = [Upload("lanzhou.txt", BytesIO(LANZHOU.encode()))]
    with pytest.raises(LibraryUnwritable, match=f"the folder {recipe.corpus} cannot be written to"):
        service.living.add(sent)
    with pytest.raises(LibraryUnwritable):
        service.living.remove("zhangye")
    assert service.living.reindex().state is State.QUEUED, "it writes only the index"


class TestWatchedFolder:
    @pytest.fixture
    def library_settings(self, library_settings: Settings) -> Settings:
        return library_settings.model_copy(update={"watch": True})

    def test_documents_come_change_and_go_by_themselves(self, service: Service, recipe: Recipe) -> None:
        path = recipe.corpus / "lanzhou.txt"
        path.write_text(LANZHOU, encoding="utf-8")
        service.until(lambda: "lanzhou" in service.plans)
        path.write_text(LANZHOU.replace("33", "34"), encoding="utf-8")
        service.until(lambda: "34处" in service.used[-1].plans["lanzhou"].text)
        path.unlink()
        service.until(lambda: "lanzhou" not in service.plans)

    def test_what_the_service_changes_itself_is_not_followed_again(self, service: Service) -> None:
        service.until(lambda: len(service.living.jobs.latest(9)) == 1)  # the look at start
        service.living.add([Upload("lanzhou.txt", BytesIO(LANZHOU.encode()))])
        service.until(lambda: "lanzhou" in service.plans)
        time.sleep(4)
        assert [job.change.kind for job in service.living.jobs.latest(9)] == ["add", "reindex"]

    def test_a_document_that_was_touched_and_not_changed_is_read_and_no_more(
        self, service: Service, recipe: Recipe
    ) -> None:
        service.until(lambda: [job.state for job in service.living.jobs.latest(9)] == [State.DONE])
        os.utime(recipe.corpus / "beibei.txt")
        service.until(lambda: [job.state for job in service.living.jobs.latest(9)] == [State.DONE] * 2)
        result = service.living.jobs.latest(1)[0].result
        assert result is not None
        assert not result.rebuilt
