"""Every headline walks back to rows of tables, assumptions, parameters and decisions."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.case.raw import DEFAULT, LAPSED, NAME, OFFERED, TODAY, case, quantities, rows
from tradegap.data.catalog import read_catalog
from tradegap.data.open_case import open_case
from tradegap.data.paths import data_dir
from tradegap.model import graph
from tradegap.model.leaves import AssumptionLeaf, DecisionLeaf, FigureLeaf, ParameterLeaf
from tradegap.model.quantity import Quantity
from tradegap.reporting.headline import gap_results, headline, hindsight, target_results

ANALYSTS = "analysts_low"
TARGET = "parameter:target_usd_bn"
SETTINGS = [(DEFAULT, "base_year"), (OFFERED, "base_year"), (OFFERED, "trend"),
            (LAPSED, "base_year"), (TODAY, "base_year")]  # fmt: skip


def everything() -> list[tuple[str, Quantity]]:
    found = []
    for as_of, without in SETTINGS:
        found += list(quantities(headline(case(as_of, without_pledge=without))))
    return found + list(quantities(hindsight(case())))


@pytest.fixture(scope="module")
def roots() -> list[tuple[str, Quantity]]:
    return everything()


def figure_nodes(roots: list[tuple[str, Quantity]]) -> list[Quantity]:
    unique = {q.node_id: q for _, root in roots for q in graph.leaves(root)}
    return [q for q in unique.values() if isinstance(q.leaf, FigureLeaf)]


def test_every_leaf_is_of_one_of_four_kinds(roots: list[tuple[str, Quantity]]) -> None:
    kinds = (FigureLeaf, AssumptionLeaf, ParameterLeaf, DecisionLeaf)
    for name, root in roots:
        found = graph.leaves(root)
        assert found, name
        assert all(isinstance(q.leaf, kinds) for q in found), name


def test_every_published_figure_has_its_table_and_column_in_the_catalog(
    roots: list[tuple[str, Quantity]],
) -> None:
    tables = read_catalog().tables
    nodes = figure_nodes(roots)
    assert len(nodes) > 10
    for node in nodes:
        leaf = node.leaf
        assert isinstance(leaf, FigureLeaf)
        entry = tables[leaf.table].columns[leaf.column]
        assert entry.unit is None or node.unit in (entry.unit, "USD bn/year")
        assert all(name in tables[leaf.table].columns for name, _ in leaf.row)


def test_every_single_figure_is_the_cell_of_its_row(roots: list[tuple[str, Quantity]]) -> None:
    looked_up = 0
    for node in figure_nodes(roots):
        leaf = node.leaf
        assert isinstance(leaf, FigureLeaf)
        if node.index is not None:
            continue
        where = dict(leaf.row)
        found = [r for r in rows(leaf.table) if all(r[k] == v for k, v in where.items())]
        assert len(found) == 1, leaf
        cell = found[0][leaf.column]
        assert node.value == (float(cell) if cell else None), leaf
        looked_up += 1
    assert looked_up > 8


def test_every_series_holds_the_cells_of_its_rows(roots: list[tuple[str, Quantity]]) -> None:
    looked_up = 0
    for node in figure_nodes(roots):
        leaf = node.leaf
        assert isinstance(leaf, FigureLeaf)
        if node.index is None or leaf.table.startswith("phase_one"):
            continue
        # the row names the span of the index and, for single values, what all rows share
        names = [k for k, v in leaf.row if v not in node.index or len(node.index) == 1]
        index = next(k for k in ("month", "hs2") if k in names)
        shared = {k: v for k, v in leaf.row if k != index}
        for name, value in zip(node.index, np.asarray(node.value), strict=True):
            where = shared | {index: name}
            found = [r for r in rows(leaf.table) if all(r[k] == v for k, v in where.items())]
            assert len(found) == 1
            assert float(found[0][leaf.column]) == value
            looked_up += 1
    assert looked_up > 100


def test_the_groups_of_phase_one_are_the_cells_of_their_months(
    roots: list[tuple[str, Quantity]],
) -> None:
    table = "phase_one_exports_monthly_usa_chn"
    series = [q for q in figure_nodes(roots) if q.leaf.table == table]
    assert len(series) == 2  # 2017 and 2020
    cells = {f"{r['month']} {r['group']}": float(r["exports_fas_usd"])
             for r in rows(table) if r["category"] != "not covered"}  # fmt: skip
    for node in series:
        assert node.index is not None
        assert [cells[name] for name in node.index] == list(np.asarray(node.value))


def test_every_assumption_is_the_one_in_the_file(roots: list[tuple[str, Quantity]]) -> None:
    text = (data_dir() / "assumptions.yml").read_text(encoding="utf-8")
    written = yaml.safe_load(text)
    seen = set()
    for _, root in roots:
        for node in graph.leaves(root):
            if isinstance(node.leaf, AssumptionLeaf):
                own = written[node.leaf.name]
                assert (node.leaf.low, node.leaf.high) == (own["low"], own["high"])
                assert node.value in (own["low"], own["central"], own["high"])
                assert node.leaf.quality in ("red", "amber", "green")
                seen.add(node.leaf.name)
    assert seen == {"unstated_pledge_usd_bn_per_year"}  # what the headline's cases may use


def test_the_headline_case_rests_on_no_assumption() -> None:
    for as_of in (DEFAULT, OFFERED, LAPSED, TODAY):
        named = headline(case(as_of))
        top = {k: v for k, v in named.items() if not k.startswith("cases.")}
        for name, root in quantities(top):
            kinds = {type(q.leaf) for q in graph.leaves(root)}
            assert AssumptionLeaf not in kinds, name


def test_one_key_names_one_leaf_in_a_graph(roots: list[tuple[str, Quantity]]) -> None:
    for name, root in roots:
        by_key: dict[str, str] = {}
        for node in graph.leaves(root):
            assert node.leaf is not None
            assert by_key.setdefault(node.leaf.key, node.node_id) == node.node_id, name


def test_evaluation_without_changes_gives_what_was_built(
    roots: list[tuple[str, Quantity]],
) -> None:
    for name, root in roots:
        assert graph.evaluate(root, {}) == root.value, name


def as_in_results(found: list[Quantity]) -> dict[str, Any]:
    """Return the graph as results.json has it: names sorted."""
    text = json.dumps(graph.to_json(found), sort_keys=True, allow_nan=False)
    return json.loads(text)


def test_the_real_graph_goes_out_to_json_and_comes_back(
    roots: list[tuple[str, Quantity]],
) -> None:
    found = [root for _, root in roots]
    back = graph.from_json(as_in_results(found))
    for name, root in roots:
        again = back[root.node_id]
        assert again.node_id == root.node_id, name
        # the label is how a node is told, not what it is: two names may share one node
        assert (again.value, again.unit, again.basis, again.index) == (
            root.value, root.unit, root.basis, root.index,
        )  # fmt: skip
        keys = {q.leaf.key for q in graph.leaves(root) if q.leaf}
        assert {q.leaf.key for q in graph.leaves(again) if q.leaf} == keys
        assert graph.evaluate(again, {}) == root.value


def test_a_graph_that_came_back_evaluates_like_the_original() -> None:
    coverage = case(OFFERED).gap().coverage_share
    back = graph.from_json(as_in_results([coverage]))[coverage.node_id]
    assert graph.evaluate(back, {TARGET: 100.0}) == graph.evaluate(coverage, {TARGET: 100.0}) == 0.7


def with_target(as_of: str, target: float | None) -> dict[str, Quantity]:
    found = case(as_of) if target is None else replace(case(as_of), target_usd_bn=target)
    named = [target_results(found), gap_results(found.gap()), gap_results(found.gap(ANALYSTS))]
    return dict(quantities(named))


def same(found: object, expected: object) -> bool:
    if expected is None or found is None:
        return found is expected
    return math.isclose(float(found), float(expected), rel_tol=1e-12, abs_tol=1e-9)


@pytest.mark.parametrize("as_of", [DEFAULT, OFFERED])
def test_another_target_in_the_graph_is_the_case_built_with_it(as_of: str) -> None:
    stated = {
        name: root
        for name, root in with_target(as_of, None).items()
        if TARGET in {q.leaf.key for q in graph.leaves(root) if q.leaf}
    }
    assert len(stated) > 20

    @settings(max_examples=20, deadline=None)
    @given(st.floats(min_value=0.01, max_value=5000))
    def check(target: float) -> None:
        built = with_target(as_of, target)
        for name, root in stated.items():
            assert same(graph.evaluate(root, {TARGET: target}), built[name].value), name

    check()


@pytest.mark.parametrize("target", [50.0, 150.0, 375.2])
def test_another_target_by_the_front_door(target: float) -> None:
    coverage = case(OFFERED).gap().coverage_share
    opened = open_case(NAME, as_of=OFFERED, target_usd_bn=target).gap().coverage_share
    assert graph.evaluate(coverage, {TARGET: target}) == opened.value == 70 / target


def test_another_assumption_in_the_graph_is_the_case_built_with_it() -> None:
    name = "unstated_pledge_usd_bn_per_year"
    built = open_case(NAME, overrides={name: 90.0}).gap("analysts_central").coverage_share
    coverage = case().gap("analysts_central").coverage_share
    assert graph.evaluate(coverage, {f"assumption:{name}": 90.0}) == built.value == 0.45


def test_draws_go_through_the_graph_like_single_values() -> None:
    coverage = case().gap("analysts_low").coverage_share
    key = "assumption:unstated_pledge_usd_bn_per_year"
    draws = np.array([60.0, 75.0, 100.0])
    # 60, 75 and 100 of 200
    assert np.allclose(graph.evaluate(coverage, {key: draws}), [0.30, 0.375, 0.50])


def test_a_decision_is_switched_in_the_graph() -> None:
    coverage = case(OFFERED).gap().coverage_share
    decision = "decision:as_stated/chn-2018-offer-70"
    assert graph.evaluate(coverage, {decision: 1.0}) == 0.35
    assert graph.evaluate(coverage, {decision: 0.0}) is None
