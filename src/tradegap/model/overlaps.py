"""Pledges that share goods: a level that holds another pledge's goods counts them once.

A level says how much of its goods is bought in all, so that a rise of some of them is part of what
it adds over the base. Two increments are each on top of the base: both count in full, unless one
says that it takes the place of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tradegap.model.hs import expanded, overlap
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity, combine
from tradegap.model.yearly import nothing


def counted_once(pledges: Sequence[Pledge], amounts: Sequence[Quantity]) -> list[Quantity]:
    """Return yearly amounts of pledges that run at the same time, with nothing in them twice.

    A level is worth max(0, amount - what pledges within its goods add); anything else stays as it
    is. USD bn/year, in the order of `pledges`. Goods that are shared in part alone are not taken
    off, because no table splits them.
    """
    found: dict[int, Quantity] = {}

    def amount(place: int) -> Quantity:
        if place not in found:
            inner = [n for n in range(len(pledges)) if is_within(pledges, n, place)]
            found[place] = _less(pledges[place], amounts[place], [amount(n) for n in inner])
        return found[place]

    return [amount(n) for n in range(len(pledges))]


def is_within(pledges: Sequence[Pledge], inner: int, outer: int) -> bool:
    """Tell whether all goods of one pledge are goods of another, which is a level.

    Of two levels of the same goods the earlier one lies within the later.
    """
    one, level = pledges[inner], pledges[outer]
    if inner == outer or not level.is_level or not _both_count(one, level):
        return False
    if not _holds(level.codes, one.codes):
        return False
    return not (one.is_level and _holds(one.codes, level.codes)) or inner < outer


def shared(one: Pledge, other: Pledge) -> bool:
    """Tell whether two pledges of amounts run at the same time and have goods in common."""
    if not _both_count(one, other) or not run_together(one, other):
        return False
    if None in (one.amount, other.amount):
        return False
    named = [set(p.codes) - {"services"} for p in (one, other)]
    hs = [expanded(code for code in codes if code[0].isdigit()) for codes in named]
    return bool(named[0] & named[1]) or overlap(hs[0], hs[1]) is not None


def run_together(one: Pledge, other: Pledge) -> bool:
    """Tell whether the windows of two pledges have a day in common."""
    start = max(one.window_start or date.min, other.window_start or date.min)
    return start <= min(one.window_end or date.max, other.window_end or date.max)


def _both_count(one: Pledge, other: Pledge) -> bool:
    return one.direction == other.direction == "pledge"


def _holds(codes: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether every one of the other codes is a code here, or lies within one."""
    hs, hs_others = (expanded(c for c in some if c[0].isdigit()) for some in (codes, others))
    rest = {c for c in others if not c[0].isdigit()}
    return rest <= set(codes) and all(any(c.startswith(o) for o in hs) for c in hs_others)


def _less(pledge: Pledge, amount: Quantity, inner: Sequence[Quantity]) -> Quantity:
    if not inner:
        return amount
    others = combine("sum_stated", *inner, nothing().read_as(amount.basis or "", "nothing"),
                     label="what pledges within its goods add")  # fmt: skip
    rest = (amount - others).named(f"{amount.label}, less what pledges within it add")
    least = nothing().read_as(amount.basis or "", "nothing")
    return combine("maximum", rest, least, label=f"{pledge.category}: counted once ({pledge.said})")
