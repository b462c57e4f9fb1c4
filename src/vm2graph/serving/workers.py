"""Queries in processes that can be killed.

A public query may not run where the pages are served: a few kilobytes can overflow the engine's
stack, and an evaluation cannot be cancelled. So a pool of processes, each read-only on one snapshot,
evaluates one query at a time under limits of memory, wall clock and network
(:mod:`vm2graph.serving.query_process`). Killing one costs nobody else anything: a spare is warm.

Threads of the server call :meth:`WorkerPool.run`; one thread of the pool keeps the workers. Nothing
starts before the first query or :meth:`WorkerPool.warm`. Needs a POSIX system.
"""

from __future__ import annotations

import math
import os
import threading
import time
from concurrent.futures import Future

from vm2graph.errors import QueryBusy, QueryError
from vm2graph.serving import waiting
from vm2graph.serving.answers import Answer, Query, request_of
from vm2graph.serving.residence import Residence
from vm2graph.serving.turns import Turns
from vm2graph.serving.worker_handles import Forker, Worker
from vm2graph.settings import SparqlSettings

__all__ = ["Answer", "Query", "WorkerPool"]

_SPARE = 1
_BACKOFF = (0.2, 1.0, 5.0)


class WorkerPool:
    """Query processes on one snapshot at a time; safe to use from many threads."""

    def __init__(
        self,
        path: str,
        limits: SparqlSettings,
        version: str | int | None = None,
        *,
        networked: bool = False,
        union: bool = True,
    ) -> None:
        """A pool on the store at ``path``; ``version`` names that snapshot in answers and cache keys.

        ``networked``: processes may open sockets, for SERVICE; ``union``: the default graph is that of all graphs.
        """
        self._limits, self._networked, self._union = limits, networked, union
        self._lock = threading.RLock()
        self._work = threading.Condition(self._lock)  # for the keeper
        self._path = path
        self._version = str(path if version is None else version)
        self._closed = False
        self._reset()

    def _reset(self) -> None:
        self._pid = os.getpid()
        self._forker: Forker | None = None
        self._residence = Residence(self._limits.resident_share, self._loaded, self._limits.workers + _SPARE)
        self._keeper: threading.Thread | None = None
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._turns = Turns()  # queries that wait for a worker
        self._failures = 0
        self._failure = ""
        self._wakes = 0.0  # when the keeper looks at deadlines next

    @property
    def limits(self) -> SparqlSettings:
        """What one query may cost."""
        return self._limits

    @property
    def version(self) -> str:
        """The snapshot that the next query sees."""
        return self._version

    @property
    def resident(self) -> bool:
        """Whether queries are answered from memory."""
        return self._residence.forker(self._version) is not None

    @property
    def busy(self) -> int:
        """How many queries are being evaluated."""
        return len(self._busy)

    def warm(self) -> None:
        """Starts the workers in the background."""
        with self._lock:
            self._start()

    def switch(self, path: str, version: str | int | None = None) -> None:
        """Moves to another snapshot; queries in flight end on the one they began with."""
        with self._lock:
            label = str(path if version is None else version)
            if (path, label) == (self._path, self._version):
                return
            self._path, self._version, self._failures, self._failure = path, label, 0, ""
            self._dismiss_idle()
            if self._keeper is not None:
                self._residence.want(path, label)

    def run(self, query: Query) -> Answer:
        """Evaluates a query.

        Raises QuerySyntaxError, QueryRefused, QueryTimeout, QueryExhausted, QueryBusy, UnknownFormat
        (its ``str`` says which form the query has) or, when the store cannot be read, QueryError.
        """
        return waiting.run(self, query)

    @property
    def tries(self) -> int:
        """After how many workers that were gone something else is wrong."""
        return self._limits.workers + _SPARE + 1

    def prepare(self, query: Query) -> tuple[float, bytes]:
        """The seconds a query may take, and what a worker is sent."""
        return request_of(query, self._limits, union=self._union)

    def close(self) -> None:
        """Ends every process and waits until they are gone. Running queries fail with QueryError."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for worker in self._busy:
                worker.closing = True
            self._work.notify()
            self._turns.turn_away(self._too_busy())
        if os.getpid() != self._pid:
            return
        if self._keeper is not None:
            self._keeper.join()
        self._residence.close()
        if self._forker is not None:
            self._forker.close()
        for worker in self._idle:
            worker.dismiss()
        self._idle.clear()

    def turn(self, seconds: float) -> Worker | Future[Worker]:
        """A worker for a query of so many seconds, or the promise of one: whoever came first is first.

        Raises QueryBusy, QueryError. Who does not wait any longer says so by :meth:`too_late`.
        """
        limits = self._limits
        with self._lock:
            self._start()
            if not self._turns and self._idle and len(self._busy) < limits.workers:
                return self._take(seconds)
            if self._failure:
                raise QueryError(self._failure)
            free = max(0, limits.workers - len(self._busy))  # their processes may still be starting
            if len(self._turns) >= limits.queue + free:
                raise self._too_busy()
            return self._turns.join(seconds)

    def too_late(self, turn: Future[Worker]) -> Worker:
        """Gives up a turn; raises QueryBusy, or gives the worker if it has come after all."""
        with self._lock:
            if turn.done():
                return turn.result()
            self._turns.leave(turn)
            raise self._too_busy()

    def _take(self, seconds: float) -> Worker:
        worker = self._idle.pop()
        worker.deadline = time.monotonic() + seconds
        self._busy.add(worker)
        if worker.deadline < self._wakes:
            self._work.notify()
        return worker

    def _next_turns(self) -> None:
        while self._turns and self._idle and len(self._busy) < self._limits.workers:
            turn, seconds = self._turns.next()
            turn.set_result(self._take(seconds))

    def release(self, worker: Worker, healthy: bool) -> None:
        """Takes a worker back; unless it is good for another query on this snapshot, it ends."""
        with self._lock:
            held = worker in self._busy
            self._busy.discard(worker)
            keep = healthy and held and self._newest(worker) and not self._closed
            if keep:
                self._idle.append(worker)
            else:
                self._work.notify()
            self._next_turns()
        if not keep:
            worker.dismiss() if healthy else worker.kill()

    def _too_busy(self) -> QueryError:
        if self._closed:
            return QueryError("The query processes are being closed.")
        wait = max(1, math.ceil(self._limits.seconds / 2))
        return QueryBusy(
            f"All {self._limits.workers} query processes are taken and the queue of {self._limits.queue} is full "
            f"or did not move within {self._limits.seconds:g} seconds; try again in {wait} seconds.",
            retry_after=wait,
        )

    def _start(self) -> None:
        if self._closed:
            raise QueryError("The query processes are being closed.")
        if self._pid != os.getpid():  # the server forked after it used the pool: those workers are the original's
            if self._forker is not None:
                self._forker.abandon()
            self._residence.abandon()
            self._reset()
        if self._keeper is None:
            self._keeper = threading.Thread(target=self._keep, name="vm2graph-queries", daemon=True)
            self._keeper.start()
            self._residence.want(self._path, self._version)

    def _newest(self, worker: Worker) -> bool:
        """Whether a worker is on the current snapshot, and in memory where that is there."""
        return worker.version == self._version and self._residence.forker(self._version) in (None, worker.forker)

    def _dismiss_idle(self) -> None:
        while self._idle:
            self._idle.pop().dismiss()
        self._work.notify()

    def _loaded(self) -> None:
        """From now on workers are forked from the copy in memory."""
        with self._lock:
            self._dismiss_idle()

    # What follows runs in the keeper's thread.

    def _keep(self) -> None:
        """Keeps ``workers`` processes and a spare, and ends queries that outstay because nobody reads them."""
        while True:
            with self._lock:
                in_use = {worker.forker for worker in self._busy}
            self._residence.sweep(in_use)
            with self._lock:
                if self._closed:
                    return
                now = time.monotonic()
                late = [w for w in self._busy if w.deadline + 0.25 < now]
                for worker in late:
                    worker.overdue = True
                    self._busy.discard(worker)
                missing = self._limits.workers + _SPARE - len(self._idle) - len(self._busy)
                if not late and missing <= 0:
                    # no query that begins from now on ends sooner, so none has to wake this thread
                    self._wakes = min((w.deadline + 0.3 for w in self._busy), default=now + self._limits.seconds)
                    self._work.wait(self._wakes - now)
                    continue
            for worker in late:
                worker.kill()
            if missing > 0:
                self._add_worker()

    def _add_worker(self) -> None:
        with self._lock:
            path, version = self._path, self._version
        resident = self._residence.forker(version)
        worker = None
        try:
            if self._forker is None:
                forker = Forker()
                with self._lock:
                    self._forker = forker
            worker = (resident or self._forker).fork(path, self._limits.memory_mb, networked=self._networked)
            worker.version = version
            worker.ready()
        except (QueryError, OSError) as error:
            if worker is not None:
                worker.kill()
            self._residence.lost(resident) if resident is not None else self._failed(error)
            return
        with self._lock:
            self._failures, self._failure = 0, ""
            current = self._newest(worker) and not self._closed
            if current:
                self._idle.append(worker)
            self._next_turns()
        if not current:
            worker.dismiss()

    def _failed(self, error: Exception) -> None:
        forker = None
        with self._lock:
            if isinstance(error, OSError):  # the forking parent has gone: begin again with a new one
                forker, self._forker = self._forker, None
            self._failures += 1
            if self._failures > 1 or isinstance(error, QueryError):
                self._failure = str(error)
                self._turns.turn_away(QueryError(self._failure))
            pause = _BACKOFF[min(self._failures, len(_BACKOFF)) - 1]
            if not self._closed:
                self._work.wait(pause)
        if forker is not None:
            forker.close()
