"""What holds for any numbers: scaling, order, sums."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.case.raw import TODAY, case, cell, rows
from tests.model.ledger import during, headline, pledge, target
from tradegap.errors import ModelError
from tradegap.model.baseline import Flows, flows
from tradegap.model.periods import calendar_year
from tradegap.model.pledges import Pledge
from tradegap.model.progress import narrowing, of_target
from tradegap.model.quantity import parameter
from tradegap.model.target import mix

money = st.floats(min_value=0.01, max_value=1e4)
shares = st.floats(min_value=0, max_value=1)
windows = st.one_of(
    st.just({}),
    st.tuples(st.integers(2018, 2022), st.integers(0, 3)).map(
        lambda w: during(f"{w[0]}-01-01", f"{w[0] + w[1]}-12-31")
    ),
)
ledgers = st.lists(st.tuples(money, windows), min_size=1, max_size=6)


def made(ledger: list[tuple[float, dict[str, str]]], factor: float = 1.0) -> list[Pledge]:
    return [pledge(f"p{n}", amount=a * factor, **w) for n, (a, w) in enumerate(ledger)]


def in_year(ledger: list[tuple[float, dict[str, str]]], year: int) -> float:
    """Add up the pledges that run in a year, by another way than the model's."""

    def runs(w: dict[str, str]) -> bool:
        return not w or w["window_start"][:4] <= str(year) <= w["window_end"][:4]

    return sum(amount for amount, w in ledger if runs(w))


@given(ledgers)
def test_the_largest_sum_at_one_time_is_the_largest_of_the_years(
    ledger: list[tuple[float, dict[str, str]]],
) -> None:
    found = headline(*made(ledger)).credited_usd_bn_per_year.value
    assert found == pytest.approx(max(in_year(ledger, year) for year in range(2016, 2027)))


@given(ledgers, money, st.floats(min_value=0.01, max_value=100))
def test_scaling_pledges_and_target_leaves_the_share(
    ledger: list[tuple[float, dict[str, str]]], asked: float, factor: float
) -> None:
    share = headline(*made(ledger), asked=target(asked)).coverage_share.value
    scaled = headline(*made(ledger, factor), asked=target(asked * factor)).coverage_share.value
    assert scaled == pytest.approx(share, rel=1e-9)


@given(ledgers, money, windows)
def test_more_credited_never_widens_the_gap(
    ledger: list[tuple[float, dict[str, str]]], more: float, window: dict[str, str]
) -> None:
    before, after = headline(*made(ledger)), headline(*made([*ledger, (more, window)]))
    assert after.gap_usd_bn_per_year.value <= before.gap_usd_bn_per_year.value
    assert after.coverage_share.value >= before.coverage_share.value
    bound, old = after.gap_upper_bound_usd_bn_per_year, before.gap_upper_bound_usd_bn_per_year
    assert bound.value <= old.value


@given(ledgers, money)
def test_gap_and_credited_make_the_target(
    ledger: list[tuple[float, dict[str, str]]], asked: float
) -> None:
    gap = headline(*made(ledger), asked=target(asked))
    credited, left = gap.credited_usd_bn_per_year.value, gap.gap_usd_bn_per_year.value
    assert credited + left == pytest.approx(asked, rel=1e-9, abs=1e-6)
    assert left == gap.gap_upper_bound_usd_bn_per_year.value


@given(ledgers, st.randoms(use_true_random=False))
def test_the_order_of_the_ledger_changes_nothing(
    ledger: list[tuple[float, dict[str, str]]], random: object
) -> None:
    shuffled = made(ledger)
    random.shuffle(shuffled)
    found = headline(*shuffled).credited_usd_bn_per_year.value
    assert found == pytest.approx(headline(*made(ledger)).credited_usd_bn_per_year.value)


def year(sold: float, bought: float) -> Flows:
    exports = parameter("x", sold, unit="USD bn", basis="exports_fas", label="exports")
    imports = parameter("m", bought, unit="USD bn", basis="imports_customs_general", label="m")
    return flows(exports, imports, "a year")


