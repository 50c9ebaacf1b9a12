"""The texts that head a report, with the one place in them where a number goes: the target."""

from __future__ import annotations

TARGET_PLACE = "{target_usd_bn}"
"""What stands in a scenario's texts for the target that a report is built with."""


def refuse_unknown_places(text: str) -> str:
    """Return a text as it is; raises `ValueError` if it has another place than the target's."""
    rest = text.replace(TARGET_PLACE, "")
    at = next((n for n, letter in enumerate(rest) if letter in "{}"), None)
    if at is not None:
        raise ValueError(
            f"nothing is known for '{rest[at : at + 20].strip()}'; write {TARGET_PLACE} where the "
            "target goes, and no other braces"
        )
    return text


def refuse_places_of_a_target(**texts: str) -> None:
    """Raise `ValueError` if one of the texts of a scenario without a target has its place."""
    for name, text in texts.items():
        if TARGET_PLACE in text:
            raise ValueError(
                f"{name} has {TARGET_PLACE}, and the scenario has no target; write the text "
                "without it"
            )


def filled_in(text: str, target_usd_bn: float) -> str:
    """Return a text with the target, USD bn a year, at its place."""
    return text.replace(TARGET_PLACE, f"{target_usd_bn:,.12g}")
