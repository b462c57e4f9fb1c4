"""One HTTP/1.1 connection: what is known already is answered as it arrives, the rest goes to the application.

uvicorn's protocol reads requests and writes answers (RFC 9112). Three things are added. A request whose answer is
known (:mod:`vm2graph.serving.hot`) or made in a moment is answered within the parser's callback, without a task. A
request that is byte for byte one that was known before is not even parsed. And a client may not keep a connection with
half a request or an answer it does not take, or fill the memory by asking without reading.
"""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import Any

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from vm2graph.serving.front import GONE, PLACED, WHOLE, Front
from vm2graph.serving.repeated import KnownAnswer

HEAD_BYTES = 65_536
"""Of a request line and headers together."""
HEAD_SECONDS = 20.0
"""In which they have to arrive."""

TAKE_SECONDS = 60.0
"""In which a client takes what is left when its connection is closed."""

_RAW_BYTES = 4096


def _refusal(status: int, title: str, detail: str, code: str) -> bytes:
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    body = json.dumps(problem).encode()
    head = (
        f"HTTP/1.1 {status} {title}\r\nContent-Type: application/problem+json\r\nContent-Length: {len(body)}\r\n"
        "Access-Control-Allow-Origin: *\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


_TOO_LONG = _refusal(
    414,
    "URI Too Long",
    f"Request line and headers are larger than the limit of {HEAD_BYTES} bytes; send a long query with POST.",
    "too_large",
)
_TOO_LARGE = _refusal(
    431,
    "Request Header Fields Too Large",
    f"Request line and headers are larger than the limit of {HEAD_BYTES} bytes.",
    "too_large",
)
_TOO_SLOW = _refusal(
    408, "Request Timeout", f"The headers did not arrive within the limit of {HEAD_SECONDS:g} seconds.", "too_slow"
)
_NO_HTTP = _refusal(400, "Bad Request", "This is not a request of HTTP/1.1.", "bad_request")
_NO_HOST = _refusal(400, "Bad Request", "A request of HTTP/1.1 has one Host header; send it once.", "bad_request")


class Connection(HttpToolsProtocol):
    """A connection of the server; its application is a :class:`~vm2graph.serving.front.Front`."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """As uvicorn makes it."""
        super().__init__(config, server_state, app_state, _loop)
        front = config.loaded_app
        assert isinstance(front, Front)  # noqa: S101 - server.py passes no other
        self._front = front
        self._gone: list[Any] = []  # called when the client leaves
        self._between = True  # no request has begun that has not arrived whole
        self._in_head = False
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None
        self._used = False  # since the timer of an idle connection was set
        self._hosted = True  # the request that is being parsed names the host as it must
        self._messages = 0  # requests in the piece that is being parsed
        self._known: KnownAnswer | None = None  # to the request that is being parsed
        self._again = False  # whether that was known before
        self._answered: KnownAnswer | None = None  # what was sent last of what was known, in this piece

    # ------------------------------------------------------------ what asyncio calls

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """A client has come; if it says nothing, it goes."""
        super().connection_made(transport)
        self._rest()

    def connection_lost(self, exc: Exception | None) -> None:
        """A client has gone: nobody waits for its answer any more."""
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        self._stop_head_timer()
        for call in self._gone:
            call()
        self._gone.clear()

    def data_received(self, data: bytes) -> None:
        """Answers a request that was answered before, else parses."""
        if self._between and self._idle:
            found = self._front.repeated.recall(data)
            if found is not None:
                self._write(*found)
                return
        whole, self._messages = self._between and len(data) <= _RAW_BYTES, 0
        super().data_received(data)
        if self._answered is not None:
            if whole and self._messages == 1 and self._between:  # this piece is that request and nothing else
                self._front.repeated.remember(data, self._answered)
            self._answered = None
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._refuse(_TOO_LONG if self._long else _TOO_LARGE)
            elif self._head_timer is None and not self.transport.is_closing():
                self._head_timer = self.loop.call_later(HEAD_SECONDS, self._refuse, _TOO_SLOW)

    def resume_writing(self) -> None:
        """The client reads again."""
        super().resume_writing()
        if self._idle:
            self.flow.resume_reading()

    def timeout_keep_alive_handler(self) -> None:
        """Lets an idle connection go."""
        self.timeout_keep_alive_task = None
        if self._used:
            self._rest()
        else:
            self._close()

    def on_response_complete(self) -> None:
        """An answer has been written; the connection may have been closed with it."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - ours says more
        """Refuses what the parser cannot read; an address that is longer than it takes is told as that."""
        self._refuse(_TOO_LONG if self._long else _NO_HTTP if self._hosted else _NO_HOST)

    # ------------------------------------------------------------ what the parser calls

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._between, self._in_head, self._head_bytes = False, True, 0
        self._messages += 1

    def on_headers_complete(self) -> None:
        """Its head is there: it is answered if its answer is known, else it is on its way to the application."""
        self._in_head = False
        self._stop_head_timer()
        names = [name for name, _ in self.headers]
        if names.count(b"host") != 1 and self.parser.get_http_version() == "1.1":
            self._hosted = False
            raise ValueError  # the parser makes an error of its own of it
        self._known = self._look() if self._idle and not self.flow.write_paused else None
        if self._known is None:
            super().on_headers_complete()
            self.scope["state"][GONE] = self._gone
            self.scope["state"][WHOLE] = partial(self._complete, self.cycle)

    def on_message_complete(self) -> None:
        """It is there as a whole."""
        self._between = True
        if self._known is None:
            super().on_message_complete()
            return
        known, self._known = self._known, None
        self._answered = known if self._again else None
        self._write(*known)
        if self.timeout_keep_alive_task is None:
            self._rest()

    # ------------------------------------------------------------ ours

    @property
    def _idle(self) -> bool:
        """Whether every request so far has been answered."""
        cycle: RequestResponseCycle | None = self.cycle  # there is none before the first request
        return (cycle is None or cycle.response_complete) and not self.pipeline

    @property
    def _long(self) -> bool:
        """Whether it is the address that makes a head too large."""
        return len(getattr(self, "url", b"")) > HEAD_BYTES // 2

    def _look(self) -> KnownAnswer | None:
        parser = self.parser
        if parser.get_http_version() != "1.1" or not parser.should_keep_alive() or parser.should_upgrade():
            return None
        method = parser.get_method()
        if method not in (b"GET", b"HEAD"):
            return None
        url = httptools.parse_url(self.url)
        scope: Any = self.scope
        scope["method"], scope["raw_path"], scope["query_string"] = method.decode(), url.path, url.query or b""
        environ = self._front.environ(scope)
        if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            return None
        found = self._front.known(environ)
        self._again = found is not None
        if found is None:
            found = self._front.made(environ)
        if found is None:
            scope["state"][PLACED] = environ
            return None
        status, head, body = found
        return STATUS_LINE[status] + head, body

    def _write(self, head: bytes, body: bytes) -> None:
        """Head without its Date, which changes, and without the empty line that ends it."""
        date = b"".join(b"%s: %s\r\n" % pair for pair in self.server_state.default_headers)
        self.transport.write(b"".join((head, date, b"\r\n", body)))
        self._used = True
        if self.flow.write_paused:  # whoever does not read is not read from
            self.flow.pause_reading()

    def _complete(self, cycle: RequestResponseCycle, status: int, head: bytes, body: bytes) -> None:
        """Sends an answer that is whole, as the cycle would in two pieces."""
        if cycle.disconnected:
            return
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            head += b"connection: close\r\n"
        self._write(STATUS_LINE[status] + head, b"" if cycle.scope["method"] == "HEAD" else body)
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()

    def _rest(self) -> None:
        self._used = False
        if not self.transport.is_closing():
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _refuse(self, answer: bytes) -> None:
        self._stop_head_timer()
        if not self.transport.is_closing():
            in_body = not (self._in_head or self.pipeline or self._idle or self.cycle.response_started)
            if self._idle or in_body:  # else it would stand within the answer to an earlier request
                self.transport.write(answer)
            self._close()

    def _close(self) -> None:
        """Closes; what the client does not take in time is given up, and so is the memory it holds."""
        self.transport.close()
        if self.transport.get_write_buffer_size():
            self.loop.call_later(TAKE_SECONDS, self.transport.abort)
