r"""Counting the rows of an answer while its bytes go by (SPARQL 1.1 Query Results JSON, XML, CSV and TSV).

The engine writes a whole answer in native code, which is several times faster than row by row, and tells
nobody how many rows there were. Each format shows them in what cannot stand within a value: CSV by line ends
outside quotes, TSV by line ends, XML by its tags, JSON by an opening brace, outside strings, after no colon.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_ESCAPED = re.compile(rb"\\.", re.DOTALL)


class RowCount:
    """Rows in the pieces of one answer, whatever the places where it was cut."""

    def __init__(self, format_name: str) -> None:
        """For an answer in the format ``json``, ``xml``, ``csv`` or ``tsv``."""
        self._count: Callable[[bytes], int] = getattr(self, f"_{format_name}")
        self._tail = b""
        self._quoted = False
        self.rows = {"json": -1, "xml": 0, "csv": -1, "tsv": -1}[format_name]  # the head is no row

    def add(self, piece: bytes) -> int:
        """The rows that have begun (JSON, XML) or ended (CSV, TSV) so far."""
        self.rows += self._count(piece)
        return self.rows

    def _tsv(self, piece: bytes) -> int:
        return piece.count(b"\n")  # within a value it is written \n

    def _csv(self, piece: bytes) -> int:
        return self._outside(piece).count(b"\n")

    def _xml(self, piece: bytes) -> int:
        data = self._tail + piece
        self._tail = data[-7:]  # one short of the tag, so none is counted twice
        return data.count(b"<result>")

    def _json(self, piece: bytes) -> int:
        data = self._tail + piece
        cut = len(data) - (len(data) - len(data.rstrip(b"\\"))) % 2  # an escape stays in one piece
        cut -= data[:cut].endswith(b":")  # and so does a colon with its brace
        self._tail = data[cut:]
        outside = self._outside(_ESCAPED.sub(b"", data[:cut]))
        return outside.count(b"{") - outside.count(b":{")

    def _outside(self, data: bytes) -> bytes:
        """What stands outside quotes, with a quote where they stood."""
        parts = data.split(b'"')
        outside = parts[self._quoted :: 2]
        self._quoted ^= len(parts) % 2 == 0
        return b'"'.join(outside)
