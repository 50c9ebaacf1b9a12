"""Work out docs/scale.md's table from what benchmarks/cluster.py measured.

python benchmarks/scale.py            writes the table
python benchmarks/scale.py --check    fails if the page holds another one
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "scale.md"
REPORTS = 40_000
CORES = (2, 16, 256)
BEGIN, END = "<!-- worked out by benchmarks/scale.py: begin -->", "<!-- end -->"


def worked_out(measured: dict[str, Any]) -> str:
    """Return the text between the marks.

    Workers: reports x core-seconds / cores. The client plans all reports before the first is sent
    and publishes while workers build: hours = planning + the longer of building and publishing.
    """
    planning = REPORTS * measured["planning_seconds"] / 3600
    publishing = REPORTS * measured["publishing_seconds"] / 3600
    heads = ("pages", "cores", "building, h", "planning by the client, h",
             "publishing by the client, h", "all, h", "core-hours")  # fmt: skip
    lines = [_measured(measured), "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for pages in ("html,pdf", "html"):
        work = REPORTS * measured[pages]["core_seconds_a_report"] / 3600
        for cores in CORES:
            build = work / cores
            whole = planning + max(build, publishing)
            cells = [pages.upper().replace(",", " and "), str(cores), f"{build:.1f}",
                     f"{planning:.1f}", f"{publishing:.1f}", f"{whole:.1f}",
                     f"{work:.0f}"]  # fmt: skip
            lines.append("| " + " | ".join(cells) + " |")
    size = REPORTS * measured["bytes_a_report"] / 1e9
    lines += ["", f"The reports take {size:.0f} GB (HTML and PDF), once in the depot and once on "
              "the shelf, and again for each kept edition whose content changed."]  # fmt: skip
    return "\n".join(lines)


def _measured(measured: dict[str, Any]) -> str:
    said = measured["measured"]
    both, html = measured["html,pdf"], measured["html"]
    return (
        f"Measured on {said['date']} (`benchmarks/cluster.py`: {measured['reports']} reports of "
        f"{measured['scenario']} over targets, {measured['workers']} workers on loopback, "
        f"{said['cores']} cores with a load of {said['load']}, Python {said['python']}, "
        f"distributed {said['distributed']}): {both['core_seconds_a_report']:.1f} core-seconds a "
        f"report with both pages ({both['ratio']:.2f} of the local pool's speed), "
        f"{html['core_seconds_a_report']:.1f} with HTML alone ({html['ratio']:.2f}); planning "
        f"{measured['planning_seconds']:.3f} s and publishing "
        f"{measured['publishing_seconds']:.3f} s a report; {measured['bytes_a_report'] / 1e6:.2f} "
        "MB a report."
    )


def page(text: str, measured: dict[str, Any]) -> str:
    """Return the page with the table that belongs to these measurements."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{worked_out(measured)}\n{END}{after}"


def main() -> None:
    """Write the page, or check it."""
    text = PAGE.read_text(encoding="utf-8")
    new = page(text, json.loads((HERE / "CLUSTER.json").read_text(encoding="utf-8")))
    if "--check" not in sys.argv:
        PAGE.write_text(new, encoding="utf-8")
    elif new != text:
        sys.exit("docs/scale.md isn't what was measured; run benchmarks/scale.py")


if __name__ == "__main__":
    main()
