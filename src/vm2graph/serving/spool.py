"""Keeping an answer until it is whole.

A server that ends a chunked body cleanly when its application fails (granian 2.8 does, and HTTP/1.0
has no chunks at all) would pass off half an answer as a whole one. So an answer is kept, small ones in
memory and larger ones in an unnamed temporary file, until the query has ended: what fails is then an
error status, what succeeds has a Content-Length, and a slow reader does not hold a query process.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from typing import IO

from vm2graph.errors import QueryBusy, QueryExhausted
from vm2graph.serving.answers import Answer

_IN_MEMORY = 1_048_576
_PIECE = 65_536


class Spool:
    """Room for answers that wait to be sent, shared by all requests of a process."""

    def __init__(self, answer_bytes: int = 1 << 30, total_bytes: int = 4 << 30) -> None:
        """``answer_bytes`` is the most one answer may be, ``total_bytes`` what all of them may take together."""
        self._answer_bytes = answer_bytes
        self._total_bytes = total_bytes
        self._taken = 0
        self._lock = threading.Lock()

    @property
    def taken(self) -> int:
        """Bytes that wait to be sent."""
        return self._taken

    def keep(self, answer: Answer) -> Spooled:
        """Reads an answer to its end. Raises what the query raises, QueryExhausted or QueryBusy when it has no room."""
        file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - Spooled closes it
        kept = Spooled(self, file)
        try:
            for chunk in answer.chunks:
                self._take(kept.size, len(chunk))
                kept.size += len(chunk)
                file.write(chunk)
            file.seek(0)
        except BaseException:
            answer.close()
            kept.close()
            raise
        return kept

    def _take(self, already: int, size: int) -> None:
        if already + size > self._answer_bytes:
            raise QueryExhausted(
                f"The answer is larger than the limit of {self._answer_bytes >> 20} MB; "
                "ask for less at a time, for instance with LIMIT and OFFSET."
            )
        with self._lock:
            if self._taken + size > self._total_bytes:
                raise QueryBusy(
                    f"The answers that wait to be sent have reached the limit of {self._total_bytes >> 20} MB; "
                    "try again in 30 seconds.",
                    retry_after=30,
                )
            self._taken += size

    def _give(self, size: int) -> None:
        with self._lock:
            self._taken -= size


class Spooled:
    """A whole answer, to be read once and then closed."""

    def __init__(self, spool: Spool, file: IO[bytes]) -> None:
        """An empty one; the spool fills it."""
        self.size = 0
        self._spool = spool
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        """Its bytes, in pieces."""
        while piece := self._file.read(_PIECE):
            yield piece

    def close(self) -> None:
        """Gives the room back."""
        if not self._file.closed:
            self._file.close()
            self._spool._give(self.size)  # noqa: SLF001 - the two are one thing

    def __del__(self) -> None:
        """A response that was never sent gives its room back as well."""
        self._file.close()
