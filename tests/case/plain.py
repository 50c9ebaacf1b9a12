"""Crediting once more, by csv and plain arithmetic alone: nothing of the model is read here.

It follows definitions 3 to 6 of the method for pledges written as a scenario writes them, in USD bn
a year: which count on a day, what each is worth over the base year, and what they are together.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.case.raw import day, rows

Written = dict[str, Any]
LIVE = {"announced", "offered", "signed", "in_force"}
CASES: dict[str, set[str]] = {"as_stated": LIVE, "confirmed_only": {"signed", "in_force"}}


def status(pledge: Written, on: date) -> str | None:
    past = [e["status"] for e in pledge["events"] if day(e["date"]) <= on]
    if not past or day(pledge["published"]) > on:
        return None
    over = "window_end" in pledge and on > day(pledge["window_end"])
    return "window_over" if over and past[-1] in LIVE else past[-1]


def years(pledge: Written) -> float | None:
    """Return the years of a window, a year at the least."""
    if "window_start" not in pledge or "window_end" not in pledge:
        return None
    first, end = day(pledge["window_start"]), day(pledge["window_end"]) + timedelta(days=1)
    if end.year > first.year and (end.month, end.day) == (first.month, first.day):
        return float(end.year - first.year)
    return max(1.0, (end - first).days / 365.25)


def sold(codes: list[str], year: int) -> float:
    """Return exports of chapters and ranges of them to China, USD bn."""
    wanted = set()
    for code in codes:
        first, last = code[:2], code[-2:]
        wanted |= {f"{n:02d}" for n in range(int(first), int(last) + 1)}
    return sum(
        float(r["exports_fas_usd_to_chn"]) / 1e9
        for r in rows("exports_hs2_annual_usa")
        if r["year"] == str(year) and r["hs2"] in wanted
    )


def is_level(pledge: Written) -> bool:
    return pledge["kind"] == "level" or pledge.get("over") == "nothing"


def increment(pledge: Written, base_year: int) -> float | None:
    """Return what a pledge adds in a year over the base year, `None` where nobody can tell."""
    amount = pledge.get("amount")
    if amount is None or (pledge["kind"] == "physical" and "price" not in pledge):
        return None
    if pledge["kind"] == "physical":
        amount = amount * pledge["price"]["value"] / 1000  # mn t at USD/t are USD mn
    if not pledge["unit"].endswith("/year"):
        length = years(pledge)
        if length is None:
            return None
        amount /= length
    return amount - sold(pledge["codes"], base_year) if is_level(pledge) else amount


def credited(pledges: list[Written], case: str, on: date, base_year: int) -> dict[str, float]:
    """Return what each pledge that counts is credited, by its id."""
    found = {}
    for pledge in pledges:
        taken = any(
            pledge["id"] in p.get("supersedes", []) and status(p, on) in CASES[case]
            for p in pledges
        )
        worth = increment(pledge, base_year)
        if status(pledge, on) in CASES[case] and not taken and worth is not None:
            found[pledge["id"]] = max(0.0, worth)
    return found


def together(pledges: list[Written], amounts: dict[str, float]) -> float | None:
    """Return the largest sum of a day, a level less what counts within its goods; no two alike."""
    sums = []
    for first in {p.get("window_start", "0001-01-01") for p in pledges}:
        running = [
            p for p in pledges if p["id"] in amounts
            and p.get("window_start", "0001-01-01") <= first <= p.get("window_end", "9999-12-31")
        ]  # fmt: skip
        if running:
            sums.append(sum(once(running, amounts).values()))
    return max(sums) if sums else None


def once(running: list[Written], amounts: dict[str, float]) -> dict[str, float]:
    left: dict[str, float] = {}
    for pledge in sorted(running, key=lambda p: (len(chapters(p)), is_level(p))):
        mine, name = chapters(pledge), pledge["id"]
        inner = sum(left[p["id"]] for p in running if p["id"] in left and chapters(p) <= mine)
        left[name] = max(0.0, amounts[name] - inner) if is_level(pledge) else amounts[name]
    return left


def chapters(pledge: Written) -> set[int]:
    return {n for code in pledge["codes"] for n in range(int(code[:2]), int(code[-2:]) + 1)}


def covers_half(pledge: Written, first: date, last: date) -> bool:
    start = max(first, day(pledge.get("window_start", first.isoformat())))
    end = min(last, day(pledge.get("window_end", last.isoformat())))
    return 2 * ((end - start).days + 1) >= (last - first).days + 1
