"""HTML pages.

``ParsedPage.text`` of an HTML page is its visible main content, one line a block: navigation,
footers, forms and scripts are left out (:mod:`.markup`), and table cells and definition lists become a
line each (:mod:`.html_lines`). After it, behind a blank line, stand the values of embedded
metadata that we use (:mod:`.embedded`), so that they can be quoted like any other passage.

The parser fetches nothing, expands no entities beyond HTML's own, and runs no script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from vm2graph.errors import ReadError
from vm2graph.model import Embedded, ParsedPage, Source, Span
from vm2graph.reading.elements import Element
from vm2graph.reading.embedded import embedded
from vm2graph.reading.html_lines import Lines
from vm2graph.reading.markup import Markup, turn_tables
from vm2graph.reading.text import lay_out
from vm2graph.reading.tidy import fold

_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MOST_ELEMENTS = 100_000
_MOST_ATTRIBUTES = 1000  # of an element
_TAG = re.compile(r"""<[A-Za-z](?:[^>"']|"[^"]*+"|'[^']*+')*+""")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_LONG_TAG = 20_000  # characters
_MOST_LINES = 60  # among which the title is looked for
_LONGEST_TITLE = 1000
_SHORTEST_NAME = 4  # letters


def read_html(text: str, source: Source) -> ParsedPage:
    """An HTML page."""
    root = _parse(text)
    names, values = _own_names(root), list(embedded(root))
    turn_tables(root)
    markup = Markup(root)
    lines = Lines(markup, _base(root))
    for part in markup.main():
        lines.walk(part)
    if not lines.text:
        raise ReadError(_why_empty(root), "empty_input")
    hints = lines.hints()
    title = _title(lines.text, lines.headings, names)
    subtitle = hints.subtitle if title and hints.subtitle and hints.subtitle.start > title.start else None
    visible = lines.text
    parts, at, found = [visible, "\n"], len(visible) + 1, list[Embedded]()
    for scheme, name, value in values:
        parts.append("\n" + value)
        found.append(Embedded(scheme, name, Span(at + 1, at + 1 + len(value))))
        at += 1 + len(value)
    whole = replace(hints, title=title, subtitle=subtitle, embedded=tuple(found), end=len(visible))
    return lay_out("".join(parts) if found else visible, source, whole)


def _parse(text: str) -> Element:
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, recover=True
    )
    if any(len(_QUOTED.sub("", tag[0]).split()) > _MOST_ATTRIBUTES for tag in _long_tags(text)):
        raise ReadError("An element of this page has thousands of attributes; save it from a browser.", "too_large")
    # as bytes of known encoding: a declaration inside the page can then not contradict how it was decoded
    data = _UNREADABLE.sub("", text).encode("utf-8", "replace")
    try:
        root: Element | None = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError, AssertionError):
        root = None
    _refuse_deep(parser)
    if root is None:
        raise ReadError("The page has no HTML content; check that it was saved completely.", "empty_input")
    if root.xpath(f"count(//*) > {_MOST_ELEMENTS}"):
        told = f"The page has more than {_MOST_ELEMENTS:,} elements; give the page of one publication."
        raise ReadError(told, "too_large")
    return root


def _long_tags(text: str) -> Iterator[re.Match[str]]:
    """Tags that could hold thousands of attributes, over which the parser takes very long."""
    tags = _TAG.finditer(text) if len(text) > _LONG_TAG else ()
    return (tag for tag in tags if tag.end() - tag.start() > _LONG_TAG)


def _refuse_deep(parser: etree.HTMLParser) -> None:
    if any("depth" in entry.message for entry in parser.error_log):  # there the parser stopped
        raise ReadError("The elements of this page are nested too deeply; save it again from a browser.", "too_deep")


def _why_empty(root: Element) -> str:
    if root.find(".//script") is not None:
        return "The page shows no text before its scripts run; open it in a browser and save what it shows."
    return "The page shows no text; check that it was saved completely."


def _base(root: Element) -> str | None:
    """The address that links are relative to, where the page itself says it: ``base``, else its canonical address."""
    for base in root.iter("base"):
        if href := (base.get("href") or "").strip():
            return href
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and re.match(r"https?://", link.get("href") or ""):
            return link.get("href")
    return None


# ---------------------------------------------------------------- the title


def _own_names(root: Element) -> list[str]:
    """What the page calls itself, folded: its title element and its Open Graph title."""
    found = ["".join(each.itertext()) for each in root.iter("title")][:1]
    found += [meta.get("content") or "" for meta in root.iter("meta") if meta.get("property") == "og:title"][:1]
    return [name for each in found if (name := fold(each[:2000]))]


def _title(text: str, headings: Sequence[Span], names: Sequence[str]) -> Span | None:
    """The heading of the page; where it has several, none, or the site's name for one, what it calls itself by."""
    ranked = [(_likeness(span.of(text), names), span) for span in headings[:20]]
    heading = max(ranked, key=lambda each: each[0])[1] if ranked else None
    if heading is not None and not _is_the_sites(heading.of(text), names):
        return heading
    best, most, start = heading, _likeness(heading.of(text), names) if heading else 0, 0
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        likeness = _likeness(line, names)
        # the last part of a bread-crumb trail may stand right above the title
        if likeness > most or (likeness == most > 0 and best is not None and start == best.end + 1):
            best, most = Span(start, start + len(line)), likeness
        start += len(line) + 1
    return best


def _likeness(line: str, names: Sequence[str]) -> int:
    """How many letters of a name of the page a line has, where it begins or ends it."""
    mine = fold(line) if len(line) <= _LONGEST_TITLE else ""
    fits = any(name.startswith(mine) or name.endswith(mine) for name in names)
    return len(mine) if len(mine) >= _SHORTEST_NAME and fits else 0


def _is_the_sites(heading: str, names: Sequence[str]) -> bool:
    """Whether a heading is the smaller, last part of what the page calls itself: ``Report | Site``."""
    mine = fold(heading)
    return any(name.endswith(mine) and len(name) > 2 * len(mine) for name in names)
