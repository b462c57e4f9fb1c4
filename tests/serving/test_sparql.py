import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph
from sparql_support import HUGE, LARGE, NESTED, PRODUCT, decoy, make_store, until
from SPARQLWrapper import CSV, JSON, POST, XML, SPARQLWrapper
from werkzeug.test import TestResponse

from vm2graph.errors import QueryBusy, QueryExhausted, QueryTimeout
from vm2graph.serving.answers import Answer, Query
from vm2graph.serving.sparql import Behind, Endpoint
from vm2graph.serving.sparql_routes import sparql_blueprint
from vm2graph.serving.spool import Spool
from vm2graph.serving.workers import WorkerPool
from vm2graph.settings import CollectionSettings, Settings, SparqlSettings

SETTINGS = Settings(
    collection=CollectionSettings(base_iri="https://data.example.org", language="nl"),
    sparql=SparqlSettings(workers=2, seconds=2.0, memory_mb=1000),
)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SELECT = "SELECT ?x { VALUES ?x { 1 } }"
CONSTRUCT = "CONSTRUCT { <http://e/s> <http://e/p> 'x' } {}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_store(tmp_path_factory.mktemp("sparql") / "store")


@pytest.fixture(scope="module")
def pool(store: str) -> Iterator[WorkerPool]:
    pool = WorkerPool(store, SETTINGS.sparql, 1)
    yield pool
    pool.close()


def application(pool: Any, settings: Settings = SETTINGS, **more: Any) -> Flask:
    app = Flask("endpoint")
    behind = {name: more.pop(name) for name in ("federated", "has_graph") if name in more}
    app.register_blueprint(sparql_blueprint(Endpoint(Behind(lambda: pool, **behind), settings, **more)))
    return app


@pytest.fixture(scope="module")
def client(pool: WorkerPool) -> FlaskClient:
    pages = {
        "render_form": lambda query, language: f"<form lang={language}>{query}</form>",
        "render_error": lambda status, title, detail: f"<h1>{status} {title}</h1><p>{detail}</p>",
    }
    return application(pool, **pages).test_client()


def get(client: FlaskClient, query: str, accept: str | None = None, **parameters: str) -> TestResponse:
    headers = {} if accept is None else {"Accept": accept}
    return client.get("/sparql", query_string={"query": query, **parameters}, headers=headers)


