"""The figures themselves: sums that must hold, breaks that must be stated, lines worked by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tradegap.data.catalog import read_catalog
from tradegap.data.ledger import ledger_pledge
from tradegap.data.load import Figures

FIGURES = Figures(date(2026, 11, 1))
EXPORTS, IMPORTS = "exports_fas_usd_mn", "imports_customs_usd_mn"


def months_of(year: int) -> pd.DataFrame:
    months = FIGURES.table("goods_monthly_usa_chn")
    return months[months["month"].str.startswith(f"{year}-")]


def test_months_make_the_year_but_for_the_known_exceptions() -> None:
    years = FIGURES.table("goods_annual_usa_chn").set_index("year")
    short = {}
    for year in years.index:
        for column in (EXPORTS, IMPORTS):
            difference = years.loc[year, column] - months_of(year)[column].sum()
            if abs(difference) > 0.25:  # twelve months rounded to 0.1
                short[year, column] = round(difference, 1)
    # 2024: four months of imports predate the June 2026 revision; 2023: the months say 12.3 more
    assert short == {(2023, IMPORTS): -12.3, (2024, IMPORTS): 393.7}
    watch_out = " ".join(read_catalog().table("goods_monthly_usa_chn").watch_out)
    assert "393.7 mn less" in watch_out
    assert "12.3 mn more" in watch_out


def test_the_balance_is_exports_less_imports() -> None:
    for name in ("goods_annual_usa_chn", "goods_annual_vintages_usa_chn"):
        rows = FIGURES.vintages(name)
        worked = rows[EXPORTS] - rows[IMPORTS]
        assert (worked - rows["balance_usd_mn"]).abs().max() < 0.11, name


def test_imports_of_may_2026_are_missing() -> None:
    may = months_of(2026).set_index("month").loc["2026-05"]
    assert pd.isna(may[IMPORTS])
    assert may[EXPORTS] == 9117.4


def test_the_break_in_the_european_union_is_stated() -> None:
    rows = FIGURES.table("exports_by_partner_annual_usa").set_index(["year", "partner"])
    union = rows["exports_fas_usd"]
    assert union[2017, "EUU"] / 1e9 == pytest.approx(283.3, abs=0.05)
    assert union[2018, "EUU"] / 1e9 == pytest.approx(252.0, abs=0.05)
    watch_out = " ".join(read_catalog().table("exports_by_partner_annual_usa").watch_out)
    assert "United Kingdom to 2017 (US$283.3 bn) and not from 2018 (US$252.0 bn)" in watch_out


def test_chapters_add_to_the_total_by_month_and_year() -> None:
    """Every month to the rounding of the total; every whole year to the dollar."""
    by_chapter = FIGURES.table("exports_hs2_monthly_usa_chn")
    total = by_chapter.groupby("month")["exports_fas_usd"].sum() / 1e6
    published = FIGURES.table("goods_monthly_usa_chn").set_index("month")[EXPORTS]
    assert (total - published[total.index]).abs().max() < 0.051
    annual = FIGURES.table("exports_hs2_annual_usa").set_index(["year", "hs2"])
    year = by_chapter["month"].str[:4].astype(int)
    sums = by_chapter[year < 2026].groupby([year, "hs2"])["exports_fas_usd"].sum()
    printed = annual["exports_fas_usd_to_chn"]
    assert (sums - printed[sums.index]).abs().max() == 0
    assert printed.drop(sums.index).sum() == 0


def test_undated_tables_agree_with_the_vintage_that_they_are_given() -> None:
    """The watch-outs say why a table counts from a date that isn't recorded; here it is worked."""
    months = FIGURES.table("key_products_monthly_usa_chn")
    year = months["month"].str[:4].astype(int)
    sums = months[year < 2021].groupby([year, "hs"])["exports_fas_usd"].sum()
    annual = FIGURES.vintages("key_products_annual_usa_chn")
    annual = annual[(annual["as_published"] == "2021-04") & (annual["flow"] == "exports")]
    printed = annual.set_index(["year", "hs"])["usd"]
    both = sums.index.intersection(printed.index)
    assert len(both) > 50
    assert (sums[both] - printed[both]).abs().max() == 0
    naics = FIGURES.table("imports_naics3_annual_usa")
    china = naics[(naics["year"] == 2024) & (naics["partner"] == "CHN")][
        "imports_customs_usd"
    ].sum()
    chapters = FIGURES.vintages("imports_hs2_annual_usa")
    same = chapters[(chapters["as_published"] == "2025-12")]["imports_customs_usd"].sum()
    assert china == same


