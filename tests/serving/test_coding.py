import gzip
from collections.abc import Callable, Iterator
from typing import Any

import brotli
import pytest
import zstandard
from fakes import SLUG, Fake, settings
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

from vm2graph.serving import create_app
from vm2graph.serving.coding import Coded, taken

DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}
DOC = f"/doc/publication/{SLUG}.ttl"


@pytest.fixture(scope="module")
def client() -> Client:
    fake = Fake()
    fake.add()
    return create_app(settings(), fake).test_client()


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        (None, ()),
        ("", ()),
        ("identity", ()),
        ("gzip, deflate, br, zstd", ("zstd", "br", "gzip")),
        ("gzip;q=1.0, br;q=0.5", ("gzip", "br")),
        ("GZIP", ("gzip",)),
        ("*", ("zstd", "br", "gzip")),
        ("*;q=0.5, br;q=0", ("zstd", "gzip")),
        ("gzip;q=0", ()),
        ("identity;q=0.5, gzip;q=0.2", ()),
        ("deflate", ()),
        (";;,,=", ()),
    ],
)
def test_what_a_client_takes(header: str | None, codings: tuple[str, ...]) -> None:
    assert taken(header) == codings


@given(st.text(max_size=80))
def test_any_header_is_survived(header: str) -> None:
    assert set(taken(header)) <= set(DECODERS)


@pytest.mark.parametrize("coding", DECODERS)
def test_an_answer_is_the_same_in_every_coding(client: Client, coding: str) -> None:
    plain = client.get(DOC)
    coded = client.get(DOC, headers={"Accept-Encoding": coding})
    assert coded.headers["Content-Encoding"] == coding
    assert coded.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert DECODERS[coding](coded.data) == plain.data
    assert len(coded.data) == int(coded.headers["Content-Length"]) < len(plain.data)
    assert coded.headers["ETag"] != plain.headers["ETag"]
    head = client.head(DOC, headers={"Accept-Encoding": coding})
    assert head.data == b""
    assert sorted(head.headers.items()) == sorted(coded.headers.items())


def test_a_client_is_told_that_what_it_holds_is_still_right(client: Client) -> None:
    tags = {name: client.get(DOC, headers={"Accept-Encoding": name}).headers["ETag"] for name in (*DECODERS, "")}
    for name, tag in tags.items():
        answer = client.get(DOC, headers={"Accept-Encoding": "gzip, br, zstd", "If-None-Match": f'"x", {tag}'})
        assert (answer.status_code, answer.headers["ETag"]) == (304, tag)
        taken_still = client.get(DOC, headers={"Accept-Encoding": "br", "If-None-Match": tag})
        assert taken_still.status_code == (304 if name in ("br", "") else 200)


def test_errors_are_coded_too(client: Client) -> None:
    answer = client.get("/doc/publication/nothing", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 404
    assert b"not_found" in gzip.decompress(answer.data)
    assert "Accept-Encoding" in answer.headers["Vary"]


def streamed(pieces: int, headers: list[tuple[str, str]] | None = None, closed: list[bool] | None = None) -> Any:
    def app(_environ: Any, start_response: Any) -> Any:
        start_response("200 OK", headers or [("Content-Type", "text/csv")])

        class Pieces:
            def __iter__(self) -> Iterator[bytes]:
                for number in range(pieces):
                    yield f"row {number}\r\n".encode() * 1000

            def close(self) -> None:
                if closed is not None:
                    closed.append(True)

        return Pieces()

    return app


@pytest.mark.parametrize("coding", DECODERS)
def test_a_long_answer_is_coded_as_it_comes(coding: str) -> None:
    closed: list[bool] = []
    answer = Client(Coded(streamed(50, closed=closed))).get("/", headers={"Accept-Encoding": coding})
    assert "Content-Length" not in answer.headers
    assert DECODERS[coding](answer.data).count(b"row 49\r\n") == 1000
    answer.close()
    assert closed


def test_a_file_that_is_coded_already_is_left_alone() -> None:
    headers = [("Cache-Control", "no-transform"), ("ETag", '"x"')]
    answer = Client(Coded(streamed(1, headers))).get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["ETag"] == '"x"'
    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"row 0")
