"""The forms of the answer: which sentences tell a headline, by what its numbers are.

The page tells another setting by the same forms and templates, so they stand here as data.
"""

from __future__ import annotations

from dataclasses import dataclass

TEMPLATES: dict[str, str] = {
    "nothing": "Nothing on the record of this case by {day:date} can be counted toward the "
    "{target:bn} a year: {why}",
    "counted": "What was pledged by {day:date} comes to {credited:bn} a year, {coverage:pct} of "
    "the {target:bn} that is asked for",
    "counted_of": "Of the {stated:bn} a year pledged by {day:date}, {credited:bn} counts: "
    "{coverage:pct} of the {target:bn} that is asked for",
    "counted_less": "What was pledged by {day:date} is less a year than was bought before: "
    "{coverage:pct} of the {target:bn} that is asked for",
    "counted_assumed": "At an assumed amount, what was pledged by {day:date} comes to "
    "{credited:bn} a year, {coverage:pct} of the {target:bn} that is asked for",
    "nothing_in_dollars": "Nothing on the record of this case by {day:date} can be put in dollars "
    "and counted: {why}.",
    "additional": "{credited:bn} a year of what was pledged by {day:date} is additional to {over}.",
    "none_additional": "Nothing of what was pledged by {day:date} is additional to {over}.",
    "unknown": ", so the gap is not known; it is at most {upper_bound:bn} a year.",
    "not_known": ", so the gap is not known.",
    "left": ", which leaves a gap of {gap:bn} a year.",
    "none_at_face_value": ": taken at face value, no gap is left.",
    "none_at_face_value_while": ": taken at face value, no gap is left in a year with these "
    "pledges.",
    "none_left": ", so no gap is left.",
    "none_left_while": ", so no gap is left in a year with these pledges.",
    "none_whatever": "; no gap is left, whatever the pledges come to.",
    "unknown_with_tariff": ", so the gap is not known; with a tariff of {tariff:set} on everything "
    "bought from {partner} it is at most {upper_bound:bn} a year.",
    "not_known_with_tariff": ", so the gap is not known.",
    "left_with_tariff": "; with a tariff of {tariff:set} on everything bought from {partner}, a "
    "gap of {gap:bn} a year is left.",
    "none_left_with_tariff": "; with a tariff of {tariff:set} on everything bought from {partner}, "
    "no gap is left.",
    "none_left_while_with_tariff": "; with a tariff of {tariff:set} on everything bought from "
    "{partner}, no gap is left in a year with these pledges.",
    "none_whatever_with_tariff": "; with a tariff of {tariff:set} on everything bought from "
    "{partner}, no gap is left, whatever the pledges come to.",
    "case": "This counts by the case “{case}”.",
    "delivered": "Taken as delivered: {delivered}.",
    "tariff": "That tariff would narrow the surplus by {narrowing:bn} a year, if nothing is "
    "answered.",
}
"""Templates of `tradegap.reporting.text.Voice`, by the name of their form."""


@dataclass(frozen=True)
class Told:
    """What decides the forms: numbers in USD bn/year and the tariff as a share, `None` if missing.

    `other_case` says that another crediting case than the default one counts, `in_part` that not
    all is taken as delivered, `some_years` that for a step of the path nothing that counts is
    pledged.
    """

    has_target: bool
    stated: float | None
    credited: float | None
    tariff: float | None = None
    gap: float | None = None
    upper_bound: float | None = None
    other_case: bool = False
    in_part: bool = False
    target: float | None = None
    narrowing: float | None = None
    some_years: bool = False


def forms(told: Told) -> list[list[str]]:
    """Return the names of the templates that tell a headline, one list of names for a sentence.

    The first sentence is the answer: what counts, and what gap is left.
    """
    counted = told.credited is not None
    return [
        [_opening(told), *([_ending(told)] if told.has_target else [])],
        *([["case"]] if told.other_case else []),
        *([["delivered"]] if told.in_part and counted else []),
        *([["tariff"]] if told.tariff else []),
    ]


def _opening(told: Told) -> str:
    if not told.has_target:
        if told.credited is None:
            return "nothing_in_dollars"
        return "additional" if told.credited > 0 else "none_additional"
    if told.credited is None:
        return "nothing"
    if told.stated is None:
        return "counted_assumed"
    if told.stated < 0:
        return "counted_less"
    return "counted_of" if abs(told.stated - told.credited) > 1e-9 else "counted"


def _ending(told: Told) -> str:
    return f"{_left(told)}_with_tariff" if told.tariff else _left(told)


def _left(told: Told) -> str:
    if told.gap is None:
        if told.upper_bound is None:
            return "not_known"
        return "unknown" if told.upper_bound > 0 else "none_whatever"
    if told.gap > 0:
        return "left"
    if told.some_years and _reached(told.narrowing, told.target):
        return "none_whatever"
    plain = not (told.other_case or told.in_part or told.tariff)
    ending = "none_at_face_value" if plain else "none_left"
    return f"{ending}_while" if told.some_years else ending


def _reached(narrowing: float | None, target: float | None) -> bool:
    return narrowing is not None and target is not None and narrowing >= target
