"""The target: how much the surplus is to narrow, by when, and what that would take.

A path is a level below the base, by window; its steps scale with the yearly target.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradegap.errors import ModelError
from tradegap.model.baseline import Flows
from tradegap.model.periods import Window
from tradegap.model.quantity import Quantity, combine, parameter
from tradegap.model.scenario import Scenario
from tradegap.model.shown import Shown
from tradegap.model.yearly import BASIS, one_year


@dataclass(frozen=True)
class PathStep(Shown):
    """One step of the path: what the surplus of `window` is to be below the base (USD bn).

    `added_usd_bn` is what the step adds to the one before; `purchases_share` is the part of that
    which the demand wants from purchases, `None` where it says nothing.
    """

    window: Window
    narrowing_usd_bn: Quantity
    added_usd_bn: Quantity
    purchases_share: Quantity | None


@dataclass(frozen=True)
class TargetPath(Shown):
    """The target: yearly rate (USD bn/year), one full year and what it leaves (USD bn), steps."""

    narrowing_usd_bn_per_year: Quantity
    year_usd_bn: Quantity
    residual_surplus_usd_bn: Quantity
    steps: tuple[PathStep, ...]


def target_path(scenario: Scenario, baseline: Flows, changed_to: float | None = None) -> TargetPath:
    """Return the scenario's target over its baseline, or one of `changed_to` USD bn a year.

    The target is read on the basis of the baseline's surplus, the figures that it is judged on.
    Raises `ModelError` for a target that is not a positive, finite number.
    """
    stated = scenario.target.narrowing_usd_bn_per_year
    narrowing = judged_on(
        _yearly(scenario, stated if changed_to is None else changed_to, changed_to),
        baseline.surplus_usd_bn.basis or "",
    )
    year = (narrowing * one_year()).named("narrowing of one year at the full target")
    residual = (baseline.surplus_usd_bn - year).named("surplus that the target leaves")
    return TargetPath(narrowing, year, residual, _steps(scenario, narrowing))


def judged_on(amount: Quantity, basis: str) -> Quantity:
    """Read an amount that narrows a balance on the basis that the target is judged on.

    A dollar more of sales is taken as a dollar less of the surplus, on whichever side's figures. It
    does not say that both sides' statistics would record the sale alike.
    """
    return amount if amount.basis == basis else amount.read_as(basis, amount.label)


def _yearly(scenario: Scenario, value: float, changed_to: float | None) -> Quantity:
    if not 0 < value < float("inf"):
        raise ModelError(
            f"target_usd_bn is {value:g}; a narrowing is a positive number of USD bn a year."
        )
    return parameter(
        "target_usd_bn",
        value,
        unit="USD bn/year",
        basis=BASIS,
        label="narrowing that the target asks for",
        chosen_in="scenario" if changed_to is None else "parameter",
        source=scenario.target.source,
    )


def _steps(scenario: Scenario, narrowing: Quantity) -> tuple[PathStep, ...]:
    steps: list[PathStep] = []
    for number, step in enumerate(scenario.target.path, start=1):
        share = parameter(
            f"path_step_{number}_share",
            step.narrowing_usd_bn / scenario.target.narrowing_usd_bn_per_year,
            unit="share",
            label=f"part of the target by {step.window().label}",
            source=scenario.target.source,
        )
        level = (narrowing * one_year() * share).named(
            f"narrowing asked for by {step.window().label}"
        )
        added = level
        if steps:
            added = (level - steps[-1].narrowing_usd_bn).named(f"added by {step.window().label}")
        wanted = step.purchases_share_at_least
        purchases = (
            None
            if wanted is None
            else parameter(
                f"path_step_{number}_purchases_share",
                wanted,
                unit="share",
                label="part wanted from purchases, at least",
                source=scenario.target.source,
            )
        )
        steps.append(PathStep(step.window(), level, added, purchases))
    return tuple(steps)


@dataclass(frozen=True)
class Mix(Shown):
    """A way to narrow: so much by more exports, so much by fewer imports, as shares of the base."""

    exports_rise_usd_bn: Quantity
    imports_fall_usd_bn: Quantity
    exports_rise_share: Quantity
    imports_fall_share: Quantity


def mix(narrowing_usd_bn: Quantity, purchases_share: Quantity, baseline: Flows) -> Mix:
    """Return what a narrowing (USD bn in a year) takes if `purchases_share` of it is exports.

    Raises `ModelError` for a share outside 0 to 1.
    """
    if purchases_share.value is None or not 0 <= float(purchases_share.value) <= 1:
        raise ModelError(f"A share of purchases lies between 0 and 1, not {purchases_share.value}.")
    whole = parameter("whole", 1.0, unit="share", label="the whole", chosen_in="definition")
    rest = (whole - purchases_share).named("the rest of the whole")
    by_exports = (narrowing_usd_bn * purchases_share).named("through purchases")
    by_imports = (narrowing_usd_bn * rest).named("through imports")
    return _as_shares(by_exports, by_imports, baseline)


def demanded_mix(target: TargetPath, baseline: Flows) -> Mix | None:
    """Return what the path takes by its own split of purchases, `None` where it names none."""
    wanted = [(s, s.purchases_share) for s in target.steps if s.purchases_share is not None]
    if not target.steps or len(wanted) < len(target.steps):
        return None
    whole = parameter("whole", 1.0, unit="share", label="the whole", chosen_in="definition")
    by_exports, by_imports = [], []
    for step, part in wanted:
        said = step.window.label
        by_exports.append((step.added_usd_bn * part).named(f"through purchases, {said}"))
        rest = (whole - part).named("the rest of the whole")
        by_imports.append((step.added_usd_bn * rest).named(f"through imports, {said}"))
    return _as_shares(
        combine("sum", *by_exports, label="through purchases, all steps"),
        combine("sum", *by_imports, label="through imports, all steps"),
        baseline,
    )


def _as_shares(by_exports: Quantity, by_imports: Quantity, baseline: Flows) -> Mix:
    exports, imports = baseline.exports_usd_bn, baseline.imports_usd_bn
    more = by_exports.read_as(exports.basis or "", "rise of exports, dollar for dollar")
    less = by_imports.read_as(imports.basis or "", "fall of imports, dollar for dollar")
    return Mix(
        more.named("rise of exports"),
        less.named("fall of imports"),
        (more / exports).named("rise of exports as a share of the base year's"),
        (less / imports).named("fall of imports as a share of the base year's"),
    )
