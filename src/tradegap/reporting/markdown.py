"""Markdown to HTML, with nbconvert's own reader: no script, and money is no mathematics."""

from __future__ import annotations

from typing import Any, ClassVar

from nbconvert.filters.markdown_mistune import (
    InvalidNotebook,
    IPythonRenderer,
    MarkdownWithMath,
    MathInlineParser,
    import_plugin,
)

PLUGINS = ("strikethrough", "table", "url", "def_list")


class Money(MathInlineParser):  # type: ignore[misc]
    """Reads `$x$` as mathematics only where a word doesn't touch it: US$5 and US$6 are money."""

    SPECIFICATION: ClassVar[dict[str, str]] = {
        **MathInlineParser.SPECIFICATION,
        "inline_math_tex": (
            r"(?<![\w$\\])\$(?=[^\s$])(?P<math_inline_tex>[^$]*?[^\s$\\])\$(?![\w$])"
        ),
    }


class Renderer(IPythonRenderer):  # type: ignore[misc]
    """Markdown to HTML without a script: mathematics and diagrams are shown as their source."""

    def block_math(self, body: str) -> str:
        """Show displayed mathematics as code."""
        return f'<code class="math block">{self.escape_html(body.strip())}</code>'

    def inline_math(self, body: str) -> str:
        """Show mathematics in a line as code."""
        return f'<code class="math">{self.escape_html(body)}</code>'

    def latex_environment(self, name: str, body: str) -> str:
        """Show a LaTeX environment as code."""
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def block_mermaidjs(self, code: str) -> str:
        """Show a diagram's source as code."""
        return f"<pre><code>{self.escape_html(code.strip())}</code></pre>"

    def inline_html(self, html: str) -> str:
        """Leave HTML as it is: embedding pictures in a lone opening tag would close it at once."""
        return html

    block_html = inline_html

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Embed an attached or a local picture; one that isn't there leaves its description."""
        try:
            return str(super().image(text, url, title))
        except InvalidNotebook:
            return f'<img alt="{self.escape_html(text)}">'


def markdown_html(source: str, attachments: dict[str, Any], path: str) -> str:
    """Return Markdown as HTML that is not yet cleaned.

    Pictures are embedded from `attachments` and the folder `path`; from neither if it is empty.
    """
    renderer = Renderer(
        escape=False,
        attachments=attachments,
        embed_images=bool(path),
        path=path,
        exclude_anchor_links=True,
    )
    plugins = [import_plugin(name) for name in PLUGINS]
    reader = MarkdownWithMath(renderer, inline=Money(hard_wrap=False), plugins=plugins)
    return str(reader.render(source))
