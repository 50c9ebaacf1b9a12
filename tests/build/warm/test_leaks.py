"""Nothing that one notebook does to its process is felt by the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.build.warm.running import WARM_KERNEL, needs_warm, notebook, printed, run
from tradegap.build.warm.client import Fork

pytestmark = needs_warm

# what is looked at: all that the cells below change, and the state that others could
LOOK = """
import asyncio, builtins, decimal, gc, hashlib, json, locale, logging, os, random, resource
import signal, socket, sys, tempfile, threading, time, warnings
import matplotlib, numpy, pandas, seaborn
import matplotlib.pyplot as plt

def opened():
    kept = ("socket:", "pipe:", "anon_inode:", "/memfd", "/dev/null", "/proc")
    links = []
    for fd in os.listdir("/proc/self/fd"):
        try:
            link = os.readlink(f"/proc/self/fd/{fd}")
        except OSError:
            continue
        if not link.startswith(kept) and "history.sqlite" not in link:
            links.append(link)
    return sorted(links)

state = {
    "rc": hashlib.sha256(repr(sorted(matplotlib.rcParams.items())).encode()).hexdigest(),
    "backend": plt.get_backend(), "figures": plt.get_fignums(), "palette": seaborn.color_palette(),
    "environment": {k: v for k, v in sorted(os.environ.items()) if k != "JPY_PARENT_PID"},
    "folder": os.path.basename(os.getcwd()), "path": sys.path, "modules": "leaky" in sys.modules,
    "warnings": [str(f) for f in warnings.filters], "locale": locale.setlocale(locale.LC_ALL),
    "decimal": str(decimal.getcontext()), "zone": time.tzname, "umask": os.umask(os.umask(0o22)),
    "pandas": pandas.DataFrame.sum.__module__ + pandas.DataFrame.sum.__qualname__,
    "options": pandas.get_option("display.max_rows"), "errors": numpy.geterr(),
    "print": numpy.get_printoptions()["precision"], "opened": opened(),
    "builtins": hasattr(builtins, "leak"), "limit": sys.getrecursionlimit(),
    "soft": resource.getrlimit(resource.RLIMIT_NOFILE)[0], "handler": str(signal.getsignal(10)),
    "level": logging.getLogger().level, "handlers": len(logging.getLogger().handlers),
    "gc": gc.get_threshold(), "switch": sys.getswitchinterval(), "temp": tempfile.gettempdir(),
    "socket": socket.getdefaulttimeout(), "hook": sys.excepthook.__name__,
    "names": sorted(n for n in globals() if n.startswith("leak")),
}
print(json.dumps(state, default=str, sort_keys=True))
"""
DRAWS = "import random, numpy\nprint(random.random(), numpy.random.random())"

CHANGES = """
import builtins, decimal, gc, locale, logging, os, random, resource, signal, socket, sys, tempfile
import threading, time, types, warnings
import matplotlib, numpy, pandas, seaborn
import matplotlib.pyplot as plt

plt.rcParams["figure.dpi"] = 7
plt.switch_backend("svg")
plt.figure()
seaborn.set_theme(palette="dark", style="darkgrid")
os.environ["LEAK"] = "1"; os.environ["TZ"] = "Asia/Tokyo"; os.environ.pop("PATH")
time.tzset()
os.mkdir("leak"); os.chdir("leak"); sys.path.insert(0, "/leak")
sys.modules["leaky"] = types.ModuleType("leaky")
random.seed(1); numpy.random.seed(1)
warnings.simplefilter("error")
leak_file = open("leak.txt", "w")
leak_fd = os.open("leak.txt", os.O_RDONLY)
os.set_inheritable(leak_fd, True)
locale.setlocale(locale.LC_ALL, "C")
decimal.getcontext().prec = 5
pandas.DataFrame.sum = lambda self: "leak"
pandas.set_option("display.max_rows", 3)
numpy.seterr(all="raise"); numpy.set_printoptions(precision=1)
builtins.leak = 1
sys.setrecursionlimit(333)
resource.setrlimit(resource.RLIMIT_NOFILE, (512, 4096))
signal.signal(10, signal.SIG_IGN)
logging.basicConfig(level=1)
gc.set_threshold(1); gc.disable()
sys.setswitchinterval(1); socket.setdefaulttimeout(1)
tempfile.tempdir = "/leak"
sys.excepthook = lambda *a: None
os.umask(0)
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print(pandas.DataFrame.sum(None))
"""


def through_engine(source: str, folder: str) -> str:
    return printed(run([source], cwd=folder))


def through_kernel(source: str, folder: str) -> str:
    cells = notebook([source], kernel=WARM_KERNEL)
    return printed(run(cells, warm=False, kernel_name="tradegap-warm", cwd=folder))


@pytest.mark.parametrize("way", [through_engine, through_kernel])
def test_the_next_notebook_feels_nothing(way: Callable[[str, str], str], tmp_path: Any) -> None:
    folder = str(tmp_path)
    before = way(LOOK, folder)
    assert way(CHANGES, folder) == "leak\n"
    assert way(LOOK, folder) == before


@pytest.mark.parametrize("way", [through_engine, through_kernel])
def test_generators_are_not_shared(way: Callable[[str, str], str], tmp_path: Any) -> None:
    first, second = way(DRAWS, str(tmp_path)), way(DRAWS, str(tmp_path))
    assert not set(first.split()) & set(second.split())


def test_copies_of_a_fork_share_nothing_that_they_change(fork: Fork, tmp_path: Any) -> None:
    told: list[Any] = []

    def wrote(of: Fork, source: str) -> str:
        told.clear()
        of.cell(source, told.append)
        return "".join(m["content"]["text"] for m in told if m["msg_type"] == "stream")

    fork.cell("import os, random\nx = [1]", told.append)
    one, other = fork.fork({}), fork.fork({})
    try:
        assert wrote(one, "x.append(2); os.system('echo one'); print(x)") == "one\n[1, 2]\n"
        assert wrote(other, "os.system('echo other'); print(x)") == "other\n[1]\n"
        assert wrote(fork, "os.system('echo first'); print(x)") == "first\n[1]\n"
        draws = [wrote(f, "print(random.random())") for f in (one, other, fork)]
        assert len(set(draws)) == 3
    finally:
        one.close()
        other.close()
