"""The papermill engine `tradegap-warm`: `papermill --engine tradegap-warm in.ipynb out.ipynb`.

papermill imports every registered engine at each start, so this module imports next to nothing.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine

NAME = "tradegap-warm"


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """Runs the cells of a Python notebook in a fork of a warm parent, without a kernel.

    What needs a kernel gets one: other languages, widgets, interrupting at a time limit, a
    kernel manager of the caller's; so does a machine without a warm start, with a word about it.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: Any, **settings: Any) -> Any:
        """Execute the notebook; see `tradegap.build.warm.run_notebook`."""
        from tradegap.build.warm.managed import execute

        return execute(nb_man, kernel_name, settings, otherwise=super().execute_managed_notebook)
