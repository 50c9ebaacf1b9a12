"""Cells that never end, take all memory, kill, fork, flood: told, bounded, and nothing is left."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from tests.build.warm.running import needs_warm, notebook, printed, processes_with, run, soon
from tradegap.build.warm import limits
from tradegap.build.warm.client import Died, Fork, TimedOut

pytestmark = needs_warm
MIB = 1 << 20
Forks = Callable[..., Fork]


def texts(fork: Fork, source: str, **settings: Any) -> list[str]:
    """Run a cell; return what it wrote."""
    told: list[Any] = []
    fork.cell(source, told.append, **settings)
    return [m["content"]["text"] for m in told if m["msg_type"] == "stream"]


# never ends


def test_an_endless_cell_is_killed_at_its_limit(fork: Fork) -> None:
    with pytest.raises(TimedOut):
        fork.cell("while True: pass", print, seconds=0.5)
    assert fork.ended()["status"] == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.kill(fork.pid, 0)


def test_a_cell_that_ignores_signals_is_killed_as_well(fork: Fork) -> None:
    source = "import signal\nfor n in (2, 15): signal.signal(n, signal.SIG_IGN)\nwhile True: pass"
    with pytest.raises(TimedOut):
        fork.cell(source, print, seconds=0.5)
    assert not fork.alive()


def test_papermill_is_told_of_the_limit() -> None:
    with pytest.raises(CellTimeoutError, match="1 seconds"):
        run(["import time; time.sleep(60)"], execution_timeout=1)


# takes all memory


EATS = "kept = []\nwhile True: kept.append(bytearray(1 << 20))"


def test_a_cell_that_takes_too_much_memory_is_killed(forks: Forks) -> None:
    fork = forks(memory_bytes=100 * MIB)
    with pytest.raises(Died) as died:
        fork.cell(EATS, print)
    assert died.value.ended["over_memory"]
    assert died.value.ended["peak_bytes"] > 100 * MIB


def test_memory_of_what_a_cell_starts_counts(forks: Forks) -> None:
    fork = forks(memory_bytes=100 * MIB)
    with pytest.raises(Died) as died:
        fork.cell(
            f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {EATS!r}])", print
        )
    assert died.value.ended["over_memory"]


def test_papermill_is_told_of_the_memory() -> None:
    with pytest.raises(DeadKernelError, match=r"took more than the 100 MiB of memory"):
        run([EATS], memory_bytes=100 * MIB)


# kills its process


@pytest.mark.parametrize(
    ("source", "status", "words"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -9, "SIGKILL"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", -11, "SIGSEGV"),
        ("import ctypes; ctypes.string_at(0)", -11, "SIGSEGV"),
        ("import os; os._exit(3)", 3, "status 3"),
        ("import os; os.abort()", -6, "SIGABRT"),
    ],
)
def test_a_cell_that_ends_its_process(fork: Fork, source: str, status: int, words: str) -> None:
    with pytest.raises(Died, match=words) as died:
        fork.cell(source, print)
    assert died.value.ended["status"] == status
    assert not died.value.ended["over_memory"]


def test_papermill_is_told_of_a_dead_process() -> None:
    with pytest.raises(DeadKernelError, match="SIGKILL"):
        run(["import os; os.kill(os.getpid(), 9)"])


def test_sys_exit_is_an_error_like_others(fork: Fork) -> None:
    reply = fork.cell("import sys; sys.exit(3)", lambda message: None)
    assert (reply["status"], reply["ename"]) == ("error", "SystemExit")
    assert fork.cell("1", lambda message: None)["status"] == "ok"


def test_after_exit_no_cell_is_run(fork: Fork) -> None:
    reply = fork.cell("exit()", lambda message: None)
    assert reply["payload"] == [{"source": "ask_exit", "keepkernel": False}]
    assert fork.language_info()["name"] == "python"
    with pytest.raises(Died):
        fork.cell("1", print)
    assert fork.ended()["status"] == 0


def test_exit_in_the_last_cell_is_no_failure() -> None:
    assert printed(run(["print('done')", "exit()"])) == "done\n"


# starts others


LEAVES = {
    "daemon": "subprocess.Popen([sys.executable, '-c', {code!r}], start_new_session=True)",
    "orphan": "subprocess.run(['sh', '-c', 'setsid sleep 100 & setsid sleep 100 &'])",
    "fork": "if os.fork() == 0:\n    os.setsid(); time.sleep(100); os._exit(0)",
    "double": "if os.fork() == 0:\n    os.setsid()\n    os.fork(); time.sleep(100); os._exit(0)",
    "thread": "import threading\nthreading.Thread(target=time.sleep, args=(100,), daemon=True)"
    ".start()",
}


@pytest.mark.parametrize("kind", LEAVES)
def test_nothing_outlives_the_run(fork: Fork, kind: str, tmp_path: Path) -> None:
    source = LEAVES[kind].format(code="import time; time.sleep(100)")
    fork.cell(f"import os, subprocess, sys, time\n{source}", print)
    assert fork.pid in working_in(tmp_path)
    assert fork.close()["status"] == 0
    assert working_in(tmp_path) == []


def working_in(folder: Path) -> list[int]:
    """Return the processes whose working directory this is, as it is of all that a cell starts."""
    return [
        process.pid
        for process in psutil.process_iter(["cwd"])
        if process.info["cwd"] == str(folder)
    ]


def test_a_fork_of_a_cell_says_nothing_in_its_parents_name(fork: Fork) -> None:
    told = texts(fork, "import os\npid = os.fork()\nprint(pid > 0)")
    told += texts(fork, "os.waitpid(pid, 0)[1]\nprint('one shell')")
    said = "".join(told)  # two that write at once may write into each other's line
    assert sorted(said) == sorted("True\nFalse\none shell\n")


def test_threads_that_write_do_not_break_the_talk(fork: Fork) -> None:
    source = (
        "import threading\n"
        "def work():\n    for i in range(2000): print('x' * 50, flush=True)\n"
        "threads = [threading.Thread(target=work) for _ in range(4)]\n"
        "for t in threads: t.start()\nfor t in threads: t.join()"
    )
    assert "".join(texts(fork, source)).count("x") == 4 * 2000 * 50


# floods


def test_endless_printing_is_cut(fork: Fork) -> None:
    told = texts(fork, "for _ in range(2_000):\n    print('x' * 1_000_000)")
    text = "".join(told)
    assert len(text) == limits.MOST_TEXT + len(limits.TEXT_NOTE)
    assert text.endswith(limits.TEXT_NOTE)
    assert texts(fork, "print('next')") == ["next\n"]


def test_output_of_programs_is_cut_and_takes_no_memory(forks: Forks) -> None:
    fork = forks(memory_bytes=300 * MIB)
    before = shared_memory()
    most = []
    source = "import os\nos.system('head -c 3000000000 /dev/zero | tr \"\\\\0\" x')"
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.05):
            most.append(shared_memory() - before)

    watch = threading.Thread(target=look)
    watch.start()
    try:
        text = "".join(texts(fork, source))
    finally:
        done.set()
        watch.join()
    assert text == "x" * limits.MOST_TEXT + limits.TEXT_NOTE
    assert max(most) < 1000 * MIB
    assert shared_memory() - before < 50 * MIB


def shared_memory() -> int:
    """Return the bytes of files in memory on this machine."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Shmem:"))


