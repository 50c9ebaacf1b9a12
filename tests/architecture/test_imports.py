"""Imports run one way (errors < model < data < reporting < build < cli), by the syntax trees."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "tradegap"
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ORDER = ("errors", "model", "data", "reporting", "build", "cli")
PURE = {"os", "sys", "pathlib", "io", "socket", "subprocess", "time", "httpx", "urllib", "shutil",
        "tempfile", "yaml"}  # fmt: skip
MODULES = sorted(SOURCE.rglob("*.py"))


def part(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts_imported(path: Path) -> set[str]:
    names = (name.split(".") for name in imported(path))
    return {name[1] for name in names if name[0] == "tradegap" and len(name) > 1} & set(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_part_imports_only_what_stands_below_it(path: Path) -> None:
    if part(path) in ORDER:
        allowed = set(ORDER[: ORDER.index(part(path)) + 1])
        assert parts_imported(path) <= allowed


@pytest.mark.parametrize("path", sorted((SOURCE / "model").glob("*.py")), ids=lambda p: p.name)
def test_the_model_touches_no_file_network_clock_or_environment(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & PURE
    source = path.read_text(encoding="utf-8")
    assert "open(" not in source.replace("_open(", "")
    assert ".today()" not in source
    assert ".now(" not in source


def test_only_one_module_may_open_a_network_connection() -> None:
    network = {"socket", "httpx", "urllib.request", "requests", "http.client"}
    users = {str(p.relative_to(SOURCE)) for p in MODULES if set(imported(p)) & network}
    among_processes = {name for name in users if name.startswith("build/warm/")}
    for name in among_processes:  # pairs of sockets between processes of this machine alone
        assert not re.search(r"AF_INET|\.connect\(|\.bind\(", (SOURCE / name).read_text())
        assert set(imported(SOURCE / name)) & network == {"socket"}
    assert users - among_processes <= {"data/fetch.py"}


def test_no_module_is_a_catch_all() -> None:
    banned = {"utils", "helpers", "core", "common", "misc"}
    assert not [p for p in MODULES if p.stem in banned]


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda p: p.name)
def test_notebooks_import_the_public_face_alone(path: Path) -> None:
    import nbformat

    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.ImportFrom):
                    raise AssertionError(f"{path.name}: from-import in a chapter")
                if isinstance(node, ast.Import):
                    assert [a.name for a in node.names] == ["tradegap"]
