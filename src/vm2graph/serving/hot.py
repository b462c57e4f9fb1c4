"""Answers whose bytes are known, given before Flask is asked.

A document of one snapshot never changes, so a finished 200 answer is kept under the snapshot's number,
the address, and the headers that choose a representation. What the application would answer and
what is answered here are the same bytes and headers; anything unusual is left to the application.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.http import is_resource_modified, remove_entity_headers

from vm2graph.errors import Vm2graphError
from vm2graph.serving import coding
from vm2graph.serving.negotiation import choose_language
from vm2graph.serving.texts import LANGUAGES
from vm2graph.storing import Snapshots

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DOCUMENTS = ("/doc/", "/evidence/", "/report/", "/source/", "/def", "/static/")
QUERIES = ("/sparql", "/rdf-graph-store")
_LONGEST = {DOCUMENTS: 512, QUERIES: 4096}  # characters of a key's part; longer ones would only fill the room
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
_UNUSUAL = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE")

_STATUS = {200: "200 OK", 304: "304 NOT MODIFIED"}

Key = tuple[str, ...]
Place = tuple[int, Key]
Known = tuple[int, list[tuple[str, str]], bytes]
"""Status, headers and body."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as the application gave it."""

    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    modified: str | None

    @property
    def size(self) -> int:
        """About what it takes."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + 512


class Hot:
    """WSGI middleware: a bounded cache of answers, the least recently used leaving first."""

    def __init__(
        self,
        app: WSGIApplication,
        snapshots: Snapshots,
        language: str,
        *,
        places: tuple[str, ...] = DOCUMENTS,
        entry_bytes: int = 1 << 20,
        total_bytes: int = 64 << 20,
    ) -> None:
        """``language`` is the site's own, ``places`` how the paths begin that are kept.

        ``entry_bytes`` and ``total_bytes`` bound one answer and all of them.
        """
        self._app, self._snapshots, self._language = app, snapshots, language
        self._places, self._longest = places, _LONGEST[places]
        self._entry_bytes, self._total_bytes = entry_bytes, total_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._number = -1
        self._size = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers, or has the application answer."""
        found = self._find(environ)
        if isinstance(found, Kept):
            status, headers, body = _answer(found, environ)
            start_response(_STATUS[status], headers)
            return [body] if body else []
        if found is None or environ["REQUEST_METHOD"] != "GET":
            return self._app(environ, start_response)
        return self._ask(environ, start_response, found)

    def known(self, environ: WSGIEnvironment) -> Known | None:
        """The answer as (status, headers, body); None where the application has to be asked."""
        found = self._find(environ)
        return _answer(found, environ) if isinstance(found, Kept) else None

    def place(self, environ: WSGIEnvironment) -> Place | None:
        """Where the answer to a request may be kept; asked before it is made: by then it may be old."""
        found = self._find(environ) if environ["REQUEST_METHOD"] == "GET" else None
        return found if isinstance(found, tuple) else None

    def keep(self, place: Place, known: Known) -> None:
        """Keeps an answer, if it is one to give again."""
        status, headers, body = known
        by_name = {name.lower(): value for name, value in headers}
        if status == 200 and len(body) <= self._entry_bytes and "etag" in by_name:
            self._put(*place, Kept(headers, body, by_name["etag"], by_name.get("last-modified")))

    def _find(self, environ: WSGIEnvironment) -> Kept | Place | None:
        """What is kept for a request, else the snapshot and key it may be kept under; None if it is not for here."""
        key = self._key(environ)
        if key is None:
            return None
        try:
            number = self._snapshots.current().number
        except Vm2graphError:
            return None  # the application tells it as it tells every error
        return self._get(number, key) or (number, key)

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        """What chooses the bytes of an answer; None where the request is not for here."""
        path = environ.get("PATH_INFO", "")
        here = path.startswith(self._places) or (path == "/" and self._places is DOCUMENTS)
        if not here or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        # If-None-Match: * asks whether there is anything, and of a query nobody knows before it is evaluated
        if any(name in environ for name in _UNUSUAL) or "*" in environ.get("HTTP_IF_NONE_MATCH", ""):
            return None
        accept, query = environ.get("HTTP_ACCEPT", ""), environ.get("QUERY_STRING", "")
        if max(len(path), len(accept), len(query)) > self._longest:
            return None
        language = choose_language(environ.get("HTTP_ACCEPT_LANGUAGE"), LANGUAGES, self._language)
        coded = next(iter(coding.taken(environ.get("HTTP_ACCEPT_ENCODING"))), "")
        return (environ.get("SCRIPT_NAME", ""), path, query, accept, language, coded)

    def _ask(self, environ: WSGIEnvironment, start_response: StartResponse, place: Place) -> Iterable[bytes]:
        """Has the application answer, and keeps a 200."""
        told: list[Any] = []

        def listen(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            told[:] = [status, headers]
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        chunks = self._app(environ, listen)
        by_name = {name.lower(): value for name, value in told[1]} if told else {}
        size = int(by_name.get("content-length", self._entry_bytes + 1))  # without: it is sent as it comes
        if not told or not told[0].startswith("200 ") or size > self._entry_bytes:
            return chunks
        try:
            body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        self.keep(place, (200, list(told[1]), body))
        return [body]

    def _get(self, number: int, key: Key) -> Kept | None:
        with self._lock:
            if number != self._number:
                if number > self._number:  # a new snapshot: nothing kept will be asked for again
                    self._kept.clear()
                    self._size, self._number = 0, number
                return None
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def _put(self, number: int, key: Key, kept: Kept) -> None:
        with self._lock:
            if number != self._number:
                return
            if old := self._kept.pop(key, None):
                self._size -= old.size
            self._kept[key] = kept
            self._size += kept.size
            while self._size > self._total_bytes:
                self._size -= self._kept.popitem(last=False)[1].size


def _answer(kept: Kept, environ: WSGIEnvironment) -> Known:
    if any(name in environ for name in _CONDITIONS):
        asked, tags = coding.conditions(environ)
        etag = coding.bare(kept.etag)
        if not is_resource_modified(asked, etag=etag, last_modified=kept.modified):
            headers = [pair for pair in kept.headers if pair[0].lower() != "etag"]
            headers.append(("ETag", tags.get(etag, kept.etag)))
            remove_entity_headers(headers)
            return 304, headers, b""
    return 200, list(kept.headers), b"" if environ["REQUEST_METHOD"] == "HEAD" else kept.body
