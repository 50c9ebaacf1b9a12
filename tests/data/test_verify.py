"""`tradegap data verify`, `list` and `accept`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tradegap.data.catalog import read_catalog
from tradegap.data.load import Figures
from tradegap.data.verify import accept, listing, verify
from tradegap.errors import DataError, UnknownNameError

from .test_load import TODAY


def test_the_projects_own_data_is_in_order(data: Path) -> None:
    found = verify(data)
    assert [(s.name, s.detail) for s in found if s.state != "ok"] == []
    assert {s.name for s in found} == set(read_catalog(data).tables)
    assert all(s.rows for s in found)


def test_the_list_tells_rows_periods_and_publication(data: Path) -> None:
    lines = {line.name: line for line in listing(data)}
    monthly = lines["goods_monthly_usa_chn"]
    assert (monthly.rows, monthly.periods) == (497, "1985-01 to 2026-05")
    assert monthly.published == "per row, exports_as_published and imports_as_published"
    assert lines["hs2_titles"].published == "undated"


def test_every_table_is_named_with_what_is_wrong(small: Path) -> None:
    (small / "reference" / "by_year.csv").unlink()
    with (small / "reference" / "facts.csv").open("a", encoding="utf-8") as file:
        file.write("c,good\n")
    (small / "reference" / "stray.csv").write_text("a\n1\n", encoding="utf-8")
    states = {s.name: s for s in verify(small)}
    assert {name: s.state for name, s in states.items()} == {
        "by_year": "problem", "facts": "problem", "reference/stray.csv": "problem",
    }  # fmt: skip
    assert "is missing" in states["by_year"].detail
    assert "tradegap data accept facts" in states["facts"].detail
    assert "is not in catalog.yml" in states["reference/stray.csv"].detail


def test_accept_rewrites_one_hash_and_nothing_else(small: Path) -> None:
    before = (small / "catalog.yml").read_text(encoding="utf-8").splitlines()
    path = small / "reference" / "facts.csv"
    path.write_text(path.read_text(encoding="utf-8") + "c,good\n", encoding="utf-8")
    with pytest.raises(DataError, match="was changed"):
        Figures(TODAY, small).table("facts")
    digest = accept("facts", small)
    after = (small / "catalog.yml").read_text(encoding="utf-8").splitlines()
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert [b for _, b in changed] == [f"    sha256: {digest}"]
    assert Figures(TODAY, small).table("facts")["id"].tolist() == ["a", "b", "c"]
    assert sorted(p.name for p in small.iterdir()) == ["catalog.yml", "reference"]


def test_accept_refuses_what_does_not_fit_and_changes_nothing(small: Path) -> None:
    before = (small / "catalog.yml").read_bytes()
    (small / "reference" / "facts.csv").write_text("id,kind\na,odd\n", encoding="utf-8")
    with pytest.raises(DataError, match="'odd', expected one of good, bad"):
        accept("facts", small)
    with pytest.raises(UnknownNameError, match="facts"):
        accept("fact", small)
    assert (small / "catalog.yml").read_bytes() == before


def test_accepting_an_unchanged_table_of_the_project_changes_nothing(
    data: Path, tmp_path: Path
) -> None:
    import shutil

    copy = tmp_path / "data"
    shutil.copytree(data / "reference", copy / "reference")
    shutil.copy(data / "catalog.yml", copy / "catalog.yml")
    for name in read_catalog(copy).tables:
        accept(name, copy)
        assert (copy / "catalog.yml").read_bytes() == (data / "catalog.yml").read_bytes(), name
    assert (copy / "catalog.yml").read_bytes() == (data / "catalog.yml").read_bytes()
