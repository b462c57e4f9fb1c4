"""Against real HTTP servers on loopback: a small SPARQL endpoint, and ones that misbehave."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from vm2graph.errors import QuerySyntaxError, RemoteError
from vm2graph.storing.remote import RemoteStore

TRIPLE = Triple(
    NamedNode("http://example.org/p"), NamedNode("http://purl.org/dc/terms/title"), Literal("é", language="nl")
)


class Endpoint(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0]
        if self.path == "/broken":
            return self.answer(200, b"<html>", "text/html")
        if self.path == "/problem":
            return self.answer(
                400, b'{"title": "Bad Request", "detail": "SERVICE is refused."}', "application/problem+json"
            )
        if self.path == "/down":
            return self.answer(503, b"later", "text/plain")
        try:
            found = self.server.store.query(query)
        except SyntaxError as error:
            return self.answer(400, str(error).encode(), "text/plain")
        if isinstance(found, ox.QueryTriples):
            return self.answer(200, found.serialize(format=ox.RdfFormat.N_TRIPLES), "application/n-triples")
        return self.answer(200, found.serialize(format=ox.QueryResultsFormat.JSON), "application/sparql-results+json")

    def answer(self, status: int, body: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    server.store = ox.Store()
    server.store.add(Quad(TRIPLE.subject, TRIPLE.predicate, TRIPLE.object, NamedNode("http://example.org/g")))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_rows_booleans_and_triples_come_back_as_they_are(url: str) -> None:
    store = RemoteStore(f"{url}/sparql")
    rows = list(store.query("SELECT ?t { GRAPH ?g { ?s ?p ?t } }"))
    assert rows[0]["t"] == Literal("é", language="nl")
    assert bool(store.query("ASK { GRAPH ?g { ?s ?p ?o } }")) is True
    assert list(store.query("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")) == [TRIPLE]
    assert store.graph("http://example.org/g") == [TRIPLE]


def test_errors_are_sentences(url: str) -> None:
    with pytest.raises(QuerySyntaxError, match="did not take the query: error at"):
        RemoteStore(f"{url}/sparql").query("SELECT WHERE")
    with pytest.raises(QuerySyntaxError, match=r"did not take the query: SERVICE is refused\.$"):
        RemoteStore(f"{url}/problem").query("ASK {}")
    with pytest.raises(RemoteError, match=r"answered with an error|could not be reached"):
        RemoteStore(f"{url}/down").query("ASK {}")
    with pytest.raises(RemoteError, match="cannot be read"):
        RemoteStore(f"{url}/broken").query("ASK {}")
    with pytest.raises(RemoteError, match="could not be reached"):
        RemoteStore("http://127.0.0.1:1/sparql").query("ASK {}")


def test_a_graph_name_cannot_smuggle_a_query(url: str) -> None:
    with pytest.raises(RemoteError, match="not an IRI"):
        RemoteStore(url).graph("x> { } } INSERT")
