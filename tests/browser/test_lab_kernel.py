"""A reader's JupyterLab with the kernel `tradegap-warm`: run, interrupt, restart, shut down."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from nbformat.v4 import new_code_cell, new_notebook

from tests.browser.lab import Lab, LabPage, page_of, running, saved
from tests.browser.opening import CHROMIUM
from tests.build.warm.running import WARM_KERNEL, needs_warm, soon

CELLS = [
    "import os, tradegap as tg\nopen(f'/proc/{os.getppid()}/comm').read()",
    "tg.open_case('us-china-2018').gap('analysts_central').coverage_share.value",
    "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]); None",
    "import subprocess, time\nsubprocess.Popen(['sleep', '600'], start_new_session=True)\n"
    "print('waits')\ntime.sleep(600)",
    "'os' in globals()",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_warm,
    pytest.mark.skipif(
        not CHROMIUM.exists(),
        reason="NOT TESTED: JupyterLab; install Debian's chromium (/usr/bin/chromium)",
    ),
]


def test_run_interrupt_restart_and_shut_down(tmp_path: Path) -> None:
    assert "tradegap-warm" in KernelSpecManager().find_kernel_specs()  # it came with the package
    path = tmp_path / "warm.ipynb"
    nbformat.write(
        new_notebook(cells=list(map(new_code_cell, CELLS)), metadata={"kernelspec": WARM_KERNEL}),
        path,
    )
    with running(tmp_path / "home", [path]) as lab:
        with page_of(lab, path.name) as page:
            runs_and_is_interrupted(page, lab)
            is_restarted(page, lab)
            page.command("kernelmenu:shutdown")
            page.until(lambda: "tradegap-ward" not in names(lab.family()))
            page.until(lambda: page.page.inner_text(".jp-KernelName") == "No Kernel")
            page.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
            assert [len(cell.outputs) for cell in saved(lab, path.name).cells] == [1, 1, 1, 2, 1]
            assert page.elsewhere == []
        lab.end()
        assert soon(lambda: not lab.left()), lab.left()
    assert "ordinary kernel" not in lab.log.read_text()
    assert "Traceback" not in lab.log.read_text()


def runs_and_is_interrupted(page: LabPage, lab: Lab) -> None:
    page.until_idle()
    assert page.page.inner_text(".jp-KernelName") == "Python 3 (tradegap, warm)"
    page.command("notebook:run-all-cells")
    page.until(lambda: "waits" in page.texts())
    assert page.status() == "busy"
    assert page.texts()[:2] == ["'tradegap-ward\\n'", "0.375"]
    page.until(lambda: page.page.locator(".jp-OutputArea-output img").count() == 1)
    assert "sleep" in names(lab.family())
    page.page.get_by_role("button", name="Interrupt the kernel").click()
    page.until(lambda: any("KeyboardInterrupt" in text for text in page.texts()))
    page.until_idle()


def is_restarted(page: LabPage, lab: Lab) -> None:
    page.page.get_by_role("button", name="Restart the kernel").first.click()
    page.answer("Confirm Kernel Restart")
    page.until(lambda: "sleep" not in names(lab.family()))  # what the old one started is gone
    page.until_idle()
    page.page.locator(".jp-CodeCell").last.click()
    page.page.keyboard.press("Control+Enter")
    page.until(lambda: page.texts()[-1] == "False")


def names(processes: list[psutil.Process]) -> list[str]:
    found = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # it ended in between
            found.append(process.name())
    return found
