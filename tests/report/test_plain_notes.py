"""Every note of every listed case in plain words: no code, ISO date, function, id; an address."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.report.test_lineage import CASES
from tests.report.test_lineage import results as results  # a report of each case

from tradegap.data.catalog import read_catalog
from tradegap.model.names import NAMES
from tradegap.reporting.endnotes import endnotes
from tradegap.reporting.notes import Linked, nodes_chapter
from tradegap.reporting.opaque_words import OPAQUE, opaque_words
from tradegap.reporting.source_words import NONE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("report")]

WITHOUT = {
    "a code of a country": rf"\b(?:{'|'.join(NAMES)})\b",
    "an ISO date": r"(?<![\d.-])(?:19|20)\d\d-(?:0\d|1[0-2])(?:-\d\d)?(?![\d-])",
    "a Python name": r"\btradegap\.\w|[a-z]\w*_\w+|\blambda\b|<function",
    "the id of a row": (
        r"\b(?:usa|chn|eu|idn|jpn|mys|tha|kor|che|ind|twn)-[a-z0-9]|\b(?:stanley|setser|shih)-\d"
    ),
    "a sum of one number": r"sum over (?:1 value|\[1 value)|sum of those stated: [^;()⏎]* = ",
    "a sign before a sign": "\u2212\\[?\u2212",
    "something less itself": r"\(([a-z][^()\u2212]{8,}) \u2212 \1\)",
}
IS_NONE = {("a Python name", "EXUSAL")}


def plain(markdown: str) -> str:
    """Return the words of a note: names of files and columns stand in code, addresses in links."""
    text = re.sub(r"`[^`]*`", "", markdown)
    text = re.sub(r"\]\((?:<[^>]*>|[^)]*)\)", "]", text)
    return re.sub(r"<a id=\"[^\"]*\"></a>", "", text).replace("\\", "")


@pytest.fixture
def told(results: dict[str, Any]) -> list[str]:
    """Return every line of every note of every node of a case, on the page and in print."""
    nodes = results["graph"]["nodes"]
    cells = nodes_chapter(results, [Linked(node, "Summary", True) for node in nodes])
    lines = [line for cell in cells for line in cell.source.split("\n")]
    return lines + endnotes(results, {"a": list(nodes)})["a"].source.split("\n")


@pytest.mark.parametrize("what", WITHOUT)
def test_no_note_has(what: str, told: list[str]) -> None:
    pattern = re.compile(WITHOUT[what])
    found = [(m[0], line[:200]) for line in map(plain, told) for m in pattern.finditer(line)]
    assert len(told) > 200
    assert found == []


def test_every_step_that_is_no_arithmetic_has_its_words(results: dict[str, Any]) -> None:
    opaque = {n["op"] for n in results["graph"]["nodes"].values() if n["op"].startswith(OPAQUE)}
    assert [op for op in opaque if opaque_words(op) == "a calculation of its own"] == []


def test_every_published_figure_ends_at_an_address_or_says_that_none_is_known(
    results: dict[str, Any],
) -> None:
    """Those without one are the story that the default report answers and a few press copies."""
    nodes, catalog = results["graph"]["nodes"], read_catalog()
    figures = [i for i, n in nodes.items() if n.get("leaf", {}).get("kind") == "figure"]
    lines = endnotes(results, {"a": figures})["a"]
    without = set()
    for node, number in lines.metadata["notes"].items():
        line = lines.source.split("\n")[number - 1]
        table = nodes[node]["leaf"]["table"]
        assert ("](<http" in line) != (NONE in line), line
        if NONE in line:
            assert not catalog.table(table).origin.link
            without.add((table, nodes[node]["leaf"]["source"]))
    assert {table for table, _ in without} <= {
        "feasibility_estimates", "news_2018_06_02", "published_results",
        "soybean_measures_2025_12", "tariff_actions", "unit_values",
    }  # fmt: skip


def test_all_cases_are_walked() -> None:
    assert len(CASES) == 4
