"""The HTML exporter: any notebook becomes one page that loads nothing and runs only our script.

Ours or foreign, `jupyter nbconvert --to tradegap-html any.ipynb` works. All that a notebook brings
along is reduced to an allow-list of elements and attributes, and the page forbids every request and
every script but its own by its Content-Security-Policy, so that a fault in the one is caught by the
other.
"""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from traitlets import default
from traitlets.config import Config

from tradegap.reporting.page import Page
from tradegap.reporting.sanitise import TEMPLATES
from tradegap.reporting.templates_compiled import remember


class TradegapHTMLExporter(HTMLExporter):  # type: ignore[misc]
    """Exports a notebook as one HTML file, complete without network and without script."""

    export_from_notebook = "Report as one HTML file (tradegap)"

    @default("template_name")  # type: ignore[untyped-decorator]
    def _template_name_default(self) -> str:
        return "tradegap"

    @default("extra_template_basedirs")  # type: ignore[untyped-decorator]
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES)]  # nbconvert's own default would search the working directory

    @default("embed_images")  # type: ignore[untyped-decorator]
    def _embed_images_default(self) -> bool:
        return True

    def _create_environment(self) -> Any:
        return remember(super()._create_environment())

    @property
    def default_config(self) -> Config:
        """Return nbconvert's settings with ours: tags that take code or outputs off the page."""
        ours = {
            "enabled": True,
            "remove_input_tags": {"remove-input"},
            "remove_all_outputs_tags": {"remove-output"},
            "remove_cell_tags": {"remove-cell", "print-only"},
        }
        config = super().default_config.copy()
        config.merge(Config({"TagRemovePreprocessor": ours}))
        return config

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and its resources; what was left out of it is logged as warnings."""
        resources = self._init_resources(resources)
        nb, page = NotebookNode(nb), Page(nb, resources.get("metadata") or {}, self.language_code)
        page.embed_images = self.embed_images
        nb.cells = page.cells
        self.environment.globals["page"] = page
        for name in ("highlight_code", "filter_data_type"):  # the base template names them
            self.register_filter(name, page.code)
        # not HTMLExporter's own method: it reads the whole page again with a parser that spoils
        # the names of SVG attributes, and takes 0.1 s for it
        html, resources = super(HTMLExporter, self).from_notebook_node(nb, resources, **kw)
        html = page.with_ends(html)
        for warning in page.warnings:
            self.log.warning(warning)
        return html, resources
