"""Content codings: zstd, br and gzip for clients that take them (RFC 9110 sections 8.4 and 12.5.3).

WSGI middleware around the application. Each coding of a document is a representation of its own, with a
strong validator of its own: that of the application and the coding's name. A client that holds any coding it
still takes is told 304 for it. What says ``no-transform`` (a file that is compressed already) is left alone.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import brotli
import zstandard
from isal import igzip

from vm2graph.serving.negotiation import HEADER_LIMIT, weights

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CODINGS = ("zstd", "br", "gzip")
"""In the server's order of preference: quickest first, they differ little in size."""

_AT_ONCE, _LARGE = 1 << 20, 1 << 16  # bytes
_TAG = re.compile(r'(?:W/)?"[^"]*"|\*')
_NO_BODY = ("204", "304")

Tags = dict[str, str]
Headers = list[tuple[str, str]]


class _Encoder(Protocol):
    def encode(self, piece: bytes) -> bytes: ...
    def end(self) -> bytes: ...


class _Zstd:
    def __init__(self) -> None:
        self._object = zstandard.ZstdCompressor(level=3).compressobj()
        self.encode: Callable[[bytes], bytes] = self._object.compress

    def end(self) -> bytes:
        return self._object.flush()


class _Brotli:
    def __init__(self) -> None:
        self._object = brotli.Compressor(quality=4)
        self.encode: Callable[[bytes], bytes] = self._object.process

    def end(self) -> bytes:
        return bytes(self._object.finish())


class _Gzip:
    def __init__(self) -> None:
        self._object = zlib.compressobj(6, wbits=16 + zlib.MAX_WBITS)
        self.encode: Callable[[bytes], bytes] = self._object.compress

    def end(self) -> bytes:
        return self._object.flush()


_ENCODERS: dict[str, Callable[[], _Encoder]] = {"zstd": _Zstd, "br": _Brotli, "gzip": _Gzip}
_WHOLE: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda data: zstandard.ZstdCompressor(level=3).compress(data),
    # of what is large, speed counts for more: br takes two fifths of the time for an eighth more bytes, gzip by
    # ISA-L a sixteenth for a third more
    "br": lambda data: brotli.compress(data, quality=4 if len(data) < _LARGE else 1),
    "gzip": lambda data: gzip.compress(data, 6, mtime=0) if len(data) < _LARGE else igzip.compress(data, 2, mtime=0),
}


def taken(header: str | None) -> tuple[str, ...]:
    """The codings of ours that a client takes, best first; empty where it wants none."""
    return _taken(header[:HEADER_LIMIT]) if header else ()


def likes(header: str | None, coding: str) -> bool:
    """Whether a client takes a coding, and would not rather have another of ours."""
    found = _weighed(header[:HEADER_LIMIT]) if header else ()
    return any(name == coding and q == found[0][0] for q, name in found)


@lru_cache(maxsize=512)
def _taken(header: str) -> tuple[str, ...]:
    return tuple(name for _, name in _weighed(header))


@lru_cache(maxsize=512)
def _weighed(header: str) -> tuple[tuple[float, str], ...]:
    asked = weights(header)
    rest = asked.get("*", 0.0)
    found = [(asked.get(name, rest), name) for name in CODINGS]
    # sorted() is stable, so our own order decides between equals
    return tuple(pair for pair in sorted(found, key=lambda pair: -pair[0]) if pair[0] > asked.get("identity", 0.0))


def conditions(environ: WSGIEnvironment) -> tuple[WSGIEnvironment, Tags]:
    """A request as the application should see it: If-None-Match with its own validators.

    Also the validators as the client gave them, by ours. Those of codings it does not take match nothing.
    """
    given = environ.get("HTTP_IF_NONE_MATCH")
    if given is None:
        return environ, {}
    takes = taken(environ.get("HTTP_ACCEPT_ENCODING"))
    tags: Tags = {}
    for tag in _TAG.findall(given[:HEADER_LIMIT]):
        stem, dash, coding = tag[:-1].rpartition("-")
        if not (dash and coding in CODINGS):
            tags.setdefault(tag, tag)
        elif coding in takes:
            tags[f'{stem}"'] = tag
    return {**environ, "HTTP_IF_NONE_MATCH": ", ".join(tags) or '"-"'}, tags


