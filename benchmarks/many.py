"""Many reports: nothing changed in a thousand, and one pledge's amount changed under a hundred."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.commands import ROOT, STORE, TRADEGAP, CommandFailed, environment, scratch
from benchmarks.measure import Different, Row, Timing, Unavailable, Way, in_turns, say, timed
from benchmarks.profiles import profiled
from benchmarks.same import check_folders

MANY = 1000
MOST_SECONDS = 2.0
REPORTS, USING = 100, 3
LEAST = 20.0
A_TURN = 20
APART = REPORTS // A_TURN
PLEDGE = "chn-2018-offer-70"
CHAPTERS = ["02-target-and-pledges"]


def unchanged_rows(repeat: int) -> list[Row]:
    """Return the row of a command over a thousand reports that are all up to date."""
    if not _has_batch() or find_spec("benchmarks.nothing_changed") is None:
        raise Unavailable("`tradegap build` has no --batch in this version")
    from benchmarks import nothing_changed

    with scratch() as home, _variables(home):
        requests = nothing_changed._requests(home, MANY)
        batch = _batch(home / "batch.csv", requests)
        nothing_changed._put_in_place(requests)
        count = sum(len(names) for _, _, names in os.walk(home / "r"))
        command = (*TRADEGAP, "build", "--batch", str(batch))
        settings = environment(**{name: os.environ[name] for name in (STORE, "TRADEGAP_REPORTS")})
        took = Timing()
        for number in range(repeat + 1):
            with timed() as clock:
                done = subprocess.run(command, env=settings, capture_output=True, text=True,
                                      check=False, cwd=home)  # fmt: skip
            if done.stdout.count("is up to date") != MANY:
                raise Different(f"not all of {MANY} reports are up to date: {done.stderr[-1000:]}")
            say(f"    {number}/{repeat} {clock.seconds:.2f} s")
            took.values += [clock.seconds] if number else []
        row = Row(
            "unchanged", f"nothing changed, {MANY:,} reports", "-", took, notes=[
                f"The command says of all {MANY:,} reports that they are up to date. One default "
                "report was built in earnest and put in place for 900 parameter sets and 100 "
                "scenario files, with the manifest and the records that a build of each leaves; "
                f"{count:,} files in all. A no-op of snakemake was not measured here.",
            ],
        ).less_than(MOST_SECONDS)  # fmt: skip
        if not row.reached:
            row.profile = profiled(command[len(TRADEGAP) :], home, settings)
    return [row]


def _batch(path: Path, requests: Sequence[Any]) -> Path:
    """Write the file that asks for reports, a line each."""
    lines = [f"{r.scenario},{r.parameters.get('target_usd_bn', '')}" for r in requests]
    path.write_text("\n".join(["scenario,target_usd_bn", *lines]) + "\n", encoding="utf-8")
    return path


def _has_batch() -> bool:
    done = subprocess.run((*TRADEGAP, "build", "--help"), env=environment(COLUMNS="200"),
                          capture_output=True, text=True, check=True)  # fmt: skip
    return "--batch" in done.stdout


@contextmanager
def _variables(home: Path) -> Iterator[None]:
    """Set the store and the reports of this process and of the commands to folders of the run."""
    wanted = {STORE: str(home / "store"), "TRADEGAP_REPORTS": str(home / "r")}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


@dataclass
class Case:
    """A copy of the data whose scenarios are a hundred, and where their reports go."""

    home: Path

    @property
    def data(self) -> Path:
        """The copy that may be changed."""
        return self.home / "data"

    def build(
        self, names: list[str], output: str, *more: str, **settings: str
    ) -> tuple[float, list[dict[str, Any]]]:
        """Build reports by one command and return its seconds and what it says of each."""
        command = (*TRADEGAP, *self.arguments(names, output), *more)
        with timed() as clock:
            done = subprocess.run(command, cwd=self.home, capture_output=True, text=True,
                                  check=False, env=self.settings(**settings))  # fmt: skip
        if done.returncode:
            raise CommandFailed(f"tradegap build ended: {done.stderr[-2000:]}")
        return clock.seconds, json.loads(done.stdout)

    def arguments(self, names: list[str], output: str) -> tuple[str, ...]:
        """Return what follows `tradegap` to build reports."""
        batch = self.home / f"{output}.csv"
        batch.write_text("\n".join(["scenario", *names]) + "\n", encoding="utf-8")
        return ("build", "--batch", str(batch), "--format", "html", "--json",
                "--output", str(self.home / output))  # fmt: skip

    def settings(self, **more: str) -> dict[str, str]:
        """Return the variables of a command over this data."""
        return environment(TRADEGAP_DATA=str(self.data), **more)

    def set_amount(self, amount: int) -> None:
        """Give the pledge another amount in the ledger, and accept the table as it is then."""
        table = self.data / "reference" / "pledges.csv"
        before = table.read_bytes()
        rows = list(csv.DictReader(io.StringIO(before.decode())))
        (line,) = [row for row in rows if row["id"] == PLEDGE]
        line["amount"] = str(amount)
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator=_line_end(before))
        writer.writeheader()
        writer.writerows(rows)
        table.write_bytes(text.getvalue().encode())
        catalog = self.data / "catalog.yml"
        old, new = (hashlib.sha256(b).hexdigest() for b in (before, table.read_bytes()))
        catalog.write_text(catalog.read_text("utf-8").replace(old, new), encoding="utf-8")


def _line_end(content: bytes) -> str:
    return "\r\n" if b"\r\n" in content else "\n"


def make_case(home: Path) -> tuple[Case, list[str]]:
    """Copy the data and write a hundred scenarios, the first three of which list the pledge."""
    import yaml

    shutil.copytree(ROOT / "data", home / "data")
    scenarios = home / "data" / "scenarios"
    content = yaml.safe_load((scenarios / "us-china-2018.yml").read_text(encoding="utf-8"))
    names = []
    for number in range(REPORTS):
        pledges = [p for p in content["pledges"] if number < USING or p.get("ledger") != PLEDGE]
        target = {**content["target"], "narrowing_usd_bn_per_year": 150 + number}
        name = f"case-{number:02d}"
        text = yaml.safe_dump({**content, "id": name, "chapters": CHAPTERS, "pledges": pledges,
                               "target": target}, sort_keys=False, allow_unicode=True)  # fmt: skip
        (scenarios / f"{name}.yml").write_text(text, encoding="utf-8")
        names.append(name)
    return Case(home), names


def pledge_rows(repeat: int) -> list[Row]:
    """Return the row of a hundred reports of which three use the pledge that changed."""
    if not _has_batch():
        raise Unavailable("`tradegap build` has no --batch in this version")
    with scratch() as home:
        case, names = make_case(home)
        store = {STORE: str(home / "store")}
        first, _ = case.build(names, "kept", **store)
        say(f"    the first build of {REPORTS} reports: {first:.1f} s")
        amounts = iter(range(71, 1000))

        def changed(number: int) -> float:
            case.set_amount(next(amounts))
            seconds, told = case.build(names, "kept", **store)
            built = [one["name"] for one in told if one["built"]]
            if built != names[:USING]:
                raise Different(f"built {', '.join(built) or 'nothing'} and not the three alone")
            return seconds

        def whole(number: int) -> float:
            chosen = names[number % APART :: APART]
            seconds, _ = case.build(chosen, "whole", "--force")
            for name in chosen:
                check_folders(home / "kept" / name, home / "whole" / name, name)
            return start + (seconds - start) * APART

        changed(0)
        start, _ = case.build(names[-1:], "kept", **store)
        whole(0)
        ours, theirs = in_turns([Way("three of them", changed), Way("full build", whole)], repeat)
    row = Row(
        "pledge", f"one pledge's amount changed, {REPORTS} reports of which {USING} use it",
        "a full build of all", ours, theirs, notes=[
            f"Only the {USING} were built, every time, and every report that both ways built had "
            f"the same bytes, with a store and without ({REPORTS} of them in {APART} turns). The "
            f"reports have one chapter ({CHAPTERS[0]}) and HTML.",
            f"A repetition of the full build takes {A_TURN} reports, others each time; what is "
            f"beyond a command that builds nothing ({start:.2f} s) is scaled by {APART}. The first "
            f"build of all {REPORTS} took {first:.1f} s.",
        ],
    ).times_faster(LEAST)  # fmt: skip
    if not row.reached:
        row.profile = _where_it_goes(ours.median, theirs.median, start)
    return [row]


def _where_it_goes(seconds: float, full: float, start: float) -> list[str]:
    """Return what the command over the few takes beside the work on them."""
    imports = _parent_seconds()
    work = USING * (full - start) / REPORTS
    parts = {
        "a command that builds nothing": start,
        "until a new warm parent has imported what chapters use, and has forked": imports,
        f"{USING} reports at the pace of the full build, both cores at work": work,
        "the rest: cores without work at the beginning and the end, imports for pages":
            seconds - start - imports - work,
    }  # fmt: skip
    return [f"{took:7.2f} s  {name}" for name, took in parts.items()]


def _parent_seconds() -> float:
    """Return how long a build waits for the first fork of its parent; the middle of three."""
    from tradegap.build.forks import start
    from tradegap.build.places import run_dir
    from tradegap.data.paths import notebooks_dir

    took = []
    for _ in range(3):
        with run_dir() as place, timed() as clock:
            forks = start(place, notebooks_dir().glob("*.ipynb"))
            assert forks
            forks.new({})
        took.append(clock.seconds)
        forks.end()
    return sorted(took)[1]
