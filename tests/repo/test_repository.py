"""The repository holds together: environment, versions, documents, notebooks; what stays out."""

import ast
import json
import re
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import yaml

import tradegap

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = [n for n in listed.stdout.split("\0") if n]
    return [ROOT / n for n in names if (ROOT / n).is_file()]


def requirement(text: str) -> tuple[str, str]:
    match = re.fullmatch(r"([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?(.*)", text.strip())
    assert match, text
    name = match[1].lower().replace("_", "-")
    return CONDA_NAMES.get(name, name), match[2].replace(" ", "")


def test_environment_yml_equals_pyproject() -> None:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    plain = [d for d in listed if isinstance(d, str)]
    by_pip = [p for d in listed if isinstance(d, dict) for p in d["pip"] if not p.startswith("-")]
    conda = dict(requirement(d) for d in [*plain, *by_pip] if d != "pip")
    assert conda.pop("python") == PROJECT["project"]["requires-python"]
    extras = PROJECT["project"]["optional-dependencies"]["explore"]
    wanted = dict(requirement(d) for d in [*PROJECT["project"]["dependencies"], *extras])
    assert conda == wanted


def test_the_locks_pin_what_pyproject_asks_for_and_name_no_host() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pinned = {requirement(n)[0] for n in re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.M)}
        assert {requirement(d)[0] for d in PROJECT["project"]["dependencies"]} <= pinned
        assert "://" not in text
        assert "index-url" not in text
        assert text.count("--hash=sha256:") > len(pinned)


def test_the_version_is_the_top_entry_of_the_changelog() -> None:
    top = re.search(r"^## (\S+) - (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert top
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert top[1] == tradegap.__version__ == str(citation["version"])
    assert top[2] == str(citation["date-released"])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_documents_name_only_what_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)\s#]+)", text):
        assert (path.parent / target).exists(), target
    for source in re.findall(r'src="([^"]+)"', text):
        assert (path.parent / source).exists(), source
    for dotted in re.findall(r"`(tradegap(?:\.\w+)+)(?:\([^`]*\))?`", text):
        assert _exists(dotted), dotted


def _exists(dotted: str) -> bool:
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for name in parts[end:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_documents_name_only_commands_and_targets_that_exist(path: Path) -> None:
    from typer.main import get_command

    from tradegap.cli.app import app

    text = path.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets
    assert set(re.findall(r"^(?: {4})?make ([a-z-]+)", text, re.M)) <= targets
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"(?:`|bin/|^ {4})tradegap ([a-z]+)", text, re.M)) <= commands


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_chapters_are_thin_and_committed_without_outputs(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [c for c in cells if c["cell_type"] == "code"]
    # the parameters and the opening of the case are the same in every chapter, and no argument
    assert len(code) - 2 <= 15
    for cell in code:
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        assert len(cell["source"]) <= 12
        tree = ast.parse("".join(cell["source"]))
        assert not any(isinstance(n, ast.ClassDef) for n in ast.walk(tree))
        for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
            assert (function.end_lineno or 0) - function.lineno < 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_parameters_cells_hold_constants_alone(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    tagged = [c for c in cells if "parameters" in c["metadata"].get("tags", [])]
    assert len(tagged) == 1
    for statement in ast.parse("".join(tagged[0]["source"])).body:
        assert isinstance(statement, ast.Assign)
        ast.literal_eval(statement.value)


def test_every_chapter_declares_the_same_parameters() -> None:
    cells = [json.loads(p.read_text(encoding="utf-8"))["cells"] for p in NOTEBOOKS]
    tagged = {"".join(c["source"]) for cs in cells for c in cs
              if "parameters" in c["metadata"].get("tags", [])}  # fmt: skip
    assert len(tagged) == 1


def test_nothing_that_never_goes_in_went_in() -> None:
    hosts = re.compile("files.python" + "hosted|py" + "pi.org|registry.npm" + "js|deb.deb" + "ian")
    for path in tracked():
        assert path.stat().st_size < 1_000_000, path
        if path.suffix in (".png", ".ttf"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not hosts.search(text), path
        assert "/work/" + "main" not in text, path


def test_public_names_exist_and_are_documented() -> None:
    for name in tradegap.__all__:
        found = getattr(tradegap, name)
        assert name == "__version__" or found.__doc__, name
