"""Pictures that a notebook brings along: as data, attached, or in a file beside it."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from tradegap.reporting.typst.document import Document, joined
from tradegap.reporting.typst.drawings import safe_drawing
from tradegap.reporting.typst.markup import Markup, call, number, string

LARGEST_FILE = 30_000_000
DRAWING = "image/svg+xml"
PICTURES = (DRAWING, "image/png", "image/jpeg", "image/gif", "image/webp")
POINTS_PER_PIXEL = 0.75
_DATA = re.compile(r"data:([\w/+.-]+)((?:;[\w=-]+)*),(.*)", re.DOTALL)
_MAGIC = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def kept_picture(document: Document, data: bytes) -> Markup | None:
    """Keep a picture beside the document; return its file's name, or `None` if it is none."""
    if kind := next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None):
        return document.file(data, kind)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return document.file(data, "webp")
    drawing = safe_drawing(data.decode("utf-8", "replace")) if b"<svg" in data else None
    return None if drawing is None else document.file(drawing, "svg")


def bundled_picture(document: Document, kind: str, value: object) -> Markup | None:
    """Keep a picture of an output or an attachment, given by its type as in the notebook."""
    text = joined(value)
    if kind == DRAWING:
        return kept_picture(document, text.encode("utf-8", "replace"))
    return kept_picture(document, _decoded(text))


def found_picture(document: Document, address: str) -> Markup | None:
    """Keep the picture at an address within the notebook or beside it; never a remote one."""
    address = address.strip()
    if match := _DATA.fullmatch(address):
        packed = ";base64" in match[2]
        data = _decoded(unquote(match[3])) if packed else unquote_to_bytes(match[3])
        return kept_picture(document, data)
    if address.startswith("attachment:"):
        return _attached(document, unquote(address.removeprefix("attachment:")))
    if _SCHEME.match(address) or document.folder is None:
        return None
    data = _beside(document.folder, unquote(address.partition("?")[0].partition("#")[0]))
    return kept_picture(document, data)


def picture_markup(
    document: Document, address: str, alt: str, *, in_line: bool = False, width: float = 0
) -> Markup:
    """Return a picture of Markdown or HTML; one that can't be had leaves a note in its place."""
    name = found_picture(document, address)
    if name is None:
        document.notice("left out")
        told = f"[Picture left out{': ' if alt.strip() else ''}{alt.strip()}]"
        return call("text" if in_line else "remark", string(told))
    alternative = alternative_text(document, alt)
    if in_line:
        return call("inline-picture", name, alternative)
    size = number(width * POINTS_PER_PIXEL, "pt") if width else Markup("auto")
    return call("picture-block", name, alternative, width=size)


def alternative_text(document: Document, alt: str) -> Markup:
    """Return the alternative text, or words in its place that name the cell, with a notice."""
    if alt.strip():
        return string(" ".join(alt.split()))
    document.notice("alt")
    return string(f"Picture without a description, in {document.cell}")


def _attached(document: Document, name: str) -> Markup | None:
    bundle = document.attachments.get(name) or {}
    kind = next((kind for kind in PICTURES if kind in bundle), None)
    return bundled_picture(document, kind, bundle[kind]) if kind else None


def _beside(folder: Path, name: str) -> bytes:
    """Return the bytes of a file below the notebook's folder; nothing for what lies elsewhere."""
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder.resolve())
        if not inside or not path.is_file() or path.stat().st_size > LARGEST_FILE:
            return b""
        return path.read_bytes()
    except (OSError, ValueError):
        return b""


def _decoded(text: str) -> bytes:
    try:
        return b64decode("".join(text.split()))
    except (Base64Error, ValueError):
        return b""
