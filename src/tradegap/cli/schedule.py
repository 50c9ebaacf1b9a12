"""schedule: rebuild all reports regularly, and tell how the last run went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradegap.cli.options import Json, Reports
from tradegap.cli.output import print_json, print_table, say
from tradegap.cli.plain_help import PlainCommand, PlainGroup

if TYPE_CHECKING:
    from tradegap.build.schedule import Job

app = typer.Typer(
    cls=PlainGroup, help="Rebuild all reports by cron or systemd.", no_args_is_help=True
)


def _job(reports: Path | None) -> Job:
    from tradegap.build.places import reports_dir
    from tradegap.build.schedule import Job

    return Job(reports_dir(reports), Path.cwd())


@app.command(cls=PlainCommand)
def install(
    at: Annotated[
        str, typer.Option("--at", help="HH:MM, or the five fields of a crontab line.")
    ] = "06:00",
    way: Annotated[str, typer.Option("--with", help="auto, cron or systemd.")] = "auto",
    reports: Reports = None,
) -> None:
    """Install the regular rebuild; doing it again changes nothing.

    Example: tradegap schedule install --at 07:30
    """
    from tradegap.build import schedule

    done = schedule.install(_job(reports), at, way)
    print(
        f"{'Installed' if done.changed else 'Already there'} ({done.way}, {done.at}): {done.entry}"
    )


@app.command(cls=PlainCommand)
def remove(reports: Reports = None) -> None:
    """Remove the regular rebuild; whatever else the machine runs regularly stays.

    Example: tradegap schedule remove
    """
    from tradegap.build import schedule

    found = schedule.remove(_job(reports))
    print("Removed." if found else "There was nothing to remove.")


@app.command(cls=PlainCommand)
def run(reports: Reports = None) -> None:
    """Rebuild all reports now, as the schedule does; writes the log and the status.

    Example: tradegap schedule run
    """
    from tradegap.build.places import reports_dir
    from tradegap.build.scheduled_run import run_all
    from tradegap.data.scenarios import list_scenarios

    folder = reports_dir(reports)
    names = [path.stem for path in list_scenarios()]
    status = run_all(folder, names)
    if status is None:
        say("tradegap: another scheduled run is going on; this one leaves it alone.")
        return
    for outcome in status.reports:
        if outcome.exit_status:
            say(f"tradegap: {outcome.report}: {outcome.error}")
    raise typer.Exit(status.exit_status or 0)


@app.command(cls=PlainCommand)
def status(json: Json = False, reports: Reports = None) -> None:
    """Tell how the last run went: exit code 0 well, 3 failed, 6 overdue or never run.

    Example: tradegap schedule status --json
    """
    from tradegap.build.places import reports_dir
    from tradegap.build.schedule import interval_seconds
    from tradegap.build.scheduled_run import is_running
    from tradegap.build.status import as_json, judge, read_status

    folder = reports_dir(reports)
    last = read_status(folder)
    code, sentence = judge(last, interval_seconds(folder), is_running(folder))
    if json:
        print_json(as_json(last, code, sentence))
    else:
        print(sentence)
        if last:
            rows = [[o.report, o.result, o.edition, o.error] for o in last.reports]
            print_table(["Report", "Result", "Edition", "Error"], rows, f"Run of {last.started}")
    raise typer.Exit(code)
