"""Hot and cold give the same bytes and headers."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from fakes import SLUG, Fake, settings
from flask import Flask
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st
from werkzeug.test import Client

from vm2graph.serving import create_app
from vm2graph.serving.hot import Hot

DOC = f"/doc/publication/{SLUG}"


@pytest.fixture
def fake() -> Fake:
    fake = Fake()
    fake.add()
    return fake


def hot_of(app: Flask) -> Hot:
    found: Any = app.wsgi_app
    while not isinstance(found, Hot):
        found = found._app
    return found


PATHS = [
    "/",
    DOC,
    f"{DOC}.ttl",
    f"{DOC}.html",
    f"{DOC}?_format=jsonld",
    f"{DOC}?lang=en",
    f"/evidence/publication/{SLUG}",
    f"/report/publication/{SLUG}.json",
    "/def",
    "/def.ttl",
    "/static/site.css",
    "/doc/person/renee-schoonhoven",
    "/doc/person/",
    "/doc/publication/nothing",
    "/doc/publication/vijf-jaar-vm2",
]
HEADERS: list[dict[str, str]] = [
    {},
    {"Accept": "text/turtle"},
    {"Accept": "application/pdf"},
    {"Accept-Language": "en"},
    {"Accept-Language": "nl, en;q=0.5", "Accept": "text/html"},
    {"Accept-Encoding": "gzip, deflate, br, zstd", "Accept": "text/html"},
    {"Accept-Encoding": "gzip"},
]


@pytest.mark.parametrize("path", PATHS)
def test_hot_and_cold_are_the_same(fake: Fake, path: str) -> None:
    app = create_app(settings(), fake)
    client, cold_client = app.test_client(), Client(hot_of(app)._app)
    for headers, method in product(HEADERS, ("GET", "HEAD")):
        cold = cold_client.open(path, method=method, headers=headers)
        for _ in range(3):
            warm = client.open(path, method=method, headers=headers)
            assert (warm.status, warm.data) == (cold.status, cold.data)
            assert sorted(warm.headers.items()) == sorted(cold.headers.items())
        for name, value in (
            ("If-None-Match", cold.headers.get("ETag", '"x"')),
            ("If-None-Match", '"other"'),
            ("If-None-Match", "*"),
            ("If-Modified-Since", cold.headers.get("Last-Modified", "nonsense")),
            ("If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT"),
        ):
            asked = {**headers, name: value}
            cold_again, warm_again = (one.open(path, method=method, headers=asked) for one in (cold_client, client))
            assert (warm_again.status, warm_again.data) == (cold_again.status, cold_again.data), asked
            assert sorted(warm_again.headers.items()) == sorted(cold_again.headers.items()), asked


def test_a_second_answer_does_not_ask_the_application(fake: Fake) -> None:
    app = create_app(settings(), fake)
    client, hot = app.test_client(), hot_of(app)
    first = client.get(DOC)

    def closed(environ: Any, start_response: Any) -> Any:
        raise AssertionError("asked")

    hot._app = closed
    assert client.get(DOC).data == first.data
    assert client.get(DOC, headers={"Accept-Language": "fr, nl;q=0.2"}).data == first.data
    assert client.get(DOC, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    with pytest.raises(AssertionError):
        client.get(DOC, headers={"Accept": "text/turtle"})


def test_a_new_snapshot_is_seen_at_once(fake: Fake) -> None:
    app = create_app(settings(), fake)
    client = app.test_client()
    assert client.get("/doc/publication/nieuw").status_code == 404
    assert "Nieuw" not in client.get("/").text
    fake.add("nieuw", "Nieuw")
    fake.snapshot.number += 1
    assert client.get("/doc/publication/nieuw").status_code == 200
    assert "Nieuw" in client.get("/").text
    hot = hot_of(app)
    assert {kept.etag for kept in hot._kept.values()}
    assert hot._size == sum(kept.size for kept in hot._kept.values())


QUERIES = [
    "/sparql?query=ASK%7B%7D",
    "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%203",
    "/sparql?query=broken",
    "/sparql",
    f"/rdf-graph-store?graph=http%3A%2F%2Flocalhost%3A8000%2Fdoc%2Fpublication%2F{SLUG}",
]


def test_queries_that_were_answered_before(make_collection: Callable[..., Any], seed: bytes) -> None:
    collection = make_collection({"vijf-jaar-vm2.txt": seed})
    app = create_app(collection.settings, collection)
    inner = hot_of(app)._app  # the one of queries is within the one of documents
    assert isinstance(inner, Hot)
    client, cold_client = app.test_client(), Client(inner._app)
    try:
        for path in QUERIES:
            for headers, method in product([{}, {"Accept": "text/csv"}, {"Accept-Encoding": "gzip"}], ("GET", "HEAD")):
                cold = cold_client.open(path, method=method, headers=headers)
                for conditions in ({}, {}, {"If-None-Match": cold.headers.get("ETag", '"x"')}, {"If-None-Match": "*"}):
                    asked = {**headers, **conditions}
                    warm, again = (one.open(path, method=method, headers=asked) for one in (client, cold_client))
                    assert (warm.status, warm.data) == (again.status, again.data), (path, asked)
                    assert sorted(warm.headers.items()) == sorted(again.headers.items()), (path, asked)
        kept = len(inner._kept)
        assert kept >= 6
        client.get("/sparql?query=SELECT%20(RAND()%20AS%20%3Fr)%20%7B%7D")
        assert len(inner._kept) == kept
    finally:
        app.extensions["vm2graph"].pools.close()


REQUESTS = st.fixed_dictionaries(
    {
        "path": st.sampled_from([*PATHS, "/doc/publication/nieuw-1", "/doc/publication/nieuw-2.ttl"]),
        "method": st.sampled_from(["GET", "GET", "HEAD"]),
        "headers": st.fixed_dictionaries(
            {},
            optional={
                "Accept": st.sampled_from(["text/turtle", "text/html;q=0.9, application/ld+json", "*/*;q=0.1", "a/b"]),
                "Accept-Language": st.sampled_from(["en", "nl", "de, en;q=0.4", "*"]),
                "Accept-Encoding": st.sampled_from(
                    ["gzip", "br;q=0.8, gzip", "zstd", "*", "identity", "gzip;q=0", "x"]
                ),
            },
        ),
        "validator": st.sampled_from(["", "", "ETag", "ETag", "W/", "*", "Last-Modified"]),
        "seen": st.integers(0, 9),
    }
)


def publish_another(fake: Fake) -> None:
    """A commit that adds or changes a record."""
    fake.snapshot.number += 1
    fake.add(f"nieuw-{fake.snapshot.number % 3}", f"Nieuw {fake.snapshot.number}")


def asked_of(step: dict[str, Any], seen: list[Any]) -> dict[str, Any]:
    """A request of ``REQUESTS``, with the validators of an answer that was seen: headers by names in small letters."""
    headers = dict(step["headers"])
    earlier = seen[-1 - step["seen"]] if step["seen"] < len(seen) else {}
    if step["validator"] == "*":
        headers["If-None-Match"] = "*"
    elif step["validator"] == "Last-Modified":
        headers["If-Modified-Since"] = earlier.get("last-modified", "yesterday")
    elif step["validator"]:
        headers["If-None-Match"] = step["validator"].replace("ETag", "") + earlier.get("etag", '"none"')
    return {"path": step["path"], "method": step["method"], "headers": headers}


@settings_of(max_examples=30, deadline=None)
@given(steps=st.lists(st.one_of(REQUESTS, REQUESTS, REQUESTS, st.just(None)), min_size=5, max_size=30))
def test_no_order_of_requests_and_publishes_tells_hot_from_cold(steps: list[dict[str, Any] | None]) -> None:
    fake = Fake()
    fake.add()
    app = create_app(settings(), fake)
    client, cold_client = app.test_client(), Client(hot_of(app)._app)
    seen: list[Any] = []
    for step in steps:
        if step is None:
            publish_another(fake)
            continue
        asked = asked_of(step, seen)
        cold, warm = cold_client.open(**asked), client.open(**asked)
        assert (warm.status, warm.data) == (cold.status, cold.data), asked
        assert sorted(warm.headers.items()) == sorted(cold.headers.items()), asked
        seen.append(warm.headers)


def answering(size: int, headers: tuple[tuple[str, str], ...] = (("ETag", '"x"'),), status: str = "200 OK") -> Any:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        app.asked += 1  # type: ignore[attr-defined]
        start_response(status, [*headers, ("Content-Length", str(size))])
        return [b"x" * size]

    app.asked = 0  # type: ignore[attr-defined]
    return app


def test_it_is_bounded(fake: Fake) -> None:
    app = answering(1000)
    hot = Hot(app, fake, "nl", entry_bytes=2000, total_bytes=10_000)
    client = Client(hot)
    for number in range(50):
        client.get(f"/doc/x/{number}")
    assert 3 < len(hot._kept) <= 7
    assert hot._size <= 10_000
    assert app.asked == 50
    client.get("/doc/x/49")
    assert app.asked == 50
    client.get("/doc/x/0")
    assert app.asked == 51


@pytest.mark.parametrize(
    ("app", "path", "headers"),
    [
        (answering(3000), "/doc/x/1", {}),
        (answering(10), "/sparql", {}),
        (answering(10), "/doc/x/1", {"Accept": "a" * 600}),
        (answering(10), "/doc/x/" + "a" * 600, {}),
        (answering(10), "/doc/x/1", {"Range": "bytes=0-1"}),
        (answering(10), "/doc/x/1", {"If-Match": '"x"'}),
        (answering(10, ()), "/doc/x/1", {}),
        (answering(10, status="206 PARTIAL CONTENT"), "/doc/x/1", {}),
        (answering(10, status="404 NOT FOUND"), "/doc/x/1", {}),
    ],
)
def test_what_is_not_kept(fake: Fake, app: Any, path: str, headers: dict[str, str]) -> None:
    client = Client(Hot(app, fake, "nl", entry_bytes=2000))
    for _ in range(2):
        client.get(path, headers=headers)
    assert app.asked == 2
