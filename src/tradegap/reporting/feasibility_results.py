"""The results of the chapter on feasibility, by name."""

from __future__ import annotations

from tradegap.data import feasibility as feasible
from tradegap.data import sales_records
from tradegap.data.case import Case
from tradegap.data.feasibility import JudgedPledge, Spread
from tradegap.model.basket import member
from tradegap.model.feasibility import Ratios, SalesRecord
from tradegap.reporting.feasibility import price_of
from tradegap.reporting.headline import Names


def feasibility_results(case: Case) -> Names:
    """Return the results of the chapter under `feasibility.*`; what isn't known is null."""
    unknown, sums = feasible.why_not(case), feasible.required_sums(case)
    named: Names = {"feasibility.why_not": unknown}
    if unknown is None:
        years, caps = sales_records.years_on_record(case), feasible.caps_by_category(case)
        named |= {
            "feasibility.base_year": case.scenario.baseline.year,
            "feasibility.first_year": years[0],
            "feasibility.last_year": years[-1],
            "feasibility.capacity_usd_bn": feasible.capacity(case),
            "feasibility.capacity_by_chapter_usd_bn": feasible.capacity_by_chapter(case),
            "feasibility.categories": [
                _record_row(r) | {"cap_usd_bn": caps[r.name]} for r in feasible.records(case)
            ],
        }
    named |= {f"feasibility.sums.{name}": _sum_row(found) for name, found in sums.items()}
    named["feasibility.pledges"] = [_pledge_row(p) for p in feasible.judged_pledges(case)]
    return named


def _record_row(record: SalesRecord) -> Names:
    return {
        "name": record.name,
        "codes": list(record.codes),
        "base_usd_bn": record.base_usd_bn,
        "others_usd_bn": record.others_usd_bn,
        "best_usd_bn": record.best_usd_bn,
        "best_year": record.best_year,
        "largest_rise_usd_bn": record.largest_rise_usd_bn,
        "buyer_usd_bn": record.buyer_usd_bn,
    }


def _ratios_row(line: Ratios) -> Names:
    return {
        "increment_usd_bn": line.increment_usd_bn,
        "level_usd_bn": line.level_usd_bn,
        "diversion_share": line.diversion_share,
        "over_best_share": line.over_best_share,
        "over_growth_share": line.over_growth_share,
        "of_buyer_share": line.of_buyer_share,
    }


def _sum_row(found: Spread) -> Names:
    return {
        "title": found.title,
        "required_usd_bn": found.required,
        "out_of_reach_usd_bn": found.basket.out_of_reach,
        "within_caps": found.within_caps,
        "multiplier_share": found.basket.multiplier,
        "left_out": dict(found.basket.left_out),
        "net_usd_bn": {str(point): amount for point, amount in found.net.items()},
        "categories": _categories(found),
    }


def _categories(found: Spread) -> list[Names]:
    return [
        {
            "name": line.record.name,
            "cap_usd_bn": member(found.basket.caps, line.record.name, f"{line.record.name}: cap"),
            "cap_price_share": price_of(found, line.record.name) if found.within_caps else None,
            **_ratios_row(line),
        }
        for line in found.lines
    ]


def _pledge_row(judged: JudgedPledge) -> Names:
    pledge, found = judged.line.pledge, judged.spread
    row: Names = {"id": pledge.id, "status": judged.line.status, "why_not": judged.why_not or None}
    row |= {} if judged.ratios is None else _ratios_row(judged.ratios)
    if judged.ratios is not None:
        row["net_usd_bn"] = {str(point): amount for point, amount in judged.net.items()}
    if found is None:
        return row
    return row | {
        "capacity_usd_bn": found.basket.capacity,
        "out_of_reach_usd_bn": found.basket.out_of_reach,
        "multiplier_share": found.basket.multiplier,
        "categories": _categories(found),
    }