def test_a_giant_display_is_a_note(fork: Fork) -> None:
    told: list[Any] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    source = (
        "from IPython.display import HTML, display\ndisplay(HTML('small'))\n"
        "display(HTML('x' * 500_000_000))\ndisplay(HTML('after'))\n1"
    )
    fork.cell(source, told.append)
    shown = [m["content"]["data"] for m in told if "data" in m["content"]]
    assert shown[0]["text/html"] == "small"
    assert shown[1:] == [{"text/plain": limits.DISPLAY_NOTE}]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_a_giant_error_is_cut(fork: Fork) -> None:
    told: list[Any] = []
    reply = fork.cell("raise ValueError('x' * 50_000_000)", told.append)
    assert len(reply["evalue"]) == limits.MOST_ERROR + len(limits.ERROR_NOTE)
    assert sum(map(len, reply["traceback"])) < 2 * limits.MOST_ERROR
    assert reply["traceback"] == told[-1]["content"]["traceback"]


def test_a_flood_is_cut_alike_by_a_fork_and_after_a_kernel() -> None:
    cells = notebook(
        [
            "import sys\nfor i in range(30_000): print('line', i, 'x' * 80)\n"
            "print('short', file=sys.stderr)",
            "from IPython.display import HTML, display, clear_output\n"
            "for i in range(5): display(HTML('x' * 10_000_000))",
            "print('y' * 3_000_000); clear_output(); print('z' * 1_500_000)",
            "h = display('small', display_id=True); h.update('x' * 40_000_000)",
        ]
    )
    ordinary, warm = run(cells, warm=False), run(cells)
    limits.cut(ordinary)
    for one, other in zip(ordinary.cells, warm.cells, strict=True):
        assert streams(one) == streams(other)
        assert displays(one) == displays(other)
    assert len(displays(warm.cells[1])) == 4
    assert "z" * 1_500_000 in streams(warm.cells[2])["stdout"]


