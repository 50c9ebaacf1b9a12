"""Numbers, money and dates in one plain English style: `US$375.2 bn`, `35%`, `2 June 2018`.

A missing value is told in words that the caller chooses; it is never shown as zero.
"""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\u2212"
NOT_STATED = "not stated"
MOST_DECIMALS = 4
"""How many decimals of a number that somebody set are shown at most."""
CURRENCIES = {"USD": "US dollars", "AUD": "Australian dollars"}
SIGNS = {"USD": "US$", "AUD": "A$", "CNY": "CN¥", "EUR": "€", "GBP": "£", "JPY": "JP¥"}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # not `calendar.month_name`, which follows the locale


def format_number(value: float | None, decimals: int = 1, missing: str = NOT_STATED) -> str:
    """Return `1,234.5`; halves round away from zero, as official statistics do.

    `decimals` may be negative (`-3` rounds to thousands). Raises `ValueError` for infinity.
    """
    if value is None or math.isnan(value):
        return missing
    if math.isinf(value):
        raise ValueError("an infinite number is an error of the calculation and is not printed")
    exact = Decimal(repr(float(value))) if not isinstance(value, int) else Decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{max(decimals, 0)}f}"
    return f"{MINUS}{text}" if rounded < 0 else text


def with_minus_signs(text: str) -> str:
    """Return a text in which each negative number has a minus sign: `-1.25` as `\u22121.25`."""
    return re.sub(r"(?<![^\s(/])-(?=\d)", MINUS, text)


def format_signed(value: float | None, decimals: int = 1, missing: str = NOT_STATED) -> str:
    """Return a change with its sign: `+72.6`, `\u22125.4`; a zero has none."""
    text = format_number(value, decimals, missing)
    rises = value is not None and value > 0 and text.strip("0.,") != ""
    return f"+{text}" if rises else text


def format_share_as_percent(
    share: float | None, decimals: int = 0, missing: str = NOT_STATED
) -> str:
    """Return a share of one as a percentage: 0.35 as `35%`."""
    if share is None or math.isnan(share):
        return missing
    percent = Decimal(repr(float(share))) * 100
    return f"{format_number(float(percent), decimals)}%"


def format_as_set(value: float, least: int = 0) -> str:
    """Return a number that somebody set, with the decimals it has, `least` to four: `16.5`."""
    whole, _, decimals = format_number(value, MOST_DECIMALS).partition(".")
    kept = decimals.rstrip("0").ljust(least, "0")
    return f"{whole}.{kept}" if kept else whole


def format_share_as_set(share: float) -> str:
    """Return a share of one that somebody set as a percentage with the decimals it has: `16.5%`."""
    return f"{format_as_set(float(Decimal(repr(float(share))) * 100))}%"


def format_money(
    value: float | None,
    currency: str = "USD",
    scale: str = "bn",
    decimals: int = 1,
    missing: str = NOT_STATED,
) -> str:
    """Return an amount that is already in `scale` (`mn`, `bn`, ...): `A$495.6 bn`."""
    if value is None or math.isnan(value):
        return missing
    number = format_number(value, decimals)
    sign, digits = (MINUS, number[1:]) if number.startswith(MINUS) else ("", number)
    symbol = SIGNS.get(currency, f"{currency} ")
    return f"{sign}{symbol}{digits} {scale}".rstrip()


def format_usd_bn(value_usd_bn: float | None, decimals: int = 1, missing: str = NOT_STATED) -> str:
    """Return an amount in billions of US dollars: `US$375.2 bn`."""
    return format_money(value_usd_bn, "USD", "bn", decimals, missing)


def format_date(day: date | str | None, missing: str = NOT_STATED) -> str:
    """Return `2 June 2018`; from `2018-06` comes `June 2018`, from `2018` the year alone.

    Raises `ValueError` for a text that is no ISO date.
    """
    if day is None or day == "":
        return missing
    text = day.isoformat()[:10] if isinstance(day, date) else day
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        raise ValueError(f"'{text}' is no ISO date such as 2018-06-02, 2018-06 or 2018")
    parts = [int(part) for part in text.split("-")]
    year, month, in_month = (*parts, 1, 1)[:3]
    date(year, month, in_month)  # refuses 30 February
    words = [str(in_month), MONTHS[month - 1], str(year)]
    return " ".join(words[3 - len(parts) :])
