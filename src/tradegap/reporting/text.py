"""Sentences with numbers in them: each number is shown once, in one style, and leads to its node.

A template names its quantities, `"The surplus was {surplus:bn}."`; what follows the colon is how it
is shown. A missing number is told as such and never as zero.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.graph import leaves
from tradegap.model.leaves import FigureLeaf
from tradegap.model.quantity import Quantity
from tradegap.model.shown import Shown
from tradegap.reporting.display import Prose
from tradegap.reporting.numbers import (
    NOT_STATED,
    format_date,
    format_money,
    format_number,
    format_share_as_percent,
    format_share_as_set,
    format_signed,
)
from tradegap.reporting.results import RESULTS_TYPE, Results

if TYPE_CHECKING:
    from tradegap.data.case import Case

_LINK = re.compile(r"\[([^\]]*)\]\(#n-(\w+)\)")
_MONEY = {"bn": 1, "bn0": 0}
_DOLLARS = {"usd": 1}  # always in US dollars, whatever the voice's currency
_SHARE = {"pct": 0, "pct1": 1, "pct2": 2, "pct3": 3}
_AS_SET = "set"  # a share that somebody set, with the decimals it has
_NUMBER = {"n0": 0, "n1": 1, "n2": 2, "n3": 3, "n4": 4}
_SIGNED = {"signed": 1}
_SIGNED_MONEY = "sbn"


@dataclass(frozen=True)
class Voice(Shown):
    """Writes the sentences of a chapter in one currency.

    `rate` is US dollars per unit of `currency`, or `None` for US dollars. In another currency each
    amount is followed by its US dollars.
    """

    currency: str = "USD"
    rate: Quantity | None = None

    def __call__(self, template: str, **values: Any) -> Sentence:
        """Return the sentence with its numbers in place, each leading to its node."""
        formatter = _Formatter(self)
        # two dollar signs in a paragraph are mathematics to Jupyter
        markdown = formatter.vformat(template, (), values).replace("$", "\\$")
        return Sentence(markdown, tuple(formatter.used))

    def plain(self, template: str, **values: Any) -> Words:
        """Return the sentence without links, for a figure's words or a title.

        It remembers the sentence: a figure's title and numbers lead to their nodes through it.
        """
        return Words(self(template, **values))

    def converted(self, amount: Quantity) -> Quantity | None:
        """Return an amount of US dollars in the voice's currency, `None` for US dollars."""
        if self.rate is None:
            return None
        return (amount / self.rate).named(f"{amount.label}, in {self.currency}")

    def amounts(
        self, amount: Quantity, decimals: int, *, signed: bool = False
    ) -> list[tuple[Quantity, str]]:
        """Return an amount of USD bn as shown in the voice's currency, and in US dollars."""
        usd = (amount, _money(amount, "USD", decimals, signed))
        there = self.converted(amount)
        if there is None or amount.value is None:
            return [usd]
        return [(there, _money(there, self.currency, decimals, signed)), usd]


