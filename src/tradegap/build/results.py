"""Gather what chapters computed into one object, and name the edition by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from tradegap.build.canonical import digest, dumps, plain
from tradegap.build.executed import Executed
from tradegap.errors import BuildError

MIME = "application/vnd.tradegap.results+json"
SCHEMA = 1
RESERVED = frozenset({"schema", "scenario", "as_of", "edition", "parameters", "graph"})
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


class Gathered:
    """Results, nodes and tables of all chapters, each with the notebook that gave it."""

    def __init__(self) -> None:
        self.results: dict[str, tuple[Any, str]] = {}
        self.nodes: dict[str, tuple[Any, str]] = {}
        self.tables: dict[str, tuple[Any, str]] = {}

    def add(self, payload: Mapping[str, Any], notebook: str) -> None:
        """Take in one payload; what differs from what another notebook gave is refused."""
        for name, value in payload.get("results", {}).items():
            _check_name(name, notebook)
            _put(self.results, "result", name, value, notebook)
        for name, value in payload.get("nodes", {}).items():
            _put(self.nodes, "node", name, value, notebook)
        for name, value in payload.get("tables", {}).items():
            _put(self.tables, "table", name, value, notebook)

    def values(self, part: str) -> dict[str, Any]:
        """Return `results`, `nodes` or `tables` without the notebooks' names."""
        return {name: value for name, (value, _) in getattr(self, part).items()}


def _put(known: dict[str, tuple[Any, str]], kind: str, name: str, value: Any, source: str) -> None:
    try:
        value = plain(value)
    except ValueError as error:
        raise BuildError(
            f"{source} publishes {error} as {kind} '{name}'; publish null or a finite number."
        ) from error
    if name not in known:
        known[name] = (value, source)
        return
    other, first = known[name]
    if _told_alike(kind, other) != _told_alike(kind, value):
        raise BuildError(
            f"{first} and {source} publish different values as {kind} '{name}' "
            f"({_difference(other, value)}); let one of them publish it, or mend the one that is "
            "wrong."
        )


def _told_alike(kind: str, value: Any) -> Any:
    """Return what has to be equal: a node is what it computes, and its first label stays."""
    return {**value, "label": ""} if kind == "node" and isinstance(value, dict) else value


def _difference(one: Any, other: Any) -> str:
    """Say in what two values of one name differ: the numbers, or how they were made."""
    if isinstance(one, dict) and isinstance(other, dict):
        differ = [key for key in one if one[key] != other.get(key)] or [*other]
        key = "value" if "value" in differ else differ[0]
        one, other = one.get(key), other.get(key)
        if key != "value":
            return f"{key} {_short(one)} and {_short(other)}"
    return f"{_short(one)} and {_short(other)}"


def _check_name(name: str, notebook: str) -> None:
    if not _NAME.fullmatch(name) or name.split(".")[0] in RESERVED:
        raise BuildError(
            f"{notebook} publishes a result under the name '{name}', which "
            + ("is reserved" if _NAME.fullmatch(name) else "isn't lower case with dots")
            + "; rename it."
        )


def _short(value: Any) -> str:
    text = " ".join(dumps(value).split())
    return text if len(text) <= 60 else text[:57] + "..."


def gather(chapters: Iterable[Executed]) -> Gathered:
    """Gather the outputs of type `application/vnd.tradegap.results+json` of all chapters."""
    gathered = Gathered()
    for chapter in chapters:
        for cell in chapter.notebook.cells:
            for output in cell.get("outputs", []):
                if MIME in output.get("data", {}):
                    gathered.add(output["data"][MIME], chapter.chapter.name)
    return gathered


def results_object(
    gathered: Gathered, scenario: str, as_of: date, parameters: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the content of results.json, schema 1: dotted names become objects in objects."""
    whole: dict[str, Any] = {
        "schema": SCHEMA,
        "scenario": scenario,
        "as_of": as_of.isoformat(),
        "parameters": plain(dict(parameters)),
        "graph": {"nodes": gathered.values("nodes")},
    }
    for name in sorted(gathered.results):
        value, notebook = gathered.results[name]
        _place(whole, name, value, notebook)
    whole["edition"] = edition_name(whole)
    return whole


def _place(whole: dict[str, Any], name: str, value: Any, notebook: str) -> None:
    *above, last = name.split(".")
    place = whole
    for part in above:
        place = place.setdefault(part, {})
        if not isinstance(place, dict) or "node" in place:
            raise BuildError(
                f"{notebook} publishes '{name}' below a result that is itself a value; rename one."
            )
    place[last] = value


def edition_name(results: Mapping[str, Any]) -> str:
    """Return an edition's name: the as-of date and 8 digits of the hash of its results."""
    return f"{results['as_of']}-{digest(results)[:8]}"


def flat(results: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every value of a results object with its dotted name.

    A quantity is one value; an entry of a list goes by its number, from 0 (`path.0.gap_usd_bn`),
    and a list of texts is one value.
    """
    for key, value in results.items():
        if key not in RESERVED:
            yield from _flat(key, value)


def _flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    below: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict) and not is_quantity(value):
        below = value.items()
    elif isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
        below = enumerate(value)
    else:
        yield name, value
    for key, each in below:
        yield from _flat(f"{name}.{key}", each)


def is_quantity(value: Any) -> bool:
    """Tell whether a value is a quantity: a number with its unit, basis and node."""
    return isinstance(value, dict) and "node" in value and "value" in value


def quantities(results: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return every quantity of a results object with its dotted name."""
    return [(name, value) for name, value in flat(results) if is_quantity(value)]
