"""papermill's notebook client over a fork: the same notebook out, without a kernel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbclient.util import run_hook, run_sync
from papermill.clientwrap import PapermillNotebookClient
from traitlets import Any as AnyTrait

from tradegap.build.warm.client import Died, Message, TimedOut


class Runner(Protocol):
    """What runs the cells of a notebook: a fork, or records of one and then a fork."""

    def cell(
        self, source: str, tell: Callable[[Message], None], *, seconds: float | None = None
    ) -> Message:
        """Run a cell, hand on its messages, return its reply."""

    def language_info(self) -> Message:
        """Return what a notebook's metadata say of the language."""


class WarmClient(PapermillNotebookClient):  # type: ignore[misc]
    """Executes a notebook's cells in a runner; hooks, tags and limits are those of nbclient."""

    runner = AnyTrait()

    def execute(self, **settings: Any) -> Any:
        """Run all cells and return the notebook."""
        self.reset_execution_trackers()
        run_sync(run_hook)(self.on_notebook_start, notebook=self.nb)
        self.papermill_execute_cells()
        try:
            self.nb.metadata["language_info"] = self.runner.language_info()
        except Died as error:  # the last cell called `exit()`, say
            raise DeadKernelError(f"Kernel died: {error}") from error
        self.set_widgets_metadata()
        run_sync(run_hook)(self.on_notebook_complete, notebook=self.nb)
        return self.nb

    async def async_execute_cell(
        self, cell: Any, cell_index: int, execution_count: int | None = None,
        store_history: bool = True,
    ) -> Any:  # fmt: skip
        """Run one cell, as nbclient does; see there for what is raised."""
        await run_hook(self.on_cell_start, cell=cell, cell_index=cell_index)
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        await run_hook(self.on_cell_execute, cell=cell, cell_index=cell_index)
        await run_hook(self.on_cell_complete, cell=cell, cell_index=cell_index)
        self.code_cells_executed += 1
        reply = {"content": self._run(cell, cell_index)}
        if execution_count:
            cell["execution_count"] = execution_count
        await run_hook(self.on_cell_executed, cell=cell, cell_index=cell_index, execute_reply=reply)
        await self._check_raise_for_error(cell, cell_index, reply)
        self.nb["cells"][cell_index] = cell
        return cell

    execute_cell = run_sync(async_execute_cell)

    def _run(self, cell: Any, cell_index: int) -> Message:
        limit = self._get_timeout(cell)
        timing = {"iopub.status.busy": _now()}
        if self.record_timing:
            cell["metadata"]["execution"] = timing
        cell.outputs = []
        self.clear_before_next_output = False
        try:
            reply = dict(
                self.runner.cell(
                    cell.source, lambda message: self._take(message, cell, cell_index),
                    seconds=limit,
                )
            )  # fmt: skip
        except TimedOut:
            raise CellTimeoutError.error_from_timeout_and_cell(
                "Cell execution timed out", limit, cell
            ) from None
        except Died as error:
            raise DeadKernelError(f"Kernel died: {error}") from error
        timing = cell["metadata"].get("execution", {})
        timing |= {"shell.execute_reply": _now(), "iopub.status.idle": _now()}
        return reply

    def _take(self, message: Message, cell: Any, cell_index: int) -> None:
        header = {"msg_type": message["msg_type"]}
        self.process_message({**message, "header": header, "parent_header": {}}, cell, cell_index)


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
