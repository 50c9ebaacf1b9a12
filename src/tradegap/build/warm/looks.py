"""What libraries take a warm parent for while it imports them: a kernel, as its forks will be.

pandas asks when it is imported whether it runs in a terminal, and shows all columns of a wide table
there and twenty in a notebook.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

_NAME = "get_ipython"


@contextmanager
def like_a_kernel() -> Iterator[None]:
    """Answer whoever asks for the shell with one that has a kernel; there is none afterwards."""
    setattr(builtins, _NAME, lambda: SimpleNamespace(kernel=None))
    try:
        yield
    finally:
        if hasattr(builtins, _NAME):
            delattr(builtins, _NAME)
