"""What a page carries of its own: style sheet, script, and the policy that allows just these two.

The script is every file of `templates/tradegap/scripts` in the order of their names, each a
function of its own. It adds to a page that is complete without it, and asks nothing of a network.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tradegap.reporting import style

PARTS = Path(__file__).parent / "templates" / "tradegap"
SCRIPTS, STYLES = PARTS / "scripts", PARTS / "styles"
MOST_NUMBERED = 12  # columns of a table that the style sheet knows as numbers by their place
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def style_sheet(*instead: str) -> str:
    """Return the one style sheet: `page.css`, all of `styles`, dark colours, figures recoloured.

    `instead` names sheets of the template that stand in place of `styles`: those of pages that
    aren't a report.
    """
    more = [PARTS / name for name in instead] or sorted(STYLES.glob("*.css"))
    sheet = "\n".join(path.read_text(encoding="utf-8") for path in [PARTS / "page.css", *more])
    dark = f":root{{{style.variables_css(style.DARK_PALETTE)}}}\n{style.recolouring_css()}"
    places = ",".join(f".n{n}>*>tr>:nth-child({n})" for n in range(1, MOST_NUMBERED + 1))
    sheet = _squeezed(_CSS_COMMENT.sub("", sheet)).replace(".num", f":is(.num,{places})")
    return (
        f":root{{{style.variables_css()}}}\n{sheet}\n"
        f"@media screen and (prefers-color-scheme:dark){{\n{dark}\n}}"
    )


@cache
def small_script(name: str) -> str:
    """Return one script of the template, without comment lines, for pages that aren't a report."""
    return _squeezed((PARTS / name).read_text(encoding="utf-8"))


@cache
def script() -> str:
    """Return the one script: all files in the order of their names, without comment lines."""
    parts = (path.read_text(encoding="utf-8") for path in sorted(SCRIPTS.glob("*.js")))
    return "\n".join(_squeezed(part) for part in parts)


def policy(css: str, code: str = "", data: Iterable[str] = ()) -> str:
    """Return the Content-Security-Policy: nothing but this style sheet and this script, by hash.

    Blocks of data are named as well: no browser runs them, and checkers take them for scripts.
    Nothing can be loaded and nobody else asked. `connect-src 'self'` is the site that serves the
    page, for a page opened from a disk nobody (`docs/decisions/0010-a-page-asks-nobody.md`).
    """
    blocks = " ".join(f"'{_digest(text)}'" for text in (code, *data) if text)
    scripts = f"script-src {blocks}; " if blocks else ""
    return (
        f"default-src 'none'; style-src '{_digest(css)}'; {scripts}img-src data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'"
    )


def data_block(value: Any) -> str:
    """Return a value as JSON that may stand in a `<script>` element, which nothing in it ends."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _squeezed(source: str) -> str:
    """Return source without indentation, empty lines and lines of `//` comment."""
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
