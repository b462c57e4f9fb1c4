"""A small store, and how the query tests ask."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyoxigraph as ox

from vm2graph.serving.answers import Query

E = "http://example.org/"
RESULTS = (("application/sparql-results+json", "json"),)
GRAPHS = (("text/turtle", "turtle"),)
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORTED_PRODUCT = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
LARGE = "SELECT * { ?s ?p ?o }"
HUGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
NESTED = "ASK " + "{" * 5000 + "}" * 5000


def make_store(path: Path, size: int = 6000, note: str = "eerste") -> str:
    """A store of ``size`` triples in named graphs, and one that says ``note``."""
    store = ox.Store(str(path))
    quads = [
        ox.Quad(
            ox.NamedNode(f"{E}s{i}"),
            ox.NamedNode(f"{E}p{i % 7}"),
            ox.Literal(f"waarde {i}", language="nl"),
            ox.NamedNode(f"{E}graph{i % 10}"),
        )
        for i in range(size)
    ]
    quads.append(ox.Quad(ox.NamedNode(E + "note"), ox.NamedNode(E + "says"), ox.Literal(note), ox.NamedNode(E + "n")))
    store.bulk_extend(quads)
    store.flush()
    del store
    return str(path)


def ask(text: str, **more: object) -> Query:
    return Query(text, RESULTS, GRAPHS, **more)  # type: ignore[arg-type]


def until(condition: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Whether a condition comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


@contextmanager
def decoy() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that must not be reached, and the requests it got."""
    hits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815 - the name is the handler's

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/x", hits
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
