"""The server's front and the WSGI application give the same bytes and headers."""

import gzip
import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from fakes import Fake, settings
from flask import Response
from flask import request as flask_request
from front_support import HOP, Answer, Site, listening
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st
from sparql_support import HUGE, LARGE, PRODUCT, make_store, until
from test_hot import DOC, REQUESTS, asked_of, publish_another
from werkzeug.test import Client

from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import QueryTimeout
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.pipeline import publish
from vm2graph.serving import create_app
from vm2graph.serving.connection import HEAD_BYTES
from vm2graph.settings import SparqlSettings
from vm2graph.storing.collection import Collection


@pytest.fixture
def fake() -> Fake:
    fake = Fake()
    fake.add()
    return fake


@pytest.fixture
def client(fake: Fake) -> Client:
    return Client(create_app(settings(), fake))


@pytest.fixture
def site(fake: Fake) -> Iterator[Site]:
    with listening(create_app(settings(), fake)) as site:
        yield site


def plain(
    client: Client, path: str, method: str = "GET", headers: dict[str, str] | None = None, body: bytes | None = None
) -> Answer:
    response = client.open(path, method=method, headers=headers, data=body)
    told = [(k.lower(), v) for k, v in response.headers.items() if k.lower() not in HOP]
    return response.status_code, sorted(told), response.data


@settings_of(max_examples=10, deadline=None)
@given(steps=st.lists(st.one_of(REQUESTS, REQUESTS, REQUESTS, st.just(None)), min_size=5, max_size=20))
def test_no_order_of_requests_and_publishes_tells_the_front_from_the_application(
    steps: list[dict[str, Any] | None],
) -> None:
    fake = Fake()
    fake.add()
    client = Client(create_app(settings(), fake))
    with listening(create_app(settings(), fake)) as site:
        seen: list[dict[str, str]] = []
        for step in steps:
            if step is None:
                publish_another(fake)
                continue
            asked = asked_of(step, seen)
            asked["headers"].setdefault("Accept-Encoding", "identity")
            expected = plain(client, **asked)
            for _ in range(3):  # by the application, by the cache, by its bytes
                assert site.ask(**asked) == expected, asked
            seen.append(dict(expected[1]))


def request(path: str = DOC, *lines: str, method: str = "GET", version: str = "1.1") -> bytes:
    head = [f"{method} {path} HTTP/{version}", "Host: localhost", *lines]
    return "\r\n".join([*head, "", ""]).encode()


