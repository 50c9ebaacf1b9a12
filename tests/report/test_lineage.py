"""Every result of every listed case walks back to cells of tables, assumptions or choices."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import permutations
from typing import Any

import pytest
import yaml
from tests.built import build_once
from tests.report.test_report import _quantities as node_ids

from tradegap.build.known_names import FIRST_PARTS
from tradegap.build.results import flat
from tradegap.data.catalog import read_catalog
from tradegap.data.paths import data_dir
from tradegap.data.scenarios import list_scenarios
from tradegap.model import graph
from tradegap.reporting.provenance import closure

CASES = sorted(path.stem for path in list_scenarios())
RATINGS = ("red", "amber", "green")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("report")]


@pytest.fixture(scope="module", params=CASES)
def results(request: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = build_once(tmp_path_factory) / request.param
    return dict(json.loads((folder / "results.json").read_text(encoding="utf-8")))


def leaves(results: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    nodes = results["graph"]["nodes"]
    for node_id in closure(nodes, dict.fromkeys(node_ids(results))):
        if nodes[node_id].get("leaf", {}).get("kind") == kind:
            yield nodes[node_id]


@cache
def rows(table: str) -> list[dict[str, str]]:
    path = data_dir() / read_catalog().table(table).file
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def number(cell: str) -> float | None:
    return float(cell) if cell else None


def test_its_names_begin_as_the_command_line_knows(results: dict[str, Any]) -> None:
    assert {name.partition(".")[0] for name, _ in flat(results)} <= FIRST_PARTS


def test_it_has_results_and_each_walks_back_to_leaves(results: dict[str, Any]) -> None:
    nodes = results["graph"]["nodes"]
    found = list(node_ids(results))
    assert len(found) > 10
    for node_id in found:
        behind = [nodes[i] for i in closure(nodes, [node_id])]
        ends = [node for node in behind if not node.get("inputs")]
        assert ends
        assert all("leaf" in node for node in ends)


def test_every_figure_is_the_cell_of_its_row(results: dict[str, Any]) -> None:
    checked = 0
    for node in leaves(results, "figure"):
        if "index" in node:
            continue
        leaf = node["leaf"]
        found = [r for r in rows(leaf["table"]) if all(r[k] == v for k, v in leaf["row"].items())]
        assert len(found) == 1, leaf
        assert number(found[0][leaf["column"]]) == node["value"], leaf
        checked += 1
    assert checked > 5


def test_every_member_of_a_series_is_the_one_cell_of_its_row(results: dict[str, Any]) -> None:
    checked = 0
    for node in leaves(results, "figure"):
        if "index" not in node:
            continue
        leaf = node["leaf"]
        cells = cells_by_name(leaf["table"], leaf["column"], tuple(sorted(leaf["row"].items())))
        for name, value in zip(node["index"], node["value"], strict=True):
            assert cells[name] == [value], (leaf, name)
            checked += 1
    assert checked == 0 or checked > 2000  # the partners' ledger has no series


@cache
def cells_by_name(
    table: str, column: str, row: tuple[tuple[str, str], ...]
) -> dict[str, list[float | None]]:
    """Return the cells of a column by what may name their rows: a key, or two in a row.

    Only rows that have the leaf's own values count, where these are values and no spans.
    """
    entry = read_catalog().table(table)
    own = {k: v for k, v in row if any(r[k] == v for r in rows(table))}
    found: dict[str, list[float | None]] = defaultdict(list)
    for r in rows(table):
        if all(r[k] == v for k, v in own.items()):
            for a, b in permutations(entry.key, 2):
                found[f"{r[a]} {r[b]}"].append(number(r[column]))
            for a in entry.identity:
                found[r[a]].append(number(r[column]))
    return found


def test_every_figure_was_published_by_someone_the_catalog_names(results: dict[str, Any]) -> None:
    for node in leaves(results, "figure"):
        leaf = node["leaf"]
        table = read_catalog().table(leaf["table"])
        assert leaf["column"] in table.columns
        assert leaf["published"]
        assert table.origin.producer
        assert table.origin.link or leaf["source"] or table.origin.address


def test_every_assumption_stands_in_its_file_with_range_and_ratings(
    results: dict[str, Any],
) -> None:
    written = yaml.safe_load((data_dir() / "assumptions.yml").read_text(encoding="utf-8"))
    for node in leaves(results, "assumption"):
        leaf = node["leaf"]
        own = written[leaf["name"]]
        assert (leaf["low"], leaf["central"], leaf["high"]) == tuple(
            own[end] for end in ("low", "central", "high")
        )
        assert leaf["quality"] in RATINGS
        assert leaf["impact"] in RATINGS
        assert leaf["source"]
        assert leaf["rationale"]


def test_every_choice_says_where_it_was_made(results: dict[str, Any]) -> None:
    for node in leaves(results, "parameter"):
        assert node["leaf"]["chosen_in"] in ("scenario", "definition")  # nothing was given at build
        assert node["label"]
    for node in leaves(results, "decision"):
        assert node["value"] in (0.0, 1.0)
        assert node["leaf"]["reason"]


def test_what_is_arithmetic_comes_out_again_from_its_leaves(results: dict[str, Any]) -> None:
    nodes = results["graph"]["nodes"]
    quantities = graph.from_json(nodes)
    checked = 0
    for node_id in dict.fromkeys(node_ids(results)):
        behind = closure(nodes, [node_id])
        if any(nodes[i]["op"].startswith("opaque:") for i in behind):
            continue
        again, value = graph.evaluate(quantities[node_id], {}), nodes[node_id]["value"]
        assert again == (None if value is None else pytest.approx(value, rel=1e-12)), node_id
        checked += 1
    assert checked > 5
