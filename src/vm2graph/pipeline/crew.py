"""Many pages in several processes: portions go out, made records come back in the order of the pages.

The processes are started afresh (spawn), know the collection's settings, and write nothing but sources and
parcels, both named after what is in them. A page at which a process dies is told as an outcome; the others
of its portion are made again.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from vm2graph.curation import Curation
from vm2graph.errors import ReadError
from vm2graph.gate import Gate
from vm2graph.pipeline import parcels
from vm2graph.pipeline.making import Made, Maker, refused
from vm2graph.pipeline.parcels import Task
from vm2graph.settings import Settings
from vm2graph.storing.sources import Sources, keep_page

PORTION = 64  # pages
_PORTION_BYTES = 4 * 1024 * 1024
_AHEAD = 2  # portions waiting for each process


@dataclass(frozen=True, slots=True)
class Orders:
    """What a process must know."""

    settings: Settings
    engine: str
    curation: str  # JSON
    sources: Path | None  # None: pages are not kept, nothing is going to be committed
    incoming: Path


class Crew:
    """Processes that make records. A context manager; leaving it stops them."""

    def __init__(self, orders: Orders, recipe: str, jobs: int) -> None:
        self._orders, self._recipe, self._jobs = orders, recipe, jobs
        self._pool = self._start(jobs)

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop(self._pool)

    def make(self, tasks: Iterable[Task]) -> Iterator[Made]:
        """What becomes of each task, in order. At most a few portions are held at any time."""
        waiting: deque[tuple[list[Task], str, Future[None] | None]] = deque()
        for portion in portions(tasks):
            name = parcels.name_of(portion, self._recipe, self._orders.curation)
            kept = (self._orders.incoming / name).exists()
            waiting.append((portion, name, None if kept else self._submit(portion, name)))
            while len(waiting) > _AHEAD * self._jobs:
                yield from self._received(*waiting.popleft())
        while waiting:
            yield from self._received(*waiting.popleft())

    def _submit(self, portion: Sequence[Task], name: str) -> Future[None] | None:
        try:
            return self._pool.submit(_work, portion, name)
        except BrokenProcessPool:
            return None  # made again when its turn comes

    def _received(self, portion: list[Task], name: str, future: Future[None] | None) -> Iterator[Made]:
        path = self._orders.incoming / name
        try:
            if future is not None:
                future.result()
            made = parcels.load(path)
            if made is None:  # a parcel that an interruption left half written
                self._pool.submit(_work, portion, name).result()
                made = parcels.load(path)
        except BrokenProcessPool:
            made = None
        if made is None:
            self._renew()
            made = [self._alone(task, f"{name}-{number}") for number, task in enumerate(portion)]
        yield from made

    def _alone(self, task: Task, name: str) -> Made:
        """One page by itself, after a process died at the portion it was in."""
        try:
            self._pool.submit(_work, [task], name).result()
        except BrokenProcessPool:
            self._renew()
            sentence = f"{task.page.source_id} made the converter crash; leave it out and report it."
            return Made(refused(task.page.source_id, ReadError(sentence, "crashed")))
        made = parcels.load(self._orders.incoming / name)
        if made is None:
            sentence = f"{task.page.source_id} could not be handed over; is the disk full?"
            return Made(refused(task.page.source_id, ReadError(sentence, "crashed")))
        return made[0]

    def _renew(self) -> None:
        self._stop(self._pool)
        self._pool = self._start(self._jobs)

    def _start(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(self._orders,))

    @staticmethod
    def _stop(pool: ProcessPoolExecutor) -> None:
        pool.shutdown(wait=True, cancel_futures=True)


def portions(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """Tasks by the dozen; the same pages make the same portions."""
    portion: list[Task] = []
    size = 0
    for task in tasks:
        portion.append(task)
        size += len(task.page.data)
        if len(portion) >= PORTION or size >= _PORTION_BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


# ---------------------------------------------------------------- in the process

_here: list[tuple[Maker, Orders]] = []  # the one maker of this process


def _begin(orders: Orders) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then stops us
    maker = Maker(orders.settings, Gate(orders.engine), Curation.from_json(orders.curation))
    _here.append((maker, orders))


def _work(portion: Sequence[Task], name: str) -> None:
    maker, orders = _here[0]
    made = [maker.make(task.page, task.slug) for task in portion]
    if orders.sources is not None:
        sources = Sources(orders.sources)
        for task, each in zip(portion, made, strict=True):
            if each.record is not None:
                keep_page(sources, task.page, task.sha256, durably=False)
    path = orders.incoming / name
    fresh = path.with_name(f"{name}.{os.getpid()}.new")
    fresh.write_bytes(parcels.pack(made))
    fresh.replace(path)
