"""The ASGI application of ``vm2graph serve``: what is known is answered at once, the rest by the WSGI application.

Everything that decides an answer is shared with the WSGI application: the same environ, the same cache
(:mod:`vm2graph.serving.hot`). What is neither known nor made in a moment (:mod:`vm2graph.serving.at_once`) runs in a
thread; its answer goes out piece by piece, as the client takes it, and if it fails in the middle the connection is
broken, so that a part never looks like the whole.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask import Flask

from vm2graph.errors import Vm2graphError
from vm2graph.serving import asking, bridge, coding
from vm2graph.serving.application import Inside, finish
from vm2graph.serving.at_once import AtOnce, SmallDocuments
from vm2graph.serving.bridge import Begun, Rest
from vm2graph.serving.mounting import placed
from vm2graph.serving.repeated import Repeated
from vm2graph.serving.sparql import GRAPH_STORE, wants_page
from vm2graph.serving.sparql_http import BREAKS, Asked, Evaluation, Reply, Steps, advance
from vm2graph.serving.workers import WorkerPool

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

GONE, PLACED, WHOLE = "vm2graph.gone", "vm2graph.placed", "vm2graph.whole"
"""Keys of a scope's state: what to call when the client leaves, the environ where it has been made, and what sends an
answer that is whole at once (a function of status, head and body)."""

THREADS = 64  # of each process; a query of a page that waits for its turn holds one, and others must not wait for it
_BODY_BYTES = 1 << 20
_BODY_SECONDS = 30.0
_READ_SECONDS = 60.0  # in which a client takes the next piece of an answer

log = logging.getLogger("vm2graph.serving")

Send = Callable[[Any], Awaitable[None]]
Receive = Callable[[], Awaitable[Any]]


class Front:
    """ASGI 3 around the WSGI application of :func:`vm2graph.serving.create_app`."""

    def __init__(self, app: Flask) -> None:
        """Starts nothing yet."""
        self._inside: Inside = app.extensions["vm2graph"]
        self._place = placed(_nothing, self._inside.settings)
        self._body_bytes = max(_BODY_BYTES, self._inside.settings.sparql.body_bytes + 1)
        self._threads = ThreadPoolExecutor(THREADS, "vm2graph-page")
        self.repeated = Repeated(self._inside.snapshots)
        small = SmallDocuments(self._inside.direct, self._inside.documents)
        self._making = AtOnce(small, self._inside.pages)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answers one request, or follows the life of the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        try:
            await self._answer(scope, receive, send)
        except (Vm2graphError, TimeoutError, ConnectionError):
            raise  # in the middle of an answer: the connection is broken, and the client knows
        except Exception:
            log.exception("%s %s failed", scope["method"], scope["path"])
            raise

    async def _answer(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        state = scope.get("state", {})
        environ = state.get(PLACED) or self.environ(scope)
        try:
            body = await self._body(environ, receive)
        except TimeoutError:
            await _send_whole(send, 408, [("content-length", "0"), ("connection", "close")], b"")
            return
        if body is None:
            return
        gone = state.get(GONE, [])
        if (
            environ["PATH_INFO"] in ("/sparql", GRAPH_STORE)
            and environ[BREAKS]
            and not wants_page(environ.get("HTTP_ACCEPT"))
        ):
            try:
                begun = await self._query(environ, body, gone)
            except Exception:  # noqa: BLE001 - whatever it is, the application meets it again and tells it
                begun = await self._in_thread(environ, body)
        else:
            made = await self._making.soon(environ)
            begun = Begun(*made, None) if made else await self._in_thread(environ, body)
        if begun.rest is None and WHOLE in state:
            state[WHOLE](begun.status, _head(begun.headers), begun.body)
        else:
            await self._send(begun, gone, send)

    # ------------------------------------------------------------ what is known

    def environ(self, scope: dict[str, Any]) -> WSGIEnvironment:
        """The environ of a request, as the application sees it."""
        environ = bridge.environ_of(scope)
        self._place(environ, _no_start)
        return environ

    def known(self, environ: WSGIEnvironment) -> tuple[int, bytes, bytes] | None:
        """Status, head and body of an answer that needs no application; None where there is none."""
        for hot in (self._inside.documents, self._inside.queries):
            if found := hot.known(environ):
                return found[0], _head(found[1]), found[2]
        return None

    def made(self, environ: WSGIEnvironment) -> tuple[int, bytes, bytes] | None:
        """The same of an answer that is made in a moment."""
        found = self._making.now(environ)
        return (found[0], _head(found[1]), found[2]) if found else None

    # ------------------------------------------------------------ what is not

    async def _body(self, environ: WSGIEnvironment, receive: Receive) -> bytes | None:
        """The body of a request, as far as anything here reads it; None where the client has gone."""
        if "CONTENT_LENGTH" not in environ and "HTTP_TRANSFER_ENCODING" not in environ:
            return b""
        body = bytearray()
        async with asyncio.timeout(_BODY_SECONDS):
            while len(body) < self._body_bytes:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                body += message.get("body", b"")
                if not message.get("more_body"):
                    break
        if "CONTENT_LENGTH" not in environ:  # it came in chunks; an application knows nothing of those
            environ["CONTENT_LENGTH"] = str(len(body))
        return bytes(body)

    async def _query(self, environ: WSGIEnvironment, body: bytes, gone: list[Any]) -> Begun:
        """Answers a query as the application would, but that nothing waits in a thread for its worker."""
        queries = self._inside.queries
        place = queries.place(environ)
        code, seen, tags = coding.prepared(environ)
        leave = asyncio.current_task().cancel  # type: ignore[union-attr]  # this runs in one
        gone.append(leave)
        try:
            reply = await self._drive(self._inside.endpoint.respond(Asked.of(seen, BytesIO(body).read)))
        finally:
            if leave in gone:
                gone.remove(leave)
        headers, status = reply.headers, reply.status
        finish(headers, seen["REQUEST_METHOD"], status)
        whole = isinstance(reply.body, bytes)
        if isinstance(reply.body, bytes) and status not in (204, 304):
            headers["Content-Length"] = str(len(reply.body))
        pieces = [reply.body] if isinstance(reply.body, bytes) else reply.body
        made, chunks = coding.coded(str(status), list(headers.items()), pieces, code, tags)
        if environ["REQUEST_METHOD"] == "HEAD":
            if reply.close is not None:
                await self._run(reply.close)
            return Begun(status, made, b"", None)
        if not whole:
            return Begun(status, made, b"", Rest(chunks, iter(chunks)))
        sent = b"".join(chunks)
        if place is not None:
            queries.keep(place, (status, made, sent))
        return Begun(status, made, sent, None)

    async def _drive(self, steps: Steps) -> Reply:
        """Waits for each step without holding a thread, but where it has to."""
        step = advance(steps)
        while not isinstance(step, Reply):
            try:
                if not isinstance(step, Evaluation):
                    given = await self._run(step)
                elif isinstance(step.pool, WorkerPool):
                    given = await asking.run(step.pool, step.query, self._threads)
                else:
                    given = await self._run(step.pool.run, step.query)
            except Exception as error:  # noqa: BLE001 - raised again within the steps
                step = advance(steps, error=error)
            else:
                step = advance(steps, given)
        return step

    async def _run(self, call: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call, *arguments)

    async def _in_thread(self, environ: WSGIEnvironment, body: bytes) -> Begun:
        """Has the WSGI application answer."""
        begun: Begun = await self._run(bridge.begin, self._inside.documents, environ, body)
        return begun

    async def _send(self, begun: Begun, gone: list[Any], send: Send) -> None:
        """Sends an answer, a piece at a time where it is not whole."""
        if begun.rest is None:
            await _send_whole(send, begun.status, begun.headers, begun.body)
            return
        left = asyncio.Event()
        leave = left.set
        gone.append(leave)
        try:
            await send(_start(begun.status, begun.headers))
            piece: bytes | None = begun.body
            while piece is not None and not left.is_set():
                async with asyncio.timeout(_READ_SECONDS):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await self._run(begun.rest.next)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            if leave in gone:
                gone.remove(leave)
            await self._run(begun.rest.close)

    async def _live(self, receive: Receive, send: Send) -> None:
        self.begin(asyncio.get_running_loop())
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": f"{message['type']}.complete"})
        self.end()
        await send({"type": "lifespan.shutdown.complete"})

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on all requests come in on one loop."""
        self.repeated.begin(loop)
        self._making.begin(loop)

    def end(self) -> None:
        """Stops what runs: queries, and threads as they finish."""
        self._inside.pools.close()
        self._threads.shutdown(wait=False, cancel_futures=True)


def _head(headers: list[tuple[str, str]]) -> bytes:
    return "".join([f"{name}: {value}\r\n" for name, value in headers]).encode("latin-1")


def _start(status: int, headers: list[tuple[str, str]]) -> dict[str, Any]:
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return {"type": "http.response.start", "status": status, "headers": pairs}


async def _send_whole(send: Send, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
    await send(_start(status, headers))
    await send({"type": "http.response.body", "body": body})


def _nothing(_environ: WSGIEnvironment, _start_response: Any) -> list[bytes]:
    return []


def _no_start(*_arguments: Any) -> Any:
    raise NotImplementedError("nothing is answered while a request is placed")
