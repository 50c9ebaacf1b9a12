"""A process that has imported what chapters use, and forks to run cells, with nothing else to it.

    python -m benchmarks.plain_forks MODULE ...

Each line of standard input is a JSON list of sources; the answer is a line with the displays of
each. What a last expression shows is worked out by IPython's own formatters.
"""

from __future__ import annotations

import ast
import gc
import importlib
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any


def main(modules: Sequence[str]) -> None:
    """Import, then fork for each line until there is none."""
    for name in modules:
        with suppress(ImportError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        sys.stdout.write(_in_fork(json.loads(line)) + "\n")
        sys.stdout.flush()


def _in_fork(code: Sequence[str]) -> str:
    """Run cells in a fork and return its answer."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            answer: dict[str, Any] = {"bundles": run(code)}
        except BaseException as error:
            answer = {"failed": f"{type(error).__name__}: {error}"}
        with os.fdopen(writing, "w") as out:
            json.dump(answer, out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        text = told.read()
    os.waitpid(child, 0)
    return text


def run(code: Sequence[str]) -> list[list[Any]]:
    """Run cells in one namespace and return what each would display."""
    from IPython.core.formatters import DisplayFormatter

    formatter = DisplayFormatter()
    space: dict[str, Any] = {"__name__": "__main__"}
    return [_cell(source, space, formatter, n) for n, source in enumerate(code, start=1)]


def _cell(source: str, space: dict[str, Any], formatter: Any, number: int) -> list[Any]:
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    if last is not None:
        tree.body.pop()
    exec(compile(tree, f"<cell {number}>", "exec"), space)
    if last is None or source.rstrip().endswith(";"):
        return []
    value = eval(compile(ast.Expression(last.value), f"<cell {number}>", "eval"), space)
    if value is None:
        return []
    data, _ = formatter.format(value)
    return [json.loads(json.dumps(data))]


if __name__ == "__main__":
    main(sys.argv[1:])
