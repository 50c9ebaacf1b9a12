"""Notebooks of others, and hostile ones: they become a PDF, or one sentence names the cell."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pypdf import PdfReader

from tradegap.errors import BuildError
from tradegap.reporting.pdf import TradegapPDFExporter

FOREIGN = Path(__file__).parents[1] / "notebooks" / "foreign.ipynb"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">{}</svg>'


def output(data: dict[str, Any], **metadata: Any) -> nbformat.NotebookNode:
    shown = new_output("display_data", data=data)
    return new_code_cell("code", outputs=[shown], metadata=metadata)


def exported(*cells: nbformat.NotebookNode, **settings: Any) -> bytes:
    exporter = TradegapPDFExporter(**settings)
    return exporter.from_notebook_node(new_notebook(cells=list(cells)))[0]


def text(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_foreign_notebook_becomes_a_tagged_pdf_with_warnings(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logger = logging.getLogger("foreign")
    with caplog.at_level(logging.WARNING, logger="foreign"):
        body, _ = TradegapPDFExporter(log=logger).from_filename(str(FOREIGN))
    told = [record.getMessage() for record in caplog.records]
    assert sum("alternative text" in line for line in told) == 1
    assert "cell 3; cell 4." in next(line for line in told if "alternative text" in line)
    assert any("LaTeX" in line and "cell 1" in line for line in told)
    whole = text(body)
    for words in ("A foreign notebook", "import pandas as pd", "hello", "a warning", "column_9",
                  "ZeroDivisionError: division by zero", "A bold word and a link", "US$5 and $6",
                  "$x^2 + y_1$", "svg title", "1,200"):  # fmt: skip
        assert words in whole
    assert "raw text" not in whole
    with pikepdf.open(io.BytesIO(body)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "A foreign notebook"


INJECTIONS = (
    '#eval("1")', '#panic("x")', "#import", "$x", "@ref", "<lab>", '"); panic() ("', "\\u{41}",
    '\\"', "#{", "}]", "/* open", "// rest", "`raw", "~ -- ---", "= no heading",
)  # fmt: skip


def test_text_that_looks_like_typst_comes_out_as_it_is() -> None:
    line = " ; ".join(INJECTIONS)
    body = exported(
        new_code_cell("", outputs=[new_output("stream", name="stdout", text=line)]),
        output({"text/html": f"<table><tr><td>{line.replace('<', '&lt;')}</td></tr></table>"}),
    )
    assert text(body).count(line) == 2


def test_signs_without_a_glyph_are_replaced_and_told(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("glyphs")
    with caplog.at_level(logging.WARNING, logger="glyphs"):
        body = exported(
            new_markdown_cell("Chinese \u4e2d\u6587, \U0001f389 and \u2705\ufe0f, q\u20dd, Ελλάς"),
            output({"image/svg+xml": SVG.format("<text y='9'>\u6f22 ok</text>")}, alt="a word"),
            log=logger,
        )
    assert "Chinese □□, [party popper] and [white heavy check mark], q, Ελλάς" in text(body)
    assert "cell 1; cell 2" in caplog.text


def test_what_is_remote_is_left_out_and_what_is_local_must_lie_beside(tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text(SVG.format("<text y='9'>secret</text>"))
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "beside.svg").write_text(SVG.format("<text y='9'>beside</text>"))
    (folder / "linked.svg").symlink_to(tmp_path / "secret.svg")
    cell = new_markdown_cell(
        "\n\n".join(
            f"![{name}]({name})"
            for name in ("https://x.org/a.png", "../secret.svg", "linked.svg", "beside.svg")
        )
    )
    path = folder / "n.ipynb"
    nbformat.write(new_notebook(cells=[cell]), path)
    whole = text(TradegapPDFExporter().from_filename(str(path))[0])
    assert "beside" in whole
    assert whole.count("[Picture left out") == 3
    assert "secret" not in whole.replace("../secret.svg", "")


def test_links_that_could_act_are_text() -> None:
    body = exported(
        new_markdown_cell("[a](javascript:x) [b](file:///etc/passwd) [c](https://c.org) [d](#none)")
    )
    with pikepdf.open(io.BytesIO(body)) as pdf:
        found = [str(a.A.get("/URI")) for page in pdf.pages for a in page.get("/Annots", [])]
    assert found == ["https://c.org"]


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [new_markdown_cell(" "), new_code_cell("")],
        [new_markdown_cell("### deep\n\n# up\n\n###### far\n\n# \n\n> # quoted\n\n- # listed")],
        [new_markdown_cell("# A\n\n# A\n\n<a id='x'></a><a id='x'></a>[x](#x) [A](#A)")],
        [new_markdown_cell("[^1][^1][^2]\n\n[^1]: one [^1] [^2]\n[^2]: two")],
        [new_markdown_cell("> " * 60 + "deep"), output({"text/html": "<div>" * 500 + "in"})],
        [output({"text/html": "<table><tr><td rowspan=2>1<td>2<tr><td colspan=3 rowspan=9>3"})],
        [output({"text/html": "<table><thead><tr><th id=x rowspan=5>h</table><a href='#x'>x</a>"})],
        [output({"image/svg+xml": "<svg"}), output({"image/svg+xml": SVG.format("<a><b/></a>")})],
        [output({}), output({"application/json": {}}), output({"text/plain": ["a\n", "b"]})],
    ],
)
def test_odd_notebooks_become_a_pdf(cells: list[nbformat.NotebookNode]) -> None:
    assert exported(*cells).startswith(b"%PDF-1.7")


def test_a_picture_that_cant_be_read_is_told_with_its_cell() -> None:
    broken = output({"image/png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAA="})
    with pytest.raises(BuildError, match=r"at cell 2: failed to decode image"):
        exported(new_markdown_cell("text"), broken)


def test_a_compile_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(BuildError, match=r"longer than 0\.001 s"):
        exported(new_markdown_cell("text"), time_limit=0.001)


# Typst refuses by sign, so many texts in one document test as much as many documents.
MARKDOWN = st.text(
    st.one_of(st.sampled_from("#*_`~[]()<>!|\\$\"'&:;-+=\n \t{}@/^1a."), st.characters()),
    max_size=60,
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(MARKDOWN, min_size=25, max_size=25))
def test_any_markdown_becomes_a_pdf(sources: list[str]) -> None:
    cells = [new_markdown_cell(source) for source in sources]
    tables = [output({"text/html": f"<table><tr><td>{source}</table>"}) for source in sources[:5]]
    printed = [output({"text/plain": source, "text/markdown": source}) for source in sources[5:9]]
    assert exported(*cells, *tables, *printed).startswith(b"%PDF-1.7")


@pytest.mark.slow
def test_the_command_of_jupyter_writes_a_pdf(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nbconvert", "--to", "tradegap-pdf", str(FOREIGN)]
    done = subprocess.run(
        [*command, "--output-dir", str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "cell 3; cell 4" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["foreign.pdf"]
    assert (tmp_path / "foreign.pdf").read_bytes().startswith(b"%PDF-1.7")