def tagged(etag: str, coding: str) -> str:
    """The validator of one coding; a weak one (RFC 9110 section 8.8.1) holds for all of them."""
    return etag if not coding or etag.startswith("W/") else f'{etag[:-1]}-{coding}"'


def bare(etag: str) -> str:
    """The application's validator in one of a coding."""
    stem, dash, coding = etag[:-1].rpartition("-")
    return f'{stem}"' if dash and coding in CODINGS else etag


class Coded:
    """WSGI middleware that compresses what the application answers."""

    def __init__(self, app: WSGIApplication) -> None:
        """Around ``app``."""
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers in the coding the client likes best."""
        coding, asked, tags = prepared(environ)
        told: list[Any] = []

        def listen(status: str, headers: Headers, exc_info: Any = None) -> Any:
            told[:] = [status, headers, exc_info]
            return no_write

        chunks = self._app(asked, listen)
        status, headers, exc_info = told
        headers, body = coded(status, headers, chunks, coding, tags)
        start_response(status, headers, exc_info) if exc_info else start_response(status, headers)
        if coding and environ["REQUEST_METHOD"] == "HEAD":
            close(chunks)
            return []
        return body


def prepared(environ: WSGIEnvironment) -> tuple[str, WSGIEnvironment, Tags]:
    """The coding for a request, the request as the application should see it, and the client's validators by ours."""
    coding = next(iter(taken(environ.get("HTTP_ACCEPT_ENCODING"))), "")
    asked, tags = conditions(environ)
    if coding and environ["REQUEST_METHOD"] == "HEAD":  # its headers tell of the coded body, so that has to be made
        asked = {**asked, "REQUEST_METHOD": "GET", "vm2graph.method": "HEAD"}
    return coding, asked, tags


def coded(
    status: str, headers: Headers, chunks: Iterable[bytes], coding: str, tags: Tags
) -> tuple[Headers, Iterable[bytes]]:
    """An answer in a coding: its headers and body."""
    by_name = {name.lower(): value for name, value in headers}
    if "no-transform" in by_name.get("cache-control", ""):
        return headers, chunks
    made, body = _coded(status, headers, by_name, chunks, coding)
    return _validated(status, made, by_name.get("etag"), tags, coding), body


def _coded(
    status: str, headers: Headers, by_name: dict[str, str], chunks: Iterable[bytes], coding: str
) -> tuple[Headers, Iterable[bytes]]:
    length = by_name.get("content-length")
    without = status[:3] in _NO_BODY or length == "0" or "content-encoding" in by_name
    if not coding or without:
        return headers, chunks
    headers = [pair for pair in headers if pair[0].lower() != "content-length"]
    headers.append(("Content-Encoding", coding))
    if length is None or int(length) > _AT_ONCE:
        return headers, _Stream(chunks, _ENCODERS[coding]())
    try:
        body = _WHOLE[coding](b"".join(chunks))
    finally:
        close(chunks)
    headers.append(("Content-Length", str(len(body))))
    return headers, [body]


def _validated(status: str, headers: Headers, etag: str | None, tags: Tags, coding: str) -> Headers:
    """The headers with the coding's validator, and what the answer depends on."""
    made = [pair for pair in headers if pair[0].lower() not in ("etag", "vary")]
    vary = [value for name, value in headers if name.lower() == "vary"]
    made.append(("Vary", ", ".join([*vary, "Accept-Encoding"])))
    if etag is not None:
        held = tags.get(etag) if status.startswith("304") else None
        made.append(("ETag", held or tagged(etag, coding)))
    return made


class _Stream:
    """A coded answer as its pieces come; closing it closes the application's."""

    def __init__(self, chunks: Iterable[bytes], encoder: _Encoder) -> None:
        self._chunks, self._encoder = chunks, encoder

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            if piece := self._encoder.encode(chunk):
                yield piece
        yield self._encoder.end()

    def close(self) -> None:
        close(self._chunks)


def close(chunks: Iterable[bytes]) -> None:
    """Closes an answer that can be closed (PEP 3333)."""
    own = getattr(chunks, "close", None)
    if own is not None:
        own()


def no_write(_data: bytes) -> object:
    """The ``write`` of start_response, which nothing of ours uses."""
    raise NotImplementedError("the application gives its answer as an iterable")
