"""What a cell puts out, on its way from the shell to the builder: in order, and cut."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ipykernel.jsonutil import json_clean

from tradegap.build.warm import limits

if TYPE_CHECKING:
    from tradegap.build.warm.streams import CellStream

Tell = Callable[[dict[str, Any]], None]


class Outputs:
    """Hands the messages of a shell on, as far as the limits of a cell allow."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.streams: tuple[CellStream, ...] = ()
        self._displays = limits.Displays()
        self._begins_anew = False
        self._request: str | None = None

    def begin_cell(self, request: str) -> None:
        """Give the next cell the whole room; `request` is the number of what asks for it."""
        self._request = request
        self._begins_anew = False
        self._displays = limits.Displays()
        for stream in self.streams:
            if not hasattr(getattr(sys, stream.name), "write"):  # None, say: IPython fails on it
                setattr(sys, stream.name, stream)
            stream.begin_cell()

    def end_cell(self) -> None:
        """Tell what was written and not yet flushed, the streams in their order."""
        for stream in self.streams:
            stream.end_cell()
        self._request = None

    def text(self, name: str, text: str) -> None:
        """Take what was written to a stream."""
        if self._request is None:
            return
        self._clear_if_due()
        self._hand_on("stream", {"name": name, "text": text})

    def take(self, message: dict[str, Any], buffers: Any = None) -> None:
        """Take a message of the kernel.

        What a task of an earlier cell displays goes nowhere: a client listens no longer to it.
        """
        asked_by = message.get("parent_header", {}).get("msg_id", self._request)
        if self._request is None or asked_by != self._request:
            return
        kind = message["msg_type"]
        content: dict[str, Any] | None = plain(message["content"])
        assert content is not None
        if kind in limits.DISPLAYS:
            self._clear_if_due()
            content = self._displays.admit(content)
        elif kind == "update_display_data":
            content = self._displays.admit_update(content)
        elif kind == "error":
            self._clear_if_due()
            content = limits.shortened(content)
        elif kind == "clear_output":
            self._begins_anew = True
            if not content.get("wait"):
                self._clear_if_due()
        elif kind.startswith("comm") and limits.size({"": content}) > limits.MOST_DISPLAY:
            content = None
        if content is not None and kind != "status":
            self._hand_on(kind, content, message.get("metadata"), buffers)

    def _clear_if_due(self) -> None:
        if self._begins_anew:
            self._begins_anew = False
            self._displays = limits.Displays()
            for stream in self.streams:
                stream.begin_room()

    def _hand_on(self, kind: str, content: Any, metadata: Any = None, buffers: Any = None) -> None:
        parts = [base64.b64encode(bytes(part)).decode() for part in buffers or ()]
        self.tell(
            {"msg_type": kind, "content": content, "metadata": plain(metadata or {}),
             "buffers": parts}
        )  # fmt: skip


def plain(content: Any) -> dict[str, Any]:
    """Return a message's content as JSON has it."""
    return dict(json_clean(content))
