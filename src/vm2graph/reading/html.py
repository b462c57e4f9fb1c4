"""HTML pages.

``ParsedPage.text`` of an HTML page is its visible main content, one line a block: navigation,
footers, forms and scripts are left out, spaces are collapsed as a browser does, and table cells and
definition lists become a line each. After it, behind a blank line, stand the values of embedded
metadata that we use (``citation_*``, Dublin Core and Open Graph meta tags, JSON-LD of a report),
so that they can be quoted like any other passage.

The parser fetches nothing, expands no entities beyond HTML's own, and runs no script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from vm2graph.errors import ReadError
from vm2graph.model import Embedded, Link, ParsedPage, Source, Span
from vm2graph.reading.labels import DOWNLOAD, label_of
from vm2graph.reading.text import Hints, lay_out
from vm2graph.reading.wordlists import words

_SKIPPED = words(
    "script style nav footer aside form noscript template svg math iframe object embed button select option"
    " input textarea"
    " head link meta canvas audio video map dialog"
)
_BLOCKS = words(
    "address article blockquote body caption dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6"
    " header hr li"
    " main ol p pre section summary table tbody td tfoot th thead tr ul br"
)
_HEADINGS = words("h2 h3 h4 h5 h6")
_LABELS = frozenset({"dt", "th"})
_STRONG = frozenset({"strong", "b"})
_NOTED = _HEADINGS | _LABELS | _STRONG | {"h1", "a"}
_MAIN = ("//main", "//*[@role='main']", "//article", "//*[@id='main' or @id='content' or @id='inhoud']", "//body")
_SUBTITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sub-?title|ondertitel|subtitel|sub-?kop|untertitel|sub-?heading)(?:$|[\s_-])", re.IGNORECASE
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

# the name of a meta tag -> (scheme, field); what a page says of itself (its own date) is not here
_META = {
    "dc.title": ("dc", "title"),
    "dcterms.title": ("dc", "title"),
    "dc.creator": ("dc", "creators"),
    "dcterms.creator": ("dc", "creators"),
    "dcterms.issued": ("dc", "issued"),
    "dc.date.issued": ("dc", "issued"),
    "citation_title": ("citation", "title"),
    "citation_author": ("citation", "creators"),
    "citation_publication_date": ("citation", "issued"),
    "citation_date": ("citation", "issued"),
    "citation_isbn": ("citation", "isbn"),
    "citation_doi": ("citation", "doi"),
    "citation_publisher": ("citation", "publishers"),
    "citation_technical_report_institution": ("citation", "publishers"),
    "citation_language": ("citation", "language"),
    "citation_pdf_url": ("citation", "download"),
    "og:title": ("og", "title"),
}
_WORKS = words("Report ScholarlyArticle Book Article Thesis CreativeWork TechArticle Chapter")
_LD_FIELDS = {
    "name": "title",
    "alternativeHeadline": "subtitle",
    "author": "creators",
    "datePublished": "issued",
    "publisher": "publishers",
    "inLanguage": "language",
    "isbn": "isbn",
}
_MOST_EMBEDDED, _LONGEST_EMBEDDED, _MOST_NODES = 200, 2000, 2000


def read_html(text: str, source: Source) -> ParsedPage:
    """An HTML page."""
    root = _parse(text)
    main = _main(root)
    writer = _Writer()
    writer.walk(main)
    visible, hints = writer.finish()
    end = len(visible)
    lines = [visible, "\n"] if visible else []
    at, embedded = end + 1, list[Embedded]()
    for scheme, name, value in _embedded(root):
        lines.append("\n" + value)
        embedded.append(Embedded(scheme, name, Span(at + 1, at + 1 + len(value))))
        at += 1 + len(value)
    if not visible:  # nothing to lay out, and offsets would be one off
        lines, embedded, end = [], [], 0
    whole = replace(hints, embedded=tuple(embedded), end=end)
    return lay_out("".join(lines) if embedded else visible, source, whole)


def _parse(text: str) -> lxml_html.HtmlElement:
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, recover=True
    )
    # as bytes of known encoding: a declaration inside the page can then not contradict how it was decoded
    data = _UNREADABLE.sub("", text).encode("utf-8", "replace")
    try:
        root = lxml_html.document_fromstring(data, parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ReadError("The page has no HTML content; check that it was saved completely.", "empty_input") from error
    return root


def _main(root: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
    """The element with the page's own content: the first of its kind that holds words."""
    for path in _MAIN:
        found: list[lxml_html.HtmlElement] = root.xpath(path)
        for element in found:
            if any(words.strip() for words in element.itertext()):
                return element
    return root


