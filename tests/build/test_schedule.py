"""The regular rebuild: our own line and no other, idempotent, and a status for monitoring."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crontab import CronTab

from tradegap.build import cron, schedule, systemd
from tradegap.build.cron import FileCrontab, crontab_line, read_times, with_line
from tradegap.build.report import Built, Progress
from tradegap.build.report import Outcome as Ended
from tradegap.build.schedule import Job
from tradegap.build.scheduled_run import Builder, Told, is_running, run_all
from tradegap.build.status import Outcome, Status, judge, read_status
from tradegap.errors import DataError, InputError, OutputError

FOREIGN = """# mine
MAILTO="me@example.org"

0   6\t*  * mon-fri   /usr/bin/backup   --all # nightly  thing
@daily echo 'a' > x\\%y
#5 4 * * * off
0 0 * * * echo # tradegap is a fine program
"""


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path / "my 100% reports", tmp_path)


@pytest.fixture
def table(tmp_path: Path) -> FileCrontab:
    found = FileCrontab(tmp_path / "crontab")
    found.write(FOREIGN)
    return found


def test_install_and_remove_leave_everything_else_alone(job: Job, table: FileCrontab) -> None:
    done = schedule.install(job, "06:30", "cron", table)
    assert (done.way, done.at, done.changed) == ("cron", "06:30", True)
    assert table.read() == FOREIGN + done.entry + "\n"
    assert not schedule.install(job, "06:30", "cron", table).changed
    later = schedule.install(job, "30 7 * * 1-5", "cron", table)
    assert table.read() == FOREIGN + later.entry + "\n"
    assert schedule.remove(job, table)
    assert table.read() == FOREIGN
    assert not schedule.remove(job, table)


def test_two_clones_have_a_line_each(tmp_path: Path, table: FileCrontab) -> None:
    one, two = Job(tmp_path / "a", tmp_path), Job(tmp_path / "b", tmp_path)
    schedule.install(one, "06:00", "cron", table)
    second = schedule.install(two, "06:00", "cron", table)
    schedule.remove(one, table)
    assert table.read() == FOREIGN + second.entry + "\n"


def test_the_line_survives_cron(job: Job, table: FileCrontab, monkeypatch) -> None:
    monkeypatch.setenv("TRADEGAP_DATA", "/data 50%")
    line = schedule.install(job, "06:00", "cron", table).entry
    (read,) = list(CronTab(tab=line + "\n"))
    assert str(read.slices) == "0 6 * * *"
    assert "%" not in line.replace(r"\%", "")
    command = line.split(" ", 5)[5].replace(r"\%", "%")
    words = shlex.split(command, comments=True)
    assert words[:3] == ["cd", str(job.folder), "&&"]
    assert "TRADEGAP_DATA=/data 50%" in words
    assert words[words.index(sys.executable) :][-2:] == ["--reports", str(job.reports)]


def test_the_command_works_from_a_bare_environment(tmp_path: Path) -> None:
    job = Job(tmp_path / "it's 100%", tmp_path)
    line = crontab_line(read_times("06:00"), [*job.command()[:4], "--version"], tmp_path, {}, "x")
    command = line.split(" ", 5)[5].replace(r"\%", "%")
    done = subprocess.run(["/bin/sh", "-c", command], env={"PATH": "/usr/bin:/bin"}, text=True,
                          capture_output=True, check=True)  # fmt: skip
    assert done.stdout.startswith("tradegap ")


@pytest.mark.parametrize(
    "text", ["", "25:00", "6", "6:5", "0 6 * *", "nonsense", "@reboot", "-1:00"]
)
def test_times_that_cannot_be(text: str) -> None:
    with pytest.raises(InputError, match="is no time to run at"):
        read_times(text)


@pytest.mark.parametrize(
    ("text", "fields", "daily", "hours"),
    [
        ("06:00", "0 6 * * *", "06:00", 24),
        ("6:05", "5 6 * * *", "06:05", 24),
        ("*/15 * * * *", "*/15 * * * *", None, 0.25),
        ("0 6 * * 1-5", "0 6 * * 1-5", None, 72),
        ("0 6 * * 0", "0 6 * * 0", None, 168),
        ("0 6,18 * * *", "0 6,18 * * *", None, 12),
        ("0 6 1 * *", "0 6 1 * *", None, 744),
        ("0 6 1 * 1", "0 6 1 * 1", None, 168),
    ],
)
def test_times(text: str, fields: str, daily: str | None, hours: float) -> None:
    times = read_times(text)
    assert (times.fields, times.daily, times.longest_gap() / 3600) == (fields, daily, hours)


def test_a_table_without_a_last_line_break() -> None:
    assert with_line("a", "b # tradegap x", "tradegap x") == "a\nb # tradegap x\n"
    assert with_line("", "b # tradegap x", "tradegap x") == "b # tradegap x\n"
    assert with_line("b # tradegap x\n", None, "tradegap x") == ""


def test_the_way_is_chosen() -> None:
    yes, no = (lambda: True), (lambda: False)
    assert schedule.choose("auto", {"cron": yes, "systemd": yes}) == "cron"
    assert schedule.choose("auto", {"cron": no, "systemd": yes}) == "systemd"
    with pytest.raises(InputError, match="neither"):
        schedule.choose("auto", {"cron": no, "systemd": no})
    with pytest.raises(InputError, match="no way 'launchd'"):
        schedule.choose("launchd")


def test_unit_files_are_what_systemd_reads(job: Job, tmp_path: Path) -> None:
    texts = systemd.unit_texts(read_times("06:30"), job.command(), tmp_path, {"A": 'b "c" 5%'})
    assert "OnCalendar=*-*-* 06:30:00" in texts["timer"]
    assert 'Environment="A=b \\"c\\" 5%%"' in texts["service"]
    assert "100%% reports" in texts["service"]
    if shutil.which("systemd-analyze"):
        paths = [tmp_path / f"{job.unit}.{ending}" for ending in texts]
        for path in paths:
            path.write_text(texts[path.suffix[1:]])
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", *map(str, paths)],
                              capture_output=True, text=True, check=False)  # fmt: skip
        complaints = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
        assert not complaints
    with pytest.raises(InputError, match="--with cron"):
        systemd.unit_texts(read_times("0 6 * * 1"), job.command(), tmp_path, {})


def test_systemd_units_come_and_go(job: Job, tmp_path: Path, monkeypatch) -> None:
    told: list[tuple[str, ...]] = []

    def systemctl(*command: str) -> subprocess.CompletedProcess[str]:
        told.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(systemd, "_systemctl", systemctl)
    monkeypatch.setattr(systemd, "is_there", lambda: True)
    monkeypatch.setattr(cron.UserCrontab, "is_there", staticmethod(lambda: False))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "configuration"))
    assert schedule.install(job, "06:00", "systemd").changed
    assert not schedule.install(job, "06:00", "systemd").changed
    assert told == [("daemon-reload",), ("enable", "--now", f"{job.unit}.timer")]
    assert len(list(systemd.units_dir().iterdir())) == 2
    assert schedule.remove(job)
    assert not list(systemd.units_dir().iterdir())


def test_a_timer_that_cannot_be_started_is_not_called_installed(
    job: Job, tmp_path: Path, monkeypatch
) -> None:
    def systemctl(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "no bus")

    monkeypatch.setattr(systemd, "_systemctl", systemctl)
    monkeypatch.setattr(cron.UserCrontab, "is_there", staticmethod(lambda: False))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "configuration"))
    with pytest.raises(InputError, match="--with cron"):
        schedule.install(job, "06:00", "systemd")
    monkeypatch.setattr(systemd, "is_there", lambda: True)
    for _ in range(2):
        with pytest.raises(OutputError, match="no bus"):
            schedule.install(job, "06:00", "systemd")
    assert not list(systemd.units_dir().iterdir())


def built(name: str) -> Ended:
    return Ended(name, Built(name, Path(), f"edition of {name}", {}, built=True), seconds=1.26)


def one_by_one(outcome: Callable[[str], Ended]) -> Builder:
    """Return a builder that tells of each report, the last first."""

    def build(reports: Path, names: Sequence[str], told: Told, progress: Progress) -> list[Ended]:
        found = {name: outcome(name) for name in reversed(names)}
        for one in found.values():
            told(one)
        return list(found.values())

    return build


def test_a_run_goes_on_after_a_failure(tmp_path: Path) -> None:
    def outcome(name: str) -> Ended:
        wrong: dict[str, Exception] = {"b": DataError("a byte was changed"), "c": KeyError("x")}
        return Ended(name, errors=[wrong[name]]) if name in wrong else built(name)

    status = run_all(tmp_path, ["a", "b", "c", "d"], one_by_one(outcome))
    assert status is not None
    assert [outcome.report for outcome in status.reports] == ["a", "b", "c", "d"]
    assert [outcome.result for outcome in status.reports] == ["built", "failed", "failed", "built"]
    assert [outcome.exit_status for outcome in status.reports] == [0, 4, 1, 0]
    assert status.reports[0].seconds == 1.3
    assert status.exit_status == 4
    assert read_status(tmp_path) == status
    log = (tmp_path / ".log" / "schedule.log").read_text()
    assert "b: failed: a byte was changed" in log
    assert "KeyError" in log
    assert judge(status, 86_400, running=False)[0] == 3
    assert "b, c" in judge(status, 86_400, running=False)[1]


def test_what_concerns_all_reports_is_told_of_those_that_have_no_outcome(tmp_path: Path) -> None:
    def build(reports: Path, names: Sequence[str], told: Told, progress: Progress) -> list[Ended]:
        told(built("a"))
        raise DataError("pledges.csv is missing; restore it with git.")

    status = run_all(tmp_path, ["a", "b"], build)
    assert status is not None
    assert [(o.result, o.exit_status) for o in status.reports] == [("built", 0), ("failed", 4)]
    assert "pledges.csv is missing" in status.reports[1].error
    assert status.exit_status == 4
    alone = run_all(tmp_path, ["a"], build)
    assert alone is not None
    assert alone.exit_status == 4
    assert "failed: pledges.csv is missing" in (tmp_path / ".log" / "schedule.log").read_text()


def test_the_status_tells_of_each_report_as_it_ends(tmp_path: Path) -> None:
    seen: list[int] = []

    def build(reports: Path, names: Sequence[str], told: Told, progress: Progress) -> list[Ended]:
        for name in names:
            told(built(name))
            status = read_status(tmp_path)
            assert status is not None
            seen.append(len(status.reports))
        return []

    run_all(tmp_path, ["a", "b", "c"], build)
    assert seen == [1, 2, 3]


def test_never_two_runs_at_a_time(tmp_path: Path) -> None:
    seen = []

    def outcome(name: str) -> Ended:
        seen.append((is_running(tmp_path), run_all(tmp_path, ["x"], one_by_one(built))))
        return built(name)

    assert not is_running(tmp_path)
    assert run_all(tmp_path, ["a"], one_by_one(outcome)) is not None
    assert seen == [(True, None)]
    assert not is_running(tmp_path)


def test_the_log_is_rotated(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tradegap.build.scheduled_run.LOG_BYTES", 500)
    for _ in range(10):
        run_all(tmp_path, ["a"], one_by_one(built))
    logs = sorted(path.name for path in (tmp_path / ".log").glob("schedule.log*"))
    assert logs == ["schedule.log", "schedule.log.1"]
    assert all((tmp_path / ".log" / name).stat().st_size <= 500 for name in logs)


NOW = datetime(2018, 6, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "running", "code"),
    [
        (None, False, 6),
        (Status("", (NOW - timedelta(hours=47)).isoformat(), 0), False, 0),
        (Status("", (NOW - timedelta(hours=49)).isoformat(), 0), False, 6),
        (Status("", NOW.isoformat(), 3, [Outcome("a", "failed", exit_status=3)]), False, 3),
        (Status(NOW.isoformat()), True, 0),
        (Status(NOW.isoformat()), False, 3),
    ],
)
def test_what_monitoring_is_told(status: Status | None, running: bool, code: int) -> None:
    assert judge(status, 86_400.0, running, NOW)[0] == code


def test_the_interval_is_remembered(job: Job, table: FileCrontab) -> None:
    assert schedule.interval_seconds(job.reports) is None
    schedule.install(job, "0 * * * *", "cron", table)
    assert schedule.interval_seconds(job.reports) == 3600
    schedule.remove(job, table)
    assert schedule.interval_seconds(job.reports) is None


def test_status_that_cannot_be_read_counts_as_none(tmp_path: Path) -> None:
    assert read_status(tmp_path) is None
    (tmp_path / ".log").mkdir()
    (tmp_path / ".log" / "status.json").write_text("{")
    assert read_status(tmp_path) is None