def problem(response: TestResponse, status: int) -> str:
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    document = response.get_json(force=True)
    assert document["status"] == status
    assert document["code"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return str(document["detail"])


class TestOperations:
    @pytest.mark.parametrize("kind", ["get", "form", "form_charset", "direct", "direct_charset"])
    def test_the_ways_to_ask(self, client: FlaskClient, kind: str) -> None:
        form, direct = "application/x-www-form-urlencoded", "application/sparql-query"
        match kind:
            case "get":
                response = get(client, "ASK {}")
            case "form" | "form_charset":
                content_type = form + ("; charset=UTF-8" if "_" in kind else "")
                response = client.post("/sparql", data="query=ASK+%7B%7D", content_type=content_type)
            case _:
                content_type = direct.title() + ("; charset=utf-8" if "_" in kind else "")
                response = client.post("/sparql", data="ASK {}", content_type=content_type)
        assert response.status_code == 200
        assert response.get_json(force=True)["boolean"] is True

    def test_head_is_get_without_a_body(self, client: FlaskClient) -> None:
        asked = client.get("/sparql", query_string={"query": SELECT})
        head = client.head("/sparql", query_string={"query": SELECT})
        assert head.data == b""
        assert {k: v for k, v in head.headers if k != "Date"} == {k: v for k, v in asked.headers if k != "Date"}

    def test_options_answers_preflights(self, client: FlaskClient) -> None:
        response = client.options("/sparql", headers={"Origin": "https://app.example"})
        assert response.status_code == 204
        assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
        assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]
        assert response.headers["Access-Control-Allow-Origin"] == "*"

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
    def test_other_methods_are_405(self, client: FlaskClient, method: str) -> None:
        response = client.open("/sparql", method=method)
        assert method in problem(response, 405)
        assert "POST" in response.headers["Allow"]

    def test_the_dataset_of_the_request(self, client: FlaskClient) -> None:
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        for accept, text in (("text/csv", "n\r\n600\r\n"),):
            graph = {"default-graph-uri": "http://example.org/graph1"}
            assert get(client, count, accept, **graph).text == text
            direct = client.post(
                "/sparql",
                query_string=graph,
                data=count,
                content_type="application/sparql-query",
                headers={"Accept": accept},
            )
            assert direct.text == text
        assert get(client, count, "text/csv").text == "n\r\n6001\r\n"

    @pytest.mark.parametrize(
        ("query_string", "status"),
        [
            ("query=", 400),
            ("query=ASK{}&query=ASK{}", 400),
            ("default-graph-uri=http://e/g", 400),
            ("query=ASK%7B%FF%7D", 400),
            ("query=ASK{&x=1", 400),
            ("query=ASK{}&default-graph-uri=not%20an%20iri", 400),
            ("query=CLEAR%20ALL", 400),
            ("update=CLEAR%20ALL", 403),
            ("&".join(f"a{i}=1" for i in range(2000)), 400),
        ],
    )
    def test_malformed_requests(self, client: FlaskClient, query_string: str, status: int) -> None:
        assert problem(client.get("/sparql?" + query_string), status)

    def test_updates_are_refused_in_a_sentence(self, client: FlaskClient) -> None:
        for data, content_type in (
            ("CLEAR ALL", "application/sparql-update"),
            ("update=CLEAR+ALL", "application/x-www-form-urlencoded"),
        ):
            response = client.post("/sparql", data=data, content_type=content_type)
            assert problem(response, 403) == "This endpoint answers queries only: it does not take updates."

    @pytest.mark.parametrize(
        ("content_type", "data", "status"),
        [
            ("text/plain", b"ASK {}", 415),
            ("", b"ASK {}", 415),
            ("application/sparql-query; charset=latin-1", b"ASK {}", 415),
            ("application/sparql-query", b"ASK { FILTER('\xff' = '') }", 400),
            ("application/sparql-query", b"", 400),
            ("application/x-www-form-urlencoded", b"foo=bar", 400),
            ("application/sparql-query", b"#" * 200_001, 413),
        ],
    )
    def test_malformed_posts(self, client: FlaskClient, content_type: str, data: bytes, status: int) -> None:
        assert problem(client.post("/sparql", data=data, content_type=content_type), status)

    def test_a_query_in_the_address_has_the_same_limit(self, client: FlaskClient) -> None:
        assert "200000 bytes" in problem(get(client, "ASK {} #" + "x" * 200_000), 414)


class TestRefusals:
    def test_a_syntax_error_says_where(self, client: FlaskClient) -> None:
        assert problem(get(client, "ASK {"), 400).startswith("Line 1, column 6: expected")

    def test_service_is_refused_before_it_is_tried(self, client: FlaskClient) -> None:
        with decoy() as (url, hits):
            for keyword in ("SERVICE", "service SILENT", "\\u0053ERVICE"):
                detail = problem(get(client, f"SELECT * {{ {keyword} <{url}> {{ ?s ?p ?o }} }}"), 400)
                assert detail == "SERVICE is refused: this endpoint asks no other server."
            assert hits == []

    def test_deep_nesting_is_refused_by_the_limit(self, client: FlaskClient) -> None:
        assert "5000 deep; the limit is 100" in problem(get(client, NESTED), 400)

    def test_a_query_that_takes_too_long(self, client: FlaskClient) -> None:
        assert "limit of 2 seconds" in problem(get(client, PRODUCT), 504)

    def test_an_answer_that_takes_too_long_is_an_error_and_not_half_an_answer(self, client: FlaskClient) -> None:
        assert "limit of 2 seconds" in problem(get(client, HUGE, "text/csv"), 504)

    def test_the_nested_query_only_costs_its_worker(self, pool: WorkerPool) -> None:
        lifted = Settings(sparql=SparqlSettings(seconds=2.0, nesting=100_000))
        client = application(pool, lifted).test_client()
        assert "1000 MB" in problem(get(client, NESTED), 503)
        assert get(client, "ASK {}").status_code == 200

    def test_a_full_queue_says_when_to_come_back(self) -> None:
        class Busy:
            version = "1"

            def run(self, query: Query) -> Answer:
                raise QueryBusy("All are taken.", retry_after=3)

        response = get(application(Busy()).test_client(), "ASK {}")
        assert problem(response, 503) == "All are taken."
        assert response.headers["Retry-After"] == "3"

    def test_a_browser_gets_a_page(self, client: FlaskClient) -> None:
        response = get(client, "ASK {", BROWSER)
        assert (response.status_code, response.mimetype) == (400, "text/html")
        assert "<h1>400 Bad Request</h1>" in response.text


