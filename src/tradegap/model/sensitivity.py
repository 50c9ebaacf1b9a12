"""Which assumption matters most: a tornado, and the shares of variance by Sobol's method.

Both evaluate the same graph as the draws do; nothing is computed by a second model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.graph import leaves
from tradegap.model.leaves import AssumptionLeaf
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.simulate import at_quantile, evaluated, varying

LEAST_SAMPLES, MOST_SAMPLES = 64, 65_536
_FLAT = 1e-12  # of the squared size: variance below it is rounding
_DECIMALS = 4


@dataclass(frozen=True, eq=False)
class Influence:
    """What one assumption contributes to a result's variance, both as shares of it.

    `first_order` is its own part, `total` that with everything it does together with others;
    `margin` is half of the 95% interval of `first_order`.
    """

    leaf: AssumptionLeaf
    first_order: Quantity
    total: Quantity
    margin: Quantity


@dataclass(frozen=True, eq=False)
class Influences:
    """The influences on one result, largest first; empty with a reason where there are none."""

    root: Quantity
    lines: tuple[Influence, ...]
    why_none: str = ""


@dataclass(frozen=True, eq=False)
class Bar:
    """One bar of the tornado: the result with one assumption at its low and at its high."""

    leaf: AssumptionLeaf
    at_low: Quantity
    at_high: Quantity

    @property
    def swing(self) -> float:
        """The distance between the two, in the result's unit; zero where one is missing."""
        low, high = self.at_low.value, self.at_high.value
        return 0.0 if low is None or high is None else abs(float(high) - float(low))


def tornado(root: Quantity) -> tuple[Bar, ...]:
    """Move one assumption at a time from its low to its high, the others at the value used.

    Returns a bar for each assumption that has a range, the widest first (by name where they are
    equal). It tells nothing of how likely an end is, nor of what two do together.
    """
    nodes = {q.leaf.key: q for q in leaves(root) if q.leaf is not None}
    bars = []
    for key, leaf in varying(root).items():
        ends = [
            _end(root, nodes[key], side, value)
            for side, value in (("low", leaf.low), ("high", leaf.high))
        ]
        bars.append(Bar(leaf, *ends))
    return tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.leaf.name)))


def influences(root: Quantity, samples: int, seed: int) -> Influences:
    """Return the first-order and total Sobol indices of each assumption, by SALib.

    first order = V(E(result | assumption)) / V(result), estimated after Saltelli from `samples`
    (a power of two from 64 to 65,536) times the number of assumptions and two evaluations. Small
    negative values are sampling error and are left as they come. Where nothing varies, or some
    draws have no result, there are none, and the reason is told. Raises `ModelError` for another
    number of samples. *Source*: A. Saltelli and others, 2010.
    """
    _check(samples)
    moving = list(varying(root).values())
    if not moving:
        return Influences(root, (), "nothing in it varies")
    problem = {
        "num_vars": len(moving),
        "names": [leaf.name for leaf in moving],
        "bounds": [[0.0, 1.0]] * len(moving),
    }
    from SALib.sample import sobol as sampler

    shares = sampler.sample(problem, samples, calc_second_order=False, seed=seed)
    found = evaluated(
        root, {leaf.key: at_quantile(leaf, shares[:, n]) for n, leaf in enumerate(moving)}
    )
    results = np.broadcast_to(np.asarray(np.nan if found is None else found), len(shares))
    if not np.isfinite(results).all():
        return Influences(root, (), "not every draw has a result")
    if results.var() <= _FLAT * max(float(np.square(results).mean()), _FLAT):
        return Influences(root, (), "no assumption moves it")
    from SALib.analyze import sobol as analyser

    # a seed of 0 is none to SALib's analyser, and its interval would differ from run to run
    indices = analyser.analyze(problem, results, calc_second_order=False, seed=seed + 1)
    lines = [
        Influence(
            leaf,
            _index(root, leaf, "first_order", indices["S1"][n], samples, seed),
            _index(root, leaf, "total", indices["ST"][n], samples, seed),
            _index(root, leaf, "margin", indices["S1_conf"][n], samples, seed),
        )
        for n, leaf in enumerate(moving)
    ]
    return Influences(root, tuple(sorted(lines, key=_by_total)))


def _by_total(line: Influence) -> tuple[float, str]:
    assert isinstance(line.total.value, float)
    return -line.total.value, line.leaf.name


def _end(root: Quantity, node: Quantity, side: str, value: float) -> Quantity:
    assert isinstance(node.leaf, AssumptionLeaf)
    found = evaluated(root, {node.leaf.key: value})
    number = None if found is None or not np.isfinite(found) else float(found)
    end = parameter(
        f"{side}:{node.leaf.name}",
        value,
        unit=node.unit,
        label=f"{side} of '{node.label}'",
        chosen_in="definition",
    )
    label = f"'{root.label}' with '{node.label}' at its {side}, {value:g}"
    op = f"opaque:{__name__}.{tornado.__name__}"
    return Quantity(number, root.unit, root.basis, label, op, (root, node, end))


def _index(
    root: Quantity, leaf: AssumptionLeaf, kind: str, value: float, samples: int, seed: int
) -> Quantity:
    node = next(q for q in leaves(root) if q.leaf is not None and q.leaf.key == leaf.key)
    words = {
        "first_order": "own share",
        "total": "share with the others",
        "margin": "half of the 95% interval of the own share",
    }[kind]
    settings = (
        parameter("sensitivity_samples", samples, unit="share", label="samples of the indices"),
        parameter("seed", seed, unit="share", label="seed of the draws"),
        parameter(kind, 1.0, unit="share", label=words, chosen_in="definition"),
    )
    label = f"{words} of '{node.label}' in the variance of '{root.label}'"
    op = f"opaque:{__name__}.{influences.__name__}"
    return Quantity(
        round(float(value), _DECIMALS), "share", None, label, op, (root, node, *settings)
    )


def _check(samples: object) -> None:
    whole = isinstance(samples, int | np.integer) and not isinstance(samples, bool)
    number = int(samples) if whole else 0  # type: ignore[call-overload]
    if not LEAST_SAMPLES <= number <= MOST_SAMPLES or number & (number - 1):
        raise ModelError(
            f"samples is {samples}; take a power of two from {LEAST_SAMPLES} to {MOST_SAMPLES:,}."
        )
