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


def test_the_header_is_believed_before_the_page():
    page = '<meta charset="iso-8859-2"><p>€ Ž'.encode("iso-8859-15")
    assert decode(page, "text/html; charset=ISO-8859-15").endswith("€ Ž")
    assert decode(page, "text/html; charset=x-unknown").endswith("¤ ´")


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("iso-8859-2", "Zażółć gęślą jaźń"),
        ("windows-1250", "Zażółć gęślą jaźń"),
        ("GB2312", "职业教育研究报告"),
        ("big5", "職業教育研究報告"),
        ("Shift_JIS", "職業教育"),
        ("euc-kr", "직업교육"),
        ("windows-1251", "Профессиональное образование"),
        ("windows-1252", "’s-Hertogenbosch – café"),
        ("latin1", "café “x”"),
    ],
)
def test_pages_of_elsewhere_are_read_as_they_declare(declared, text):
    python = {"latin1": "cp1252"}.get(declared, declared)
    late = "<!-- " + "x" * 20_000 + " --><script charset=utf-8></script>"
    for head in ("<meta charset=%s>", "<META http-equiv=Content-Type content='text/html; charset=%s'>"):
        assert decode((late + head % declared + text).encode(python)).endswith(text)
    assert decode(f"<?xml version='1.0' encoding='{declared}'?>{text}".encode(python)).endswith(text)


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman"])
@pytest.mark.parametrize(
    "text",
    [
        "De coördinatie van één traject is geëvalueerd; de reünie van ideeën.",
        "Auteurs: Renée van Riessen & Zoë Coëlho",
        "Die Prüfung für Schüler über größere Maßnahmen",
        "Un résumé: l'école à l'étranger, garçon, où ça",
    ],
)
def test_what_is_not_declared_is_read_as_it_reads_best(text, encoding):
    assert decode(text.encode(encoding)) == text


def test_typographic_signs_are_those_of_windows():
    text = "’s-Hertogenbosch – “auto’s” … € 5 · ‘zo’"
    assert decode(text.encode("cp1252")) == text


def test_utf_8_with_a_stray_byte_stays_utf_8():
    text = "één reünie, coöperatie, ideeën, "
    assert decode(text.encode() + "café’s".encode("cp1252")) == text + "café’s"
    assert decode(text.encode() + b"\x81\xc3") == text + "\x81Ã"


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
