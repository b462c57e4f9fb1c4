"""The front behind real connections, on loopback, in a thread."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from flask import Flask
from uvicorn.server import ServerState

from vm2graph.serving.connection import Connection
from vm2graph.serving.front import Front

HOP = ("date", "connection", "transfer-encoding")
"""Headers of a connection and not of an answer."""

Answer = tuple[int, list[tuple[str, str]], bytes]


class Site:
    """A front that listens."""

    def __init__(self, port: int, connections: set[Any]) -> None:
        self.port, self.connections = port, connections
        self._kept: http.client.HTTPConnection | None = None

    def ask(self, path: str, method: str = "GET", headers: dict[str, str] | None = None, body: Any = None) -> Answer:
        """An answer over a connection that is kept."""
        if self._kept is None:
            self._kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        self._kept.request(method, path, body=body, headers=headers or {})
        answer = self._kept.getresponse()
        told = [(k.lower(), v) for k, v in answer.getheaders() if k.lower() not in HOP]
        return answer.status, sorted(told), answer.read()

    def raw(self, data: bytes, *, more: bytes = b"", seconds: float = 0.4) -> bytes:
        """What is said to bytes, until the other side closes or is quiet."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(data)
            if more:
                connection.sendall(more)
            said = b""
            try:
                while piece := connection.recv(65_536):
                    said += piece
            except (TimeoutError, ConnectionResetError):
                pass
            return said

    def forget(self) -> None:
        """Closes the connection that is kept."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None


@contextmanager
def listening(app: Flask) -> Iterator[Site]:
    """A front on a free port of loopback."""
    front = Front(app)
    config = uvicorn.Config(
        front, http=Connection, ws="none", lifespan="off", interface="asgi3", log_config=None, proxy_headers=False
    )
    config.load()
    loop = asyncio.new_event_loop()
    front.begin(loop)
    state = ServerState()
    listener = socket.create_server(("127.0.0.1", 0))
    server = loop.run_until_complete(loop.create_server(lambda: Connection(config, state, {}, loop), sock=listener))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    site = Site(listener.getsockname()[1], state.connections)

    async def leave() -> None:
        server.close()
        await asyncio.sleep(0.02)  # who has come must be in before being sent away
        for connection in list(state.connections):
            connection.transport.abort()
        for task in list(state.tasks):
            task.cancel()
        await asyncio.gather(*state.tasks, return_exceptions=True)
        await asyncio.sleep(0.02)

    try:
        yield site
    finally:
        site.forget()
        asyncio.run_coroutine_threadsafe(leave(), loop).result(10)
        front.end()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
