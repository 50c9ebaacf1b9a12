"""The catalog describes what is there, and refuses what can't be true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tradegap.data.catalog import NO_BASIS, read_catalog
from tradegap.data.describe import describe
from tradegap.data.paths import data_dir, notebooks_dir
from tradegap.errors import DataError, UnknownNameError
from tradegap.model import units

ROOT = Path(__file__).parents[2]


def test_every_number_has_a_unit_that_can_be_read(data: Path) -> None:
    catalog = read_catalog(data)
    for name, table in catalog.tables.items():
        for column, entry in table.columns.items():
            stated = [entry.unit] if entry.unit else []
            if entry.unit_column:
                stated += table.columns[entry.unit_column].allowed
            for unit in stated:
                assert units.parse(unit), (name, column, unit)


def test_every_basis_is_one_of_the_model(data: Path) -> None:
    catalog = read_catalog(data)
    assert set(catalog.bases) - set(units.BASES) == set()
    assert NO_BASIS not in catalog.bases


def test_an_address_is_recorded_or_said_not_to_be(data: Path) -> None:
    for name, table in read_catalog(data).tables.items():
        address = table.origin.address
        assert address in ("address not recorded", "per row, column source"), name
        assert address != "per row, column source" or "source" in table.columns, name
        page = table.origin.page
        assert table.origin.link == page
        assert not page or page.startswith(("https://", "http://")), name


def test_every_series_of_a_statistical_office_has_the_publishers_page(data: Path) -> None:
    for name, table in read_catalog(data).tables.items():
        if table.origin.producer in ("U.S. Census Bureau", "U.S. Bureau of Economic Analysis"):
            assert table.origin.page.startswith("https://www."), name


def test_files_are_small_and_carry_no_path_of_a_machine(data: Path) -> None:
    for path in [data / "catalog.yml", *(data / "reference").iterdir()]:
        content = path.read_bytes()
        assert len(content) < 1_000_000, path.name
        assert not re.search(rb"/(home|work|tmp|Users)/", content), path.name
        assert b"\r" not in content, path.name


def test_docs_data_md_is_what_the_catalog_says(data: Path) -> None:
    written = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    assert written == describe(read_catalog(data)), "run `tradegap data docs`"


def test_unknown_names_are_offered_the_nearest(data: Path) -> None:
    catalog = read_catalog(data)
    with pytest.raises(UnknownNameError, match="pledges"):
        catalog.table("pledge")
    with pytest.raises(UnknownNameError, match="exports_fas_usd_mn"):
        catalog.column("goods_monthly_usa_chn", "exports_usd_mn")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("unit: USD mn, ", "", "needs a unit"),
        ("basis: exports_fas, ", "", "either a basis"),
        ("basis: exports_fas, ", "basis: exports_fob, ", "'exports_fob' is not defined"),
        ("key: [id]", "key: [name]", "column 'name' is used and not described"),
        ("title: facts of", "titel: facts of", "facts"),
        ('vintage: {published: "2018-06"}', "vintage: {}", "exactly one of"),
        ("kind: {type: code", "later_vintage: {type: code", "are added on reading"),
        ("frequency: A", "frequency: M", "must be of type month"),
        ("schema: 1", "schema: [1", "can't be read"),
    ],
)
def test_a_broken_catalog_is_told_in_one_sentence(
    small: Path, old: str, new: str, told: str
) -> None:
    path = small / "catalog.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(told)) as caught:
        read_catalog(small)
    assert "catalog.yml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_where_the_data_is(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRADEGAP_DATA", raising=False)
    assert data_dir() == ROOT / "data"
    monkeypatch.setenv("TRADEGAP_DATA", str(small))
    assert data_dir() == small
    assert data_dir(ROOT / "data") == ROOT / "data"
    with pytest.raises(DataError, match="TRADEGAP_DATA"):
        data_dir(tmp_path / "nowhere")
    with pytest.raises(DataError, match="TRADEGAP_NOTEBOOKS"):
        notebooks_dir(tmp_path / "nowhere")
