import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sparql_support import GRAPHS, HUGE, LARGE, NESTED, PRODUCT, RESULTS, SORTED_PRODUCT, ask, decoy, make_store, until

from vm2graph.errors import (
    QueryBusy,
    QueryError,
    QueryExhausted,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    UnknownFormat,
)
from vm2graph.serving import confinement
from vm2graph.serving.confinement import YIELDING
from vm2graph.serving.workers import Query, WorkerPool
from vm2graph.settings import SparqlSettings

LIMITS = SparqlSettings(workers=2, seconds=10.0, memory_mb=1000, resident_share=0)
NOTE = "SELECT ?note { ?s <http://example.org/says> ?note }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_store(tmp_path_factory.mktemp("query") / "store")


@pytest.fixture(scope="module", params=["disk", "memory"])
def pool(store: str, request: pytest.FixtureRequest) -> Iterator[WorkerPool]:
    pool = WorkerPool(store, replace(LIMITS, resident_share=0.2 if request.param == "memory" else 0), 7)
    pool.warm()
    assert until(lambda: pool.resident == (request.param == "memory"))
    yield pool
    pool.close()


def body(pool: WorkerPool, text: str, **more: object) -> bytes:
    return b"".join(pool.run(ask(text, **more)).chunks)


def processes_of(pool: WorkerPool) -> list[int]:
    forker = pool._residence.forker(pool.version) or pool._forker
    assert forker is not None
    parent = forker._process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *map(int, children)]


def alive(pids: list[int]) -> list[int]:
    """Those that run; a zombie does not."""
    running = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state not in "ZX":
            running.append(pid)
    return running


def test_a_small_answer_is_whole(pool: WorkerPool) -> None:
    answer = pool.run(ask("ASK {}"))
    assert (answer.content_type, answer.form, answer.version) == ("application/sparql-results+json", "boolean", "7")
    assert answer.body == b'{"head":{},"boolean":true}'
    assert b"".join(answer.chunks) == answer.body


def test_a_large_answer_is_streamed(pool: WorkerPool) -> None:
    answer = pool.run(ask(LARGE))
    assert answer.body is None
    assert b"".join(answer.chunks).count(b'"s"') == 6002  # the rows and the head
    assert until(lambda: pool.busy == 0)


@pytest.mark.parametrize(
    ("name", "start"), [("json", b'{"head"'), ("xml", b"<?xml"), ("csv", b"x\r\n1\r\n"), ("tsv", b"?x\n1\n")]
)
def test_result_formats(pool: WorkerPool, name: str, start: bytes) -> None:
    answer = pool.run(Query("SELECT ?x { VALUES ?x { 1 } }", (("x/y", name),), ()))
    assert answer.content_type == "x/y"
    assert answer.body is not None
    assert answer.body.startswith(start)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("turtle", b"@prefix dcterms: <http://purl.org/dc/terms/>"),
        ("ntriples", b'<http://e/s> <http://purl.org/dc/terms/title> "x" .'),
        ("jsonld", b'"@id":"http://e/s"'),
        ("rdfxml", b"<dcterms:title"),
    ],
)
def test_graph_formats(pool: WorkerPool, name: str, part: bytes) -> None:
    text = "CONSTRUCT { <http://e/s> <http://purl.org/dc/terms/title> 'x' } {}"
    answer = pool.run(Query(text, (), (("x/y", name),)))
    assert answer.form == "graph"
    assert answer.body is not None
    assert part in answer.body


def test_a_boolean_avoids_formats_without_booleans(pool: WorkerPool) -> None:
    formats = (("text/csv", "csv"), ("application/sparql-results+xml", "xml"))
    assert pool.run(Query("ASK {}", formats, ())).content_type == "application/sparql-results+xml"
    assert pool.run(Query("ASK {}", formats[:1], ())).body == b"true"


@pytest.mark.parametrize(
    ("text", "results", "graphs", "form"),
    [
        ("ASK {}", (), GRAPHS, "boolean"),
        ("SELECT * {}", (), GRAPHS, "solutions"),
        ("DESCRIBE <x>", RESULTS, (), "graph"),
    ],
)
def test_no_format_fits(
    pool: WorkerPool, text: str, results: tuple[tuple[str, str], ...], graphs: tuple[tuple[str, str], ...], form: str
) -> None:
    with pytest.raises(UnknownFormat, match=form):
        pool.run(Query(text, results, graphs, base="http://e/"))


