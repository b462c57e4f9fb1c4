"""A query process's end of its socket: requests in, frames out.

The server sends a length and a query as ``marshal`` has it, which is quickest; a worker, which runs what strangers
wrote, is never read that way. It speaks frames: a kind, a length, a payload.

    R  ready: how the network was taken away      X  error: JSON of code and message
    H  head: form, a space, media type            E  end: ``1`` when this worker should be replaced
    D  data
"""

from __future__ import annotations

import json
import marshal
import socket
import struct
from typing import Any

from vm2graph.serving.row_count import RowCount

FRAME = struct.Struct(">cI")
CHUNK = 65_536


class TooManyRows(Exception):
    """The answer has more rows than it may."""


class Channel:
    """Frames out, requests in. Also the writer that pyoxigraph serialises into."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._out = bytearray()
        self._data = bytearray()
        self._rows: tuple[RowCount, int] | None = None
        self._counted = False  # whether rows of this answer have been

    def allow(self, format_name: str, rows: int) -> None:
        """Limits the rows of this answer; 0 is no limit."""
        self._rows, self._counted = (RowCount(format_name), rows) if rows else None, False

    def receive(self) -> dict[str, Any] | None:
        """The next request, or None when the server has closed."""
        self._rows = None
        got = bytearray()
        size = 4
        while len(got) < size:
            part = self._connection.recv(CHUNK)  # one query comes at a time, so nothing of the next is taken
            if not part:
                return None
            got += part
            if size == 4 and len(got) >= 4:
                size += int.from_bytes(got[:4], "big")
        made: dict[str, Any] = marshal.loads(got[4:])  # noqa: S302 - from the server, which is the one that is trusted
        return made

    def frame(self, kind: bytes, payload: bytes) -> None:
        """Puts a frame in line."""
        self._out += FRAME.pack(kind, len(payload)) + payload

    def write(self, data: bytes) -> int:
        """Takes a piece of an answer; sends when enough has come together."""
        self._data += data
        if len(self._data) >= CHUNK:
            self._count()
            self._cut()
            self.send()
        return len(data)

    def settle(self) -> None:
        """The answer has been written: raises TooManyRows where what has not been sent goes over the limit."""
        # a row takes a byte at least, and counting takes as long as evaluating a small query
        if self._rows is not None and (self._counted or len(self._data) > self._rows[1]):
            self._count()

    def _count(self) -> None:
        self._counted = True
        if self._rows is not None and self._rows[0].add(bytes(self._data)) > self._rows[1]:
            raise TooManyRows

    def flush(self) -> None:
        """A serialiser flushes for its own reasons; frames leave when they are full or the answer ends."""

    def _cut(self) -> None:
        if self._data:
            self.frame(b"D", bytes(self._data))
            self._data.clear()

    def send(self) -> None:
        """Sends what is in line; waits while the server does not read."""
        self._connection.sendall(self._out)
        self._out.clear()

    def end(self, *, replace: bool) -> None:
        """Ends an answer."""
        self._cut()
        self.frame(b"E", b"1" if replace else b"")
        self.send()

    def error(self, code: str, message: str) -> None:
        """Ends an answer with what went wrong."""
        self._data.clear()
        self.frame(b"X", json.dumps({"code": code, "message": message}).encode())
        self.send()
