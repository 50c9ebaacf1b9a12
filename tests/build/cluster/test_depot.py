"""The depot and its bundles: whole or not there, checked by hash, the same bytes for the same."""

from __future__ import annotations

import io
import json
import os
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradegap.build.canonical import files_below
from tradegap.build.cluster.bundle import pack, pack_folder, unpack
from tradegap.build.cluster.depot import Depot, Missing
from tradegap.errors import BuildError, InputError, OutputError

NAMES = st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=3)


@given(st.dictionaries(NAMES.map("/".join), st.binary(max_size=2000), max_size=5))
def test_a_bundle_depends_on_names_and_content_alone(files: dict[str, bytes]) -> None:
    backwards = dict(reversed(files.items()))
    assert pack(files) == pack(backwards)
    with tarfile.open(fileobj=io.BytesIO(pack(files))) as tar:
        held = {entry.name: tar.extractfile(entry) for entry in tar}
    assert {name: file.read() for name, file in held.items() if file} == files


def test_a_folder_comes_back_as_it_was_whenever_it_was_written(tmp_path: Path) -> None:
    for number, place in enumerate((tmp_path / "a", tmp_path / "b")):
        (place / "tables").mkdir(parents=True)
        (place / "tables" / "goods.csv").write_bytes(b"1,2\r\n")
        (place / "report.html").write_bytes(b"<html>")
        os.utime(place / "report.html", (number, number))
        (place / "report.html").chmod(0o600 + number)
    assert pack_folder(tmp_path / "a") == pack_folder(tmp_path / "b")
    unpack(pack_folder(tmp_path / "a"), tmp_path / "c")
    assert files_below(tmp_path / "c") == files_below(tmp_path / "a")


def tar_of(name: str, kind: bytes = tarfile.REGTYPE) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as tar:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = kind, "/etc/hostname"
        tar.addfile(entry)
    return held.getvalue()


@pytest.mark.parametrize(
    "content",
    [tar_of("../outside"), tar_of("/outside"), tar_of("a/../../outside"),
     tar_of("link", tarfile.SYMTYPE), tar_of("hard", tarfile.LNKTYPE),
     tar_of("p", tarfile.FIFOTYPE), b"no tar at all"],
)  # fmt: skip
def test_nothing_but_files_below_the_folder_is_unpacked(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(BuildError):
        unpack(content, tmp_path / "into")
    assert [path.name for path in tmp_path.rglob("*")] in ([], ["into"])


@pytest.fixture(params=["path", "file", "memory"])
def depot(request: pytest.FixtureRequest, tmp_path: Path) -> Depot:
    where = {"path": str(tmp_path / "d"), "file": f"file://{tmp_path}/d",
             "memory": f"memory://{tmp_path.name}"}  # fmt: skip
    return Depot(where[request.param])


def test_what_is_put_is_got_by_its_hash(depot: Depot) -> None:
    name = depot.put(b"content")
    assert depot.put(b"content") == name
    assert depot.get(name) == b"content"
    with pytest.raises(Missing):
        depot.get("0" * 64)


def test_a_result_is_known_with_its_bundle_or_not_at_all(depot: Depot) -> None:
    with pytest.raises(Missing):
        depot.result("order")
    result = {"bundle": depot.put(b"report"), "seconds": {"execute": 1.5}, "warnings": []}
    depot.note("order", result)
    assert depot.result("order") == result
    depot.note("lost", {**result, "bundle": "1" * 64})
    with pytest.raises(Missing):
        depot.result("lost")


def test_durations_are_kept_beside_one_another(depot: Depot) -> None:
    assert depot.seconds() == {}
    depot.note_seconds({"a": 1.0, "b": 2.0})
    depot.note_seconds({"b": 3.0})
    depot.note_seconds({})
    assert depot.seconds() == {"a": 1.0, "b": 3.0}


@pytest.mark.parametrize("damage", [b"", b"conten", b"contenT", b"content and more"])
def test_a_damaged_bundle_is_noticed_and_can_be_put_again(damage: bytes, tmp_path: Path) -> None:
    depot = Depot(tmp_path)
    name = depot.put(b"content")
    (tmp_path / "bundles" / f"{name}.tar").write_bytes(damage)
    with pytest.raises(Missing, match="damaged"):
        depot.get(name)
    assert depot.put(b"content") == name
    assert depot.get(name) == b"content"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"result": {}}', "changed"])
def test_a_damaged_result_counts_as_none(damage: str, tmp_path: Path) -> None:
    depot = Depot(tmp_path)
    depot.note("order", {"bundle": depot.put(b"report")})
    path = tmp_path / "results" / "order.json"
    if damage == "changed":
        kept = json.loads(path.read_text())
        kept["result"]["bundle"] = depot.put(b"another report")
        damage = json.dumps(kept)
    path.write_text(damage)
    with pytest.raises(Missing):
        depot.result("order")


def test_a_half_written_bundle_is_never_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    depot = Depot(tmp_path)
    written = type(depot._files).pipe_file

    def breaks(self: object, path: str, value: bytes) -> None:
        written(self, path, value[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(depot._files), "pipe_file", breaks)
    with pytest.raises(OutputError, match=r"No space left on device.*--depot"):
        depot.put(b"content")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_depot_that_cannot_be_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--depot nowhere://x"):
        Depot("nowhere://x")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="can't be"):
        Depot(tmp_path / "file" / "depot").put(b"content")
