"""What a section names and nothing has is told with its field, before a chapter runs into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.files import changed, write
from tradegap.data.paths import data_dir
from tradegap.data.scenarios import load_scenario
from tradegap.errors import ScenarioError


def text_of(name: str) -> str:
    return (data_dir() / "scenarios" / f"{name}.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("case", "old", "new", "field", "said"),
    [
        ("us-china-2025", '{pledge: chn-2025-soy-12, chapters: ["12"]',
         '{pledge: chn-2025-soy-21, chapters: ["12"]', "progress.pledges.0.pledge",
         "There is no pledge of this scenario 'chn-2025-soy-21': did you mean chn-2025-soy-25"),
        ("us-china-2025", 'chn-2025-soy-12, chapters: ["12"]', 'chn-2025-soy-12, chapters: ["77"]',
         "progress.pledges.0.chapters.0", "of chapter 77 the table"),
        ("us-china-2025", 'soy-12, chapters: ["12"]', 'soy-12, chapters: ["12", "12"]',
         "progress.pledges.0.chapters.1", "chapter 12 stands twice"),
        ("us-china-2025", "share: soybean_share_of_chapter_12", "share: soybean_part",
         "progress.pledges.0.share", "There is no assumption of this scenario 'soybean_part'"),
        ("us-china-2025", "share: soybean_share_of_chapter_12", "share: soybean_price_usd_per_t",
         "progress.pledges.0.share", "is in 'USD/t', not in 'share'"),
        ("us-china-2025", "base_item: soybeans to China", "base_item: soybeans for China",
         "physical.pledges.0.base_item", "did you mean soybeans to China"),
        ("us-china-2025", "lag: aircraft_delivery_lag_years", "lag: aircraft_price_usd_mn",
         "physical.pledges.3.lag", "is in 'USD mn/aircraft', not in 'year'"),
        ("us-china-2018", "to_year: 2020", "to_year: 2016", "hindsight.to_year",
         "2016 is before from_year 2017"),
        ("us-china-2018", "mirror:", "assumptions:\n  pass_through_share: {unit: USD bn}\nmirror:",
         "assumptions.pass_through_share.unit", "can't be told in 'share'"),
    ],
)  # fmt: skip
def test_what_a_section_names_has_to_be_there(
    tmp_path: Path, case: str, old: str, new: str, field: str, said: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(write(tmp_path, changed(text_of(case), old, new)))
    assert caught.value.field == field
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
