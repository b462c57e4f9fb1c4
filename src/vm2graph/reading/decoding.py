"""Bytes to text.

The text has line feeds only (CRLF and a lone CR become LF) and no byte order mark; nothing else is
changed, so every offset of a :class:`~vm2graph.model.Span` counts code points of what this module
returns. ``Source.sha256`` and ``Source.size`` are of the bytes, before any of this.
"""

from __future__ import annotations

import codecs
import re

from vm2graph.errors import ReadError

MAX_BYTES = 20_000_000

# longest first: the UTF-32 mark begins with the UTF-16 one
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zipped file such as a Word document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.ASCII)
_DECLARED = {  # what pages declare, as browsers take it (WHATWG Encoding): Latin-1 means cp1252
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-15": "iso-8859-15",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "macintosh": "mac-roman",
}
_HEAD = 4096
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_SHARE = 0.02  # of the characters; more is not a page that somebody wrote


def decode(data: bytes, media_type: str | None = None) -> str:
    """The text of a page. Tries its byte order mark, UTF-8, what it declares, then Windows-1252."""
    if len(data) > MAX_BYTES:
        raise ReadError(f"The page is larger than {MAX_BYTES // 1_000_000} MB; give one publication page.", "too_large")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ReadError(f"This is {what}, not a web page; save the page as text or HTML.", "binary_input")
    text = _newlines(_to_text(data, media_type))
    controls = sum(1 for _ in _CONTROL.finditer(text))
    if "\0" in text or controls > max(8, len(text) * _CONTROL_SHARE):
        raise ReadError(
            "This file holds binary data, not the text of a page; save the page as text or HTML.", "binary_input"
        )
    return text


def _to_text(data: bytes, media_type: str | None) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if wide := _wide(data):
        return _strictly(data, wide)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _CHARSET.search((media_type or "").encode("utf-8", "replace")) or _CHARSET.search(data[:_HEAD])
    encoding = _DECLARED.get(declared[1].decode("ascii").lower(), "cp1252") if declared else "cp1252"
    for candidate in (encoding, "cp1252"):
        try:
            return data.decode(candidate)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")  # every byte is a character there


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"The page says it is {encoding.upper()} but byte {error.start} is not; save it again as UTF-8."
        raise ReadError(message, "undecodable") from error


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark shows as a zero in every other byte of Western text."""
    head = data[:_HEAD]
    if len(data) % 2 or len(head) < 4:
        return None
    half = len(head) // 2
    if head[1::2].count(0) > 0.9 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.9 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _newlines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
