"""Whether two ways gave the same: executed notebooks, figures, pages, files."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.measure import Different

PNG = "image/png"
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_VOLATILE = ("papermill", "execution")


def read(path: Path) -> dict[str, Any]:
    """Return a notebook's JSON."""
    return dict(json.loads(path.read_text(encoding="utf-8")))


def essence(notebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a notebook's cells say, without times, identifiers and addresses in memory."""
    return [_cell(cell) for cell in notebook["cells"]]


def _cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    metadata = {k: v for k, v in cell["metadata"].items() if k not in _VOLATILE}
    kept = {"type": cell["cell_type"], "source": _text(cell["source"]), "metadata": metadata}
    if cell["cell_type"] != "code":
        return kept
    outputs = [_output(output) for output in cell["outputs"]]
    return {**kept, "count": cell["execution_count"], "outputs": outputs}


def _output(output: Mapping[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in output.items() if k not in ("data", "text", "traceback")}
    kept.pop("transient", None)
    if "text" in output:
        kept["text"] = _text(output["text"])
    for mime, content in output.get("data", {}).items():
        kept[mime] = _ADDRESS.sub("", _text(content)) if mime == "text/plain" else _text(content)
    return kept


def _text(content: Any) -> Any:
    lines = isinstance(content, list) and all(isinstance(part, str) for part in content)
    return "".join(content) if lines else content


def check_notebooks(ours: Path, theirs: Path, what: str) -> int:
    """Return how many outputs two executed notebooks have; raises `Different` with the first cell.

    Times, identifiers and addresses in memory may differ, figures may not by a byte.
    """
    first, second = (essence(read(path)) for path in (ours, theirs))
    if len(first) != len(second):
        raise Different(f"{what}: {len(first)} cells with ours and {len(second)} with theirs")
    for number, (one, other) in enumerate(zip(first, second, strict=True), start=1):
        if one != other:
            raise Different(f"{what}, cell {number}: {_difference(one, other)}")
    count = sum(len(cell.get("outputs", ())) for cell in first)
    if not count:
        raise Different(f"{what}: neither notebook has an output, so nothing was compared")
    return count


def _difference(one: Any, other: Any, path: str = "") -> str:
    """Say where two values differ first."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            if one.get(key) != other.get(key):
                return _difference(one.get(key), other.get(key), f"{path}/{key}")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (a, b) in enumerate(zip(one, other, strict=True)):
            if a != b:
                return _difference(a, b, f"{path}/{number}")
    return f"{path}: ours {_short(one)}, theirs {_short(other)}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:60]} ... {text[-50:]}"


def figures(notebook: Mapping[str, Any]) -> list[bytes]:
    """Return the bytes of a notebook's PNG figures, in order."""
    return [base64.b64decode(_text(content)) for content in _data(notebook, PNG)]


def _data(notebook: Mapping[str, Any], mime: str) -> Iterator[Any]:
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if mime in output.get("data", {}):
                yield output["data"][mime]


def check_figures(ours: Path, theirs: Path, count: int, what: str) -> None:
    """Raise `Different` unless both notebooks hold `count` figures, the same to the byte."""
    first, second = (figures(read(path)) for path in (ours, theirs))
    if len(first) != count or len(second) != count:
        raise Different(f"{what}: {len(first)} and {len(second)} figures instead of {count}")
    for number, (one, other) in enumerate(zip(first, second, strict=True), start=1):
        if one != other:
            raise Different(f"{what}: figure {number} differs")


def check_page(page: Path, notebook: Path, what: str) -> None:
    """Raise `Different` unless a page shows every figure and table of a notebook."""
    text = re.sub(r"\s", "", page.read_text(encoding="utf-8"))
    for number, content in enumerate(_data(read(notebook), PNG), start=1):
        if re.sub(r"\s", "", _text(content)) not in text:
            raise Different(f"{what}: figure {number} is not on the page {page.name}")
    tables = sum(_text(html).count("<table") for html in _data(read(notebook), "text/html"))
    if text.count("<table") < tables:
        raise Different(f"{what}: {text.count('<table')} of {tables} tables on {page.name}")


def check_folders(
    ours: Path, theirs: Path, what: str, skip: Callable[[str], bool] = lambda name: False
) -> int:
    """Return how many files two folders have; raises `Different` unless all have the same bytes."""
    first, second = (digests(folder, skip) for folder in (ours, theirs))
    for name in sorted({*first, *second}):
        if first.get(name) != second.get(name):
            raise Different(f"{what}: {name} is not the same, or not in both")
    if not first:
        raise Different(f"{what}: both folders are empty, so nothing was compared")
    return len(first)


def digests(folder: Path, skip: Callable[[str], bool] = lambda name: False) -> dict[str, str]:
    """Return the sha256 of each file below a folder, by its name there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not skip(name):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