def test_phase_one_base_and_commitment() -> None:
    """Base 2017 by the groups 78.77, plus 63.9 gives the commitment of 142.67."""
    rows = FIGURES.table("phase_one_exports_monthly_usa_chn")
    covered = rows[(rows["category"] != "not covered") & rows["month"].str.startswith("2017")]
    assert covered["exports_fas_usd"].sum() / 1e9 == pytest.approx(78.77, abs=0.005)
    level = FIGURES.figure(
        "phase_one_commitments", "y2020_usd_bn",
        category="Total goods", measure="level", scope="aircraft_excluded",
    )  # fmt: skip
    increment = FIGURES.figure(
        "phase_one_commitments", "y2020_usd_bn", category="Total goods", measure="increment"
    )
    assert (level.value, increment.value) == (142.67, 63.9)
    assert (level.basis, increment.basis) == ("exports_fas", "pledge_as_stated")


def test_the_ledger_reads_as_pledges() -> None:
    ids = FIGURES.table("pledges")["id"]
    pledges = {name: ledger_pledge(FIGURES, name) for name in ids}
    assert len(pledges) == 38
    assert all(p is not None for p in pledges.values())


def test_the_status_of_a_pledge_follows_its_events() -> None:
    offer = ledger_pledge(FIGURES, "chn-2018-offer-70")
    claim = ledger_pledge(FIGURES, "chn-2018-claim-200")
    phase_one = ledger_pledge(FIGURES, "chn-phase-one-energy-2021")
    assert offer is not None
    assert claim is not None
    assert phase_one is not None
    assert offer.supersedes == ("chn-2018-05-19",)
    assert (offer.kind, offer.amount, offer.conditions) == (
        "not_stated", 70, "void if the tariffs on US$50 bn proceed",
    )  # fmt: skip
    assert offer.status(date(2018, 6, 4)) is None  # published on the 5th
    assert offer.status(date(2018, 6, 10)) == "offered"
    assert offer.status(date(2018, 7, 6)) == "lapsed"
    assert claim.status(date(2018, 5, 18)) == "denied"
    assert phase_one.status(date(2020, 1, 20)) == "signed"
    assert phase_one.status(date(2021, 6, 1)) == "in_force"
    assert phase_one.status(date(2022, 1, 1)) == "window_over"


def test_amounts_stated_and_not_stated() -> None:
    rows = FIGURES.table("pledges").set_index("id")
    assert rows["amount"].isna().sum() == 1
    assert pd.isna(rows.loc["chn-2018-05-19", "amount"])
    assert (rows["amount"].isna() == rows["unit"].isna()).all()
    assert not (rows["amount"] == 0).any()


def test_every_event_belongs_to_a_line_and_is_known_no_earlier_than_it() -> None:
    events, ledger = FIGURES.table("pledge_events"), FIGURES.table("pledges").set_index("id")
    assert set(events["id"]) == set(ledger.index)
    assert (events["published"] >= events["id"].map(ledger["published"])).all()


def test_four_amounts_of_the_news_follow_from_one_rate() -> None:
    """375.2 / 0.7570 = 495.6; 200 is 264; 50 is 66; 100 is 132 Australian dollars."""
    rate = FIGURES.figure("fx_usd_per_aud_daily", "usd_per_aud", date="2018-05-31").value
    news = FIGURES.table("news_2018_06_02").dropna(subset=["value_aud"])
    assert len(news) == 5
    for row in news.itertuples():
        digits = 1 if row.id == "surplus_2017" else 0
        assert round(row.value / rate, digits) == row.value_aud, row.id


def test_announced_and_in_force_are_kept_apart() -> None:
    actions = FIGURES.table("tariff_actions").set_index("id")
    assert actions.loc["usa-2018-05-29-301-announcement", "stage"] == "announced"
    assert actions.loc["usa-2019-12-15-301-list-4b", "stage"] == "suspended"
    ranged = actions.loc["usa-2019-09-01-301-list-4a"]
    assert ranged["coverage"] == "~112-120"
    assert pd.isna(ranged["coverage_usd_bn"])
    assert (actions["known_from"] <= actions["effective_date"]).all()
