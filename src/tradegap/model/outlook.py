"""The balance of a window that isn't over: growth, tariffs in force, pledges as delivered.

    balance = surplus of the window's months that are out
              + imports of its other months without measures, after the tariffs in force
              - exports of these without the pledge, after the partner's tariffs in force
              - what pledges add in them

Trade starts from the last full year that is out; the target is measured from the base year. Each
part is arithmetic on published figures and assumptions, so that the same graph is evaluated with
draws. What is diverted from other buyers narrows this balance in full and the world balance
not at all: the diverted share is no part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tradegap.errors import ModelError
from tradegap.model.baseline import Flows
from tradegap.model.crediting import Credited
from tradegap.model.in_force import InForce, Measures, after_tariffs, require_range
from tradegap.model.monthly import months_in_words
from tradegap.model.periods import Window, month_number
from tradegap.model.quantity import Quantity, balance, combine, parameter
from tradegap.model.response import one
from tradegap.model.tariffs import on_exports, on_imports
from tradegap.model.yearly import balance_rate, nothing


@dataclass(frozen=True)
class Growth:
    """How much exports and imports grow by the window without any measure, as factors."""

    exports: Quantity
    imports: Quantity


@dataclass(frozen=True)
class Start:
    """What trade starts from: the last full year that is out, and a window's months by then.

    `flows` are that year's (USD bn). `months_out` of the window are out with their `out` flows (USD
    bn), missing where none is; `exports_share` and `imports_share` are what the other calendar
    months were of the start year, `rest_share` how many of twelve they are, each of one.
    """

    year: int
    flows: Flows
    months_out: tuple[str, ...] = ()
    out: Flows | None = None
    exports_share: Quantity | None = None
    imports_share: Quantity | None = None
    rest_share: Quantity | None = None

    def months_left(self, window: Window) -> tuple[str, ...]:
        """Return the months of a window that aren't out."""
        return tuple(month for month in window.months if month not in self.months_out)

    def same_months(self, window: Window) -> tuple[str, ...]:
        """Return the start year's months of the same names as those that aren't out."""
        return tuple(f"{self.year:04d}-{m[5:]}" for m in self.months_left(window))


@dataclass(frozen=True)
class Outlook:
    """What a window comes to, USD bn in its twelve months; the shares are of one.

    `level_usd_bn` is the surplus that the target allows, `room_usd_bn` that less the balance: the
    target is reached where it isn't negative. `imports_usd_bn` and `exports_usd_bn` are of the
    whole window, with its months that are out as published. `pledged_usd_bn`, `coverage_share` and
    `gap_usd_bn` are of twelve months, and missing where no pledge counts in the window.
    """

    window: Window
    start: Start
    required_usd_bn: Quantity
    level_usd_bn: Quantity
    imports_usd_bn: Quantity
    exports_usd_bn: Quantity
    pledged_usd_bn: Quantity
    balance_usd_bn: Quantity
    room_usd_bn: Quantity
    coverage_share: Quantity
    gap_usd_bn: Quantity
    in_force: tuple[InForce, ...] = ()

    @property
    def exceeded(self) -> bool:
        """Whether the months that are out come to more than the target allows for all twelve."""
        out, level = self.start.out, self.level_usd_bn.value
        if out is None or out.surplus_usd_bn.value is None or level is None:
            return False  # what isn't known exceeds nothing
        return float(out.surplus_usd_bn.value) > max(float(level), 0.0)


