"""Room 1: bytes to what a page says, and to what it means.

Knows bytes, text and the model; knows no RDF library, no file and no network. :func:`read_page`
answers verbatim what a page says and where (:class:`~vm2graph.model.ParsedPage`);
:func:`interpret` judges what that means (:class:`~vm2graph.model.Publication`). Layouts
(:mod:`.text`, :mod:`.html`) judge nothing, grammars (:mod:`.apa`, :mod:`.names_of_people`,
:mod:`.dates`) know no page, and :mod:`.interpret` is the only place where a value is chosen.

Whatever the bytes, only ReadError and InterpretError are raised, and time grows with their number.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from vm2graph.errors import ReadError
from vm2graph.model import ParsedPage, Source
from vm2graph.reading.decoding import decode
from vm2graph.reading.html import read_html
from vm2graph.reading.interpret import interpret
from vm2graph.reading.text import read_text

__all__ = ["READERS", "Reader", "interpret", "read_page"]


@dataclass(frozen=True, slots=True)
class Reader:
    """A kind of page and the function that reads its text."""

    name: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]  # the first is what Source.media_type says
    read: Callable[[str, Source], ParsedPage]


READERS: tuple[Reader, ...] = (
    Reader("html", (".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"), read_html),
    Reader("text", (".txt", ".text", ".md"), ("text/plain", "text/markdown"), read_text),
)

_UNKNOWN = frozenset({"application/octet-stream", "binary/octet-stream", "unknown/unknown", ""})
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*|<!--(?:[^-]|-(?!->)){0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"\s*<(?:main|article|section|div|h1|p|table|dl|meta|title)\b[^<>]{0,500}>", re.IGNORECASE)
_BLANK = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff\x00-\x1f]*")


def read_page(data: bytes, source_id: str, media_type: str | None = None) -> ParsedPage:
    """What a page says. The kind is that of its media type, of its own first words, or of its suffix."""
    text = decode(data, media_type)
    if _BLANK.fullmatch(text):
        raise ReadError("The page is empty; give a page with the text of one publication.", "empty_input")
    reader = _reader(text, source_id, media_type)
    source = Source(source_id, hashlib.sha256(data).hexdigest(), reader.media_types[0], len(data))
    page = reader.read(text, source)
    if _BLANK.fullmatch(page.text):
        raise ReadError("The page shows no text; check that it was saved completely.", "empty_input")
    return page


def _reader(text: str, source_id: str, media_type: str | None) -> Reader:
    essence = (media_type or "").partition(";")[0].strip().lower()
    if essence not in _UNKNOWN:
        for reader in READERS:
            if essence in reader.media_types:
                return reader
        known = ", ".join(reader.media_types[0] for reader in READERS)
        raise ReadError(f"Pages of type {essence[:80]} cannot be read; give one of {known}.", "unsupported_media_type")
    html, plain = READERS
    if _HTML.match(text):
        return html
    path = re.split(r"[?#]", source_id, maxsplit=1)[0].lower()
    for reader in READERS:
        if path.endswith(reader.suffixes):
            return reader
    return html if _FRAGMENT.match(text) else plain
