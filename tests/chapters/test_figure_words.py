"""Figures and tables of every listed report: units, vintages, and where labels' numbers lead."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from matplotlib.figure import Figure

from tradegap.build.chapters import read_notebook
from tradegap.data.scenarios import list_scenarios, load_scenario
from tradegap.model.quantity import Quantity
from tradegap.reporting import labels
from tradegap.reporting.display import FIGURE_TYPE, ReportFigure, ReportTable
from tradegap.reporting.tables import NUMBERS, Column

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SCENARIOS = [path.stem for path in list_scenarios()]
UNIT = re.compile(r"US\$ bn|million tonnes|aircraft|%|percent\b")
VINTAGE = re.compile(r"(published|as of) (by )?(\d{1,2} )?([A-Z][a-z]+ )?\d{4}")
LABEL = re.compile(r">([^<>]+)</text>")
MATPLOTLIBS = re.compile(r"-\d.*|(?!(19|20)\d\d$)\d{4,}(\.\d+)?|\d(\.\d+)?e.?\d+")
NAMES_OF_QUANTILES = re.compile(r"5% below|95% below|5% to 95%")
"""The one number that labels name and nobody worked out: which quantile a number is.

Ticks along an axis and names of bars beside it (years, months, a tariff by its rate) are no labels:
matplotlib keeps them with the axis, and not among the texts that a figure writes into its drawing.
"""
DRAWN: dict[str, list[Figure]] = {}

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("figure-words")]


@cache
def shown(scenario: str) -> list[Any]:
    """Run a scenario's chapters; return the figures and tables that they show."""
    with pytest.MonkeyPatch.context() as patch:
        drawn, labels_of = DRAWN.setdefault(scenario, []), labels.labels_of
        patch.setattr(labels, "labels_of", lambda figure: drawn.append(figure) or labels_of(figure))
        return _shown(scenario)


def _shown(scenario: str) -> list[Any]:
    results: list[Any] = []
    for stem in load_scenario(scenario).chapters:
        names: dict[str, Any] = {}
        for cell in read_notebook(NOTEBOOKS / f"{stem}.ipynb")["cells"]:
            if cell["cell_type"] != "code":
                continue
            body = ast.parse("".join(cell["source"])).body
            last = body.pop() if isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), stem, "exec"), names)
            if "parameters" in cell["metadata"].get("tags", []):
                names["scenario"] = scenario
            if isinstance(last, ast.Expr):
                results.append(eval(compile(ast.Expression(last.value), stem, "eval"), names))
    return [each for each in results if isinstance(each, ReportFigure | ReportTable)]


def figures(scenario: str) -> list[ReportFigure]:
    return [each for each in shown(scenario) if isinstance(each, ReportFigure)]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_subtitle_names_unit_and_vintage(scenario: str) -> None:
    found = figures(scenario)
    assert found
    assert [f.name for f in found if not UNIT.search(f.subtitle)] == []
    assert [f.name for f in found if not VINTAGE.search(f.subtitle)] == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_subtitle_names_its_statistics(scenario: str) -> None:
    whose = ("Census basis", "China's customs", "balance of payments", "as the pledge states")
    assert [f.name for f in figures(scenario) if not any(w in f.subtitle for w in whose)] == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_numbers_along_an_axis_are_written_as_in_the_text(scenario: str) -> None:
    labels = {f.name: LABEL.findall(f.svg) for f in figures(scenario)}
    assert all(labels.values())
    assert {
        n: bad for n, told in labels.items() if (bad := [*filter(MATPLOTLIBS.fullmatch, told)])
    } == {}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_column_of_numbers_has_its_unit_in_its_head(scenario: str) -> None:
    tables = [each for each in shown(scenario) if isinstance(each, ReportTable)]
    bare = [
        (table.name, column.head or column.name)
        for table in tables
        if "unit" not in {column.head for column in table.columns}
        for column in table.columns
        if _of_numbers(table, column) and not _has_unit(column)
    ]
    assert bare == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_number_that_a_figure_writes_has_a_node(scenario: str) -> None:
    shown_here = len(figures(scenario))
    assert len(DRAWN[scenario]) >= shown_here
    for figure in DRAWN[scenario]:
        known = labels.labels_of(figure)
        for text in (text for axes in figure.axes for text in axes.texts):
            told = known[str(text.get_gid())].said.parts if text.get_gid() in known else []
            bare = [words for words, node in told if not node] or [text.get_text()]
            bare = [] if told and all(node for _, node in told) else bare
            left = [words for words in bare if re.search(r"\d", NAMES_OF_QUANTILES.sub("", words))]
            assert left == [], text.get_text()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_label_says_the_value_of_the_node_that_its_link_leads_to(scenario: str) -> None:
    for figure in figures(scenario):
        about = figure._repr_mimebundle_()[FIGURE_TYPE]
        told = ("title_parts", "subtitle_parts", "numbers")
        parts = [part for each in told for part in about.get(each, ())]
        links = [node for _, node in parts if node]
        nodes = {q.node_id: q for label in figure.labels for q in label.said.quantities}
        marked = [e for e in ET.fromstring(figure.svg).iter() if labels.PLACE in e.attrib]
        said = [text for label in figure.labels for text, node in label.said.parts if node]
        assert sorted(str(e.text) for e in marked) == sorted(said), figure.name
        for element in marked:
            node = nodes[links[int(element.attrib[labels.PLACE])]]
            assert _says(str(element.text), node), (figure.name, element.text, node)


def test_most_figures_have_such_labels() -> None:
    found = [each for scenario in SCENARIOS for each in figures(scenario)]
    assert [each.name for each in found if not each.labels] == []
    assert sum(len(each.labels) for each in found) > 200


def _says(text: str, node: Quantity) -> bool:
    """Say whether a text is a quantity's value to the decimals that it has."""
    digits = text.strip().replace("\u2212", "-").replace(",", "")
    share = digits.endswith("%")
    _, _, decimals = digits.rstrip("%").partition(".")
    assert isinstance(node.value, float)
    value = node.value * 100 if share else node.value
    return abs(float(digits.rstrip("%")) - value) <= 0.5 * 10 ** -len(decimals) + 1e-9


def _of_numbers(table: ReportTable, column: Column) -> bool:
    """Say whether a column has a number with decimals, or one that is written as such."""
    cells = [getattr(cell, "value", cell) for cell in table.frame[column.name]]
    numbers = [c for c in cells if isinstance(c, NUMBERS) and not isinstance(c, bool) and c == c]
    return bool(numbers) and column.format != "plain" and column.head != "year"


def _has_unit(column: Column) -> bool:
    pure = ("elasticity", "shadow price", "percent")  # the last is a unit itself
    return bool(column.shown_unit) or any(word in column.head for word in pure)
