"""A scheduled run builds its reports as any build does, whatever happens to one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build.case_folder import CaseFolder, make_case_folder, reads_line, small_pages
from tradegap.build.scheduled_run import run_all
from tradegap.build.status import read_status

NAMES = ["bad-cell", "bad-scenario", "well", "well-too"]
MEETS = """
import pathlib, time
here, other = (pathlib.Path({folder!r}) / name for name in {names!r})
here.touch()
end = time.monotonic() + 60
while not other.exists() and time.monotonic() < end:
    time.sleep(0.01)
assert other.exists(), "the other report doesn't run meanwhile"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaseFolder]:
    found = make_case_folder(tmp_path)
    monkeypatch.setenv("TRADEGAP_DATA", str(found.data))
    monkeypatch.setenv("TRADEGAP_NOTEBOOKS", str(found.notebooks))
    monkeypatch.setenv("TRADEGAP_STORE", str(tmp_path / "store"))
    monkeypatch.setattr("tradegap.build.pool.cores", lambda: 2)
    with small_pages():
        yield found


def test_reports_run_at_once_and_failures_keep_the_others(
    folder: CaseFolder, tmp_path: Path
) -> None:
    meet = [MEETS.format(folder=str(tmp_path), names=names) for names in (("a", "b"), ("b", "a"))]
    folder.chapter("01-well", meet[0], reads_line("chn-2018-offer-70"))
    folder.chapter("02-too", meet[1])
    folder.chapter("03-bad", "raise KeyError('no such thing')")
    for name, chapter in (("well", "01-well"), ("well-too", "02-too"), ("bad-cell", "03-bad")):
        folder.scenario(name, chapter)
    folder.scenario("bad-scenario", "04-nowhere")
    reports = tmp_path / "reports"

    status = run_all(reports, NAMES)

    assert status is not None
    assert status == read_status(reports)
    assert [(o.report, o.result) for o in status.reports] == [
        ("bad-cell", "failed"), ("bad-scenario", "failed"), ("well", "built"), ("well-too", "built")
    ]  # fmt: skip
    assert "03-bad.ipynb, code cell" in status.reports[0].error
    assert "04-nowhere" in status.reports[1].error
    assert status.exit_status == status.reports[0].exit_status != 0
    assert all(o.seconds > 0 for o in status.reports if o.result == "built")
    assert {p.name for p in reports.iterdir() if not p.name.startswith(".")} == {
        "well", "well-too", "index.html", "compare.html", "feed.xml"
    }  # fmt: skip
    log = (reports / ".log" / "schedule.log").read_text()
    assert "bad-cell: failed: 03-bad.ipynb" in log

    again = run_all(reports, ["well", "well-too"])

    assert again is not None
    assert [(o.result, o.edition) for o in again.reports] == [
        ("unchanged", o.edition) for o in status.reports[2:]
    ]
    assert again.exit_status == 0
