"""A first scenario file for a new case: what the tables can support, and the text with comments.

The file is meant to be read and changed by a person; what each field is stands beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tradegap.data.catalog import read_catalog
from tradegap.data.load import Figures
from tradegap.data.paths import own_scenarios_dir
from tradegap.data.scenarios import list_scenarios
from tradegap.errors import InputError, UnknownNameError

_TABLES = re.compile(r"goods_annual_vintages_([a-z]{3})_([a-z]{3})")
_CHAPTERS = ("00-summary", "01-surplus", "02-target-and-pledges", "03-feasibility", "04-response",
             "05-mix", "06-uncertainty", "07-two-countries", "90-sources")  # fmt: skip
_CATEGORIES = (
    ("oil seeds", "12"), ("other farm goods and food", "01-11 13-24"),
    ("ores, salt and cement", "25-26"), ("energy", "27"), ("chemicals and medicines", "28-38"),
    ("plastics and rubber", "39-40"), ("hides, wood and paper", "41-49"),
    ("textiles, clothing and shoes", "50-67"), ("glass and precious metals", "68-71"),
    ("metals", "72-83"), ("machinery", "84"), ("electronics", "85"), ("vehicles", "87"),
    ("aircraft", "88"), ("instruments", "90"), ("everything else", "86 89 91-98"),
)  # fmt: skip
"""The HS chapters, each once, as the cases that come along spread purchases over them."""


@dataclass(frozen=True)
class Draft:
    """What a person decides of a new case; amounts in USD bn a year, dates as of that day.

    `path` holds steps as (from YYYY-MM, to YYYY-MM, narrowing in USD bn), `pledges` ids of the
    ledger.
    """

    id: str
    title: str
    question: str
    reporter: str
    partner: str
    as_of: date
    base_year: int
    target_usd_bn: float
    status: str
    published: date
    source: str
    path: Sequence[tuple[str, str, float]]
    pledges: Sequence[str] = ()


def pairs() -> list[tuple[str, str]]:
    """Return the pairs (reporter, partner) of whose balance there are tables."""
    found = [_TABLES.fullmatch(name) for name in read_catalog().tables]
    return sorted((m[1].upper(), m[2].upper()) for m in found if m and _has_all(m[1], m[2]))


def _has_all(reporter: str, partner: str) -> bool:
    return all(name in read_catalog().tables for name in _tables(reporter, partner).values())


def _tables(reporter: str, partner: str) -> dict[str, str]:
    pair = f"{reporter}_{partner}".lower()
    return {
        "vintages": f"goods_annual_vintages_{pair}",
        "annual": f"goods_annual_{pair}",
        "monthly": f"goods_monthly_{pair}",
    }


def check_pair(reporter: str, partner: str) -> None:
    """Raise `InputError`, with what there is, for two countries without tables of their trade."""
    known = pairs()
    if (reporter, partner) not in known:
        there = ", ".join(f"{one} with {other}" for one, other in known)
        raise InputError(
            f"There are no tables of the goods trade of {reporter} with {partner}; there are of "
            f"{there}. docs/scenarios.md says how to add tables; for the pledges of several "
            "partners without a balance begin with a copy of us-partners-2025."
        )


def base_years(reporter: str, partner: str, as_of: date) -> list[int]:
    """Return the years of which a figure was published by `as_of`, the last one last."""
    tables = _tables(reporter, partner)
    found = Figures(as_of).vintages(tables["vintages"])
    dated = found[found["as_published"].astype(str) <= as_of.isoformat()]
    return sorted({int(year) for year in dated["year"]})


def known_pledges(partner: str, as_of: date) -> dict[str, str]:
    """Return the ledger's promises of a partner that were published by `as_of`, by id.

    The text says what they are about. Demands are none: a demand is a target.
    """
    rows = Figures(date.max).table("pledges")
    mine = rows[(rows["partner"] == partner) & (rows["published"].astype(str) <= str(as_of))]
    return {
        str(row["id"]): f"{row['category']}, announced {row['announced']}"
        for row in mine.to_dict("records")
        if row["direction"] != "demand"
    }


def check_pledges(ids: Sequence[str], partner: str, as_of: date) -> None:
    """Raise `UnknownNameError` for a line that the partner has not, or not yet, in the ledger."""
    known = known_pledges(partner, as_of)
    for name in ids:
        if name not in known:
            raise UnknownNameError(f"pledge of {partner} by {as_of}", name, known)


def default_path(as_of: date, target_usd_bn: float) -> list[tuple[str, str, float]]:
    """Return the whole narrowing within the twelve months that follow the month of `as_of`."""
    month = as_of.year * 12 + as_of.month  # the month after, counted from zero
    first, last = (f"{m // 12:04d}-{m % 12 + 1:02d}" for m in (month, month + 11))
    return [(first, last, target_usd_bn)]


def write_out(draft: Draft) -> str:
    """Return the scenario file of a draft, with a comment at each field."""
    return _TEXT.format(**_words(draft))


def file_of(name: str) -> str:
    """Return the path at which a scenario of one's own is known by its name, as a text.

    Raises `InputError` for a name that another scenario has.
    """
    path = own_scenarios_dir() / f"{name}.yml"
    if (there := next((p for p in list_scenarios() if p.stem == name), path)) != path:
        raise InputError(f"There is a scenario {name} already, {there}; take another name.")
    return str(path)


def _words(draft: Draft) -> Mapping[str, Any]:
    steps = "\n".join(
        f"    - {{from: {first}, to: {last}, narrowing_usd_bn: {amount:.12g}}}"
        for first, last, amount in draft.path
    )
    categories = "\n".join(
        f"    - {{name: {json.dumps(name)}, codes: {json.dumps(codes.split())}}}"
        for name, codes in _CATEGORIES
    )
    pledges = "\n".join(f"  - ledger: {name}" for name in draft.pledges)
    return {
        **{name: json.dumps(getattr(draft, name), ensure_ascii=False)
           for name in ("id", "title", "question", "source")},
        **{name: getattr(draft, name) for name in ("reporter", "partner", "as_of",
                                                   "base_year", "status", "published")},
        **_tables(draft.reporter, draft.partner),
        "target": f"{draft.target_usd_bn:.12g}",
        "path": f"  path:\n{steps}" if steps else "  path: []",
        "pledges": f"pledges:\n{pledges}" if pledges else "pledges: []",
        "categories": categories,
        "chapters": ", ".join(_CHAPTERS),
    }  # fmt: skip


_TEXT = """\
# A case begun by `tradegap new`. Change what you like and check it with `tradegap check`.
# Every field is explained in docs/scenarios.md; fields that aren't here can be added.
schema: 1
id: {id}  # names the report's folder: small letters, digits, hyphens

