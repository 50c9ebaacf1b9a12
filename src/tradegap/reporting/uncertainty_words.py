"""Words and numbers that the parts of the chapter on uncertainty share."""

from __future__ import annotations

from tradegap.data.case import Case
from tradegap.data.uncertainty import Uncertainty
from tradegap.model.leaves import AssumptionLeaf
from tradegap.model.quantity import Quantity
from tradegap.reporting.numbers import format_number

DRAWN = "draws over the assumptions of this chapter"
DELIVERED_IN_PART = (
    "Where a pledge counts, coverage as delivered is less than coverage as stated for two reasons. "
    "A promised increase may be delivered in part only; and what is delivered is measured against "
    "the base year, so that exports which would have come anyway are no delivery of a pledge, and "
    "are taken off."
)
DRAWN_ALONE = (
    "Every assumption is drawn on its own, independently of the others, from a stream of random "
    "numbers that its name fixes: the same seed gives the same draws, and one more assumption "
    "leaves the others' as they were. Published figures aren't drawn. They are taken as published, "
    "revisions and all."
)
SENSITIVITIES = (
    "The bars move one assumption at a time to the ends of its range. The shares take all draws "
    "together; where those made alone add up to less than everything, the rest is made by "
    "assumptions that work on one another."
)
_COUNT = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_WITHOUT_UNIT = ("share", "percent per percent")


def number(quantity: Quantity) -> float:
    """Return the number of a quantity that has one."""
    assert isinstance(quantity.value, float | int)
    return float(quantity.value)


def name_of_assumption(node: Quantity) -> str:
    """Return the name of an assumption's node."""
    assert isinstance(node.leaf, AssumptionLeaf)
    return node.leaf.name


def likely_style(probability: Quantity) -> str:
    """Return the style in which a share is not rounded to 0% or 100%."""
    value = number(probability)
    return "pct" if 0.01 <= value <= 0.99 else "pct2"


def plain(value: float, unit: str) -> str:
    """Return an assumption's value as it is said: a share in percent, all else as a number."""
    return f"{trimmed(value * 100)}%" if unit == "share" else trimmed(value)


def plain_style(value: float, unit: str) -> str:
    """Return the style in which a sentence shows an assumption's value as `plain` writes it."""
    _, _, decimals = plain(value, unit).rstrip("%").partition(".")
    return f"n{len(decimals)}" if unit != "share" else "pct" + (str(len(decimals) or ""))


def trimmed(value: float) -> str:
    """Return a number with up to three decimals, and no more of them than it has."""
    text = format_number(value, 3)
    return text.rstrip("0").rstrip(".")


def unit_in_words(unit: str) -> str:
    """Return an assumption's unit as it is written beside its values; none for a share."""
    return "" if unit in _WITHOUT_UNIT else unit.replace("USD bn/year", "US$ bn a year")


def in_words(count: int) -> str:
    """Return a small number in words, a larger one in digits."""
    return _COUNT[count] if 0 <= count < len(_COUNT) else str(count)


def upper(text: str) -> str:
    """Begin a text with a capital letter."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """Begin a text with a small letter."""
    return text[:1].lower() + text[1:]


def roots_of(run: Uncertainty) -> list[Quantity]:
    """Return everything that was drawn, of all windows."""
    return [simulation.root for window in run.windows for simulation in window.runs.values()]


def written_unit(case: Case, node: Quantity) -> str:
    """Return an assumption's unit as its record writes it: an elasticity is no share."""
    record = case.assumptions.get(name_of_assumption(node))
    return node.unit if record is None else record.unit
