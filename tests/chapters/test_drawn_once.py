"""Every figure of the default report is drawn exactly once, and nothing is drawn beside them."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

from tradegap.build.chapters import read_notebook
from tradegap.data.scenarios import load_scenario
from tradegap.reporting.display import ReportFigure

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def shown(path: Path) -> list[Any]:
    """Run a chapter's cells with its defaults; return what each shows."""
    names: dict[str, Any] = {}
    results = []
    for cell in read_notebook(path)["cells"]:
        if cell["cell_type"] == "code":
            body = ast.parse("".join(cell["source"])).body
            last = body.pop() if isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), str(path), "exec"), names)
            if isinstance(last, ast.Expr):
                results.append(eval(compile(ast.Expression(last.value), str(path), "eval"), names))
    return results


@pytest.mark.slow
@pytest.mark.parametrize("stem", load_scenario("us-china-2018").chapters)
def test_each_figure_is_drawn_once(stem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Figure] = []
    draw = Figure.draw

    def counted(figure: Figure, renderer: object) -> None:
        drawn.append(figure)
        draw(figure, renderer)

    monkeypatch.setattr(Figure, "draw", counted)
    results = shown(NOTEBOOKS / f"{stem}.ipynb")
    figures = [each for each in results if isinstance(each, ReportFigure)]
    assert len(set(map(id, drawn))) == len(drawn), "a figure was drawn again"
    assert len(drawn) == len(figures), "drawn, but not shown"
    assert bool(figures) == (stem != "90-sources"), "each chapter but the sources has a figure"
