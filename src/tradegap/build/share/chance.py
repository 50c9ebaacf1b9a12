"""Which cells draw from a random generator that isn't theirs: these are never shared.

A fork inherits the state of the global generators, so that all sets would have the same draws. A
generator that the notebook makes from a fixed seed (`numpy.random.default_rng(1)`) is its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from tradegap.build.share.cell import Cell, Dotted

SEEDED = {"random.Random"} | {
    f"numpy.random.{name}"
    for name in ("default_rng", "SeedSequence", "RandomState", "PCG64", "PCG64DXSM", "MT19937",
                 "Philox", "SFC64")
}  # fmt: skip
FROM_ANOTHER = frozenset({"numpy.random.Generator", "numpy.random.BitGenerator"})
BY_THEMSELVES = ("secrets", "uuid", "torch", "tensorflow", "jax", "faker", "keras", "wordcloud")
BOOTSTRAPS = {"barplot", "pointplot", "lineplot", "regplot", "lmplot", "catplot", "relplot",
              "jointplot", "pairplot", "stripplot"}  # fmt: skip
WITHOUT_INTERVALS = frozenset({"sd", "se", "pi"})  # what seaborn works out without drawing
DRAWS = frozenset({"sample", "rvs", "simulate", "bootstrap"})  # methods of pandas, scipy, ...
SCIPY = ("bootstrap", "permutation_test", "monte_carlo_test", "qmc", "differential_evolution",
         "dual_annealing", "basinhopping", "kmeans", "kmeans2", "random", "random_array", "power",
         "goodness_of_fit", "ortho_group", "random_correlation", "dirichlet")  # fmt: skip
SKLEARN_PLAIN = frozenset(
    {"metrics", "preprocessing", "pipeline", "compose", "base", "__version__"}
)
SEEDS = frozenset({"seed", "random_state", "rng", "random_seed"})

Constants = Mapping[str, ast.expr]  # names that the notebook binds once, to a literal


def reasons(cell: Cell, used: list[Dotted], constants: Constants) -> Iterator[tuple[int, str]]:
    """Yield why a cell draws from a generator that isn't its own, each with the line.

    `constants` are the names that count as literals; a seed that is a parameter is none, because
    a parameter may be None.
    """
    for one in used:
        if why := _imported(one, constants):
            yield one.line, why
    for node in ast.walk(cell.tree):
        if isinstance(node, ast.Attribute) and node.attr in DRAWS:
            call = cell.parents.get(node)
            called = isinstance(call, ast.Call) and call.func is node
            if not (called and isinstance(call, ast.Call) and _seeded(call, constants)):
                yield node.lineno, f"uses .{node.attr}() without a fixed seed"


def _imported(one: Dotted, constants: Constants) -> str | None:
    parts = one.path.split(".")
    if parts[0] in BY_THEMSELVES or one.path in {"os.urandom", "os.getrandom"}:
        return f"uses {one.text}, which draws at random"
    if parts[0] == "random" or "random" in parts[1:-1] or one.path == "numpy.random":
        return None if _own_generator(one, constants) else f"uses {one.text}, a global generator"
    if parts[0] == "seaborn":
        return _seaborn(one, parts, constants)
    if parts[0] in {"scipy", "statsmodels"} and set(parts) & set(SCIPY):
        seeded = one.call and _seeded(one.call, constants)
        return None if seeded else f"uses {one.text} without a fixed seed"
    if parts[0] == "sklearn" and len(parts) > 1 and parts[1] not in SKLEARN_PLAIN:
        seeded = one.call and _seeded(one.call, constants)
        return None if seeded else f"uses {one.text} without a fixed random_state"
    if parts[0] == "networkx" and any(
        word in parts[-1] for word in ("draw", "layout", "random", "graph")
    ):
        seeded = one.call and _seeded(one.call, constants)
        return None if seeded else f"uses {one.text} without a fixed seed"
    return None


def _own_generator(one: Dotted, constants: Constants) -> bool:
    if one.path in FROM_ANOTHER:
        return True
    return one.path in SEEDED and one.call is not None and _first_is_fixed(one.call, constants)


def _first_is_fixed(call: ast.Call, constants: Constants) -> bool:
    named = [word.value for word in call.keywords if word.arg in SEEDS | {"x", "entropy"}]
    return any(_fixed(value, constants) for value in [*call.args[:1], *named])


def _seeded(call: ast.Call, constants: Constants) -> bool:
    given = [word.value for word in call.keywords if word.arg in SEEDS]
    return any(_fixed(value, constants) for value in given)


def _fixed(value: ast.expr, constants: Constants) -> bool:
    """Tell whether a seed is a literal that isn't None, or made from one."""
    if isinstance(value, ast.Name):
        value = constants.get(value.id, value)
    if isinstance(value, ast.Constant):
        return value.value is not None
    if isinstance(value, ast.List | ast.Tuple):
        return bool(value.elts) and all(_fixed(each, constants) for each in value.elts)
    if isinstance(value, ast.Call):
        name = value.func.attr if isinstance(value.func, ast.Attribute) else ""
        name = value.func.id if isinstance(value.func, ast.Name) else name
        made = {path.split(".")[-1] for path in SEEDED}
        return name in made and _first_is_fixed(value, constants)
    return False


def _seaborn(one: Dotted, parts: list[str], constants: Constants) -> str | None:
    """Tell why a call draws: seaborn bootstraps intervals and jitters points without a seed."""
    name, call = parts[-1], one.call
    if name not in BOOTSTRAPS | {"Est", "Jitter", "bootstrap"}:
        return None
    words = {word.arg: word.value for word in call.keywords} if call else {}
    text = {key: value.value for key, value in words.items() if isinstance(value, ast.Constant)}
    if call and not words.keys() & {None, "x_jitter", "y_jitter"}:
        if name == "stripplot" or (name == "catplot" and text.get("kind", "strip") == "strip"):
            if text.get("jitter", True) is False and (name == "stripplot" or "kind" not in words):
                return None
        elif (
            _seeded(call, constants) or _no_intervals(words, text) or _plain_kind(name, words, text)
        ):
            return None
    return f"uses {one.text}, which draws at random without a fixed seed"


def _no_intervals(words: Mapping[str | None, ast.expr], text: Mapping[str | None, object]) -> bool:
    """Tell whether a call says that it wants no interval, or one that needs no draws."""
    for key in ("errorbar", "ci"):
        value = words.get(key)
        if isinstance(value, ast.Tuple) and value.elts and isinstance(value.elts[0], ast.Constant):
            return value.elts[0].value in WITHOUT_INTERVALS
        if key in text:
            return text[key] is None or text[key] in WITHOUT_INTERVALS
    return False


def _plain_kind(
    name: str, words: Mapping[str | None, ast.expr], text: Mapping[str | None, object]
) -> bool:
    """Tell whether the kind of a figure is one that never draws at random."""
    if name == "relplot":
        return text.get("kind", "scatter" if "kind" not in words else None) == "scatter"
    if name in {"jointplot", "pairplot"}:
        return "kind" not in words or text.get("kind") not in {"reg", None}
    return name == "catplot" and text.get("kind") in {"box", "violin", "boxen", "count", "swarm"}
