"""Scenario files: found by name, read, and checked with the line of whatever is wrong.

PyYAML's safe loader reads the values; its node tree gives the lines, and shows a key that is
written twice, which the loader alone would silently let win.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from filecmp import cmp
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tradegap.data import recording
from tradegap.data.assumptions import load_assumptions, with_assumptions
from tradegap.data.catalog import read_catalog
from tradegap.data.load import Figures
from tradegap.data.paths import SCENARIOS, data_dir, own_scenarios_dir
from tradegap.data.rates import currencies_of, rate_table
from tradegap.data.scenario_figures import misfits, tables_named
from tradegap.errors import InputError, ScenarioError, TradegapError, UnknownNameError
from tradegap.model.scenario import LedgerLine, Scenario
from tradegap.model.setting import ParametersSection

_MOST_NODES = 50_000
_TOPIC = {
    "extra_forbidden": "is no field of a scenario here; remove it or mend its name",
    "missing": "is missing; add it",
}
_NO_PARAMETER = (
    f"is none of the parameters that a scenario states ({', '.join(ParametersSection.model_fields)}"
    "); mend its name, or state it in its own field, as as_of, target and assumptions are"
)


class _Loader(yaml.SafeLoader):
    """The safe loader, with dates left as text: pydantic reads them and names the field."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def list_scenarios(scenarios_dir: Path | None = None) -> list[Path]:
    """Return the scenario files of a folder, by name.

    By default those that came with the data, and the user's own (`paths.own_scenarios_dir`).
    """
    found = _listed(scenarios_dir)
    recording.note("unsure", "scenarios", "are listed, and another may come")
    return found


def comes_with_data(path: Path) -> bool:
    """Tell whether a scenario is one of the data's, which a chapter finds by its name anywhere."""
    return any(path.samefile(known) for known in _listed(data_dir() / SCENARIOS))


def _listed(scenarios_dir: Path | None) -> list[Path]:
    """Return the files of a folder for one of them: that another comes doesn't count.

    A copy under the same name, as in another clone, is the same scenario.
    """
    folders = [scenarios_dir] if scenarios_dir else [data_dir() / SCENARIOS, own_scenarios_dir()]
    found: dict[str, list[Path]] = {}
    with recording.aside():
        for path in (path for folder in folders for path in sorted(folder.glob("*.yml"))):
            known = found.setdefault(path.name, [])
            if not any(path.samefile(one) or cmp(path, one, shallow=False) for one in known):
                known.append(path)
    return sorted((p for known in found.values() for p in known), key=lambda p: (p.name, str(p)))


def find_scenario(name_or_path: str | Path, scenarios_dir: Path | None = None) -> Path:
    """Return the file of a scenario named by its id or by its path.

    Raises `UnknownNameError` with the nearest names, `InputError` for a name that two files have.
    """
    path = Path(name_or_path)
    if path.suffix in (".yml", ".yaml"):
        if not path.is_file():
            raise ScenarioError(
                "there is no such file; give an existing one or a name from `tradegap list`.",
                file=str(path),
            )
        return path
    listed = _listed(scenarios_dir)
    found = [known for known in listed if known.stem == str(name_or_path)]
    if not found:
        names = [known.stem for known in listed]
        raise UnknownNameError("scenario", str(name_or_path), names, "See `tradegap list`.")
    if len(found) > 1:
        raise InputError(
            f"There are two scenarios {name_or_path}, {found[0]} and {found[1]}; give your own "
            "another name, and another id."
        )
    return found[0]


def load_scenario(name_or_path: str | Path, scenarios_dir: Path | None = None) -> Scenario:
    """Read and check a scenario.

    Raises `ScenarioError` (file, line, field, value, remedy) or `UnknownNameError`.
    """
    path = find_scenario(name_or_path, scenarios_dir)
    try:
        text = path.read_text(encoding="utf-8")  # and recorded as any other file
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"can't be read ({error}); save it as UTF-8.", file=str(path)) from None
    try:
        tree = _tree(text, path)
    except RecursionError:
        raise ScenarioError("is nested too deep; write it flatter.", file=str(path)) from None
    known = load_assumptions()
    try:
        scenario = Scenario.model_validate(with_assumptions(yaml.load(text, Loader=_Loader), known))
    except ValidationError as error:
        raise _sentence(error, tree, path) from None
    except yaml.MarkedYAMLError as error:
        raise _no_yaml(error, path) from None
    except TradegapError as error:
        raise ScenarioError(str(error), file=str(path)) from None
    except (ValueError, AttributeError, TypeError) as error:  # `!!int many`
        raise ScenarioError(
            f"is no YAML ({error}); put the text in quotes.", file=str(path)
        ) from None
    _check_id(scenario, tree, path, scenarios_dir)
    _check_names(scenario, tree, path)
    return scenario


