"""new: ask what a case is about, and write a scenario file that builds at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from tradegap.cli.output import shown_path
from tradegap.errors import InputError, OutputError

if TYPE_CHECKING:
    from tradegap.data.drafts import Draft

T = TypeVar("T")
STATUSES = ("demanded", "resisted", "agreed")
_HELP = {
    "name": "What the case is called: small letters, digits, hyphens.",
    "partner": "The other side, ISO 3166 alpha-3, such as CHN.",
    "as_of": "Read only what was published by this date.",
    "path": "A step of twelve months, such as 2018-06:2019-05:100 (US$ bn); repeatable.",
    "pledge": "A line of the ledger; repeatable. Without it all that were known are taken.",
}


def new(
    name: Annotated[str | None, typer.Argument(help=_HELP["name"])] = None,
    target: Annotated[
        float | None, typer.Option("--target", metavar="USD_BN", help="US$ bn a year.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help=_HELP["as_of"])
    ] = None,
    reporter: Annotated[str | None, typer.Option(help="Whose statistics: USA.")] = None,
    partner: Annotated[str | None, typer.Option(help=_HELP["partner"])] = None,
    base_year: Annotated[int | None, typer.Option(help="The year to measure from.")] = None,
    title: Annotated[str | None, typer.Option(help="The report's title.")] = None,
    question: Annotated[str | None, typer.Option(help="What the report answers.")] = None,
    status: Annotated[str | None, typer.Option(help=", ".join(STATUSES))] = None,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="When the target became known.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Where the target was read.")] = None,
    path: Annotated[
        list[str] | None, typer.Option(metavar="FROM:TO:USD_BN", help=_HELP["path"])
    ] = None,
    pledge: Annotated[list[str] | None, typer.Option(metavar="ID", help=_HELP["pledge"])] = None,
    no_pledges: Annotated[bool, typer.Option("--no-pledges", help="Leave them out.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="The file to write.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing; take what isn't given by default.")
    ] = False,
) -> None:
    """Begin a scenario of your own: asks what isn't given, and writes a file with comments.

    On a terminal each question has a default in brackets: Enter takes it. A script gives at least
    the name, --target, --as-of and --source. Nothing is ever written over.

    Examples:
      tradegap new

      tradegap new my-case --target 150 --as-of 2018-06-10 --source "press report of 10 June 2018"

    """
    from tradegap.data import drafts

    if pledge and no_pledges:
        raise InputError("--pledge and --no-pledges are both given; leave one out.")
    if output is not None and output.suffix not in (".yml", ".yaml"):
        raise InputError(f"--output: {shown_path(output)} is no YAML file; end it in .yml.")
    ask = _Questions(asking=sys.stdin.isatty() and not yes)
    case = ask("NAME", "Name of the case", name, _name)
    target_path = output or Path(drafts.file_of(case))
    if os.path.lexists(target_path):
        raise OutputError(f"{shown_path(target_path)} is there already; take another name.")
    seen_as_of = ask("--as-of", "As of (YYYY-MM-DD)", as_of, _day, "2018-06-10")
    one = ask("--reporter", "Whose statistics", reporter, _country, "USA", given=True)
    other = ask("--partner", "Partner", partner, _country, "CHN", given=True)
    drafts.check_pair(one, other)
    years = drafts.base_years(one, other, seen_as_of)
    if not years:
        raise InputError(f"No year of {one} with {other} had been published by {seen_as_of}.")
    year = ask("--base-year", "Base year", base_year, _year_among(years), years[-1], given=True)
    amount = ask("--target", "Narrowing, US$ bn a year", target, _amount)
    said = ask("--status", f"Status ({', '.join(STATUSES)})", status, _status, "demanded",
               given=True)  # fmt: skip
    when = ask("--published", "When it became known", published, _day, seen_as_of, given=True)
    steps = [_step(text) for text in path or ()] or drafts.default_path(seen_as_of, amount)
    known = drafts.known_pledges(other, seen_as_of)
    chosen = [] if no_pledges else list(pledge or known)
    drafts.check_pledges(chosen, other, seen_as_of)
    draft = drafts.Draft(
        id=case, reporter=one, partner=other, as_of=seen_as_of, base_year=year,
        title=ask("--title", "Title", title, str, "Narrow the surplus by ${target_usd_bn} billion "
                  "a year: what had been pledged", given=True),
        question=ask("--question", "Question", question, str, f"The surplus of {other} with {one} "
                     "is to be ${target_usd_bn} billion a year smaller. How much of that do the "
                     "pledges cover?", given=True),
        target_usd_bn=amount, status=said, published=when, path=steps,
        source=ask("--source", "Where the target was read", source, _text), pledges=chosen,
    )  # fmt: skip
    _write(target_path, draft)
    named = case if output is None else shown_path(target_path)
    print(f"Written: {shown_path(target_path)}, with {len(chosen)} pledges of the ledger.")
    print(f"Next, in this folder: tradegap check {named}, then tradegap build {named}")


class _Questions:
    """What was given, what a person answers, or the default."""

    def __init__(self, *, asking: bool) -> None:
        self.asking = asking

    def __call__(
        self, option: str, words: str, value: object, read: Callable[[str], T],
        default: object = None, *, given: bool = False,
    ) -> T:  # fmt: skip
        """Return a value as `read` reads it; `given` says that the default may stand unasked.

        Raises `InputError` for a value that won't do, and for one that nobody is there to give.
        """
        if value is not None:
            try:
                return read(str(value))
            except InputError as error:
                raise InputError(f"{option}: {error}") from None
        if not self.asking:
            if default is None or not given:
                raise InputError(
                    f"Say {option}: nobody is there to be asked. tradegap new --help has examples."
                )
            return read(str(default))
        while True:
            answer = typer.prompt(words, default=default, type=str)
            try:
                return read(str(answer))
            except InputError as error:
                typer.echo(f"  {error}")


def _write(path: Path, draft: Draft) -> None:
    """Write the file and check it; one that can't be used is taken away again."""
    from tradegap.build.plan import make_plan
    from tradegap.data.drafts import write_out

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            try:
                file.write(write_out(draft))
                file.flush()
                make_plan(path)
            except BaseException:
                path.unlink()
                raise
    except OSError as error:
        raise OutputError(f"{shown_path(path)} can't be written ({error.strerror}).") from None


