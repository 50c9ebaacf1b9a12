"""Countries and dates in running text: a code or an ISO date is for tables alone."""

from __future__ import annotations

import re

from tradegap.errors import ModelError
from tradegap.model.periods import month_in_words

NAMES = {
    "ARE": "the United Arab Emirates",
    "AUS": "Australia",
    "BEL": "Belgium",
    "BRA": "Brazil",
    "CAN": "Canada",
    "CHE": "Switzerland",
    "CHL": "Chile",
    "CHN": "China",
    "COL": "Colombia",
    "DEU": "Germany",
    "ESP": "Spain",
    "EUU": "the European Union",
    "FRA": "France",
    "GBR": "the United Kingdom",
    "HKG": "Hong Kong",
    "IDN": "Indonesia",
    "IND": "India",
    "IRL": "Ireland",
    "ISR": "Israel",
    "ITA": "Italy",
    "JPN": "Japan",
    "KOR": "South Korea",
    "MEX": "Mexico",
    "MYS": "Malaysia",
    "NLD": "the Netherlands",
    "PER": "Peru",
    "SAU": "Saudi Arabia",
    "SGP": "Singapore",
    "THA": "Thailand",
    "TUR": "Turkey",
    "TWN": "Taiwan",
    "USA": "the United States",
    "VNM": "Vietnam",
    "WLD": "the world",
}
_DAY = re.compile(r"(?<![\w./?=&-])(\d{4}-\d{2})-(\d{2})(?![\w/-])")
_MONTH = re.compile(r"(?<![\w./?=&-])(\d{4}-\d{2})(?![\w/-])")


def name_of(country: str) -> str:
    """Return a country's name in running text; a code that has none here stays a code."""
    return NAMES.get(country, country)


def dates_in_words(text: str) -> str:
    """Return a text with its ISO dates in words: `2018-06-15` as `15 June 2018`.

    A full year of months is the year; what only looks like a date stays as it is, and so does one
    in an id or an address.
    """
    text = re.sub(r"(?<![\w-])(\d{4})-01 to \1-12(?![\w-])", r"\1", text)
    text = _DAY.sub(lambda m: _words(m[0], m[1], f"{int(m[2])} "), text)
    return _MONTH.sub(lambda m: _words(m[0], m[1], ""), text)


def _words(text: str, month: str, day: str) -> str:
    try:
        return f"{day}{month_in_words(month)}"
    except ModelError:
        return text


def cell_in_words(cell: str) -> str:
    """Return what a row of a table is about, in words: `CHN`, `2018-06`, `us_exports`."""
    return NAMES.get(cell) or dates_in_words(cell).replace("_", " ")
