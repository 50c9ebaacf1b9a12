"""A report takes the place of the old one in one step, and nothing else is left."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tradegap.build import exchange as exchanging
from tradegap.build.exchange import exchange
from tradegap.build.publish import locked, staging
from tradegap.build.shelves import EditionShelf, FolderShelf
from tradegap.errors import OutputError

SHELVES = [EditionShelf, FolderShelf]


def put(shelf, text: str, edition: str = "2018-06-02-aaaaaaaa") -> Path:
    with locked(shelf), staging(shelf) as staged:
        (staged / "report.html").write_text(text)
        (staged / "manifest.json").write_text("{}")
        return shelf.publish(staged, edition)


@pytest.mark.parametrize("kind", SHELVES)
def test_readers_find_the_new_report(kind, tmp_path: Path) -> None:
    shelf = kind(tmp_path / "reports", "case")
    for text in ("first", "second", "second"):
        assert put(shelf, text) == tmp_path / "reports" / "case"
        assert (tmp_path / "reports" / "case" / "report.html").read_text() == text


def test_an_output_folder_holds_the_report_alone(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path, "case")
    put(shelf, "first")
    put(shelf, "second")
    assert [path.name for path in tmp_path.iterdir()] == ["case"]
    assert not (tmp_path / "case").is_symlink()
    assert sorted(path.name for path in (tmp_path / "case").iterdir()) == [
        "manifest.json", "report.html",
    ]  # fmt: skip


def test_editions_are_kept_up_to_a_number(tmp_path: Path) -> None:
    shelf = EditionShelf(tmp_path, "case", keep=3)
    for number in range(5):
        put(shelf, str(number), f"edition-{number}")
        os.utime((tmp_path / "case").resolve(), (number, number))
    names = sorted(path.name[:9] for path in (tmp_path / ".editions" / "case").iterdir())
    assert names == ["edition-2", "edition-3", "edition-4"]
    assert (tmp_path / "case").readlink().parts[:2] == (".editions", "case")


def test_the_edition_shown_stays_however_old(tmp_path: Path) -> None:
    shelf = EditionShelf(tmp_path, "case", keep=2)
    put(shelf, "a", "edition-a")
    put(shelf, "b", "edition-b")
    put(shelf, "a", "edition-a")
    put(shelf, "c", "edition-c")
    assert (tmp_path / "case" / "report.html").read_text() == "c"
    kept = sorted(path.name[:9] for path in (tmp_path / ".editions" / "case").iterdir())
    assert kept == ["edition-a", "edition-c"]


def test_an_edited_edition_is_put_right(tmp_path: Path) -> None:
    shelf = EditionShelf(tmp_path, "case")
    put(shelf, "right")
    (tmp_path / "case" / "report.html").write_text("edited")
    put(shelf, "right")
    assert (tmp_path / "case" / "report.html").read_text() == "right"
    assert len(list((tmp_path / ".editions" / "case").iterdir())) == 1


@pytest.mark.parametrize("kind", SHELVES)
def test_a_failed_build_leaves_the_old_report(kind, tmp_path: Path) -> None:
    shelf = kind(tmp_path, "case")
    put(shelf, "old")
    with pytest.raises(ZeroDivisionError), locked(shelf), staging(shelf) as staged:
        (staged / "report.html").write_text(str(1 / 0))
    assert (tmp_path / "case" / "report.html").read_text() == "old"
    assert not list(tmp_path.rglob("*partial*"))


def test_folders_made_for_a_failed_build_go_again(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path / "a" / "b", "case")
    with pytest.raises(RuntimeError), locked(shelf), staging(shelf):
        raise RuntimeError
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", SHELVES)
def test_what_killed_builds_left_goes_at_the_next(kind, tmp_path: Path) -> None:
    shelf = kind(tmp_path, "case")
    put(shelf, "old")
    left = shelf.stage()
    (left / "report.html").write_text("half")
    put(shelf, "new")
    assert not left.exists()


@pytest.mark.parametrize("kind", SHELVES)
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_is_not_ours_is_never_replaced(kind, what: str, tmp_path: Path) -> None:
    place = tmp_path / "case"
    if what == "file":
        place.write_text("mine")
    else:
        place.mkdir()
        (place / "letter.txt").write_text("mine")
    with pytest.raises(OutputError, match="in the way"):
        put(kind(tmp_path, "case"), "new")
    mine = place if what == "file" else place / "letter.txt"
    assert mine.read_text() == "mine"


def test_an_empty_folder_may_be_taken(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    put(FolderShelf(tmp_path, "case"), "new")
    assert (tmp_path / "case" / "report.html").read_text() == "new"


@pytest.mark.parametrize("kind", SHELVES)
def test_two_builds_of_one_report_wait_for_each_other(kind, tmp_path: Path) -> None:
    order: list[str] = []
    inside = threading.Event()

    def first() -> None:
        with locked(kind(tmp_path, "case")):
            inside.set()
            time.sleep(0.3)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait()
    with locked(kind(tmp_path, "case"), lambda: order.append("waiting")):
        order.append("second")
    thread.join()
    assert order == ["waiting", "first", "second"]


@pytest.mark.parametrize("in_one_step", [True, False])
def test_exchange(in_one_step: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not in_one_step:
        monkeypatch.setattr(exchanging, "_exchange_in_one_step", lambda new, old: False)
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    exchange(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "new" / "old").exists()
    assert (tmp_path / "old" / "new").exists()
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("kind", SHELVES)
def test_a_reader_never_misses_the_report(kind, tmp_path: Path) -> None:
    """While a report is replaced, its folder is always there, and a page that opens is whole."""
    shelf = kind(tmp_path, "case")
    put(shelf, "0" * 1000)
    if not exchanging._exchange_in_one_step(tmp_path / "case", tmp_path / "case"):
        pytest.skip(
            "NOT TESTED: a reader meanwhile; this file system can't exchange folders in one step"
        )
    stop = threading.Event()

    def publish() -> None:
        for number in range(1, 10):
            put(shelf, str(number) * 1000, f"edition-{number}")
        stop.set()

    thread = threading.Thread(target=publish)
    thread.start()
    pages = set()
    while not stop.is_set():
        assert (tmp_path / "case").is_dir()
        with suppress(FileNotFoundError):  # the folder was opened, replaced and removed meanwhile
            pages.add((tmp_path / "case" / "report.html").read_text())
    thread.join()
    assert all(len(text) == 1000 and len(set(text)) == 1 for text in pages)
