"""Notebooks of a few cells, run by papermill in the warm engine or in ordinary kernels."""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from papermill.exceptions import PapermillExecutionError

from tradegap.build.warm import unsupported
from tradegap.build.warm.engine import NAME

KERNEL = {"name": "python3", "language": "python", "display_name": "Python 3"}
WARM_KERNEL = {**KERNEL, "name": "tradegap-warm"}
needs_warm = pytest.mark.skipif(unsupported() is not None, reason=str(unsupported()))

# papermill puts cells into a notebook that failed
_ERROR_TAG = "papermill-error-cell-tag"
# what differs from process to process
_PER_PROCESS = [
    (re.compile(r"(/[^\s'\"<>]*/)?ipykernel_\d+/\d+\.py"), "CELL"),
    (re.compile(r"0x[0-9a-f]{6,}"), "0xADDRESS"),
    (re.compile(r"\b(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b"), "ID"),
]


def notebook(cells: Sequence[str], *, may_fail: bool = False, kernel: Any = None) -> Any:
    """Return a notebook; with `may_fail`, a cell that raises does not end it."""
    tags = {"tags": ["raises-exception"]} if may_fail else {}
    return new_notebook(
        cells=[new_code_cell(source, metadata=tags) for source in cells],
        metadata={"kernelspec": kernel or KERNEL},
    )


def run(what: Any, *, warm: bool = True, **settings: Any) -> Any:
    """Run a notebook, or cells, by papermill; return it as it came out."""
    if isinstance(what, (list, tuple)):
        what = notebook(what)
    what = nbformat.from_dict(json.loads(nbformat.writes(what)))
    engine = {"engine_name": NAME} if warm else {}
    with tempfile.TemporaryDirectory() as folder, outside_pytest():
        path = Path(folder) / "out.ipynb"
        try:
            papermill.execute_notebook(what, path, progress_bar=False, **engine, **settings)
        except PapermillExecutionError:
            if not any("raises-exception" in c.metadata.get("tags", []) for c in what.cells):
                raise
        executed = nbformat.read(path, as_version=4)
    executed.cells = [c for c in executed.cells if c.metadata.get("tags") != [_ERROR_TAG]]
    return executed


@contextmanager
def outside_pytest() -> Iterator[None]:
    """Hide from kernels that pytest runs: they would not read what programs write."""
    kept = os.environ.pop("PYTEST_CURRENT_TEST", None)
    try:
        yield
    finally:
        if kept:
            os.environ["PYTEST_CURRENT_TEST"] = kept


def printed(executed: Any) -> str:
    """Return what the cells wrote."""
    texts = [o.text for c in executed.cells for o in c.get("outputs", []) if "text" in o]
    return "".join(texts)


def comparable(outputs: Sequence[Any]) -> list[Any]:
    """Return outputs with neighbouring pieces of a stream joined, and nothing of one process."""
    joined: list[Any] = []
    for output in map(dict, outputs):
        same = joined and output.get("name") and joined[-1].get("name") == output["name"]
        if same:
            joined[-1]["text"] += output["text"]
        else:
            joined.append(output)
    text = json.dumps(joined)
    for pattern, word in _PER_PROCESS:
        text = pattern.sub(word, text)
    return list(json.loads(text))


def processes_with(word: str) -> list[int]:
    """Return the processes in whose environment a word stands."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if word.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def soon(condition: Any, seconds: float = 30.0) -> bool:
    """Wait until something holds, also on a busy machine; tell whether it came to."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
