"""What the chapter on the surplus shows: base year, vintages, history, two countries."""

from __future__ import annotations

import pandas as pd

from tradegap.data.case import Case
from tradegap.model.baseline import Flows
from tradegap.model.quantity import Quantity
from tradegap.model.units import BASES
from tradegap.reporting import figures
from tradegap.reporting.display import ReportFigure, ReportTable
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.numbers import SIGNS, format_date
from tradegap.reporting.sentences import vintage
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice

NAMES = {
    "USA": "the United States",
    "CHN": "China",
    "WLD": "the world",
    "EUU": "the European Union",
}
CENSUS = "U.S. Census Bureau, Trade in Goods with China"


def name_of(country: str) -> str:
    """Return a country's name in running text; a code that has none here stays a code."""
    return NAMES.get(country, country)


def base_year_table(case: Case, say: Voice) -> LinkedTable:
    """Return exports, imports and surplus of the base year, each with basis and vintage."""
    base = case.baseline
    parts = {
        "US imports": base.imports_usd_bn,
        "US exports": base.exports_usd_bn,
        f"{name_of(case.scenario.partner)}'s surplus": base.surplus_usd_bn,
    }
    rows = [
        {
            "what": what,
            "usd_bn": q,
            "local_bn": say.converted(q),
            "basis": BASES[q.basis or ""],
            "vintage": vintage(q),
        }
        for what, q in parts.items()
    ]
    columns = [
        Column("what", ""),
        Column("usd_bn", str(case.scenario.baseline.year), "US$ bn", decimals=1),
        Column("basis", "basis"),
        Column("vintage", "vintage"),
    ]
    if say.rate is not None:
        unit = f"{SIGNS.get(say.currency, say.currency)} bn"
        local = Column("local_bn", str(case.scenario.baseline.year), unit, decimals=1)
        columns.insert(2, local)
    return linked_table(
        "base-year",
        f"The base year {case.scenario.baseline.year}",
        rows,
        columns,
        CENSUS,
        [rate_note(say)] if say.rate is not None else [],
    )


def rate_note(say: Voice) -> str:
    """Say at which rate, of which day, amounts in another currency were converted."""
    assert say.rate is not None
    leaf = say.rate.leaf
    day = dict(leaf.row).get("date", "") if leaf is not None and hasattr(leaf, "row") else ""
    return (
        f"{say.currency} at {say.rate.value} US dollars each, noon rate in New York of "
        f"{format_date(day)} (Federal Reserve, H.10)."
    )


def vintages_table(case: Case) -> ReportTable:
    """Return every published figure of the base year that was out by the as-of date."""
    base = case.scenario.baseline
    rows = case.figures.vintages(base.vintages)
    rows = rows[(rows["year"] == base.year) & ~rows["later_vintage"]].sort_values("published")
    frame = pd.DataFrame(
        {
            "published": rows["published"].map(format_date),
            "exports_usd_bn": rows["exports_fas_usd_mn"] / 1000,
            "imports_usd_bn": rows["imports_customs_usd_mn"] / 1000,
            "surplus_usd_bn": -rows["balance_usd_mn"] / 1000,
        }
    )
    columns = [Column("published", "published")] + [
        Column(f"{name}_usd_bn", name, "US$ bn", decimals=1)
        for name in ("exports", "imports", "surplus")
    ]
    caption = f"{base.year} as published by {format_date(case.as_of)}; this report uses the last"
    return ReportTable("vintages", caption, frame, columns, CENSUS)


def plot_surplus(case: Case, frame: pd.DataFrame, history: Flows, say: Voice) -> ReportFigure:
    """Draw the surplus by year and the level that the target would leave."""
    left, base = case.target.residual_surplus_usd_bn, case.baseline.surplus_usd_bn
    frame = _with_base(case, frame)
    words = {"left": left, "base": base, "year": case.scenario.baseline.year}
    return figures.surplus_by_year(
        frame,
        case.scenario.baseline.year,
        float(left.value or 0.0),
        title=say.plain("The target would take the surplus from {base:usd} to {left:usd}", **words),
        subtitle=f"{name_of(case.scenario.partner)}'s goods surplus on US figures, US$ bn a year",
        source=f"{CENSUS}; {_vintages(case, history.surplus_usd_bn)}",
        alt=say.plain(
            f"Bars of the surplus by year from {frame['year'].iloc[0]} to {{year}}. It ends at "
            "{base:usd} in {year}; a line marks the {left:usd} that the target would leave, which "
            f"the surplus last had in or before {_last_year_below(frame, left)}.",
            **words,
        ),
    )