def test_the_default_graph_is_the_union(pool: WorkerPool) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert b'"6001"' in body(pool, count)
    assert b'"600"' in body(pool, count, default_graphs=("http://example.org/graph1",))
    assert b'"0"' in body(pool, count, named_graphs=("http://example.org/graph1",))
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert b'"600"' in body(pool, named, named_graphs=("http://example.org/graph1",))
    assert b'"0"' in body(pool, named, default_graphs=("http://example.org/graph1",))


@pytest.mark.parametrize(
    ("clause", "triples"),
    [
        ("FROM <http://example.org/graph1>", 600),
        ("FROM:graph1", 600),
        ("FROM <http://example.org/graph1> FROM <http://example.org/graph2>", 1200),
        ("FROM NAMED <http://example.org/graph1>", 0),
        ("# FROM\n", 6001),
    ],
)
def test_a_query_may_name_its_own_dataset(pool: WorkerPool, clause: str, triples: int) -> None:
    text = f"PREFIX : <http://example.org/> SELECT (COUNT(*) AS ?n) {clause} {{ ?s ?p ?o }}"
    assert f'"{triples}"'.encode() in body(pool, text)


def test_relative_iris_have_a_base(pool: WorkerPool) -> None:
    assert b"http://e/x" in body(pool, "SELECT (<x> AS ?x) {}", base="http://e/sparql")


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("ASK {", QuerySyntaxError, "Line 1, column 6: expected one of"),
        ("ASK { ?s nope:x ?o }", QuerySyntaxError, "Prefix not found"),
        ("CLEAR ALL", QuerySyntaxError, "expected"),
        ("SELECT (<http://e/nofn>(1) AS ?x) {}", QueryRefused, "nofn"),
        (NESTED, QueryExhausted, "1000 MB"),
    ],
)
def test_errors_are_typed_and_the_pool_goes_on(
    pool: WorkerPool, text: str, error: type[QueryError], message: str
) -> None:
    with pytest.raises(error, match=message):
        pool.run(ask(text))
    assert body(pool, "ASK {}") == b'{"head":{},"boolean":true}'


def test_a_graph_name_that_is_no_iri(pool: WorkerPool) -> None:
    with pytest.raises(QuerySyntaxError):
        pool.run(ask("ASK {}", default_graphs=("not an iri",)))


def test_the_deadline_ends_a_product_and_nobody_waits_for_a_new_worker(pool: WorkerPool) -> None:
    began = time.monotonic()
    with pytest.raises(QueryTimeout, match=r"limit of 0\.5 seconds"):
        pool.run(ask(PRODUCT, seconds=0.5))
    assert time.monotonic() - began < 1.5
    began = time.monotonic()
    body(pool, "ASK {}")
    assert time.monotonic() - began < 0.5


def test_a_stream_that_hits_the_deadline_breaks(pool: WorkerPool) -> None:
    answer = pool.run(ask(HUGE, seconds=1.0))
    assert answer.body is None
    with pytest.raises(QueryTimeout):
        for _ in answer.chunks:
            pass
    assert until(lambda: pool.busy == 0)


def test_a_reader_that_sleeps_loses_its_worker_at_the_deadline(pool: WorkerPool) -> None:
    answer = pool.run(ask(HUGE, seconds=1.0))
    assert pool.busy == 1
    assert until(lambda: pool.busy == 0, 3.0)
    with pytest.raises(QueryTimeout):
        for _ in answer.chunks:
            pass


@pytest.mark.parametrize("start", [True, False])
def test_closing_an_answer_stops_the_query(pool: WorkerPool, *, start: bool) -> None:
    answer = pool.run(ask(HUGE))
    if start:
        next(answer.chunks)
    assert pool.busy == 1
    answer.close()
    assert pool.busy == 0
    assert list(answer.chunks) == []
    answer.close()
    assert body(pool, "ASK {}")


