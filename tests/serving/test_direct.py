"""The short way gives the bytes and headers of the long one."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from fakes import SLUG, Fake, settings
from flask import Flask
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from vm2graph.serving import create_app
from vm2graph.serving.direct import Direct
from vm2graph.serving.faces import RECORD_FACES
from vm2graph.storing import Tombstone

ODD = "één/twee drie.ttl"


@pytest.fixture(scope="module")
def fake() -> Fake:
    fake = Fake()
    fake.add()
    fake.add(slug=ODD, title="Eén, twee")
    fake.snapshot.gone["weg"] = Tombstone("weg", "Weg", "2026-01-01T00:00:00Z", "dubbel")
    fake.snapshot.merged["person", "iemand"] = "renee-schoonhoven"
    return fake


@pytest.fixture(scope="module")
def app(fake: Fake) -> Flask:
    return create_app(settings(), fake)


def direct_of(app: Flask) -> Direct:
    found: Any = app.wsgi_app
    while not isinstance(found, Direct):
        found = found._app
    return found


def told(answer: TestResponse) -> tuple[str, list[tuple[str, str]], bytes]:
    return answer.status, sorted(answer.headers.items()), answer.data


NAMES = [SLUG, ODD, "vijf-jaar-vm2", "weg", "nothing", "renee-schoonhoven", "iemand", "a//b", "", "x/", "é"]
EXTENSIONS = ["", ".ttl", ".pdf", *(f".{face.extension}" for face in RECORD_FACES)]
PATHS = st.builds(
    lambda type_, name, extension, safe: f"/doc/{type_}/{quote(name + extension, safe=safe)}",
    st.sampled_from(["publication", "person", "theme", "nothing", "", "%70ublication"]),
    st.sampled_from(NAMES),
    st.sampled_from(EXTENSIONS),
    st.sampled_from(["", "/"]),
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Accept": st.sampled_from(
            ["text/turtle", "application/ld+json", "text/html", "application/pdf", "*/*;q=0.1", "text/x-bibliography"]
        ),
        "Accept-Language": st.sampled_from(["nl", "en", "fy"]),
        "If-None-Match": st.sampled_from(["*", '"other"', "the right one"]),
        "If-Modified-Since": st.sampled_from(["Mon, 01 Jan 2001 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "x"]),
        "If-Match": st.sampled_from(['"other"', "*"]),
        "Range": st.just("bytes=0-9"),
    },
)


@settings_of(max_examples=150, deadline=None)
@given(path=PATHS, query=st.sampled_from(["", "", "lang=en", "_format=ttl", "after=x"]), headers=HEADERS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_it_answers_as_flask_does(app: Flask, method: str, path: str, query: str, headers: dict[str, str]) -> None:
    direct = direct_of(app)
    ours, theirs = Client(direct), Client(direct._app)
    first = theirs.open(path, method=method, query_string=query, headers=headers)
    if headers.get("If-None-Match") == "the right one":
        headers = {**headers, "If-None-Match": first.headers.get("ETag", '"none"')}
    asked = {"method": method, "query_string": query, "headers": headers}
    assert told(ours.open(path, **asked)) == told(theirs.open(path, **asked))


@pytest.mark.parametrize(
    ("path", "status", "alone"),
    [
        (f"/doc/publication/{SLUG}", 200, True),
        (f"/doc/publication/{quote(ODD, safe='')}", 200, True),
        ("/doc/person/renee-schoonhoven.ttl", 200, True),
        (f"/doc/publication/{SLUG}?lang=en", 200, False),
        ("/doc/publication/vijf-jaar-vm2", 302, False),
        ("/doc/publication/weg", 410, False),
        ("/doc/person/iemand", 301, False),
        ("/doc/person/niemand", 404, False),
    ],
)
def test_what_is_there_needs_no_flask_and_the_rest_is_left_to_it(
    app: Flask, path: str, status: int, alone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct = direct_of(app)
    asked: list[str] = []
    through: Callable[..., Any] = direct._app

    def counted(environ: dict[str, Any], start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        return through(environ, start_response)

    monkeypatch.setattr(direct, "_app", counted)
    assert Client(direct).get(path).status_code == status
    assert bool(asked) is not alone


def test_what_goes_wrong_is_told_by_flask(app: Flask, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise OSError("the disk is gone")

    monkeypatch.setattr(type(fake.snapshot), "ntriples", broken)
    answer = Client(direct_of(app)).get(f"/doc/publication/{SLUG}", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
