"""What a shell imports only when it starts, draws for the first time or shows an error.

A warm parent imports it instead, once for all forks. Parts that a version of these libraries
doesn't have are left out.
"""

from contextlib import suppress
from importlib import import_module

from matplotlib.backends.registry import backend_registry

_LATE = (
    "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.logger",
    "IPython.core.oinspect", "IPython.core.pylabtools", "IPython.extensions.storemagic",
    "matplotlib.backends.backend_agg", "matplotlib_inline.backend_inline",
    "matplotlib_inline.config", "pygments.formatters.terminal256", "stack_data",
    "tornado.platform.asyncio", "faulthandler", "pdb", "runpy",
)  # fmt: skip

for _name in _LATE:
    with suppress(ImportError):
        import_module(_name)
backend_registry.list_all()  # type: ignore[no-untyped-call]  # reads the entry points of all installed packages
