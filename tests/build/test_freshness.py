"""Reports found up to date at once, rebuilt for each cause, and never stale."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build.case_folder import (
    LINE,
    OTHER_LINE,
    READS_TABLE,
    CaseFolder,
    make_case_folder,
    reads_line,
    small_pages,
)
from tradegap.build import signatures
from tradegap.build.build import build_requests
from tradegap.build.canonical import files_below
from tradegap.build.freshness import RECORDS, Freshness
from tradegap.build.index import refresh_indexes
from tradegap.build.report import Built, Progress, Settings
from tradegap.build.requests import Request
from tradegap.build.signatures import Looks, Seen, signature, trusted
from tradegap.build.store import Store
from tradegap.build.why import why
from tradegap.errors import DataError


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaseFolder]:
    folder = make_case_folder(tmp_path)
    monkeypatch.setenv("TRADEGAP_DATA", str(folder.data))
    monkeypatch.setenv("TRADEGAP_NOTEBOOKS", str(folder.notebooks))
    monkeypatch.setenv("TRADEGAP_REPORTS", str(folder.home / "reports"))
    folder.chapter("01-line", reads_line(LINE))
    folder.scenario("one", "01-line")
    with small_pages():
        yield folder


def command(case: CaseFolder) -> Freshness:
    """Begin a new command: nothing is remembered but what is on disk."""
    return Freshness(Store(case.home / "store"))


def build_request(
    request: Request,
    freshness: Freshness,
    progress: Progress = lambda what, state: None,
    force: bool = False,
) -> Built:
    """Build one report that is asked for, or raise what is wrong."""
    settings = Settings(force=force, progress=progress)
    return build_requests([request], freshness, settings)[0].result()


def build(case: CaseFolder, *requests: Request) -> list[Built]:
    freshness = command(case)
    try:
        done = [build_request(request, freshness) for request in requests]
        refresh_indexes(requests, freshness)
        return done
    finally:
        freshness.close()


def is_fresh(case: CaseFolder, request: Request) -> bool:
    freshness = command(case)
    found = freshness.fresh(request)
    freshness.close()
    return found is not None


def causes(case: CaseFolder, request: Request) -> str:
    return "; ".join(why(request, command(case)).causes)


ONE = Request("one")


def test_changed_figures_are_seen_at_a_glance(case: CaseFolder) -> None:
    assert not command(case).figures_look_changed()  # nothing is known of them yet
    build(case, ONE)
    time.sleep(0.15)
    assert build(case, ONE)[0].built is False  # tables are old enough to be remembered now
    assert not command(case).figures_look_changed()
    table = case.data / "reference" / "pledges.csv"
    table.write_bytes(table.read_bytes())
    assert command(case).figures_look_changed()


def test_an_unchanged_report_is_found_at_once_without_hashing_it(case: CaseFolder) -> None:
    (built,) = build(case, ONE)
    assert built.built
    freshness = command(case)
    found = freshness.fresh(ONE)
    assert found is not None
    assert (found.slug, found.shown, found.report) == ("one", built.folder, built.report)
    assert "report" not in {kind for kind, _ in freshness.records._waiting}, "hashed again"
    freshness.close()
    later = command(case)
    assert later.fresh(ONE) is not None
    assert later.current.looks.hashed == 0
    assert causes(case, ONE) == ""
    assert not build(case, ONE)[0].built


def test_each_input_is_named_and_rebuilds(case: CaseFolder) -> None:
    build(case, ONE)

    def rebuilt(told: str) -> None:
        assert not is_fresh(case, ONE)
        assert told in causes(case, ONE)
        assert build(case, ONE)[0].built
        assert is_fresh(case, ONE)
        assert causes(case, ONE) == ""

    case.chapter("01-line", reads_line(LINE), "1 + 1")
    rebuilt("cells of 01-line changed")
    case.edit_table("pledges", "70,USD bn,2018-06-03", "71,USD bn,2018-06-03")
    rebuilt(f"rows {LINE} of table pledges changed")
    case.edit_entry("The ledger: demands", "Our ledger: demands")
    rebuilt("catalog entry of pledges changed")
    path = case.data / "scenarios" / "one.yml"
    path.write_text(path.read_text() + "\n# a line\n")
    rebuilt("scenario file changed")


def test_a_published_file_that_was_edited_is_named_and_put_right(case: CaseFolder) -> None:
    (built,) = build(case, ONE)
    before = files_below(built.folder)
    page = built.folder / "report.html"
    state = page.stat()
    page.write_bytes(page.read_bytes().replace(b"p", b"q", 1))
    os.utime(page, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert page.stat().st_size == state.st_size
    assert not is_fresh(case, ONE)
    assert causes(case, ONE) == "report.html was edited"
    assert build(case, ONE)[0].built
    assert files_below(built.folder) == before
    (built.folder / "results.json").unlink()
    assert not is_fresh(case, ONE)
    assert causes(case, ONE) == "results.json was removed"
    build(case, ONE)
    (built.folder / "more.txt").write_text("x")
    assert not is_fresh(case, ONE)
    assert causes(case, ONE) == "more.txt was added"


def test_only_the_reports_that_use_a_pledge_are_built(case: CaseFolder) -> None:
    case.chapter("02-other", reads_line(OTHER_LINE))
    requests = []
    for number in range(8):
        uses = number in (2, 5)
        case.scenario(f"case-{number}", "01-line" if uses else "02-other")
        requests.append(Request(f"case-{number}"))
    assert all(built.built for built in build(case, *requests))
    case.edit_table("pledges", "70,USD bn,2018-06-03", "71,USD bn,2018-06-03")
    done = build(case, *requests)
    assert [built.slug for built in done if built.built] == ["case-2", "case-5"]
    assert not any(built.built for built in build(case, *requests))


def test_an_untouched_report_has_the_bytes_of_a_full_build(case: CaseFolder) -> None:
    """A row that it doesn't use changed: what stands there is what a build would write."""
    (built,) = build(case, ONE)
    case.edit_table("pledges", "not stated,8,USD bn/year", "not stated,9,USD bn/year")
    assert is_fresh(case, ONE)
    shutil.rmtree(case.home / "store")
    elsewhere = Request("one", output=case.home / "out")
    assert files_below(build(case, elsewhere)[0].folder) == files_below(built.folder)


