"""Why something is built again, in plain words: what it depended on then, against now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tradegap.data.row_digests import parse_label

_LONGEST = 40
FIRST = "first build"


def differing(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the names whose values differ, those that only one side has among them."""
    return sorted(n for n in {*then, *now} if then.get(n) != now.get(n))


def cells(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Say which notebooks changed."""
    for stem in differing(then, now):
        if stem not in then:
            yield f"{stem} is new"
        elif stem not in now:
            yield f"{stem} is left out"
        else:
            yield f"cells of {stem} changed"


def parameters(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Say which parameters changed, with their values."""
    for name in differing(then, now):
        old, new = then.get(name), now.get(name)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from parameters(old, new)
        else:
            yield f"parameter {name} changed ({_short(old)} -> {_short(new)})"


def versions(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Say which versions changed."""
    for name in differing(then, now):
        yield f"version of {name} changed ({then.get(name, 'none')} -> {now.get(name, 'none')})"


def package(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Say whether the package's source or its templates changed."""
    said = {"code": "package source changed", "templates": "rendering templates changed"}
    yield from (said.get(name, name) for name in differing(then, now))


def tables(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Say which tables, or which of their rows, changed."""
    for name in differing(then, now):
        rows = parse_label(name)
        yield f"rows {rows[2]} of table {rows[0]} changed" if rows else f"table {name} changed"


def entries(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Say which entries of the catalog changed."""
    yield from (f"catalog entry of {name} changed" for name in differing(then, now))


def files(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Say which other files changed."""
    for name in differing(then, now):
        yield f"file {name.removeprefix('data:')} changed"


def outputs(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Say which published files were edited, removed or added."""
    for name in differing(then, now):
        done = "was removed" if name not in now else "was edited"
        yield f"{name} {done}" if name in then else f"{name} was added"


def report_causes(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return why a report is built again, from its manifest and what would be in it now."""
    was, is_ = then["inputs"], now["inputs"]
    told: list[str] = [
        *cells(was["notebooks"], is_["notebooks"]),
        *parameters(then["parameters"], now["parameters"]),
        *(["scenario file changed"] if was["scenario"] != is_["scenario"] else []),
        *(["assumptions.yml changed"] if was["assumptions"] != is_["assumptions"] else []),
        *tables(was["tables"], is_["tables"]),
        *entries(was.get("catalog", {}), is_.get("catalog", {})),
        *files(was.get("files", {}), is_.get("files", {})),
        *package(was["package"], is_["package"]),
        *versions(then["versions"], now["versions"]),
    ]
    if then["formats"] != now["formats"]:
        told.append(
            f"formats changed ({', '.join(then['formats'])} -> {', '.join(now['formats'])})"
        )
    told += [f"{stem} reads what can't be checked" for stem in was.get("unsure", [])]
    return told


def sentence(told: Iterable[str]) -> str:
    """Join causes into one line."""
    return "; ".join(told)


def _short(value: Any) -> str:
    if value is None:
        return "default"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
