"""The default report by one cold command, against its chapters by papermill and nbconvert."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.commands import NBCONVERT, PAPERMILL, ROOT, TRADEGAP, environment, options, run
from benchmarks.commands import scratch as scratch_folder
from benchmarks.measure import Row, Way, in_turns, say
from benchmarks.same import check_notebooks

SCENARIO = "us-china-2018"
LEAST = 5.0
WITHOUT = "xelatex or pandoc is not installed (Debian: texlive-xetex, texlive-fonts-recommended, " \
    "texlive-plain-generic, pandoc)"  # fmt: skip


def has_latex() -> bool:
    """Tell whether nbconvert can make a PDF its usual way."""
    return all(shutil.which(name) for name in ("xelatex", "pandoc"))


def has_inkscape() -> bool:
    """Tell whether nbconvert can draw SVG figures in a PDF."""
    return shutil.which("inkscape") is not None


WITHOUT_FIGURES = ("--NbConvertBase.display_data_priority="
                   "['text/latex', 'text/markdown', 'text/plain']")  # fmt: skip


def rows(repeat: int) -> list[Row]:
    """Return the row of both formats, or of HTML alone where there is no xelatex."""
    formats = ("html", "pdf") if has_latex() else ("html",)
    if "pdf" not in formats:
        say(f"  WITHOUT PDF: {WITHOUT}")
    with scratch_folder() as folder:
        notes = [_compared(folder)]
        stages: dict[str, float] = {}
        ways = [
            Way("tradegap build", lambda number: _ours(folder, formats)),
            Way("papermill, nbconvert", lambda number: _theirs(folder, formats, stages)),
        ]
        ours, theirs = in_turns(ways, repeat)
        row = Row(
            "report" if "pdf" in formats else "report-html",
            f"default report, {' and '.join(formats).upper()}, cold command, no store",
            "the same chapters by `papermill` and `jupyter nbconvert` commands, one after another",
            ours, theirs, notes=notes,
        ).times_faster(LEAST)  # fmt: skip
        if "pdf" not in formats:
            row.notes.append(f"PDF was not measured: {WITHOUT}.")
        elif not has_inkscape():
            row.notes.append(
                "There is no inkscape, which nbconvert needs for SVG: their PDFs have no figures, "
                "which spares them time."
            )
        total = {name: took / repeat for name, took in stages.items()}
        row.notes.append("Theirs, seconds a report: " + ", ".join(
            f"{name} {took:.1f}" for name, took in total.items()) + ".")  # fmt: skip
        if not row.reached:
            row.profile = _profile(folder, formats)
    return [row]


def _ours(folder: Path, formats: tuple[str, ...]) -> float:
    return run((*TRADEGAP, "build", SCENARIO, "--output", str(folder / "ours"), "--force",
                "--format", ",".join(formats)), folder)  # fmt: skip


def _theirs(folder: Path, formats: tuple[str, ...], stages: dict[str, float]) -> float:
    """Run the commands in a row and return the seconds of all of them."""
    place = folder / "theirs"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    total = 0.0
    for stem, given in chapters():
        steps = {"papermill": papermill(stem, given, f"{stem}.ipynb")}
        steps |= {f"nbconvert {name}": nbconvert(f"{stem}.ipynb", name) for name in formats}
        for name, command in steps.items():
            took = run(command, place)
            stages[name] = stages.get(name, 0.0) + took
            total += took
    for stem, _ in chapters():
        for name in formats:
            assert (place / f"{stem}.{name}").stat().st_size > 1000, (stem, name)
    return total


def chapters() -> list[tuple[str, Mapping[str, Any]]]:
    """Return the default report's chapters and what each is given."""
    from tradegap.build.plan import make_plan

    plan = make_plan(SCENARIO)
    return [(chapter.stem, plan.given[chapter.stem]) for chapter in plan.chapters]


def papermill(stem: str, given: Mapping[str, Any], target: str) -> list[str]:
    """Return the command that runs a chapter."""
    return [*PAPERMILL, str(ROOT / "notebooks" / f"{stem}.ipynb"), target, *options(given)]


def nbconvert(source: str, name: str) -> list[str]:
    """Return the command that makes a page of an executed notebook."""
    more = [] if name != "pdf" or has_inkscape() else [WITHOUT_FIGURES]
    return [*NBCONVERT, "--to", name, *more, source]


def _compared(folder: Path) -> str:
    """Run every chapter once both ways, compare all outputs, and say what was compared."""
    from tradegap.build.execute import run_chapters
    from tradegap.build.places import run_dir
    from tradegap.build.plan import make_plan

    plan = make_plan(SCENARIO)
    ours, theirs = folder / "ours-notebooks", folder / "theirs-notebooks"
    ours.mkdir()
    theirs.mkdir()
    os.environ["PYTHONHASHSEED"] = "0"
    with run_dir() as place:
        for executed in run_chapters(plan.chapters, plan.given, place, inputs=plan.laid_in):
            executed.write(ours)
    _ours(folder, ("html",))
    count = 0
    for stem, given in chapters():
        run(papermill(stem, given, f"{stem}.ipynb"), theirs)
        count += check_notebooks(ours / f"{stem}.ipynb", theirs / f"{stem}.ipynb", stem)
    return (
        f"All {count} outputs of the {len(plan.chapters)} executed chapters are the same as "
        "papermill's with a kernel of its own, SVG figures to the byte; pages are not compared, "
        "theirs have other templates."
    )


def _profile(folder: Path, formats: tuple[str, ...]) -> list[str]:
    """Return how long each stage of our command takes."""
    import json
    import subprocess

    done = subprocess.run(
        (*TRADEGAP, "build", SCENARIO, "--output", str(folder / "ours"), "--force", "--json",
         "--format", ",".join(formats)), cwd=folder, env=environment(), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    (built,) = json.loads(done.stdout)
    return [f"{took:7.2f} s  {name}" for name, took in built["seconds"].items()]
