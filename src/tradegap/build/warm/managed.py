"""Execute a notebook that papermill manages: in a fork where that gives the same, else a kernel."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cache
from typing import Any

from papermill.log import logger

from tradegap.build.warm import parents, unsupported
from tradegap.build.warm.client import default_environment

_KERNEL_ONLY = re.compile(
    r"widgets|\binteract\b|%gui|%%(?:bash|sh|html|javascript|latex|perl|ruby)|"
    r"get_connection|connect_info|comm\b|%qtconsole"
)
_NEEDS_KERNEL = ("kernel_manager_class", "km", "interrupt_on_timeout", "kernel_manager")


def why_kernel(notebook: Any, kernel_name: str | None, settings: Mapping[str, Any]) -> str | None:
    """Return why a notebook is given a kernel of its own, or `None` if a fork will do."""
    if reason := unsupported():
        return reason
    language = notebook.metadata.get("kernelspec", {}).get("language") or "python"
    if language != "python" or not _is_ipython(kernel_name or ""):
        return f"its kernel is '{kernel_name}' ({language})"
    if asked := [name for name in _NEEDS_KERNEL if settings.get(name)]:
        return f"the caller asks for {asked[0]}"
    for cell in notebook.cells:
        if cell.cell_type == "code" and (found := _KERNEL_ONLY.search(cell.source)):
            return f"a cell uses '{found[0]}'"
    return None


@cache
def _is_ipython(kernel_name: str) -> bool:
    """Tell whether a kernel's name stands for IPython run by this very interpreter."""
    import sys

    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name or "python3")
    except NoSuchKernel:
        return False
    command = " ".join(spec.argv)
    same = os.path.realpath(spec.argv[0]) == os.path.realpath(sys.executable)
    return "ipykernel_launcher" in command and (same or spec.argv[0] in ("python", "python3"))


def execute(
    nb_man: Any, kernel_name: Any, settings: dict[str, Any], otherwise: Callable[..., Any]
) -> Any:
    """Execute a managed notebook; `otherwise` is papermill's own way, for what needs a kernel.

    Of `settings`, `runner` is what runs the cells: without one a fork is made and ended here,
    which may take `memory_bytes` of memory.
    """
    from tradegap.build.warm.notebooks import WarmClient

    settings = {name: value for name, value in settings.items() if name != "input_path"}
    runner = settings.pop("runner", None)
    with ExitStack() as stack:
        if runner is None:
            if reason := why_kernel(nb_man.nb, kernel_name, settings):
                logger.info("An ordinary kernel runs this notebook: %s", reason)
                return otherwise(nb_man, kernel_name, **settings)
            runner = parents.fork(_spec(settings))
            stack.callback(runner.close)
        traits = {
            name: settings[name] for name in WarmClient.class_trait_names() if name in settings
        }
        traits |= {"timeout": settings.get("execution_timeout") or settings.get("timeout")}
        return WarmClient(
            nb_man, runner=runner, log=logger, kernel_name=kernel_name, **traits
        ).execute()


def _spec(settings: Mapping[str, Any]) -> dict[str, Any]:
    path = settings.get("resources", {}).get("metadata", {}).get("path")
    return {
        "environment": default_environment(), "folder": str(path or os.getcwd()),
        "memory_bytes": settings.get("memory_bytes"),
    }  # fmt: skip
