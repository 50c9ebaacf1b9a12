"""What the chapter on Phase One says: both scopes, level and increase, services, both years."""

from __future__ import annotations

from tradegap.data import phase_one as data
from tradegap.data.case import Case
from tradegap.data.phase_one import SCOPES, YEAR, phase_one
from tradegap.model.monthly import months_in_words
from tradegap.model.periods import Window
from tradegap.model.phase_one import TOTAL, Category, Followed
from tradegap.model.quantity import Quantity, value_of
from tradegap.reporting.sentences import vintage
from tradegap.reporting.text import Sentence, Voice

NOTHING = Sentence("")
_OTHER = "Phase One is an agreement with China, and this case is with another partner."


def not_yet(case: Case) -> str | None:
    """Say why nothing of Phase One can be followed on the as-of date, `None` where it can."""
    if case.scenario.partner != "CHN":
        return _OTHER
    signed = case.figures.table(data.COMMITMENTS)
    if signed.empty:
        return "Phase One was signed on 15 January 2020, after the as-of date of this report."
    if not data.months_out(case.figures):
        return f"No month of {YEAR} is out on the as-of date, so there is nothing to follow yet."
    return None


def phase_one_through(case: Case) -> str:
    """Return the last month that the chapter follows: the section's, or the last one out."""
    section, out = case.scenario.phase_one, data.months_out(case.figures)
    wanted = section.through if section and section.through else out[-1]
    return min(wanted, out[-1])


def phase_one_now(case: Case, say: Voice) -> Sentence:
    """Say how much of the level was reached in either scope, and how much of the increment."""
    reason = not_yet(case)
    if reason is not None:
        return say(reason)
    narrow, wide = (followed(case, aircraft=scope) for scope in SCOPES)
    year_is_out = not narrow.even.months_left
    due = (
        "the {level:bn} that was promised for the year"
        if year_is_out
        else "the {due:bn} due by then if every month counts alike, and {seasonal:pct1} of the "
        "{due_seasonal:bn} due by the seasons of 2017"
    )
    said = say(
        "In {months} exports of the goods of the agreement came to {bought:bn}, {even:pct1} of "
        + due
        + ". With aircraft they were {bought_wide:bn}, {even_wide:pct1} of {due_wide:bn}. Both "
        "scopes can be defended: the agreement names aircraft, and the first counts of it left "
        "them out.",
        months=narrow.even.label,
        bought=narrow.even.actual,
        even=narrow.reached_even_share,
        level=narrow.commitment.level,
        due=narrow.even.due,
        seasonal=narrow.reached_seasonal_share,
        due_seasonal=narrow.seasonal.due,
        bought_wide=wide.even.actual,
        even_wide=wide.reached_even_share,
        due_wide=wide.even.due,
    )
    return said if year_is_out else Sentence.joined([said, _run_rate(narrow, wide, say)])


def _run_rate(narrow: Followed, wide: Followed, say: Voice) -> Sentence:
    """Say what each month that is left has to bring, and how much that is of the base year's."""
    count = narrow.needed.months_left
    return say(
        "To reach the level of the year, "
        + ("the month that is" if count == 1 else "each of the {count} months that are")
        + " left would have to bring {left:bn}, {times:n1} times what the same "
        + ("month" if count == 1 else "months")
        + " of 2017 did, or with aircraft {left_wide:bn}, {times_wide:n1} times.",
        count=count,
        left=narrow.needed.per_month,
        times=narrow.needed.times_base,
        left_wide=wide.needed.per_month,
        times_wide=wide.needed.times_base,
    )


def phase_one_increment(case: Case, say: Voice) -> Sentence:
    """Say how much of the increment was brought: another question than the level."""
    reason = not_yet(case)
    if reason is not None:
        return NOTHING
    narrow, wide = (followed(case, aircraft=scope) for scope in SCOPES)
    return say(
        "A share of the level counts what was bought in 2017 already. Of the increase alone, which "
        "is what was new, {narrow:pct1} was brought without aircraft and {wide:pct1} with them "
        "({rise:sbn} and {rise_wide:sbn} on the same months of 2017; a minus means that "
        "less was bought than then).",
        narrow=narrow.rise_share_even,
        wide=wide.rise_share_even,
        rise=narrow.rise,
        rise_wide=wide.rise,
    )


