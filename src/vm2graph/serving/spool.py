"""Keeping an answer while it is sent.

A query process should be free again as soon as its query has ended, however slowly the client reads, so an
answer that is not small goes through an unnamed temporary file, and is sent from there while it comes in. A server
that ends a chunked body cleanly when its application fails (granian 2.8 does, and HTTP/1.0 has no chunks at all) would
pass off half an answer as a whole one. Behind such a server an answer in a form that does not show its own end is kept
until it is whole: what fails is then an error status, and what succeeds has a Content-Length.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator

from vm2graph.errors import QueryBusy, QueryExhausted
from vm2graph.serving.answers import Answer

_PIECE = 262_144


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

    def keep(self, answer: Answer, *, whole: bool = True) -> Spooled:
        """Takes an answer in, to its end where it is wanted ``whole``, else beside its sending.

        Raises what the query raises, QueryExhausted or QueryBusy when it has no room; where it is not wanted
        whole, reading it raises that.
        """
        kept = Spooled(self, answer)
        if whole:
            try:
                kept.fill()
                kept.check()
            except BaseException:
                kept.close()
                raise
        else:
            threading.Thread(target=kept.fill, name="vm2graph-answer", daemon=True).start()
        return kept

    def take(self, already: int, size: int) -> None:
        """Room for a piece of an answer."""
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

    def give(self, size: int) -> None:
        """The room back."""
        with self._lock:
            self._taken -= size


class Spooled:
    """An answer that is being taken in, to be read once and then closed."""

    def __init__(self, spool: Spool, answer: Answer) -> None:
        """Nothing is read yet."""
        self.size = 0
        """Bytes taken in so far."""
        self._spool, self._answer = spool, answer
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed when reader and writer are done
        self._more = threading.Condition()
        self._ended = self._closed = False
        self._error: BaseException | None = None

    def fill(self) -> None:
        """Takes the answer in, to its end; what goes wrong is told to the reader."""
        error: BaseException | None = None
        try:
            for chunk in self._answer.chunks:
                self._spool.take(self.size, len(chunk))
                self._file.write(chunk)
                with self._more:
                    self.size += len(chunk)
                    self._more.notify()
                    if self._closed:
                        break
        except BaseException as raised:  # noqa: BLE001 - raised again where the answer is read
            error = raised
        self._answer.close()
        with self._more:
            self._error, self._ended = error, True
            self._more.notify()
        self._tidy()

    def check(self) -> None:
        """Raises what went wrong."""
        if self._error is not None:
            raise self._error

    def __iter__(self) -> Iterator[bytes]:
        """Its bytes, in pieces, as they come in."""
        sent = 0
        while True:
            with self._more:
                while not self._ended and self.size == sent:
                    self._more.wait()
                there = self.size
            if there == sent:
                break
            while sent < there:
                piece = os.pread(self._file.fileno(), min(_PIECE, there - sent), sent)
                sent += len(piece)
                yield piece
        self.check()

    def close(self) -> None:
        """Nobody reads it any more: the query is stopped, should it still run, and the room given back."""
        with self._more:
            self._closed = True
            ended = self._ended
        if not ended:
            self._answer.close()
        self._tidy()

    def _tidy(self) -> None:
        with self._more:
            if not (self._closed and (self._ended or self.size == 0)) or self._file.closed:
                return
            self._file.close()
        self._spool.give(self.size)

    def __del__(self) -> None:
        """A response that was never sent gives its room back as well."""
        self._file.close()
