"""From a matplotlib figure, or a foreign drawing, to a clean SVG that can stand within a page.

The same figure gives the same bytes: no date, no random id, rounded coordinates. Everything that
could act or load (scripts, styles, links, handlers, foreign objects) is left out by an allow-list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tradegap.reporting import style
from tradegap.reporting.labels import PLACE, Parts, mark_numbers
from tradegap.reporting.svg_compact import compact

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
PX_PER_POINT = 96 / 72
FAMILY = "Inter, 'DejaVu Sans', sans-serif"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ELEMENTS = _words(
    """svg g defs path rect circle ellipse line polyline polygon text tspan use clipPath mask
    pattern linearGradient radialGradient stop symbol marker title desc"""
)
PRESENTATION = _words(
    """fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap
    stroke-linejoin stroke-dasharray stroke-dashoffset stroke-miterlimit opacity clip-path
    clip-rule mask font-size font-family font-weight font-style text-anchor dominant-baseline
    baseline-shift stop-color stop-opacity visibility display color paint-order"""
)
ATTRIBUTES = PRESENTATION | _words(
    """id d x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy width height points transform viewBox
    preserveAspectRatio href offset gradientUnits gradientTransform patternUnits
    patternContentUnits patternTransform clipPathUnits maskUnits markerWidth markerHeight
    markerUnits orient refX refY spreadMethod"""
    f" {PLACE}"
)
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
_DECIMAL = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_COLOUR = re.compile(r"(?:rgb|hsl)a?\([\d\s.,%/]*\)")
_NO_TURN = re.compile(r"rotate\(-?0(?: [^)]*)?\)")


def figure_svg(
    figure: Figure, name: str, alt: str, labels: Mapping[str, Parts] | None = None
) -> str:
    """Return the figure as one deterministic `<svg>` element with `alt` as its text alternative.

    `name` begins every id, so that two figures on one page never share one; `labels` has
    the pieces of labels by id, with the places that they lead to.
    """
    from tradegap.reporting.one_draw import draw_svg

    with style.figure_style():
        drawn = draw_svg(figure)
    return clean_svg(drawn, name, alt, css_class="tg", family=FAMILY, labels=labels)


def clean_svg(
    source: str,
    name: str,
    alt: str,
    css_class: str = "",
    family: str = "",
    labels: Mapping[str, Parts] | None = None,
) -> str:
    """Return a drawing with what can act or load left out, ids made unique, numbers rounded.

    Raises `ValueError` for what is no SVG. With `family` all text takes that font.
    """
    root = _parse(source)
    _keep_known(root)
    mark_numbers(root, labels or {})
    for element in root.iter():
        _spread_style(element)
        _round_numbers(element)
        if family:
            element.attrib.pop("font-family", None)
    _undress_markers(root)
    _rename_ids(root, name)
    _flatten(root)
    if family:  # drawn by matplotlib in a style that we know
        _leave_out_ground(root)
        compact(root)
        _rename_ids(root, name)  # some are gone
    _dress(root, alt, css_class, family)
    text = ET.tostring(root, encoding="unicode", short_empty_elements=True)
    return text.replace(" />", "/>").replace("\r", "").strip()


def literal_colours(svg: str) -> set[str]:
    """Return every literal hex colour of a drawing, for a check against `PALETTE`."""
    return {match.lower() for match in re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]{3,8})"', svg)}


def _parse(source: str) -> ET.Element:
    if "<!ENTITY" in source:
        raise ValueError("an SVG that declares entities is not read")
    try:
        root = ET.fromstring(source)
    except ET.ParseError as error:
        raise ValueError(f"no readable SVG: {error}") from error
    if root.tag not in ("svg", f"{{{SVG}}}svg"):
        raise ValueError(f"no SVG: the outermost element is '{root.tag}'")
    return root


def _keep_known(element: ET.Element) -> None:
    """Drop unknown elements with their content, unknown attributes, and outward references."""
    element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    if XLINK_HREF in element.attrib:
        element.attrib.setdefault("href", element.attrib[XLINK_HREF])
    for name, value in list(element.attrib.items()):
        if name == "style":
            continue
        if name not in ATTRIBUTES or not _stays_inside(name, value):
            del element.attrib[name]
    for child in list(element):
        tag = child.tag.removeprefix(f"{{{SVG}}}") if isinstance(child.tag, str) else ""
        if tag in ELEMENTS:
            _keep_known(child)
        else:
            element.remove(child)


def _stays_inside(name: str, value: str) -> bool:
    """Say whether an attribute's value points nowhere else; a backslash could hide `url(`."""
    if name == "href":
        return value.startswith("#") and len(value) > 1
    if "\\" in value:
        return False
    if "(" not in value or name.lower().endswith("transform"):
        return True
    return bool(_REFERENCE.fullmatch(value.strip()) or _COLOUR.fullmatch(value.strip()))