def _name(text: str) -> str:
    import re

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", text):
        raise InputError(f"'{text}' is no name; take small letters, digits and hyphens.")
    return text


def _text(text: str) -> str:
    if not text.strip():
        raise InputError("Say in a few words where it was read.")
    return text.strip()


def _country(text: str) -> str:
    code = text.strip().upper()
    if len(code) != 3 or not code.isalpha():
        raise InputError(f"'{text}' is no country code; write three letters, such as CHN.")
    return code


def _day(text: str) -> date:
    from tradegap.model.periods import read_day

    try:
        return read_day(text)
    except ValueError as error:
        raise InputError(f"'{text}' {error}.") from None


def _year_among(years: Sequence[int]) -> Callable[[str], int]:
    """Return what reads one of the years that had been published."""

    def read(text: str) -> int:
        if text not in map(str, years):
            there = ", ".join(map(str, years))
            raise InputError(f"'{text}' is no year that was out by then; there are {there}.")
        return int(text)

    return read


def _amount(text: str) -> float:
    from tradegap.model.demand import LARGEST_TARGET, SMALLEST_TARGET

    try:
        number = float(text)
    except ValueError:
        raise InputError(f"'{text}' is no number; write US$ bn, such as 200.") from None
    if not SMALLEST_TARGET <= number <= LARGEST_TARGET:
        raise InputError(f"{text} is out of range; write US$ bn a year, such as 200.")
    return number


def _status(text: str) -> str:
    if text not in STATUSES:
        raise InputError(f"'{text}' is no status; take {', '.join(STATUSES)}.")
    return text


def _step(text: str) -> tuple[str, str, float]:
    parts = text.split(":")
    if len(parts) != 3:
        raise InputError(f"--path '{text}': write FROM:TO:USD_BN, such as 2018-06:2019-05:100.")
    try:
        return parts[0], parts[1], _amount(parts[2])
    except InputError as error:
        raise InputError(f"--path '{text}': {error}") from None
