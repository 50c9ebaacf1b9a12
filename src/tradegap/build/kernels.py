"""Start a chapter's kernel: the interpreter of this process, clean surroundings, no network.

A kernel talks through sockets in the run's own folder (`ipc`), so that a build passes where no
network is allowed. It gets none of the user's configuration of Jupyter, IPython and matplotlib,
and the settings of hashing, threads, language and time zone are fixed: the same inputs have to
give the same bytes.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import site
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradegap.build.places import own_settings, scratch_dir
from tradegap.data.recording import LOG_VARIABLE

if TYPE_CHECKING:
    from jupyter_client import AsyncKernelManager

RECORD = (
    "--IPKernelApp.exec_lines="
    "__import__('tradegap.data.recording', fromlist=['x']).start_from_environment()"
)
"""What a kernel does before the first cell: begin the record of what the chapter reads."""

READS = "reads.jsonl"
FIXED = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "" if site.ENABLE_USER_SITE else "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "SOURCE_DATE_EPOCH": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "COLUMNS": "100",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
PASSED_ON = (
    "PATH",
    "PYTHONPATH",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
)


def kernel_environment(home: Path) -> dict[str, str]:
    """Return the whole environment of a kernel whose home is the folder `home`."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment |= own_settings()
    environment |= {name: value for name, value in FIXED.items() if value}
    if site.ENABLE_USER_SITE:
        environment["PYTHONUSERBASE"] = site.getuserbase()
    private = {
        "HOME": "",
        "TMPDIR": "tmp",
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "jupyter",
    }
    private |= {"JUPYTER_DATA_DIR": "jupyter/data", "JUPYTER_RUNTIME_DIR": "jupyter/run"}
    for name, part in private.items():
        (home / part).mkdir(parents=True, exist_ok=True)
        environment[name] = str(home / part)
    return environment | _matplotlib_settings()


def _matplotlib_settings() -> dict[str, str]:
    """Fix matplotlib to the style it ships with; its list of fonts is kept between runs (0.5 s)."""
    cache = scratch_dir() / "matplotlib"
    cache.mkdir(exist_ok=True)
    settings = {"MPLCONFIGDIR": str(cache)}
    found = importlib.util.find_spec("matplotlib")
    for folder in (found.submodule_search_locations or []) if found else []:
        settings["MATPLOTLIBRC"] = str(Path(folder) / "mpl-data" / "matplotlibrc")
    return settings


def make_manager(run: Path, started: Callable[[int], None]) -> type[AsyncKernelManager]:
    """Return a kernel manager's class bound to a run.

    `run` holds connection file, sockets, the kernel's home and what it writes to its error stream;
    `started` is told the number of each process that starts.
    """
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec

    class ReportKernelManager(AsyncKernelManager):  # type: ignore[misc]
        """Starts this interpreter as a kernel, whatever kernels the machine has registered."""

        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            self.transport = "ipc"
            self.connection_file = str(run / "k.json")

        @property
        def kernel_spec(self) -> KernelSpec:
            command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            command.append(RECORD)
            return KernelSpec(argv=command, display_name="Python 3", language="python")

        async def start_kernel(self, **settings: Any) -> None:
            with (run / "stderr").open("wb") as told:
                settings |= {"stderr": told, "stdout": told}
                surroundings = kernel_environment(run / "home")
                surroundings[LOG_VARIABLE] = str(run / READS)
                await super().start_kernel(**settings, env=surroundings)
            started(self.provisioner.pid)

    return ReportKernelManager


def kill(pid: int) -> None:
    """End a kernel and what it started; one that is gone already is no fault."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
