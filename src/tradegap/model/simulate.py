"""Seeded draws: the calculation graph evaluated over the ranges of its assumptions.

Each assumption is drawn from a stream of its own, named by the assumption, so that one more
assumption changes nobody else's draws. All draws are independent of one another: nobody publishes a
correlation. Draws run in blocks, so that ten million fit into memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.graph import evaluate, leaves, walk
from tradegap.model.leaves import AssumptionLeaf
from tradegap.model.operations import Value
from tradegap.model.quantity import Quantity, parameter

LEAST_DRAWS, MOST_DRAWS = 100, 10_000_000
PERCENTILES = (5, 25, 50, 75, 95)
CORRELATION = "independent"
TOLERANCE = 1e-9
"""What rounding in the last digits may cost at the edge of a target: a dollar in a billion."""

_BLOCK = 65_536
_DIGITS = 6  # of a printed result: the rest is sampling error, and differs between processors


@dataclass(frozen=True, eq=False)
class Simulation:
    """One quantity over all draws: `values` in its unit, NaN where a draw has no result."""

    root: Quantity
    values: np.ndarray
    seed: int

    @property
    def draws(self) -> int:
        """How many draws were taken."""
        return len(self.values)

    @property
    def varies(self) -> bool:
        """Whether any assumption in it has a range; if none has, all draws are the same."""
        return bool(varying(self.root))

    @cached_property
    def stated(self) -> np.ndarray:
        """The draws that have a result, in order of size."""
        return np.sort(self.values[np.isfinite(self.values)])

    @property
    def share_missing(self) -> Quantity:
        """The share of draws without a result."""
        return self._told("share_missing", 1 - len(self.stated) / self.draws, "share", "without a "
                          "result")  # fmt: skip

    def quantile(self, percent: int) -> Quantity:
        """Return the value below which `percent` of the draws with a result lie; missing if none.

        Raises `ModelError` for a percentage outside 0 to 100.
        """
        if not 0 <= percent <= 100:
            raise ModelError(f"A percentile lies between 0 and 100, not at {percent}.")
        value = float(np.quantile(self.stated, percent / 100)) if len(self.stated) else None
        level = parameter(
            f"percentile_{percent}", percent, unit="percent", label="percentile",
            chosen_in="definition",
        )  # fmt: skip
        words = "median" if percent == 50 else f"{percent}th percentile"
        return self._told("quantile", value, self.root.unit, words, self.root.basis, level)

    def quantiles(self) -> dict[int, Quantity]:
        """Return the 5th, 25th, 50th, 75th and 95th percentile by number."""
        return {percent: self.quantile(percent) for percent in PERCENTILES}

    def mean(self) -> Quantity:
        """Return the mean of the draws with a result; missing if none has one."""
        value = float(self.stated.mean()) if len(self.stated) else None
        return self._told("mean", value, self.root.unit, "mean", self.root.basis)

    def share_not_negative(self) -> Quantity:
        """Return the share of the draws with a result in which it is zero or more; else missing."""
        value = float((self.stated >= -TOLERANCE).mean()) if len(self.stated) else None
        return self._told("share_not_negative", value, "share", "share of draws at zero or above")

    def _told(
        self,
        name: str,
        value: float | None,
        unit: str,
        words: str,
        basis: str | None = None,
        *also: Quantity,
    ) -> Quantity:
        rounded = None if value is None else float(f"{value:.{_DIGITS}g}")
        op = f"opaque:{__name__}.{Simulation.__name__}.{name}"
        inputs = (self.root, *self._settings, *also)
        label = f"{words} of '{self.root.label}' over {self.draws:,} draws"
        return Quantity(rounded, unit, basis, label, op, inputs)

    @property
    def _settings(self) -> tuple[Quantity, Quantity]:
        return (
            parameter("draws", self.draws, unit="share", label="number of draws"),
            parameter("seed", self.seed, unit="share", label="seed of the draws"),
        )


def simulate(roots: Mapping[str, Quantity], draws: int, seed: int) -> dict[str, Simulation]:
    """Evaluate quantities over the ranges of the assumptions in their graphs, all on one set.

    value of draw d = the graph with each assumption at its draw d. An assumption that is `fixed`
    (an override) stays at its value. Raises `ModelError` for a number of draws that is no whole
    number from 100 to 10,000,000, a seed that is no whole number of zero or more, or a result that
    is a series. It doesn't draw figures: published ones are taken as they are.
    """
    _check(draws, seed)
    for root in roots.values():
        _refuse_series(root)
    moving = varying(*roots.values())
    streams = {key: _stream(leaf.name, seed) for key, leaf in moving.items()}
    mine = {name: set(varying(root)) for name, root in roots.items()}
    values = {name: np.full(draws, np.nan) for name in roots}
    for start in range(0, draws, _BLOCK):
        size = min(_BLOCK, draws - start)
        block = {key: at_quantile(leaf, streams[key].random(size)) for key, leaf in moving.items()}
        for name, root in roots.items():
            changes = {key: block[key] for key in mine[name]}
            values[name][start : start + size] = _as_array(evaluated(root, changes))
    return {name: Simulation(root, values[name], seed) for name, root in roots.items()}


def evaluated(root: Quantity, changes: Mapping[str, Value]) -> Value:
    """Return `evaluate` where a draw out of an operation's reach is missing, without a warning."""
    with np.errstate(all="ignore"):
        return evaluate(root, changes)


