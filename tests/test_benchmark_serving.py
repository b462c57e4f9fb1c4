"""What the serving benchmark is made of holds without the peers."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from benchmarks import clients, queries
from tests.conftest import BASE, SEED_SLUG
from vm2graph.pipeline import Converted
from vm2graph.serving import lexer


@pytest.fixture(scope="module")
def store(converted: Converted) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in converted.description.shown())
    return store


@pytest.mark.parametrize("name", queries.mix("http://e/r", "http://e/a", "http://e/t"))
def test_every_query_of_the_mix_finds_something(store: ox.Store, name: str) -> None:
    picked = next(iter(store.query(queries.PICK)))  # type: ignore[arg-type]  # solutions
    query = queries.mix(*(picked[one].value for one in ("record", "author", "theme")))[name]
    found = store.query(query)
    if isinstance(found, ox.QueryBoolean):
        assert bool(found)
    elif name not in ("regex", "construct"):
        assert len(list(found)) > 0
    if name == "point":
        assert f"<{BASE}/id/publication/{SEED_SLUG}>" in query


@pytest.mark.parametrize("number", range(len(queries.HOSTILE)))
def test_the_hostile_queries_are_queries(number: int) -> None:
    text = queries.HOSTILE[number]
    scan = lexer.scan(text)
    assert not scan.update
    if scan.depth < 100 and not scan.service:
        ox.Store().query(text)  # on nothing they do no harm


def test_quads_become_triples_once(tmp_path: Path) -> None:
    quads, triples = tmp_path / "a.nq", tmp_path / "a.nt"
    quads.write_text(
        '<http://e/s> <http://e/p> "a b ." <http://e/g> .\n<http://e/s> <http://e/p> "a b ." <http://e/h> .\n'
    )
    clients.strip_graphs(quads, triples)
    assert triples.read_text() == '<http://e/s> <http://e/p> "a b ." .\n'


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (b'{"head":{},"boolean":true}', 1),
        (b'{"head":{"vars":["x"]},"results":{"bindings":[{},{}]}}', 2),
        (b"<http://e/s> <http://e/p> <http://e/o> .\n", 1),
    ],
)
def test_rows_are_counted(body: bytes, rows: int) -> None:
    assert clients.rows(body) == rows
