"""Every chapter ends with what it does not show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tradegap.data.paths import notebooks_dir

CHAPTERS = sorted(p for p in notebooks_dir().glob("*.ipynb") if p.stem[:2].isdigit())


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_ends_with_what_it_does_not_show(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
    heading, _, said = texts[-1].partition("\n\n")
    assert heading == "## What this chapter does not show"
    assert said.strip()
    assert [c["cell_type"] for c in cells[-2:]] == ["markdown", "code"], "nothing but results after"
