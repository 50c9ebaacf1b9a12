"""The tables and the figure of the chapter on Phase One, and the results that it publishes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from tradegap.data import phase_one as data
from tradegap.data.case import Case
from tradegap.data.phase_one import SCOPES, YEAR
from tradegap.model.monthly import at, cumulative, months_in_words
from tradegap.model.periods import Window, month_in_words
from tradegap.model.phase_one import CATEGORIES, TOTAL, WITH_AIRCRAFT, Category, Followed
from tradegap.model.quantity import Quantity
from tradegap.reporting.dated import dated
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.measured import measured
from tradegap.reporting.phase_one import NOTHING, followed, not_yet, phase_one_through
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice

CENSUS_GROUPS = "U.S. Census Bureau, exports by the groups of Annex 6.1 and heading 8800"
PIIE = "PIIE, as printed"
NOT_PRINTED = "not printed by the as-of date"
SCOPE = {False: "without aircraft", True: "with aircraft"}
Shown = TypeVar("Shown", LinkedTable, ReportFigure)


def phase_one_scopes_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return both scopes side by side: base, increment, level, bought, and the four shares."""
    return _guarded(case, lambda: _levels_table(case, [(TOTAL, s) for s in SCOPES], "scopes"))


def phase_one_categories_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the categories, manufactured goods in both scopes."""
    asked = [(c, s) for c in CATEGORIES for s in SCOPES if not s or c in WITH_AIRCRAFT]
    return _guarded(case, lambda: _levels_table(case, asked, "categories"))


def phase_one_months_table(
    case: Case, say: Voice, aircraft: bool = False, category: Category = TOTAL
) -> LinkedTable | Sentence:
    """Return running sums by month: bought, due by either proration, and the shares reached."""
    return _guarded(case, lambda: _months_table(case, category, aircraft))


def phase_one_printed_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return what others printed of the same purchases by the as-of date."""
    return _guarded(case, lambda: _printed_table(case))


