"""Two countries' figures of one trade: how far they differ, and how much of that can be explained.

    difference = US goods deficit - China's surplus as China's customs report it
               = (US imports - China's exports) + (China's imports - US exports)
                  eastbound trade                  westbound trade

Up to 2019 the difference is split into parts that statistics explain, each with a range, and a
residual of either sign. From 2020 on the sign turns and nothing is allotted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.quantity import Quantity, combine, parameter
from tradegap.model.shown import Shown

BASIS = "mirror_difference"
LAST_SPLIT_YEAR = 2019
CIF, HK_EAST, HK_WEST, TIMING = (
    "cif_against_fas",
    "hong_kong_eastbound",
    "hong_kong_westbound",
    "timing",
)


@dataclass(frozen=True)
class Range:
    """A quantity at its low, its central and its high value; low <= central <= high."""

    low: Quantity
    central: Quantity
    high: Quantity


@dataclass(frozen=True)
class Part:
    """One explained part of the difference, USD bn, with the direction of trade that it is in.

    Positive where it makes the US deficit the larger of the two figures.
    """

    name: str
    title: str
    direction: str
    amount_usd_bn: Range


@dataclass(frozen=True)
class Split(Shown):
    """The difference of a year, its explained parts and the residual, USD bn.

    residual = difference - explained; its low end goes with the high end of what is explained.
    """

    year: int
    difference_usd_bn: Quantity
    parts: tuple[Part, ...]
    explained_usd_bn: Range
    residual_usd_bn: Range


@dataclass(frozen=True)
class Flow:
    """What the US reports of one direction less what China reports of it, USD bn."""

    reporter_usd_bn: Quantity
    partner_usd_bn: Quantity
    difference_usd_bn: Quantity


def difference(reporter: Quantity, partner: Quantity, label: str) -> Quantity:
    """Return one side's amount less the other's (USD bn), on a basis of its own.

    The two sides' bases are two quantities; the difference is no part of either balance. Missing
    where one of them is.
    """
    ours, theirs = (q.to("USD bn").read_as(BASIS, q.label) for q in (reporter, partner))
    return (ours - theirs).named(label)


def eastbound(us_imports: Quantity, china_exports: Quantity, period: str) -> Flow:
    """Return US imports from China (customs value) less China's exports to the US (f.o.b.)."""
    label = f"eastbound: US imports less China's exports, {period}"
    return Flow(us_imports, china_exports, difference(us_imports, china_exports, label))


def westbound(us_exports: Quantity, china_imports: Quantity, period: str) -> Flow:
    """Return China's imports from the US (c.i.f.) less US exports to China (f.a.s.)."""
    label = f"westbound: China's imports less US exports, {period}"
    return Flow(us_exports, china_imports, difference(china_imports, us_exports, label))


def cif_part(us_exports: Quantity, margin_share: Range) -> Part:
    """Return the freight and insurance in China's imports: US exports (f.a.s.) x margin.

    Westbound only. US general imports are at customs value, which leaves freight and insurance out
    as China's exports f.o.b. do, so that eastbound there is nothing of the kind to explain.
    """
    title = "freight and insurance: China's imports are c.i.f., US exports f.a.s."
    return Part(CIF, title, "westbound", _of(us_exports, margin_share, title))


def hong_kong_eastbound(us_imports: Quantity, share: Range) -> Part:
    """Return Chinese goods that China doesn't record as sent to the US: US imports x share.

    They reach the US through Hong Kong or another place; the US counts them by origin, at the price
    of the last sale, and China as exports to that place.
    """
    title = "goods by way of Hong Kong and other places to the US, and the markups there"
    return Part(HK_EAST, title, "eastbound", _of(us_imports, share, title))


def hong_kong_westbound(us_exports_to_hong_kong: Quantity, share: Range) -> Part:
    """Return US goods that China counts by origin and the US as exports to Hong Kong (x share)."""
    title = "goods by way of Hong Kong to China"
    return Part(HK_WEST, title, "westbound", _of(us_exports_to_hong_kong, share, title))


