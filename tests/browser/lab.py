"""A JupyterLab as `make explore` starts it, in a home of its own, and a page of it in Chromium."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import nbformat
import psutil

from tests.browser.opening import CHROMIUM, QUIET
from tests.build.warm.running import processes_with, soon

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0  # seconds, on a busy machine; what is waited for takes one or two


class Lab:
    """A running JupyterLab: its folder of notebooks, its address, and what it was asked for."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.folder, self.word, self.token = folder, uuid.uuid4().hex, uuid.uuid4().hex
        self._seen: set[psutil.Process] = set()
        with socket.socket() as asked:
            asked.bind(("127.0.0.1", 0))
            self.port = asked.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = home / "lab.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self._command(), cwd=ROOT, env=self._environment(home), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def _command(self) -> list[str]:
        """Return `make explore` over this environment, which has all that it would install."""
        options = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
                   f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0",
                   f"--IdentityProvider.token={self.token}",
                   "--LabApp.expose_app_in_browser=True"]  # fmt: skip
        installed = f"{sys.prefix}/.installed-dev"
        return ["make", "-s", "-o", installed, "explore", f"VENV={sys.prefix}",
                f"DEV={installed}", f"NOTEBOOKS={self.folder}",
                f"LAB={' '.join(options)}"]  # fmt: skip

    def _environment(self, home: Path) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return {**kept, "HOME": str(home), "TRADEGAP_TEST_LAB": self.word}

    def answers(self) -> bool:
        """Tell whether the server answers."""
        assert self.process.poll() is None, self.log.read_text()
        try:
            with urlopen(f"{self.address}/api", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:  # not yet there, or too busy
            return False

    def family(self) -> list[psutil.Process]:
        """Return the server and all that hangs on it: warm parents, wards, kernels, theirs."""
        now = psutil.Process(self.process.pid)
        self._seen |= {now, *now.children(recursive=True)}
        return self.left()

    def left(self) -> list[psutil.Process]:
        """Return the processes that were seen, and those of this environment, that run on."""
        for pid in processes_with(self.word):
            with suppress(psutil.NoSuchProcess):
                self._seen.add(psutil.Process(pid))
        return [one for one in self._seen if _runs(one)]

    def end(self) -> None:
        """End the server as a terminal's closing would, and what it started with it."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(PATIENCE)


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:  # it ended in between
        return False


@contextmanager
def running(home: Path, notebooks: list[Path]) -> Iterator[Lab]:
    """Run a JupyterLab over copies of some notebooks."""
    folder = home / "notebooks"
    folder.mkdir(parents=True)
    for path in notebooks:
        shutil.copy(path, folder)
    lab = Lab(home, folder)
    try:
        assert soon(lab.answers, PATIENCE), lab.log.read_text()
        yield lab
    finally:
        lab.end()


@contextmanager
def page_of(lab: Lab, name: str, height: int = 900) -> Iterator[LabPage]:
    """Open a notebook of a JupyterLab in Chromium; cells out of sight may not be drawn there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        page = browser.new_page(viewport={"width": 1440, "height": height})
        page.set_default_timeout(PATIENCE * 1000)
        elsewhere: list[str] = []
        page.on("request", lambda request: elsewhere.append(request.url))
        page.goto(f"{lab.address}/lab/tree/{name}?token={lab.token}&reset")
        page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")
        yield LabPage(page, elsewhere, lab)
        browser.close()


class LabPage:
    """A notebook in JupyterLab, as a reader's hands and eyes have it."""

    def __init__(self, page: Any, asked: list[str], lab: Lab) -> None:
        self.page, self._asked, self._lab = page, asked, lab

    @property
    def elsewhere(self) -> list[str]:
        """The addresses that were asked for and are not of this server."""
        own = (self._lab.address, f"ws://127.0.0.1:{self._lab.port}", "data:", "blob:")
        return [url for url in self._asked if not url.startswith(own)]

    def command(self, name: str) -> None:
        """Start a command of JupyterLab, as its menus do, without waiting for its end."""
        self.page.evaluate("name => { jupyterapp.commands.execute(name) }", name)

    def status(self) -> str:
        """Return what the kernel of the notebook in front does: idle, busy ..."""
        return str(
            self.page.evaluate(
                "jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status ?? 'none'"
            )
        )

    def until(self, condition: Callable[[], Any]) -> None:
        """Wait until something holds, letting the page go on."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, self.page.inner_text("body")[-3000:]
            self.page.wait_for_timeout(50)

    def until_idle(self) -> None:
        """Wait until the kernel is there and has nothing to do."""
        self.until(lambda: self.status() == "idle")

    def run_all(self) -> None:
        """Run all cells and wait for the last."""
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        self.until_idle()

    def texts(self) -> list[str]:
        """Return the outputs as they are read, cell by cell."""
        return [
            area.inner_text().strip()
            for area in self.page.locator(".jp-CodeCell .jp-OutputArea-output").all()
        ]

    def answer(self, button: str) -> None:
        """Press a button of the dialog that stands open."""
        self.page.get_by_role("dialog").get_by_role("button", name=re.compile(button)).click()


def saved(lab: Lab, name: str) -> Any:
    """Return a notebook as JupyterLab saved it."""
    return nbformat.read(lab.folder / name, as_version=4)
