"""Scenario files for tests: the project's own with one thing changed, and a small one."""

from __future__ import annotations

from pathlib import Path

from tradegap.data.paths import data_dir

OWN = """\
schema: 1
id: my-case
title: My case
question: What would it cover?
reporter: USA
partner: CHN
as_of: 2018-06-10
hindsight_as_of: 2026-07-07
chapters: [00-summary]
baseline:
  year: 2017
  vintages: goods_annual_vintages_usa_chn
  annual: goods_annual_usa_chn
  monthly: goods_monthly_usa_chn
target:
  narrowing_usd_bn_per_year: 100
  status: demanded
  published: 2018-05-04
  source: a test
"""
SOYBEANS = """\
  - id: my-soybeans
    partner: CHN
    announced: 2018-06-01
    published: 2018-06-01
    category: soybeans
    codes: ["1201"]
    kind: physical
    amount: 10
    unit: mn t/year
    price: {value: 400, unit: USD/t, source: press report of the day}
    window_start: 2018-07-01
    window_end: 2019-06-30
    events:
      - {date: 2018-06-01, status: offered}
    source: a test
"""


def shipped() -> str:
    """Return the text of the scenario that comes with the project."""
    return (data_dir() / "scenarios" / "us-china-2018.yml").read_text(encoding="utf-8")


def changed(text: str, old: str, new: str) -> str:
    """Replace the first occurrence of `old`, which has to be there."""
    assert old in text, old
    return text.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    """Return the number of the first line that has `part`."""
    return next(n for n, line in enumerate(text.splitlines(), start=1) if part in line)


def write(folder: Path, text: str, name: str = "case.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
