"""Look at a finished report before anybody else does; what is wrong is never published."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tradegap.build.results import SCHEMA, quantities
from tradegap.errors import BuildError

_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
_PAGE = re.compile(rb"/Type\s*/Pages\b|/Linearized|/ObjStm\b")


def inspect_page(folder: Path, name: str, headline: str) -> None:
    """Raise `BuildError` if a page is missing, empty or cut off, or lacks the headline."""
    path = folder / f"report.{name}"
    if not path.is_file() or not path.stat().st_size:
        raise BuildError(f"{path.name} came out empty; nothing was published.")
    if name == "html":
        inspect_html(path.read_text(encoding="utf-8"), headline)
    if name == "pdf":
        inspect_pdf(path.read_bytes())


def inspect_results(results: Mapping[str, Any]) -> None:
    """Check the schema's number and that each quantity's node is in the graph, inputs included."""
    if results.get("schema") != SCHEMA:
        raise BuildError(f"results.json isn't of schema {SCHEMA}; nothing was published.")
    nodes = results["graph"]["nodes"]
    for name, quantity in quantities(results):
        if quantity["node"] not in nodes:
            raise BuildError(
                f"The result '{name}' leads to the node {quantity['node']}, which no chapter "
                "published; publish it through the same call."
            )
    for number, node in nodes.items():
        for given in node.get("inputs", ()):
            if given not in nodes:
                raise BuildError(f"The node {number} has the input {given}, which isn't there.")


def inspect_html(page: str, headline: str) -> None:
    """Check that the page is whole and says the headline."""
    if "</html>" not in page[-2000:]:
        raise BuildError("report.html is cut off; nothing was published.")
    if headline and _squeezed(headline) not in _squeezed(page_text(page)):
        raise BuildError("report.html doesn't carry the headline; nothing was published.")


def page_text(page: str) -> str:
    """Return the text of an HTML page, without scripts, styles and marks."""
    return html.unescape(_TAG.sub("", page))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def inspect_pdf(content: bytes) -> None:
    """Check that a PDF begins, ends and has pages."""
    whole = content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]
    if not whole or not _PAGE.search(content):
        raise BuildError("report.pdf is cut off or has no page; nothing was published.")
