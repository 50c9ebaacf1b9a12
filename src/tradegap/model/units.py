"""Units and bases: what may meet what.

A unit is a power of ten and a product of named dimensions (`USD bn/year`, `mn t`, `share`). Nothing
is converted silently: millions meet billions only through `convert`. A basis names the statistical
definition of an amount; two bases are two quantities and are never added. The one exception is a
balance, the difference of the two flows that its statistics define (`BALANCES`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tradegap.errors import BasisError, UnitError

BASES: dict[str, str] = {
    "exports_fas": "US total exports at f.a.s. value, Census basis, not seasonally adjusted",
    "domestic_exports_fas": "US domestic exports at f.a.s. value, Census basis",
    "imports_customs_general": "US general imports at customs value, Census basis, "
    "not seasonally adjusted",
    "imports_customs_consumption": "US imports for consumption at customs value, Census basis",
    "census_balance": "US general imports at customs value less US total exports f.a.s. "
    "(the partner's goods surplus on US figures)",
    "exports_fob_china": "China's exports f.o.b., as China's customs report them",
    "imports_cif_china": "China's imports c.i.f., as China's customs report them",
    "china_customs_balance": "China's exports f.o.b. less China's imports c.i.f.",
    "services_bop": "services, balance-of-payments basis (BEA)",
    "exports_goods_and_services": "US total exports of goods f.a.s. (Census basis) and US exports "
    "of services (balance-of-payments basis) together",
    "imports_goods_and_services": "US general imports of goods at customs value (Census basis) "
    "and US imports of services (balance-of-payments basis) together",
    "goods_and_services_balance": "the partner's goods surplus on the Census basis less the US "
    "surplus in services on the balance-of-payments basis",
    "exports_as_cited": "US exports as the cited source prints them, total or domestic not stated",
    "consumption_balance": "US imports for consumption at customs value less US total exports "
    "f.a.s.: two programmes of the Census, whose difference nobody publishes",
    "us_goods_balance": "US total exports f.a.s. less US general imports at customs value "
    "(negative where the partner has a surplus)",
    "calculated_duty": "duty calculated on US imports for consumption, Census; no part of any "
    "balance",
    "tariff_cost": "what tariffs cost their payers, duty passed on and deadweight loss: a result "
    "of the model, in no statistic and no part of any balance",
    "mirror_difference": "US goods deficit on the Census basis less China's surplus as China's "
    "customs report it",
    "goods_and_services": "US exports of goods (f.a.s.) and of services (balance of payments) "
    "together, as PIIE adds them",
    "tariff_coverage": "value of the goods that a tariff action covers, as printed; its year and "
    "statistic are not named",
    "gdp_current": "gross domestic product at current prices, national accounts",
    "as_cited": "an amount as the cited source states it, on a definition of its own",
    "pledge_as_stated": "an amount as the pledge states it; the statistics that it will be "
    "measured by are not named",
}
"""Every basis in use, with its definition."""

BALANCES: dict[tuple[str, str], str] = {
    ("imports_customs_general", "exports_fas"): "census_balance",
    ("exports_fob_china", "imports_cif_china"): "china_customs_balance",
    ("imports_customs_consumption", "exports_fas"): "consumption_balance",
    ("imports_goods_and_services", "exports_goods_and_services"): "goods_and_services_balance",
}
"""Which two flows make which balance: (the partner's sales, the partner's purchases)."""

_SCALES = {"thousand": 3, "mn": 6, "bn": 9, "million": 6, "billion": 9}
_PREFIX = {0: "", 3: "thousand", 6: "mn", 9: "bn"}
_PURE = {"share": 0, "percent": -2, "flag": 0, "": 0}


@dataclass(frozen=True)
class Unit:
    """A power of ten times a product of dimensions: `USD bn/year` is 9 and {USD: 1, year: -1}."""

    exponent: int
    dimensions: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        """Write the unit in its one canonical form."""
        over = [_power(n, p) for n, p in self.dimensions if p > 0]
        under = [_power(n, -p) for n, p in self.dimensions if p < 0]
        if not self.dimensions:
            return {0: "share", -2: "percent"}.get(self.exponent, f"10^{self.exponent}")
        prefix = _PREFIX.get(self.exponent, f"10^{self.exponent}")
        head = over[0] if over else "1"
        if prefix:
            head = f"{head} {prefix}" if _is_currency(head) else f"{prefix} {head}"
        return "/".join(["*".join([head, *over[1:]]), *under])

    def times(self, other: Unit) -> Unit:
        """Return the unit of a product."""
        return _unit(self.exponent + other.exponent, [*self.dimensions, *other.dimensions])

    def over(self, other: Unit) -> Unit:
        """Return the unit of a ratio."""
        inverse = [(name, -power) for name, power in other.dimensions]
        return _unit(self.exponent - other.exponent, [*self.dimensions, *inverse])

    def same_kind(self, other: Unit) -> bool:
        """Tell whether one converts into the other (they differ by a power of ten at most)."""
        return self.dimensions == other.dimensions


@lru_cache(maxsize=512)
def parse(text: str) -> Unit:
    """Read a unit such as `USD bn/year`, `mn t`, `USD per AUD` or `share`.

    Raises `UnitError` for what can't be read.
    """
    exponent, dimensions = 0, []
    for place, term in enumerate(re.split(r"/| per ", text.strip())):
        sign = 1 if place == 0 else -1
        words = term.split()
        scales = [_SCALES[w] for w in words if w in _SCALES]
        names = [w for w in words if w not in _SCALES]
        if len(scales) > 1 or (len(names) != 1 and (names or place)):
            raise UnitError(
                f"The unit '{text}' can't be read; write it as 'USD bn/year' or 'mn t'."
            )
        name = names[0] if names else ""
        exponent += sign * (sum(scales) + _PURE.get(name, 0))
        if name not in _PURE and name != "1":
            dimensions.append((name, sign))
    return _unit(exponent, dimensions)


def canonical(text: str) -> str:
    """Return the one way of writing a unit: `USD per AUD` is `USD/AUD`."""
    return text if text in _PURE else str(parse(text))


def check_basis(basis: str | None) -> None:
    """Refuse a basis that nobody has defined; raises `BasisError`."""
    if basis is not None and basis not in BASES:
        raise BasisError(f"The basis '{basis}' is not defined; known ones: {', '.join(BASES)}.")


def _unit(exponent: int, dimensions: list[tuple[str, int]]) -> Unit:
    powers: dict[str, int] = {}
    for name, power in dimensions:
        powers[name] = powers.get(name, 0) + power
    return Unit(exponent, tuple(sorted((n, p) for n, p in powers.items() if p)))


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"


def _is_currency(name: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{3}", name))