class _Writer:
    """Writes the visible content as lines; keeps where title, labels, headings and links stand."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._length = 0  # of the line being written
        self._start = 0  # offset of it
        self._title: Span | None = None
        self._subtitle: Span | None = None
        self._labels: set[int] = set()
        self._headings: set[int] = set()
        self._run_in: dict[int, int] = {}
        self._links: list[Link] = []
        self._opened: dict[Any, tuple[int, int]] = {}  # where each open element began: offset, piece of the line

    def walk(self, main: lxml_html.HtmlElement) -> None:
        """Goes through the tree without recursion, as deep as it may be."""
        events = etree.iterwalk(main, events=("start", "end"))
        for event, element in events:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if element is not main and _skipped(element, tag):
                    events.skip_subtree()
                    continue
                if tag in _BLOCKS:
                    self._break()
                self._opened[element] = self._start + self._length, len(self._line)
                self._write(element.text)
            else:
                opened = self._opened.pop(element, None)
                if opened is not None:
                    if tag in _NOTED or element.get("class"):
                        self._note(element, tag, *opened)
                    if tag in _BLOCKS:
                        self._break()
                if element is not main:
                    self._write(element.tail)

    def finish(self) -> tuple[str, Hints]:
        """The text and what the mark-up says about its lines."""
        self._break()
        hints = Hints(
            title=self._title,
            subtitle=self._subtitle,
            labels=frozenset(self._labels),
            run_in=self._run_in,
            headings=frozenset(self._headings),
            links=tuple(self._links),
        )
        return "\n".join(self._lines), hints

    def _write(self, words: str | None) -> None:
        if not words:
            return
        words = _SPACE.sub(" ", words)
        if words[0] == " " and (not self._line or self._line[-1].endswith(" ")):
            words = words[1:]
        if words:
            self._line.append(words)
            self._length += len(words)

    def _break(self) -> None:
        line = "".join(self._line).rstrip(" ")
        self._line, self._length = [], 0
        if line:
            self._lines.append(line)
            self._start += len(line) + 1

    def _note(self, element: lxml_html.HtmlElement, tag: str, start: int, piece: int) -> None:
        """What an element that just ended was, if it held words on one line."""
        if start < self._start:  # it ran over several lines
            return
        words = "".join(self._line[piece:])
        span = Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip()) if words.strip() else start)
        if not words.strip():
            return
        if tag == "h1" and self._title is None:
            self._title = Span(self._start, span.end) if span.start <= self._start + 1 else span
        elif tag in _LABELS:
            self._labels.add(self._start)
        elif tag in _STRONG:
            if start == self._start and label_of(words):
                self._run_in[start] = span.end
        elif tag in _HEADINGS:
            self._headings.add(self._start)
        elif tag == "a" and DOWNLOAD.match(words.strip()):
            self._links.append(Link(span, _target(element)))
        if self._title and self._subtitle is None and _SUBTITLE_CLASS.search(element.get("class") or ""):
            self._subtitle = span


def _skipped(element: lxml_html.HtmlElement, tag: str) -> bool:
    if tag in _SKIPPED or not tag:
        return True
    if tag == "header" and not element.xpath(".//h1"):
        parent = element.getparent()
        return parent is not None and parent.tag == "body"
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if element.get("role") in {"navigation", "contentinfo", "search", "banner"}:
        return True
    return bool(_HIDDEN_STYLE.search(element.get("style") or ""))


def _target(anchor: lxml_html.HtmlElement) -> str | None:
    """Where a link goes; nowhere for ``#`` and for what is no web address."""
    href = (anchor.get("href") or "").strip()
    if not href or href.startswith("#") or re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:", href, re.IGNORECASE):
        return None
    return href


def _embedded(root: lxml_html.HtmlElement) -> Iterator[tuple[str, str, str]]:
    """Scheme, field and value of the metadata a page carries for machines."""
    found = 0
    for scheme, name, value in _all_embedded(root):
        tidy = " ".join(_UNREADABLE.sub("", value[:_LONGEST_EMBEDDED]).split())
        if tidy and found < _MOST_EMBEDDED:
            found += 1
            yield scheme, name, tidy


def _all_embedded(root: lxml_html.HtmlElement) -> Iterator[tuple[str, str, str]]:
    if language := (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")):
        yield "html", "page_language", language
    for meta in root.iter("meta"):
        known = _META.get((meta.get("name") or meta.get("property") or "").strip().lower())
        if known:
            yield (*known, meta.get("content") or "")
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            yield from _json_ld(script.text or "")


def _json_ld(text: str) -> Iterator[tuple[str, str, str]]:
    """The plain values of every work described; a description of the web page itself is not one."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    queue: list[Any] = [document]
    for _ in range(_MOST_NODES):
        if not queue:
            return
        node = queue.pop(0)
        if isinstance(node, list):
            queue += node
        elif isinstance(node, dict):
            queue += [
                node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "about", "hasPart") if key in node
            ]
            types = node.get("@type")
            if set(types if isinstance(types, list) else [types]) & _WORKS if _hashable(types) else False:
                for key, name in _LD_FIELDS.items():
                    yield from (("json-ld", name, value) for value in _values(node.get(key)))


def _hashable(types: Any) -> bool:
    return isinstance(types, str) or (isinstance(types, list) and all(isinstance(t, str) for t in types))


def _values(node: Any) -> Iterator[str]:
    for item in node if isinstance(node, list) else [node]:
        value = item.get("name") if isinstance(item, dict) else item
        if isinstance(value, str):
            yield value
