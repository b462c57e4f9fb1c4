"""A process that serves: uvicorn, our connections and the front, on a socket that is open already."""

from __future__ import annotations

import logging
import socket
import threading

import uvicorn
from flask import Flask

from vm2graph.serving import create_app
from vm2graph.serving.connection import Connection
from vm2graph.serving.front import Front
from vm2graph.serving.pages import templates
from vm2graph.storing.collection import Collection

_IDLE_SECONDS = 65  # a proxy keeps connections for a minute, and must be the one that lets go
_CONNECTIONS = 10_000
_LAST_SECONDS = 3


def load(collection_path: str) -> Flask:
    """The application of a collection, in the process that is to serve it."""
    collection = Collection.open(collection_path)
    return create_app(collection.settings, collection)


def run(app: Flask, listener: socket.socket) -> None:
    """Serves an application of ours until SIGTERM."""
    threading.Thread(target=templates, daemon=True).start()  # so that no first client waits for all of them
    logging.getLogger("uvicorn").disabled = logging.getLogger("uvicorn.error").disabled = True  # the front tells
    config = uvicorn.Config(
        Front(app),
        loop="asyncio",
        http=Connection,
        ws="none",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # the application does that, for as many proxies as are trusted
        server_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_LAST_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listener])
