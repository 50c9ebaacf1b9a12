"""What the chapter on progress shows of what is ahead: the forecast, its interval, its record."""

from __future__ import annotations

from tradegap.data import progress as data
from tradegap.data.case import Case
from tradegap.data.progress import WindowForecast
from tradegap.model.quantity import Quantity, value_of
from tradegap.reporting.dated import dated
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.measured import measured
from tradegap.reporting.progress import NO_BALANCE, NOTHING
from tradegap.reporting.surplus import CENSUS
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice

ENDS = ("point", "low80", "high80", "low95", "high95")
MODEL = "seasonal ARIMA (0,1,1)(0,1,1) over 12 months on the last ten years, by statsmodels"


def forecast_now(case: Case, say: Voice) -> Sentence:
    """Say what the surplus comes to by each deadline if it goes on as on the record."""
    found = _found(case)
    if not found:
        return say(_none(case))
    lines = [_line(case, f, say) for f in found]
    return Sentence.joined(lines, "\n")


def forecast_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the forecast of each window with both intervals, and the narrowing it means."""
    found = _found(case)
    if not found:
        return NOTHING
    rows = [
        {"window": f.window.label, "what": what, **values}
        for f in found
        for what, values in (("surplus", f.surplus), ("narrowing", f.narrowing))
    ]
    columns = [
        Column("window", "twelve months"),
        Column("what", ""),
        *(
            Column(name, head, "US$ bn", decimals=1, missing="no forecast")
            for name, head in (
                ("low95", "95%: low"),
                ("low80", "80%: low"),
                ("point", "central"),
                ("high80", "80%: high"),
                ("high95", "95%: high"),
            )
        ),
    ]
    return linked_table(
        "progress-forecast", "If the record goes on", rows, columns, f"{_census(found)}; {MODEL}"
    )


def plot_forecast(case: Case, say: Voice) -> ReportFigure | Sentence:
    """Draw the narrowing that is forecast for each window against what is asked for."""
    from tradegap.reporting.figures_progress import ForecastRange, forecast_ranges

    found = [f for f in _found(case) if f.forecast.reason is None]
    if not found:
        return NOTHING
    rows = [
        ForecastRange(
            f.window.label,
            f.required,
            **{name: f.narrowing[name] for name in ENDS},
        )
        for f in found
    ]
    last = rows[-1]
    way = "narrower" if value_of(last.point) > 0 else "wider"
    title = f"If the record goes on, the surplus is {way} than in {case.scenario.baseline.year}"
    if last.required is not None:
        side = "beyond" if value_of(last.high95) < value_of(last.required) else "within"
        title = f"{last.label}: what is asked for lies {side} the 95% interval"
    return forecast_ranges(
        rows,
        title=title,
        subtitle=measured(
            f"Narrowing below {case.scenario.baseline.year} that a forecast without any measure "
            "gives, US$ bn; bars: 80% and 95% intervals",
            [f.narrowing["point"] for f in found],
            case.as_of,
        ),
        source=f"{CENSUS}; {MODEL}",
        alt=" ".join(
            say.plain(
                "{window}: central {point:signed}, 80% interval {low80:signed} to {high80:signed}, "
                "95% interval {low95:signed} to {high95:signed} US$ bn.",
                window=f.window.label,
                **f.narrowing,
            )
            for f in found
        ),
    )


def forecast_did(case: Case, say: Voice) -> Sentence:
    """Say how the same forecast did on the record: its error, and what its intervals held."""
    if not _found(case):
        return NOTHING
    record = data.forecast_record(case)
    if record.reason is not None:
        return say(f"How good the forecast is can't be told: {record.reason}.")
    if record.within80.value is None or record.within95.value is None:
        return say(
            "How good the forecast is can't be told: on the record before it none could be made."
        )
    told = (
        "The same forecast was made {origins:n0} times on the record, half a year apart, each from "
        "the ten years before it. It missed the surplus of the next twelve months by {error:pct1} "
        "on average. The 80% interval held {within80:pct} of the outcomes and the 95% interval "
        "{within95:pct}"
    )
    narrow = (
        ": a break with the past is no part of a model of seasons, so **the intervals are narrower "
        "than they claim**."
    )
    return say(
        told + (narrow if _narrow(record.within80, record.within95) else "."),
        origins=record.origins,
        error=record.error_share,
        within80=record.within80,
        within95=record.within95,
    )


def _line(case: Case, found: WindowForecast, say: Voice) -> Sentence:
    if found.forecast.reason is not None:
        return say(
            "* **{window}**: no forecast, {reason}.",
            window=found.window.label,
            reason=found.forecast.reason,
        )
    asked = "" if found.required is None else " {required:bn} is asked for."
    out = "" if found.to_date is None else " {done:bn} of it is out already."
    return say(
        "* **{window}**: a surplus of {point:bn}, with 80% between {low80:bn} and {high80:bn}, "
        "against "
        "{base:bn} in {year}." + out + asked,
        window=found.window.label,
        point=found.surplus["point"],
        low80=found.surplus["low80"],
        high80=found.surplus["high80"],
        base=case.judged("reporter").year(case.scenario.baseline.year).surplus_usd_bn,
        year=case.scenario.baseline.year,
        required=found.required,
        done=found.to_date,
    )


def _found(case: Case) -> list[WindowForecast]:
    return data.path_forecasts(case) if case.scenario.has_baseline else []


def _none(case: Case) -> str:
    if not case.scenario.has_baseline:
        return NO_BALANCE
    if case.scenario.has_target and case.target.steps:
        return "The path is over on the as-of date, so nothing is left to forecast."
    section = case.scenario.progress
    if section is not None and section.until is not None:
        return (
            f"The deadline {section.until} is over on the as-of date: nothing is left to forecast."
        )
    return "This case sets no deadline for the balance, so there is none to forecast to."


def _narrow(within80: Quantity, within95: Quantity) -> bool:
    return value_of(within80) < 0.8 or value_of(within95) < 0.95


def _census(found: list[WindowForecast]) -> str:
    """Return the source of the months that a forecast goes by, with their vintage if it's later."""
    return dated(CENSUS, *(f.surplus["point"] for f in found))
