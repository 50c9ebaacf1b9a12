"""The process that runs the compiler; started by path, so that it imports nothing of tradegap.

Reads its order as JSON from standard input, writes the PDF to a file, and answers with `{}` or
with why the document was refused.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import typst

_SIGNS = re.compile(
    r"the text `\"((?:[^\"\\]|\\.)*)\"` could not be displayed"
    r"|the PDF contains the codepoint `\"((?:[^\"\\]|\\.)*)\"`"
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|(.))")
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
_LINE = re.compile(r"main\.typ:(\d+):")


def main() -> None:
    """Compile one document."""
    order = json.load(sys.stdin)
    try:
        typst.compile(
            order["main"],
            output=order["result"],
            root=order["root"],
            font_paths=order["fonts"],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=order["standards"],
            timestamp=order["timestamp"],
        )
    except typst.TypstError as error:
        json.dump(_refusal(error) | {"picture": _unreadable(order)}, sys.stdout)
    else:
        json.dump({}, sys.stdout)


def _unreadable(order: dict[str, Any]) -> str:
    """Return the first picture that can't be read: the compiler doesn't say which one it was."""
    for name in order["pictures"]:
        try:
            typst.compile(
                f'#image("{name}", alt: "-")'.encode(),
                root=order["root"],
                font_paths=order["fonts"],
                ignore_system_fonts=True,
                format="pdf",
            )
        except typst.TypstError:
            return str(name)
    return ""


def _refusal(error: Any) -> dict[str, Any]:
    told = str(getattr(error, "diagnostic", None) or error)
    line = _LINE.search(told)
    signs = {_unescaped(a or b) for a, b in _SIGNS.findall(told)}
    return {
        "reason": " ".join(str(getattr(error, "message", error)).split()),
        "line": int(line[1]) if line else None,
        "signs": sorted(signs),
    }


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(
        lambda match: chr(int(match[1], 16)) if match[1] else _PLAIN.get(match[2], match[2]), text
    )


if __name__ == "__main__":
    main()