def test_a_chapter_from_the_store_gives_the_bytes_of_one_that_ran(case: CaseFolder) -> None:
    case.chapter("02-whole", READS_TABLE)
    case.scenario("two", "01-line", "02-whole")
    (first,) = build(case, Request("two"))
    freshness = command(case)
    states: list[tuple[str, str]] = []
    request = Request("two", output=case.home / "out")
    second = build_request(
        request, freshness, progress=lambda what, how: states.append((what, how))
    )
    assert ("01-line", "kept") in states
    assert ("02-whole", "kept") in states
    assert files_below(first.folder) == files_below(second.folder)


def test_a_chapter_that_reads_what_cant_be_checked_is_always_built(case: CaseFolder) -> None:
    case.chapter("01-line", "import os\nlen(os.listdir('/'))")
    build(case, ONE)
    assert not is_fresh(case, ONE)
    assert causes(case, ONE) == "01-line reads what can't be checked"
    assert build(case, ONE)[0].built


def test_a_file_elsewhere_counts_and_its_path_stays_out_of_the_report(case: CaseFolder) -> None:
    given = case.home / "given.txt"
    given.write_text("one")
    case.chapter("01-line", f"text = open({str(given)!r}).read()")
    (built,) = build(case, ONE)
    assert str(case.home) not in (built.folder / "manifest.json").read_text()
    assert is_fresh(case, ONE)
    given.write_text("two")
    assert not is_fresh(case, ONE)
    assert build(case, ONE)[0].built


def test_a_restored_old_file_and_a_table_swapped_back(case: CaseFolder) -> None:
    build(case, ONE)
    path = case.notebooks / "01-line.ipynb"
    shutil.copy2(path, case.home / "old.ipynb")
    path.write_text(path.read_text().replace("amount", "yearly_usd_bn"))
    build(case, ONE)
    os.replace(case.home / "old.ipynb", path)  # with its old times
    assert not is_fresh(case, ONE)
    build(case, ONE)
    table, catalog = case.data / "reference" / "pledges.csv", case.data / "catalog.yml"
    for each in (table, catalog):
        shutil.copy2(each, case.home / each.name)
    case.edit_table("pledges", "70,USD bn,2018-06-03", "71,USD bn,2018-06-03")
    assert not is_fresh(case, ONE)
    for each in (table, catalog):
        os.replace(case.home / each.name, each)
    assert is_fresh(case, ONE)  # by content: nothing has to be built