def phase_one_two_years(case: Case, say: Voice) -> Sentence:
    """Say what both years came to, goods and services, as far as it was printed."""
    reason = not_yet(case)
    if reason is not None:
        return NOTHING
    levels, bought = data.two_years(case.figures), data.bought_in_two_years(case.figures)
    if levels is None:
        return say(
            "Both years together, with services, were printed only after {day:date}: this report "
            "follows the goods of 2020.",
            day=case.as_of,
        )
    said = say(
        "For goods and services together {first:bn} was promised for 2020 and {second:bn} for "
        "2021, {both:bn} in all.",
        first=levels[0],
        second=levels[1],
        both=levels[2],
    )
    if bought is None:
        return said
    base = data.printed_level(case.figures, "Total", "aircraft_included", "baseline_2017_usd_bn")
    assert base is not None
    more = (bought - base - base).named("bought in two years less two years as in 2017")
    after = say(
        "By PIIE's count {bought:bn} of it was bought, {share:pct}. " + _beside_two_years(more),
        bought=bought,
        extra=data.increment_of_two_years(case.figures),
        share=(bought / levels[2]).named("share of both years' commitments that was bought"),
        more=(-more).named(f"{more.label}, the other way") if _is_less(more) else more,
    )
    return Sentence.joined([said, after])


def _beside_two_years(more: Quantity) -> str:
    """Say how what was bought in two years stands to two years as in 2017."""
    if more.value is None:
        return (
            "How that stands to two years at the level of 2017 can't be told: a figure is missing."
        )
    if _is_less(more):
        return (
            "Of the additional {extra:bn} nothing was: two years at the level of 2017 would have "
            "been {more:bn} more."
        )
    return "That is {more:bn} more than two years at the level of 2017."


def _is_less(more: Quantity) -> bool:
    return more.value is not None and value_of(more) <= 0


def phase_one_in_hindsight(case: Case, say: Voice) -> Sentence:
    """Say what both years came to as of the hindsight date, for a case about Phase One alone."""
    if case.scenario.phase_one is None:
        return NOTHING
    return phase_one_two_years(case.hindsight(), say)


def phase_one_services(case: Case, say: Voice) -> Sentence:
    """Say what is known of services, which no table has by month."""
    reason = not_yet(case)
    if reason is not None:
        return NOTHING
    figures = case.figures
    promised = data.increment_of(figures, "Services", YEAR)
    before, after = (data.services_exports(figures, year) for year in (data.BASE_YEAR, YEAR))
    said = say(
        "Services are the fourth part: {more:bn} more than in 2017 was promised for 2020. They are "
        "in no table by month, so they stay out of the comparison.",
        more=promised,
    )
    if before is None or after is None:
        return said
    told = say(
        "By year, US exports of services to China went from {before:bn} in 2017 ({first}) to "
        "{after:bn} in 2020 ({second}), the year of the pandemic.",
        before=before,
        after=after,
        first=vintage(before),
        second=vintage(after),
    )
    return Sentence.joined([said, told])


def phase_one_chinese(case: Case, say: Voice) -> Sentence:
    """Say what the commitment is on Chinese import statistics, which may judge it as well."""
    reason = not_yet(case)
    if reason is not None:
        return NOTHING
    level = data.printed_level(
        case.figures, TOTAL, "not_applicable", f"y{YEAR}_usd_bn", "china_imports"
    )
    rows = [r for r in data.printed_results(case.figures) if r.statistics == "china_imports"]
    began = (
        "The agreement may also be measured in China's import statistics, which count freight and "
        "insurance and other goods as American: two measures, never added."
    )
    told = [say(began)]
    told += [
        say(
            "There {bought:bn} of the {due:bn} due for {months} was reached, as printed.",
            bought=row.actual,
            due=row.promised,
            months=months_in_words(Window(row.first_month, row.last_month)),
        )
        for row in rows
    ]
    if level is not None:
        told.append(say("The level of 2020 is {level:bn} in them.", level=level))
    return Sentence.joined(told)


def followed(case: Case, category: Category = TOTAL, aircraft: bool = False) -> Followed:
    """Return one category in one scope, to the month that the chapter follows."""
    return phase_one(case, phase_one_through(case), category, aircraft)
