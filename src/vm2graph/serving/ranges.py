"""Files over HTTP: validators, digests (RFC 9530), and one range of bytes (RFC 9110 sections 13 and 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import Request, Response
from werkzeug.http import is_resource_modified, parse_date

from vm2graph.serving.problems import Problem

_SPECIFIER = re.compile(r"(?i:bytes)=[ \t]*(\d*)-(\d*)[ \t]*")
_DIGITS = 18  # no file is longer
_PIECE = 1 << 17  # bytes read at a time


class Readable(Protocol):
    """The part of a binary file that sending one needs."""

    def read(self, size: int, /) -> bytes:
        """Up to that many bytes."""

    def seek(self, place: int, /) -> int:
        """Goes to a place."""

    def close(self) -> None:
        """Lets go of it."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to send. ``digest`` is the value of Repr-Digest, ``etag`` without quotes."""

    handle: Readable
    size: int
    content_type: str
    etag: str
    modified: datetime
    digest: str


class Unsatisfiable(Exception):
    """The range begins behind the end."""


def wanted(header: str | None, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last of a Range header; None for the whole. Raises Unsatisfiable.

    A header that is not understood or asks for several ranges is ignored, as section 14.2 allows.
    """
    found = _SPECIFIER.fullmatch(header or "")
    if found is None:
        return None
    first, last = found.groups()
    if (not first and not last) or len(first) > _DIGITS or len(last) > _DIGITS:
        return None
    if not first:
        if int(last) == 0:
            raise Unsatisfiable
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return int(first), min(int(last) + 1, size) if last else size


def still_the_same(if_range: str | None, etag: str, modified: datetime) -> bool:
    """Whether the part that If-Range speaks of is one of this file: section 13.1.5. Without the header it is."""
    if if_range is None:
        return True
    if if_range.startswith('"'):
        return if_range == f'"{etag}"'
    return parse_date(if_range) == modified


def send(file: StoredFile, request: Request) -> Response:
    """200, 206, 304, 412 or 416; the file is closed when the response is. Raises Problem."""
    headers = {
        "ETag": f'"{file.etag}"',
        "Accept-Ranges": "bytes",
        "Repr-Digest": file.digest,
        "Cache-Control": "no-cache, no-transform",  # to be asked about before it is used, and sent as it is
    }
    try:
        response = _answer(file, request, headers)
    except Problem:
        file.handle.close()
        raise
    response.headers.update(headers)
    response.last_modified = file.modified
    return response


def _answer(file: StoredFile, request: Request, headers: dict[str, str]) -> Response:
    """Preconditions in the order of section 13.2.2, then the range."""
    if not _is_asked_of(file, request):
        raise Problem(412, "changed", headers=headers)
    if not is_resource_modified(_without_if_match(request), etag=headers["ETag"], last_modified=file.modified):
        file.handle.close()
        response = Response(status=304)
        del response.headers["Content-Type"]
        return response
    try:
        part = _part(file, request)
    except Unsatisfiable:
        raise Problem(416, "range", headers={**headers, "Content-Range": f"bytes */{file.size}"}) from None
    start, end = part or (0, file.size)
    body = _Piecewise(file.handle, start, end - start)
    response = Response(body, 206 if part else 200, content_type=file.content_type, direct_passthrough=True)
    response.content_length = end - start
    if part:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    else:
        response.headers["Content-Digest"] = file.digest
    return response


def _is_asked_of(file: StoredFile, request: Request) -> bool:
    """If-Match and If-Unmodified-Since hold: sections 13.1.1 and 13.1.4."""
    if request.headers.get("If-Match") is not None:
        return request.if_match.is_strong(file.etag) or request.if_match.star_tag
    since = parse_date(request.headers.get("If-Unmodified-Since"))
    return since is None or file.modified <= since


def _without_if_match(request: Request) -> dict[str, object]:
    return {name: value for name, value in request.environ.items() if name != "HTTP_IF_MATCH"}


def _part(file: StoredFile, request: Request) -> tuple[int, int] | None:
    # a HEAD that is asked as a GET, so that its headers are those of a coded body, has no range either
    if request.method != "GET" or request.environ.get("vm2graph.method") == "HEAD":
        return None
    if not still_the_same(request.headers.get("If-Range"), file.etag, file.modified):
        return None
    return wanted(request.headers.get("Range"), file.size)


class _Piecewise:
    """A part of a file, read as it is sent."""

    def __init__(self, handle: Readable, start: int, length: int) -> None:
        self._handle, self._left = handle, length
        handle.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (piece := self._handle.read(min(_PIECE, self._left))):
            self._left -= len(piece)
            yield piece
        self.close()

    def close(self) -> None:
        self._handle.close()
