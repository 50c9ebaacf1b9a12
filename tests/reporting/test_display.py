"""What a chapter's cell gives to Jupyter and to the build (docs/architecture.md)."""

from __future__ import annotations

import json
from html import unescape

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tradegap.errors import InputError
from tradegap.reporting import style
from tradegap.reporting.display import FIGURE_TYPE, TABLE_TYPE, Prose, ReportFigure, ReportTable
from tradegap.reporting.html import TradegapHTMLExporter
from tradegap.reporting.tables import Column


def a_table(**changes: object) -> ReportTable:
    parts = {
        "name": "goods-by-year",
        "caption": "Goods by year",
        "frame": pd.DataFrame({"year": [2017], "exports_usd_bn": [129.9], "note": ["kept in CSV"]}),
        "columns": [Column("year", "Year"), Column("exports_usd_bn", "Exports", "US$ bn")],
        "source": "U.S. Census Bureau",
    }
    return ReportTable(**{**parts, **changes})


def a_figure(**changes: str) -> ReportFigure:
    words = {
        "name": "surplus",
        "title": "The surplus reached 375",
        "subtitle": "US$ bn",
        "source": "U.S. Census Bureau",
        "alt": "One bar of 375.2.",
    }
    with style.figure_style():
        figure = style.new_figure(40)
        figure.subplots().bar([2017], [375.2])
        return ReportFigure.of(figure, **{**words, **changes})


def test_prose_is_markdown() -> None:
    assert Prose("**375.2**")._repr_mimebundle_() == {"text/markdown": "**375.2**"}


def test_a_table_shows_chosen_columns_and_carries_all_in_its_csv() -> None:
    bundle = a_table()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", TABLE_TYPE}
    assert "kept in CSV" not in bundle["text/html"]
    assert bundle[TABLE_TYPE] == {
        "name": "goods-by-year",
        "csv": "year,exports_usd_bn,note\n2017,129.9,kept in CSV\n",
        "title": "Goods by year",
        "source": "U.S. Census Bureau",
        "notes": [],
        "fields": [
            {"name": "year", "type": "integer", "title": "Year"},
            {"name": "exports_usd_bn", "type": "number", "title": "Exports", "unit": "USD bn"},
            {"name": "note", "type": "string", "title": "note"},
        ],
    }
    json.dumps(bundle)


def test_a_figure_carries_its_words_and_its_drawing() -> None:
    bundle = a_figure()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/svg+xml", "text/plain", FIGURE_TYPE}
    assert bundle["text/plain"] == "One bar of 375.2."
    assert set(bundle[FIGURE_TYPE]) == {"name", "title", "subtitle", "source", "alt", "csv"}
    assert bundle["image/svg+xml"].startswith("<svg ")
    json.dumps(bundle)


def test_a_notebook_shows_a_figure_on_paper_with_its_title_unit_and_source() -> None:
    figure = a_figure()
    html = figure._repr_mimebundle_()["text/html"]
    paper = f"background: {style.PALETTE['paper']}; color: {style.PALETTE['ink']}"
    assert paper in html  # in a dark theme too
    for text in (figure.title, figure.subtitle, f"Source: {figure.source}"):
        assert text in unescape(html.replace("<span>$</span>", "$"))
    assert html.count("<svg ") == 1
    shown = new_output("display_data", data=figure._repr_mimebundle_())
    page, _ = TradegapHTMLExporter().from_notebook_node(new_notebook(cells=[
        new_code_cell("", outputs=[shown])]))  # fmt: skip
    assert page.count(f"Source: {figure.source}") == 1
    assert "min(100%, 44rem)" not in page  # the page dresses the drawing itself


@pytest.mark.parametrize("name", ["", "../up", "Two Words", "a/b", "-x", "1st", "x.csv"])
def test_a_name_that_is_no_file_name_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="can't be the name of a table"):
        a_table(name=name)


@pytest.mark.parametrize("field", ["title", "source", "alt"])
def test_a_figure_without_words_is_refused(field: str) -> None:
    with pytest.raises(InputError, match=f"has no {field}"):
        a_figure(**{field: " "})


def test_a_table_without_a_source_is_refused() -> None:
    with pytest.raises(InputError, match="has no source"):
        a_table(source="")