class TestConnections:
    """What a client may do with its connection."""

    def test_requests_in_one_piece_are_answered_in_order(self, site: Site) -> None:
        first, second = request(f"{DOC}.ttl"), request(f"{DOC}.nt", "Connection: close")
        for _ in range(3):
            said = site.raw(first + first + second)
            assert said.count(b"HTTP/1.1 200 OK") == 3
            assert said.index(b"text/turtle") < said.index(b"application/n-triples")

    def test_a_request_in_pieces(self, site: Site) -> None:
        whole = request(f"{DOC}.ttl", "Connection: close")
        expected = without_date(site.raw(whole))
        for cut in (1, 10, len(whole) - 4, len(whole) - 1):
            assert without_date(site.raw(whole[:cut], more=whole[cut:])) == expected

    def test_what_follows_a_known_request_is_not_taken_for_it(self, site: Site) -> None:
        known = request(f"{DOC}.ttl")
        for _ in range(3):
            site.raw(known)
        said = site.raw(known[:-2], more=b"Connection: close\r\n\r\n")
        assert said.count(b"HTTP/1.1 200 OK") == 1
        said = site.raw(known, more=request("/nothing", "Connection: close"))
        assert (said.count(b"HTTP/1.1 200 OK"), said.count(b"HTTP/1.1 404 Not Found")) == (1, 1)

    def test_a_body_is_read_and_not_taken_for_a_request(self, site: Site) -> None:
        inner = request(f"{DOC}.ttl")
        outer = request(f"{DOC}.nt", f"Content-Length: {len(inner)}", "Connection: close")
        for _ in range(3):
            assert site.raw(outer + inner).count(b"HTTP/1.1 ") == 1

    def test_http_1_0_has_no_chunks(self, site: Site) -> None:
        for _ in range(3):
            head, _, body = site.raw(request(f"{DOC}.ttl", version="1.0")).partition(b"\r\n\r\n")
            assert b"transfer-encoding" not in head.lower()
            assert f"content-length: {len(body)}".encode() in head.lower()

    def test_a_head_without_end_is_refused(self, site: Site) -> None:
        said = site.raw(request()[:-2], more=b"X: " + b"x" * HEAD_BYTES)
        assert said.startswith(b"HTTP/1.1 431 ")
        assert b"limit of 65536 bytes" in said

    @pytest.mark.parametrize("size", [HEAD_BYTES, 3 * HEAD_BYTES])
    def test_an_address_that_is_too_long_names_the_limit_and_what_to_do(self, site: Site, size: int) -> None:
        said = site.raw(request("/sparql?query=" + "a" * size))
        assert said.startswith(b"HTTP/1.1 414 ")
        assert b"Access-Control-Allow-Origin: *" in said
        assert b"limit of 65536 bytes; send a long query with POST." in said

    def test_a_head_that_does_not_come_is_not_waited_for(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("vm2graph.serving.connection.HEAD_SECONDS", 0.2)
        assert site.raw(request()[:-2]).startswith(b"HTTP/1.1 408 ")

    def test_nonsense_is_400(self, site: Site) -> None:
        assert site.raw(b"\x16\x03\x01 nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 ")

    @pytest.mark.parametrize("hosts", [(), ("Host: a", "Host: a"), ("Host: a", "host: b")])
    def test_a_request_names_its_host_once(self, site: Site, hosts: tuple[str, ...]) -> None:
        for path in (f"{DOC}.ttl", "/robots.txt"):
            head = "\r\n".join([f"GET {path} HTTP/1.1", *hosts, "", ""])
            said = site.raw(head.encode())
            assert said.startswith(b"HTTP/1.1 400 ")
            assert b"one Host header" in said
        assert site.raw(b"GET /robots.txt HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 ")

    @pytest.mark.parametrize(
        "framing",
        [
            "Content-Length: 4\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 4",
            "Content-Length: 4\r\nContent-Length: 0",
            "Content-Length: +4",
            "Content-Length: 4,4",
            "Content-Length: 0x4",
            "Content-Length: 99999999999999999999999",
            "Transfer-Encoding: xchunked",
            "Transfer-Encoding: chunked, identity",
            "Transfer-Encoding : chunked",
            "X: a\r\n folded",
            "X: a\x00b",
            "X: a\nContent-Length: 4",
        ],
    )
    def test_where_a_body_ends_is_never_guessed(self, site: Site, framing: str) -> None:
        head = f"POST /sparql HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n"
        said = site.raw(head.encode() + b"0\r\n\r\n" + request("/robots.txt"))
        assert said.startswith(b"HTTP/1.1 400 ")
        assert said.count(b"HTTP/1.1 ") == 1

    def test_nonsense_after_a_request_is_not_its_answer(self, site: Site) -> None:
        said = site.raw(request("/sparql?query=ASK%7B%7D") + b"\x16\x03\x01 nonsense\r\n\r\n")
        assert not said.startswith(b"HTTP/1.1 400 ")

    def test_who_takes_nothing_is_let_go(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("vm2graph.serving.connection.TAKE_SECONDS", 0.2)
        before = set(site.connections)
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            connection.connect(("127.0.0.1", site.port))
            connection.settimeout(0.3)
            assert until(lambda: bool(site.connections - before))
            (served,) = site.connections - before
            served.timeout_keep_alive = 0.2
            with pytest.raises((TimeoutError, ConnectionError)):
                for _ in range(100_000):
                    connection.sendall(request(f"{DOC}.html") * 10)
            assert until(lambda: served not in site.connections)

    def test_who_does_not_read_is_not_read_from(self, site: Site) -> None:
        known = request(f"{DOC}.ttl")
        for _ in range(2):
            site.raw(known)
        with socket.create_connection(("127.0.0.1", site.port), timeout=1.0) as connection:
            with pytest.raises(TimeoutError):
                for _ in range(100_000):
                    connection.sendall(known * 10)
            waiting = sum(one.transport.get_write_buffer_size() for one in list(site.connections))
        assert waiting < 20_000_000


def without_date(said: bytes) -> bytes:
    return re.sub(rb"date: [^\r]*\r\n", b"", said)


def test_headers_reach_the_application_as_they_should(fake: Fake) -> None:
    app = create_app(settings(), fake)

    @app.get("/told")
    def told() -> dict[str, str]:
        return {name: value for name, value in flask_request.environ.items() if name.startswith("HTTP_X")}

    with listening(app) as site:
        said = site.raw(request("/told", "X-Two: a", "X-Two: b", "X_Two: c", "X-Three: \xe9", "Connection: close"))
    assert json.loads(said.partition(b"\r\n\r\n")[2]) == {"HTTP_X_TWO": "a,b", "HTTP_X_THREE": "\xc3\xa9"}


def test_paths_are_bytes_as_in_wsgi(site: Site, client: Client) -> None:
    for path in ("/doc/theme/caf%C3%A9%20%26%20school", "/doc/theme/%ff", "/doc/theme/a%2Fb", "/%00"):
        assert site.ask(path, headers={"Accept-Encoding": "identity"})[0] == plain(client, path)[0]


def test_an_answer_that_fails_in_the_middle_is_broken(fake: Fake) -> None:
    app = create_app(settings(), fake)

    @app.get("/fails")
    def fails() -> Response:
        def pieces() -> Iterator[bytes]:
            yield b"x" * 200_000
            raise QueryTimeout("late")

        return Response(pieces())

    with listening(app) as site:
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            site.ask("/fails")
        site.forget()
        old = site.raw(request("/fails", version="1.0"))
        assert old.startswith(b"HTTP/1.1 500 ")
        assert b"xxx" not in old


def test_a_large_answer_is_read_as_the_client_takes_it(fake: Fake) -> None:
    app = create_app(settings(), fake)
    made: list[int] = []
    closed = threading.Event()

    @app.get("/large")
    def large() -> Response:
        def pieces() -> Iterator[bytes]:
            for number in range(1000):
                made.append(number)
                yield b"x" * 100_000

        response = Response(pieces())
        response.call_on_close(closed.set)
        return response

    with listening(app) as site:
        with socket.create_connection(("127.0.0.1", site.port)) as connection:
            connection.sendall(request("/large"))
            assert until(lambda: len(made) > 3)
            time.sleep(0.3)
            assert len(made) < 500
        assert closed.wait(5)


QUERIES = [
    "/sparql?query=ASK%7B%7D",
    "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20ORDER%20BY%20%3Fs%20%3Fp%20%3Fo%20LIMIT%203",
    "/sparql?query=CONSTRUCT%20%7B%3Chttp://e/a%3E%20%3Chttp://e/p%3E%20%22x%22%7D%20%7B%7D&timeout=3",
    "/sparql?query=SELECT%20(RAND()%20%3C%202%20AS%20%3Fr)%20%7B%7D",
    "/sparql?query=broken",
    "/sparql?query=ASK%7B%7D&format=ntriples",
    "/sparql?query=ASK%7B%7D&query=ASK%7B%7D",
    "/sparql?query=ASK%7B%20SERVICE%20%3Chttp://e/%3E%20%7B%7D%20%7D",
    "/sparql?query=CLEAR%20ALL",
    "/sparql?query=ASK%7B%FF%7D",
    "/sparql?query=" + "%7B" * 3000,
    "/sparql",
    "/rdf-graph-store?graph=http%3A%2F%2Fe%2Fnothing",
    "/rdf-graph-store?graph=x",
    "/rdf-graph-store",
]
ASKED = st.fixed_dictionaries(
    {
        "path": st.sampled_from(QUERIES),
        "method": st.sampled_from(["GET", "GET", "HEAD", "POST", "OPTIONS", "PUT"]),
        "headers": st.fixed_dictionaries(
            {},
            optional={
                "Accept": st.sampled_from(["text/csv", "application/json", "text/turtle, */*;q=0.1", "text/html", "a"]),
                "Accept-Encoding": st.sampled_from(["gzip", "br;q=0.8, gzip", "zstd", "identity"]),
                "Content-Type": st.sampled_from(
                    ["application/sparql-query", "application/x-www-form-urlencoded", "text/plain", "a"]
                ),
            },
        ),
        "body": st.sampled_from([b"", b"ASK {}", b"query=ASK+%7B%7D", b"query=ASK+{}&update=x", b"x" * 300_000]),
        "seen": st.booleans(),
    }
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, gate: Gate, seed: bytes) -> Iterator[tuple[Client, Site, Any]]:
    """The same collection, asked through WSGI and through the front."""
    path = tmp_path_factory.mktemp("front") / "collection"
    collection = Collection.create(path, settings_text("http://localhost:8000", ""))
    publish(collection, [PageBytes("vijf-jaar-vm2.txt", seed)], gate)
    plain_app = create_app(collection.settings, collection)
    app = create_app(collection.settings, collection)
    with listening(app) as site:
        yield Client(plain_app), site, collection
    plain_app.extensions["vm2graph"].pools.close()


@settings_of(max_examples=80, deadline=None)
@given(asked=ASKED)
def test_queries_are_answered_as_by_the_application(both: tuple[Client, Site, Any], asked: dict[str, Any]) -> None:
    client, site, _ = both
    headers = {"Accept-Encoding": "identity", **asked["headers"]}
    body = asked["body"] if asked["method"] in ("POST", "PUT") else None
    expected = plain(client, asked["path"], asked["method"], headers, body)
    etag = dict(expected[1]).get("etag")
    if asked["seen"] and etag:
        headers["If-None-Match"] = etag
        expected = plain(client, asked["path"], asked["method"], headers, body)
    for _ in range(2):
        assert site.ask(asked["path"], asked["method"], headers, body) == expected, asked


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_store(tmp_path_factory.mktemp("front") / "store")


class _Stored(Fake):
    """A collection in memory whose queries go to a store on disk."""

    def __init__(self, store: str) -> None:
        super().__init__()
        self.snapshot.path = store


LIMITS = SparqlSettings(workers=2, seconds=2.0, memory_mb=1000, queue=2, resident_share=0.0)


@pytest.fixture
def stored(store: str) -> Iterator[tuple[Site, Any]]:
    limited = replace(settings(), sparql=LIMITS)
    app = create_app(limited, _Stored(store))
    with listening(app) as site:
        yield site, app.extensions["vm2graph"].pools


def target(query: str) -> str:
    return "/sparql?" + urlencode({"query": query})


class TestQueries:
    def test_a_large_answer_is_sent_as_it_comes(self, stored: tuple[Site, Any]) -> None:
        site, _ = stored
        for media_type in ("text/csv", "text/tab-separated-values", "application/sparql-results+json"):
            for code in ("identity", "gzip"):
                status, headers, data = site.ask(target(LARGE), headers={"Accept": media_type, "Accept-Encoding": code})
                assert status == 200
                assert "content-length" not in dict(headers)
                data = gzip.decompress(data) if code == "gzip" else data
                assert data.count(b"waarde ") == 6000

    @pytest.mark.parametrize(
        ("media_type", "code"),
        [("text/csv", "identity"), ("text/tab-separated-values", "gzip"), ("application/sparql-results+xml", "zstd")],
    )
    def test_a_cut_answer_is_a_broken_transfer(self, stored: tuple[Site, Any], media_type: str, code: str) -> None:
        site, pools = stored
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            site.ask(target(HUGE), headers={"Accept": media_type, "Accept-Encoding": code})
        site.forget()
        assert until(lambda: pools.current().busy == 0)

    def test_http_1_0_gets_an_error_and_no_part(self, stored: tuple[Site, Any]) -> None:
        said = stored[0].raw(request(target(HUGE), "Accept: text/csv", version="1.0"), seconds=10.0)
        assert said.startswith(b"HTTP/1.1 504 ")

    def test_the_deadline(self, stored: tuple[Site, Any]) -> None:
        site, pools = stored
        began = time.monotonic()
        status, _, data = site.ask(target(PRODUCT))
        assert (status, json.loads(data)["code"]) == (504, "query_timeout")
        assert 1.5 < time.monotonic() - began < 6
        assert until(lambda: pools.current().busy == 0)
        assert site.ask(target("ASK {}"))[0] == 200

    def test_a_client_that_leaves_before_the_first_byte_stops_its_query(self, stored: tuple[Site, Any]) -> None:
        site, pools = stored
        with socket.create_connection(("127.0.0.1", site.port)) as connection:
            connection.sendall(request(target(PRODUCT + " # leaves")))
            assert until(lambda: pools.current().busy == 1)
        assert until(lambda: pools.current().busy == 0, 1.0)

    def test_who_waits_and_leaves_gives_up_the_place(self, stored: tuple[Site, Any]) -> None:
        site, pools = stored
        pool = pools.current()
        with ExitStack() as stack:
            busy = [stack.enter_context(socket.create_connection(("127.0.0.1", site.port))) for _ in range(4)]
            for number, connection in enumerate(busy):
                connection.sendall(request(target(f"{PRODUCT} # {number}")))
            assert until(lambda: pool.busy == 2 and len(pool._turns) == 2)
            status, headers, _ = site.ask(target("ASK {} # one too many"))
            assert (status, dict(headers)["retry-after"]) == (503, "1")
            busy[3].close()
            assert until(lambda: len(pool._turns) == 1)
        assert until(lambda: pool.busy == 0 and not pool._turns)

    def test_a_slow_reader_holds_no_worker(self, stored: tuple[Site, Any]) -> None:
        site, pools = stored
        with socket.create_connection(("127.0.0.1", site.port)) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(request(target(LARGE + " # slowly")))
            assert connection.recv(1000)
            assert until(lambda: pools.current().busy == 0, 1.5)