def _check_id(scenario: Scenario, tree: yaml.Node, path: Path, scenarios_dir: Path | None) -> None:
    """Refuse a listed file whose id is another's name: its report would go over the other's."""
    listed = path.resolve() in {known.resolve() for known in _listed(scenarios_dir)}
    if listed and scenario.id != path.stem:
        raise ScenarioError(
            f"'{scenario.id}' isn't the name of this file; write id: {path.stem}, or its report "
            "would be published over that of another scenario.",
            file=str(path),
            line=_line(tree, ["id"]),
            field="id",
        )


def _check_names(scenario: Scenario, tree: yaml.Node, path: Path) -> None:
    """Refuse a table, a currency or a line of the ledger that isn't there."""
    catalog = read_catalog()
    rates = [(["currencies", code], rate_table(code, when), code)
             for code, when in scenario.currencies.items()]  # fmt: skip
    for named, table in tables_named(scenario).items():
        if table is not None and table not in catalog.tables:
            raise _unknown("table", table, catalog.tables, tree, path, list(named))
    for place, table, code in rates:
        if table not in catalog.tables:
            codes = currencies_of(catalog.tables)
            raise _unknown("table of rates for currency", code, codes, tree, path, place)
    for place, name in _assumed(scenario):
        if name not in scenario.assumptions:
            raise _unknown("assumption", name, load_assumptions(), tree, path, place)
    _check_ledger(scenario, tree, path)
    for place, said in misfits(scenario):
        end = "" if said.endswith("?") else "."
        raise ScenarioError(
            f"{said}{end}", file=str(path), line=_line(tree, place), field=_dotted(place)
        )


def _assumed(scenario: Scenario) -> list[tuple[list[Any], str]]:
    named: list[tuple[list[Any], str]] = [
        (["assumes", n], name) for n, name in enumerate(scenario.assumes)
    ]
    if scenario.unstated_pledge is not None:
        named.append((["unstated_pledge"], scenario.unstated_pledge))
    return named


def _check_ledger(scenario: Scenario, tree: yaml.Node, path: Path) -> None:
    lines = {n: p.ledger for n, p in enumerate(scenario.pledges) if isinstance(p, LedgerLine)}
    asked: list[tuple[list[Any], str]] = [(["pledges", n, "ledger"], i) for n, i in lines.items()]
    if scenario.target_ is not None and scenario.target_.ledger is not None:
        asked.append((["target", "ledger"], scenario.target_.ledger))
    if not asked:
        _check_delivery(scenario, [], tree, path)
        return
    figures = Figures(date.max)
    rows = figures.rows("pledges", "id", [name for _, name in asked])
    _check_delivery(scenario, [str(c) for c in rows["category"]], tree, path)
    partners = dict(zip(rows["id"], rows["partner"], strict=True))
    for place, name in asked:
        if name not in partners:
            known = figures.table("pledges")["id"]
            raise _unknown("line of the ledger", name, known, tree, path, place)
        if partners[name] not in (scenario.partners or (scenario.partner,)):
            raise ScenarioError(
                f"'{name}' is a line of {partners[name]}, and the partner here is "
                f"{', '.join(scenario.partners) or scenario.partner}; remove it.",
                file=str(path), line=_line(tree, place), field=_dotted(place),
            )  # fmt: skip


def _check_delivery(scenario: Scenario, listed: Iterable[str], tree: yaml.Node, path: Path) -> None:
    """Refuse a delivery of a category that no pledge of the scenario has."""
    own = [p.category for p in scenario.pledges if not isinstance(p, LedgerLine)]
    known = list(dict.fromkeys([*listed, *own]))
    for category in scenario.headline.delivery:
        if category not in known:
            place = ["headline", "delivery", category]
            raise _unknown("category of a pledge", category, known, tree, path, place)


