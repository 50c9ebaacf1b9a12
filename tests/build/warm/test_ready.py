"""A shell that a build's parent made beforehand is like one that its fork makes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.build.warm.running import comparable, needs_warm
from tests.build.warm.test_leaks import CHANGES, LOOK
from tests.build.warm.test_parity import CASES, CHAPTERS
from tradegap.build.chapters import Chapter, declared_parameters
from tradegap.build.execute import Limits, Site, fork_spec, lay_in, run_chapter, site
from tradegap.build.forks import Forks
from tradegap.build.kernels import kernel_environment
from tradegap.build.places import run_dir
from tradegap.build.preload import OF_TRADEGAP, SHELL
from tradegap.build.warm.client import Fork, Parent

pytestmark = needs_warm
MODULES = [*SHELL, *OF_TRADEGAP]

SHELL_STATE = """
import atexit, builtins, faulthandler, os, signal, sys, threading, warnings
ip = get_ipython()
print(ip.ipython_dir, ip.profile_dir.location, ip.home_dir, ip.starting_dir, ip.parent.ipython_dir)
print(ip.kernel.profile_dir.location, ip.parent.profile_dir.location, _dh, os.getcwd())
print(sorted(os.environ.items()), sys.path, sys.argv, sys.ps1)
print(sorted(vars(builtins)), signal.getsignal(signal.SIGINT), len(threading.enumerate()))
print(sys.stdout, sys.stderr, sys.excepthook, sys.displayhook, sys.modules["__main__"])
print([str(f) for f in warnings.filters], sorted(globals()), type(ip), type(ip.kernel))
print(sorted(os.listdir(ip.profile_dir.location)), sorted(os.listdir(ip.ipython_dir)))
print(ip.execution_count, ip.history_manager.session_number, ip.history_manager.enabled)
print(sorted(n for n, v in vars(sys).items() if isinstance(v, (str, int, float, tuple))))
"""


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with run_dir() as folder:
        yield folder


@pytest.fixture(scope="module")
def ready(place: Path) -> Iterator[Forks]:
    """The parent of a build, with a shell for its forks."""
    with Forks(place, MODULES) as forks:
        yield forks


@pytest.fixture(scope="module")
def bare(place: Path) -> Iterator[Parent]:
    """The same parent without."""
    parent = Parent(MODULES, kernel_environment(place / "bare"))
    yield parent
    parent.close()


def spec(place: Path, name: str) -> dict[str, Any]:
    folder = place / name
    folder.mkdir()
    lay_in(folder, ())
    return fork_spec(folder, Limits())


def told(fork: Fork, sources: list[str], name: str) -> list[Any]:
    """Return what cells tell and reply, the fork's folder left out."""
    found = []
    for source in sources:
        messages: list[Any] = []
        reply = fork.cell(source, messages.append)
        shown = [{"text": json.dumps([m["msg_type"], m["content"]])} for m in messages]
        answer = {n: v for n, v in reply.items() if n != "engine_info"}
        found.append(comparable([*shown, {"text": json.dumps(answer)}]))
    return list(json.loads(json.dumps(found).replace(f"/{name}/", "/FOLDER/")))


def test_cells_and_the_process_are_the_same(ready: Forks, bare: Parent, place: Path) -> None:
    cells = [SHELL_STATE, LOOK, *CASES.values()]
    taken, made = ready.new(spec(place, "taken")), bare.fork(spec(place, "made"))
    try:
        one, other = told(taken, cells, "taken"), told(made, cells, "made")
    finally:
        ready.done(taken, kill=True)
        made.kill()
    assert one[0] == other[0]
    assert one[1] == other[1]
    different = {n: p for n, p in zip(CASES, zip(one[2:], other[2:], strict=True), strict=True)
                 if p[0] != p[1]}  # fmt: skip
    assert different == {}


def test_the_next_feels_nothing(ready: Forks, place: Path) -> None:
    states = []
    for name, sources in (
        ("first", ["%store -r kept", LOOK]),
        ("leaky", [CHANGES, "kept = 1\n%store kept\nIn.append('leak'); _dh.append('leak')"]),
        ("last", ["%store -r kept", LOOK, "_dh, 'kept' in globals()"]),
    ):
        fork = ready.new(spec(place, name))
        states.append(told(fork, sources, name))
        ready.done(fork, kill=True)
    first, _, (missing, last, rest) = states
    assert "no stored variable" in json.dumps(missing)
    assert [missing, last] == first
    assert "leak" not in json.dumps(rest)
    assert "False" in json.dumps(rest)


def test_a_fork_without_cells_has_no_shell(ready: Forks) -> None:
    fork = ready.new({})
    try:
        assert fork.call("IPython.core.getipython:get_ipython") is None
        assert fork.call("os:getenv", key="PAGER") is None
        assert fork.call("os:getenv", key="MPLBACKEND") is None
        assert not fork.call("os:readlink", path="/proc/self/fd/1").startswith("/memfd")
    finally:
        ready.done(fork, kill=True)


@pytest.mark.slow
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_of_a_build_gives_what_a_kernel_gives(path: Path, tmp_path: Path) -> None:
    chapter = Chapter(path.stem, path, declared_parameters(path))
    with run_dir() as run, site(run, [path]) as warm:
        assert warm.forks is not None
        ours = run_chapter(chapter, {}, warm)
    ordinary = run_chapter(chapter, {}, Site(tmp_path, None))
    assert ours.notebook.metadata.language_info == ordinary.notebook.metadata.language_info
    for one, other in zip(ours.notebook.cells, ordinary.notebook.cells, strict=True):
        if path.stem == "explore":  # its controls have a number of their own in each process
            assert comparable(one.get("outputs", [])) == comparable(other.get("outputs", []))
        else:
            assert json.dumps(one.get("outputs")) == json.dumps(other.get("outputs"))
        assert (one.source, one.get("execution_count")) == (
            other.source,
            other.get("execution_count"),
        )