# The report's words. {{target_usd_bn}} stands for the target that a report is built with.
title: {title}
question: {question}

# Whose statistics are used, and the other side: ISO 3166 alpha-3.
reporter: {reporter}
partner: {partner}

# Only what was published by this date is read.
as_of: {as_of}

# Notebooks, in reading order. More: 08-progress (actual figures against the path), and 80-hindsight
# (what followed; it needs hindsight_as_of, the date up to which it may read).
chapters: [{chapters}]

# The year that the narrowing is measured from, and the tables that its figures come from.
baseline:
  year: {base_year}
  vintages: {vintages}
  annual: {annual}
  monthly: {monthly}

target:
  narrowing_usd_bn_per_year: {target}  # by how much the surplus is to be smaller, US$ bn a year
  status: {status}  # demanded, resisted or agreed
  published: {published}  # when it became known; not after as_of
  source: {source}
  # The path: twelve months each, and how far below the base year's surplus theirs is to be.
  path_set_by: scenario  # write demand if the demand itself named these dates
{path}

# Lines of the ledger (data/reference/pledges.csv). A pledge of your own: docs/scenarios.md.
{pledges}

# What analysts' cases take for a pledge without an amount; docs/assumptions.md has its range.
unstated_pledge: unstated_pledge_usd_bn_per_year

# The table of tariffs that were announced or are in force.
tariff_actions: tariff_actions

# What purchases are spread over: categories of exports by HS chapter, none of them twice.
feasibility:
  categories:
{categories}

# Made-up tariffs on everything that the report works through, in percent.
response:
  uniform:
    - {{imports_percent: 10}}
    - {{imports_percent: 25}}
    - {{imports_percent: 25, exports_percent: 25}}

# What if the partner answers a tariff at this multiple of the rate?
mix:
  retaliation: 1

# How many random draws, from which seed: the same seed gives the same report.
uncertainty:
  draws: 100000
  seed: 1
"""