def outlook(
    base: Flows,
    start: Start,
    window: Window,
    required_usd_bn: Quantity,
    growth: Growth,
    pledged_usd_bn: Quantity,
    measures: Measures,
) -> Outlook:
    """Return what the balance of a window comes to, and whether it is at or below the target's.

    `base` is what the target is measured from, `start` what trade starts from; `growth` leads from
    there to the window's months that aren't out. `pledged_usd_bn` is what pledges add in twelve
    months (on the balance's basis, missing where none counts). Raises `ModelError` for tariffs that
    cover more than the start year's trade. It knows no exchange rates, incomes or tariffs to come.
    """
    there, out, answer = start.flows, start.out, measures.elasticities
    imports = after_tariffs(
        there.imports_usd_bn, growth.imports, measures.on_imports, answer, on_imports
    )
    exports = after_tariffs(
        there.exports_usd_bn, growth.exports, measures.on_exports, answer, on_exports
    )
    if out is not None:
        imports = _whole(out.imports_usd_bn, imports, start.imports_share)
        exports = _whole(out.exports_usd_bn, exports, start.exports_share)
    imports = imports.named(f"imports in {window.label}")
    exports = exports.named(f"exports in {window.label}, without pledges")
    more = pledged_usd_bn.read_as(exports.basis or "", "what pledges add, as exports")
    if start.rest_share is not None:
        more = (more * start.rest_share).named("what pledges add in the months that aren't out")
    sold = combine("sum_stated", exports, more, label=f"exports with pledges, {window.label}")
    left = balance(imports, sold, f"surplus of {window.label}")
    level = (base.surplus_usd_bn - required_usd_bn).named(f"surplus allowed in {window.label}")
    return Outlook(
        window,
        start,
        required_usd_bn,
        level,
        imports,
        exports,
        pledged_usd_bn,
        left,
        (level - left).named(f"room below the surplus allowed in {window.label}"),
        (pledged_usd_bn / required_usd_bn).named(f"coverage in {window.label}, as delivered"),
        (required_usd_bn - pledged_usd_bn).named(
            f"gap that pledges leave in {window.label}, as delivered"
        ),
        (*measures.on_imports, *measures.on_exports),
    )


def _whole(out: Quantity, yearly: Quantity, share: Quantity | None) -> Quantity:
    """Return a flow of a whole window: its months that are out, and the others' part of a year."""
    assert share is not None
    return out + (yearly * share).named(f"{yearly.label}: the months that aren't out")


def growth_factor(rate: Quantity, years: Quantity, label: str) -> Quantity:
    """Return (1 + yearly growth) ^ years; both are pure numbers.

    Raises `ModelError` for a growth of -100% or less, at any point of its range.
    """
    require_range(rate, "a flow can't lose all of itself in a year, or more", above=-1)
    return ((one() + rate.to("share")).named(f"{rate.label}, plus one") ** years).named(label)


def years_from(start_year: int, months: Sequence[str]) -> Quantity:
    """Return how many years ahead months are of the same months of a year, on average.

    Raises `ModelError` for months before that year, and for none.
    """
    if not months or min(months)[:4] < f"{start_year:04d}":
        raise ModelError(
            f"The window's months begin before the year {start_year} that trade starts from; take "
            "a later window."
        )
    ahead = [month_number(month) // 12 - start_year for month in months]
    return parameter(
        f"years_to:{start_year}:{min(months)}:{max(months)}",
        sum(ahead) / len(ahead),
        unit="share",
        label=f"years from {start_year} to {months_in_words(Window(min(months), max(months)))}",
        chosen_in="definition",
    )


def delivered(
    lines: Sequence[Credited],
    base_usd_bn: Mapping[str, Quantity],
    start_usd_bn: Mapping[str, Quantity],
    share: Quantity,
    exports_growth: Quantity,
) -> list[Credited]:
    """Return the lines with what each pledge adds, once it is delivered in part.

    adds = max(0, base + share x increment - start x growth), definition 6: a delivered share is
    measured on the base year's exports, and exports of the same codes come without the pledge too,
    as they were in the start year and with the growth of all exports since. So neither growth nor
    what the start year's exports have of the pledge already counts twice. `base_usd_bn` and
    `start_usd_bn` have exports of the pledge's codes in the two years by pledge id; where they
    aren't known, adds = max(0, share x increment). Raises `ModelError` for a share whose range goes
    above one. It is no share of a level: a level pledged comes as the increment that it is worth.
    """
    require_range(share, "no more can be delivered than all that was promised", most=1)
    return [
        line
        if line.credited.value is None
        else replace(line, credited=_adds(line, base_usd_bn, start_usd_bn, share, exports_growth))
        for line in lines
    ]


def _adds(
    line: Credited,
    base_usd_bn: Mapping[str, Quantity],
    start_usd_bn: Mapping[str, Quantity],
    share: Quantity,
    growth: Quantity,
) -> Quantity:
    label = f"{line.pledge.category}: adds, as delivered ({line.pledge.said})"
    came = (line.credited * share.to("share")).named(f"delivered of {line.credited.label}")
    base, start = base_usd_bn.get(line.pledge.id), start_usd_bn.get(line.pledge.id)
    if base is not None and start is not None:
        grown = f"{start.label}, with the growth of all exports"
        anyway = (balance_rate(start) * growth).named(grown)
        came = (balance_rate(base) + came - anyway).named(f"{label}, before the least")
    return combine("maximum", came, nothing(), label=label)
