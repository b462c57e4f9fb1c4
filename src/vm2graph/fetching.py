"""One page from the web, for a user who named its address.

The address may be hostile, and so may the host: a name is resolved once, every address it has is judged, and the
connection goes to an address that was judged, so that a name server cannot give another one in between (DNS
rebinding). What is not of the public internet is refused, at every redirect again. Time and size are limited as a
whole, not only for each read.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from vm2graph.errors import ReadError
from vm2graph.model import PageBytes

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_HEADERS = {
    "User-Agent": "vm2graph (a page that its user named)",
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTION = 65_536  # bytes
_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]")
_SAFE = "/%:=&?~#+!$,;'@()*[]"


def is_address(name: str) -> bool:
    """Whether an input is an address of the web, and not the name of a file."""
    return _ADDRESS.match(name) is not None


@dataclass(frozen=True, slots=True)
class Web:
    """How pages are fetched. ``seconds`` are for all requests of a page together, ``largest`` is in bytes, unpacked."""

    allow_private: bool = False  # also addresses of this machine and of local networks
    seconds: float = 20.0
    largest: int = 20_000_000
    redirects: int = 5

    def fetch(self, address: str) -> PageBytes:
        """The page at an address; its source id is the address that answered. Raises ReadError in one sentence."""
        over = time.monotonic() + self.seconds
        asked = [_whole(address)]
        while True:
            answer = self._ask(asked[-1], over)
            if answer.status not in _REDIRECTS or not (target := answer.headers.get("location")):
                break
            try:
                asked.append(_whole(urljoin(asked[-1], target)))
            except ValueError as error:
                raise ReadError(f"{asked[-1]} redirects to what is no address.", "bad_address") from error
            if asked[-1] in asked[:-1] or len(asked) > self.redirects + 1:
                told = f"{address} redirects in a circle, or more than {self.redirects} times; give the last address."
                raise ReadError(told, "too_many_redirects")
        if answer.status != 200:
            reason = f"{answer.status} {answer.reason}".strip()
            raise ReadError(f"{asked[-1]} answers {reason}; check the address in a browser.", "http_error")
        return PageBytes(asked[-1], answer.body, answer.headers.get("content-type"))

    def _ask(self, address: str, over: float) -> _Answer:
        parts = urlsplit(address)
        connection = _connection(parts, self._connect(parts, over))
        with _deadline(connection.sock, over) as clock:
            try:
                if isinstance(connection.sock, ssl.SSLSocket):
                    connection.sock.do_handshake()
                answer = self._answer(connection, parts)
            except (OSError, http.client.HTTPException, zlib.error) as error:
                if clock.is_over or isinstance(error, TimeoutError):
                    raise self._too_slow(address) from error
                if isinstance(error, http.client.IncompleteRead):
                    raise ReadError(
                        f"{address} breaks off before the page is complete; try again.", "incomplete"
                    ) from error
                raise _unreachable(address, error) from error
            if clock.is_over:  # what was read ends where the clock cut it
                raise self._too_slow(address)
            return answer

    def _answer(self, connection: http.client.HTTPConnection, parts: SplitResult) -> _Answer:
        connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path, headers=_HEADERS)
        with closing(connection.getresponse()) as response:
            headers = {name.lower(): value for name, value in response.getheaders()}
            body = self._body(response, headers, parts.geturl()) if response.status == 200 else b""
            return _Answer(response.status, response.reason[:80], headers, body)

    def _too_slow(self, address: str) -> ReadError:
        return ReadError(
            f"{address} takes longer than {self.seconds:g} seconds; save the page and give the file.", "too_slow"
        )

    def _body(self, response: http.client.HTTPResponse, headers: Mapping[str, str], address: str) -> bytes:
        coding = headers.get("content-encoding", "identity").strip().lower()
        if coding not in {"identity", "gzip", "x-gzip", ""}:
            raise ReadError(f"{address} is packed as {coding[:20]!r}, which was not asked for.", "unreachable")
        unpack = zlib.decompressobj(wbits=31) if "gzip" in coding else None
        body = bytearray()
        while part := response.read(_PORTION):
            body += part if unpack is None else unpack.decompress(part, self.largest + 1 - len(body))
            if len(body) > self.largest:
                told = f"{address} is larger than {self.largest / 1e6:g} MB; that is no page of a publication."
                raise ReadError(told, "too_large")
        if (unpack is not None and not unpack.eof) or response.length:
            raise http.client.IncompleteRead(b"")
        return bytes(body)

    # ------------------------------------------------------------ the connection

    def _connect(self, parts: SplitResult, over: float) -> socket.socket:
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        problem = OSError("its host has no address")
        for family, address in self._resolved(host, port):
            made = socket.socket(family, socket.SOCK_STREAM)
            made.settimeout(_left(over))
            try:
                made.connect(address)
                return made
            except OSError as error:  # another address of the same host may do
                made.close()
                problem = error
        if isinstance(problem, TimeoutError):
            raise self._too_slow(parts.geturl()) from problem
        raise _unreachable(parts.geturl(), problem)

    def _resolved(self, host: str, port: int) -> list[tuple[socket.AddressFamily, Any]]:
        """The addresses of a host, each of which may be connected to. A host with one that may not is refused."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise ReadError(f"There is no host {host}; check the address.", "unreachable") from error
        for each in found:
            if not self.allow_private and not is_public(str(each[4][0])):
                raise ReadError(
                    f"{host} is {each[4][0]}, which is of this machine or a private network; "
                    "add --allow-private if you mean that.",
                    "private_address",
                )
        return [(family, sockaddr) for family, _, _, _, sockaddr in found]


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    reason: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes


