"""The room's front door, and what holds for any bytes."""

import contextlib
import dataclasses
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.pages import PAGE
from vm2graph.errors import InterpretError, ReadError
from vm2graph.model import Span, Stated, Status
from vm2graph.reading import READERS, interpret, read_page
from vm2graph.reading.labels import LABELS


def test_readers():
    assert [reader.name for reader in READERS] == ["html", "text"]


@pytest.mark.parametrize(
    ("data", "source_id", "media_type", "expected"),
    [
        (b"Titel", "x", None, "text/plain"),
        (b"Titel", "x.html", None, "text/html"),
        (b"Titel", "https://example.org/x.htm?a=b.txt", None, "text/html"),
        (b"<!doctype HTML><p>x", "x.txt", None, "text/html"),
        (b"<p class=a>x</p>", "x", None, "text/html"),
        (b"<img src=x> Titel", "x", None, "text/plain"),
        (b"<p>x", "x.txt", None, "text/plain"),
        (b"<p>x", "x.txt", "text/html; charset=utf-8", "text/html"),
        (b"Titel", "x", "application/octet-stream", "text/plain"),
    ],
)
def test_kind_of_page(data, source_id, media_type, expected):
    assert read_page(data, source_id, media_type).source.media_type == expected


@pytest.mark.parametrize(
    ("data", "media_type", "code"),
    [
        (b"", None, "empty_input"),
        (b"\xef\xbb\xbf \r\n\t\r\n \xc2\xa0\r\n", None, "empty_input"),
        (b"x", "application/json", "unsupported_media_type"),
        (b"%PDF-1.4", None, "binary_input"),
    ],
)
def test_refusals(data, media_type, code):
    with pytest.raises(ReadError) as caught:
        read_page(data, "x", media_type)
    assert caught.value.code == code


def all_stated(value: object) -> Iterator[Stated[object]]:
    if isinstance(value, Stated):
        yield value
    if isinstance(value, tuple):
        for item in value:
            yield from all_stated(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from all_stated(getattr(value, field.name))


def all_spans(value: object) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from all_spans(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from all_spans(getattr(value, field.name))


def check(data: bytes, source_id: str) -> None:
    """What holds for every page."""
    try:
        page = read_page(data, source_id)
    except ReadError:
        return
    assert all(span.end <= len(page.text) for span in all_spans(page))
    assert read_page(data, source_id) == page
    try:
        record = interpret(page)
    except InterpretError:
        return
    assert interpret(page) == record
    assert record.title.value.strip()
    assert all(span.end <= len(page.text) for span in all_spans(record))
    for stated in all_stated(record):
        assert stated.evidence
        assert stated.rule
        assert stated.status is not Status.INFERRED or stated.note
        if stated.status is Status.VERBATIM:
            assert stated.value == stated.evidence[0].of(page.text)


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["x", "x.txt", "x.html"]))
def test_any_bytes(data, source_id):
    check(data, source_id)


WORDS = [word for languages in LABELS.values() for spellings in languages.values() for word in spellings.split(" | ")]
LINES = (
    st.sampled_from(WORDS).map(lambda word: word.capitalize() + ":")
    | st.sampled_from(PAGE.split("\n"))
    | st.sampled_from(
        ["<p>", "</dd>", "<dt>", "<h1>x", "&amp; &lt;", "\u00ad\u200b", "\x01", "2008-2012", "A, B. (2010). C."]
    )
    | st.text(max_size=40)
)


@settings(max_examples=250, deadline=None)
@given(st.lists(LINES, max_size=25), st.sampled_from(["\n", "\n\n", "\r\n", " "]), st.sampled_from(["x.txt", "x.html"]))
def test_any_lines(lines, separator, source_id):
    check(separator.join(lines).encode("utf-8", "replace"), source_id)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(PAGE)), st.integers(0, 80), st.text(max_size=10))
def test_a_page_with_a_hole(at, length, patch):
    check((PAGE[:at] + patch + PAGE[at + length :]).encode("utf-8", "replace"), "x.txt")


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["a", "a ", "(", ", A.", "A B, ", "\n\na", "x:\n", "Auteurs: A\n", "&amp;", "\u00ad"])
def test_large_pages_are_read_in_linear_time(piece):
    with contextlib.suppress(ReadError, InterpretError):
        interpret(read_page((PAGE + piece * (1_000_000 // len(piece))).encode(), "x.txt"))
    page = PAGE.replace("Jan Bos\n", "Jan Bos" + piece * 20_000)
    with contextlib.suppress(ReadError, InterpretError):
        interpret(read_page(page.encode(), "x.txt"))