def test_an_older_edition_put_back_by_hand_is_seen(case: CaseFolder) -> None:
    (built,) = build(case, ONE)
    old = os.readlink(built.folder)
    case.chapter("01-line", reads_line(LINE), "print('more')")
    build(case, ONE)
    assert os.readlink(built.folder) != old
    built.folder.unlink()
    built.folder.symlink_to(old)
    assert not is_fresh(case, ONE)


def test_a_report_that_was_edited_between_build_and_record(case: CaseFolder) -> None:
    freshness = command(case)
    built = build_request(ONE, freshness)
    (built.folder / "report.html").write_text("edited at once")
    freshness.close()
    assert not is_fresh(case, ONE)


def test_an_input_that_was_edited_while_it_was_built(case: CaseFolder) -> None:
    path = case.data / "scenarios" / "one.yml"

    def edit(what: str, state: str) -> None:
        if (what, state) == ("01-line", "done"):
            path.write_text(path.read_text() + "\n# meanwhile\n")

    freshness = command(case)
    build_request(ONE, freshness, progress=edit)
    freshness.close()
    assert not is_fresh(case, ONE)
    assert causes(case, ONE) == "scenario file changed"


def test_a_table_that_isnt_what_the_catalog_says_stops_a_build(case: CaseFolder) -> None:
    build(case, ONE)
    path = case.data / "reference" / "level_bases.csv"
    path.write_text(path.read_text() + "\n")
    with pytest.raises(DataError, match="level_bases"):
        command(case).fresh(ONE)


@pytest.mark.parametrize("damage", ["rubbish", "cut", "row", "locked"])
def test_damaged_records_send_to_the_full_check(case: CaseFolder, damage: str) -> None:
    build(case, ONE)
    path = case.home / "store" / RECORDS
    if damage == "rubbish":
        path.write_bytes(b"no database" * 1000)
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    elif damage == "row":
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE records SET content = replace(content, 'one', 'two')")
    else:
        path.chmod(0)
        path.unlink()
        path.mkdir()
    assert not is_fresh(case, ONE)
    assert not build(case, ONE)[0].built
    if damage != "locked":
        assert is_fresh(case, ONE)


def test_without_a_store_builds_are_as_ever(case: CaseFolder) -> None:
    freshness = Freshness(None)
    assert build_request(ONE, freshness).built
    freshness.close()
    again = Freshness(None)
    assert again.fresh(ONE) is None
    assert not build_request(ONE, again).built


def test_the_index_is_written_only_after_a_change(case: CaseFolder) -> None:
    build(case, ONE)
    index = case.home / "reports" / "index.html"
    before = index.stat().st_mtime_ns
    build(case, ONE)
    assert index.stat().st_mtime_ns == before
    index.write_text("edited")
    build(case, ONE)
    assert "A tiny report" in index.read_text()


def test_a_signature_taken_too_soon_is_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("one")
    soon = signature(path)
    assert not trusted(soon, signature(path))
    time.sleep(0.15)
    later = signature(path)
    assert trusted(later, signature(path))
    assert not trusted(later, signatures.GONE)


def test_a_file_whose_time_is_set_back_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("one")
    time.sleep(0.15)
    known: dict[str, Seen] = {}
    first = Looks(known.get, known.__setitem__)
    sha = first.digest(path)
    assert known
    state = path.stat()
    path.write_text("two")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert Looks(known.get, known.__setitem__).digest(path) != sha


def test_a_clock_that_was_set_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What changed in the future, as the clock has it, may change again within that tick."""
    path = tmp_path / "x"
    path.write_text("one")
    monkeypatch.setattr(time, "time_ns", lambda: path.stat().st_ctime_ns - 3600 * 10**9)
    assert not trusted(signature(path), signature(path))


def test_a_line_that_only_the_scenario_names_is_seen_to_go(case: CaseFolder) -> None:
    build(case, ONE)
    case.edit_table("pledges", f"\n{OTHER_LINE},CHN", f"\n{OTHER_LINE}x,CHN")
    assert not is_fresh(case, ONE)
