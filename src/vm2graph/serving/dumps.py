"""All of a collection as one file: ``/dataset.nq.gz`` and ``/dataset.ttl.gz``, with digests and ranges.

A dump is made when it is first asked for, once a snapshot, by a process of its own that lets every other go first. Who
asks waits a few seconds, which is enough for thousands of records, and is told when to come again.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import IO

from flask import Blueprint, Response, request

from vm2graph.serving.dataset import DataDump
from vm2graph.serving.pages import Site
from vm2graph.serving.problems import Problem
from vm2graph.serving.ranges import StoredFile, send
from vm2graph.serving.resourcesync import RESOURCES
from vm2graph.storing import Snapshots
from vm2graph.storing.dumps import DumpFile

_PATIENCE, _STEP = 4.0, 0.05  # seconds
_WAITING = 8  # requests that wait for a dump; others are told at once to come again
_SENDING = 16  # files on their way to clients
_AFTER_FAILURE = 60.0  # seconds before it is tried again
_PER_SECOND = 1000  # records of a dump that are made in a second, about
DATASET, GZIP = "dataset", "application/gzip"


DATASET_DUMPS = (
    DataDump("dataset.nq.gz", "application/n-quads", "RDF_N_QUADS", "N-Quads, gzip"),
    DataDump("dataset.ttl.gz", "text/turtle", "RDF_TURTLE", "Turtle, gzip"),
)


def dataset_dumps(site: Site, snapshots: Snapshots) -> list[DataDump]:
    """The dumps of the dataset that can be had, with size and digest where they are made."""
    made = {each.name: each for each in snapshots.dumps.find(snapshots.current().number, DATASET)}
    offered = made if site.settings.harvesting.dumps == "prepared" else {each.path for each in DATASET_DUMPS}
    return [replace(each, made=made.get(each.path)) for each in DATASET_DUMPS if each.path in offered]


def dumps_blueprint(offered: Offered) -> Blueprint:
    """The addresses of the dumps."""
    blueprint = Blueprint("dumps", __name__)

    def add(dump: DataDump) -> None:
        blueprint.add_url_rule(
            f"/{dump.path}", dump.path.replace(".", "-"), lambda: offered.send(DATASET, dump.path, GZIP)
        )

    for dump in DATASET_DUMPS:
        add(dump)

    @blueprint.get("/resourcesync/dump/<int:number>.zip")
    def package(number: int) -> Response:
        return offered.send(RESOURCES, f"{number}.zip", "application/zip")

    @blueprint.get("/resourcesync/dump/<int:number>.xml")
    def manifest(number: int) -> Response:
        return offered.send(RESOURCES, f"{number}.xml", "application/xml; charset=utf-8")

    return blueprint


class Offered:
    """The dumps of the current snapshot, had made where they are not there."""

    def __init__(self, snapshots: Snapshots, *, asked: bool) -> None:
        """``asked``: whether asking for one has it made."""
        self._snapshots, self._asked = snapshots, asked
        self._lock = threading.Lock()
        self._waiting = threading.BoundedSemaphore(_WAITING)
        self._sending = threading.BoundedSemaphore(_SENDING)
        self._job: subprocess.Popen[bytes] | None = None
        self._failed = float("-inf")

    def send(self, kind: str, name: str, content_type: str) -> Response:
        """A file of a dump, or the range of it that is asked for. Raises Problem."""
        snapshot = self._snapshots.current()
        file = next((each for each in self.files(kind) if each.name == name), None)
        handle = self._snapshots.dumps.open(snapshot.number, file) if file else None
        if file is None or handle is None:
            raise Problem(404, "not_found")
        if not self._sending.acquire(blocking=False):
            handle.close()
            raise self._later("busy")
        return send(
            StoredFile(
                _Counted(handle, self._sending.release),
                file.size,
                content_type,
                file.sha256[:32],
                datetime.fromisoformat(snapshot.time),
                file.digest,
            ),
            request,
        )

    def files(self, kind: str) -> tuple[DumpFile, ...]:
        """The files of a kind, of the current snapshot. Raises Problem where they are not there yet."""
        if found := self.found(kind):
            return found
        if not self._asked:
            raise Problem(404, "not_prepared")
        if self._waiting.acquire(blocking=False):
            try:
                until = time.monotonic() + _PATIENCE
                while time.monotonic() < until and self._is_made(kind):
                    time.sleep(_STEP)
                    if found := self.found(kind):
                        return found
            finally:
                self._waiting.release()
        if found := self.found(kind):
            return found
        raise self._later("being_made")

    def is_had(self, kind: str) -> bool:
        """Whether a kind is there, or is made for whoever asks."""
        return self._asked or bool(self.found(kind))

    def found(self, kind: str) -> tuple[DumpFile, ...]:
        """The files of a kind where they have been made; asks nobody to make them."""
        return self._snapshots.dumps.find(self._snapshots.current().number, kind)

    def _is_made(self, kind: str) -> bool:
        """Starts the process, unless one is at work; False where it has just failed."""
        with self._lock:
            if self._job is not None and self._job.poll() is None:
                return True
            if self._failed + _AFTER_FAILURE > time.monotonic():
                return False
            # -P: the current folder is nobody's module path. A session of its own: Ctrl-C is the server's to handle.
            order = ["-P", "-m", "vm2graph", "prepare", str(self._snapshots.dumps.collection), "--only", kind]
            self._job = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, *order, "--with-parent"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
            threading.Thread(target=self._await, args=(self._job,), daemon=True).start()
            return True

    def _await(self, job: subprocess.Popen[bytes]) -> None:
        if job.wait() != 0:
            self._failed = time.monotonic()

    def _later(self, code: str) -> Problem:
        seconds = min(600, 5 + self._snapshots.current().count() // _PER_SECOND)
        return Problem(503, code, headers={"Retry-After": str(seconds)})


class _Counted:
    """A file that says when it is closed."""

    def __init__(self, handle: IO[bytes], closed: Callable[[], None]) -> None:
        self._handle, self._closed = handle, closed

    def read(self, size: int, /) -> bytes:
        return self._handle.read(size)

    def seek(self, place: int, /) -> int:
        return self._handle.seek(place)

    def close(self) -> None:
        if not self._handle.closed:
            self._handle.close()
            self._closed()
