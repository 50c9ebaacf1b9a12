"""The default report, built twice: same bytes, no network, nothing written but the report."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tradegap.build.canonical import files_below
from tradegap.build.inspect_output import page_text

CASE = "us-china-2018"
CUT_OFF = ["unshare", "-rn"]

pytestmark = pytest.mark.slow


def can_cut_off() -> bool:
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run([*CUT_OFF, "true"], capture_output=True, check=False).returncode
    )


def build(place: Path, *arguments: str, prefix: list[str] | None = None, **settings: str) -> Path:
    """Build in an empty folder with an almost empty environment and a home that isn't there."""
    place.mkdir(parents=True)
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(place / "home"), **settings}
    environment |= {n: v for n, v in os.environ.items() if n in ("PYTHONPATH", "LD_LIBRARY_PATH")}
    done = subprocess.run(
        [*(prefix or []), sys.executable, "-m", "tradegap.cli", "build", CASE, *arguments],
        cwd=place, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return place


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = build(tmp_path_factory.mktemp("first") / "here")
    return place / "reports" / CASE


def test_the_files_of_the_contract_are_there(built: Path) -> None:
    files = set(files_below(built))
    assert {"report.html", "report.pdf", "results.json", "manifest.json"} <= files
    assert any(name.startswith("tables/") for name in files)
    assert any(name.startswith("figures/") for name in files)
    content = json.loads((built / "manifest.json").read_text())
    assert set(content["files"]) == files - {"manifest.json"}
    assert len(content["inputs"]["tables"]) > 3
    assert set(content["inputs"]["notebooks"]) >= {"01-surplus", "80-hindsight"}


def test_the_page_says_the_headline(built: Path) -> None:
    headline = json.loads((built / "manifest.json").read_text())["report"]["headline"]
    assert headline in " ".join(page_text((built / "report.html").read_text()).split())


def test_same_bytes_elsewhere_later_and_without_network(built: Path, tmp_path: Path) -> None:
    prefix = CUT_OFF if can_cut_off() else []
    place = build(tmp_path / "another place", "--output", "out", prefix=prefix,
                  TZ="Asia/Tokyo", LC_ALL="C")  # fmt: skip
    assert [path.name for path in place.iterdir()] == ["out"]
    assert [path.name for path in (place / "out").iterdir()] == [CASE]
    assert files_below(place / "out" / CASE) == files_below(built)


def test_nothing_names_the_machine(built: Path) -> None:
    for path in built.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for place in (str(built.parents[1]), sys.prefix, str(Path(__file__).parents[2])):
                assert place.encode() not in content, path.name


def test_another_date_is_another_report(built: Path, tmp_path: Path) -> None:
    place = build(tmp_path / "later", "--as-of", "2018-06-10", "--format", "html")
    other = place / "reports" / f"{CASE}+as_of-2018-06-10"
    assert json.loads((other / "results.json").read_text())["as_of"] == "2018-06-10"
    assert not (other / "report.pdf").exists()
