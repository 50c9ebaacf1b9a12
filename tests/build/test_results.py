"""Results of all chapters become one object; what conflicts is refused."""

from __future__ import annotations

import math
from datetime import date

import pytest

from tests.build.tiny import node, quantity
from tradegap.build.canonical import digest, dumps
from tradegap.build.inspect_output import inspect_results
from tradegap.build.results import Gathered, edition_name, flat, quantities, results_object
from tradegap.errors import BuildError


def gathered(*payloads: tuple[dict, str]) -> Gathered:
    whole = Gathered()
    for payload, notebook in payloads:
        whole.add(payload, notebook)
    return whole


def results(whole: Gathered) -> dict:
    return results_object(whole, "tiny", date(2018, 6, 2), {"target_usd_bn": 200.0})


def test_dotted_names_become_objects() -> None:
    whole = results(
        gathered(
            ({"results": {"a.b": 1, "a.c.d": None}, "nodes": {"n": node("x")}}, "1.ipynb"),
            ({"results": {"e": ["text"], "a.b": 1}, "nodes": {"n": node("x")}}, "2.ipynb"),
        )
    )
    assert whole.pop("edition") == edition_name(whole)
    assert whole == {
        "schema": 1, "scenario": "tiny", "as_of": "2018-06-02",
        "parameters": {"target_usd_bn": 200.0}, "graph": {"nodes": {"n": node("x")}},
        "a": {"b": 1, "c": {"d": None}}, "e": ["text"],
    }  # fmt: skip


@pytest.mark.parametrize("part", ["results", "nodes", "tables"])
def test_two_values_of_one_name_name_both_notebooks(part: str) -> None:
    with pytest.raises(BuildError, match=r"1\.ipynb and 2\.ipynb publish different") as told:
        gathered(({part: {"a": 1}}, "1.ipynb"), ({part: {"a": 2}}, "2.ipynb"))
    assert "(1 and 2)" in str(told.value)


def test_same_number_from_another_node_is_a_conflict() -> None:
    with pytest.raises(BuildError, match='node "n1" and "n2"'):
        gathered(
            ({"results": {"a": quantity(1.0, "n1")}}, "1.ipynb"),
            ({"results": {"a": quantity(1.0, "n2")}}, "2.ipynb"),
        )


def test_a_node_keeps_its_first_label() -> None:
    whole = gathered(
        ({"nodes": {"n": node("exports to China")}}, "1.ipynb"),
        ({"nodes": {"n": node("exports to the partner")}}, "2.ipynb"),
    )
    assert whole.values("nodes") == {"n": node("exports to China")}
    with pytest.raises(BuildError, match="as node 'n'"):
        whole.add({"nodes": {"n": {**node("exports to China"), "value": 2.0}}}, "3.ipynb")


def test_missing_is_null_and_infinite_is_refused() -> None:
    assert gathered(({"results": {"a": math.nan}}, "1.ipynb")).values("results") == {"a": None}
    with pytest.raises(BuildError, match=r"1\.ipynb publishes an infinite number as result 'a'"):
        gathered(({"results": {"a": math.inf}}, "1.ipynb"))


@pytest.mark.parametrize("name", ["Upper", "a..b", "graph.nodes", "schema", "", "a b"])
def test_names_that_cannot_be_used(name: str) -> None:
    with pytest.raises(BuildError, match="rename it"):
        gathered(({"results": {name: 1}}, "1.ipynb"))


@pytest.mark.parametrize("names", [("a", "a.b"), ("a.b", "a.b.c")])
def test_a_value_cannot_have_values_below_it(names: tuple[str, str]) -> None:
    whole = gathered(({"results": dict.fromkeys(names, 1)}, "1.ipynb"))
    with pytest.raises(BuildError, match="itself a value"):
        results(whole)
    whole = gathered(({"results": dict.fromkeys(names, quantity(1, "n"))}, "1.ipynb"))
    with pytest.raises(BuildError, match="itself a value"):
        results(whole)


def test_edition_is_named_by_date_and_results() -> None:
    first = results(gathered(({"results": {"a": 1}}, "1.ipynb")))
    other = results(gathered(({"results": {"a": 2}}, "1.ipynb")))
    assert edition_name(first) == f"2018-06-02-{digest(first)[:8]}"
    assert edition_name(first) != edition_name(other)


def test_canonical_json_does_not_depend_on_order() -> None:
    assert dumps({"b": 1, "a": (1.5, None)}) == dumps({"a": [1.5, math.nan], "b": 1})
    assert dumps({"é": 1}) == '{\n  "é": 1\n}\n'


def test_quantities_are_found_at_any_depth() -> None:
    whole = results(gathered(({"results": {"a.b": quantity(1, "n"), "c": 1}}, "1.ipynb")))
    assert quantities(whole) == [("a.b", quantity(1, "n"))]
    steps = [{"from": "2018-06", "gap": quantity(2, "m")}]
    whole = results(gathered(({"results": {"path": steps, "e": ["text"]}}, "1.ipynb")))
    assert dict(flat(whole)) == {
        "e": ["text"], "path.0.from": "2018-06", "path.0.gap": quantity(2, "m"),
    }  # fmt: skip


def test_a_result_without_its_node_is_refused() -> None:
    whole = gathered(({"results": {"a": quantity(1, "n")}, "nodes": {}}, "1.ipynb"))
    with pytest.raises(BuildError, match="'a' leads to the node n"):
        inspect_results(results(whole))
    whole.add({"nodes": {"n": node("sum", "gone")}}, "1.ipynb")
    with pytest.raises(BuildError, match="input gone"):
        inspect_results(results(whole))
