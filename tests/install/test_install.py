"""What users get: the wheel builds a report in an empty folder, and so does a fresh clone."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


def run(command: list[str], folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {n: v for n, v in os.environ.items() if n.startswith("PIP_") or n == "LD_LIBRARY_PATH"}
    done = subprocess.run(
        command, cwd=folder, env=kept | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done


def test_the_wheel_builds_the_report_in_an_empty_folder(tmp_path: Path) -> None:
    source = _copy(tmp_path / "source")
    clean = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation",
         "-w", str(tmp_path / "wheels"), "."], source, **clean)  # fmt: skip
    (wheel,) = (tmp_path / "wheels").glob("tradegap-*.whl")
    python = _bare_environment(tmp_path / "bare")
    run([sys.executable, "-m", "pip", f"--python={python}", "install", "-q", "--no-deps",
         str(wheel)], tmp_path, **clean)  # fmt: skip
    empty = tmp_path / "empty"
    empty.mkdir()
    where = run([str(python), "-c", "import tradegap; print(tradegap.__file__)"], empty, **clean)
    assert str(tmp_path / "bare") in where.stdout
    run([str(python.parent / "tradegap"), "build", "us-china-2018"], empty, **clean)
    report = empty / "reports" / "us-china-2018"
    assert (report / "report.pdf").stat().st_size > 50_000
    assert (report / "report.html").stat().st_size > 50_000
    package = next((tmp_path / "bare").rglob("site-packages/tradegap"))
    assert (package / "py.typed").is_file()
    _a_case_of_ones_own(python.parent / "tradegap", empty, package, clean)


def _a_case_of_ones_own(tradegap: Path, empty: Path, package: Path, clean: dict[str, str]) -> None:
    """It is written to the working directory, never into the package, and found by its name."""
    came_along = sorted(package.rglob("*.yml"))
    run([str(tradegap), "new", "mine", "--target", "150", "--as-of", "2018-06-10",
         "--source", "a test"], empty, **clean)  # fmt: skip
    assert [p.name for p in (empty / "scenarios").iterdir()] == ["mine.yml"]
    assert sorted(package.rglob("*.yml")) == came_along
    assert "mine: sound" in run([str(tradegap), "check", "mine"], empty, **clean).stdout
    run([str(tradegap), "build", "mine", "--format", "html"], empty, **clean)
    assert (empty / "reports" / "mine" / "report.html").is_file()
    assert "US$150 bn" in run([str(tradegap), "show", "mine"], empty, **clean).stdout


def test_a_fresh_clone_makes_the_report(tmp_path: Path) -> None:
    clone, home = _copy(tmp_path / "clone"), tmp_path / "home"
    home.mkdir()
    tools = f"{sys.base_prefix}/bin:/usr/bin:/bin"
    first = run(["make", "report"], clone, HOME=str(home), PATH=tools)
    report = clone / "reports" / "us-china-2018"
    assert {"report.html", "report.pdf", "results.json"} <= {p.name for p in report.iterdir()}
    assert "US$200 bn" in first.stdout
    second = run(["make", "report"], clone, HOME=str(home), PATH=tools)
    assert "Installing" not in second.stdout
    assert "is up to date" in second.stdout


def _copy(place: Path) -> Path:
    """Copy the files that git tracks or would track, as they are now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode != 0:
        pytest.skip(
            "NOT TESTED: a fresh clone; git tells here no list of files (no git, or no checkout)"
        )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    return place


def _bare_environment(place: Path) -> Path:
    """Make an environment that has the dependencies but not the package of this checkout."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    python = place / "bin" / "python"
    packages = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    # a path named in a .pth file is searched, but the .pth files in it are not read: the editable
    # install of this checkout stays out
    (place / "share").mkdir()
    (place / "share" / "jupyter").symlink_to(Path(sys.prefix) / "share" / "jupyter")
    (Path(packages) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python
