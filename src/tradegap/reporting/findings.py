"""What the summary says of the other chapters: a question and its answer for each one listed."""

from __future__ import annotations

from collections.abc import Callable

from tradegap.data import feasibility, mix
from tradegap.data.case import Case
from tradegap.data.mirror import base_sides, target_shares
from tradegap.data.phase_one import SCOPES
from tradegap.data.pledge_pace import PledgePace, pledge_paces
from tradegap.data.progress import path_progress
from tradegap.data.uncertainty import WindowRun, uncertainty
from tradegap.model.assumptions import Point
from tradegap.model.monthly import months_in_words
from tradegap.model.names import name_of
from tradegap.model.quantity import Quantity
from tradegap.reporting.base_year import in_which_money
from tradegap.reporting.mix import outside_published, set_or_central
from tradegap.reporting.phase_one import followed, not_yet
from tradegap.reporting.text import Sentence, Voice
from tradegap.reporting.uncertainty import rests_on, say_what_is_out
from tradegap.reporting.uncertainty_words import likely_style

_STEEP: Point = "high"
_FLAT: Point = "low"


_NONE = "none of the draws"


def findings(case: Case, say: Voice) -> Sentence:
    """Return a list with a question and its answer for each chapter of the analysis."""
    told = [
        (question, tell(case, say))
        for stem, (question, tell) in _TOLD.items()
        if stem in case.scenario.chapters
    ]
    told.append(("In which money?", in_which_money(say)))
    lines = [
        Sentence(f"* **{question}** {answer.markdown}", answer.quantities)
        for question, answer in told
        if answer.markdown
    ]
    return Sentence.joined(lines, "\n")


def _sold(case: Case, say: Voice) -> Sentence:
    """Say what the categories could add by their record, and whether the target is within it."""
    unknown = feasibility.why_not(case)
    if unknown is not None:
        return say(f"Not known here: {unknown}.")
    could = say(
        "Twice the largest yearly rise on record in each of {count} categories would add "
        "{capacity:bn} a year.",
        count=len(feasibility.records(case)),
        capacity=feasibility.capacity(case),
    )
    found = feasibility.required_sums(case).get("target")
    if found is None:
        return could
    reach = (
        "Through purchases alone the target takes {required:bn}, which is within it."
        if found.within_caps
        else "Through purchases alone the target takes {required:bn}: out of reach by {short:bn}."
    )
    return Sentence.joined(
        [could, say(reach, required=found.required, short=found.basket.out_of_reach)]
    )


def _tariff(case: Case, say: Voice) -> Sentence:
    """Say which uniform tariff would do it alone, and how far the assumptions move it."""
    if not case.scenario.has_target:
        return Sentence("")
    central, flat, steep = (mix.tariff_alone(case, e) for e in ("central", _FLAT, _STEEP))
    if central.value is None:
        return say("No tariff reaches the target alone: the imports that are left are too small.")
    told = "One of {central:pct1} on everything bought from {partner} would narrow it by as much"
    return say(
        told + _over_elasticities(case, flat, steep) + _set_for_this_report(case),
        **set_or_central(case),
        central=central,
        partner=name_of(case.scenario.partner),
        flat=flat,
        steep=steep,
    )


def _over_elasticities(case: Case, flat: Quantity, steep: Quantity) -> str:
    """Return the template of how far the published elasticities move the tariff."""
    if flat.value is None or steep.value is None:
        return ", if nothing is answered."
    if flat.value == steep.value:
        return " whatever the elasticity, if nothing is answered."
    if mix.is_set(case, mix.ELASTICITY):
        return (
            ", if nothing is answered; the elasticities that were published take {steep:pct1} to "
            "{flat:pct1}."
        )
    return (
        ", from {steep:pct1} to {flat:pct1} over the elasticities that were published, if nothing "
        "is answered."
    )


def _set_for_this_report(case: Case) -> str:
    """Return the template of what of the tariff was set for this report, and where it lies."""
    told = []
    for name, what in ((mix.ELASTICITY, "elasticity of {e:n2}"),
                       (mix.PASS_THROUGH, "pass-through of {f:pct1}")):  # fmt: skip
        if mix.is_set(case, name):
            outside = outside_published(case, name)
            where = " and lies outside the published ones" if outside else ""
            told.append(f" The {what} was set for this report{where}.")
    return "".join(told)


def _sure(case: Case, say: Voice) -> Sentence:
    """Say how likely the target is, or that no probability is printed."""
    found = uncertainty(case)
    told = [window for window in found.windows if not window.why_none]
    if not told:
        reasons = dict.fromkeys([window.why_none for window in found.windows] or [found.why_none])
        return say(
            "No probability of reaching the target is printed: {why}.", why="; ".join(reasons)
        )
    likely = [_share_of_draws(window, say) for window in told]
    return Sentence.joined([*likely, rests_on(found, say)])


