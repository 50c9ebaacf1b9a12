"""What a warm parent imports before it forks: what the notebooks import, as far as that is safe.

A module that prints, starts threads or asks for a terminal while it is imported would not give what
it gives in a kernel, so only libraries that are known not to are imported beforehand; the others
are imported by the cell that asks for them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from tradegap.build.chapters import read_notebook
from tradegap.build.warm.late import SCIENCE

SHELL = (
    "IPython.display", "ipykernel.kernelapp", "ipykernel.debugger",
    "tradegap.build.warm.ready", "tradegap.build.warm.late", "tradegap.data.recording",
)  # fmt: skip
QUICK_SEABORN = "tradegap.build.quick_seaborn"
OF_TRADEGAP = (
    "numpy", "pandas", "matplotlib.pyplot", "matplotlib.backends.backend_svg", QUICK_SEABORN,
    "pandera.pandas", "pandera.backends.pandas.register", "pandera.backends.pandas.builtin_checks",
    "yaml", "tradegap.build.warm.preload", "tradegap.reporting.one_draw", "tradegap.reporting.svg",
)  # fmt: skip
KNOWN = frozenset((
    "numpy", "pandas", "matplotlib", "seaborn", "scipy", "statsmodels", "sklearn",
    "SALib", "clarabel", "pandera", "pydantic", "yaml", "json", "csv",
    "math", "statistics", "datetime", "random", "re", "itertools", "functools",
    "collections", "dataclasses", "pathlib",
))  # fmt: skip


def modules_for(notebooks: Iterable[Path], *, for_all: bool = False) -> Iterator[str]:
    """Yield what to import for some notebooks; they are read when the first is asked for.

    What few of our chapters use is among it where all forks do the same (`for_all`).
    """
    ours = (*SCIENCE, *OF_TRADEGAP) if for_all else OF_TRADEGAP
    found: dict[str, None] = {}
    for path in notebooks:
        for cell in read_notebook(path)["cells"]:
            if cell["cell_type"] == "code":
                for name in imported("".join(cell["source"])):
                    found |= dict.fromkeys(ours if name == "tradegap" else [name])
    yield from (name for name in found if name != QUICK_SEABORN or "seaborn" not in found)


def imported(source: str) -> list[str]:
    """Return the modules that a cell imports, as far as that is safe; none if unreadable."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic: what the cell imports is imported when it runs
        return []
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
    return [name for name in names if name.split(".")[0] in KNOWN | {"tradegap"}]