def timing_part(
    imports_first: Quantity,
    imports_after: Quantity,
    exports_before: Quantity,
    exports_last: Quantity,
    transit_months: Range,
) -> Part:
    """Return what goods at sea at the turn of the year move between two years, USD bn.

    timing = months at sea x ((imports of January - imports of the next January)
             + (exports of the December before - exports of December))

    The US counts its imports on arrival and its exports on departure, China the reverse; all four
    months are US figures, USD mn or bn. Positive where trade fell over the year. Raises
    `ModelError` for more than one month at sea, for which neighbouring months don't suffice.
    """
    for point in (transit_months.low, transit_months.central, transit_months.high):
        _between(point, 0, 1, "months at sea lie between 0 and 1")
    east, west = (
        _read(a) - _read(b)
        for a, b in ((imports_first, imports_after), (exports_before, exports_last))
    )
    month = parameter("one_month", 1.0, unit="month", label="one month", chosen_in="definition")
    a_month = ((east + west) / month).named("US figures of a month, start of the year less its end")
    title = "goods at sea at the turn of the year"
    return Part(TIMING, title, "both", _ordered(a_month, transit_months, title))


def split(year: int, difference_usd_bn: Quantity, parts: Sequence[Part]) -> Split:
    """Return the difference of a year with its explained parts and the residual, USD bn.

    The ends of explained and residual are those of all parts together: wider than what is likely,
    for they needn't fall together. Raises `ModelError` from 2020 on, and without a part.
    """
    if year > LAST_SPLIT_YEAR:
        raise ModelError(
            f"The difference of {year} isn't split: from {LAST_SPLIT_YEAR + 1} on China's surplus "
            f"is the larger figure, which none of these parts can explain; take a year up to "
            f"{LAST_SPLIT_YEAR}."
        )
    if not parts:
        raise ModelError(f"The difference of {year} has no part to be split into; give one.")
    ends = {
        end: combine(
            "sum",
            *(getattr(part.amount_usd_bn, end) for part in parts),
            label=f"explained of {year}, {end}",
        )
        for end in ("low", "central", "high")
    }
    explained = Range(**ends)
    residual = Range(
        *(
            (difference_usd_bn - getattr(explained, end)).named(f"residual of {year}, {said}")
            for end, said in (("high", "low"), ("central", "central"), ("low", "high"))
        )
    )
    return Split(year, difference_usd_bn, tuple(parts), explained, residual)


def target_share(target_usd_bn: Quantity, surplus_usd_bn: Quantity, whose: str) -> Quantity:
    """Return a year of the target as a share of a surplus, whichever figures that one is on."""
    asked = target_usd_bn
    if asked.basis != surplus_usd_bn.basis:
        asked = asked.read_as(surplus_usd_bn.basis or "", f"{asked.label}, on {whose}")
    return (asked / surplus_usd_bn).named(f"target as a share of the surplus on {whose}")


def _of(flow: Quantity, share: Range, title: str) -> Range:
    for point in (share.low, share.central, share.high):
        _between(point, 0, 1, "a share of a flow lies between 0 and 1")
    return _ordered(_read(flow), share, title)


def _ordered(amount: Quantity, factor: Range, title: str) -> Range:
    """Multiply at all three points; the ends are the smallest and the largest product.

    A negative amount turns the ends round, and so may an override outside the range.
    """
    points = [
        (amount * point).to("USD bn").named(f"{title}, {end}")
        for end, point in (
            ("by the low assumption", factor.low),
            ("central", factor.central),
            ("by the high assumption", factor.high),
        )
    ]
    lowest = _end("minimum", points, f"{title}, low")
    return Range(lowest, points[1], _end("maximum", points, f"{title}, high"))


def _end(op: str, points: Sequence[Quantity], label: str) -> Quantity:
    first = combine(op, points[0], points[1])
    return combine(op, first, points[2], label=label)


def _read(flow: Quantity) -> Quantity:
    return flow.to("USD bn").read_as(BASIS, flow.label)


def _between(point: Quantity, low: float, high: float, rule: str) -> None:
    values = np.asarray(np.nan if point.value is None else point.value, dtype=float)
    if not bool(np.all((values >= low) & (values <= high))):
        raise ModelError(f"'{point.label}' is {point.value}; {rule}.")
