"""Who makes a report's pages: a fork of the warm parent, or this process."""

from __future__ import annotations

from typing import Any, Protocol

from tradegap.build.forks import Forks, called
from tradegap.build.warm.client import Fork


class PageMaker(Protocol):
    """Assembles one report, then exports its pages; two pages may be asked for at once."""

    def assemble(self, order: dict[str, Any]) -> dict[str, Any]:
        """Assemble, write what is no page, and return `report` and `tables`."""

    def copy(self) -> None:
        """Get ready for two pages at the same time."""

    def export(self, name: str) -> None:
        """Write one page."""

    def close(self) -> None:
        """Let go of what was assembled."""


class Here:
    """Makes pages in this process, one after the other."""

    def assemble(self, order: dict[str, Any]) -> dict[str, Any]:
        """See `PageMaker`."""
        from tradegap.build import pages

        self._made = pages.assembled(pages.Order(**order))
        return {"report": self._made.report, "tables": self._made.tables}

    def copy(self) -> None:
        """See `PageMaker`."""

    def export(self, name: str) -> None:
        """See `PageMaker`."""
        from tradegap.build import pages

        pages.written(self._made, name)

    def close(self) -> None:
        """See `PageMaker`."""


class InForks:
    """Makes pages in a fork, the PDF in a copy of it, so that both are made at once."""

    def __init__(self, forks: Forks) -> None:
        self._forks = forks
        self._fork: Fork | None = None
        self._copy: Fork | None = None

    def assemble(self, order: dict[str, Any]) -> dict[str, Any]:
        """See `PageMaker`."""
        self._forks.load_pages()
        self._fork = self._forks.new({})
        made = called(
            self._fork, "tradegap.build.pages:assemble", "assembles the report", order=order
        )
        return dict(made)

    def copy(self) -> None:
        """Make a copy of what was assembled, for a second page at the same time."""
        self._copy = self._forks.new({}, of=self._fork)

    def export(self, name: str) -> None:
        """See `PageMaker`."""
        fork = (self._copy if name == "pdf" else None) or self._fork
        assert fork
        called(fork, "tradegap.build.pages:export_page", f"writes report.{name}", name=name)

    def close(self) -> None:
        """See `PageMaker`."""
        for fork in (self._copy, self._fork):
            if fork:
                self._forks.done(fork, kill=True)


def page_maker(forks: Forks | None) -> PageMaker:
    """Return who makes the pages of one report."""
    return InForks(forks) if forks else Here()
