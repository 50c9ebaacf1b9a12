"""What one task is told: which report, from which inputs, by which code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tradegap.build.canonical import digest
from tradegap.build.cluster.inputs import given_name
from tradegap.build.current import Current
from tradegap.build.manifest import package_digests, versions
from tradegap.build.plan import Plan, make_plan
from tradegap.errors import BuildError


@dataclass(frozen=True)
class Order:
    """One report: equal orders give equal bytes, so the hash of an order stands for its result.

    `scenario` is a scenario's name, or the name of its file in the bundle of inputs; `parameters`
    are texts as a user writes them; `inputs` is the sha256 of the bundle; `code` and `versions`
    are those of the machine that plans; `fingerprint` is over all
    else that the plan says.
    """

    slug: str
    scenario: str
    parameters: Mapping[str, str]
    formats: tuple[str, ...]
    inputs: str
    code: Mapping[str, str]
    versions: Mapping[str, str]
    fingerprint: str

    @property
    def key(self) -> str:
        """The order's hash."""
        return digest(asdict(self))

    def as_json(self) -> dict[str, Any]:
        """Return the order as JSON has it."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Order:
        """Return the order that `as_json` gave."""
        return cls(**{**content, "formats": tuple(content["formats"])})


def order_of(plan: Plan, inputs: str, current: Current | None = None) -> Order:
    """Return the order of a plan whose inputs are the bundle of this hash."""
    found = plan.inputs({}, current)
    return Order(
        slug=plan.slug,
        scenario=given_name(plan.laid_in[0]) if plan.laid_in else plan.scenario_file.stem,
        parameters=texts(plan),
        formats=plan.formats,
        inputs=inputs,
        code=found.pop("package"),
        versions=_versions(),
        fingerprint=digest([found, plan.parameters, plan.formats]),
    )


_versions = cache(versions)  # of what this process has loaded, whatever is installed meanwhile


def texts(plan: Plan) -> dict[str, str]:
    """Return the changed parameters as texts that are read back to the last digit."""
    values = {**plan.values, **plan.values.get("overrides", {})}
    found = {}
    for name, text in plan.changed.items():
        value = values.get(name)
        found[name] = repr(value) if isinstance(value, float) else text
    return found


def plan_of(order: Order, inputs: Path) -> Plan:
    """Return the plan of an order on the machine that builds it, from inputs unpacked there.

    Raises `BuildError` if it isn't the plan that was ordered, and whatever `make_plan` raises.
    """
    check_same(order.code, order.versions)
    named = order.scenario
    where: str | Path = inputs / named if named.startswith("given/") else named
    plan = make_plan(where, order.parameters, order.formats)
    if order_of(plan, order.inputs).fingerprint != order.fingerprint:
        raise BuildError(
            f"The worker on {_host()} plans {order.slug} differently from what was ordered, though "
            "its code and versions are the same; build it without --cluster and report this."
        )
    return plan


def check_same(code: Mapping[str, str], known: Mapping[str, str]) -> None:
    """Raise `BuildError` if this machine has other versions or other code than was ordered."""
    for name, wanted in known.items():
        here = _versions().get(name, "not installed")
        if here != wanted:
            raise BuildError(
                f"The worker on {_host()} has {name} {here}, and {wanted} is needed; install the "
                "same versions on every machine (requirements.lock)."
            )
    if dict(code) != package_digests():
        raise BuildError(
            f"The worker on {_host()} has another source of tradegap {known.get('tradegap', '')} "
            "than the machine that plans; install the same on every machine and restart its "
            "workers."
        )


def _host() -> str:
    import platform

    return platform.node() or "this machine"
