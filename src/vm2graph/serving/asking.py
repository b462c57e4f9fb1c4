"""Queries from an event loop: no thread waits for a worker, nor for its answer while that is small.

The limits, the order of who waits and the deadlines are those of :class:`~vm2graph.serving.workers.WorkerPool`, which
threads and loops share. What may block (ending a worker, an answer that is not small) goes to a thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future

from vm2graph.errors import QueryError, Vm2graphError
from vm2graph.serving.answers import FIRST_BYTES, Answer, Query, Stream, gathered
from vm2graph.serving.waiting import KEEP_ENDING
from vm2graph.serving.worker_handles import Worker, WorkerGone
from vm2graph.serving.workers import WorkerPool

_GRACE = 0.05  # seconds after the deadline: a worker that ends at it says so itself


async def run(pool: WorkerPool, query: Query, threads: Executor) -> Answer:
    """As :meth:`WorkerPool.run`. Where it is cancelled the query is stopped."""
    seconds, request = pool.prepare(query)

    def release(worker: Worker, healthy: bool) -> None:
        if healthy:
            pool.release(worker, True)
        else:
            threads.submit(pool.release, worker, False)

    for _ in range(pool.tries):
        worker = await _turn(pool, seconds, release)
        stream = Stream(worker, seconds, pool.limits, release)
        try:
            await _ask(worker, request)
            reading = _Reading(worker, stream)
            try:
                return await reading.answer
            finally:
                reading.stop()
        except WorkerGone:  # it ended while idle, so the query is not to blame
            stream.close()
        except BaseException:
            stream.close()
            raise
    raise QueryError(KEEP_ENDING)


async def _turn(pool: WorkerPool, seconds: float, release: Callable[[Worker, bool], None]) -> Worker:
    turn = pool.turn(seconds)
    if isinstance(turn, Worker):
        return turn
    try:
        async with asyncio.timeout(seconds):
            await _done(turn)
        return turn.result()
    except TimeoutError:
        return pool.too_late(turn)
    except asyncio.CancelledError:
        with contextlib.suppress(QueryError):
            release(pool.too_late(turn), True)
        raise


async def _done(turn: Future[Worker]) -> None:
    """Waits until a turn has come or been refused.

    Most workers are given back on this loop, which then need not be woken as from another thread: that takes a pipe.
    """
    loop, here = asyncio.get_running_loop(), threading.get_ident()
    come = asyncio.Event()

    def tell(_turn: Future[Worker]) -> None:
        if threading.get_ident() == here:
            come.set()
        else:
            with contextlib.suppress(RuntimeError):  # the loop has been closed
                loop.call_soon_threadsafe(come.set)

    turn.add_done_callback(tell)
    await come.wait()


async def _ask(worker: Worker, request: bytes) -> None:
    sent = worker.ask_at_once(request)
    if sent < len(request):
        try:
            await asyncio.get_running_loop().sock_sendall(worker.connection, request[sent:])
        except OSError as error:
            raise WorkerGone from error


class _Reading:
    """The first frames of an answer, as they come."""

    def __init__(self, worker: Worker, stream: Stream) -> None:
        """``answer`` is there when the answer has ended or is large enough to be sent."""
        self._worker, self._stream = worker, stream
        self._held: list[bytes] = []
        self._size = 0
        self._loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[Answer] = self._loop.create_future()
        self._file = worker.connection.fileno()
        self._loop.add_reader(self._file, self._read)
        self._timer = self._loop.call_later(worker.deadline + _GRACE - time.monotonic(), self._late)

    def stop(self) -> None:
        """Looks at the socket no longer: before anything closes it, and before anybody else reads from it."""
        if self._file >= 0:
            self._loop.remove_reader(self._file)
            self._timer.cancel()
            self._file = -1

    def _read(self) -> None:
        try:
            frames = self._worker.take_at_once()
        except WorkerGone as error:
            self._fail(error)
            return
        for kind, payload in frames:
            if kind in (b"E", b"X"):  # the worker is given back by what follows
                self.stop()
            try:
                piece = self._stream.take(kind, payload)
            except Vm2graphError as error:
                self._end(error)
                return
            if piece is None:
                if self._stream.ended:
                    break
            else:
                self._held.append(piece)
                self._size += len(piece)
        # so that an answer is small or large by its size alone, and not by how it came in
        large = self._size >= FIRST_BYTES
        if large or self._stream.ended:
            self.stop()
            self._end(gathered(self._stream, self._held, whole=not large))

    def _late(self) -> None:
        self._fail(TimeoutError())

    def _fail(self, error: TimeoutError | WorkerGone) -> None:
        self.stop()
        self._end(self._stream.broken(error))

    def _end(self, end: Answer | Exception) -> None:
        if self.answer.done():  # nobody waits for it any more
            return
        if isinstance(end, Answer):
            self.answer.set_result(end)
        else:
            self.answer.set_exception(end)
