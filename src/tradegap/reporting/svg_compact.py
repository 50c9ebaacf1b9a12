"""A drawing with the same look in fewer bytes: short paths, and attributes said once a group.

Works on a drawing that is clean (`svg.clean_svg`). Nothing is moved by more than 0.05 of a unit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree as ET

# what a group hands down to its elements; none of these means anything on the group itself
INHERITED = re.findall(
    r"\S+",
    """fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap
    stroke-linejoin stroke-dasharray stroke-dashoffset stroke-miterlimit font-size font-weight
    font-style text-anchor color""",
)
_STEP = re.compile(r"([MLHVZz])|(-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?)")
_STRAIGHT = re.compile(r"[MLHVZz\d\s.,-]*")
_TRANSLATE = re.compile(r"translate\((-?[\d.]+)[ ,]+(-?[\d.]+)\)")
_NUMBER = re.compile(r"-?\d+\.?\d*|-?\.\d+")
_LINE = re.compile(r"M(-?[\d.]+)[ ]?(-?[\d.]+)V(-?[\d.]+)")
_LINES = re.compile(r"(?:M-?[\d.]+[ ]?-?[\d.]+[HV]-?[\d.]+)+")
_TARGET = re.compile(r"url\(#([^)]+)\)")
_LEAST_SHARED = 2
_NEAR = 0.15  # of a unit: what rounding does to a line on the edge


def compact(root: ET.Element) -> None:
    """Shorten paths and numbers, and say what shapes have in common once."""
    for element in root.iter():
        if "d" in element.attrib:
            element.set("d", short_path(element.attrib["d"]))
        _place_text(element)
    _unclip(root)
    _draw_ticks(root)
    _leave_out_unused(root)
    _join_lines(root)
    _share_text_size(root)
    _hoist(root)


def _unclip(root: ET.Element) -> None:
    """Take the clip from straight shapes that lie within it anyway."""
    boxes = {
        clip.get("id", ""): [float(clip[0].get(k, "nan")) for k in ("x", "y", "width", "height")]
        for clip in root.iter("clipPath")
        if len(clip) == 1 and clip[0].tag == "rect" and not clip.attrib.keys() - {"id"}
    }
    for element in root.iter("path"):
        box = boxes.get(element.get("clip-path", "")[5:-1] or "?")
        if box and "transform" not in element.attrib and _lies_within(element.get("d", ""), box):
            del element.attrib["clip-path"]


def _lies_within(path: str, box: list[float]) -> bool:
    """Say whether all points of a path of straight lines lie in x, y, width, height."""
    if not re.fullmatch(r"[MLHVz\d\s.-]*", path):
        return False
    x, y, width, height = box
    xs, ys = [x], [y]
    for letter, numbers in re.findall(r"([MLHV])([^MLHVz]*)", path):
        values = [float(n) for n in _NUMBER.findall(numbers)]
        if letter in "ML":
            xs += values[0::2]
            ys += values[1::2]
        else:
            (xs if letter == "H" else ys).extend(values)
    return (
        min(xs) >= x - _NEAR
        and max(xs) <= x + width + _NEAR
        and min(ys) >= y - _NEAR
        and max(ys) <= y + height + _NEAR
    )


def _draw_ticks(root: ET.Element) -> None:
    """Draw each short line that is used many times, a tick, as a line of its own."""
    lines = {
        shape.get("id", ""): tuple(float(n) for n in found.groups())
        for shape in root.iter("path")
        if (found := _LINE.fullmatch(shape.get("d", ""))) and "id" in shape.attrib
    }
    for use in root.iter("use"):
        line = lines.get(use.get("href", "#")[1:])
        if line is None or use.attrib.keys() & {"transform", "clip-path"}:
            continue
        x, y = float(use.attrib.pop("x", "0")), float(use.attrib.pop("y", "0"))
        dx, dy, bottom = line
        del use.attrib["href"]
        use.tag = "path"
        end = _decimal(str(y + bottom))
        use.set("d", f"M{_decimal(str(x + dx))} {_decimal(str(y + dy))}V{end}")
        use.set("fill", "none")


def _leave_out_unused(root: ET.Element) -> None:
    """Leave out shapes and clips that nothing refers to any more."""
    used = {v[1:] for e in root.iter() if (v := e.get("href", ""))}
    used |= {m for e in root.iter() for v in e.attrib.values() for m in _TARGET.findall(v)}
    for defs in [*root.iter("defs")]:
        defs[:] = [shape for shape in defs if shape.get("id") in used]
    for parent in [*root.iter()]:
        parent[:] = [child for child in parent if child.tag != "defs" or len(child)]


def _join_lines(parent: ET.Element) -> None:
    """Draw lines of one look as one path, below the labels that stand between them."""
    for child in parent:
        if child.tag == "g":
            _join_lines(child)
    children: list[ET.Element] = []
    for plain, run in groupby(parent, key=lambda e: e.tag == "text" or _is_line(e)):
        elements = list(run)
        if plain:
            lines = [e for e in elements if e.tag != "text"]
            elements = [*_joined_lines(lines), *(e for e in elements if e.tag == "text")]
        children += elements
    parent[:] = children


def _joined_lines(lines: list[ET.Element]) -> Iterator[ET.Element]:
    for _, alike in groupby(lines, key=lambda e: sorted({**e.attrib, "d": ""}.items())):
        first, *others = alike
        first.set("d", "".join(e.attrib["d"] for e in (first, *others)))
        yield first


def _is_line(element: ET.Element) -> bool:
    """Say whether an element is one or more level or upright lines, and no area."""
    known = element.tag == "path" and element.get("fill") == "none" and "id" not in element.attrib
    return known and bool(_LINES.fullmatch(element.get("d", "")))


def _share_text_size(root: ET.Element) -> None:
    """Say the size of most texts once, on the drawing."""
    texts = [text for text in root.iter("text") if "font-size" in text.attrib]
    if len(texts) < _LEAST_SHARED or "font-size" in root.attrib:
        return
    if any("font-size" not in text.attrib for text in root.iter("text")):
        return
    sizes = Counter(text.attrib["font-size"] for text in texts)
    size = max(sizes, key=lambda s: (sizes[s], s))
    root.set("font-size", size)
    for text in texts:
        if text.attrib["font-size"] == size:
            del text.attrib["font-size"]


def short_path(path: str) -> str:
    """Return a path of straight lines with one decimal, `H` and `V`, and no repeated letter.

    A path with curves or relative steps keeps its form.
    """
    if not _STRAIGHT.fullmatch(path):
        return re.sub(r" ?([A-Za-z]) ?", r"\1", path)
    written: list[str] = []
    last, letter = ("", ""), ""
    for name, here in _steps(path):
        if not name:
            written.append("z")
            letter = ""
            continue
        short, numbers = _line(name, last, here)
        written.append(_joined("" if short == letter else short, numbers))
        letter, last = short, here
    return "".join(written)


def _steps(path: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield `M` or `L` with the point that each step leads to; without a letter it closes."""
    letter, x, y, waiting = "", "", "", list[str]()
    for name, number in _STEP.findall(path):
        if name:
            letter = name
            if name in "Zz":
                yield "", (x, y)
            continue
        waiting.append(_decimal(number))
        if letter in "HV":
            x, y = (waiting[0], y) if letter == "H" else (x, waiting[0])
        elif len(waiting) == 2:
            x, y = waiting
        else:
            continue
        yield ("M" if letter == "M" else "L"), (x, y)
        waiting = []
        letter = "L" if letter == "M" else letter


