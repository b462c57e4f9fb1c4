"""Bytes to text."""

import pytest

from vm2graph.errors import ReadError
from vm2graph.reading.decoding import MAX_BYTES, decode

TEXT = "Één leerroute\nvoor ’s-Hertogenbosch"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_common_encodings_give_the_same_text(encoding):
    assert decode(TEXT.encode(encoding)) == TEXT


def test_line_ends_become_line_feeds():
    assert decode(b"a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_declared_charset_decides_where_utf_8_fails():
    assert decode("5 €".encode("iso-8859-15"), "text/plain; charset=ISO-8859-15") == "5 €"
    page = '<meta charset="macintosh"><p>é'.encode("mac-roman")
    assert decode(page).endswith("é")


def test_every_byte_has_a_reading_in_the_end():
    assert decode(b"a \x81 b \xe9") == "a \x81 b é"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7 ...", "binary_input"),
        (b"PK\x03\x04 word", "binary_input"),
        (b"text\x00with a zero", "binary_input"),
        (bytes(range(1, 9)) * 20, "binary_input"),
        (b"\xff\xfea\x00b", "undecodable"),
        (b"\xef\xbb\xbf\xff", "undecodable"),
        (b"a" * (MAX_BYTES + 1), "too_large"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(data, code):
    with pytest.raises(ReadError) as caught:
        decode(data)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")
