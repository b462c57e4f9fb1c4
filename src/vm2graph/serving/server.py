"""The web server: granian, with as many processes of the application as it is given.

Each process opens the collection itself. Nothing heavy is imported here, so the first answer comes
soon after the start.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from types import ModuleType
from typing import TYPE_CHECKING, Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from vm2graph.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_THREADS = 64  # of each process; a query that waits for its turn holds one, and pages must not wait for it
_PORTS = 100  # how far to look for a free one
_PATIENCE = 30.0


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next free one after it. Raises OSError when there is none nearby."""
    family, _, _, _, address = socket.getaddrinfo(host, wanted, type=socket.SOCK_STREAM)[0]
    error: OSError | None = None
    for port in range(wanted, min(wanted + _PORTS, 65_536)):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # as the server will bind: a port in TIME_WAIT is free, one that somebody listens on is not
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address[0], port, *address[2:]))
                return int(probe.getsockname()[1])
            except OSError as refused:
                error = refused
    raise error or OSError(f"port {wanted} does not exist")


def serve(
    settings: Settings,
    collection_path: str,
    host: str = "127.0.0.1",
    port: int = 8000,
    processes: int | None = None,
    on_ready: Callable[[], None] | None = None,
    loader: Callable[[str], WSGIApplication] | None = None,
) -> None:
    """Serves a collection until SIGINT or SIGTERM. ``on_ready`` is called once, after the first answer.

    ``loader`` makes the application in each process, from the path; :func:`load` unless given.
    """
    processes = processes or settings.serving.processes
    os.environ["VM2GRAPH_SERVING_PROCESSES"] = str(processes)  # so that each knows how many it shares the machine with
    # a fork would take along whatever the caller has open; each process makes its own start
    multiprocessing.set_start_method("spawn", force=True)
    resource_tracker.ensure_running()  # unblocks SIGINT when it starts, so before it is blocked
    server = _Server(
        str(collection_path),
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=_THREADS,
        websockets=False,
        log_level=LogLevels.error,
        workers_kill_timeout=5,
        respawn_failed_workers=True,
    )
    if on_ready is not None:
        server.on_startup(lambda: threading.Thread(target=_announce, args=(host, port, on_ready), daemon=True).start())
    with _no_main():
        server.serve(target_loader=loader or load)


def load(collection_path: str) -> WSGIApplication:
    """The application of a collection, in the process that is to serve it."""
    # only here: the parent process serves nothing itself
    from vm2graph.serving import create_app  # noqa: PLC0415
    from vm2graph.storing.collection import Collection  # noqa: PLC0415

    collection = Collection.open(collection_path)
    return create_app(collection.settings, collection)


class _Server(MPServer):
    """Ctrl-C reaches every process of a terminal; only the first one acts on it, and ends the others in order.

    A signal that is blocked while a process is started stays blocked in it.
    """

    def _spawn_workers(self, *args: Any, **kwargs: Any) -> None:
        with _no_interrupt():
            super()._spawn_workers(*args, **kwargs)  # type: ignore[no-untyped-call]  # granian has no types here

    def _respawn_workers(self, *args: Any, **kwargs: Any) -> None:
        with _no_interrupt():
            super()._respawn_workers(*args, **kwargs)


@contextmanager
def _no_interrupt() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _no_main() -> Iterator[None]:
    """Processes started meanwhile do not import the main program again: they need nothing of it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _announce(host: str, port: int, on_ready: Callable[[], None]) -> None:
    """Calls ``on_ready`` after the first answer."""
    there = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - compared, not bound
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            with socket.create_connection((there, port), timeout=_PATIENCE) as connection:
                connection.sendall(b"HEAD /robots.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if connection.recv(12):
                    on_ready()
                    return
        except OSError:
            pass
        time.sleep(0.02)
