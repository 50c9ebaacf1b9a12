"""The chapters become one notebook in which nothing depends on the run."""

from __future__ import annotations

import nbformat
import pytest
from nbformat import v4

from tests.build.tiny import nodes_chapter
from tradegap.build.assemble import assemble, chapter_cells
from tradegap.build.chapters import Chapter
from tradegap.build.execute import Executed
from tradegap.build.export import FIGURE, TABLE, check_formats, write_parts
from tradegap.build.inspect_output import inspect_html, inspect_pdf
from tradegap.build.linking import linked_nodes
from tradegap.errors import BuildError, ParameterError
from tradegap.reporting.notes import Linked


def executed(stem: str, cells: list, tmp_path) -> Executed:
    return Executed(
        Chapter(stem, tmp_path / f"{stem}.ipynb", ()), v4.new_notebook(cells=cells), 1.0
    )


def code(source: str, *outputs, tags: tuple[str, ...] = ()) -> nbformat.NotebookNode:
    cell = v4.new_code_cell(source, outputs=list(outputs), execution_count=7)
    cell.metadata |= {"tags": list(tags), "papermill": {"duration": 3.1}, "execution": {"x": "now"}}
    return cell


def data(**bundle) -> nbformat.NotebookNode:
    return v4.new_output("display_data", data=bundle)


def test_cells_get_fixed_ids_and_numbers_as_their_author_counts(tmp_path) -> None:
    cells = [
        v4.new_markdown_cell("# Title"),
        code("a = 1", tags=("parameters",)),
        code("a = 2", tags=("injected-parameters",)),
        code("a", v4.new_output("execute_result", data={"text/plain": "2"}, execution_count=7)),
    ]
    clean = chapter_cells("01-first", cells)
    assert [cell.id for cell in clean] == [f"01-first-{n}" for n in (1, 2, 3, 4)]
    assert [cell.metadata.tradegap.cell for cell in clean] == [0, 1, 1, 2]
    assert {cell.metadata.tradegap.chapter for cell in clean} == {"01-first"}
    assert clean[-1].execution_count == clean[-1].outputs[0].execution_count == 2
    assert not any({"papermill", "execution"} & set(cell.metadata) for cell in clean)


def test_what_names_the_machine_is_dropped() -> None:
    cell = code(
        "x",
        v4.new_output("stream", name="stderr", text="/home/somebody/x.py: warning"),
        v4.new_output("stream", name="stdout", text="kept"),
        data(**{"text/plain": "<object object at 0x7f00aa>"}),
    )
    kept = chapter_cells("a", [cell])[0].outputs
    assert [output.get("text") or output.data["text/plain"] for output in kept] == [
        "kept", "<object object>",
    ]  # fmt: skip


def test_nodes_that_are_linked_are_listed_once_in_order(tmp_path) -> None:
    table = data(**{"text/html": '<a href="#n-bbb">2</a> <a href="#n-aaa">1</a>'})
    chapters = [executed("1", [v4.new_markdown_cell("[1](#n-aaa)"), code("x", table)], tmp_path)]
    results = {"graph": {"nodes": {n: {"label": n} for n in ("aaa", "bbb")}}}
    whole = assemble(chapters, {"title": "T"}, results, nodes_chapter)
    assert [link.node for link in linked_nodes(whole.cells[:-1])] == ["aaa", "bbb"]
    assert whole.cells[-1].source.endswith("* aaa: aaa\n* bbb: bbb")
    assert whole.cells[-1].id == "99-nodes-1"
    assert whole.metadata.title == "T"
    nbformat.validate(whole)


def test_a_linked_node_knows_its_chapter_and_whether_text_links_it() -> None:
    table = data(
        **{"text/html": '<table><td><a href="#n-aaa">1</a> <a href="#n-bbb">2</a></table>'}
    )
    cells = [
        v4.new_markdown_cell("# First\n\n## Part"),
        code("x", table),
        v4.new_markdown_cell("# Second"),
        code("y", data(**{"text/markdown": "[2](#n-bbb) and [3](#n-ccc)"})),
    ]
    assert linked_nodes(cells) == [
        Linked("aaa", "First", in_text=False),
        Linked("bbb", "First", in_text=True),
        Linked("ccc", "Second", in_text=True),
    ]


def test_tables_and_figures_are_written_by_name(tmp_path) -> None:
    cells = [
        code("x", data(**{TABLE: {"name": "goods", "csv": "a\r\n1\r\n"}, "text/html": ""})),
        code("y", data(**{FIGURE: {"name": "gap"}, "image/svg+xml": ["<svg>", "</svg>"]})),
    ]
    write_parts(assemble([executed("1", cells, tmp_path)], {}, {}), tmp_path)
    assert (tmp_path / "tables" / "goods.csv").read_bytes() == b"a\r\n1\r\n"
    assert (tmp_path / "figures" / "gap.svg").read_text() == "<svg></svg>"


@pytest.mark.parametrize(
    ("names", "told"), [(("goods", "goods"), "both have"), (("../x",), "can't name a file")]
)
def test_names_that_clash_or_leave_the_folder(tmp_path, names, told) -> None:
    outputs = [data(**{TABLE: {"name": name, "csv": ""}}) for name in names]
    whole = assemble([executed("01-a", [code("x", *outputs)], tmp_path)], {}, {})
    with pytest.raises(BuildError, match=told):
        write_parts(whole, tmp_path)


def test_formats() -> None:
    assert check_formats(["pdf", "html", "pdf"]) == ("html", "pdf")
    for asked in (["docx"], []):
        with pytest.raises(ParameterError, match="html, pdf"):
            check_formats(asked)


def test_pages_are_looked_at_before_they_are_shown() -> None:
    inspect_html("<html><h1>Nothing &lt;1&gt;\n counts</h1></html>", "Nothing <1> counts")
    with pytest.raises(BuildError, match="headline"):
        inspect_html("<html><script>the headline</script></html>", "the headline")
    with pytest.raises(BuildError, match="cut off"):
        inspect_html("<html><p>the headline", "the headline")
    inspect_pdf(b"%PDF-1.7 /Type /Pages %%EOF")
    for content in (b"%PDF-1.7 /Type /Pages", b"%PDF-1.7 %%EOF", b""):
        with pytest.raises(BuildError, match=r"report\.pdf"):
            inspect_pdf(content)
