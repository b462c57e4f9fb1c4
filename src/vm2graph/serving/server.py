"""The web server: a parent that listens, and as many processes that serve as it is given.

Each process opens the collection itself and answers from one socket of its own; one that ends is replaced. Nothing
heavy is imported here, so the first answer comes soon after the start.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import connection, resource_tracker
from types import ModuleType
from typing import Any

from vm2graph.settings import Settings

Loader = Callable[[str], Any]

_PORTS = 100  # how far to look for a free one
_BACKLOG = 1024
_FILES = 65_536
_REST = 1.0  # seconds between two starts of a process that keeps ending
_LAST_SECONDS = 6.0  # for what is being answered when the server is stopped
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
    loader: Loader | None = None,
) -> None:
    """Serves a collection until SIGINT or SIGTERM. ``on_ready`` is called once, after the first answer.

    ``loader`` makes the application in each process, from the path (a function of a module);
    :func:`vm2graph.serving.running.load` unless given.
    """
    processes = processes or settings.serving.processes
    os.environ["VM2GRAPH_SERVING_PROCESSES"] = str(processes)  # so that each knows how many it shares the machine with
    resource_tracker.ensure_running()  # unblocks SIGINT when it starts, so before it is blocked
    _many_files()
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with ExitStack() as stack:
        listeners = [stack.enter_context(each) for each in _listen(family, address, processes)]
        stop = stack.enter_context(_told_to_stop())
        stack.enter_context(_no_main())
        children: list[_Child] = []
        stack.callback(_end, children)
        for number in range(processes):  # one by one: if one cannot be started, the others are ended
            child = _Child((str(collection_path), loader), listeners[number % len(listeners)])
            children.append(child)
        if on_ready is not None:
            threading.Thread(target=_announce, args=(host, port, on_ready), daemon=True).start()
        while stop not in (ended := connection.wait([stop, *(child.process.sentinel for child in children)])):
            for child in children:
                if child.process.sentinel in ended and not child.begin_again(stop):
                    return


class _Child:
    """A process that serves, and the next one when it ends. It keeps its socket, so no client is turned away."""

    def __init__(self, application: tuple[str, Loader | None], listener: socket.socket) -> None:
        self._arguments = (*application, listener)
        self._start()

    def _start(self) -> None:
        self._began = time.monotonic()
        # a fork would take along whatever the caller has open; each process makes its own start
        self.process = multiprocessing.get_context("spawn").Process(target=_serve, args=self._arguments)
        # Ctrl-C reaches every process of a terminal; only the first one acts on it, and ends the others in order:
        # a signal that is blocked while a process is started stays blocked in it
        with _no_interrupt():
            self.process.start()

    def begin_again(self, stop: int) -> bool:
        """Starts the next process, not too often; False when it is time to stop."""
        self.process.join()
        if connection.wait([stop], timeout=max(0.0, _REST - (time.monotonic() - self._began))):
            return False
        self._start()
        return True


def _end(children: list[_Child]) -> None:
    for child in children:
        child.process.terminate()
    until = time.monotonic() + _LAST_SECONDS
    for child in children:
        child.process.join(max(0.0, until - time.monotonic()))
        child.process.kill()
        child.process.join()


def _serve(collection_path: str, loader: Loader | None, listener: socket.socket) -> None:
    """Serves, in a process of its own, until SIGTERM."""
    # only here: the parent process serves nothing itself
    from vm2graph.serving import confinement  # noqa: PLC0415
    from vm2graph.serving.running import load, run  # noqa: PLC0415

    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None and confinement.die_with_parent(parent.pid):
        run((loader or load)(collection_path), listener)


def _listen(family: int, address: tuple[Any, ...], processes: int) -> list[socket.socket]:
    """A socket for each process, between which the system divides the clients; one for all where it cannot."""
    divided = sys.platform == "linux"
    made: list[socket.socket] = []
    try:
        for _ in range(processes if divided else 1):
            # named, so that asyncio knows it for TCP and sends small pieces at once
            listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            made.append(listener)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if divided:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            listener.bind(address)
            listener.listen(_BACKLOG)
    except OSError:
        for listener in made:
            listener.close()
        raise
    return made


def _many_files() -> None:
    """As many open connections as the system lets us have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
    if soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextmanager
def _told_to_stop() -> Iterator[int]:
    """A descriptor that can be read when SIGINT or SIGTERM has come."""
    reading, writing = os.pipe()
    before = {
        number: signal.signal(number, lambda *_: os.write(writing, b"x")) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield reading
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)


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