def varying(*roots: Quantity) -> dict[str, AssumptionLeaf]:
    """Return the assumptions of the graphs that have a range to be drawn from, by leaf key."""
    found = {
        q.leaf.key: q.leaf
        for q in leaves(*roots)
        if isinstance(q.leaf, AssumptionLeaf) and _moves(q.leaf)
    }
    return {key: found[key] for key in sorted(found)}


def fixed(*roots: Quantity) -> dict[str, Quantity]:
    """Return the assumptions of the graphs that stay at one value, by leaf key."""
    return {
        q.leaf.key: q
        for q in leaves(*roots)
        if isinstance(q.leaf, AssumptionLeaf) and not _moves(q.leaf)
    }


def assumed(*roots: Quantity) -> list[Quantity]:
    """Return the assumptions of the graphs, drawn or fixed, each once, in order of their names."""
    found = {q.leaf.key: q for q in leaves(*roots) if isinstance(q.leaf, AssumptionLeaf)}
    return [found[key] for key in sorted(found)]


def at_quantile(leaf: AssumptionLeaf, share: np.ndarray) -> np.ndarray:
    """Return an assumption's values at shares (0 to 1) of its distribution.

    Triangular has its mode at central; uniform runs from low to high. Raises `ModelError` for
    another distribution.
    """
    width = leaf.high - leaf.low
    if leaf.distribution == "uniform":
        return leaf.low + width * share
    if leaf.distribution == "triangular":
        from scipy.stats import triang

        return np.asarray(triang.ppf(share, (leaf.central - leaf.low) / width, leaf.low, width))
    raise ModelError(
        f"'{leaf.name}' is drawn as '{leaf.distribution}'; write triangular, uniform or fixed."
    )


def mean_of(leaf: AssumptionLeaf, used: float) -> float:
    """Return the mean that an assumption is drawn around, in its unit; `used` where it is fixed.

    (low + central + high) / 3 of a triangular distribution, which lies away from its mode where it
    leans; (low + high) / 2 of a uniform one.
    """
    if not _moves(leaf):
        return used
    ends = [leaf.low, leaf.high]
    values = ends if leaf.distribution == "uniform" else [*ends, leaf.central]
    return sum(values) / len(values)


def drawn_mean(node: Quantity) -> Quantity:
    """Return the mean that an assumption is drawn around as a node that leads to it."""
    assert isinstance(node.leaf, AssumptionLeaf)
    assert isinstance(node.value, float | int)
    label = f"mean that the {node.label} is drawn around"
    value = mean_of(node.leaf, float(node.value))
    op = f"opaque:{__name__}.{mean_of.__name__}"
    return Quantity(value, node.unit, node.basis, label, op, (node,))


def _moves(leaf: AssumptionLeaf) -> bool:
    return leaf.distribution != "fixed" and leaf.high > leaf.low


def _stream(name: str, seed: int) -> np.random.Generator:
    """Return the random stream of one assumption: it depends on seed and name, and nothing else."""
    digest = hashlib.sha256(name.encode()).digest()
    key = tuple(int.from_bytes(digest[n : n + 4], "big") for n in range(0, 16, 4))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def _as_array(value: Value) -> np.ndarray:
    """Return results as an array; what has no finite result is missing."""
    array = np.asarray(np.nan if value is None else value, dtype=float)
    return np.where(np.isfinite(array), array, np.nan)


def _refuse_series(root: Quantity) -> None:
    """Refuse a graph in which draws would meet the rows of a series."""
    moved = set()
    for node in walk(root):
        drawn = isinstance(node.leaf, AssumptionLeaf) or any(
            q.node_id in moved for q in node.inputs
        )
        if drawn:
            moved.add(node.node_id)
        if node.index is not None and (drawn or node is root):
            raise ModelError(
                f"'{node.label}' is a series; draws need one number, so take its total first."
            )


def _check(draws: object, seed: object) -> None:
    whole = isinstance(draws, int | np.integer) and not isinstance(draws, bool)
    if not whole or not LEAST_DRAWS <= int(draws) <= MOST_DRAWS:  # type: ignore[call-overload]
        raise ModelError(
            f"draws is {draws}; take a whole number from {LEAST_DRAWS:,} to {MOST_DRAWS:,}."
        )
    if not isinstance(seed, int | np.integer) or isinstance(seed, bool) or seed < 0:
        raise ModelError(f"seed is {seed}; take a whole number of zero or more.")
