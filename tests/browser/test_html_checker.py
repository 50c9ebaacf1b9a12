"""The Nu HTML checker: no error in HTML or CSS, and no warning."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser.opening import EVERY_PAGE, PROGRAMS, needs_program

JAR = PROGRAMS / "vnu-jar" / "build" / "dist" / "vnu.jar"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("browser-checker"),
    needs_program("the pages by the Nu HTML checker", "vnu-jar", "java"),
]


def messages(*paths: Path) -> list[dict[str, Any]]:
    """Return what the checker says of files; it ends with 0 even where it finds something."""
    done = subprocess.run(
        ["java", "-jar", str(JAR), "--format", "json", "--exit-zero-always", "--stdout",
         *map(str, paths)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout)["messages"])


def test_the_pages_are_sound(reports: Path) -> None:
    found = messages(*(reports / path for path in EVERY_PAGE.values()))
    assert [(m["message"], m.get("extract", "")[:120]) for m in found] == []


def test_an_error_in_html_and_one_in_css_are_found(reports: Path, tmp_path: Path) -> None:
    text = (reports / EVERY_PAGE["index"]).read_text(encoding="utf-8")
    wrong = text.replace("<h1>", "<h1><p>", 1).replace("</style>", "h1 { colour: red; }</style>", 1)
    (tmp_path / "wrong.html").write_text(wrong, encoding="utf-8")
    told = " ".join(m["message"] for m in messages(tmp_path / "wrong.html"))
    assert "“p”" in told or '"p"' in told
    assert "colour" in told
