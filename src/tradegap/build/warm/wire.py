"""Messages between a builder and its forks: JSON, each after its length, with file descriptors.

JSON alone, so that nothing which a notebook sends can act in the process that reads it.
"""

from __future__ import annotations

import array
import json
import socket
import struct
from collections.abc import Sequence
from typing import Any

_HEAD = struct.Struct("!Q")
_MOST_FDS = 8


class Gone(ConnectionError):
    """The other side is no longer there."""


def send(to: socket.socket, message: Any, fds: Sequence[int] = ()) -> None:
    """Send a message, and with it descriptors that the other side gets copies of.

    Raises `Gone` if nobody is there any more.
    """
    content = json.dumps(message, separators=(",", ":")).encode()
    content = _HEAD.pack(len(content)) + content
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
    try:
        sent = to.sendmsg([content], rights)
        to.sendall(content[sent:])
    except (BrokenPipeError, ConnectionError) as error:
        raise Gone from error


def receive(source: socket.socket) -> tuple[Any, list[int]]:
    """Return the next message and the descriptors that came with it; raises `Gone` at the end."""
    head, fds = _first(source)
    (length,) = _HEAD.unpack(head)
    return json.loads(_exactly(source, length)), fds


def _first(source: socket.socket) -> tuple[bytes, list[int]]:
    """Receive a head: descriptors come with its first byte."""
    fds = array.array("i")
    try:
        head, rights, _, _ = source.recvmsg(_HEAD.size, socket.CMSG_SPACE(_MOST_FDS * fds.itemsize))
    except ConnectionError as error:
        raise Gone from error
    for level, kind, data in rights:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            fds.frombytes(data[: len(data) - len(data) % fds.itemsize])
    if not head:
        raise Gone
    return head + _exactly(source, _HEAD.size - len(head)), list(fds)


def _exactly(source: socket.socket, count: int) -> bytes:
    content = bytearray()
    while len(content) < count:
        try:
            part = source.recv(min(count - len(content), 1 << 20))
        except ConnectionError as error:
            raise Gone from error
        if not part:
            raise Gone
        content += part
    return bytes(content)
