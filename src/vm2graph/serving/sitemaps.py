"""Sitemaps (sitemaps.org 0.9) and ResourceSync (ANSI/NISO Z39.99-2017), which is written in the same form."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree._serializer import _IncrementalFileWriter as IncrementalFileWriter

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
RS = "http://www.openarchives.org/rs/terms/"


@dataclass(frozen=True, slots=True)
class Entry:
    """A ``url`` or ``sitemap`` element: an address, when it changed, and what ResourceSync says of it."""

    address: str  # a URI
    changed: str = ""  # RFC 3339
    about: tuple[tuple[str, str], ...] = ()  # attributes of rs:md
    links: tuple[tuple[str, str], ...] = ()  # relation and URI of each rs:ln


def urlset(entries: Iterable[Entry], about: Sequence[tuple[str, str]] = (), up: str = "") -> bytes:
    """A list of resources."""
    return _written("urlset", "url", entries, about, up)


def index(entries: Iterable[Entry], about: Sequence[tuple[str, str]] = (), up: str = "") -> bytes:
    """A list of lists."""
    return _written("sitemapindex", "sitemap", entries, about, up)


def _written(root: str, each: str, entries: Iterable[Entry], about: Sequence[tuple[str, str]], up: str) -> bytes:
    """Element by element, so that a list of 50,000 is never a tree."""
    made = io.BytesIO()
    prefixes: dict[str | None, str] = {None: SITEMAP, **({"rs": RS} if about else {})}
    with etree.xmlfile(made, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element(f"{{{SITEMAP}}}{root}", nsmap=prefixes):
            if up:
                _empty(file, "ln", (("rel", "up"), ("href", up)))
            if about:
                _empty(file, "md", about)
            for entry in entries:
                with file.element(f"{{{SITEMAP}}}{each}"):
                    _write(file, entry)
                file.write("\n")
    return made.getvalue()


def _write(file: IncrementalFileWriter, entry: Entry) -> None:
    for tag, text in (("loc", entry.address), ("lastmod", entry.changed)):
        if text:
            with file.element(f"{{{SITEMAP}}}{tag}"):
                file.write(text)
    if entry.about:
        _empty(file, "md", entry.about)
    for relation, target in entry.links:
        _empty(file, "ln", (("rel", relation), ("href", target)))


def _empty(file: IncrementalFileWriter, tag: str, attributes: Sequence[tuple[str, str]]) -> None:
    with file.element(f"{{{RS}}}{tag}", dict(attributes)):
        pass
