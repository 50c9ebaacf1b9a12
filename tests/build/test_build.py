"""A whole build over tiny notebooks: same bytes, nothing done twice, nothing of the machine."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

from tests.build.tiny import HEADLINE, build_tiny, plan_over, stand_ins, tiny_plan
from tradegap.build.canonical import files_below
from tradegap.build.editions import kept_editions, list_reports, read_manifest
from tradegap.build.index import index_page, write_index
from tradegap.build.manifest import package_digests, versions
from tradegap.build.shelves import EditionShelf
from tradegap.build.up_to_date import up_to_date


def test_a_build_leaves_what_the_contract_says(tmp_path: Path) -> None:
    done = build_tiny(tiny_plan(tmp_path / "n"), tmp_path / "reports")
    assert sorted(files_below(done.folder)) == [
        "data.zip", "figures/gap.svg", "manifest.json", "picture.svg", "report.html",
        "report.pdf", "results.json", "tables/goods.csv",
    ]  # fmt: skip
    results = json.loads((done.folder / "results.json").read_text())
    assert results["baseline"]["surplus_usd_bn"]["value"] == 375.2
    assert results["coverage_share"]["value"] is None
    assert set(results["graph"]["nodes"]) == {"aaa", "bbb"}
    content = read_manifest(done.folder)
    assert content is not None
    assert content["inputs"]["tables"] == {"goods": "12"}
    assert set(content["inputs"]["notebooks"]) == {"01-first", "02-second"}
    assert content["report"]["headline"] == HEADLINE
    assert done.edition == content["report"]["edition"]
    assert done.warnings == ["02-second.ipynb, code cell 2: told to whoever builds"]
    assert set(done.seconds) == {"execute", "pages", "publish"}


def test_same_bytes_wherever_and_whenever(tmp_path: Path, monkeypatch) -> None:
    first = build_tiny(tiny_plan(tmp_path / "n"), tmp_path / "a")
    time.sleep(1.1)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("TZ", "Australia/Eucla")
    monkeypatch.setenv("LC_ALL", "C")
    plan = tiny_plan(tmp_path / "other place" / "n {x}")
    second = build_tiny(plan, tmp_path / "b c", output=True)
    assert files_below(first.folder) == files_below(second.folder)
    whole = b"".join(p.read_bytes() for p in second.folder.rglob("*") if p.is_file())
    assert str(tmp_path).encode() not in whole


def test_nothing_is_done_twice(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path / "n")
    assert build_tiny(plan, tmp_path / "r").built
    assert not build_tiny(plan, tmp_path / "r").built
    assert build_tiny(plan, tmp_path / "r", force=True).built
    assert len(kept_editions(tmp_path / "r", "tiny")) == 1


def test_what_a_report_depends_on_makes_it_stale(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path / "n")
    shelf = EditionShelf(tmp_path / "r", "tiny")
    build_tiny(plan, tmp_path / "r")
    with stand_ins():
        assert up_to_date(plan, shelf)
        assert not up_to_date(replace(plan, values={**plan.values, "target_usd_bn": 1.0}), shelf)
        assert not up_to_date(replace(plan, formats=("html",)), shelf)
    with stand_ins({"goods": "13"}):
        assert not up_to_date(plan, shelf)
    notebook = tmp_path / "n" / "01-first.ipynb"
    source = notebook.read_text()
    with stand_ins():
        notebook.write_text(source.replace('"outputs": []', '"outputs":  []'))
        assert up_to_date(plan_over(tmp_path / "n", ["01-first", "02-second"]), shelf)
        notebook.write_text(source.replace("375.2", "375.3"))
        assert not up_to_date(plan_over(tmp_path / "n", ["01-first", "02-second"]), shelf)
        notebook.write_text(source)
        (tmp_path / "r" / "tiny" / "tables" / "goods.csv").write_text("edited")
        assert not up_to_date(plan, shelf)


def test_one_format(tmp_path: Path) -> None:
    done = build_tiny(tiny_plan(tmp_path / "n", formats=("html",)), tmp_path / "r")
    assert [path.name for path in done.files()] == ["report.html"]
    assert not (done.folder / "report.pdf").exists()


def test_another_parameter_goes_to_another_folder(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path / "n")
    other = replace(plan, changed={"target_usd_bn": "150", "currency": "AUD"})
    assert other.slug == "tiny+target_usd_bn-150+currency-AUD"
    build_tiny(plan, tmp_path / "r")
    build_tiny(other, tmp_path / "r")
    names = [report.slug for report in list_reports(tmp_path / "r")]
    assert names == ["tiny", other.slug]


def test_the_index_lists_what_is_there(tmp_path: Path) -> None:
    assert "Nothing has been built" in index_page([])
    build_tiny(tiny_plan(tmp_path / "r with space" / "n"), tmp_path / "r")
    page = write_index(tmp_path / "r").read_text()
    assert 'href="tiny/report.html"' in page
    assert "Nothing can be counted &lt; 1 &amp; nothing is" in page
    shutil.rmtree(tmp_path / "r" / ".editions" / "tiny")
    assert "Nothing has been built" in write_index(tmp_path / "r").read_text()
    assert sorted(os.listdir(tmp_path / "r" / ".editions")) == ["index.lock", "tiny.lock"]


def test_the_package_is_known_by_its_content() -> None:
    first = package_digests()
    assert set(first) == {"code", "templates"}
    assert all(len(digest) == 64 for digest in first.values())
    assert versions()["python"].count(".") == 1
    assert versions()["tradegap"] != "not installed"