@given(money, money, money, money)
def test_contributions_add_up_to_the_narrowing(a: float, b: float, c: float, d: float) -> None:
    change = narrowing(year(a, b), year(c, d), "later")
    parts = change.exports_rise_usd_bn.value + change.imports_fall_usd_bn.value
    assert change.narrowing_usd_bn.value == pytest.approx(parts, abs=1e-8)
    assert change.narrowing_usd_bn.value == pytest.approx((b - a) - (d - c), abs=1e-8)


@given(money, money)
def test_a_year_against_itself_narrowed_by_nothing(sold: float, bought: float) -> None:
    change = narrowing(year(sold, bought), year(sold, bought), "itself")
    assert change.narrowing_usd_bn.value == 0.0
    reached = of_target(change, parameter("t", 100.0, unit="USD bn", basis="census_balance",
                                          label="t"))  # fmt: skip
    assert reached.value == 0.0


@given(money, shares, money, money)
def test_the_two_parts_of_a_mix_make_the_target(
    asked: float, part: float, sold: float, bought: float
) -> None:
    narrowed = parameter("n", asked, unit="USD bn", basis="census_balance", label="n")
    found = mix(narrowed, parameter("s", part, unit="share", label="s"), year(sold, bought))
    parts = found.exports_rise_usd_bn.value + found.imports_fall_usd_bn.value
    assert parts == pytest.approx(asked)
    assert found.exports_rise_share.value == pytest.approx(asked * part / sold, abs=1e-9)
    assert found.imports_fall_share.value == pytest.approx(asked * (1 - part) / bought, abs=1e-9)


@given(st.one_of(st.floats(max_value=-1e-9), st.floats(min_value=1 + 1e-9), st.just(math.nan)))
def test_a_mix_of_more_than_the_whole_is_refused(part: float) -> None:
    narrowed = parameter("n", 200.0, unit="USD bn", basis="census_balance", label="n")
    with pytest.raises(ModelError, match="between 0 and 1"):
        mix(narrowed, parameter("s", part, unit="share", label="s"), year(130.4, 505.6))


@pytest.mark.parametrize("number", range(1985, 2026))
def test_twelve_months_make_the_year(number: int) -> None:
    found = case(TODAY)
    months, whole = found.window(calendar_year(number)), found.year(number)
    # each month is printed to 0.1 mn, so twelve may differ by rounding; two years differ by more:
    # imports of four months of 2024 predate the revision of June 2026 that the year has
    # (-393.7 mn), and those of 2023 add to 12.3 mn more
    known = {2023: 12.3, 2024: -393.7}.get(number, 0.0)
    over = months.imports_usd_bn.value - whole.imports_usd_bn.value
    assert 1000 * over == pytest.approx(known, abs=0.6)
    over = months.exports_usd_bn.value - whole.exports_usd_bn.value
    assert 1000 * over == pytest.approx(0.0, abs=0.6)


def test_a_series_by_year_holds_the_cells_of_the_table() -> None:
    found = case(TODAY).by_year(2013, 2020)
    assert found.surplus_usd_bn.index == tuple(str(y) for y in range(2013, 2021))
    for name, value in zip(found.surplus_usd_bn.index, found.surplus_usd_bn.value, strict=True):
        by_hand = cell("goods_annual_usa_chn", "imports_customs_usd_mn", year=name) - cell(
            "goods_annual_usa_chn", "exports_fas_usd_mn", year=name
        )
        assert value == pytest.approx(by_hand / 1000)


def test_the_printed_balance_is_imports_less_exports() -> None:
    for row in rows("goods_annual_vintages_usa_chn"):
        worked = float(row["exports_fas_usd_mn"]) - float(row["imports_customs_usd_mn"])
        assert float(row["balance_usd_mn"]) == pytest.approx(worked, abs=0.15)


@settings(max_examples=20)
@given(st.dates(date(2018, 5, 4), date(2030, 12, 31)))
def test_on_any_date_the_gap_is_known_or_the_bound_is_the_target(day: date) -> None:
    gap = case(day.isoformat()).gap()
    if gap.credited_usd_bn_per_year.value is None:
        assert gap.coverage_share.value is None
        assert gap.gap_upper_bound_usd_bn_per_year.value == 200.0
    else:
        assert date(2018, 6, 5) <= day < date(2018, 7, 6)
        assert gap.coverage_share.value == 0.35
