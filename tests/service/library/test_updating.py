import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread

import pytest

from corpus.documents import put, state_of
from corpus.errors import CorpusError
from corpus.library import PlanLibrary, read_documents
from index.build import Step
from index.errors import SearchIndexError
from index.rollback import roll_back
from index.store import SearchIndex
from service.errors import LibraryUnwritable
from service.library import command
from service.library.changes import WAITING, Add, Change, Recipe, Reindex, Remove
from service.library.updating import READING, Outcome, update
from tests.conftest import KeywordEmbedder

Changing = Callable[[Change], Outcome]
Loading = Callable[[], SearchIndex]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_document_is_added_to_the_index_and_to_the_corpus(
    change: Changing, load: Loading, recipe: Recipe, lanzhou: Path
) -> None:
    outcome = change(Add(files=(lanzhou,)))
    assert list(load().plans) == ["beibei", "fengtai", "lanzhou", "zhangye"]
    assert names(recipe.corpus) == ["beibei.txt", "fengtai.txt", "lanzhou.txt", "zhangye.txt"]
    assert outcome.documents == (recipe.corpus / "lanzhou.txt",)


def test_what_was_added_is_what_the_corpus_holds(change: Changing, lanzhou: Path) -> None:
    change(Add(files=(lanzhou,)))
    assert not change(Reindex()).report.rebuilt


def test_a_removed_document_is_in_neither(change: Changing, load: Loading, recipe: Recipe) -> None:
    change(Remove(plan_id="beibei"))
    assert list(load().plans) == ["fengtai", "zhangye"]
    assert names(recipe.corpus) == ["fengtai.txt", "zhangye.txt"]


def test_the_first_document_makes_corpus_and_index(recipe: Recipe, load: Loading, lanzhou: Path) -> None:
    empty = recipe.model_copy(update={"corpus": recipe.corpus / "new"})
    update(empty, Add(files=(lanzhou,)), load_embedder=KeywordEmbedder)
    assert list(load().plans) == ["lanzhou"]
    assert names(empty.corpus) == ["lanzhou.txt"]


