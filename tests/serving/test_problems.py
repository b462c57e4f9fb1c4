"""Everything that goes wrong has one shape."""

import logging

import pytest
from fakes import SLUG, Fake, settings
from flask.testing import FlaskClient

from vm2graph.errors import CollectionDamaged
from vm2graph.serving import create_app

HTML = {"Accept": "text/html"}


@pytest.fixture
def client() -> FlaskClient:
    fake = Fake()
    fake.add()
    return create_app(settings(), fake).test_client()


@pytest.mark.parametrize("path", ["/nothing", "/doc/publication/nothing", "/doc/unheard/", "/static/nothing", "/id/x"])
def test_404(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert {"type", "title", "status", "detail"} <= answer.json.keys()
    assert answer.json["status"] == 404
    assert "start from the list" in answer.json["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert answer.headers["Vary"] == "Accept, Accept-Language, Accept-Encoding"
    page = client.get(path, headers={**HTML, "Accept-Language": "nl"})
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "Niet gevonden" in page.text
    assert '<html lang="nl">' in page.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", f"/doc/publication/{SLUG}", f"/id/publication/{SLUG}", "/def"])
def test_405(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert answer.json["code"] == "method_not_allowed"


def test_options_answers_a_preflight(client: FlaskClient) -> None:
    asked = {"Origin": "https://else.example", "Access-Control-Request-Headers": "x-odd"}
    answer = client.options(f"/doc/publication/{SLUG}", headers=asked)
    assert answer.status_code == 200
    assert "GET" in answer.headers["Allow"]
    assert answer.headers["Access-Control-Allow-Headers"] == "*"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("headers", [{}, HTML])
def test_the_unexpected_is_told_without_a_trace(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, headers: dict[str, str]
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("vm2graph.serving.content.record_lines", broken)
    with caplog.at_level(logging.ERROR):
        answer = client.get(f"/doc/publication/{SLUG}", headers=headers)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "secret" in caplog.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("headers", [{}, HTML])
def test_a_collection_that_cannot_be_read(headers: dict[str, str]) -> None:
    class Damaged(Fake):
        def current(self):
            raise CollectionDamaged("/secret/path is gone")

    client = create_app(settings(), Damaged()).test_client()
    answer = client.get("/", headers=headers)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "secret" not in answer.text


def test_an_error_page_that_cannot_be_made_is_told_as_json(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **values: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("vm2graph.serving.pages.Site.page", broken)
    answer = client.get("/", headers=HTML)
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/doc/publication/%ff", "/doc/publication/" + "a" * 5000, "/doc/%00/x", "/doc//x", "/source/a%2Fb", "/doc/a/%0a"],
)
def test_odd_paths_are_not_found(client: FlaskClient, path: str) -> None:
    for headers in ({}, HTML):
        assert client.get(path, headers=headers).status_code == 404


@pytest.mark.parametrize("header", [",,,", "a/b;q=x", "\t", "*", "text/*;q=0", ";" * 5000, '"' * 300])
def test_odd_headers_break_nothing(client: FlaskClient, header: str) -> None:
    for name in ("Accept", "Accept-Language", "If-None-Match", "If-Modified-Since"):
        answer = client.get(f"/doc/publication/{SLUG}", headers={name: header})
        assert answer.status_code in (200, 304, 406), name
