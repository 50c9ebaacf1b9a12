"""Forked kernels for Jupyter clients: start, surroundings, signals, ends, fallbacks."""

from __future__ import annotations

import ast
import asyncio
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client import AsyncKernelManager, KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from tests.build.warm.running import (
    WARM_KERNEL,
    needs_warm,
    notebook,
    outside_pytest,
    printed,
    processes_with,
    run,
    soon,
)
from tradegap.build.warm import parents, provisioner
from tradegap.build.warm.provisioner import ForkedProcess

pytestmark = needs_warm
SECONDS = 30


class Kernel:
    """A started kernel and a client of it."""

    def __init__(self, manager: KernelManager, **settings: Any) -> None:
        self.manager = manager
        with outside_pytest():
            settings["env"] = {**os.environ, **settings.get("env", {})}
        manager.start_kernel(**settings)
        self.client = manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=SECONDS)

    def run(self, source: str) -> tuple[dict[str, Any], str]:
        """Run a cell; return its reply and what it wrote."""
        told: list[Any] = []
        reply = self.client.execute_interactive(source, timeout=SECONDS, output_hook=told.append)
        wrote = [m["content"]["text"] for m in told if m["msg_type"] == "stream"]
        return reply["content"], "".join(wrote)

    def value(self, expression: str) -> Any:
        """Return the value of an expression, read back from its print."""
        return ast.literal_eval(self.run(f"print(repr({expression}))")[1])

    def end(self) -> None:
        """End it at once."""
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)


@pytest.fixture
def start() -> Iterator[Callable[..., Kernel]]:
    """Give a function that starts kernels; they end with the test."""
    kernels: list[Kernel] = []

    def new(name: str = "tradegap-warm", transport: str = "tcp", **settings: Any) -> Kernel:
        manager = KernelManager(kernel_name=name, transport=transport)
        if transport == "ipc":
            manager.connection_file = str(Path(tempfile.mkdtemp(prefix="tg")) / "k.json")
        kernels.append(Kernel(manager, **settings))
        return kernels[-1]

    yield new
    for kernel in kernels:
        kernel.end()


def test_the_kernelspec_is_found() -> None:
    spec = KernelSpecManager().get_kernel_spec("tradegap-warm")
    assert spec.metadata["kernel_provisioner"]["provisioner_name"] == "tradegap-warm"
    assert spec.argv[1:] == ["-m", "ipykernel_launcher", "-f", "{connection_file}"]


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_a_kernel_has_the_surroundings_it_was_given(
    start: Callable[..., Kernel], tmp_path: Path, transport: str
) -> None:
    kernel = start(
        transport=transport, cwd=str(tmp_path),
        env={"GIVEN": "1", "TZ": "Asia/Tokyo"},
        extra_arguments=["--HistoryManager.hist_file=:memory:"],
    )  # fmt: skip
    assert isinstance(kernel.manager.provisioner.process, ForkedProcess)
    assert kernel.value("__import__('os').getcwd()") == str(tmp_path)
    assert kernel.value("__import__('os').environ['GIVEN']") == "1"
    assert kernel.value("__import__('time').tzname[0]") == "JST"
    assert kernel.value("get_ipython().history_manager.hist_file") == ":memory:"
    assert kernel.value("__import__('os').getpid()") == kernel.manager.provisioner.pid
    assert kernel.value("__import__('sys').argv")[1:3] == ["-f", kernel.manager.connection_file]


def test_numpy_is_there_already(start: Callable[..., Kernel]) -> None:
    assert start().value("'numpy' in __import__('sys').modules") is True


def test_kernels_share_a_parent_but_not_where_imports_would_differ(
    start: Callable[..., Kernel],
) -> None:
    def threads(kernel: Kernel) -> Any:
        return kernel.value("__import__('os').environ.get('OMP_NUM_THREADS')")

    one, same = start(), start(env={"OTHER": "1"})
    before = len(parents._parents)
    other = start(env={"OMP_NUM_THREADS": "3"})
    assert len(parents._parents) in (before + 1, parents.MOST_PARENTS)
    assert one.value("__import__('os').getsid(0)") != same.value("__import__('os').getsid(0)")
    assert threads(other) == "3"


def test_generators_and_hashes_of_two_kernels(start: Callable[..., Kernel]) -> None:
    source = "(__import__('random').random(), float(__import__('numpy').random.random()))"
    first, second = start().value(source), start().value(source)
    assert not set(first) & set(second)


def test_an_interruption_reaches_the_cell_alone(start: Callable[..., Kernel]) -> None:
    kernel = start()
    message = kernel.client.execute("import time\ntime.sleep(60)")
    assert soon(lambda: kernel.client.get_iopub_msg(timeout=1)["msg_type"] == "execute_input")
    kernel.manager.interrupt_kernel()
    while (reply := kernel.client.get_shell_msg(timeout=SECONDS))["parent_header"][
        "msg_id"
    ] != message:
        pass
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert kernel.run("print('goes on')")[1] == "goes on\n"


def test_a_restart_gives_a_clean_kernel_on_the_same_connection(
    start: Callable[..., Kernel],
) -> None:
    kernel = start()
    kernel.run("x = 1")
    old = kernel.manager.provisioner.pid
    kernel.manager.restart_kernel()
    kernel.client.wait_for_ready(timeout=SECONDS)
    assert kernel.manager.provisioner.pid != old
    assert kernel.run("x")[0]["ename"] == "NameError"