def _line(name: str, last: tuple[str, str], here: tuple[str, str]) -> tuple[str, list[str]]:
    if name == "L" and here[1] == last[1]:
        return "H", [here[0]]
    if name == "L" and here[0] == last[0]:
        return "V", [here[1]]
    return name, [*here]


def _joined(letter: str, numbers: list[str]) -> str:
    """Join numbers with no more room than they need: a minus sign parts them as well."""
    text = letter
    for n, number in enumerate(numbers):
        apart = "" if (letter and not n) or number.startswith("-") else " "
        text += apart + number
    return text


def _decimal(number: str) -> str:
    text = f"{float(number):.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def _place_text(element: ET.Element) -> None:
    """Say the place of a text by x and y where a translation did."""
    moved = _TRANSLATE.fullmatch(element.get("transform", ""))
    if element.tag == "text" and moved and "x" not in element.attrib:
        del element.attrib["transform"]
        element.set("x", _decimal(moved[1]))
        element.set("y", _decimal(moved[2]))
    for name in ("x", "y", "x1", "y1", "x2", "y2", "width", "height"):
        if name in element.attrib and element.tag in ("text", "tspan", "use", "rect", "line"):
            element.set(name, _decimal(element.attrib[name]))


def _hoist(parent: ET.Element) -> None:
    """Put runs of neighbours that share attributes into a group that has them."""
    for child in parent:
        if child.tag == "g":
            _hoist(child)
    if parent.tag not in ("svg", "g"):
        return
    children: list[ET.Element] = []
    for shared, run in groupby(parent, key=_shared_key):
        elements = list(run)
        if shared and len(elements) >= _LEAST_SHARED:
            group = ET.Element("g", dict(shared))
            for element in elements:
                for name, _ in shared:
                    del element.attrib[name]
            group.extend(elements)
            children.append(group)
        else:
            children += elements
    parent[:] = children


def _shared_key(element: ET.Element) -> tuple[tuple[str, str], ...]:
    """Return the attributes that a group could have in place of the element."""
    if element.tag in ("g", "defs", "clipPath", "mask", "pattern", "symbol", "marker"):
        return ()
    return tuple((name, element.attrib[name]) for name in INHERITED if name in element.attrib)
