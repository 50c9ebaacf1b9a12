"""What a notebook brings along, reduced to an allow-list of elements and attributes.

nbconvert by itself runs scripts that it finds in labels, Markdown and outputs; here nothing that
may act or load survives.
"""

from __future__ import annotations

import json
import re
import unicodedata
import warnings
from pathlib import Path

from bs4 import BeautifulSoup, Tag, UnusualUsageWarning
from bs4.element import PreformattedString

from tradegap.reporting.page_assets import MOST_NUMBERED

TEMPLATES = Path(__file__).parent / "templates"
ALLOWED = json.loads((TEMPLATES / "tradegap" / "allowed.json").read_text(encoding="utf-8"))
LONG = 24  # characters; a cell with more keeps a width in which it can be read
_TOKEN_CLASS = re.compile(r"[a-z][a-z0-9]{0,2}")
_SAFE_LINK = re.compile(r"(?:https?:|mailto:|[^:/?#]*(?:[/?#]|$))", re.IGNORECASE)
SAFE_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]+")
_NUMBER = re.compile(r"[-+\u2212]?[\d,]*\.?\d+(?:e[-+]?\d+)?\s?%?")
_WINDOW = re.compile(r"[A-Z][a-z]+ \d{4} to [A-Z][a-z]+ \d{4}")  # has room for two lines
_DATE = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}-\d\d(?:-\d\d)?")
_LONG_NAME = re.compile(r"(?<=\w_)(?=\w)")


def clean(soup: BeautifulSoup) -> list[str]:
    """Reduce a fragment to the elements and attributes of the allow-list; name what was dropped.

    What may act or load goes with its content; unknown wrappers go, their content stays.
    """
    dropped: dict[str, None] = {}
    for text in soup.find_all(string=lambda s: isinstance(s, PreformattedString)):
        text.extract()
    for tag in soup.find_all(ALLOWED["dropped_with_content"]):
        if tag.name not in ("style", "link", "meta", "head", "title"):
            dropped[f"<{tag.name}>"] = None
        tag.decompose()
    for tag in soup.find_all(True):
        if tag.name not in ALLOWED["tags"]:
            tag.unwrap()
            continue
        known = ALLOWED["tags"][tag.name] + ALLOWED["everywhere"]
        if tag.get("role") != "img":
            del tag["role"]
        lined_up = "right" in said(tag, "style") + said(tag, "align")
        tag.attrs = {name: value for name, value in tag.attrs.items() if name in known}
        _clean_classes(tag, lined_up)
        _clean_addresses(tag, dropped)
    return list(dropped)


def _clean_classes(tag: Tag, lined_up: bool) -> None:
    """Keep the classes that the style sheet knows, and those of code's tokens."""
    given = said(tag, "class").split()
    names = [n for n in given if n in ALLOWED["classes"]]
    if tag.name == "span":
        names += [n for n in given if _TOKEN_CLASS.fullmatch(n) and n not in names]
    if lined_up and "num" not in names and tag.name in ("td", "th"):
        names.append("num")
    del tag["class"]
    if names:
        tag["class"] = " ".join(names)


def _clean_addresses(tag: Tag, dropped: dict[str, None]) -> None:
    """Take away links that could act, and show the words of a picture that would be loaded."""
    if "href" in tag.attrs:
        address = re.sub(r"[\x00-\x20\x7f-\x9f]", "", said(tag, "href"))
        tag["href"] = address
        if not _SAFE_LINK.match(address):
            del tag["href"]
            dropped["a link that runs code"] = None
    if tag.name == "img" and not SAFE_PICTURE.fullmatch(said(tag, "src")):
        words = said(tag, "alt") or "without a description"
        dropped["a picture from elsewhere"] = None
        tag.replace_with(f"[picture not included: {words}]")
    elif tag.name == "img" and not said(tag, "alt"):
        tag["alt"] = "Picture without a description"


def dress_table(soup: BeautifulSoup, table: Tag, heading: str) -> None:
    """Let a table scroll within itself, and give a foreign one scopes and aligned numbers."""
    label = f"Table under {heading}"
    if caption := table.find("caption"):
        label = caption.get_text(" ", strip=True)
        words = soup.new_tag("span")  # stays in sight while the table scrolls
        words.extend(list(caption.contents))
        caption.append(words)
    frame = {"class": "table", "role": "group", "tabindex": "0", "aria-label": label}
    table.wrap(soup.new_tag("div", attrs=frame))
    for cell in table.find_all("th"):
        if not cell.get_text(strip=True):
            cell.name = "td"
            cell.attrs.pop("scope", None)
        elif not cell.get("scope"):
            cell["scope"] = "col" if cell.find_parent("thead") else "row"
    for cell in table.find_all(["td", "th"], class_=False):
        if cell.name == "td" and _NUMBER.fullmatch(cell.get_text(strip=True)):
            cell["class"] = "num"
        elif _DATE.fullmatch(cell.get_text(strip=True)):
            cell["class"] = "date"
        elif len(cell.get_text()) > LONG:
            cell["class"] = "longer" if len(cell.get_text()) > 4 * LONG else "long"
        elif cell.get("scope") == "row" and _WINDOW.fullmatch(cell.get_text(strip=True)):
            cell["class"] = "window"
    for name in table.find_all(string=_LONG_NAME):
        pieces = _LONG_NAME.split(name)
        name.replace_with(*[p for piece in pieces for p in (piece, soup.new_tag("wbr"))][:-1])
    _name_number_columns(table)


def _name_number_columns(table: Tag) -> None:
    """Say once for the table which columns are numbers throughout, in place of in every cell."""
    rows = [row.find_all(["td", "th"], recursive=False) for row in table.find_all("tr")]
    if table.find(["td", "th"], {"colspan": True}) or table.find(["td", "th"], {"rowspan": True}):
        return
    if not rows or len({len(row) for row in rows}) != 1:
        return
    for n, column in enumerate(zip(*rows, strict=True), start=1):
        if n <= MOST_NUMBERED and all(said(cell, "class") == "num" for cell in column):
            for cell in column:
                del cell["class"]
            table["class"] = f"{said(table, 'class')} n{n}".strip()


def parsed(html: str) -> BeautifulSoup:
    """Parse a fragment; that it looks like XML or like an address is no news here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnusualUsageWarning)
        return BeautifulSoup(html, "html.parser")


def said(tag: Tag, attribute: str) -> str:
    """Return an attribute's text, empty where it isn't there."""
    value = tag.get(attribute) or ""
    return value if isinstance(value, str) else " ".join(value)


def slug(text: str) -> str:
    """Return a heading's words as an id: small letters and hyphens."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[^\w]+", "-", plain).strip("-") or "section"
