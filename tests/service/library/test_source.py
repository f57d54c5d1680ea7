import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.library import read_plan
from corpus.plan import Plan
from service.library import source
from service.library.source import was_read_from

HTML = "<html><body><h1>张掖市防汛规划</h1><p>储备物资。</p></body></html>"


def written(folder: Path, name: str, content: str) -> tuple[Plan, Path]:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return read_plan(path, folder), path


@pytest.mark.parametrize(("name", "content"), [("a.txt", "张掖市防汛规划\n储备物资。\n"), ("a.html", HTML)])
def test_a_file_is_what_a_plan_was_read_from_until_it_changes(tmp_path: Path, name: str, content: str) -> None:
    plan, path = written(tmp_path, name, content)
    assert was_read_from(plan, path)
    path.write_text(content.replace("储备", "发放"), encoding="utf-8")
    assert not was_read_from(plan, path)
    path.write_bytes(b"\x00")
    assert not was_read_from(plan, path)


def test_what_takes_too_long_to_read_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A PDF was read in the service itself, in a thread that nothing could interrupt.
    plan, path = written(tmp_path, "a.html", HTML)
    monkeypatch.setattr(source, "_LONGEST_S", 0.01)
    assert not was_read_from(plan, path)


def test_what_took_too_long_once_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A busy machine's one slow moment made the document unavailable until the service was started anew.
    plan, path = written(tmp_path, "a.html", HTML)
    with monkeypatch.context() as busy:
        busy.setattr(source, "_LONGEST_S", 0.01)
        assert not was_read_from(plan, path)
    assert was_read_from(plan, path)


def test_a_document_is_not_read_in_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, path = written(tmp_path, "a.html", HTML)
    monkeypatch.setattr(source, "read_text", lambda _: pytest.fail(f"read in {threading.current_thread().name}"))
    assert was_read_from(plan, path)


def test_many_who_want_one_document_have_it_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each of them waited for the others, and then read it once more.
    plan, path = written(tmp_path, "a.html", HTML)
    read: list[Path] = []
    elsewhere = source._digest_elsewhere

    def counted(path: Path) -> str | None:
        read.append(path)
        return elsewhere(path)

    monkeypatch.setattr(source, "_digest_elsewhere", counted)
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: was_read_from(plan, path), range(8)))
    assert read == [path]


def test_one_who_waited_too_long_leaves_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The file was refused from then on, although nobody had read it.
    plan, path = written(tmp_path, "a.html", HTML)
    with monkeypatch.context() as patched, source._READING:
        patched.setattr(source, "_LONGEST_S", 0.01)
        assert not was_read_from(plan, path)
    assert was_read_from(plan, path)
