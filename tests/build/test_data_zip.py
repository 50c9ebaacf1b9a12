"""The numbers of a report in one package: what lies in it, and the same bytes every time."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from hashlib import sha256
from pathlib import Path

from tests.build.tiny import HEADLINE, build_tiny, tiny_plan
from tradegap.build.data_zip import zipped
from tradegap.build.editions import read_manifest

SAME_EVERYWHERE = "8c609247474ae6087dacfa6bca265b14338eefb99acb8a61bdeaf894f2ca7310"


def test_a_report_brings_its_numbers_in_one_package(tmp_path: Path) -> None:
    done = build_tiny(tiny_plan(tmp_path / "n"), tmp_path / "r")
    with zipfile.ZipFile(done.folder / "data.zip") as package:
        assert package.testzip() is None
        assert package.namelist() == [
            "README.txt", "datapackage.json", "citation.bib", "citation.json", "results.json",
            "tables/goods.csv",
        ]  # fmt: skip
        for name in ("results.json", "tables/goods.csv"):
            assert package.read(name) == (done.folder / name).read_bytes()
        said = json.loads(package.read("datapackage.json"))
        assert done.edition in package.read("README.txt").decode()
        assert HEADLINE in package.read("README.txt").decode()
    assert [resource["path"] for resource in said["resources"]] == [
        "results.json", "tables/goods.csv",
    ]  # fmt: skip
    manifest = read_manifest(done.folder)
    assert manifest is not None
    assert "data.zip" in manifest["files"]


def test_the_same_files_are_the_same_bytes_whenever_and_wherever(monkeypatch) -> None:
    files = {"b.txt": b"one" * 1000, "a/c.csv": "\u2212".encode()}
    first = zipped(files)
    monkeypatch.setenv("TZ", "Australia/Eucla")
    time.tzset()
    before = os.umask(0o077)
    try:
        assert zipped(files) == first
    finally:
        os.umask(before)
        monkeypatch.undo()
        time.tzset()
    entries = zipfile.ZipFile(io.BytesIO(first)).infolist()
    assert [entry.filename for entry in entries] == ["b.txt", "a/c.csv"]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o644}
    # stored as they are: what a library would make of them is another library's otherwise
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert all(content in first for content in files.values())
    assert sha256(first).hexdigest() == SAME_EVERYWHERE