def test_a_shutdown_calls_what_asked_to_be_called(
    start: Callable[..., Kernel], tmp_path: Path
) -> None:
    kernel = start()
    kernel.run(f"import atexit; atexit.register(lambda: open(r'{tmp_path}/called', 'w').close())")
    kernel.manager.shutdown_kernel()
    assert (tmp_path / "called").exists()
    assert not kernel.manager.is_alive()


@pytest.mark.parametrize(
    ("source", "status"),
    [("import os; os._exit(4)", 4), ("import os; os.kill(os.getpid(), 11)", -11)],
)
def test_a_dead_kernel_is_noticed(start: Callable[..., Kernel], source: str, status: int) -> None:
    kernel = start()
    kernel.client.execute(source)
    process = kernel.manager.provisioner.process
    assert soon(lambda: process.poll() is not None)
    assert process.poll() == status
    assert not kernel.manager.is_alive()


def test_nothing_that_a_kernel_started_outlives_it(start: Callable[..., Kernel]) -> None:
    mark = f"tradegap-kernel-{os.getpid()}"
    kernel = start(env={"MARK_OF": mark})
    kernel.run("import subprocess; p = subprocess.Popen(['setsid', 'sleep', '100'])")
    assert len(processes_with(mark)) == 1
    kernel.manager.shutdown_kernel(now=True)
    assert soon(lambda: not processes_with(mark))


def test_what_a_kernel_writes_to_its_own_output_goes_where_the_client_says(
    start: Callable[..., Kernel], tmp_path: Path
) -> None:
    with (tmp_path / "out").open("wb") as out:
        kernel = start(stdout=out, stderr=subprocess.STDOUT)
        kernel.run("import sys; print('to the file', file=sys.__stderr__, flush=True)")
        kernel.run("import os; os.write(sys.stdout.fileno(), b'out')")
    kernel.manager.shutdown_kernel(now=True)
    assert b"to the file" in (tmp_path / "out").read_bytes()
    assert (tmp_path / "out").read_bytes().endswith(b"out")


def test_the_end_of_a_pipe_is_the_kernels_end(start: Callable[..., Kernel]) -> None:
    kernel = start(stdout=subprocess.PIPE)
    kernel.run("import os, sys; os.write(sys.stdout.fileno(), b'piped')")
    stdout = kernel.manager.provisioner.process.stdout
    kernel.manager.provisioner.process.kill()
    assert b"piped" in stdout.read()


def test_what_is_kept_of_a_provisioner(start: Callable[..., Kernel]) -> None:
    ours = start().manager.provisioner
    kept = asyncio.run(ours.get_provisioner_info())
    assert kept["pid"] == ours.pid
    other = provisioner.WarmProvisioner(kernel_spec=ours.kernel_spec)
    asyncio.run(other.load_provisioner_info(kept))
    assert other.pid == ours.pid


def test_a_memory_limit_of_the_kernelspec() -> None:
    manager = AsyncKernelManager(kernel_name="tradegap-warm")
    manager.kernel_spec.metadata["kernel_provisioner"]["config"] = {"memory_bytes": 100 << 20}

    async def ends() -> int | None:
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=SECONDS)
        client.execute("kept = bytearray(300 << 20)")
        status = await asyncio.wait_for(manager.provisioner.wait(), SECONDS)
        client.stop_channels()
        await manager.cleanup_resources()
        return status

    assert asyncio.run(ends()) == -signal.SIGKILL


# what a fork can't give


@pytest.mark.parametrize(
    ("command", "settings", "why"),
    [
        (["/usr/bin/other-python", "-m", "ipykernel_launcher"], {}, "not the interpreter"),
        ([sys.executable, "-m", "other_kernel"], {}, "is not '-m ipykernel_launcher'"),
        ([sys.executable, "-m", "ipykernel_launcher"], {"independent": True}, "outlive"),
        ([sys.executable, "-m", "ipykernel_launcher"], {"umask": 7}, "can't be given umask"),
    ],
)
def test_why_a_kernel_is_not_forked(command: list[str], settings: Any, why: str) -> None:
    assert why in str(provisioner.why_local(command, settings))


def test_an_ordinary_kernel_is_started_with_a_word(
    start: Callable[..., Kernel], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TRADEGAP_WARM", "0")
    monkeypatch.setattr(logging.getLogger("traitlets"), "propagate", True)
    with caplog.at_level(logging.WARNING, "traitlets"):
        kernel = start()
    assert not isinstance(kernel.manager.provisioner.process, ForkedProcess)
    assert kernel.value("1 + 1") == 2
    assert "switched off (TRADEGAP_WARM=0)" in caplog.text


# other clients


def test_papermill_runs_a_notebook_over_a_forked_kernel() -> None:
    cells = notebook(["import os, sys; print('pandas' in sys.modules)"], kernel=WARM_KERNEL)
    assert printed(run(cells, warm=False, kernel_name="tradegap-warm")) == "True\n"


def test_a_copied_client_process_gets_a_parent_of_its_own() -> None:
    source = (
        "import multiprocessing as mp\n"
        "from tests.build.warm.running import printed, run\n"
        "def one(n): return printed(run([f'print({n})']))\n"
        "if __name__ == '__main__':\n"
        "    print(one(0), end='')\n"
        "    with mp.get_context('fork').Pool(2) as pool:\n"
        "        print(''.join(pool.map(one, [1, 2, 3])), end='')\n"
        "    print(one(4), end='')"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=Path(__file__).parents[3],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert done.stdout == "0\n1\n2\n3\n4\n"
