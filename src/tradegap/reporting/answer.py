"""The answer of a case, in sentences: what counts toward the target, and what gap is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tradegap.data.case import Case
from tradegap.data.what_if import Numbers, headline_setting, outputs
from tradegap.model.crediting import Rules
from tradegap.model.gap import Counted, Gap
from tradegap.model.names import name_of
from tradegap.model.quantity import Quantity, value_of
from tradegap.model.what_if import WhatIf
from tradegap.reporting.answer_forms import TEMPLATES, Told, forms
from tradegap.reporting.numbers import format_share_as_set
from tradegap.reporting.sentences import uncovered, why_nothing
from tradegap.reporting.text import Sentence, Voice, joined

DEFAULT_CASE = "as_stated"


def answer(case: Case, say: Voice) -> Sentence:
    """Return the answer in a few sentences: coverage and gap, or why there is none."""
    if case.scenario.partners:
        from tradegap.reporting.partners import partners_answer

        return partners_answer(case, say)
    if not case.scenario.has_target:
        from tradegap.reporting.purchases import answer_without_target

        return answer_without_target(case, say)
    what = headline_setting(case)
    told = told_headline(case, what, say)
    other = other_readings(case, what, say)
    if what.found.credited_usd_bn_per_year.value is None:
        return Sentence.joined([told, *other])
    return Sentence.joined([told, *after(what, say), *other, *_bought(case, say)])


def other_readings(case: Case, what: WhatIf, say: Voice) -> list[Sentence]:
    """Say what gap the other cases of crediting leave that the report shows, where they differ.

    Of several it names the one that leaves least and the one that leaves most.
    """
    own = _told_of(what)
    others = [n for n in case.cases if n in case.shown_cases and n != what.found.rules.name]
    found = {case_title(case.rules(n)): _told_of(headline_setting(case, n)) for n in others}
    gaps = {title: o["gap"] for title, o in found.items() if _number(o["gap"].value) is not None}
    differing = {t: gap for t, gap in gaps.items() if gap.value != own["gap"].value}
    ends = sorted(differing, key=lambda title: value_of(differing[title]))
    ends = ends if len(ends) < 2 else [ends[0], ends[-1]]
    told = [_by_case(title, differing[title], say) for title in ends]
    nothing = [title for title in found if title not in gaps]
    if nothing and _number(own["credited"].value) is not None:
        told.append(Sentence(f"by the case “{nothing[0]}”, nothing counts"))
    if not told:
        return []
    pieces = Sentence.joined(told, "; ")
    return [Sentence(f"{pieces.markdown[:1].upper()}{pieces.markdown[1:]}.", pieces.quantities)]


def _by_case(title: str, gap: Quantity, say: Voice) -> Sentence:
    if value_of(gap) <= 0:
        return say("by the case “{case}”, no gap is left", case=title)
    return say("by the case “{case}”, the gap is {gap:bn} a year", case=title, gap=gap)


def case_title(rules: Rules) -> str:
    """Return how a case of crediting is called: what stands before the colon of its title."""
    return rules.title.split(":")[0]


def after(what: WhatIf, say: Voice) -> list[Sentence]:
    """Return what is said after the headline: for which steps nothing that counts is pledged."""
    found = what.found
    known = isinstance(found, Gap) and found.credited_usd_bn_per_year.value is not None
    return uncovered(found, say) if isinstance(found, Gap) and known else []


def some_years(found: Gap | Counted) -> bool:
    """Tell whether something is credited, and for a step of the path nothing."""
    if not isinstance(found, Gap) or found.credited_usd_bn_per_year.value is None:
        return False
    return any(step.credited_usd_bn.value is None for step in found.steps)


def told_headline(case: Case, what: WhatIf, say: Voice) -> Sentence:
    """Return the sentences on a headline as it is set."""
    found = _told_of(what)
    values: dict[str, Any] = {name: quantity.value for name, quantity in found.items()}
    numbers = Numbers(**values)
    shares = {c: q.value for c, q in case.delivery.items() if isinstance(q.value, float)}
    return tell(what, numbers, found, words(case, what, shares), say)


def _told_of(what: WhatIf) -> dict[str, Quantity]:
    """Return the quantities of a headline; without a tariff its gap is what pledges leave."""
    named, found = outputs(what), what.found
    if isinstance(found, Gap) and not _number(named["tariff"].value):
        named["gap"] = found.gap_usd_bn_per_year
        named["upper_bound"] = found.gap_upper_bound_usd_bn_per_year
    return named


def tell(
    what: WhatIf,
    numbers: Numbers,
    shown: Mapping[str, Quantity],
    said: Mapping[str, Any],
    say: Voice,
) -> Sentence:
    """Return the sentences on a headline's numbers; `shown` are the same numbers as quantities."""
    told = Told(
        what.with_tariff is not None,
        _number(numbers.stated),
        _number(numbers.credited),
        _number(numbers.tariff),
        _number(numbers.gap),
        _number(numbers.upper_bound),
        what.found.rules.name != DEFAULT_CASE,
        bool(said["delivered"]),
        _number(numbers.target),
        _number(numbers.narrowing),
        some_years(what.found),
    )
    sentences = ("".join(TEMPLATES[name] for name in names) for names in forms(told))
    return say(" ".join(sentences), **said, **shown)


def words(case: Case, what: WhatIf, shares: Mapping[str, float]) -> dict[str, Any]:
    """Return what the templates say beside numbers; `shares` are the deliveries, by category."""
    found = what.found
    counting = dict.fromkeys(c for group in what.groups for c in group.by_category)
    year = case.scenario.baseline.year
    return {
        "day": case.as_of,
        "why": why_nothing(found) if found.credited_usd_bn_per_year.value is None else "",
        "over": str(year) if case.without_pledge == "base_year" else f"the trend up to {year}",
        "case": case_title(found.rules),
        "partner": name_of(case.scenario.partner),
        "delivered": as_delivered(counting, shares),
    }


def as_delivered(counting: Iterable[str], shares: Mapping[str, float]) -> str:
    """Return the deliveries that aren't whole, of the categories that count; empty without any."""
    told = [
        f"{format_share_as_set(shares[c])} of {begun_small(c)}"
        for c in counting
        if shares.get(c, 1.0) != 1
    ]
    return joined(told) if told else ""


def _bought(case: Case, say: Voice) -> list[Sentence]:
    """Say what was bought of the agreement that a case follows, where it follows one."""
    from tradegap.reporting.findings import kept

    told = kept(case, say) if "09-phase-one" in case.scenario.chapters else Sentence("")
    return [told] if told.markdown else []


def begun_small(text: str) -> str:
    """Return a text that begins with a small letter, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _number(value: Any) -> float | None:
    return value if isinstance(value, float) else None