class TestNegotiation:
    @pytest.mark.parametrize(
        ("query", "accept", "content_type"),
        [
            (SELECT, None, "application/sparql-results+json"),
            (SELECT, "*/*", "application/sparql-results+json"),
            (SELECT, "application/json", "application/json"),
            (
                SELECT,
                "application/sparql-results+json;q=0.2, application/sparql-results+xml;q=0.9",
                "application/sparql-results+xml",
            ),
            (SELECT, "application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
            (SELECT, "text/*", "text/csv; charset=utf-8"),
            (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
            ("ASK {}", "text/csv, application/sparql-results+xml;q=0.1", "application/sparql-results+xml"),
            (CONSTRUCT, None, "text/turtle; charset=utf-8"),
            (CONSTRUCT, BROWSER, "text/turtle; charset=utf-8"),
            (CONSTRUCT, "application/ld+json", "application/ld+json"),
            (CONSTRUCT, "application/sparql-results+xml, application/rdf+xml;q=0.1", "application/rdf+xml"),
            ("DESCRIBE <http://e/x>", "application/n-triples", "application/n-triples"),
        ],
    )
    def test_by_accept(self, client: FlaskClient, query: str, accept: str | None, content_type: str) -> None:
        response = get(client, query, accept)
        assert (response.status_code, response.content_type) == (200, content_type)
        assert response.headers["Vary"] == "Accept"

    @pytest.mark.parametrize(
        ("query", "name", "content_type"),
        [
            (SELECT, "json", "application/sparql-results+json"),
            (CONSTRUCT, "json", "application/ld+json"),
            (SELECT, "text/csv", "text/csv; charset=utf-8"),
            (CONSTRUCT, "ttl", "text/turtle; charset=utf-8"),
            (CONSTRUCT, "nt", "application/n-triples"),
            (CONSTRUCT, "xml", "application/rdf+xml"),
            (CONSTRUCT, "rdf+xml", "application/rdf+xml"),  # these three are SPARQLWrapper's
            (CONSTRUCT, "json-ld", "application/ld+json"),
            (CONSTRUCT, "n3", "text/turtle; charset=utf-8"),
            (SELECT, "application/sparql-results json", "application/sparql-results+json"),  # a plus not encoded
            (SELECT, "text/xml", "application/sparql-results+xml"),
        ],
    )
    def test_by_name(self, client: FlaskClient, query: str, name: str, content_type: str) -> None:
        assert get(client, query, "image/png", format=name).content_type == content_type
        assert get(client, query, _format=name).content_type == content_type

    @pytest.mark.parametrize(
        ("query", "accept", "listed"),
        [
            (SELECT, "image/png", "text/csv"),
            (SELECT, "text/turtle", "text/csv"),
            (CONSTRUCT, "text/csv", "text/turtle"),
        ],
    )
    def test_406_lists_what_there_is(self, client: FlaskClient, query: str, accept: str, listed: str) -> None:
        assert listed in problem(get(client, query, accept), 406)

    def test_a_name_that_is_no_format(self, client: FlaskClient) -> None:
        assert "not as pdf" in problem(get(client, SELECT, format="pdf"), 406)


class TestDescription:
    @pytest.mark.parametrize(
        ("accept", "parser"),
        [
            ("*/*", "turtle"),
            ("application/n-triples", "nt"),
            ("application/ld+json", "json-ld"),
            ("application/rdf+xml", "xml"),
        ],
    )
    @pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
    def test_the_endpoint_describes_itself(self, client: FlaskClient, accept: str, parser: str) -> None:
        response = client.get("/sparql", headers={"Accept": accept})
        graph = Graph().parse(data=response.data, format=parser)
        text = graph.serialize(format="nt")
        assert "service-description#endpoint> <https://data.example.org/sparql>" in text
        assert "UnionDefaultGraph" in text
        assert "_:" not in text
        assert response.headers["ETag"]

    def test_the_description_is_revalidated(self, client: FlaskClient) -> None:
        etag = client.get("/sparql").headers["ETag"]
        assert client.get("/sparql", headers={"If-None-Match": etag}).status_code == 304

    def test_by_name(self, client: FlaskClient) -> None:
        assert client.get("/sparql?format=rdf", headers={"Accept": BROWSER}).mimetype == "application/rdf+xml"

    def test_a_browser_gets_the_form_in_its_language(self, client: FlaskClient) -> None:
        response = client.get("/sparql", headers={"Accept": BROWSER, "Accept-Language": "en-GB, nl;q=0.2"})
        assert response.text == "<form lang=en></form>"
        assert response.headers["Vary"] == "Accept, Accept-Language"
        assert client.get("/sparql", headers={"Accept": BROWSER}).text == "<form lang=nl></form>"

    def test_406(self, client: FlaskClient) -> None:
        assert "text/turtle" in problem(client.get("/sparql", headers={"Accept": "image/png"}), 406)


class TestCaching:
    def test_not_modified(self, client: FlaskClient) -> None:
        etag = get(client, SELECT).headers["ETag"]
        again = client.get("/sparql", query_string={"query": SELECT}, headers={"If-None-Match": f'"x", {etag}'})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
        assert get(client, SELECT, "text/csv").headers["ETag"] != etag

    def test_a_new_snapshot_is_a_new_answer(self, store: str, tmp_path: Path) -> None:
        pool = WorkerPool(store, SETTINGS.sparql, 1)
        try:
            client = application(pool).test_client()
            note = "SELECT ?n { ?s <http://example.org/says> ?n }"
            first = get(client, note, "text/csv")
            assert get(client, note, "text/csv").text == first.text == "n\r\neerste\r\n"
            pool.switch(make_store(tmp_path / "second", 3, "tweede"), 2)
            second = get(client, note, "text/csv")
            assert second.text == "n\r\ntweede\r\n"
            assert second.headers["ETag"] != first.headers["ETag"]
        finally:
            pool.close()

    def test_what_differs_each_time_is_not_kept(self, client: FlaskClient) -> None:
        response = get(client, "SELECT (RAND() AS ?r) {}")
        assert "ETag" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"
        assert get(client, "SELECT (RAND() AS ?r) {}").data != response.data

    def test_a_small_answer_is_computed_once(self, pool: WorkerPool) -> None:
        class Counting:
            version = "1"
            runs = 0

            def run(self, query: Query) -> Answer:
                self.runs += 1
                return pool.run(query)

        counting = Counting()
        client = application(counting).test_client()
        assert get(client, SELECT).data == get(client, SELECT).data
        assert counting.runs == 1


def test_json_ld_cannot_hold_triple_terms(client: FlaskClient) -> None:
    query = "PREFIX : <http://e/> CONSTRUCT { :s :p <<( :a :b :c )>> } {}"
    assert "ask for Turtle" in problem(get(client, query, "application/ld+json"), 406)
    assert "<<(" in get(client, query, "text/turtle").text


class TestSpool:
    def answer(self, size: int) -> Answer:
        return Answer("text/csv", "solutions", "1", None, iter([b"x" * 1000] * size))

    def test_a_whole_answer_has_a_length(self, client: FlaskClient, pool: WorkerPool) -> None:
        response = get(client, LARGE, "text/csv")
        assert response.content_length == len(response.data) > 65_536
        assert pool.busy == 0

    @pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml"])
    def test_an_answer_that_shows_its_end_is_sent_as_it_comes(self, client: FlaskClient, accept: str) -> None:
        whole = get(client, LARGE, accept)
        assert whole.content_length is None
        assert whole.data.rstrip().endswith((b"}", b">"))
        began = time.monotonic()
        cut = get(client, HUGE, accept)
        assert cut.status_code == 200
        pieces = iter(cut.response)
        assert next(pieces)
        assert time.monotonic() - began < 1.5  # the query itself would take for ever
        with pytest.raises(QueryTimeout):
            list(pieces)
        cut.close()

    def test_nobody_reads_on(self, client: FlaskClient, pool: WorkerPool) -> None:
        answer = get(client, HUGE, "application/sparql-results+json")
        assert next(iter(answer.response))
        answer.close()
        assert until(lambda: pool.busy == 0)

    def test_a_slow_reader_holds_no_process(self, client: FlaskClient, pool: WorkerPool) -> None:
        answer = get(client, LARGE, "application/sparql-results+json")
        assert next(iter(answer.response))
        assert until(lambda: pool.busy == 0)
        answer.close()

    def test_room_is_given_back(self) -> None:
        spool = Spool(answer_bytes=5000, total_bytes=8000)
        kept = spool.keep(self.answer(5))
        assert (kept.size, spool.taken) == (5000, 5000)
        with pytest.raises(QueryBusy, match="wait to be sent"):
            spool.keep(self.answer(4))
        with pytest.raises(QueryExhausted, match="larger than the limit"):
            Spool(answer_bytes=5000).keep(self.answer(6))
        assert b"".join(kept) == b"x" * 5000
        kept.close()
        kept.close()
        assert spool.taken == 0
        spool.keep(self.answer(4)).close()


SERVER = """
from flask import Flask
from vm2graph.serving.sparql import Behind, Endpoint
from vm2graph.serving.sparql_routes import sparql_blueprint
from vm2graph.serving.workers import WorkerPool
from vm2graph.settings import Settings, SparqlSettings
import os
settings = Settings(sparql=SparqlSettings(workers=2, seconds=2.0, memory_mb=1000))
pool = WorkerPool(os.environ["TEST_STORE"], settings.sparql, 1)
app = Flask("endpoint")
app.register_blueprint(sparql_blueprint(Endpoint(Behind(lambda: pool), settings)))
stream = sparql_blueprint(Endpoint(Behind(lambda: pool), settings, whole=False))
app.register_blueprint(stream, name="stream", url_prefix="/stream")
app.add_url_rule("/busy", view_func=lambda: str(pool.busy))
"""


@pytest.fixture(scope="module")
def server(store: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of granian serving the endpoint."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "endpoint_app.py").write_text(SERVER)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--no-log",
        "endpoint_app:app",
    ]
    with subprocess.Popen(command, cwd=folder, env={**os.environ, "TEST_STORE": store}) as process:
        try:
            assert until(lambda: _listens(port), 20)
            yield port
        finally:
            process.terminate()
            process.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def fetch(
    port: int, path: str, query: str | None = None, accept: str = "*/*"
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(
            "GET", path + ("?" + urlencode({"query": query}) if query else ""), headers={"Accept": accept}
        )
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


class TestServer:
    def test_a_large_answer_arrives_whole(self, server: int) -> None:
        response, data = fetch(server, "/sparql", LARGE, "text/csv")
        assert response.status == 200
        assert int(response.headers["Content-Length"]) == len(data)
        assert data.count(b"\r\n") == 6002

    def test_a_cut_answer_is_an_error_status(self, server: int) -> None:
        response, data = fetch(server, "/sparql", HUGE, "text/csv")
        assert response.status == 504
        assert "2 seconds" in json.loads(data)["detail"]

    def test_a_client_that_goes_away_frees_the_worker(self, server: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server, timeout=20)
        connection.request("GET", "/stream/sparql?" + urlencode({"query": HUGE}))
        response = connection.getresponse()
        assert response.read(1000)
        response.close()
        connection.close()
        assert until(lambda: fetch(server, "/busy")[1] == b"0", 1.5)

    def test_others_are_served_while_one_is_slow(self, server: int) -> None:
        with subprocess.Popen([sys.executable, "-c", _ASK, str(server), PRODUCT]) as slow:
            time.sleep(0.3)
            began = time.monotonic()
            assert fetch(server, "/sparql", "ASK {}")[0].status == 200
            assert time.monotonic() - began < 1.0
            assert slow.wait(20) == 0

    @pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
    @pytest.mark.parametrize("method", ["GET", POST])
    def test_sparqlwrapper(self, server: int, method: str) -> None:
        wrapper = SPARQLWrapper(f"http://127.0.0.1:{server}/sparql")
        wrapper.setMethod(method)
        wrapper.setQuery("SELECT ?n { ?s <http://example.org/says> ?n }")
        wrapper.setReturnFormat(JSON)
        assert wrapper.queryAndConvert()["results"]["bindings"][0]["n"]["value"] == "eerste"
        wrapper.setReturnFormat(XML)
        assert "eerste" in wrapper.queryAndConvert().toxml()
        wrapper.setReturnFormat(CSV)
        assert wrapper.queryAndConvert() == b"n\r\neerste\r\n"
        wrapper.setQuery("CONSTRUCT { ?s ?p ?o } { GRAPH <http://example.org/n> { ?s ?p ?o } }")
        wrapper.setReturnFormat(XML)
        assert len(wrapper.queryAndConvert()) == 1


_ASK = """
import http.client, sys, urllib.parse
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
connection.request("GET", "/sparql?" + urllib.parse.urlencode({"query": sys.argv[2]}))
sys.exit(connection.getresponse().status != 504)
"""


@pytest.fixture(scope="module")
def few(store: str) -> Iterator[FlaskClient]:
    """An endpoint whose answers have few rows."""
    settings = replace(SETTINGS, sparql=replace(SETTINGS.sparql, rows=100, resident_share=0))
    pool = WorkerPool(store, settings.sparql, 1)
    yield application(pool, settings).test_client()
    pool.close()


class TestLimits:
    @pytest.mark.parametrize(
        "accept", ["application/sparql-results+json", "text/csv", "application/sparql-results+xml"]
    )
    def test_an_answer_has_no_more_rows_than_it_may(self, few: FlaskClient, accept: str) -> None:
        assert get(few, "SELECT * { ?s ?p ?o } LIMIT 100", accept).status_code == 200
        assert "more rows than the limit of 100" in problem(get(few, "SELECT * { ?s ?p ?o } LIMIT 101", accept), 503)

    def test_a_graph_has_no_more_triples_than_it_may(self, few: FlaskClient) -> None:
        construct = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT"
        assert get(few, f"{construct} 100", "text/turtle").status_code == 200
        assert "limit of 100" in problem(get(few, f"{construct} 101", "text/turtle"), 503)

    def test_the_description_tells_every_limit(self, few: FlaskClient) -> None:
        graph = Graph().parse(data=few.get("/sparql", headers={"Accept": "text/turtle"}).data)
        told = graph.query(
            "SELECT ?name ?value { ?s <https://schema.org/additionalProperty> ?p . "
            "?p <https://schema.org/propertyID> ?name ; <https://schema.org/value> ?value }"
        )
        limits = {str(name): float(value) for name, value in told}  # type: ignore[misc]  # rows of two
        assert limits["rows"] == 100
        assert limits["seconds"] == 2.0
        assert {"memory_mb", "body_bytes", "nesting", "answer_mb", "workers", "queue"} <= set(limits)

    def test_a_tighter_deadline(self, client: FlaskClient) -> None:
        began = time.monotonic()
        assert "limit of 0.3 seconds" in problem(get(client, PRODUCT, timeout="0.3"), 504)
        assert time.monotonic() - began < 1.5
        assert "limit of 2 seconds" in problem(get(client, PRODUCT, timeout="60"), 504)

    @pytest.mark.parametrize("seconds", ["0", "-1", "x", "1e3", "", "9" * 12])
    def test_a_deadline_that_is_none(self, client: FlaskClient, seconds: str) -> None:
        assert "not a number of seconds" in problem(get(client, "ASK {}", timeout=seconds), 400)


class TestTrustedServices:
    def test_only_the_trusted_are_asked(self, store: str) -> None:
        with decoy() as (trusted, asked), decoy() as (other, never):
            settings = replace(SETTINGS, sparql=replace(SETTINGS.sparql, trusted_services=trusted, resident_share=0))
            pool = WorkerPool(store, settings.sparql, 1)
            federated = WorkerPool(store, settings.sparql, 1, networked=True)
            client = application(pool, settings, federated=lambda: federated).test_client()
            try:
                refused = "may ask only"
                assert refused in problem(get(client, f"ASK {{ SERVICE <{other}> {{ ?s ?p ?o }} }}"), 400)
                assert refused in problem(get(client, "ASK { SERVICE ?x { ?s ?p ?o } }"), 400)
                assert asked == []
                detail = problem(get(client, f"ASK {{ SERVICE <{trusted}> {{ ?s ?p ?o }} }}"), 502)
                assert "did not answer" in detail
                assert len(asked) == 1
                assert get(client, f"ASK {{ SERVICE SILENT <{trusted}> {{ ?s ?p ?o }} }}").status_code == 200
                description = client.get("/sparql", headers={"Accept": "text/turtle"}).text
                assert "sd:BasicFederatedQuery" in description
            finally:
                pool.close()
                federated.close()
            assert never == []


class TestGraphStore:
    URL = "/rdf-graph-store"

    @pytest.fixture
    def graphs(self, pool: WorkerPool) -> FlaskClient:
        return application(pool, has_graph=lambda iri: iri == "http://example.org/graph1").test_client()

    @pytest.mark.parametrize(
        "media_type", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
    )
    def test_a_named_graph_in_every_format(self, graphs: FlaskClient, media_type: str) -> None:
        response = graphs.get(
            self.URL, query_string={"graph": "http://example.org/graph1"}, headers={"Accept": media_type}
        )
        assert response.status_code == 200
        assert response.content_type.partition(";")[0] == media_type
        assert len(Graph().parse(data=response.data, format=media_type)) == 600

    def test_the_default_graph_is_the_union_of_all(self, graphs: FlaskClient) -> None:
        response = graphs.get(f"{self.URL}?default", headers={"Accept": "application/n-triples"})
        assert response.data.count(b"\n") == 6001

    def test_a_graph_has_a_validator(self, graphs: FlaskClient) -> None:
        first = graphs.get(self.URL, query_string={"graph": "http://example.org/graph1"})
        assert first.content_type == "text/turtle; charset=utf-8"
        again = graphs.get(
            self.URL,
            query_string={"graph": "http://example.org/graph1"},
            headers={"If-None-Match": first.headers["ETag"]},
        )
        assert again.status_code == 304

    @pytest.mark.parametrize(
        ("query", "status", "words"),
        [
            ("", 400, "Name one graph"),
            ("default&graph=http%3A%2F%2Fe%2F", 400, "Name one graph"),
            ("graph=http%3A%2F%2Fe%2Fa&graph=http%3A%2F%2Fe%2Fb", 400, "Name one graph"),
            ("graph=relative", 400, "not an absolute IRI"),
            ("graph=http%3A%2F%2Fe%2F%3E%20x", 400, "not an absolute IRI"),
            ("graph=http%3A%2F%2Fe%2Fnone", 404, "no graph"),
            ("graph=http%3A%2F%2Fexample.org%2Fgraph1&format=csv", 406, "can be had as"),
        ],
    )
    def test_what_is_refused(self, graphs: FlaskClient, query: str, status: int, words: str) -> None:
        assert words in problem(graphs.get(f"{self.URL}?{query}"), status)

    @pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
    def test_writing_is_refused(self, graphs: FlaskClient, method: str) -> None:
        response = graphs.open(f"{self.URL}?default", method=method, data="x")
        assert "can only be read" in problem(response, 405)
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"

    def test_head_and_options(self, graphs: FlaskClient) -> None:
        head = graphs.head(f"{self.URL}?graph=http%3A%2F%2Fexample.org%2Fgraph1")
        assert (head.status_code, head.data) == (200, b"")
        assert graphs.options(self.URL).headers["Allow"] == "GET, HEAD, OPTIONS"
