"""Rates of exchange: which table has the rate of a day or of a month."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TABLE = re.compile(r"fx_usd_per_([a-z]{3})_(daily|monthly)")


def rate_table(currency: str, when: str) -> str:
    """Return the table of US dollars per unit of a currency: by day, or by month for `2020-12`."""
    return f"fx_usd_per_{currency.lower()}_{'monthly' if is_month(when) else 'daily'}"


def is_month(when: str) -> bool:
    """Tell whether a rate is that of a month, `2020-12`, and not of a day."""
    return len(when) == len("2020-12")


def currencies_of(tables: Iterable[str]) -> list[str]:
    """Return the currencies that there are tables of rates for, by code."""
    found = (_TABLE.fullmatch(name) for name in tables)
    return sorted({match[1].upper() for match in found if match})
