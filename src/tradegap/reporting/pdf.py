"""The PDF exporter: any notebook becomes a tagged A4 document, by Typst alone.

Ours or foreign, `jupyter nbconvert --to tradegap-pdf any.ipynb` works, without LaTeX, pandoc or a
browser. The same notebook gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from traitlets import Enum, Float, List, Unicode, default

from tradegap.errors import BuildError
from tradegap.reporting.typst.attached import attachments, told
from tradegap.reporting.typst.cells import write_document
from tradegap.reporting.typst.compile import (
    STANDARDS,
    TIME_LIMIT,
    Refused,
    Settings,
    compile_pdf,
)
from tradegap.reporting.typst.document import Document
from tradegap.reporting.typst.front import Front, front_of
from tradegap.reporting.typst.glyphs import has_any, substitutes, translate
from tradegap.reporting.typst.markdown import MarkdownBlocks

ROUNDS = 8
NOTICES = {
    "alt": "These cells have pictures without an alternative text, so the PDF says only where they "
    "are: {cells}. Give one in the output's metadata ({{'image/png': {{'alt': '...'}}}}) or as "
    "'alt' in the cell's metadata.",
    "math": "Mathematics is printed as its LaTeX source in: {cells}.",
    "left out": "Pictures that are remote, missing or unreadable are left out in: {cells}.",
    "output": "Outputs that only a browser can show are left out in: {cells}.",
    "nested": "Text that is nested too deeply is printed as its source in: {cells}.",
    "signs": "Signs that no font at hand has are replaced in: {cells}. Name a folder with fonts "
    "that have them in TradegapPDFExporter.font_folders.",
}


class TradegapPDFExporter(Exporter):  # type: ignore[misc]
    """Exports a notebook as a PDF of standard PDF/UA-1, tagged, with bookmarks."""

    export_from_notebook = "Report as PDF (tradegap)"
    output_mimetype = "application/pdf"

    show_code = Enum(
        ("auto", "always", "never"),
        default_value="auto",
        help="Whether code is printed; `auto` prints that of foreign notebooks alone.",
    ).tag(config=True)
    time_limit = Float(TIME_LIMIT, help="Seconds that Typst may take.").tag(config=True)
    pdf_standards = List(
        Unicode(), list(STANDARDS), help="Standards of PDF that the result must keep."
    ).tag(config=True)
    font_folders = List(
        Unicode(), help="Folders with more fonts, for scripts that Inter and DejaVu Sans Mono lack."
    ).tag(config=True)

    @default("file_extension")  # type: ignore[untyped-decorator]
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the PDF as bytes, and the resources.

        `resources["attachments"]` are files (JSON, CSV) by name that the PDF carries along. Raises
        `BuildError`, in one sentence that names the cell where it can be known.
        """
        notebook, resources = super().from_notebook_node(nb, resources, **kwargs)
        about = resources.get("metadata") or {}
        front = front_of(notebook, str(about.get("name") or "Notebook"))
        document = write_document(
            notebook,
            show_code=self._shows_code(notebook),
            folder=Path(about["path"] or ".") if "path" in about else None,
        )
        attached = dict(resources.get("attachments") or {})
        pdf = self._compiled(document, front, attached, attachments(attached, notebook))
        for kind, message in NOTICES.items():
            if cells := document.notices.get(kind):
                self.log.warning(message.format(cells="; ".join(cells)))
        return pdf, resources

    def _shows_code(self, notebook: Any) -> bool:
        if self.show_code == "auto":
            return "tradegap" not in notebook.metadata
        return bool(self.show_code == "always")

    def _compiled(
        self, document: Document, front: Front, attached: dict[str, bytes], preamble: list[str]
    ) -> bytes:
        """Compile; signs that no font has are replaced until the compiler is content."""
        headline = MarkdownBlocks(document).line(front.headline)
        entries = len(document.headings)
        meta = front.markup(
            headline=headline, entries=entries, ours=document.ours, attached=told(attached)
        )
        source, cells = document.source([f"#show: report.with({meta})", *preamble])
        files = dict(document.files)
        settings = Settings(self.pdf_standards, self.font_folders, front.timestamp, self.time_limit)
        for _ in range(ROUNDS):
            try:
                return compile_pdf(source, files, settings, attached)
            except Refused as refused:
                table = substitutes(refused.signs)
                if not table:
                    cell = document.file_cells.get(refused.picture) or _cell_at(refused, cells)
                    raise _failure(refused, cell) from None
            _note_signs(document, table, source, cells, files)
            source = translate(source, table)
            files = {name: _redrawn(name, data, table) for name, data in files.items()}
        raise BuildError(f"The PDF has signs that no font can show: {''.join(table)}.")


def _note_signs(
    document: Document,
    table: dict[str, str],
    source: str,
    cells: list[str],
    files: dict[str, bytes],
) -> None:
    """Remember the cells whose text loses more than an invisible mark."""
    lost = [sign for sign, shown in table.items() if shown]
    for line, cell in zip(source.split("\n"), cells, strict=False):
        if lost and has_any(line, lost):
            document.cell = cell or "the title page"
            document.notice("signs")
    for name, data in files.items():
        if lost and name.endswith(".svg") and has_any(data.decode(), lost):
            document.cell = document.file_cells[name]
            document.notice("signs")


def _redrawn(name: str, data: bytes, table: dict[str, str]) -> bytes:
    return translate(data.decode(), table).encode() if name.endswith(".svg") else data


def _cell_at(refused: Refused, cells: list[str]) -> str:
    line = refused.line
    return cells[line - 1] if line and line <= len(cells) else ""


def _failure(refused: Refused, cell: str) -> BuildError:
    where = f" at {cell}" if cell else ""
    reason = refused.reason.rstrip(".")
    return BuildError(
        f"The PDF could not be set{where}: {reason}; mend or clear that output and try again."
    )
