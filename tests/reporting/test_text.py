"""Sentences: each number once, in one style, with a link to its node; missing is never zero."""

from __future__ import annotations

import copy
import re

import numpy as np
import pytest

from tests.case.raw import DEFAULT, OFFERED, case
from tradegap.errors import ModelError
from tradegap.model.quantity import Quantity, figure_leaf, parameter
from tradegap.reporting.results import RESULTS_TYPE
from tradegap.reporting.text import Sentence, Told, Voice, Words, joined, voice


def money(value: float | None, unit: str = "USD bn") -> Quantity:
    return parameter("m", value, unit=unit, basis="census_balance", label="an amount")


def figure(value: float) -> Quantity:
    return figure_leaf(value, unit="USD bn", basis="census_balance", label="a figure", table="t",
                       row={"year": 2017}, column="c", published="2018")  # fmt: skip


def share(value: float | None) -> Quantity:
    return parameter("s", value, unit="share", label="a share")


def rate() -> Quantity:
    return figure_leaf(0.757, unit="USD/AUD", basis=None, label="rate", table="fx",
                       row={"date": "2018-05-31"}, column="c", published="2018-06")  # fmt: skip


AUD = Voice("AUD", rate())


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("{x:bn}", figure(375.2), "US$375.2 bn"),
        ("{x:bn}", figure(308.0), "US$308.0 bn"),  # a published figure keeps its digit
        ("{x:bn}", money(200.0), "US$200 bn"),  # what was demanded is shown as it was
        ("{x:bn}", money(69.555), "US$69.6 bn"),
        ("{x:bn0}", figure(375.2), "US$375 bn"),
        ("{x:usd}", money(70.0), "US$70 bn"),
        ("{x:pct}", share(0.35), "35%"),
        ("{x:pct1}", share(0.395569), "39.6%"),
        ("{x:signed}", money(-27.4704), "\u221227.5"),
        ("{x:signed}", money(66.779), "+66.8"),
        ("{x:n0}", money(831.3), "831"),
        ("{x:n2}", money(0.757), "0.76"),
        ("{x:bn}", money(None), "not stated"),
        ("{x:pct}", share(None), "not stated"),
        ("{x:signed}", money(None), "not stated"),
    ],
)
def test_how_a_number_is_shown(template: str, value: Quantity, expected: str) -> None:
    assert Voice().plain(template, x=value) == expected


def test_a_number_links_to_its_node_and_brings_it_along() -> None:
    amount = money(70.0)
    sentence = Voice()("The offer was {x:bn}.", x=amount)
    assert sentence.markdown.endswith(f"](#n-{amount.node_id}).")
    assert sentence.plain == "The offer was US$70 bn."
    bundle = sentence._repr_mimebundle_()
    assert amount.node_id in bundle[RESULTS_TYPE]["nodes"]
    assert bundle["text/markdown"] == sentence.markdown


def test_a_missing_number_has_no_link_and_is_no_zero() -> None:
    sentence = Voice()("Covered: {x:pct}.", x=share(None))
    assert sentence.markdown == "Covered: not stated."


def test_another_currency_stands_beside_us_dollars() -> None:
    # 375.2 / 0.7570 = 495.64; 200 / 0.7570 = 264.2
    assert AUD.plain("{x:bn}", x=figure(375.2)) == "A$495.6 bn (US$375.2 bn)"
    assert AUD.plain("{x:bn}", x=money(200.0)) == "A$264.2 bn (US$200 bn)"
    assert AUD.plain("{x:usd}", x=money(200.0)) == "US$200 bn"
    assert AUD.plain("{x:bn}", x=money(None)) == "not stated"
    sentence = AUD("{x:bn}", x=money(200.0))
    assert len(sentence.quantities) == 2
    assert len(re.findall(r"\]\(#n-\w+\)", sentence.markdown)) == 2


def test_no_currency_changes_a_share() -> None:
    assert AUD.plain("{x:pct}", x=share(0.35)) == "35%"


def test_the_voice_of_a_case_has_its_currency_and_rate() -> None:
    assert voice(case(DEFAULT)) == Voice("USD", None)
    aud = voice(case(DEFAULT, currency="AUD"))
    assert aud.currency == "AUD"
    assert aud.rate is not None
    assert aud.rate.value == 0.757
    assert case(OFFERED, currency="AUD").gap().coverage_share.value == 0.35


@pytest.mark.parametrize("style", ["bn", "bn0", "usd"])
def test_millions_are_never_printed_as_billions(style: str) -> None:
    with pytest.raises(ModelError, match="is in USD mn, not in USD bn"):
        Voice()(f"{{x:{style}}}", x=money(375200.0, "USD mn"))


def test_a_share_is_no_amount_and_an_amount_no_share() -> None:
    with pytest.raises(ModelError, match="not in USD bn"):
        Voice()("{x:bn}", x=share(0.35))
    with pytest.raises(ModelError, match="can't be shown as 'pct'"):
        Voice()("{x:pct}", x=money(70.0))
    with pytest.raises(ModelError, match="can't be shown as 'pct'"):
        Voice()("{x:pct}", x=parameter("p", 35.0, unit="percent", label="percent"))


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(ModelError, match="can't be shown as 'eur'"):
        Voice()("{x:eur}", x=money(1.0))


def test_a_series_is_no_number() -> None:
    series = figure_leaf(np.array([1.0, 2.0]), unit="USD bn", basis=None, label="years", table="t",
                         row={}, column="c", published="2018", index=["2017", "2018"])  # fmt: skip
    with pytest.raises(ModelError, match="is a series"):
        Voice()("{x:bn}", x=series)


def test_texts_and_dates_stand_as_they_are() -> None:
    told = Voice().plain("{a} on {d:date}: {n:02d}", a="{x:bn}", d=case(DEFAULT).as_of, n=7)
    assert told == "{x:bn} on 2 June 2018: 07"


def test_sentences_are_joined_with_their_numbers() -> None:
    one, two = Voice()("{x:bn}.", x=money(1.0)), Voice()("{x:pct}.", x=share(0.5))
    both = Sentence.joined([one, two])
    assert both.plain == "US$1 bn. 50%."
    assert both.quantities == (*one.quantities, *two.quantities)


def test_lists_in_words() -> None:
    assert joined(["a"]) == "a"
    assert joined(["a", "b"]) == "a and b"
    assert joined(["a", "b", "c"], last="or") == "a, b or c"


def test_a_change_has_its_sign_before_its_currency() -> None:
    usd = Voice()
    assert usd.plain("{x:sbn}", x=figure(54.04)) == "+US$54.0 bn"
    assert usd.plain("{x:sbn}", x=figure(-5.42)) == "\u2212US$5.4 bn"
    assert usd.plain("{x:sbn}", x=figure(0.0)) == "US$0.0 bn"
    assert usd.plain("{x:sbn}", x=money(None)) == "not stated"
    assert AUD.plain("{x:sbn}", x=figure(75.7)) == "+A$100.0 bn (+US$75.7 bn)"


def test_words_are_copied_with_their_sentence() -> None:
    words = Words(Sentence("It is [3](#n-a)."))
    again = copy.deepcopy(words)
    assert (again, again.sentence) == (words, words.sentence)


def test_a_text_of_its_own_leads_to_the_quantity_it_tells_of() -> None:
    tonnes = parameter("tonnes", 12.0, unit="mn t", label="amount as stated")
    told = Voice()("{stated} are promised.", stated=Told("12 mn t", tonnes))
    assert told.markdown == f"[12 mn t](#n-{tonnes.node_id}) are promised."
    assert told.quantities == (tonnes,)