@dataclass(frozen=True)
class Sentence(Prose):
    """Prose that carries the quantities that it shows, so that each link finds its node."""

    quantities: tuple[Quantity, ...] = ()

    @property
    def plain(self) -> str:
        """The text without links and emphasis."""
        return "".join(text for text, _ in self.parts)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The text in pieces, each with the node that it leads to, empty where it is no link."""
        pieces = _LINK.split(self.markdown)
        texts = [piece.replace("**", "").replace("\\$", "$") for piece in pieces[::3]]
        links = [*zip(pieces[1::3], pieces[2::3], strict=True), ("", "")]
        found = [p for text, link in zip(texts, links, strict=True) for p in ((text, ""), link)]
        return [(text.replace("\\$", "$"), node) for text, node in found if text]

    @staticmethod
    def joined(sentences: Sequence[Sentence], between: str = " ") -> Sentence:
        """Return several sentences as one."""
        return Sentence(
            between.join(s.markdown for s in sentences),
            tuple(q for s in sentences for q in s.quantities),
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        from tradegap.reporting.in_notebook import explained_prose

        shown = Results({}, quantities=self.quantities).payload()
        markdown = {"text/markdown": self.markdown, RESULTS_TYPE: shown}
        return markdown | explained_prose(self.markdown, self.quantities)


@dataclass(frozen=True)
class Told:
    """A text that leads to the quantity that it tells of: `25/10`, `US$200 bn a year`."""

    text: str
    quantity: Quantity


class Words(str):
    """The words of a sentence without its links, that remember where the links lead."""

    sentence: Sentence

    def __new__(cls, sentence: Sentence) -> Words:
        """Return the words of a sentence."""
        words = super().__new__(cls, sentence.plain)
        words.sentence = sentence
        return words

    def __getnewargs__(self) -> tuple[Sentence]:  # type: ignore[override]
        """Return what a copy is made from."""
        return (self.sentence,)


Pieces = list[str | tuple[str, Quantity]]
"""Plain texts, and numbers with the quantity that each leads to."""


def listed(items: Sequence[Pieces], last: str = "and") -> Pieces:
    """Return several pieces of a text as a list: `a, b and c`."""
    between = [", "] * (len(items) - 2) + [f" {last} "]
    return [
        piece
        for before, item in zip(["", *between], items, strict=False)
        for piece in ([before] if before else []) + item
    ]


def pieced(*pieces: str | tuple[str, Quantity]) -> Words:
    """Return words from plain texts and numbers, each number with the quantity it leads to."""
    linked = [p if isinstance(p, str) else _linked(p[1], p[0]) for p in pieces]
    quantities = tuple(p[1] for p in pieces if not isinstance(p, str))
    return Words(Sentence("".join(linked), quantities))


class _Formatter(string.Formatter):
    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.used: list[Quantity] = []

    def format_field(self, value: Any, format_spec: str) -> Any:
        if isinstance(value, Told):
            self.used.append(value.quantity)
            return _linked(value.quantity, value.text)
        if not isinstance(value, Quantity):
            return (
                format_date(value)
                if format_spec == "date"
                else super().format_field(value, format_spec)
            )
        if format_spec in _MONEY:
            pairs = self.voice.amounts(value, _MONEY[format_spec])
        elif format_spec == _SIGNED_MONEY:
            pairs = self.voice.amounts(value, 1, signed=True)
        else:
            pairs = [(value, shown(value, format_spec))]
        self.used += [quantity for quantity, _ in pairs]
        told = [_linked(quantity, text) for quantity, text in pairs]
        return told[0] if len(told) == 1 else f"{told[0]} ({told[1]})"


def shown(quantity: Quantity, style: str) -> str:
    """Return a quantity as text: `usd`, `pct` to `pct3`, `set`, `n0` to `n4`, `signed`."""
    value = _scalar(quantity)
    if style in _DOLLARS:
        return _money(quantity, "USD", _DOLLARS[style])
    if style in _SHARE and quantity.unit == "share":
        return format_share_as_percent(value, _SHARE[style])
    if style == _AS_SET and quantity.unit == "share" and value is not None:
        return format_share_as_set(value)
    if style in _NUMBER:
        return format_number(value, _NUMBER[style])
    if style in _SIGNED:
        return format_signed(value, _SIGNED[style])
    raise ModelError(
        f"'{quantity.label}' in {quantity.unit} can't be shown as '{style}'; use bn for billions, "
        "pct for a share, else n1 or signed."
    )


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    for mark in "\\`*_[]<>#|":
        text = text.replace(mark, f"\\{mark}")
    return text


def joined(items: Sequence[str], last: str = "and") -> str:
    """Return `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"


def _money(amount: Quantity, currency: str, decimals: int, signed: bool = False) -> str:
    """Return an amount of bn; a demand or a pledge is shown as it was stated, 200 and not 200.0.

    With `signed` it is a change, and one that rises has a plus before it.
    """
    value = _scalar(amount)
    if not amount.unit.startswith(f"{currency} bn"):
        raise ModelError(f"'{amount.label}' is in {amount.unit}, not in {currency} bn; convert it.")
    stated = amount.unit.endswith("/year") or not any(
        isinstance(q.leaf, FigureLeaf) and q.basis != "pledge_as_stated" for q in leaves(amount)
    )
    whole = value is not None and abs(value - round(value)) < 1e-9
    text = format_money(value, currency, "bn", 0 if stated and whole else decimals)
    return f"+{text}" if signed and format_signed(value, decimals).startswith("+") else text


def _linked(quantity: Quantity, text: str) -> str:
    return text if text == NOT_STATED else f"[{text}](#n-{quantity.node_id})"


def _scalar(quantity: Quantity) -> float | None:
    if isinstance(quantity.value, np.ndarray):
        raise ModelError(f"'{quantity.label}' is a series; a sentence takes one number of it.")
    return quantity.value


def voice(case: Case) -> Voice:
    """Return the voice of a case: its currency at the rate of the scenario's date."""
    return Voice(case.currency, case.rate(case.currency))
