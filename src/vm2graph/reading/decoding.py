"""Bytes to text.

The text has line feeds only (CRLF and a lone CR become LF) and no byte order mark; nothing else is
changed, so every offset of a :class:`~vm2graph.model.Span` counts code points of what this module
returns. ``Source.sha256`` and ``Source.size`` are of the bytes, before any of this.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

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
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_IN_PAGE = re.compile(
    rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})"
    rb"|<\?xml\b[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})",
    re.IGNORECASE,
)
_DECLARATIONS = 100_000  # bytes in which a page may declare its encoding; browsers read on as well
# what pages declare, by the name of Python's codec, as browsers take it (WHATWG Encoding, section 4.2)
_AS_BROWSERS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "mac-roman": "mac-roman",
}
_KNOWN = frozenset(
    {*_AS_BROWSERS, *_AS_BROWSERS.values(), "koi8-r", "koi8-u", "euc_jp", "cp850", "cp866", "utf-16", "utf-16-le"}
    | {"utf-16-be"}
    | {f"cp125{n}" for n in range(9)}
    | {f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
)
_STRAY = re.compile(r"[\udc80-\udcff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_FEWEST_SIGNS = 3  # to judge an encoding by
_LETTERS = "àáâäåæçèéêëìíîïñòóôöøùúûüÿßœÀÁÂÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖØÙÚÛÜŒ"
_FITTING = re.compile(
    rf"[{_LETTERS}]|(?<=[^\W\d_])’(?=[^\W\d_])|(?<![^\W\d_])[‘’“”„‚«»–—…•·°§€©®½\u00a0]|[’”»–—…©®\u00a0](?![^\W\d_])"
)
_HEAD = 4096
_SAMPLE = 200_000  # characters
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_SHARE = 0.02  # of the characters; more is not a page that somebody wrote


def decode(data: bytes, media_type: str | None = None) -> str:
    """The text of a page: by its byte order mark, as UTF-8, as header or page declare, else as it reads best.

    UTF-8 comes before what is declared: text in another encoding that happens to be UTF-8 is hardly ever met, a
    wrong declaration often.
    """
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
    if text := _mostly_utf_8(data):
        return text
    for encoding in _declared(data, media_type):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _western(data)


def _declared(data: bytes, media_type: str | None) -> Iterator[str]:
    """The encodings that the header and the page declare, in that order."""
    said = [match[1] for match in [_CHARSET.search(media_type or "")] if match]
    if match := _IN_PAGE.search(data[:_DECLARATIONS]):
        said.append((match[1] or match[2]).decode("ascii"))
    for label in said:
        try:
            name = codecs.lookup(label).name
        except (LookupError, ValueError):
            continue
        if name in _KNOWN:
            yield _AS_BROWSERS.get(name, name)


def _mostly_utf_8(data: bytes) -> str | None:
    """UTF-8 with a few bytes of Windows-1252 in it, as pages put together from two sources have."""
    text = data.decode("utf-8", "surrogateescape")
    strays = len(_STRAY.findall(text))
    if 2 * strays > len(_NOT_ASCII.findall(text)) - strays:
        return None
    return _STRAY.sub(lambda stray: _character(ord(stray[0]) - 0xDC00), text)


def _character(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _western(data: bytes) -> str:
    """Windows-1252, or Mac Roman where in that reading the characters beyond ASCII stand as in Western text."""
    usual, other = _cp1252(data), data.decode("mac-roman")
    high = len(_NOT_ASCII.findall(usual[:_SAMPLE]))
    fits, others = (len(_FITTING.findall(reading[:_SAMPLE])) for reading in (usual, other))
    return other if high >= _FEWEST_SIGNS and fits < 0.7 * high and others > 0.9 * high else usual


def _cp1252(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:  # five bytes are none of its characters; browsers make controls of these
        return "".join(map(_character, data))


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
