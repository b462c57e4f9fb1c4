"""A query on its way to a worker, and its answer on the way back."""

from __future__ import annotations

import json
import marshal
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vm2graph.errors import (
    QueryError,
    QueryExhausted,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    RemoteError,
    UnknownFormat,
)
from vm2graph.serving.worker_handles import Worker, WorkerGone
from vm2graph.settings import SparqlSettings

FIRST_BYTES = 65_536
"""Of an answer that are held back, so that what goes wrong early can still be told as an error."""

_MESSAGE = 240  # the parser lists every character it would have taken; the first few lines say enough
_POSITION = re.compile(r"error at (\d+):(\d+): ")


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the forms its answer may take."""

    text: str
    results: tuple[tuple[str, str], ...]
    """(content type, format name) for SELECT and ASK, best first; see ``sparql_formats.RESULT_FORMATS``."""
    graphs: tuple[tuple[str, str], ...]
    """The same for CONSTRUCT and DESCRIBE."""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    seconds: float | None = None
    """A tighter deadline than the pool's."""
    base: str | None = None
    """What relative IRIs in the query resolve against."""


def request_of(query: Query, limits: SparqlSettings, *, union: bool) -> tuple[float, bytes]:
    """The seconds a query may take, and what a worker is sent (:mod:`vm2graph.serving.query_channel`)."""
    seconds = limits.seconds if query.seconds is None else min(query.seconds, limits.seconds)
    request = {
        "text": query.text,
        "results": query.results,
        "graphs": query.graphs,
        "default_graphs": query.default_graphs,
        "named_graphs": query.named_graphs,
        "base": query.base,
        "seconds": seconds,
        "rows": limits.rows,
        "union": union,
    }
    body = marshal.dumps(request)
    return seconds, len(body).to_bytes(4, "big") + body


class Answer:
    """The answer to a query: ``body`` when it is small, else only ``chunks``.

    ``chunks`` raises the typed error when the query is stopped midway, so that a cut answer is never
    taken for a whole one. :meth:`close` stops a query whose answer nobody wants any more.
    """

    def __init__(self, content_type: str, form: str, version: str, body: bytes | None, chunks: Iterator[bytes]) -> None:
        """An answer whose first frames have been read."""
        self.content_type = content_type
        self.form = form
        """``solutions``, ``boolean`` or ``graph``."""
        self.version = version
        """The snapshot it was computed on, as given to the pool."""
        self.body = body
        self.chunks = chunks

    def close(self) -> None:
        """Stops the query, should it still run."""
        close = getattr(self.chunks, "close", None)
        if close is not None:
            close()


class Stream:
    """The frames of one answer; gives its worker back when the answer ends, ends the worker when it does not."""

    def __init__(
        self, worker: Worker, seconds: float, limits: SparqlSettings, release: Callable[[Worker, bool], None]
    ) -> None:
        """Reads from ``worker``; ``release`` takes it back with whether it is good for another query."""
        self._worker = worker
        self._limits = limits
        self._release = release
        self._seconds = seconds
        self._frames = worker.frames(worker.deadline)
        self._open = True
        self._closing = threading.Lock()
        self.head: dict[str, str] = {}
        self.version = worker.version
        self.held: list[bytes] = []

    def __iter__(self) -> Stream:
        """Itself: an answer is read once."""
        return self

    def __next__(self) -> bytes:
        """The next piece. Raises the typed QueryError when the query failed or was stopped."""
        if self.held:
            return self.held.pop(0)
        if not self._open:
            raise StopIteration
        while True:
            try:
                kind, payload = next(self._frames)
            except (TimeoutError, WorkerGone) as error:
                raise self.broken(error) from None
            if (piece := self.take(kind, payload)) is not None:
                return piece
            if not self._open:
                raise StopIteration

    @property
    def ended(self) -> bool:
        """Whether the answer has ended."""
        return not self._open

    def take(self, kind: bytes, payload: bytes) -> bytes | None:
        """What a frame holds of the answer: a piece, or None. Raises the typed QueryError that it tells."""
        if kind == b"D":
            return payload
        if kind == b"H":
            form, media_type = payload.decode().split(" ", 1)
            self.head = {"form": form, "media_type": media_type}
        elif kind == b"E":
            self._give_back(healthy=True, replace=bool(payload))
        else:
            self._give_back(healthy=True)
            raise _typed(json.loads(payload), self._limits)
        return None

    def broken(self, error: TimeoutError | WorkerGone) -> QueryError:
        """Ends the worker, and gives the error that says why the answer did not come to its end."""
        late = isinstance(error, TimeoutError) or self._worker.overdue or time.monotonic() >= self._worker.deadline
        self.close()
        if self._worker.closing:
            return QueryError("The query processes are being closed.")
        return _timeout(self._seconds) if late else QueryExhausted(_exhausted(self._limits))

    def _give_back(self, *, healthy: bool, replace: bool = False) -> None:
        with self._closing:  # whoever sends an answer may close it while another thread takes it in
            if not self._open:
                return
            self._open = False
        if replace:
            self._worker.version = ""  # belongs to no snapshot any more, so it is dismissed
        self._release(self._worker, healthy)

    def close(self) -> None:
        """Ends the worker, unless the answer has ended."""
        if self._open:
            self._give_back(healthy=False)
            self.held.clear()

    def __del__(self) -> None:
        """An answer that was dropped unread must not keep its worker."""
        if self._open:  # left lying: any lock may be held here, so the pool's keeper ends it
            self._worker.deadline = 0.0


def collect(stream: Stream) -> Answer:
    """Reads until the answer ends or is large enough to be sent."""
    held: list[bytes] = []
    size = 0
    whole = True
    for chunk in stream:
        held.append(chunk)
        size += len(chunk)
        if size >= FIRST_BYTES:
            whole = False
            break
    return gathered(stream, held, whole=whole)


def gathered(stream: Stream, held: list[bytes], *, whole: bool) -> Answer:
    """The answer of which these pieces have come."""
    head = stream.head
    if whole:
        body = b"".join(held)
        return Answer(head["media_type"], head["form"], stream.version, body, iter((body,)))
    stream.held = held
    return Answer(head["media_type"], head["form"], stream.version, None, stream)


def _typed(error: dict[str, str], limits: SparqlSettings) -> Exception:
    message = error["message"]
    kind, told = {
        "syntax": (QuerySyntaxError, _told(message)),
        "refused": (QueryRefused, f"{message}."),
        "network": (QueryRefused, "SERVICE is refused: this endpoint asks no other server."),
        "remote": (RemoteError, f"A service that the query asks did not answer: {message}."),
        "format": (UnknownFormat, message),
        "rows": (QueryExhausted, f"The answer has more rows than the limit of {limits.rows}; ask for less at a time."),
        "exhausted": (QueryExhausted, _exhausted(limits)),
    }.get(error["code"], (QueryError, f"The store cannot be read: {message}."))
    return kind(told)


def _told(message: str) -> str:
    """The parser's message, shortened, with the place in words."""
    text = _POSITION.sub(r"Line \1, column \2: ", " ".join(message.split()))
    return text if len(text) <= _MESSAGE else text[:_MESSAGE].rstrip() + " …"


def _timeout(seconds: float) -> QueryTimeout:
    return QueryTimeout(f"The query was stopped at the limit of {seconds:g} seconds; ask for less at a time.")


def _exhausted(limits: SparqlSettings) -> str:
    return (
        f"The query was stopped because it needed more than the {limits.memory_mb} MB of memory it may have, "
        "or is built too deeply; ask for less at a time."
    )
