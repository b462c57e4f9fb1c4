"""From ASGI to WSGI: requests as an environ (PEP 3333), and an application that runs in a thread.

An answer that is small is handed over whole; a larger one is read piece by piece, each when the client has taken
the one before, so that no answer is held in memory.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from vm2graph.serving.coding import close, no_write
from vm2graph.serving.sparql_http import BREAKS

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_AT_ONCE = 131_072
_PIECE = 262_144


def environ_of(scope: dict[str, Any]) -> WSGIEnvironment:
    """The environ of an ASGI scope, without a body; repeated headers are one, separated by commas (RFC 9110 5.2).

    Names with an underscore are left out: they would pass for those with a hyphen.
    """
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    version = scope["http_version"]
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": _path(scope["raw_path"]),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{version}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        BREAKS: version != "1.0",  # whose answers end where the connection does
    }
    for name, value in scope["headers"]:
        key = _key(name)
        if key:
            text = value.decode("latin-1")
            environ[key] = f"{environ[key]},{text}" if key in environ else text
    return environ


def _path(raw: bytes) -> str:
    return (unquote_to_bytes(raw) if b"%" in raw else raw).decode("latin-1")


@lru_cache(maxsize=512)
def _key(name: bytes) -> str:
    if b"_" in name:
        return ""
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


@dataclass(slots=True)
class Begun:
    """What an application has answered: its status and headers, and its body, or that as far as it is known."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    rest: Rest | None
    """What follows; None where the body is whole."""


class Rest:
    """The pieces that follow, for one reader at a time. Blocks: to be used in a thread."""

    def __init__(self, chunks: Iterable[bytes], pieces: Iterator[bytes]) -> None:
        """``pieces`` runs over ``chunks``, which are closed at the end."""
        self._chunks, self._pieces = chunks, pieces

    def next(self) -> bytes | None:
        """The next piece, None at the end. Raises what the application raises."""
        for piece in self._pieces:
            if piece:
                return piece
        return None

    def close(self) -> None:
        """Tells the application that nobody reads on (PEP 3333)."""
        close(self._chunks)


def begin(app: WSGIApplication, environ: WSGIEnvironment, body: bytes) -> Begun:
    """Calls an application, and reads its answer if it is small. Blocks: to be used in a thread."""
    environ["wsgi.input"] = BytesIO(body)
    told: list[tuple[int, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
        told[:] = [(int(status[:3]), headers)]
        return no_write

    chunks = app(environ, start_response)
    try:
        pieces = iter(chunks)
        held: list[bytes] = []
        size = 0
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size > _AT_ONCE:
                break
        else:
            close(chunks)
            return Begun(*told[0], b"".join(held), None)
        if not environ[BREAKS] and all(name.lower() != "content-length" for name, _ in told[0][1]):
            return _whole(told[0], held, chunks, pieces)
    except BaseException:
        close(chunks)
        raise
    return Begun(*told[0], b"".join(held), Rest(chunks, pieces))


def _whole(
    told: tuple[int, list[tuple[str, str]]], held: list[bytes], chunks: Iterable[bytes], pieces: Iterator[bytes]
) -> Begun:
    """An answer of unknown length for a client that knows no chunks: through a file, so that a part is never sent."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by whoever reads it
    try:
        for piece in (*held, b""):
            file.write(piece)
        for piece in pieces:
            file.write(piece)
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    close(chunks)
    headers = [*told[1], ("Content-Length", str(size))]
    return Begun(told[0], headers, b"", Rest(file, iter(lambda: file.read(_PIECE), b"")))
