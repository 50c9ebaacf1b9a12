"""The process that builds on a worker: `python -P -m tradegap.build.cluster.builder`.

A Dask worker has threads and an environment that all its tasks share, so it only passes orders
on, a line of JSON each, to this process, which is of one set of inputs: it unpacks them once,
starts the warm parent once, and builds one report after the other until its input is closed.
"""

from __future__ import annotations

import json
import os
import platform
import queue
import shutil
import signal
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, TextIO

from tradegap.build.build import build_reports
from tradegap.build.cluster import inputs
from tradegap.build.cluster.bundle import pack_folder, unpack
from tradegap.build.cluster.depot import Depot, Missing
from tradegap.build.cluster.order import Order, check_same, plan_of
from tradegap.build.cluster.told import described
from tradegap.build.current import Current
from tradegap.build.execute import Site, site
from tradegap.build.places import run_dir
from tradegap.build.report import Settings
from tradegap.build.reuse import context_of
from tradegap.build.shelves import FolderShelf
from tradegap.build.store import open_store
from tradegap.errors import OutputError

IDLE_SECONDS = 300.0
"""After so long without an order the process ends: whoever wanted one may have been killed."""

Message = dict[str, Any]


class Workshop:
    """A set of inputs, unpacked, the warm parent for what is built from them, and a store.

    The store is that of builds on this machine: chapters that read nothing that changed come from
    it, whatever depot or report they were run for.
    """

    def __init__(self, depot: Depot, folder: Path, place: Site) -> None:
        self.depot, self.folder, self._place = depot, folder, place
        self._store, self._current = open_store(), Current()

    def perform(self, order: Order, *, force: bool) -> Message:
        """Build an order's report, or find it built; return what came of it."""
        check_same(order.code, order.versions)
        if not force:
            try:
                return {**self.depot.result(order.key), "computed": False}
            except Missing:
                pass
        output = self.folder / "output"
        try:
            return {**self._built(order, output, force=force), "computed": True}
        finally:
            shutil.rmtree(output, ignore_errors=True)

    def _built(self, order: Order, output: Path, *, force: bool) -> Message:
        plan = plan_of(order, self.folder / "inputs")
        wanted = plan, FolderShelf(output, plan.slug), context_of(plan, self._store, self._current)
        (outcome,) = build_reports([wanted], Settings(force, jobs=1), where=self._place)
        if outcome.built is None:
            return _told(outcome.errors)
        result = {
            "bundle": self.depot.put(pack_folder(outcome.built.folder)),
            "seconds": outcome.built.seconds,
            "warnings": outcome.built.warnings,
            "host": platform.node(),
        }
        self.depot.note(order.key, result)
        return result


def _told(errors: Iterable[Exception]) -> Message:
    return {"errors": [described(error) for error in errors], "host": platform.node()}


def main() -> None:
    """Serve the orders that come on standard input, and answer on standard output."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    signal.signal(signal.SIGTERM, _unwind)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lines = _lines()
    first = _next(lines)
    with run_dir() as run:
        try:
            depot = _fetched(first, run / "inputs")
        except Exception as error:
            _answer(answers, _told([error]))
            return
        inputs.use(run / "inputs")  # before the warm parent starts: it inherits that
        place = run / "site"
        place.mkdir()
        with site(place, inputs.notebooks(run / "inputs")) as warm:
            shop = Workshop(depot, run, warm)
            _answer(answers, {"ready": True})
            while True:
                _answer(answers, _performed(shop, _next(lines)))


def _fetched(asked: Message, folder: Path) -> Depot:
    """Unpack the inputs to a folder, and return the depot that they are from."""
    depot = Depot(asked["depot"])
    try:
        unpack(depot.get(asked["inputs"]), folder)
    except Missing as error:
        raise OutputError(
            f"The worker on {platform.node()} doesn't find the inputs in the depot {depot.url} "
            f"({error}); give with --depot a place that every machine of the cluster sees."
        ) from error
    return depot


def _performed(shop: Workshop, asked: Message) -> Message:
    try:
        return shop.perform(Order.from_json(asked["order"]), force=asked["force"])
    except Exception as error:
        return _told([error])


def _answer(to: TextIO, message: Message) -> None:
    to.write(json.dumps(message) + "\n")
    to.flush()


def _lines() -> queue.Queue[str]:
    """Return the lines of standard input as they come; its end ends this process at once."""
    held: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in sys.stdin:
            held.put(line)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=read, daemon=True).start()
    return held


def _next(lines: queue.Queue[str]) -> Message:
    try:
        return dict(json.loads(lines.get(timeout=IDLE_SECONDS)))
    except queue.Empty:
        raise SystemExit(0) from None


def _unwind(number: int, frame: FrameType | None) -> NoReturn:
    signal.signal(number, signal.SIG_IGN)  # a second one must not break off the clearing up
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
