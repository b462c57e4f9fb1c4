"""Metadata that a page carries for machines: one more witness, of a lower rank than what people see.

Read are the meta tags of Highwire (``citation_*``), Dublin Core and Open Graph, JSON-LD, microdata and RDFa Lite. Only
what is said of a publication counts: the date, maker and publisher of a web page are not those of the report it
is about, so that ``Article`` and ``WebPage``, which site software says of every page, are passed over.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any

from vm2graph.reading.annotations import microdata, rdfa
from vm2graph.reading.elements import Element
from vm2graph.reading.vocabulary import FIELDS, WORKS

_MOST, _LONGEST = 200, 2000  # values of a page; characters of a value
_MOST_NODES = 2000
_LARGEST_SCRIPT = 1_000_000  # characters
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

# the name of a meta tag -> (scheme, field); what a page says of itself (its own date) is not here
_META = {
    "dc.title": ("dc", "title"),
    "dcterms.title": ("dc", "title"),
    "dc.title.alternative": ("dc", "subtitle"),
    "dcterms.alternative": ("dc", "subtitle"),
    "dc.creator": ("dc", "creators"),
    "dcterms.creator": ("dc", "creators"),
    "dc.contributor": ("dc", "contributors"),
    "dcterms.contributor": ("dc", "contributors"),
    "dcterms.issued": ("dc", "issued"),
    "dc.date.issued": ("dc", "issued"),
    "dcterms.bibliographiccitation": ("dc", "citation"),
    "dc.identifier.isbn": ("dc", "isbn"),
    "dc.identifier.doi": ("dc", "doi"),
    "citation_title": ("citation", "title"),
    "citation_author": ("citation", "creators"),
    "citation_authors": ("citation", "creators"),
    "citation_editor": ("citation", "editors"),
    "citation_publication_date": ("citation", "issued"),
    "citation_date": ("citation", "issued"),
    "citation_year": ("citation", "issued"),
    "citation_isbn": ("citation", "isbn"),
    "citation_doi": ("citation", "doi"),
    "citation_publisher": ("citation", "publishers"),
    "citation_technical_report_institution": ("citation", "publishers"),
    "citation_dissertation_institution": ("citation", "publishers"),
    "citation_technical_report_number": ("citation", "report"),
    "citation_series_title": ("citation", "series"),
    "citation_keywords": ("citation", "themes"),
    "citation_language": ("citation", "language"),
    "citation_pdf_url": ("citation", "download"),
    "og:title": ("og", "title"),
}
_SEVERAL = {"citation_authors": re.compile(r"\s*;\s*"), "citation_keywords": re.compile(r"\s*[;,]\s*")}
_LEADS_ON = ("@graph", "mainEntity", "mainEntityOfPage", "about", "hasPart", "itemListElement", "item", "subjectOf")
_WRAPPING = re.compile(
    r"^\s*(?:/\*\s*)?(?://\s*)?(?:<!--|<!\[CDATA\[)\s*(?:\*/)?|(?:/\*\s*)?(?://\s*)?(?:-->|\]\]>)\s*(?:\*/)?\s*;?\s*$"
)
_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])', re.DOTALL)


def embedded(root: Element) -> Iterator[tuple[str, str, str]]:
    """Scheme, field and value, each once and in the order of the page."""
    seen: set[tuple[str, str, str]] = set()
    for scheme, name, value in _all(root):
        if len(seen) == _MOST:
            return
        found = scheme, name, " ".join(_UNREADABLE.sub("", value[:_LONGEST]).split())
        if found[2] and found not in seen:
            seen.add(found)
            yield found


def _all(root: Element) -> Iterator[tuple[str, str, str]]:
    if language := (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")):
        yield "html", "page_language", language
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        if (known := _META.get(name)) and (content := meta.get("content")):
            scheme, field = known
            cut = _SEVERAL.get(name)
            for value in cut.split(content[:20_000]) if cut else [content]:
                yield scheme, field, value
    for script in islice(root.iter("script"), _MOST):
        if (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json":
            yield from json_ld("".join(script.itertext()))
    for field, value in microdata(root):
        yield "microdata", field, value
    for field, value in rdfa(root):
        yield "rdfa", field, value


# ---------------------------------------------------------------- JSON-LD


def json_ld(text: str) -> Iterator[tuple[str, str, str]]:
    """The plain values of every work described; a description of the web page itself is not one."""
    document = _loaded(text)
    queue: deque[Any] = deque([document])
    works: list[dict[str, Any]] = []
    named: dict[str, dict[str, Any]] = {}  # nodes by @id, which others refer to
    for _ in range(_MOST_NODES):
        if not queue:
            break
        node = queue.popleft()
        if isinstance(node, list):
            queue.extend(node[:_MOST_NODES])
        elif isinstance(node, dict):
            queue.extend(node[key] for key in _LEADS_ON if key in node)
            if isinstance(node.get("@id"), str) and len(node) > 1:
                named.setdefault(node["@id"], node)
            if types(node.get("@type")) & WORKS:
                works.append(node)
    for work in works:
        for key, value in work.items():
            if field := FIELDS.get(_local(key)):
                yield from (("json-ld", field, each) for each in _values(value, named))


def _loaded(text: str) -> Any:
    """A script's JSON, also as people write it: in a comment, with line breaks in strings, with a comma too many."""
    if len(text) > _LARGEST_SCRIPT:
        return None
    bare = _WRAPPING.sub("", _WRAPPING.sub("", text))
    for attempt in (bare, _COMMA.sub(lambda found: found[1] or "", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def types(said: Any) -> set[str]:
    """The local names of the types that ``@type`` gives."""
    return {_local(each) for each in (said if isinstance(said, list) else [said]) if isinstance(each, str)}


def _local(name: str) -> str:
    return re.split(r"[/#:]", name)[-1]


def _values(node: Any, named: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Strings, and the names of what is described: ``[{"@type": "Person", "name": ...}, "Els Bos"]``."""
    for item in (node if isinstance(node, list) else [node])[:_MOST]:
        value = item
        if isinstance(item, dict):
            if isinstance(listed := item.get("@list"), list):
                yield from _values([each for each in listed if not (isinstance(each, dict) and "@list" in each)], named)
                continue
            known = named.get(item["@id"], item) if isinstance(item.get("@id"), str) else item
            value = _name(known)
        if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
            value = str(value)  # a year, as a number
        if isinstance(value, str):
            yield value


def _name(node: dict[str, Any]) -> str | None:
    for key in ("name", "schema:name", "@value"):
        value = node.get(key)
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("@value") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            return value
    parts = [node.get(key) for key in ("givenName", "additionalName", "familyName")]
    return " ".join(part for part in parts if isinstance(part, str)) or None