def phase_one_levels_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the commitments by category as computed here beside those that PIIE printed."""
    return _guarded(case, lambda: _printed_levels(case))


def _guarded(case: Case, make: Callable[[], Shown]) -> Shown | Sentence:
    """Return what is made, or nothing where `phase_one_now` has said why there is nothing."""
    reason = not_yet(case)
    return make() if reason is None else NOTHING


def _levels_table(case: Case, asked: list[tuple[Category, bool]], name: str) -> LinkedTable:
    found = [followed(case, category, scope) for category, scope in asked]
    rows = [{"what": _row_name(f), **_numbers(f)} for f in found]
    partial = bool(found[0].even.months_left)
    title = f"Commitment and purchases, {found[0].even.label}"
    census = dated(CENSUS_GROUPS, *(f.even.actual for f in found), found[0].commitment.base)
    source = f"{census}; increments: agreement of 15 January 2020, Annex 6.1"
    columns, notes = _of_a_part() if partial else _of_the_year()
    return linked_table(f"phase-one-{name}", title, rows, columns, source, notes)


def _of_the_year() -> tuple[list[Column], list[str]]:
    """Return the columns of a whole year: both prorations are the same there."""
    columns = [
        Column("what", ""),
        Column("base_usd_bn", "2017", "US$ bn", decimals=2),
        Column("increment_usd_bn", "increase", "US$ bn", decimals=1),
        Column("commitment_usd_bn", "level", "US$ bn", decimals=2),
        Column("bought_usd_bn", "bought", "US$ bn", decimals=2),
        Column("reached_even_share", "reached of the level", format="percent", decimals=1),
        Column("increment_even_share", "reached of the increase", format="percent", decimals=1),
    ]
    return columns, ["A minus means that less was bought than in 2017"]


def _of_a_part() -> tuple[list[Column], list[str]]:
    """Return the columns of a year of which only some months are out."""
    columns = [
        Column("what", ""),
        Column("commitment_usd_bn", "level of 2020", "US$ bn", decimals=2),
        Column("bought_usd_bn", "bought", "US$ bn", decimals=2),
        Column("due_even_usd_bn", "due, even", "US$ bn", decimals=2),
        Column("reached_even_share", "of it reached", format="percent", decimals=1),
        Column("due_seasonal_usd_bn", "due, seasonal", "US$ bn", decimals=2),
        Column("reached_seasonal_share", "of it reached", format="percent", decimals=1),
    ]
    return columns, ["Level: exports of 2017 and the increase of 2020"]


def _row_name(found: Followed) -> str:
    if found.category in WITH_AIRCRAFT:
        return f"{found.category}, {SCOPE[found.aircraft]}"
    return found.category


def _months_table(case: Case, category: Category, aircraft: bool) -> LinkedTable:
    found = followed(case, category, aircraft)
    sums = _running(found)
    rows = [
        {"month": month_in_words(month).split()[0], **_month_row(sums, month)}
        for month in sums["bought"].index or ()
    ]
    columns = [
        Column("month", f"to the end of, {YEAR}"),
        Column("bought", "bought", "US$ bn", decimals=2),
        Column("even", "due, even", "US$ bn", decimals=2),
        Column("even_share", "reached", format="percent", decimals=1),
        Column("seasonal", "due, seasonal", "US$ bn", decimals=2),
        Column("seasonal_share", "reached", format="percent", decimals=1),
    ]
    return linked_table(
        f"phase-one-months{'-aircraft' if aircraft else ''}",
        f"{_row_name(found)}: purchases to date against the prorated level",
        rows,
        columns,
        dated(CENSUS_GROUPS, sums["bought"]),
        ["Seasonal: each month's share in 2017 of the same goods"],
    )


def _printed_table(case: Case) -> LinkedTable:
    rows = [
        {
            "what": row.category,
            "months": months_in_words(Window(row.first_month, row.last_month)),
            "whose": row.statistics.replace("_", " ")
            .replace("us ", "US ")
            .replace("china", "China"),
            "data": row.data,
            "actual": row.actual,
            "promised": row.promised,
            "reached": row.reached,
        }
        for row in data.printed_results(case.figures)
    ]
    columns = [
        Column("what", "what"),
        Column("months", "months"),
        Column("whose", "statistics"),
        Column("data", "data"),
        Column("actual", "bought", "US$ bn", decimals=1, missing="not printed"),
        Column("promised", "due", "US$ bn", decimals=1, missing="not printed"),
        Column("reached", "reached", "%", decimals=0, missing="not printed"),
    ]
    return linked_table(
        "phase-one-printed", "What others printed by the as-of date", rows, columns, PIIE
    )


def _printed_levels(case: Case) -> LinkedTable:
    rows: list[dict[str, Any]] = []
    for category, scope in [(c, s) for c in (*CATEGORIES, TOTAL) for s in SCOPES]:
        if scope and category not in WITH_AIRCRAFT:
            continue
        found = followed(case, category, scope)
        name = "aircraft_included" if scope else "aircraft_excluded"
        rows.append(
            {
                "what": _row_name(found),
                "ours": found.commitment.level,
                "printed": data.printed_level(case.figures, category, name, f"y{YEAR}_usd_bn"),
            }
        )
    columns = [
        Column("what", ""),
        Column("ours", "2017 by the tables + increase", "US$ bn", decimals=2),
        Column("printed", "as printed by PIIE", "US$ bn", decimals=2, missing=NOT_PRINTED),
    ]
    return linked_table(
        "phase-one-levels", f"The level of {YEAR}, as computed and as printed", rows, columns,
        f"{dated(CENSUS_GROUPS, *(row['ours'] for row in rows))}; {PIIE}",
    )  # fmt: skip


def plot_phase_one(case: Case, say: Voice) -> ReportFigure | Sentence:
    """Draw purchases to date against both prorations, one panel a scope."""
    return _guarded(case, lambda: _plotted(case, say))


def _plotted(case: Case, say: Voice) -> ReportFigure:
    from tradegap.reporting.figures_progress import purchases_to_date

    found = {scope: followed(case, aircraft=scope) for scope in SCOPES}
    panels = {SCOPE[scope]: _running(f) for scope, f in found.items()}
    narrow, wide = found[False], found[True]
    words = {
        "months": narrow.even.label,
        "narrow": narrow.reached_even_share,
        "wide": wide.reached_even_share,
        "bought": narrow.even.actual,
        "due": narrow.even.due,
    }
    return purchases_to_date(
        panels,
        title=say.plain(
            "{narrow:pct} of what was due was bought, {wide:pct} with aircraft", **words
        ),
        subtitle=measured(
            f"US exports of the agreement's goods to China, running sums of {YEAR}, US$ bn",
            [narrow.even.actual, wide.even.actual],
            case.as_of,
        ),
        source=CENSUS_GROUPS,
        alt=say.plain(
            "Two panels of rising lines, without and with aircraft. In both, purchases stay below "
            "what was due by even and by seasonal proration. To the end of {months} without "
            "aircraft: {bought:usd} bought, {due:usd} due by even proration.",
            **words,
        ),
    )


def _running(found: Followed) -> dict[str, Quantity]:
    """Return running sums over the months that are out: bought, and due by either proration."""
    return {
        "bought": cumulative(found.even.actual_by_month),
        "even": cumulative(found.even.due_by_month),
        "seasonal": cumulative(found.seasonal.due_by_month),
    }


def _month_row(sums: dict[str, Quantity], month: str) -> dict[str, Quantity]:
    row = {name: at(series, month) for name, series in sums.items()}
    for name in ("even", "seasonal"):
        row[f"{name}_share"] = (row["bought"] / row[name]).named(
            f"share of what was due reached by {month_in_words(month)}, {name} proration"
        )
    return row


def phase_one_results(case: Case) -> dict[str, Any]:
    """Return the chapter's results under `phase_one.*`; only the reason where nothing is out."""
    reason = not_yet(case)
    if reason is not None:
        return {"phase_one.reason": reason}
    named: dict[str, Any] = {"phase_one.through": phase_one_through(case)}
    for scope in SCOPES:
        prefix = f"phase_one.{SCOPE[scope].replace(' ', '_')}"
        found = _numbers(followed(case, aircraft=scope))
        named |= {f"{prefix}.{name}": value for name, value in found.items()}
    asked = [(c, s) for c in CATEGORIES for s in SCOPES if not s or c in WITH_AIRCRAFT]
    named["phase_one.categories"] = [
        {"category": c, "aircraft": s, **_numbers(followed(case, c, s))} for c, s in asked
    ]
    levels, bought = data.two_years(case.figures), data.bought_in_two_years(case.figures)
    if levels is not None:
        named["phase_one.two_years.commitment_usd_bn"] = levels[2]
    if levels is not None and bought is not None:
        named["phase_one.two_years.bought_usd_bn"] = bought
        named["phase_one.two_years.reached_share"] = (bought / levels[2]).named(
            "share of both years' commitments that was bought"
        )
    return named


def _numbers(found: Followed) -> dict[str, Quantity]:
    return {
        "base_usd_bn": found.commitment.base,
        "increment_usd_bn": found.commitment.increment,
        "commitment_usd_bn": found.commitment.level,
        "bought_usd_bn": found.even.actual,
        "due_even_usd_bn": found.even.due,
        "due_seasonal_usd_bn": found.seasonal.due,
        "reached_even_share": found.reached_even_share,
        "reached_seasonal_share": found.reached_seasonal_share,
        "increment_even_share": found.rise_share_even,
        "increment_seasonal_share": found.rise_share_seasonal,
        "left_usd_bn": found.needed.left,
        "left_usd_bn_per_month": found.needed.per_month,
        "left_over_base_share": found.needed.times_base,
    }
