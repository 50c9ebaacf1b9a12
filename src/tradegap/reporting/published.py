"""What published reports are compared by: numbers of their results.json, never text.

A report that doesn't ask a question has no such result, which is told as "not asked"; one that asks
and can't tell has null, "not known". The heads and formats are those of `tradegap compare` too.
Nothing heavy is imported here: the pages over all reports are written by every build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from tradegap.reporting.numbers import format_date, format_number, format_share_as_percent

NOT_ASKED, NOT_KNOWN = "not asked", "not known"
RARE = 0.005
_UNITS = {"US$ bn": "USD bn", "US$ bn/year": "USD bn/year", "": "share"}
_BN, _YEARLY = "US$ bn", "US$ bn/year"

Results = Mapping[str, Any]
Style = Literal["number", "percent", "chance", "date", "text"]
Part = Literal["promised", "reached", "rests on"]


class Absent:
    """Stands where a report has no such result."""


ABSENT: Final = Absent()


@dataclass(frozen=True)
class Measure:
    """One thing that reports are compared by, and where results.json has it.

    `of` returns a quantity as results.json has it, a number, a text, `None` or `ABSENT`; `why` says
    in words why it isn't known, where the results do. `part` is the table that it stands in.
    """

    name: str
    head: str
    of: Callable[[Results], Any]
    unit: str = ""
    decimals: int = 0
    style: Style = "number"
    part: Part = "promised"
    why: Callable[[Results], Any] = lambda _: ABSENT

    def text(self, found: Mapping[str, Any] | None) -> str:
        """Return what a report has there, in words; `found` is an entry of `measures_of`."""
        if found is None:
            return NOT_ASKED
        value = found["value"]
        if value is None:
            return NOT_KNOWN
        foreign = found.get("unit", _UNITS.get(self.unit)) != _UNITS.get(self.unit)
        if foreign:
            return f"{format_number(value, 1)} {found['unit']}"
        return self.shown(value)

    def shown(self, value: Any) -> str:
        """Return a value of this measure's own unit as text."""
        if self.style == "date":
            return format_date(value)
        if self.style == "chance":
            return format_chance(value)
        if self.style == "percent":
            return format_share_as_percent(value, self.decimals)
        return value if isinstance(value, str) else format_number(value, self.decimals)


def measures_of(results: Results) -> dict[str, dict[str, Any]]:
    """Return the measures that a report asks for, by name: value, and unit, basis, node if any.

    One that isn't known has `why`, where the results say it. What a chapter of somebody's own
    publishes under one of these names in another shape isn't compared.
    """
    found = {measure.name: _of(measure, results) for measure in MEASURES}
    asked = {name: value for name, value in found.items() if value is not None}
    for measure in MEASURES:
        known = asked.get(measure.name, {"value": 0})["value"] is not None
        if not known and isinstance(why := _told(measure.why, results), str) and why:
            asked[measure.name]["why"] = why
    return asked


def _of(measure: Measure, results: Results) -> dict[str, Any] | None:
    value = _told(measure.of, results)
    if isinstance(value, Mapping):
        return dict(value) if {"value", "unit", "node"} <= set(value) else None
    plain = value is None or isinstance(value, str | int | float)
    return {"value": value} if plain else None


def _told(of: Callable[[Results], Any], results: Results) -> Any:
    try:
        return of(results)
    except (KeyError, TypeError, AttributeError):
        return ABSENT


def format_chance(share: float) -> str:
    """Return a probability; one that draws can't tell from 0 or 100% is told as near it."""
    if share < RARE or share > 1 - RARE:
        return "under 0.5%" if share < RARE else "over 99.5%"
    return format_share_as_percent(share)


def _at(path: str) -> Callable[[Results], Any]:
    def of(results: Results) -> Any:
        place: Any = results
        for name in path.split("."):
            if not isinstance(place, Mapping) or name not in place:
                return ABSENT
            place = place[name]
        return place

    return of


def _counted(results: Results) -> Any:
    """Return how many lines of the ledger count: credited, or put on a yearly basis."""
    lines = _at("pledges.lines")(results)
    if isinstance(lines, list):
        return sum(bool(line["counts"]) for line in lines)
    return _of_partners(results, "yearly")