def _unknown(
    kind: str, name: str, known: Iterable[str], tree: yaml.Node, path: Path, place: list[Any]
) -> ScenarioError:
    told = str(UnknownNameError(kind, name, known))
    return ScenarioError(told, file=str(path), line=_line(tree, place), field=_dotted(place))


def _dotted(place: list[Any]) -> str:
    return ".".join(str(step) for step in place)


def _tree(text: str, path: Path) -> yaml.Node:
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise _no_yaml(error, path) from None
    except yaml.YAMLError as error:
        raise ScenarioError(f"is no YAML ({error}).".replace("\n", " "), file=str(path)) from None
    if not isinstance(tree, yaml.MappingNode):
        raise ScenarioError("is no list of fields; begin with `schema: 1`.", file=str(path), line=1)
    _check_nodes(tree, path, {})
    return tree


def _no_yaml(error: yaml.MarkedYAMLError, path: Path) -> ScenarioError:
    line = error.problem_mark.line + 1 if error.problem_mark else None
    told = f"is no YAML here ({error.problem}); check indentation, colons and quotes."
    return ScenarioError(told, file=str(path), line=line)


def _check_nodes(node: yaml.Node, path: Path, sizes: dict[int, int]) -> int:
    """Refuse what no scenario needs; return how many nodes there are with all aliases written out.

    A key that stands twice, a key that is no word, an alias of itself, and aliases of aliases that
    grow without end.
    """
    if id(node) in sizes:
        return sizes[id(node)]
    sizes[id(node)] = _MOST_NODES + 1  # if it is met again before it is counted, it holds itself
    if isinstance(node, yaml.MappingNode):
        _refuse_twice(node, path)
    size = 1 + sum(_check_nodes(child, path, sizes) for child in _children(node))
    if size > _MOST_NODES:
        raise ScenarioError(
            "is an alias of itself or of far too much; write out what it stands for.",
            file=str(path),
            line=node.start_mark.line + 1,
        )
    sizes[id(node)] = size
    return size


def _refuse_twice(node: yaml.MappingNode, path: Path) -> None:
    seen: set[str] = set()
    for key, _ in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise ScenarioError(
                "has a list before its colon; write a word.", file=str(path), line=line
            )
        if name in seen:
            raise ScenarioError("stands twice; remove one.", file=str(path), line=line, field=name)
        seen.add(name)


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        yield from (value for _, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _sentence(error: ValidationError, tree: yaml.Node, path: Path) -> ScenarioError:
    """Turn the first of pydantic's errors into one sentence; say how many more there are."""
    # a mistyped name is told before the field that it leaves missing
    errors = sorted(error.errors(include_url=False), key=lambda e: e["type"] == "missing")
    first = errors[0]
    # the discriminator's tags are no fields of the file
    place: list[Any] = [p for p in first["loc"] if p not in ("ledger", "inline")] or list(
        first["loc"]
    )
    if first["loc"] and first["loc"][-1] == "ledger":
        place.append("ledger")
    field = ".".join(str(p) for p in place)
    if not place:  # a rule over several fields names the first of them in its message
        named = str(first["msg"]).removeprefix("Value error, ").split()[0].split(".")
        place = [int(step) if step.isdigit() else step for step in named]
    line = _line(tree, place)
    return ScenarioError(_reason(first, len(errors)), file=str(path), line=line, field=field)


def _reason(error: Any, count: int) -> str:
    topic = _TOPIC.get(error["type"])
    if error["type"] == "extra_forbidden" and error["loc"][0] == "parameters":
        topic = _NO_PARAMETER
    if topic is None:
        message = str(error["msg"]).removeprefix("Value error, ")
        value = error.get("input")
        shown = "" if isinstance(value, dict | list) else f"{value!r} won't do: "
        told = (message[:1].lower() + message[1:] if shown else message).rstrip(".")
        topic = f"{shown}{told}; mend this field"
    more = f" ({count - 1} more after this one)" if count > 1 else ""
    return f"{topic}.{more}"


def _line(node: yaml.Node, place: list[Any]) -> int:
    """Return the line of a field, or of the nearest field above it that the file has."""
    line = node.start_mark.line + 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line
