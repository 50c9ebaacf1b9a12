"""What a tagged PDF is made of, read by pikepdf: elements in reading order, marks of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

SHOWING = frozenset(("Tj", "TJ", "'", '"', "Do", "sh", "EI", "f", "F", "f*", "S", "s", "B", "B*",
                     "b", "b*"))  # fmt: skip


def kids(element: Any) -> list[Any]:
    """Return what stands in an element: elements, and marks of content (integers or records)."""
    below = element.get("/K")
    if below is None:
        return []
    return list(below) if isinstance(below, pikepdf.Array) else [below]


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, Any]]:
    """Yield each element with its parent, in reading order."""
    waiting = [(kid, pdf.Root.StructTreeRoot) for kid in reversed(kids(pdf.Root.StructTreeRoot))]
    while waiting:
        element, parent = waiting.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element, parent
            waiting += [(kid, element) for kid in reversed(kids(element))]


def kind(element: Any) -> str:
    """Return the type of an element; the root of the tree has none."""
    return str(element.get("/S", ""))


def attribute(element: Any, name: str) -> Any:
    """Return an attribute of an element, of whichever owner."""
    owned = element.get("/A", [])
    owners = [owned] if isinstance(owned, pikepdf.Dictionary) else list(owned)
    return next((owner[name] for owner in owners if name in owner), None)


def tree(node: Any, values: str) -> dict[Any, Any]:
    """Return a name tree or number tree (`/Names`, `/Nums`) as a dictionary."""
    found: dict[Any, Any] = {}
    pairs = list(node.get(values, []))
    for key, value in zip(pairs[::2], pairs[1::2], strict=True):
        found[int(key) if values == "/Nums" else str(key)] = value
    for kid in node.get("/Kids", []):
        found |= tree(kid, values)
    return found


def marks(page: pikepdf.Page) -> tuple[list[int], list[str]]:
    """Return the numbers of a page's tagged content, and what shows something without a mark."""
    numbers: list[int] = []
    bare: list[str] = []
    open_marks: list[bool] = []
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in ("BDC", "BMC"):
            told = operands[1] if operator == "BDC" else {}
            number = told.get("/MCID") if isinstance(told, pikepdf.Dictionary) else None
            numbers += [int(number)] if number is not None else []
            open_marks.append(number is not None or str(operands[0]) == "/Artifact")
        elif operator == "EMC":
            open_marks.pop()
        elif operator in SHOWING and not any(open_marks):
            bare.append(operator)
    return numbers, bare


def fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every font of the file, those of drawings too."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font":
            yield thing