def _unquantified(results: Results) -> Any:
    """Return how many pledges have no yearly amount in dollars."""
    lines = _at("pledges.unquantified")(results)
    return len(lines) if isinstance(lines, list) else _of_partners(results, "not_yearly")


def _of_partners(results: Results, place: str) -> Any:
    partners = _at("partners.by_partner")(results)
    if not isinstance(partners, Mapping):
        return ABSENT
    return sum(partner["lines"][place] for partner in partners.values())


def _why_not_credited(results: Results) -> str:
    """Return why nothing is credited: what the ledger says of each pledge, each reason once."""
    lines = [line for line in results["pledges"]["lines"] if line["direction"] == "pledge"]
    return "; ".join(dict.fromkeys(line["reason"] for line in lines)) or "no pledge on the record"


def _reached(results: Results) -> Any:
    """Return what was reached of the narrowing due, in the last step that has begun."""
    steps = _at("progress.path")(results)
    if not isinstance(steps, list) or not steps:
        return ABSENT
    begun = [step["even"]["reached_share"] for step in steps if step["even"] is not None]
    return begun[-1] if begun else None


def _rests_on(results: Results) -> Any:
    """Name the assumptions behind the tariff and the probability, each with its two ratings."""
    told = [_at(path)(results) for path in (_TARIFF, _PROBABILITY)]
    told = [quantity for quantity in told if not isinstance(quantity, Absent)]
    roots = [q["node"] for q in told if q is not None and q["value"] is not None]
    names = dict.fromkeys(
        f"{node['label']} ({leaf['quality']}, {leaf['impact']})"
        for node in _below(results["graph"]["nodes"], roots)
        if (leaf := node.get("leaf", {})).get("kind") == "assumption"
    )
    return "; ".join(sorted(names)) or (None if told else ABSENT)


def _below(nodes: Mapping[str, Any], roots: list[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the nodes that some nodes are made of, and these themselves, each once."""
    waiting, seen = list(reversed(roots)), set(roots)
    while waiting:
        node = nodes[waiting.pop()]
        yield node
        for name in reversed(node.get("inputs", ())):
            if name not in seen:
                seen.add(name)
                waiting.append(name)


_TARIFF, _PROBABILITY = "mix.tariff_alone_share", "uncertainty.probability_share"
_CREDITED = _why_not_credited
MEASURES: tuple[Measure, ...] = (
    Measure("as_of", "as of", _at("as_of"), style="date"),
    Measure("surplus_usd_bn", "surplus of the base year", _at("baseline.surplus_usd_bn"), _BN, 1),
    Measure("target_usd_bn_per_year", "target", _at("target.narrowing_usd_bn_per_year"),
            _YEARLY, 1),
    Measure("credited_usd_bn_per_year", "credited",
            _at("pledges.credited_usd_bn_per_year"), _YEARLY, 1, why=_CREDITED),
    Measure("coverage_share", "coverage", _at("coverage_share"), style="percent", why=_CREDITED),
    Measure("gap_usd_bn_per_year", "gap that pledges leave", _at("gap_usd_bn_per_year"),
            _YEARLY, 1, why=_CREDITED),
    Measure("gap_upper_bound_usd_bn_per_year", "that gap at most",
            _at("gap_upper_bound_usd_bn_per_year"), _YEARLY, 1),
    Measure("pledges_counted", "pledges that count", _counted, part="reached"),
    Measure("pledges_unquantified", "pledges without a yearly amount", _unquantified,
            part="reached"),
    Measure("out_of_reach_usd_bn", "purchases alone, out of reach by",
            _at("feasibility.sums.target.out_of_reach_usd_bn"), _BN, 1, part="reached"),
    Measure("tariff_alone_share", "a tariff alone", _at(_TARIFF), decimals=1, style="percent",
            part="reached", why=_at("mix.no_tariff_reaches")),
    Measure("probability_share", "probability of the target", _at(_PROBABILITY), style="chance",
            part="reached", why=_at("uncertainty.why_no_probability")),
    Measure("reached_share", "reached of what is due", _reached, style="percent",
            part="reached", why=lambda _: "no month of the path is out yet"),
    Measure("assumptions", "resting on (quality, impact)", _rests_on, style="text",
            part="rests on"),
)  # fmt: skip
"""What reports are compared by, in the order in which it is shown."""
