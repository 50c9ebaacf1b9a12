"""docs/assumptions.md as it follows from data/assumptions.yml and the scenarios."""

from __future__ import annotations

from collections.abc import Mapping

from tradegap.data.assumptions import load_assumptions
from tradegap.data.paths import SCENARIOS, data_dir
from tradegap.data.scenarios import list_scenarios, load_scenario
from tradegap.model.assumptions import Assumption

_HEAD = """\
# The assumptions

Generated from `data/assumptions.yml` and `data/scenarios/` by `tradegap data docs`; change them
there.

An assumption is a number that nobody publishes. Each has a range, a distribution between its ends
(triangular: most likely at the central value; uniform: anywhere between; fixed: the central value
alone), a source, what speaks for it, why it was chosen so, and two ratings. *Quality* is how well
it is founded, *impact* how much it moves results: red is weak or moves much, green is sound or
harmless.

Any of them can be changed for a report, `tradegap build us-china-2018 -p NAME=VALUE`, or in a
scenario:

```yaml
assumptions:
  NAME: {central: VALUE}
```

The report lists those that were changed.
"""


def describe_assumptions() -> str:
    """Return docs/assumptions.md: the list, each assumption, and what scenarios change or add."""
    known = load_assumptions()
    parts = [_HEAD, _contents(known)]
    parts += [_entry(name, entry) for name, entry in known.items()]
    parts.append(_in_scenarios(known))
    return "\n".join(parts)


def _contents(known: Mapping[str, Assumption]) -> str:
    rows = [
        f"| [{name}](#{name}) | {_cell(a.title)} | {a.low:g} | {a.central:g} | {a.high:g} | "
        f"{a.unit} | {a.quality} | {a.impact} |"
        for name, a in known.items()
    ]
    head = "| name | what | low | central | high | unit | quality | impact |"
    return "\n".join(["## All", "", head, "|---|---|---|---|---|---|---|---|", *rows, ""])


def _entry(name: str, a: Assumption) -> str:
    where = ", ".join(f"`{chapter}`" for chapter in a.chapters) or "the crediting of pledges"
    facts = [
        f"* Range: {a.low:g} to {a.high:g}, central {a.central:g} {a.unit}; {a.distribution}",
        f"* Ratings: quality {a.quality}, impact {a.impact}",
        f"* Source: {_line(a.source)}" + (f" (out since {a.published})" if a.published else ""),
        *([f"* Evidence: {_line(a.evidence)}"] if a.evidence else []),
        f"* Why so: {_line(a.rationale)}",
        f"* Used by: {', '.join(f'`{f}`' for f in a.used_by)}; in {where}",
    ]
    return "\n".join([f"## {name}", "", f"{_line(a.title)}.", "", *facts, ""])


def _in_scenarios(known: Mapping[str, Assumption]) -> str:
    lines = []
    for path in list_scenarios(data_dir() / SCENARIOS):
        for name, a in load_scenario(path).assumptions.items():
            if known.get(name) != a:
                word = "changes" if name in known else "adds"
                lines.append(
                    f"* `{path.stem}` {word} `{name}`: {a.low:g} to {a.high:g}, central "
                    f"{a.central:g} {a.unit}; {_line(a.rationale)}"
                )
    lines = lines or ["None of the listed scenarios changes one or adds its own."]
    return "\n".join(["## In the scenarios", "", *lines, ""])


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")