def _share_of_draws(window: WindowRun, say: Voice) -> Sentence:
    """Say in which part of the draws a window reaches the target, or that it can't any more."""
    if window.lost:
        lost = say(
            "The target can no longer be reached for {window}.", window=window.outlook.window.label
        )
        return Sentence.joined([lost, say_what_is_out(window, say)])
    if window.probability.value is None:
        return say(
            "For {window} it can't be told how often the target is reached: no draw has a result.",
            window=window.outlook.window.label,
        )
    draws = f"{{p:{likely_style(window.probability)}}} of the draws"
    return say(
        f"The target is reached for {{window}} in {draws if window.probability.value else _NONE}.",
        window=window.outlook.window.label,
        p=window.probability,
    )


def _whose(case: Case, say: Voice) -> Sentence:
    """Say what share of the surplus the target is on either side's figures."""
    if not case.scenario.has_target:
        return _both_sides(case, say)
    shares = target_shares(case)
    if "partner" not in shares:
        return Sentence("")
    return say(
        "The {target:bn} is {reporter:pct} of the surplus on US figures and {partner:pct} on those "
        "of {name}'s customs.",
        target=case.target.year_usd_bn,
        reporter=shares["reporter"],
        partner=shares["partner"],
        name=name_of(case.scenario.partner),
    )


def _both_sides(case: Case, say: Voice) -> Sentence:
    """Say what the surplus of the base year was on either side's figures."""
    both = base_sides(case)
    if both is None:
        return Sentence("")
    return say(
        "In {year} the surplus was {ours:bn} on US figures and {theirs:bn} on those of {name}'s "
        "customs.",
        year=case.scenario.baseline.year,
        ours=both.reporter.surplus_usd_bn,
        theirs=both.partner.surplus_usd_bn,
        name=name_of(case.scenario.partner),
    )


def _track(case: Case, say: Voice) -> Sentence:
    """Say how much of the narrowing due by now was reached, in the last step that has begun.

    Without a target: what was shipped of each pledge that is followed and isn't over.
    """
    if not case.scenario.has_target:
        return Sentence.joined([_followed(row, say) for row in _running(case)])
    begun = [step for step in path_progress(case) if step.even is not None]
    if not begun or begun[-1].even is None:
        return Sentence("")
    last = begun[-1].even
    return say(
        "Of the {due:bn} asked for "
        + _whose_path(case)
        + "in {months}, {reached:pct} was reached.",
        due=last.due,
        months=last.pace.label,
        reached=last.reached_share,
    )


def _running(case: Case) -> list[PledgePace]:
    """Return the pledges whose months are not all out, each in its first reading."""
    rows = [
        row
        for row in pledge_paces(case)
        if row.even is not None and row.even.months_left and not row.later
    ]
    return [row for n, row in enumerate(rows) if row.pledge not in [r.pledge for r in rows[:n]]]


def _followed(row: PledgePace, say: Voice) -> Sentence:
    """Say how much of what is due of a pledge was shipped, if all that was shipped counts."""
    assert row.even is not None
    dollars = row.even.whole.unit.startswith("USD")
    amounts = (
        "{done:bn} of {due:bn}" if dollars else f"{{done:n1}} of {{due:n1}} {row.even.whole.unit}"
    )
    return say(
        "{What} in {months}: " + amounts + " due ({reached:pct}), if all that was shipped counts.",
        What=row.pledge.category[:1].upper() + row.pledge.category[1:],
        months=months_in_words(row.even.covered),
        done=row.even.actual,
        due=row.even.due,
        reached=row.even.reached_share,
    )


def _whose_path(case: Case) -> str:
    """Say that a path's dates are the scenario's own, where they are."""
    own = case.scenario.target.path_set_by == "scenario"
    return "(by this case's reading of the demand) " if own else ""


def kept(case: Case, say: Voice) -> Sentence:
    """Say how much of Phase One was reached in either scope, as a level and as an increase."""
    if not_yet(case) is not None:
        return Sentence("")
    narrow, wide = (followed(case, aircraft=scope) for scope in SCOPES)
    return say(
        "In {months} exports reached {narrow:pct1} of the level promised, {wide:pct1} with "
        "aircraft; of the increase alone {rise:pct1} and {rise_wide:pct1}.",
        months=narrow.even.label,
        narrow=narrow.reached_even_share,
        wide=wide.reached_even_share,
        rise=narrow.rise_share_even,
        rise_wide=wide.rise_share_even,
    )


Told = Callable[[Case, Voice], Sentence]
_TOLD: dict[str, tuple[str, Told]] = {
    "03-feasibility": ("Could it be sold?", _sold),
    "05-mix": ("What would a tariff have to be?", _tariff),
    "06-uncertainty": ("How sure is it?", _sure),
    "07-two-countries": ("On whose figures?", _whose),
    "08-progress": ("Is it on track?", _track),
    "09-phase-one": ("Was Phase One kept?", kept),
}
