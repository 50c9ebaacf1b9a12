"""A notebook in the form that the build hands to the exporters: five chapters, four figures."""

from __future__ import annotations

from typing import Any

import nbformat
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tradegap.model.quantity import Quantity
from tradegap.reporting.display import Prose, ReportFigure, ReportTable
from tradegap.reporting.style import PALETTE, figure_style, new_figure
from tradegap.reporting.tables import Column

YEARS = list(range(2012, 2018))
SURPLUS = [315.1, 318.7, 344.8, 367.3, 346.8, 375.2]
EXPORTS = [110.5, 121.7, 123.7, 115.9, 115.6, 129.9]
IMPORTS = [425.6, 440.4, 468.5, 483.2, 462.6, 505.5]
BASE = Quantity(375.2, "USD bn", None, "US goods surplus of China, 2017")
TARGET = Quantity(200.0, "USD bn", None, "narrowing demanded per year")
LEFT = (BASE - TARGET).named("surplus that the demand would leave")


def shown(thing: Any) -> Any:
    """Return the output of a cell that ends in `thing`."""
    return new_output("display_data", data=thing._repr_mimebundle_())


def a_figure(name: str) -> ReportFigure:
    """Draw bars, lines, a band and labels in most colours of the palette."""
    with figure_style():
        figure = new_figure(64)
        axes = figure.subplots()
        axes.bar(YEARS, SURPLUS, color=PALETTE["grey"], hatch="//", width=0.7)
        axes.plot(YEARS, EXPORTS, color=PALETTE["blue"], marker="o")
        axes.plot(YEARS, IMPORTS, color=PALETTE["vermilion"], linestyle="--")
        axes.fill_between(YEARS, EXPORTS, color=PALETTE["blue_tint"])
        axes.text(2017, 512, "505.5", color=PALETTE["vermilion"], ha="center")
        axes.set_ylim(0, 560)
        return ReportFigure.of(
            figure,
            name=name,
            title="The surplus rose in four of five years and reached $375 bn in 2017",
            subtitle="US trade in goods with China, US$ bn a year, Census basis",
            source="U.S. Census Bureau, Trade in Goods with China.",
            data=pd.DataFrame({"year": YEARS, "surplus_usd_bn": SURPLUS}),
            alt="Bars of the surplus from 315.1 in 2012 to 375.2 in 2017, exports, imports.",
        )


def by_year() -> ReportTable:
    """Return a table with a linked number."""
    balance = [*(-s for s in SURPLUS[:-1]), BASE]
    frame = pd.DataFrame({"year": YEARS, "ex": EXPORTS, "im": IMPORTS, "bal": balance})
    columns = [
        Column("year", "Year"),
        Column("ex", "Exports", "US$ bn", 1),
        Column("im", "Imports", "US$ bn", 1),
        Column("bal", "Balance", "US$ bn", 1),
    ]
    source = "U.S. Census Bureau, Trade in Goods with China"
    return ReportTable("goods-by-year", "Goods by year", frame, columns, source)


def ledger() -> ReportTable:
    """Return a table that is wider than a phone, with amounts that nobody stated."""
    frame = pd.DataFrame(
        {
            "pledge": ["Purchases of goods, significantly more", "Energy and farm goods"],
            "kind": ["increment", "increment"],
            "status": ["announced", "offered"],
            "date": ["19 May 2018", "5 June 2018"],
            "amount": [None, 70.0],
            "credited": [None, 70.0],
        }
    )
    columns = [
        Column("pledge", "Pledge"),
        Column("kind", "Kind"),
        Column("status", "Status"),
        Column("date", "Date"),
        Column("amount", "Amount", "US$ bn a year", 1),
        Column("credited", "Credited", "US$ bn a year", 1, missing="nothing to count"),
    ]
    return ReportTable("ledger", "The ledger of pledges", frame, columns, "News reports of 2018")


def nodes() -> str:
    """Return the last chapter: an entry for each linked number."""
    entries = "\n".join(
        f'- <a id="n-{q.node_id}"></a>**{q.label}** = {q.value:.1f} {q.unit}. Made as '
        f"[{BASE.label}](#n-{BASE.node_id}) less [{TARGET.label}](#n-{TARGET.node_id}); table "
        "`goods_annual_vintages_usa_chn`, column `balance_usd_mn`."
        for q in (LEFT, BASE, TARGET)
    )
    return f"# How each number was made\n\n{entries}"


def notebook() -> nbformat.NotebookNode:
    """Return the notebook, as `build.assemble` would make it."""
    prose = Prose(
        f"The surplus was US$[375.2](#n-{BASE.node_id}) bn; the demand is US$"
        f"[200](#n-{TARGET.node_id}) bn a year, which leaves [175.2](#n-{LEFT.node_id})."
    )
    code = 'as_of = "2018-06-02"  # the last day\nprint(f"{375.2 - 200:.1f}", 1.5e3, None)'
    printed = new_output("stream", name="stdout", text="175.2 1500.0 None\n")
    parts = {
        "00-summary": ("# What the report says", [shown(prose), shown(a_figure("one"))]),
        "01-surplus": (
            "# How large is it?\n\n## By year",
            [shown(by_year()), shown(a_figure("two"))],
        ),
        "02-pledges": (
            "# The pledges\n\n> Narrow the surplus.\n\n1. one\n2. two\n\n```python\nx = 1  # "
            + "long " * 30
            + "\n```",
            [shown(ledger()), shown(a_figure("three"))],
        ),
        "80-hindsight": ("# What followed", [printed, shown(a_figure("four"))]),
        "90-sources": (
            "# Sources\n\n| Table | Published |\n|---|---:|\n| `goods_annual_vintages_usa_chn` "
            "| 2018-02-06 |\n\nSee [method](https://www.census.gov/).",
            [],
        ),
    }
    cells = []
    for stem, (text, outputs) in parts.items():
        about = {"tradegap": {"chapter": stem, "cell": 1}}
        cells.append(new_markdown_cell(text, id=f"{stem}-m", metadata=about))
        cells.append(new_code_cell(code, id=f"{stem}-1", metadata=about, outputs=outputs))
    cells.append(new_markdown_cell(nodes(), id="nodes"))
    meta = {
        "title": "Narrowing China’s surplus by $200 billion a year",
        "subtitle": "The demand of May 2018, the pledges that answered it, and the gap",
        "question": "How far do the pledges go towards the narrowing that is demanded?",
        "headline": f"Of the [200](#n-{TARGET.node_id}) billion demanded, nothing can be counted.",
        "scenario": "us-china-2018",
        "as_of": "2018-06-02",
        "edition": "2018-06-02-abc123",
        "language": "en",
        "currency": {
            "data_to": "2018-03",
            "data_published": "2018-05-10",
            "data_next": "2018-06-10",
        },
    }
    return new_notebook(cells=cells, metadata={"tradegap": meta})