def _spread_style(element: ET.Element) -> None:
    """Turn `style="fill: red"` into attributes: CSS of the page can then reach the colours."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name in PRESENTATION and value and _stays_inside(name, value):
            element.set(name, value)
    if _NO_TURN.fullmatch(element.get("transform", "").strip()):
        del element.attrib["transform"]


def _round_numbers(element: ET.Element) -> None:
    for name in ("d", "points", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "r"):
        if name in element.attrib:
            value = _DECIMAL.sub(lambda m: _short(m[0], 2), element.attrib[name])
            element.set(name, " ".join(value.split()))
    if turned := element.get("transform"):
        element.set("transform", _DECIMAL.sub(lambda m: _short(m[0], 5), turned))


def _short(number: str, decimals: int) -> str:
    text = f"{float(number):.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _undress_markers(root: ET.Element) -> None:
    """Leave the paint of a repeated shape to the places that use it.

    Matplotlib writes it in both; a page's rule for dark mode reaches only the place of use.
    """
    uses: dict[str, list[ET.Element]] = {}
    for use in root.iter("use"):
        uses.setdefault(use.get("href", "#")[1:], []).append(use)
    for shape in root.iter():
        places = uses.get(shape.get("id", ""), [])
        for name in ("fill", "stroke", "stroke-width"):
            if places and all(name in use.attrib for use in places):
                shape.attrib.pop(name, None)


def _rename_ids(root: ET.Element, name: str) -> None:
    """Keep only ids that something points to, numbered in their order behind the figure's name."""
    wanted: dict[str, str] = {}
    for element in root.iter():
        for key, value in element.attrib.items():
            target = value[1:] if key == "href" else "".join(_REFERENCE.findall(value)[:1])
            if target:
                wanted.setdefault(target, f"{name}-{len(wanted) + 1}")
    seen: set[str] = set()
    for element in root.iter():
        old = element.attrib.pop("id", None)
        if old in wanted and old not in seen:
            element.set("id", wanted[old])
            seen.add(old)
        for key, value in list(element.attrib.items()):
            if key == "href":
                element.set(key, f"#{wanted[value[1:]]}")
            elif "url(" in value:
                element.set(key, _REFERENCE.sub(lambda m: f"url(#{wanted[m[1]]})", value))


def _flatten(element: ET.Element) -> None:
    """Take away white space between elements, empty groups, and groups that say nothing."""
    if element.tag not in ("text", "tspan", "title", "desc"):
        element.text = None
    for child in list(element):
        _flatten(child)
        if element.tag not in ("text", "tspan"):
            child.tail = None
    children: list[ET.Element] = []
    for child in element:
        bare = child.tag == "g" and not child.attrib
        children.extend(child if bare or _is_empty(child) else [child])
    element[:] = children


def _leave_out_ground(root: ET.Element) -> None:
    """Leave out the paper that lies below everything: the page has its own."""
    while len(root) and root[0].tag == "path" and root[0].get("fill") == style.PALETTE["paper"]:
        if root[0].get("stroke", "none") != "none":
            break
        root.remove(root[0])


def _is_empty(element: ET.Element) -> bool:
    return element.tag in ("g", "defs") and not len(element)


def _dress(root: ET.Element, alt: str, css_class: str, family: str) -> None:
    """Give the outermost element its namespace, size in pixels, class and text alternative."""
    box = root.get("viewBox", "")
    width, height = _pixels(root.get("width", "")), _pixels(root.get("height", ""))
    if not box and width and height:
        box = f"0 0 {width} {height}"
    attributes = {
        "xmlns": SVG,
        "viewBox": " ".join(_DECIMAL.sub(lambda m: _short(m[0], 2), box).replace(",", " ").split()),
        "width": width,
        "height": height,
        "class": css_class,
        "role": "img",
        "aria-label": alt,
        "font-family": family,
        # what matplotlib says in a style sheet, which would reach the whole page
        "stroke-linejoin": "round" if family else root.get("stroke-linejoin", ""),
        "fill": root.get("fill", ""),
        "font-size": root.get("font-size", ""),
    }
    root.attrib.clear()
    root.attrib.update({name: value for name, value in attributes.items() if value})


def _pixels(length: str) -> str:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)(pt|px|)\s*", length)
    if not match:
        return ""
    scale = PX_PER_POINT if match[2] == "pt" else 1.0
    return _short(str(float(match[1]) * scale), 1)
