"""Write an assembled report to a folder: HTML, PDF, results, tables and figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from tradegap.errors import BuildError, ParameterError

FORMATS = ("html", "pdf")
TABLE = "application/vnd.tradegap.table+json"
FIGURE = "application/vnd.tradegap.figure+json"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def check_formats(formats: Iterable[str]) -> tuple[str, ...]:
    """Return the formats in their fixed order; an unknown one raises `ParameterError`."""
    asked = list(formats)
    if unknown := [name for name in asked if name not in FORMATS]:
        raise ParameterError(
            f"There is no format '{unknown[0]}'; choose from {', '.join(FORMATS)}."
        )
    if not asked:
        raise ParameterError(f"No format is asked for; choose from {', '.join(FORMATS)}.")
    return tuple(name for name in FORMATS if name in asked)


def write_page(notebook: Any, folder: Path, name: str) -> None:
    """Write an assembled notebook as `report.html` or `report.pdf`.

    The PDF carries along the results and tables that stand in the folder.
    """
    attached = _attached(folder) if name == "pdf" else {}
    (folder / f"report.{name}").write_bytes(EXPORTS[name](notebook, attached))


def _attached(folder: Path) -> dict[str, bytes]:
    files = [folder / "results.json", *sorted((folder / "tables").glob("*.csv"))]
    return {path.name: path.read_bytes() for path in files if path.is_file()}


def write_parts(notebook: Any, folder: Path) -> None:
    """Write each named table as CSV and each named figure as SVG."""
    for kind, mime in (("tables", TABLE), ("figures", FIGURE)):
        (folder / kind).mkdir()
        seen: dict[str, str] = {}
        for chapter, data in _outputs(notebook, mime):
            name = _check_part(kind, data[mime].get("name", ""), chapter, seen)
            path, text = _part(kind, folder, name, data, mime)
            path.write_text(text, encoding="utf-8", newline="")


def tables_of(notebook: Any) -> list[dict[str, Any]]:
    """Return what each named table says of itself, in order: name, title, source, fields ..."""
    return [dict(data[TABLE]) for _, data in _outputs(notebook, TABLE)]


def _outputs(notebook: Any, mime: str) -> Iterable[tuple[str, Any]]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if mime in output.get("data", {}):
                yield cell.metadata["tradegap"]["chapter"], output["data"]


def _part(kind: str, folder: Path, name: str, data: Any, mime: str) -> tuple[Path, str]:
    if kind == "tables":
        return folder / kind / f"{name}.csv", data[mime]["csv"]
    return folder / kind / f"{name}.svg", "".join(data["image/svg+xml"])


def _check_part(kind: str, name: str, chapter: str, seen: dict[str, str]) -> str:
    if not _NAME.fullmatch(name):
        raise BuildError(
            f"{chapter}.ipynb has among its {kind} the name '{name}', which can't name a file; "
            "use lower case, digits, - and _."
        )
    if name in seen:
        raise BuildError(
            f"{seen[name]}.ipynb and {chapter}.ipynb both have '{name}' among their {kind}; "
            "rename one."
        )
    seen[name] = chapter
    return name


def _html(notebook: Any, attached: Mapping[str, bytes]) -> bytes:
    from tradegap.reporting.html import TradegapHTMLExporter

    return _exported(TradegapHTMLExporter, notebook, attached)


def _pdf(notebook: Any, attached: Mapping[str, bytes]) -> bytes:
    from tradegap.reporting.pdf import TradegapPDFExporter

    return _exported(TradegapPDFExporter, notebook, attached)


def _exported(exporter: Any, notebook: Any, attached: Mapping[str, bytes]) -> bytes:
    """Run an nbconvert exporter without any of the user's configuration."""
    from traitlets.config import Config

    resources = {"attachments": dict(attached)} if attached else None
    body, _ = exporter(config=Config()).from_notebook_node(notebook, resources)
    return bytes(body) if isinstance(body, (bytes, bytearray)) else body.encode()


EXPORTS: dict[str, Callable[[Any, Mapping[str, bytes]], bytes]] = {"html": _html, "pdf": _pdf}
