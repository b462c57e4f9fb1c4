"""The server's front and the WSGI application give the same bytes and headers."""

import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fakes import Fake, settings
from flask import Response
from flask import request as flask_request
from front_support import HOP, Answer, Site, listening
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st
from sparql_support import until
from test_hot import DOC, REQUESTS
from werkzeug.test import Client

from vm2graph.errors import QueryTimeout
from vm2graph.serving import create_app
from vm2graph.serving.connection import HEAD_BYTES


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


def plain(client: Client, path: str, method: str = "GET", headers: dict[str, str] | None = None) -> Answer:
    response = client.open(path, method=method, headers=headers)
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
                fake.snapshot.number += 1
                fake.add(f"nieuw-{fake.snapshot.number % 3}", f"Nieuw {fake.snapshot.number}")
                continue
            headers = dict(step["headers"])
            earlier = seen[-1 - step["seen"]] if step["seen"] < len(seen) else {}
            if step["validator"] == "*":
                headers["If-None-Match"] = "*"
            elif step["validator"] == "Last-Modified":
                headers["If-Modified-Since"] = earlier.get("last-modified", "yesterday")
            elif step["validator"]:
                headers["If-None-Match"] = step["validator"].replace("ETag", "") + earlier.get("etag", '"none"')
            headers.setdefault("Accept-Encoding", "identity")
            asked = {"path": step["path"], "method": step["method"], "headers": headers}
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

    def test_a_head_that_does_not_come_is_not_waited_for(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("vm2graph.serving.connection.HEAD_SECONDS", 0.2)
        assert site.raw(request()[:-2]).startswith(b"HTTP/1.1 408 ")

    def test_nonsense_is_400(self, site: Site) -> None:
        assert site.raw(b"\x16\x03\x01 nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 ")

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
