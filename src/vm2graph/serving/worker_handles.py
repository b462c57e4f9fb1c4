"""The server's ends of the query processes: the parent that forks, and one handle a worker.

Sockets and frames only; who may use a worker, and for how long, is :mod:`vm2graph.serving.workers`.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vm2graph.errors import QueryError

_FRAME = struct.Struct(">cI")
_READ = 262_144
START_SECONDS = 30.0
"""How long a worker may take to open a store."""

# Importing the package would run its __init__ and load Flask; stubs with a path import the one module.
_BOOTSTRAP = """
import sys, types
sys.path[:] = {path!r}
for name, folder in {packages!r}:
    stub = sys.modules[name] = types.ModuleType(name)
    stub.__path__ = [folder]
from vm2graph.serving.query_process import main
main({descriptor})
"""


class WorkerGone(Exception):
    """A worker's socket closed: it crashed or was killed."""


class Forker:
    """The parent process of the workers."""

    def __init__(self) -> None:
        """Starts the process; it is usable at once, as orders wait in its socket."""
        ours, theirs = socket.socketpair()
        serving = Path(__file__).parent
        packages = [("vm2graph", str(serving.parent)), ("vm2graph.serving", str(serving))]
        code = _BOOTSTRAP.format(path=sys.path, packages=packages, descriptor=theirs.fileno())
        # few arenas: each reserves address space, which is what the memory limit counts
        environment = {**os.environ, "MALLOC_ARENA_MAX": "2"}
        with theirs:
            # -P: the current folder is nobody's module path. A session of its own: Ctrl-C is the server's to handle.
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-c", code],
                pass_fds=[theirs.fileno()],
                env=environment,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._control = ours
        self._lock = threading.Lock()

    def fork(self, path: str, memory_mb: int, *, networked: bool = False) -> Worker:
        """A new worker that is opening the store at ``path``; see :meth:`Worker.ready`."""
        ours, theirs = socket.socketpair()
        order = {
            "do": "fork",
            "path": path,
            "memory_mb": memory_mb,
            "networked": networked,
            "parent": self._process.pid,
        }
        try:
            with theirs:
                pid = self._ask(order, theirs.fileno())
        except OSError:
            ours.close()
            raise
        return Worker(self, pid, ours)

    def load(self, path: str, limit_bytes: int, copies: int) -> bool:
        """Loads a store into memory, for every worker forked from now on. Takes long.

        False where the store cannot be read; raises OSError where so many copies need more than ``limit_bytes``.
        """
        return self._ask({"do": "load", "path": path, "limit_bytes": limit_bytes, "copies": copies}) == 1

    def kill(self, pid: int) -> None:
        """SIGKILL to a worker; nothing happens when it has ended."""
        self._ask({"do": "kill", "pid": pid})

    def close(self) -> None:
        """Ends the parent and every worker it still has."""
        with self._lock:
            self._control.close()
        self._process.wait()

    def end(self) -> None:
        """Kills the parent at once, even while it loads, and its workers; :meth:`close` is still to be called."""
        self._process.kill()

    def abandon(self) -> None:
        """Lets go without ending anything: after a fork of the server, these belong to the original."""
        self._control.close()
        self._process.returncode = 0

    def _ask(self, order: dict[str, Any], descriptor: int | None = None) -> int:
        line = json.dumps(order).encode() + b"\n"
        with self._lock:
            if descriptor is None:
                self._control.sendall(line)
            else:
                socket.send_fds(self._control, [line], [descriptor])
            answer = b""
            while not answer.endswith(b"\n"):
                part = self._control.recv(64)
                if not part:
                    raise ConnectionResetError("the parent of the query processes has ended")
                answer += part
        return int(answer)


class Worker:
    """One query process, as the server sees it."""

    def __init__(self, forker: Forker, pid: int, connection: socket.socket) -> None:
        """A worker that has been forked but may not be ready."""
        self.pid = pid
        self.version = ""
        self.confinement = ""
        self.deadline = 0.0
        self.overdue = False
        self.closing = False
        self.forker = forker
        self._connection = connection
        self._buffer = bytearray()
        self._at_once = False  # whether the socket says so rather than wait

    def ready(self) -> None:
        """Waits until the store is open. Raises QueryError with the reason when it cannot be."""
        try:
            kind, payload = next(self.frames(time.monotonic() + START_SECONDS))
        except (WorkerGone, TimeoutError) as error:
            raise QueryError("A query process ended while it started; [sparql] memory_mb may be too low.") from error
        if kind != b"R":
            raise QueryError(f"A query process cannot open the store: {json.loads(payload)['message']}.")
        self.confinement = payload.decode()

    def ask(self, request: bytes) -> None:
        """Sends a query. Raises WorkerGone when the process has ended while it was idle."""
        self._at_once = False
        try:
            self._connection.settimeout(5.0)
            self._connection.sendall(request)
        except OSError as error:
            raise WorkerGone from error

    def ask_at_once(self, request: bytes) -> int:
        """Sends as much of a query as goes without waiting, and says how many bytes that was. Raises WorkerGone."""
        try:
            if not self._at_once:
                self._connection.setblocking(False)
                self._at_once = True
            return self._connection.send(request)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise WorkerGone from error

    @property
    def connection(self) -> socket.socket:
        """Our end of its socket, for an event loop."""
        return self._connection

    def take_at_once(self) -> Iterator[tuple[bytes, bytes]]:
        """The frames that have come whole, after one look at the socket. Raises WorkerGone when the process ends."""
        with contextlib.suppress(BlockingIOError):
            self._receive()
        return self._whole_frames()

    def frames(self, deadline: float) -> Iterator[tuple[bytes, bytes]]:
        """The frames of an answer. Raises TimeoutError at the deadline and WorkerGone when the process ends."""
        while True:
            yield from self._whole_frames()
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._at_once = False
            try:
                self._connection.settimeout(left)
            except OSError as error:  # closed by another thread
                raise WorkerGone from error
            self._receive()

    def _whole_frames(self) -> Iterator[tuple[bytes, bytes]]:
        buffer = self._buffer
        while len(buffer) >= _FRAME.size:
            kind, size = _FRAME.unpack_from(buffer)
            if len(buffer) < _FRAME.size + size:
                break
            payload = bytes(memoryview(buffer)[_FRAME.size : _FRAME.size + size])
            del buffer[: _FRAME.size + size]
            yield kind, payload

    def _receive(self) -> None:
        try:
            part = self._connection.recv(_READ)
        except (TimeoutError, BlockingIOError):
            raise
        except OSError as error:
            raise WorkerGone from error
        if not part:
            raise WorkerGone
        self._buffer += part

    def kill(self) -> None:
        """Ends the process at once, whatever it is doing."""
        with contextlib.suppress(OSError):  # the parent is gone, and its children with it
            self.forker.kill(self.pid)
        self._connection.close()

    def dismiss(self) -> None:
        """Lets an idle worker end by itself."""
        self._connection.close()
