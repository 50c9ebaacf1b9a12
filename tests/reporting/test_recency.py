"""To when a report's figures go: worked by hand from the tables' own dates."""

from __future__ import annotations

from datetime import date

import tradegap as tg
from tradegap.reporting.recency import _later, recency, recency_results, say_recency


def test_what_was_out_by_the_as_of_date() -> None:
    # March 2018 was out on 10 May by the schedule (10th of the second month after), April only
    # on 10 June; the table has these months in a later vintage alone
    known = recency(tg.open_case("us-china-2018"))
    assert known is not None
    assert (known.table, known.period) == ("goods_monthly_usa_chn", "2018-03")
    assert (known.published, known.following) == (date(2018, 5, 10), date(2018, 6, 10))
    assert known.by_schedule
    assert known.further == ""


def test_a_month_with_one_flow_missing_does_not_count() -> None:
    # exports of May 2026 are out, imports are not; April counts from the later of its two dates
    names = recency_results(tg.open_case("us-china-2018").hindsight(), "hindsight")
    assert names == {
        "hindsight.data_table": "goods_monthly_usa_chn",
        "hindsight.data_to": "2026-04",
        "hindsight.data_published": "2026-07-07",
        "hindsight.data_next": "2026-08-07",
        "hindsight.data_further": "exports to 2026-05",
    }
    told = say_recency(tg.open_case("us-china-2025")).markdown
    assert "go to April 2026 (exports to May 2026) and were out on 7 July 2026" in told


def test_a_case_without_a_balance_follows_yearly_exports() -> None:
    case = tg.open_case("us-partners-2025")
    known = recency(case)
    assert known is not None
    assert (known.period, known.following) == ("2025", date(2027, 7, 7))
    assert "an assumption" in say_recency(case).markdown


def test_the_last_day_of_a_month_stays_one() -> None:
    assert _later(date(2018, 1, 31), 1) == date(2018, 2, 28)
    assert _later(date(2018, 12, 31), 12) == date(2019, 12, 31)