def test_a_refused_change_loads_no_model(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(Recipe, "load_embedder", lambda own: loaded.append(own.model))
    with pytest.raises(CorpusError, match='there is no plan "lanzhou"'):
        update(recipe, Remove(plan_id="lanzhou"))
    assert loaded == []


def test_a_document_that_cannot_be_read_changes_nothing(
    change: Changing, load: Loading, recipe: Recipe, lanzhou: Path
) -> None:
    before = load().manifest
    empty = lanzhou.with_name("empty.txt")
    empty.write_bytes(b" ")
    with pytest.raises(CorpusError, match="holds no words"):
        change(Add(files=(lanzhou, empty)))
    assert load().manifest == before
    assert names(recipe.corpus) == ["beibei.txt", "fengtai.txt", "zhangye.txt"]


def test_a_plan_that_is_not_there_is_not_removed_unless_that_was_begun_before(change: Changing, recipe: Recipe) -> None:
    with pytest.raises(CorpusError, match='there is no plan "lanzhou"'):
        change(Remove(plan_id="lanzhou"))
    outcome = update(recipe, Remove(plan_id="lanzhou"), again=True, load_embedder=KeywordEmbedder)
    assert not outcome.report.rebuilt


def test_the_steps_are_told(change: Changing, recipe: Recipe, lanzhou: Path) -> None:  # noqa: ARG001 - the index is there
    told: list[str] = []
    update(
        recipe,
        Add(files=(lanzhou,)),
        watcher=lambda step, done=0, total=0: told.append(f"{step} {done}/{total}"),
        load_embedder=KeywordEmbedder,
    )
    assert told == [
        *("reading 0/0", "reading 0/3", "reading 1/3", "reading 2/3"),
        *("embedding 0/0", "embedding 2/2"),
        *(f"{step} 0/0" for step in (Step.WRITING, Step.CHECKING, Step.SWAPPING)),
    ]


def test_updates_at_once_wait_for_one_another(change: Changing, load: Loading, lanzhou: Path) -> None:
    threads = [
        Thread(target=change, args=(each,)) for each in (Add(files=(lanzhou,)), Remove(plan_id="beibei"), Reindex())
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(load().plans) == ["fengtai", "lanzhou", "zhangye"]


def test_each_step_is_named_on_the_terminal() -> None:
    assert command._STEPS.keys() == {WAITING, READING, *Step}


class TestWhatTheSystemRefuses:
    """A full disk, a folder that may not be written to: one sentence, and everything as it was."""

    @pytest.fixture(params=["index", "vectors", "document"])
    def full(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
        def no_space(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device", "/srv/x")

        def no_space_for_rows(*_: object, **__: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        if request.param == "index":
            monkeypatch.setattr("index.lexical.LexicalIndex.save", no_space)
        elif request.param == "vectors":
            monkeypatch.setattr("index.build.EmbeddingCache.fill", no_space_for_rows)
        else:
            monkeypatch.setattr("corpus.documents.shutil.copyfileobj", no_space)

    def test_a_full_disk_is_said_in_a_sentence_and_changes_nothing(
        self,
        change: Changing,
        load: Loading,
        recipe: Recipe,
        lanzhou: Path,
        full: None,  # noqa: ARG002 - from here on
    ) -> None:
        before = load().manifest
        with pytest.raises(
            LibraryUnwritable, match=r"^the library was not changed, .+ \((No space|.+ is full)"
        ) as caught:
            change(Add(files=(lanzhou,)))
        assert "\n" not in str(caught.value)
        assert load().manifest == before
        assert names(recipe.corpus) == ["beibei.txt", "fengtai.txt", "zhangye.txt"]

    def test_an_index_folder_that_cannot_be_made_is_said(self, recipe: Recipe) -> None:
        recipe.index.write_text("a file where the folder should be", encoding="utf-8")
        with pytest.raises(LibraryUnwritable, match=f"{recipe.index} cannot be written"):
            update(recipe, Reindex(), load_embedder=KeywordEmbedder)


class TestRollback:
    def test_the_index_before_answers_again(
        self, change: Changing, load: Loading, recipe: Recipe, lanzhou: Path
    ) -> None:
        before = load().manifest.version
        after = change(Add(files=(lanzhou,))).report.version
        assert roll_back(recipe.index, recipe.model) == before == load().manifest.version
        assert roll_back(recipe.index, recipe.model) == after == load().manifest.version

    def test_the_next_update_follows_the_corpus_and_keeps_what_was_returned_to(
        self, change: Changing, load: Loading, recipe: Recipe, lanzhou: Path
    ) -> None:
        good = load().manifest.version
        change(Add(files=(lanzhou,)))
        roll_back(recipe.index, recipe.model)
        change(Reindex())
        assert "lanzhou" in load().plans
        assert roll_back(recipe.index, recipe.model) == good

    def test_there_may_be_nothing_to_return_to(self, change: Changing, recipe: Recipe) -> None:
        change(Reindex())
        with pytest.raises(SearchIndexError, match="there is no other index"):
            roll_back(recipe.index, recipe.model)

    def test_a_damaged_index_is_not_returned_to(
        self, change: Changing, load: Loading, recipe: Recipe, lanzhou: Path
    ) -> None:
        before = load().manifest.version
        after = change(Add(files=(lanzhou,))).report.version
        (recipe.index / "versions" / before / "passages.jsonl").write_bytes(b"")
        with pytest.raises(SearchIndexError, match="is damaged"):
            roll_back(recipe.index, recipe.model)
        assert load().manifest.version == after


def test_what_others_change_meanwhile_is_still_to_be_followed(
    change: Changing, recipe: Recipe, lanzhou: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put_while_another_writes(folder: Path, files: tuple[Path, ...]) -> None:
        put(folder, files)
        (folder / "other.txt").write_text("陇南市规划\n一、目标\n建站7座。\n", encoding="utf-8")

    monkeypatch.setattr("service.library.updating.put", put_while_another_writes)
    seen = change(Add(files=(lanzhou,))).seen
    assert set(state_of(recipe.corpus)) - set(seen) == {"other.txt"}


def test_document_that_is_saved_while_it_is_added_is_read_again(
    change: Changing, load: Loading, lanzhou: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_and_save(folder: Path, files: Sequence[Path], max_bytes: int) -> PlanLibrary:
        found = read_documents(folder, files, max_bytes)
        lanzhou.write_text(lanzhou.read_text(encoding="utf-8") + "新建避难场所99处。\n", encoding="utf-8")
        return found

    monkeypatch.setattr("service.library.updating.read_documents", read_and_save)
    change(Add(files=(lanzhou,)))
    change(Reindex())
    assert "99处" in load().plans["lanzhou"].text


def test_document_that_is_not_there_is_said_so(change: Changing, lanzhou: Path) -> None:
    with pytest.raises(CorpusError, match="is not a file: name documents that are there"):
        change(Add(files=(lanzhou.with_name("none.txt"),)))