def test_a_dropped_answer_gives_its_worker_back(pool: WorkerPool) -> None:
    answer = pool.run(ask(HUGE, seconds=1.0))
    del answer
    assert until(lambda: pool.busy == 0, 3.0)


def test_memory_is_limited(store: str) -> None:
    pool = WorkerPool(store, SparqlSettings(workers=1, seconds=30.0, memory_mb=320))
    try:
        with pytest.raises(QueryExhausted, match="320 MB"):
            pool.run(ask(SORTED_PRODUCT))
        assert body(pool, "ASK {}")
    finally:
        pool.close()


def test_service_reaches_nobody(pool: WorkerPool) -> None:
    with decoy() as (url, hits):
        with pytest.raises(QueryRefused, match="SERVICE"):
            pool.run(ask(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"))
        body(pool, f"SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}")
        assert hits == []


def test_how_sockets_are_taken_away(pool: WorkerPool) -> None:
    body(pool, "ASK {}")
    assert until(lambda: bool(pool._idle))
    expected = "seccomp" if sys.platform == "linux" and os.uname().machine in ("x86_64", "aarch64") else "descriptors"
    assert pool._idle[-1].confinement == expected


def in_child(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return done.stdout.strip()


def test_without_seccomp_the_descriptors_are_taken(store: str) -> None:
    code = """
        import sys, pyoxigraph
        from vm2graph.serving import confinement
        confinement._TABLES.clear()
        store = pyoxigraph.Store.read_only(sys.argv[1])
        print(confinement.forbid_sockets(), len(list(store.query("SELECT * { GRAPH ?g { ?s ?p ?o } }"))))
    """
    assert in_child(code, store) == "descriptors 6001"


def test_the_arm_filter_is_the_same_program_with_other_numbers() -> None:
    lengths = {len(confinement._program(audit, calls)) for audit, _, calls in confinement._TABLES.values()}
    assert len(lengths) == 1


def test_a_full_queue_is_told(store: str) -> None:
    pool = WorkerPool(store, SparqlSettings(workers=1, seconds=2.0, queue=0))
    try:
        running = pool.run(ask(HUGE))
        with pytest.raises(QueryBusy, match="queue of 0") as caught:
            pool.run(ask("ASK {}"))
        assert caught.value.retry_after >= 1
        running.close()
    finally:
        pool.close()


def test_a_waiting_query_gets_its_turn(store: str) -> None:
    pool = WorkerPool(store, SparqlSettings(workers=1, seconds=5.0))
    try:
        running = pool.run(ask(HUGE))
        threading.Timer(0.3, running.close).start()
        assert body(pool, "ASK {}")
    finally:
        pool.close()


def test_many_threads(pool: WorkerPool) -> None:
    wrong: list[object] = []

    def work(n: int) -> None:
        for i in range(20):
            got = body(pool, f"SELECT ?x {{ VALUES ?x {{ {n}{i:02} }} }}")
            if f'"{n}{i:02}"'.encode() not in got:
                wrong.append(got)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert pool.busy == 0


def test_a_switch_leaves_running_queries_alone(store: str, tmp_path: Path) -> None:
    second = make_store(tmp_path / "second", 3, "tweede")
    pool = WorkerPool(store, LIMITS, 1)
    try:
        running = pool.run(ask(LARGE))
        assert b"eerste" in body(pool, NOTE)
        pool.switch(second, 2)
        answer = pool.run(ask(NOTE))
        assert answer.version == "2"
        assert b"tweede" in (answer.body or b"")
        assert running.version == "1"
        assert b"".join(running.chunks).count(b'"s"') == 6002
        assert until(lambda: len(pool._idle) == LIMITS.workers + 1)
        assert {worker.version for worker in pool._idle} == {"2"}
    finally:
        pool.close()


def test_a_store_that_is_missing_is_told_and_a_good_one_heals(store: str, tmp_path: Path) -> None:
    pool = WorkerPool(str(tmp_path / "nothing"), LIMITS)
    try:
        with pytest.raises(QueryError, match="cannot open the store"):
            pool.run(ask("ASK {}"))
        pool.switch(store)
        assert body(pool, "ASK {}")
    finally:
        pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
class TestProcesses:
    def test_nothing_starts_before_the_first_query(self, store: str) -> None:
        pool = WorkerPool(store, LIMITS)
        assert pool._forker is None
        pool.warm()
        assert until(lambda: len(pool._idle) == LIMITS.workers + 1)
        pool.close()

    def test_close_leaves_no_process(self, store: str) -> None:
        pool = WorkerPool(store, LIMITS)
        answer = pool.run(ask(HUGE))
        pids = processes_of(pool)
        assert len(pids) > 1
        pool.close()
        assert until(lambda: alive(pids) == [])
        with pytest.raises(QueryError, match="closed"):
            for _ in answer.chunks:
                pass
        with pytest.raises(QueryError, match="closed"):
            pool.run(ask("ASK {}"))
        pool.close()

    @pytest.mark.parametrize("share", ["0", "0.2"])
    def test_a_server_that_is_killed_leaves_no_process(self, store: str, share: str) -> None:
        code = """
            import sys, time
            sys.path.insert(0, sys.argv[2])
            from sparql_support import PRODUCT, ask
            from test_workers import processes_of
            from vm2graph.serving.workers import WorkerPool
            from vm2graph.settings import SparqlSettings
            import threading
            pool = WorkerPool(sys.argv[1], SparqlSettings(seconds=60.0, resident_share=float(sys.argv[3])))
            pool.warm()
            while pool.resident != (sys.argv[3] != "0"):
                time.sleep(0.01)
            pool.run(ask("ASK {}"))
            threading.Thread(target=lambda: pool.run(ask(PRODUCT)), daemon=True).start()
            time.sleep(0.3)
            print(*processes_of(pool), flush=True)
            time.sleep(60)
        """
        server = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code), store, str(Path(__file__).parent), share],
            stdout=subprocess.PIPE,
        )
        with server:
            assert server.stdout is not None
            pids = [int(pid) for pid in server.stdout.readline().split()]
            assert len(alive(pids)) == len(pids) > 2
            server.kill()
        assert until(lambda: alive(pids) == [])

    def test_a_killed_worker_is_replaced(self, pool: WorkerPool) -> None:
        body(pool, "ASK {}")
        assert until(lambda: len(pool._idle) == LIMITS.workers + 1)
        for worker in list(pool._idle):
            os.kill(worker.pid, signal.SIGKILL)
        time.sleep(0.1)
        assert body(pool, "ASK {}")

    def test_a_killed_parent_is_replaced(self, pool: WorkerPool) -> None:
        body(pool, "ASK {}")
        os.kill(processes_of(pool)[0], signal.SIGKILL)
        time.sleep(0.1)
        assert until(lambda: _answers(pool))

    def test_documents_go_before_queries(self, pool: WorkerPool) -> None:
        body(pool, "ASK {}")
        assert until(lambda: len(pool._idle) > 0)
        ours, theirs = (os.getpriority(os.PRIO_PROCESS, pid) for pid in (0, pool._idle[-1].pid))
        assert theirs == min(19, ours + YIELDING)

    @pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="this system divides nothing by sessions")
    def test_their_session_goes_behind_ours(self, pool: WorkerPool) -> None:
        body(pool, "ASK {}")
        assert until(lambda: len(pool._idle) > 0)
        theirs = Path(f"/proc/{pool._idle[-1].pid}/autogroup").read_text()
        assert theirs.split()[-1] == str(YIELDING)

    def test_workers_cannot_write_core_files_or_much_memory(self, pool: WorkerPool) -> None:
        body(pool, "ASK {}")
        assert until(lambda: len(pool._idle) > 0)
        limits = Path(f"/proc/{pool._idle[-1].pid}/limits").read_text()
        assert "Max core file size        0 " in limits
        allowed = int(limits.partition("Max address space")[2].split()[0])
        shared = (
            512 << 20 if pool._idle[-1].forker is not pool._forker else 0
        )  # what it shares with its parent is not its own
        assert LIMITS.memory_mb << 20 <= allowed <= (LIMITS.memory_mb << 20) + shared


def _answers(pool: WorkerPool) -> bool:
    try:
        return bool(body(pool, "ASK {}"))
    except QueryError:
        return False
