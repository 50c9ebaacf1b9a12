"""Words for the figures that a target is judged on, so that no sentence names the wrong ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradegap.data.judged import WHOSE
from tradegap.reporting.text import Sentence, Voice

if TYPE_CHECKING:
    from tradegap.data.case import Case

CENSUS = "U.S. Census Bureau, Trade in Goods with China"
_CUSTOMS = "General Administration of Customs of China, through CRS and the press"
_SERVICES = f"{CENSUS}; U.S. Bureau of Economic Analysis, through CRS and USTR"
_SOURCE = {"reporter": CENSUS, "partner": _CUSTOMS, "reporter_with_services": _SERVICES}


def source(case: Case) -> str:
    """Return whose figures the target is judged on, as the source under a table or a figure."""
    return _SOURCE[case.judged_on]


def whose(case: Case) -> str:
    """Return the figures in running text: `US figures`, `China's customs' figures` ..."""
    return WHOSE[case.judged_on]


def what(case: Case) -> str:
    """Return what is in the surplus: `goods surplus`, or `surplus in goods and services`."""
    both = case.judged_on == "reporter_with_services"
    return "surplus in goods and services" if both else "goods surplus"


def flow_names(case: Case) -> tuple[str, str]:
    """Return the names of imports and of exports as the judging side counts them."""
    return {
        "reporter": ("US imports", "US exports"),
        "partner": ("China's exports to the US", "China's imports from the US"),
        "reporter_with_services": (
            "US imports of goods and services",
            "US exports of goods and services",
        ),
    }[case.judged_on]


def slack_usd_bn(case: Case) -> float:
    """Return by how much printed flows may miss a printed surplus, USD bn: rounding to a tenth."""
    return 1e-9 if case.judged_on == "reporter" else 0.16


def aside(case: Case) -> str:
    """Return `, on China's customs' figures` where the figures aren't the default ones."""
    return "" if case.judged_on == "reporter" else f", on {whose(case)}"


def how_measured(case: Case, say: Voice) -> Sentence:
    """Say of which two flows the surplus is the difference, and on which basis each is."""
    began = "A surplus is the difference of two flows of one statistic: "
    return say(
        began
        + {
            "reporter": "what the United States bought, at customs value, less what it sold, "
            "f.a.s. Both are on the Census basis, for goods alone, not seasonally adjusted. "
            "Services are not in it.",
            "partner": "what China's customs count as sold to the United States, f.o.b., less "
            "what they count as bought from it, c.i.f., for goods alone. This report was built "
            "to judge the target on these figures; the US ones stand beside them below.",
            "reporter_with_services": "what the United States bought less what it sold, goods "
            "and services together. Goods are on the Census basis, services by the balance of "
            "payments, so that this is no official balance of both. This report was built to "
            "judge the target on it.",
        }[case.judged_on]
    )


def judged(case: Case, say: Voice) -> Sentence:
    """Say on whose figures this report judges the target, and why."""
    if not case.scenario.has_target:
        return say(
            "No target is judged in this report. It reads the balance on {whose}.",
            whose="the US figures for goods" if case.judged_on == "reporter" else whose(case),
        )
    if case.judged_on == "reporter":
        return say(
            "This report judges the target on the US figures for goods: the demand was made by the "
            "United States, and doesn't name its statistics."
        )
    return say(
        "This report was built with judged_on = {on}: it judges the target on {whose}. The demand "
        "was made by the United States and doesn't name its statistics; by default it is judged on "
        "the US figures for goods.",
        on=case.judged_on,
        whose=whose(case),
    )
