import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sparql_support import ask, make_store, until
from test_workers import NOTE, alive, body, processes_of

from vm2graph.serving.residence import Residence, memory_of_machine
from vm2graph.serving.workers import WorkerPool
from vm2graph.settings import SparqlSettings


def started(path: str, share: float) -> WorkerPool:
    pool = WorkerPool(path, SparqlSettings(workers=2, memory_mb=1000, seconds=60, resident_share=share), 1)
    pool.warm()
    return pool


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[WorkerPool]:
    pool = started(make_store(tmp_path / "store"), 0.2)
    assert until(lambda: pool.resident)
    yield pool
    pool.close()


def test_queries_are_answered_from_disk_until_the_copy_is_there(tmp_path: Path) -> None:
    path = make_store(tmp_path / "store")
    pool = started(path, 0.2)
    try:
        first = body(pool, NOTE)
        assert until(lambda: pool.resident)
        assert body(pool, NOTE) == first
        assert until(lambda: all(worker.forker is not pool._forker for worker in pool._idle))
    finally:
        pool.close()


def test_the_answers_are_those_of_the_disk(pool: WorkerPool) -> None:
    disk = started(pool._path, 0)
    try:
        for text in (NOTE, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "SELECT * { ?s ?p ?o } ORDER BY ?s"):
            assert body(pool, text) == body(disk, text)
        assert not disk.resident
    finally:
        disk.close()


def test_a_new_snapshot_is_seen_at_once_and_loaded_when_it_is_quiet(pool: WorkerPool, tmp_path: Path) -> None:
    old = processes_of(pool)
    pool.switch(make_store(tmp_path / "next", note="tweede"), 2)
    assert b"tweede" in body(pool, NOTE)
    assert until(lambda: pool.resident)
    assert b"tweede" in body(pool, NOTE)
    assert until(lambda: alive(old) == [])


def test_a_query_ends_on_the_snapshot_it_began_with(pool: WorkerPool, tmp_path: Path) -> None:
    answer = pool.run(ask("SELECT * { ?s ?p ?o }"))
    pool.switch(make_store(tmp_path / "next", size=3, note="tweede"), 2)
    assert until(lambda: pool.resident)
    assert b"".join(answer.chunks).count(b'"s":') == 6001
    assert until(lambda: len(pool._residence._retired) == 0)


def test_what_does_not_fit_is_answered_from_disk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pool = started(make_store(tmp_path / "store", size=60_000), 6_000_000 / memory_of_machine())
    try:
        assert until(lambda: pool._residence._took > 0)
        assert b"eerste" in body(pool, NOTE)
        assert not pool.resident
    finally:
        pool.close()
    assert capfd.readouterr().err == ""


def test_there_is_room_for_a_copy_in_every_process(tmp_path: Path) -> None:
    path = make_store(tmp_path / "store", size=30_000)  # some 12 MB
    found = []
    for processes in (0, 7):
        residence = Residence((60 << 20) / memory_of_machine(), lambda: None, processes)
        residence.want(path, "1")
        try:
            assert until(lambda: residence._took > 0)  # noqa: B023 - called within the turn
            found.append(residence.forker("1") is not None)
        finally:
            residence.close()
    assert found == [True, False]


def test_a_copy_that_is_lost_costs_no_answer(pool: WorkerPool) -> None:
    holder = processes_of(pool)[0]
    os.kill(holder, signal.SIGKILL)
    time.sleep(0.1)  # a query that it had begun would be lost
    assert b"eerste" in body(pool, NOTE)
    assert until(lambda: pool.resident and processes_of(pool)[0] != holder)
    assert b"eerste" in body(pool, NOTE)


@pytest.mark.slow
def test_closing_ends_a_copy_that_is_being_loaded(tmp_path: Path) -> None:
    path = make_store(tmp_path / "store", size=200_000)
    residence = Residence((1 << 30) / memory_of_machine(), lambda: None, 0)
    residence.want(path, "1")
    assert until(lambda: residence._loading is not None)
    loading = residence._loading
    assert loading is not None
    residence.close()
    assert until(lambda: alive([loading._process.pid]) == [])
    assert residence.forker("1") is None


def test_a_store_that_cannot_be_read_is_no_copy(tmp_path: Path) -> None:
    residence = Residence((1 << 30) / memory_of_machine(), lambda: None, 0)
    residence.want(str(tmp_path / "nothing"), "1")
    try:
        assert until(lambda: residence._took > 0)
        assert residence.forker("1") is None
    finally:
        residence.close()
