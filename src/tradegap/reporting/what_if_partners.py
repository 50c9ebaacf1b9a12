"""The what-if of several partners' ledger: yearly amounts by other rules and deliveries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tradegap.data.case import Case
from tradegap.data.partners import PartnerLedger
from tradegap.data.what_if_partners import (
    partner_cases,
    partner_numbers,
    partner_outputs,
    partner_rows,
    partner_what_if,
)
from tradegap.model.operations import Value
from tradegap.model.quantity import Quantity
from tradegap.reporting.answer import DEFAULT_CASE, as_delivered, case_title
from tradegap.reporting.answer_forms import TEMPLATES
from tradegap.reporting.partners import KINDS
from tradegap.reporting.partners_forms import above, comes_to, none_above, row_name
from tradegap.reporting.text import Sentence, Voice
from tradegap.reporting.what_if_graph import CompactGraph


def told_at_its_setting(case: Case, ledger: PartnerLedger, say: Voice) -> Sentence:
    """Return the sentences on a ledger as the scenario sets it."""
    shares = {c: q.value for c, q in case.delivery.items() if isinstance(q.value, float)}
    return tell_partners(
        case, ledger, partner_numbers(ledger), partner_outputs(ledger), shares, say
    )


def tell_partners(
    case: Case,
    ledger: PartnerLedger,
    numbers: Mapping[str, Value],
    shown: Mapping[str, Quantity],
    shares: Mapping[str, float],
    say: Voice,
) -> Sentence:
    """Return the sentences on numbers of a ledger; `shown` are the same numbers as quantities.

    `shares` are the deliveries, by category.
    """
    delivered = as_delivered(_counting(ledger), shares)
    rules = case.rules(ledger.crediting)
    over = [text for name, text in above(ledger).items() if _number(numbers[name]) > 1.0]
    parts = [
        comes_to(ledger),
        *([TEMPLATES["case"]] if rules.name != DEFAULT_CASE else []),
        *([TEMPLATES["delivered"]] if delivered else []),
        *(over or [none_above(ledger)]),
    ]
    said = {"day": case.as_of, "case": case_title(rules), "delivered": delivered}
    return say(" ".join(part for part in parts if part), **said, **shown)


def partner_payload(case: Case, graph: CompactGraph, moved: Sequence[str]) -> list[dict[str, Any]]:
    """Return each crediting case as the page needs it: places of its numbers, and templates."""
    return [_case(case, name, graph, moved) for name in partner_cases(case)]


def _case(case: Case, name: str, graph: CompactGraph, moved: Sequence[str]) -> dict[str, Any]:
    ledger, rules = partner_what_if(case, name, moved), case.rules(name)
    return {
        "name": name,
        "title": rules.title,
        "short": name.replace("_", " "),
        "out": {key: graph.place(quantity) for key, quantity in partner_outputs(ledger).items()},
        "groups": [],
        "rows": [
            [f"{row_name(row.partner)}: {KINDS[row.kind]}", f"a{n}", f"s{n}"]
            for n, row in enumerate(partner_rows(ledger))
        ],
        "counting": _counting(ledger),
        "other": name != DEFAULT_CASE,
        "words": {"case": case_title(rules)},
        "told": {
            "sums": comes_to(ledger),
            "above": list(above(ledger).items()),
            "none": none_above(ledger),
        },
        "after": "",
    }


def _counting(ledger: PartnerLedger) -> list[str]:
    """Return the categories that count, in the order of the whole ledger."""
    yearly = {line.pledge.category for line in ledger.placed("yearly")}
    return [c for c in dict.fromkeys(x.pledge.category for x in ledger.lines) if c in yearly]


def _number(value: Value) -> float:
    assert isinstance(value, float)
    return value
