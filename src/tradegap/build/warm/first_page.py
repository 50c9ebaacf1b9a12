"""Importing this makes a page, so that those that forks make needn't begin from nothing.

It compiles templates and imports what is imported with the first page alone. Nothing of the page
is kept.
"""

from nbformat import v4
from traitlets.config import Config

from tradegap.reporting.html import TradegapHTMLExporter

_printed = v4.new_output("stream", text="1")
_cells = [v4.new_markdown_cell("# One"), v4.new_code_cell("print(1)", outputs=[_printed])]
TradegapHTMLExporter(config=Config()).from_notebook_node(v4.new_notebook(cells=_cells))
