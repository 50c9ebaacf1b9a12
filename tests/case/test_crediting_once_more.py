"""Made-up ledgers, credited by the model and by plain arithmetic on the tables: they agree."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
import yaml

from tests.case import plain
from tests.case.raw import day
from tradegap.data.open_case import open_case

BASELINE = {
    "vintages": "goods_annual_vintages_usa_chn",
    "annual": "goods_annual_usa_chn",
    "monthly": "goods_monthly_usa_chn",
}
GOODS = [["01-24"], ["12"], ["27"], ["84-85"], ["88"], ["12", "27"]]
DATES = [("2018-06-10", 2017), ("2020-03-31", 2017), ("2022-06-30", 2019), ("2026-07-07", 2024)]


def made_up(draw: Random, number: int, on: date) -> plain.Written:
    """Return a pledge of any kind, as a scenario writes it."""
    announced = on - timedelta(days=draw.randrange(-40, 600))
    told = {
        "date": announced.isoformat(),
        "status": draw.choice(["announced", "offered", "signed"]),
    }
    later = (announced + timedelta(days=draw.randrange(1, 300))).isoformat()
    changed = {"date": later, "status": draw.choice(["in_force", "lapsed", "void"])}
    kind = draw.choice(["increment", "level", "level", "cumulative", "physical", "not_stated"])
    pledge: plain.Written = {
        "id": f"p{number}", "partner": "CHN", "category": f"goods {number}", "kind": kind,
        "announced": announced.isoformat(), "published": announced.isoformat(),
        "codes": draw.choice(GOODS), "events": [told, changed][: draw.choice([1, 1, 2])],
        "source": "made up",
    }  # fmt: skip
    if draw.random() < 0.85:
        pledge |= {"amount": draw.randrange(5, 60), "unit": draw.choice(["USD bn", "USD bn/year"])}
    if kind == "physical":
        pledge |= {"price": {"value": 472, "unit": "USD/t", "source": "made up"}}
        pledge |= {"over": draw.choice(["base", "nothing"])}
        if "unit" in pledge:
            pledge["unit"] = pledge["unit"].replace("USD bn", "mn t")
    if draw.random() < 0.8:
        first = (on + timedelta(days=draw.randrange(-400, 400))).replace(day=1)
        last = first + timedelta(days=draw.choice([120, 364, 365, 729, 1000, 1095]))
        pledge |= {"window_start": first.isoformat(), "window_end": last.isoformat()}
    if number and draw.random() < 0.15:
        pledge["supersedes"] = [f"p{number - 1}"]
    return pledge


@pytest.mark.parametrize("seed", range(12))
def test_made_up_ledgers_come_to_the_same(tmp_path: Path, seed: int) -> None:
    draw = Random(seed)
    as_of, base_year = draw.choice(DATES)
    on = day(as_of)
    pledges = [made_up(draw, n, on) for n in range(draw.randrange(2, 6))]
    steps = [
        {"from": f"{on.year + n}-07", "to": f"{on.year + n + 1}-06", "narrowing_usd_bn": 100 + n}
        for n in range(2)
    ]
    path = tmp_path / "made-up.yml"
    path.write_text(yaml.safe_dump({
        "schema": 1, "id": "made-up", "title": "Made up", "question": "What counts?",
        "reporter": "USA", "partner": "CHN", "as_of": as_of, "chapters": ["00-summary"],
        "baseline": {"year": base_year, **BASELINE}, "pledges": pledges,
        "target": {"narrowing_usd_bn_per_year": 200, "status": "demanded",
                   "published": "2018-05-04", "source": "made up", "path": steps},
    }), encoding="utf-8")  # fmt: skip
    case = open_case(path)
    for name in plain.CASES:
        amounts = plain.credited(pledges, name, on, base_year)
        found = case.gap(name)
        told = {c.pledge.id: c.credited.value for c in found.lines if c.counts}
        assert told == pytest.approx(amounts)
        whole = plain.together(pledges, amounts)
        assert found.credited_usd_bn_per_year.value == (whole and pytest.approx(whole))
        for step in found.steps:
            first, last = (
                date(int(step.window.first[:4]), 7, 1),
                date(int(step.window.last[:4]), 6, 30),
            )
            in_time = [p for p in pledges if plain.covers_half(p, first, last)]
            some = plain.together(in_time, amounts)
            assert step.credited_usd_bn.value == (some and pytest.approx(some))
