"""A broken scenario gets one sentence with file, line, field, value and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.files import OWN, SOYBEANS, changed, line_of, shipped, write
from tradegap.build.plan import make_plan
from tradegap.data.scenarios import load_scenario
from tradegap.errors import ScenarioError, UnknownNameError

TARGET = "  narrowing_usd_bn_per_year: 200"
STEP = "to: 2019-05"
WITH_SOYBEANS = f"{OWN}pledges:\n{SOYBEANS}"


def refused(folder: Path, text: str) -> ScenarioError:
    path = write(folder, text)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    told = str(caught.value)
    assert "\n" not in told
    assert told.startswith(str(path))
    assert told.rstrip(")").rstrip().endswith((".", "?")) or "more after this one" in told
    return caught.value


def check(folder: Path, text: str, line: int | None, field: str, *parts: str) -> None:
    error = refused(folder, text)
    assert (error.line, error.field) == (line, field), error
    for part in parts:
        assert part in str(error), error


ASSUMED = """
assumptions:
  unstated_pledge_usd_bn_per_year:
    low: 60
    central: 75
    high: 100
    unit: USD bn/year
    quality: red
"""


def shipped_with(old: str, new: str) -> str:
    return changed(shipped() + ASSUMED, old, new)


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("0", ("0 won't do", "greater than")),
        ("-5", ("-5 won't do", "greater than")),
        (".inf", ("inf won't do", "finite")),
        ("-.inf", ("-inf won't do",)),
        (".nan", ("nan won't do", "finite")),
        ("lots", ("'lots' won't do", "valid number")),
        ("", ("None won't do", "valid number")),
        ("yes", ("True won't do", "yes and no")),
        ("[200]", ("valid number",)),
    ],
)
def test_a_target_that_is_no_positive_number(
    tmp_path: Path, value: str, parts: tuple[str, ...]
) -> None:
    text = shipped_with(TARGET, f"  narrowing_usd_bn_per_year: {value}")
    line = line_of(text, "narrowing_usd_bn_per_year")
    check(tmp_path, text, line, "target.narrowing_usd_bn_per_year", *parts, "mend this field")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("partner: CHN", "parner: CHN", "parner"),
        ("status: resisted", "status: resisted\n  statuss: x", "target.statuss"),
        ("  - ledger: chn-2018-demand", "  - ledger: chn-2018-demand\n    foo: 1", "pledges.0.foo"),
        ("year: 2017", "year: 2017\n  month: 5", "baseline.month"),
    ],
)
def test_an_unknown_key(tmp_path: Path, old: str, new: str, field: str) -> None:
    text = shipped_with(old, new)
    line = line_of(text, f"{field.rpartition('.')[2]}:")
    check(tmp_path, text, line, field, "no field of a scenario", "remove it or mend its name")


def test_a_mistyped_key_is_told_before_the_field_that_it_leaves_missing(tmp_path: Path) -> None:
    error = refused(tmp_path, shipped_with("partner: CHN", "parner: CHN"))
    assert error.field == "parner"
    assert "(1 more after this one)" in str(error)


def test_a_missing_field(tmp_path: Path) -> None:
    text = shipped_with("  year: 2017\n", "")
    check(tmp_path, text, line_of(text, "baseline:"), "baseline.year", "is missing; add it")


@pytest.mark.parametrize(
    ("old", "new", "field", "value"),
    [
        ("schema: 1", "schema: 2", "schema", "2 won't do"),
        ("schema: 1", "schema: true", "schema", "True won't do"),
        ("id: us-china-2018", "id: US China", "id", "'US China' won't do"),
        ("as_of: 2018-06-02", "as_of: 2018-02-30", "as_of", "'2018-02-30' won't do"),
        ("as_of: 2018-06-02", "as_of: soon", "as_of", "'soon' won't do"),
        ("as_of: 2018-06-02", "as_of: 1527897600", "as_of", "such as 2018-06-02"),
        ("status: resisted", "status: refused", "target.status", "'refused' won't do"),
        ("from: 2018-06\n", "from: 2018\n", "target.path.0.from", "2018 won't do"),
        ("narrowing_usd_bn: 100", "narrowing_usd_bn: .inf", "target.path.0.narrowing_usd_bn",
         "finite"),
        ("least: 0.75", "least: 75", "target.path.0.purchases_share_at_least", "75 won't do"),
        ("AUD: 2018-05-31", "AUD: yesterday", "currencies.AUD", "'yesterday' won't do"),
        ("AUD: 2018-05-31", "AUD: 20180531", "currencies.AUD", "2018-05-31 or as 2020-12"),
        ("AUD: 2018-05-31", "AUD: 2018-W22", "currencies.AUD", "2018-05-31 or as 2020-12"),
        ("quality: red", "quality: purple",
         "assumptions.unstated_pledge_usd_bn_per_year.quality", "'purple' won't do"),
        ("    high: 100", "    high: .inf",
         "assumptions.unstated_pledge_usd_bn_per_year.high", "finite"),
        ("unit: USD bn/year", "unit: USD bn mn",
         "assumptions.unstated_pledge_usd_bn_per_year.unit", "can't be read"),
    ],
)  # fmt: skip
def test_a_wrong_type_or_value(tmp_path: Path, old: str, new: str, field: str, value: str) -> None:
    text = shipped_with(old, new)
    check(tmp_path, text, line_of(text, new.strip()), field, value, "mend this field")


@pytest.mark.parametrize(
    ("old", "new", "at", "part"),
    [
        ("hindsight_as_of: 2026-07-07", "hindsight_as_of: 2017-07-07", "hindsight_as_of",
         "hindsight_as_of 2017-07-07 is before as_of 2018-06-02"),
        ("published: 2018-05-04", "published: 2018-07-04", "  published:",
         "target.published 2018-07-04 is after as_of 2018-06-02"),
        ("hindsight_as_of: 2026-07-07\n", "", "hindsight:", "hindsight needs hindsight_as_of"),
        (STEP, "to: 2018-05", "from: 2018-06", "ends (2018-05) before it begins (2018-06)"),
        (STEP, "to: 2018-11", "from: 2018-06", "2018-06 to 2018-11 is 6 months, not 12"),
        ("from: 2018-06", "from: 2018-13", "from: 2018-13", "'2018-13' is no month"),
        ("from: 2019-06\n      to: 2020-05", "from: 2019-05\n      to: 2020-04", "path:",
         "step 2019-05 begins before step 2018-06 has ended"),
        ("base: {from: 2017-06, to: 2018-05}", "base: {from: 2017-07, to: 2018-05}",
         "- title: June 2018 to May 2019", "base is 11 months and window 12"),
        ("    low: 60", "    low: 600", "unstated_pledge_usd_bn_per_year:",
         "low 600, central 75, high 100 are out of order"),
    ],
)  # fmt: skip
def test_dates_and_numbers_out_of_order(
    tmp_path: Path, old: str, new: str, at: str, part: str
) -> None:
    text = shipped_with(old, new)
    error = refused(tmp_path, text)
    assert error.line == line_of(text, at), error
    assert part in str(error)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('codes: ["1201"]', "codes: []", "category 'soybeans' has no codes; list its HS codes"),
        ('codes: ["1201"]', 'codes: ["soy"]', "'soy' is no HS code; write chapters as 12"),
        ('codes: ["1201"]', "codes: [1201]", "1201 won't do"),
        ("amount: 10", "amount: -10", "-10 won't do"),
        ("amount: 10", "amount: 0", "0 won't do"),
        ("amount: 10", "amount: .inf", "finite"),
        ("amount: 10", "amount: yes", "yes and no are no value"),
        ("    amount: 10\n", "", "amount and unit go together"),
        ("unit: mn t/year", "unit: mn t mn", "can't be read"),
        ("unit: mn t/year", "unit: aircraft", "no amount of dollars"),
        ("kind: physical", "kind: phisical", "'phisical' won't do"),
        ("kind: physical", "kind: increment", "no amount of dollars"),
        ("published: 2018-06-01", "published: 2018-05-01", "is before announced 2018-06-01"),
        ("window_end: 2019-06-30", "window_end: 2018-06-30", "ends before it begins"),
        ("status: offered", "status: maybe", "'maybe' won't do"),
        ("partner: CHN\n    ann", "partner: China\n    ann", "'China' won't do"),
        ("partner: CHN\n    ann", "partner: IDN\n    ann", "partner IDN is not the partner CHN"),
    ],
)
def test_a_pledge_that_is_none(tmp_path: Path, old: str, new: str, part: str) -> None:
    error = refused(tmp_path, changed(WITH_SOYBEANS, old, new))
    assert part in str(error)
    assert error.line is not None
    assert error.line >= line_of(WITH_SOYBEANS, "- id: my-soybeans")


def test_events_out_of_order(tmp_path: Path) -> None:
    event = "      - {date: 2018-06-01, status: offered}\n"
    text = changed(WITH_SOYBEANS, event, event + "      - {date: 2018-05-01, status: lapsed}\n")
    assert "events are out of order; list them by date" in str(refused(tmp_path, text))


@pytest.mark.parametrize("pledges", [SOYBEANS * 2, "  - ledger: chn-2018-offer-70\n" * 2])
def test_a_pledge_that_stands_twice_would_count_twice(tmp_path: Path, pledges: str) -> None:
    text = f"{OWN}pledges:\n{pledges}"
    check(tmp_path, text, line_of(text, "pledges:"), "pledges", "stands twice", "remove one")


@pytest.mark.parametrize(
    ("case", "part"),
    [
        ("as_stated: {title: Mine}", "case 'as_stated' is built in; give yours a name of its own"),
        ("mine: {title: Mine, based_on: nope}", "based_on 'nope' is none of as_stated"),
        ("mine: {title: Mine, goods: false}", "no field of a scenario"),
        ("mine: {title: Mine, goods_only: maybe}", "'maybe' won't do"),
        ("mine: {title: Mine, statuses: [signd]}", "'signd' won't do"),
        ("mine: {goods_only: false}", "is missing; add it"),
    ],
)
def test_a_case_of_crediting_that_is_none(tmp_path: Path, case: str, part: str) -> None:
    text = f"{OWN}crediting:\n  {case}\n"
    error = refused(tmp_path, text)
    assert part in str(error)
    assert error.line in (line_of(text, "crediting:"), line_of(text, "crediting:") + 1)


@pytest.mark.parametrize(
    ("old", "new", "field", "near"),
    [
        ("ledger: chn-2018-offer-70", "ledger: chn-2018-ofer-70", "pledges.3.ledger",
         "chn-2018-offer-70"),
        ("  ledger: chn-2018-demand\n  n", "  ledger: chn-2018-demnd\n  n", "target.ledger",
         "chn-2018-demand"),
        ("annual: goods_annual_usa_chn", "annual: goods_anual_usa_chn", "baseline.annual",
         "goods_annual_usa_chn"),
        ("vintages: goods_annual_vintages_usa_chn", "vintages: goods_vintages", "baseline.vintages",
         "goods_annual_vintages_usa_chn"),
        ("monthly: goods_monthly_usa_chn", "monthly: goods_monthly", "baseline.monthly",
         "goods_monthly_usa_chn"),
        ("estimates: feasibility_estimates", "estimates: feasibility", "estimates",
         "feasibility_estimates"),
        ("table: news_2018_06_02", "table: news_2018_06_03", "news.table", "news_2018_06_02"),
        ("tariff_actions: tariff_actions", "tariff_actions: tariffs", "tariff_actions",
         "tariff_actions"),
        ("  AUD: 2018", "  AUS: 2018", "currencies.AUS", "AUD"),
    ],
)  # fmt: skip
def test_a_name_that_is_not_there_is_offered_the_nearest(
    tmp_path: Path, old: str, new: str, field: str, near: str
) -> None:
    text = shipped_with(old, new)
    check(tmp_path, text, line_of(text, new.strip().splitlines()[0]), field,
          "There is no", f"did you mean {near}")  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "field", "parts"),
    [
        ("curency: AUD", ".curency", ("is none of the parameters that a scenario states (currency,",
                                      "mend its name")),
        ("target_usd_bn: 150", ".target_usd_bn", ("state it in its own field, as as_of, target",)),
        ("without_pledge: trnd", ".without_pledge", ("'trnd' won't do", "'base_year' or 'trend'")),
        ("judged_on: [partner]", ".judged_on", ("'reporter', 'partner' or", "mend this field")),
        ("currency: EUR", "", ("parameters.currency 'EUR' is none of USD, AUD; take one of them",)),
        ("currency: aud", "", ("parameters.currency 'aud' is none of USD, AUD",)),
    ],
)  # fmt: skip
def test_a_parameter_that_is_none(
    tmp_path: Path, stated: str, field: str, parts: tuple[str, ...]
) -> None:
    text = f"{shipped()}\nparameters:\n  {stated}\n"
    check(tmp_path, text, line_of(text, stated), f"parameters{field}" if field else "", *parts)


def test_figures_without_the_base_year_are_refused_with_their_parameter(tmp_path: Path) -> None:
    text = changed(OWN, "year: 2017", "year: 1990") + "parameters:\n  judged_on: partner\n"
    check(tmp_path, text, line_of(text, "judged_on"), "parameters.judged_on",
          "there are no China's customs' figures of the base year 1990", "reporter")  # fmt: skip


def test_figures_that_were_not_out_yet_are_refused_with_their_parameter(tmp_path: Path) -> None:
    path = write(tmp_path, f"{OWN}parameters:\n  judged_on: reporter_with_services\n")
    with pytest.raises(ScenarioError, match=r"case\.yml: parameters\.judged_on: .* or later, or"):
        make_plan(path)
    assert make_plan(path, {"judged_on": "partner"}).values["judged_on"] == "partner"


def test_a_line_of_another_partner_is_refused(tmp_path: Path) -> None:
    text = shipped_with("ledger: chn-2018-offer-70", "ledger: tha-agri")
    check(tmp_path, text, line_of(text, "tha-agri"), "pledges.3.ledger",
          "'tha-agri' is a line of THA, and the partner here is CHN; remove it")  # fmt: skip


@pytest.mark.parametrize("name", ["us-chna-2018", "us_china_2018", "china"])
def test_an_unknown_scenario_is_offered_the_nearest(name: str) -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean .*us-china-2018"):
        load_scenario(name)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there is no such file; give an existing one"):
        load_scenario(tmp_path / "nothing.yml")


@pytest.mark.parametrize(
    ("old", "new", "at", "field", "said"),
    [
        ("  year: 2017\n", "  year: 1950\n", "year: 1950", "baseline.year",
         "1950 is in no row of goods_annual_usa_chn, which has 1985 to 2025"),
        ("annual: goods_annual_usa_chn", "annual: pledges", "annual: pledges", "baseline.annual",
         "table pledges has no column year"),
        ("tariff_actions: tariff_actions", "tariff_actions: pledges", "tariff_actions: pledges",
         "tariff_actions", "table pledges has no column actor"),
        ("estimates: feasibility_estimates", "estimates: pledges", "estimates: pledges",
         "estimates", "table pledges has no column who"),
        ("response:\n", "response:\n  groups: pledges\n", "groups: pledges", "response.groups",
         "table pledges has no column year"),
        ("response:\n", "response:\n  groups: imports\n", "groups: imports", "response.groups",
         "There is no table 'imports': did you mean"),
        ("[usa-2018-04-05-301-threat]", "[usa-2018-04-05-301-thread]", "301-thread",
         "response.packages.threatened.tariffs.0", "did you mean usa-2018-04-05-301-threat"),
        ('codes: ["12"]}', 'codes: ["12", "99"]}', '"99"', "feasibility.categories.0.codes",
         "'oil seeds' has chapter 99, of which the table exports_hs2_annual_usa has no exports"),
    ],
)  # fmt: skip
def test_what_no_table_has_is_told_before_anything_runs(
    tmp_path: Path, old: str, new: str, at: str, field: str, said: str
) -> None:
    text = changed(shipped(), old, new)
    check(tmp_path, text, line_of(text, at), field, said)


def test_a_deadline_before_the_as_of_date_is_refused(tmp_path: Path) -> None:
    text = changed(shipped(), "hindsight:\n", "progress: {until: 2017-01}\nhindsight:\n")
    said = "progress.until 2017-01 is before as_of 2018-06-02"
    check(tmp_path, text, line_of(text, "progress:"), "", said)


@pytest.mark.parametrize("field", ["title", "subtitle", "question"])
@pytest.mark.parametrize("broken", ["by ${target_usd_bn", "by {target}", "by target_usd_bn}"])
def test_a_broken_placeholder_is_refused(tmp_path: Path, field: str, broken: str) -> None:
    text = "\n".join(line for line in OWN.splitlines() if not line.startswith(f"{field}:"))
    text = f'{text}\n{field}: "{broken}"\n'
    check(tmp_path, text, line_of(text, f"{field}: "), field, f"'{broken}' won't do",
          "write {target_usd_bn} where the target goes")  # fmt: skip


def test_a_placeholder_for_a_target_that_there_isnt(tmp_path: Path) -> None:
    text = changed(OWN[: OWN.index("target:")], "My case", '"By {target_usd_bn}"')
    check(tmp_path, text, line_of(text, "By {"), "", "title has {target_usd_bn}", "no target")


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("2018-W23", "it is no date; write it as YYYY-MM-DD"),
        ('"20180610"', "it is no date"),
        ("2018-06-10T12:00:00", "it is no date"),
        ("9999-12-31", "lies outside the years 1900 to 2100"),
    ],
)
def test_what_is_no_day_is_refused(tmp_path: Path, value: str, part: str) -> None:
    text = changed(OWN, "as_of: 2018-06-10", f"as_of: {value}")
    check(tmp_path, text, line_of(text, "as_of:"), "as_of", value.strip('"'), part)
