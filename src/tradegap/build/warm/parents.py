"""The warm parents that a client process shares among its notebooks, one for each environment."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterable, Mapping

from tradegap.build.warm.client import Died, Fork, Parent
from tradegap.build.warm.surroundings import at_import, of_parent

# what a warm parent imports for notebooks that it knows nothing about
COMMON = (
    "numpy", "pandas", "matplotlib.pyplot", "seaborn", "scipy.stats", "IPython.display",
    "ipykernel.kernelapp", "ipykernel.debugger", "tradegap.build.warm.shell",
    "tradegap.build.warm.kernel", "pandas.io.formats.html", "pandas.io.formats.string",
)  # fmt: skip
# a parent costs about 150 MB; those that were used longest ago are let go
MOST_PARENTS = 3

_Key = tuple[object, ...]
_parents: dict[_Key, Parent] = {}
_lock = threading.Lock()


def fork(
    spec: Mapping[str, object],
    modules: Iterable[str] = (),
    stdio: tuple[int, int] | None = None,
) -> Fork:
    """Return a fork of a shared parent, which is started if there is none for its environment.

    `spec` is that of `Parent.fork` with `environment`; `modules` are imported beside the common
    ones.
    """
    environment = spec["environment"]
    assert isinstance(environment, Mapping)
    key = (os.getpid(), tuple(modules), at_import(environment))
    try:
        return _parent(key, environment).fork(spec, stdio)
    except Died:  # somebody ended the parent: another one takes its place
        _forget(key)
        return _parent(key, environment).fork(spec, stdio)


def _parent(key: _Key, environment: Mapping[str, str]) -> Parent:
    with _lock:
        if key not in _parents:
            modules = key[1]
            assert isinstance(modules, tuple)
            _parents[key] = Parent([*COMMON, *modules], of_parent(environment))
        _parents[key] = parent = _parents.pop(key)  # the last used comes last
        superfluous = list(_parents)[:-MOST_PARENTS]
        let_go = [_parents.pop(old) for old in superfluous]
    for old_parent in let_go:
        old_parent.close()
    return parent


def _forget(key: _Key) -> None:
    with _lock:
        gone = _parents.pop(key, None)
    if gone:
        gone.close()


def close_all() -> None:
    """End all shared parents; kernels and runs that were forked from them go on."""
    with _lock:
        parents = list(_parents.values())
        _parents.clear()
    for parent in parents:
        parent.close()


def _in_a_copy() -> None:
    """Leave the parents of the process that was forked to it."""
    global _lock
    _lock = threading.Lock()
    _parents.clear()


os.register_at_fork(after_in_child=_in_a_copy)
atexit.register(close_all)