def is_public(address: str) -> bool:
    """Whether an IP address is of the public internet, also the IPv4 address inside an IPv6 one (RFC 6890)."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None and not is_public(str(inner)):
            return False
        if found.ipv4_mapped is not None:
            return True
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _whole(address: str) -> str:
    """An address as it is asked: http(s), without user name and fragment, in ASCII. Raises ReadError."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise ReadError(f"{_shown(address)} is no address that can be asked; check it.", "bad_address") from error
    if parts.scheme not in _PORTS:
        raise ReadError(f"{_shown(address)} is not http or https; nothing else is fetched.", "bad_address")
    if "@" in parts.netloc:
        raise ReadError("The address holds a user name; save the page and give the file.", "bad_address")
    host = f"[{host}]" if ":" in host else host
    if not _HOST.fullmatch(host):
        raise ReadError(f"{_shown(address)} names no host; check the address.", "bad_address")
    netloc = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    path, query = quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE)
    return f"{parts.scheme}://{netloc}{path}{'?' if query else ''}{query}"


def _shown(address: str) -> str:
    return repr(address if len(address) <= 80 else f"{address[:79]}…")


def _connection(parts: SplitResult, made: socket.socket) -> http.client.HTTPConnection:
    """An HTTP connection over a socket that is connected already; TLS proves the name, not the number."""
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    connection = http.client.HTTPConnection(f"[{host}]" if ":" in host else host, port)
    connection.default_port = _PORTS[parts.scheme]
    connection.sock = made
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(made, server_hostname=host, do_handshake_on_connect=False)
    return connection


def _left(over: float) -> float:
    return max(0.01, over - time.monotonic())


def _unreachable(address: str, error: Exception) -> ReadError:
    told = (
        getattr(error, "verify_message", None) or getattr(error, "strerror", None) or str(error) or type(error).__name__
    )
    return ReadError(f"{address} cannot be fetched: {' '.join(str(told).split())[:200]}.", "unreachable")


@dataclass(slots=True)
class _Clock:
    is_over: bool = False


@contextmanager
def _deadline(conversation: socket.socket, over: float) -> Iterator[_Clock]:
    """Ends a conversation at a moment, however little at a time the other side sends; closes it in any case."""
    clock = _Clock()

    def end() -> None:
        clock.is_over = True
        with suppress(OSError):
            conversation.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(_left(over), end)
    timer.daemon = True
    timer.start()
    try:
        yield clock
    finally:
        timer.cancel()
        conversation.close()
