"""RESULTS.json keeps the rows of all runs, RESULTS.md is made of it."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, Timing

HERE = Path(__file__).parent
JSON, MARKDOWN = "RESULTS.json", "RESULTS.md"
TOLD = ("papermill", "nbconvert", "nbclient", "ipykernel", "jupyter_client", "pandas", "numpy",
        "matplotlib", "seaborn", "typst", "dask", "distributed")  # fmt: skip
COLUMNS = ("what", "against", "ours (median, min to max)", "theirs", "ratio", "to reach",
           "reached")  # fmt: skip


def versions() -> dict[str, str]:
    """Return the versions of what is compared, those that are installed."""
    found = {"tradegap": metadata.version("tradegap"), "Python": platform.python_version()}
    for name in TOLD:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, Any]:
    """Return cores, memory and model of the processor, and no name of the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return {"cores": len(os.sched_getaffinity(0)), "memory_gib": round(memory, 1),
            "cpu": _cpu(), "system": platform.system()}  # fmt: skip


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def merge(rows: list[Row], order: list[str], folder: Path = HERE) -> None:
    """Put rows in the place of earlier ones of their name, and write both files anew."""
    known = load(folder)
    stamp = {"date": datetime.now(UTC).date().isoformat(), "versions": versions(),
             "machine": machine(), "busy": round(os.getloadavg()[1], 1)}  # fmt: skip
    for row in rows:
        known[row.name] = {**row.as_json(), **stamp}
    kept = {name: known[name] for name in order if name in known}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / JSON).write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    (folder / MARKDOWN).write_text(markdown(kept), encoding="utf-8")


def load(folder: Path = HERE) -> dict[str, dict[str, Any]]:
    """Return the rows of earlier runs by their names."""
    path = folder / JSON
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def markdown(rows: dict[str, dict[str, Any]]) -> str:
    """Return the page: what it was measured on, the table, then notes and profiles by row."""
    parts = [
        "# Benchmarks\n\nWritten by `make bench`; `python benchmarks/speed.py ROW` runs one row "
        "again. Every row compares outputs first, then times both ways in turns. Times are "
        "seconds on the machine below: the ratios are what carries over.\n",
        *_surroundings(rows),
        "| " + " | ".join(COLUMNS) + " |\n" + "|---" * len(COLUMNS) + "|",
        *[_line(row) for row in rows.values()],
        "",
        *[_more(row) for row in rows.values()],
    ]
    return "\n".join(parts).rstrip() + "\n"


def _surroundings(rows: dict[str, dict[str, Any]]) -> list[str]:
    """Say on what, with what and when; once for all rows that agree."""
    groups: dict[str, list[str]] = {}
    for name, row in rows.items():
        on = row["machine"]
        text = (f"{row['date']}; {on['cores']} cores of {on['cpu']}, {on['memory_gib']} GiB, "
                f"{on['system']}; "
                + ", ".join(f"{n} {v}" for n, v in row["versions"].items()))  # fmt: skip
        groups.setdefault(text, []).append(name)
    if len(groups) == 1:
        return [f"{next(iter(groups))}.\n"]
    return [f"* {', '.join(names)}: {text}." for text, names in groups.items()] + [""]


def _line(row: dict[str, Any]) -> str:
    ours, theirs = (Timing(**row[k]).told() if row[k] else "-" for k in ("ours", "theirs"))
    ratio = "-" if row["ratio"] is None else f"{row['ratio']:.3g}"
    reached = {True: "yes", False: "**no**", None: "-"}[row["reached"]]
    if row["skipped"]:
        ours, reached = "not measured", "not measured"
    cells = (row["what"], row["against"], ours, theirs, ratio, row["to_reach"], reached)
    return "| " + " | ".join(cells) + " |"


def _more(row: dict[str, Any]) -> str:
    lines = [f"* {note}" for note in row["notes"]]
    if row["skipped"]:
        lines.insert(0, f"* Not measured: {row['skipped']}")
    if row["profile"]:
        lines += ["", "Where the time goes:", "", "```", *row["profile"], "```"]
    if not lines:
        return ""
    return "\n".join([f"## {row['what']}, against {row['against']}\n", *lines, ""])
