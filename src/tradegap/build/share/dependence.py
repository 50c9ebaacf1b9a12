"""Which code cells of a notebook can depend on which of its parameters, by their text alone.

Cells run in order, and a cell that depends on a parameter may change anything: objects, options of
libraries, files, the environment. So whatever runs after it counts as dependent on that parameter,
too, and the question is only which cell is the *first*. A cell before that one can't have met the
parameter's value in any way, because nothing that ran had read it. The first cell is found by the
name (in any scope that reads the notebook's), by texts that hold the name, and by everything that
could see a name without writing it (`tradegap.build.share.unclear`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tradegap.build.share.cell import Cell, read_cell
from tradegap.build.share.findings import Findings, Surroundings
from tradegap.build.share.flow import Flow
from tradegap.build.share.unclear import HISTORY, IPYTHONS


@dataclass(frozen=True)
class Verdict:
    """What a code cell can depend on.

    `reads` has all parameters that it can depend on, by what it says or because it runs after a
    cell that does; `direct` has those by what it says and by the names that it uses. `unclear` and
    `random` are reasons why the cell is run for each set, else None. `because` pairs parameters
    with how it depends on them, `{}` standing for their names.
    """

    reads: frozenset[str]
    unclear: str | None = None
    random: str | None = None
    direct: frozenset[str] = frozenset()
    because: tuple[tuple[str, str], ...] = ()

    @property
    def shareable(self) -> bool:
        """Whether several sets may have one run of the cell at all."""
        return self.unclear is None and self.random is None

    @property
    def why(self) -> str:
        """What the verdict goes by, in part of a sentence."""
        return self.told(self.reads)

    def told(self, parameters: Collection[str]) -> str:
        """Tell what the verdict goes by as far as it concerns these parameters."""
        if self.unclear or self.random:
            return self.unclear or self.random or ""
        grouped: dict[str, list[str]] = {}
        for name, how in self.because:
            if name in parameters:
                grouped.setdefault(how, []).append(f"`{name}`")
        ways = (how.replace("{}", _listed(names)) for how, names in grouped.items())
        return "; ".join(ways) or "depends on no parameter"


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def verdicts(
    cells: Sequence[str], parameters: Collection[str], at: int | None = None
) -> list[Verdict]:
    """Return a verdict for each code cell.

    `cells` are the sources of the notebook's own code cells in order, without an injected one;
    `at` is the position among them of the cell tagged `parameters`, after which papermill assigns
    the values, or None where there is no such cell and they are assigned before all others.
    """
    read = [read_cell(source) for source in cells]
    around = Surroundings(read, frozenset(parameters))
    flow = Flow(around.imports, around.parameters)
    met = {  # parameters that what follows depends on, each with why
        name: "{} is a name that Python or IPython itself may read"
        for name in sorted(around.parameters)
        if name.startswith("__") or HISTORY.fullmatch(name) or name in IPYTHONS
    }
    found: list[Verdict] = []
    for position, cell in enumerate(read):
        here = around.findings(cell, position == at)
        if at is not None and position <= at:
            verdict = _before_the_values(here, around.parameters)
            leaves = verdict.reads or here.later
        else:
            verdict = _verdict(here, cell, flow, met, around.parameters)
            leaves = verdict.reads
        if isinstance(cell, Cell):
            flow.after(cell, position + 1, verdict.direct)
        found.append(verdict)
        for parameter in sorted(leaves):
            met.setdefault(parameter, _after(position + 1, parameter, verdict))
    return found


def _before_the_values(here: Findings, parameters: frozenset[str]) -> Verdict:
    """Return the verdict on a cell that runs before the parameters get their values."""
    return Verdict(parameters if here.unclear else frozenset(), here.unclear, here.random)


def _verdict(
    here: Findings,
    cell: Cell | str,
    flow: Flow,
    met: Mapping[str, str],
    parameters: frozenset[str],
) -> Verdict:
    carried = flow.carried_into(cell) if isinstance(cell, Cell) else {}
    direct = {**carried, **here.names}
    because = {**met, **direct}  # the nearest reason counts, and is told first
    return Verdict(
        parameters if here.unclear else frozenset(because),
        here.unclear,
        here.random,
        frozenset(direct),
        tuple(sorted(because.items(), key=lambda pair: (pair[0] not in direct, pair[0]))),
    )


def _after(number: int, parameter: str, verdict: Verdict) -> str:
    """Tell why what follows code cell `number` depends on a parameter because of it."""
    if verdict.unclear:
        return f"runs after code cell {number}, which {verdict.unclear}"
    if parameter not in verdict.reads:
        return f"runs after code cell {number}, which holds code that may read {{}} later"
    return f"runs after code cell {number}, which depends on {{}}"
