"""Each chapter runs alone with its defaults, as in Jupyter, and publishes the right results."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
RESULTS = "application/vnd.tradegap.results+json"
TABLE = "application/vnd.tradegap.table+json"

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chapters")]


def run(path: Path, folder: Path) -> Any:
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    return client.execute()


def outputs(notebook: Any) -> list[dict[str, Any]]:
    return [o.get("data", {}) for c in notebook.cells if c.cell_type == "code" for o in c.outputs]


def published(notebook: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for data in outputs(notebook):
        found |= data.get(RESULTS, {}).get("results", {})
    return found


@pytest.fixture(scope="module")
def chapters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("elsewhere")
    return {path.stem: run(path, folder) for path in NOTEBOOKS}


def test_the_surplus_chapter_publishes_the_baseline(chapters: dict[str, Any]) -> None:
    results = published(chapters["01-surplus"])
    # 505.6 - 130.4, as printed in spring 2018
    assert results["baseline.surplus_usd_bn"]["value"] == pytest.approx(375.2)
    assert results["baseline.imports_usd_bn"]["value"] == pytest.approx(505.6)


def test_the_pledges_chapter_counts_nothing_and_says_so(chapters: dict[str, Any]) -> None:
    notebook = chapters["02-target-and-pledges"]
    results = published(notebook)
    assert results["coverage_share"]["value"] is None
    assert results["gap_upper_bound_usd_bn_per_year"]["value"] == 200
    # 200 / 130.4 and 200 / 505.6
    assert results["required.exports_rise_share"]["value"] == pytest.approx(1.5337, abs=5e-5)
    assert results["required.imports_fall_share"]["value"] == pytest.approx(0.3956, abs=5e-5)
    said = " ".join(str(data.get("text/markdown", "")) for data in outputs(notebook))
    assert "coverage = no amount ÷" in said
    assert not re.search(r"(?<![\d.])0(\.0)?%", said)


def test_every_row_of_the_news_has_its_place(chapters: dict[str, Any]) -> None:
    tables = {
        d[TABLE]["name"]: d[TABLE]["csv"]
        for d in outputs(chapters["02-target-and-pledges"])
        if TABLE in d
    }
    rows = tables["news"].strip().splitlines()
    assert len(rows) == 11
    assert "not placed" not in tables["news"]


def test_hindsight_publishes_under_its_own_name_alone(chapters: dict[str, Any]) -> None:
    results = published(chapters["80-hindsight"])
    assert all(name.startswith("hindsight.") for name in results)
    assert results["hindsight.surplus_usd_bn.2018"]["value"] == pytest.approx(418.2, abs=0.05)
    assert results["hindsight.surplus_usd_bn.2020"]["value"] == pytest.approx(308.0, abs=0.05)


def test_the_summary_agrees_with_the_chapters(chapters: dict[str, Any]) -> None:
    summary = published(chapters["00-summary"])
    for stem in ("01-surplus", "02-target-and-pledges"):
        for name, value in published(chapters[stem]).items():
            assert summary[name] == value, name


def test_the_sources_chapter_lists_tables_assumptions_parameters(chapters: dict[str, Any]) -> None:
    names = {d[TABLE]["name"] for d in outputs(chapters["90-sources"]) if TABLE in d}
    assert names == {"sources", "assumptions", "parameters", "versions"}


def test_feasibility_says_by_how_much_the_target_is_out_of_reach(chapters: dict[str, Any]) -> None:
    results = published(chapters["03-feasibility"])
    assert all(name.startswith("feasibility.") for name in results)
    # 200 less the caps of all categories, 45.7
    beyond = results["feasibility.sums.target"]["out_of_reach_usd_bn"]["value"]
    assert beyond == pytest.approx(154.3, abs=0.05)
    assert results["feasibility.pledges"] == []


def test_uncertainty_prints_no_probability_where_nothing_is_quantified(
    chapters: dict[str, Any],
) -> None:
    results = published(chapters["06-uncertainty"])
    assert all(name.startswith("uncertainty.") for name in results)
    assert results["uncertainty.probability_share"]["value"] is None
    assert results["uncertainty.drawn"] == "analysts_central"
    assert [len(w["coverage_share"]) for w in results["uncertainty.windows"]] == [6, 6]


def test_no_chapter_writes_a_file_or_a_warning(chapters: dict[str, Any]) -> None:
    for stem, notebook in chapters.items():
        prints = {"stdout"} if stem == "explore" else set()  # it is no chapter, and shows the API
        streams = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs
                   if o.output_type == "stream" and o.name not in prints]  # fmt: skip
        assert streams == []


def test_explore_runs_without_a_front_end_and_says_its_answer(chapters: dict[str, Any]) -> None:
    texts = [str(data.get("text/plain", "")) for data in outputs(chapters["explore"])]
    panel = next(text for text in texts if text.startswith("{'crediting': 'as_stated'}"))
    assert "Nothing on the record of this case by 2 June 2018 can be counted" in panel