def plot_flows(case: Case, frame: pd.DataFrame, history: Flows, say: Voice) -> ReportFigure:
    """Draw exports and imports by year."""
    frame = _with_base(case, frame)
    base = case.baseline
    times = base.imports_usd_bn.read_as(base.exports_usd_bn.basis or "", "imports, for the ratio")
    words = {
        "ratio": times / base.exports_usd_bn,
        "imports": base.imports_usd_bn,
        "exports": base.exports_usd_bn,
        "year": case.scenario.baseline.year,
    }
    return figures.flows_by_year(
        frame,
        title=say.plain("Imports are {ratio:n1} times exports", **words),
        subtitle="US goods trade with "
        f"{name_of(case.scenario.partner)} by year, US$ bn: imports customs value, exports f.a.s.",
        source=f"{CENSUS}; {_vintages(case, history.surplus_usd_bn)}",
        alt=say.plain(
            f"Two lines from {frame['year'].iloc[0]} to {{year}}: imports rise to {{imports:usd}}, "
            "exports to {exports:usd}.",
            **words,
        ),
    )


def years_table(case: Case, frame: pd.DataFrame, history: Flows) -> ReportTable:
    """Return exports, imports and surplus by year, the base year in the vintage of the report."""
    frame = _with_base(case, frame)
    ratio = frame["imports_usd_bn"] / frame["exports_usd_bn"]
    columns = [Column("year", "year", format="plain")] + [
        Column(f"{name}_usd_bn", name, "US$ bn", decimals=1)
        for name in ("exports", "imports", "surplus")
    ]
    last = frame.assign(year=frame["year"].astype(str), imports_per_exports=ratio)
    notes = [
        f"{case.scenario.baseline.year}: {vintage(case.baseline.surplus_usd_bn)}. "
        f"Years before: {vintage(history.surplus_usd_bn)}."
    ]
    return ReportTable("goods-by-year", "US goods trade by year", last, columns, CENSUS, notes)


def partner_figures(case: Case, say: Voice) -> Sentence:
    """Say what the partner's own customs report for the base year, and the difference."""
    year, table = case.scenario.baseline.year, "china_reported_balance"
    rows = case.figures.table(table) if case.scenario.partner == "CHN" else pd.DataFrame()
    if rows.empty or not (rows["year"] == year).any():
        return say(
            "No figure of the partner's customs for {year} that was out by {day:date} is in the "
            "tables.",
            year=year,
            day=case.as_of,
        )
    theirs = case.figures.figure(table, "surplus_usd_bn", year=year)
    ours = case.baseline.surplus_usd_bn
    difference = ours - theirs.read_as(ours.basis or "", "the partner's figure, set beside ours")
    target = case.target.year_usd_bn
    on_theirs = target.read_as(theirs.basis or "", "the target, on the partner's figure") / theirs
    return say(
        "China's customs put the surplus of {year} at {theirs:bn} ({vintage}), {difference:bn} "
        "less than the US figure. The {target:bn} asked for is {on_ours:pct} of the one and "
        "{on_theirs:pct} of the other.",
        year=year,
        theirs=theirs,
        difference=difference,
        target=target,
        vintage=vintage(theirs),
        on_ours=(target / ours).named("target as a share of the surplus on US figures"),
        on_theirs=on_theirs.named("target as a share of the surplus on the partner's figures"),
    )


def _with_base(case: Case, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the years with the base year in the vintage that the report uses."""
    base = case.baseline
    last = {
        "year": str(case.scenario.baseline.year),
        "exports_usd_bn": base.exports_usd_bn.value,
        "imports_usd_bn": base.imports_usd_bn.value,
        "surplus_usd_bn": base.surplus_usd_bn.value,
    }
    before = frame[frame["year"] != last["year"]]
    return pd.concat([before, pd.DataFrame([last])], ignore_index=True)


def _vintages(case: Case, history: Quantity) -> str:
    base = case.scenario.baseline.year
    return f"{base} {vintage(case.baseline.surplus_usd_bn)}, years before {vintage(history)}"


def _last_year_below(frame: pd.DataFrame, level: Quantity) -> str:
    below = frame.loc[frame["surplus_usd_bn"] <= (level.value or 0.0), "year"]
    return str(below.iloc[-1]) if len(below) else f"before {frame['year'].iloc[0]}"