def streams(cell: Any) -> dict[str, str]:
    joined: dict[str, str] = {}
    for output in cell.outputs:
        if output.output_type == "stream":
            joined[output.name] = joined.get(output.name, "") + output.text
    return joined


def displays(cell: Any) -> list[Any]:
    return [dict(output.data) for output in cell.outputs if "data" in output]


# meddles with its streams


def test_a_closed_stdout_ends_neither_run_nor_stderr(fork: Fork) -> None:
    assert texts(fork, "import sys\nprint('before'); sys.stdout.close()") == ["before\n"]
    reply = fork.cell("print('x')", lambda message: None)
    assert (reply["status"], reply["ename"]) == ("error", "ValueError")
    assert texts(fork, "print('told', file=sys.stderr)") == ["told\n"]


@pytest.mark.parametrize("what", ["None", "io.StringIO()", "object()", "open(os.devnull, 'w')"])
def test_a_replaced_stdout_loses_only_what_is_written_to_it(fork: Fork, what: str) -> None:
    fork.cell(f"import io, os, sys\nkept = sys.stdout\nsys.stdout = {what}", print)
    assert texts(fork, "kept.write('kept\\n'); os.system('echo by descriptor')\n0") == [
        "kept\nby descriptor\n"
    ]


def test_closed_descriptors(fork: Fork) -> None:
    assert texts(fork, "import os\nos.close(1); os.close(2)\nprint('still')") == ["still\n"]


# the builder's end


BUILDER = """
import sys, threading
from tests.build.warm.running import run
print("up", flush=True)
run(["import subprocess, time\\nsubprocess.Popen(['setsid', 'sleep', '100'])\\n"
     "open(r'{flag}', 'w').close()\\ntime.sleep(100)"])
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_outlives_the_builder(tmp_path: Path, number: signal.Signals) -> None:
    mark = f"tradegap-builder-{number.name}-{os.getpid()}"
    flag = tmp_path / "begun"
    builder = subprocess.Popen(
        [sys.executable, "-c", BUILDER.format(flag=flag)], cwd=Path(__file__).parents[3],
        env={**os.environ, "MARK_OF": mark}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    assert soon(flag.exists, 60)
    assert len(processes_with(mark)) >= 4  # builder, parent, ward, fork, what the cell started
    builder.send_signal(number)
    assert soon(lambda: not set(processes_with(mark)) - {builder.pid})
    assert builder.wait(60) != 0


def test_a_run_ends_with_its_ward(fork: Fork) -> None:
    told: list[Any] = []
    fork.cell("import os; print(os.getppid())", told.append)
    os.kill(int(told[-1]["content"]["text"]), signal.SIGKILL)
    with pytest.raises(Died):
        fork.cell("import time; time.sleep(60)", print)
    assert soon(lambda: not Path(f"/proc/{fork.pid}").exists())


def test_a_parent_that_still_imports_ends_with_the_builder() -> None:
    mark = f"tradegap-importing-{os.getpid()}"
    source = (
        "import os, time\nfrom tradegap.build.warm.client import Parent\n"
        f"Parent(['seaborn', 'statsmodels.api'], {{**os.environ, 'MARK_OF': '{mark}'}})\n"
        "time.sleep(0.7)\nos.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", source], check=False)
    assert soon(lambda: not processes_with(mark))


def test_an_interruption_ends_a_run_at_once(fork: Fork) -> None:
    previous = signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    begin = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            fork.cell("import time; time.sleep(60)", print)
        fork.close()
    finally:
        signal.signal(signal.SIGALRM, previous)
    assert time.monotonic() - begin < 30  # the cell would go on for a minute
    assert not fork.alive()


def test_an_error_is_told_as_papermill_tells_it() -> None:
    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError"):
        run(["1", "1 / 0", "2"])


def test_what_asked_to_be_called_at_the_end_is(forks: Forks, tmp_path: Path) -> None:
    fork = forks()
    fork.cell(
        "import atexit, threading, time\n"
        f"atexit.register(lambda: open(r'{tmp_path}/called', 'w').close())\n"
        f"def late():\n    time.sleep(.2); open(r'{tmp_path}/thread', 'w').close()\n"
        "threading.Thread(target=late).start()",
        print,
    )
    assert fork.close()["status"] == 0
    assert (tmp_path / "called").exists()
    assert (tmp_path / "thread").exists()


def test_what_papermill_prints_is_what_was_printed() -> None:
    assert printed(run(["print('a')", "print('b')"])) == "a\nb\n"
