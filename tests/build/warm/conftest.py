"""Forks of one shared warm parent for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.build.warm.running import outside_pytest
from tradegap.build.warm import parents, unsupported
from tradegap.build.warm.client import Fork, default_environment


@pytest.fixture
def forks(tmp_path: Path) -> Iterator[Callable[..., Fork]]:
    """Give a function that makes forks; what a test leaves of them is killed."""
    if reason := unsupported():
        pytest.skip(f"NOT TESTED: the warm start, which this platform lacks: {reason}")
    made: list[Fork] = []

    def new(environment: dict[str, str] | None = None, **spec: Any) -> Fork:
        with outside_pytest():
            whole = {**default_environment(), **(environment or {})}
        made.append(parents.fork({"environment": whole, "folder": str(tmp_path), **spec}))
        return made[-1]

    yield new
    for fork in made:
        fork.kill()


@pytest.fixture
def fork(forks: Callable[..., Fork]) -> Fork:
    """Give one fork."""
    return forks()
