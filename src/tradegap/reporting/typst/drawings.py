"""SVG drawings made safe for print: no script, nothing loaded, colours literal."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from tradegap.reporting.typst.document import named

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_LEFT_OUT = named(
    "script foreignObject iframe audio video animate set animateTransform animateMotion handler "
    "metadata"
)
_SIDES = ("width", "height")
_NOTHING = re.compile(r"\s*(?:-.*|0+(?:\.0*)?\s*[a-z%]*)\s*")
_VARIABLE = re.compile(r"var\(\s*--[\w-]+\s*(?:,((?:[^()]|\([^()]*\))*))?\)")
_OUTWARD_URL = re.compile(r"url\(\s*(?!['\"]?#)[^)]*\)", re.IGNORECASE)
_IMPORT = re.compile(r"@import[^;]*;?", re.IGNORECASE)
_EMBEDDED = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)


def safe_drawing(source: str) -> bytes | None:
    """Return the drawing as SVG that draws and does nothing else, or `None` if it can't be read."""
    if "<!ENTITY" in source:
        return None
    try:
        root = ET.fromstring(source.strip().lstrip("\ufeff"))
    except (ET.ParseError, RecursionError):
        return None
    if _local(root.tag) != "svg" or any(_NOTHING.fullmatch(root.get(k, "")) for k in _SIDES):
        return None
    _clean(root)
    root.set("xmlns", SVG)
    return bytes(ET.tostring(root, encoding="utf-8"))


def _clean(root: ET.Element) -> None:
    waiting = [(root, False)]
    while waiting:
        element, in_text = waiting.pop()
        element.tag = _local(element.tag)
        _clean_attributes(element)
        if element.tag == "style":
            element.text = _literal(element.text or "")
        if element.tag == "a":  # the link goes, what it shows stays
            element.tag = "tspan" if in_text else "g"
        for child in list(element):
            if isinstance(child.tag, str) and _local(child.tag) not in _LEFT_OUT:
                waiting.append((child, in_text or element.tag == "text"))
            else:
                _remove(element, child)


def _clean_attributes(element: ET.Element) -> None:
    link = element.attrib.pop(XLINK_HREF, None) or element.attrib.get("href")
    for name in list(element.attrib):
        if name.startswith("{") or name.lower().startswith("on") or name == "href":
            del element.attrib[name]
        else:
            element.set(name, _literal(element.attrib[name]))
    inner = link is not None and link.startswith("#")
    if link and (inner or (element.tag == "image" and _EMBEDDED.match(link))):
        element.set("href", link)


def _literal(style: str) -> str:
    """Return a style with variables replaced by their fallback, and nothing loaded."""
    while "var(" in style:
        replaced = _VARIABLE.sub(lambda match: (match[1] or "currentColor").strip(), style)
        if replaced == style:
            return ""
        style = replaced
    return _OUTWARD_URL.sub("none", _IMPORT.sub("", style))


def _remove(parent: ET.Element, child: ET.Element) -> None:
    """Take an element away and leave the text behind it."""
    tail, at = child.tail or "", list(parent).index(child)
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(child)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
