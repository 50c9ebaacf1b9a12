"""A case at another setting of its headline, and that setting as a scenario file.

Nothing is worked out here: the setting becomes the headline section, the target and the overrides
of a scenario, and the case is the same one with these.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tradegap.data.case import Case
from tradegap.data.open_case import check_overrides, check_target
from tradegap.data.what_if import categories
from tradegap.data.what_if_partners import partner_cases, partner_categories
from tradegap.errors import InputError, OutputError, ParameterError, UnknownNameError
from tradegap.model.setting import HeadlineSection
from tradegap.reporting.what_if_scenario import scenario_written

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


def case_at(
    case: Case,
    crediting: str | None = None,
    target_usd_bn: float | None = None,
    tariff_percent: float | None = None,
    delivery: Mapping[str, float] | None = None,
    assumptions: Mapping[str, float] | None = None,
) -> Case:
    """Return a case at another setting; what is left out stays as it is.

    `target_usd_bn` is in USD bn a year, `tariff_percent` in percent of the value at customs;
    `delivery` gives the share that is delivered by category of the pledges, `assumptions` values by
    name. Raises `InputError` or one of its kinds for what can't be set.
    """
    now = case.scenario.headline
    headline = {
        "crediting": now.crediting if crediting is None else crediting,
        "tariff_percent": now.tariff_percent if tariff_percent is None else tariff_percent,
        "delivery": {**now.delivery, **(delivery or {})},
    }
    check_target(case.scenario, target_usd_bn)
    _check(case, headline, assumptions or {})
    changed = case.scenario.model_copy(update={"headline": _section(headline)})
    return replace(
        case,
        scenario=changed,
        target_usd_bn=case.target_usd_bn if target_usd_bn is None else target_usd_bn,
        overrides={**case.overrides, **(assumptions or {})},
    )


def _check(case: Case, headline: Mapping[str, Any], assumptions: Mapping[str, float]) -> None:
    several = bool(case.scenario.partners)
    cases = partner_cases(case) if several else case.cases
    if headline["crediting"] not in cases:
        raise UnknownNameError("crediting case", str(headline["crediting"]), cases)
    moving = partner_categories(case) if several else categories(case)
    for category in headline["delivery"]:
        if category not in (known := [*moving, *case.scenario.headline.delivery]):
            raise UnknownNameError("category of pledges", category, known)
    if headline["tariff_percent"] and not case.scenario.has_target:
        raise ParameterError(
            f"tariff_percent: {case.scenario.id} has no target whose gap a tariff would narrow; "
            "leave it out."
        )
    check_overrides("assumptions", assumptions, case.assumptions)


def _section(headline: Mapping[str, Any]) -> HeadlineSection:
    try:
        return HeadlineSection.model_validate(headline)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "[key]")
        raise ParameterError(f"{place} is {first['input']!r}: {first['msg']}.") from None


def scenario_text(case: Case, name: str = "") -> str:
    """Return a case at its setting as the text of a scenario file, with `name` as its id.

    A report that is built from it has the same headline, with the same parameters.
    """
    written = scenario_written(case)
    headline = case.scenario.headline.model_dump(mode="json", exclude_defaults=True)
    if headline:
        written["headline"] = headline
    if name:
        written["id"] = name
    if case.target_usd_bn is not None:
        written["target"] = _at_target(written["target"], case.target_usd_bn)
    return yaml.safe_dump(written, sort_keys=False, allow_unicode=True, width=100)


def _at_target(stated: Mapping[str, Any], target_usd_bn: float) -> dict[str, Any]:
    """Return the target section at another yearly rate, its path in proportion (USD bn)."""
    share = target_usd_bn / stated["narrowing_usd_bn_per_year"]
    path = [
        {**step, "narrowing_usd_bn": step["narrowing_usd_bn"] * share}
        for step in stated.get("path", [])
    ]
    kept = {name: value for name, value in stated.items() if name != "ledger"}
    return {**kept, "narrowing_usd_bn_per_year": target_usd_bn, **({"path": path} if path else {})}


def write_scenario(case: Case, file: str | Path) -> Path:
    """Write a case at its setting as a scenario file for `tradegap build`; return its path.

    Its id is the file's name. Raises `InputError` for a name that can't be an id, and for a file
    that exists and is left as it is; `OutputError` where the folder can't be written.
    """
    path = Path(file).expanduser().absolute()
    if path.suffix not in (".yml", ".yaml") or not _ID.fullmatch(path.stem):
        raise InputError(
            f"'{path.name}' can't be the name of a scenario file: write small letters, digits and "
            "hyphens, and .yml at the end."
        )
    text = scenario_text(case, path.stem)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        raise InputError(f"{path} exists and is left as it is; give another name.") from None
    except OSError as error:
        raise OutputError(f"{path} can't be written: {error.strerror}.") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    return path
