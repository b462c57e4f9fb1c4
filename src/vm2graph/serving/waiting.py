"""Queries from a thread, which waits; from an event loop see :mod:`vm2graph.serving.asking`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm2graph.errors import QueryError
from vm2graph.serving.answers import Answer, Query, Stream, collect
from vm2graph.serving.worker_handles import Worker, WorkerGone

if TYPE_CHECKING:
    from vm2graph.serving.workers import WorkerPool

KEEP_ENDING = "The query processes keep ending; the machine may be short of memory."


def run(pool: WorkerPool, query: Query) -> Answer:
    """As :meth:`~vm2graph.serving.workers.WorkerPool.run` says."""
    seconds, request = pool.prepare(query)
    for _ in range(pool.tries):
        worker = _worker(pool, seconds)
        try:
            worker.ask(request)
        except WorkerGone:  # it ended while idle, so the query is not to blame
            pool.release(worker, False)
            continue
        return collect(Stream(worker, seconds, pool.limits, pool.release))
    raise QueryError(KEEP_ENDING)


def _worker(pool: WorkerPool, seconds: float) -> Worker:
    turn = pool.turn(seconds)
    if isinstance(turn, Worker):
        return turn
    try:
        return turn.result(seconds)
    except TimeoutError:
        return pool.too_late(turn)
