"""A shell that a warm parent makes before it forks, so that its forks needn't.

Making a shell changes the process: streams, variables of the environment, built-in names, the main
module. Those changes are taken back at once, so that a fork which runs no cells, or is to be a
kernel, sees nothing of them, and are made again in the fork that takes the shell.
"""

from __future__ import annotations

import builtins
import os
import signal
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from IPython.core.profiledir import ProfileDir
from IPython.paths import get_ipython_dir
from IPython.utils.path import get_home_dir

from tradegap.build.warm import plots
from tradegap.build.warm.outputs import Tell
from tradegap.build.warm.shell import Cells

_GONE = object()
# of `sys`: what belongs to the whole process, whoever runs in it
_NOT_OF_A_SHELL = ("modules", "path", "path_importer_cache", "meta_path", "path_hooks")


@dataclass(frozen=True)
class _Surroundings:
    """What of a process a shell changes when it is made."""

    system: dict[str, Any]
    names: dict[str, Any]
    environment: dict[str, str]
    path: list[str]
    filters: list[Any]
    main: Any
    on_interrupt: Any

    @classmethod
    def now(cls) -> _Surroundings:
        """Return them as they are."""
        system = {name: v for name, v in vars(sys).items() if name not in _NOT_OF_A_SHELL}
        return cls(
            system, dict(vars(builtins)), dict(os.environ), list(sys.path),
            list(warnings.filters), sys.modules["__main__"], signal.getsignal(signal.SIGINT),
        )  # fmt: skip

    def bring_about(self, instead_of: _Surroundings) -> None:
        """Change the process from `instead_of` to these; what neither has changed stays."""
        for space, before, after in (
            (vars(sys), instead_of.system, self.system),
            (vars(builtins), instead_of.names, self.names),
            (os.environ, instead_of.environment, self.environment),
        ):
            for name, value in _differing(before, after).items():
                if value is _GONE:
                    space.pop(name, None)
                else:
                    space[name] = value
        sys.path[:] = self.path
        warnings.filters[:] = self.filters  # type: ignore[index]
        warnings._filters_mutated()  # type: ignore[attr-defined]
        sys.modules["__main__"] = self.main
        signal.signal(signal.SIGINT, self.on_interrupt)


def _differing(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return the items of `after` that `before` hasn't got so, and what it hasn't got as gone."""
    changed = {n: v for n, v in after.items() if not _same(before.get(n, _GONE), v)}
    return changed | dict.fromkeys(before.keys() - after.keys(), _GONE)


def _same(one: Any, other: Any) -> bool:
    return one is other or (isinstance(one, str) and isinstance(other, str) and one == other)


class Ready:
    """A shell that waits to be taken, once, by a fork of the process that made it."""

    def __init__(self) -> None:
        self._without = _Surroundings.now()
        self._cells = Cells(lambda message: None, hook_up=False)
        self._with = _Surroundings.now()
        self._without.bring_about(self._with)
        self._cells.let_go()
        self._only = self._singletons()
        for kind, instance in self._only:
            assert instance is not None
            kind._instance = None

    def _singletons(self) -> list[tuple[Any, Any]]:
        """Return the classes that know one instance, and that instance."""
        app = self._cells.app
        whole = (app, app.kernel, app.shell)
        kinds = dict.fromkeys(kind for one in whole for kind in type(one)._walk_mro())
        return [(kind, kind._instance) for kind in kinds]

    def taken(self, tell: Tell) -> Cells:
        """Return the shell, at work in this process, with its folders and no trace of the other."""
        self._with.bring_about(self._without)
        for kind, instance in self._only:
            kind._instance = instance
        self._cells.after_fork(tell)
        self._move_in()
        plots.hook_up()
        return self._cells

    def _move_in(self) -> None:
        """Give the shell the folders of this process where it has those of the other."""
        app, shell = self._cells.app, self._cells.kernel.shell
        home = get_ipython_dir()
        app.ipython_dir = shell.ipython_dir = home
        make: Any = ProfileDir.create_profile_dir_by_name
        folder = make(home, app.profile, config=app.config)
        app.profile_dir = shell.profile_dir = self._cells.kernel.profile_dir = folder
        shell.home_dir = get_home_dir()
        shell.starting_dir = os.getcwd()
        shell.history_manager.dir_hist[:] = [Path.cwd()]
