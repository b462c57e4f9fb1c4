"""Microdata (HTML Standard, section 5) and RDFa Lite 1.1: metadata in the attributes of what is shown.

Both are read for one purpose: the plain values of a publication's fields. That takes no RDF: an element that begins
a thing (``itemscope``, ``typeof``) is a publication, another thing, or nothing we know, and a property belongs to
the thing around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from vm2graph.reading.elements import Element
from vm2graph.reading.vocabulary import FIELDS, WORKS

_LONGEST = 2000  # characters of a value
_MOST_VALUES = 400
_DUBLIN_CORE = re.compile(r"(?:dc|dct|dcterms|bibo):|http://purl\.org/(?:dc/(?:terms|elements/1\.1)|ontology/bibo)/")
_SCHEMA = re.compile(r"(?:schema|s):|https?://schema\.org/")
_SCHEMA_TYPE = re.compile(r"https?://schema\.org/|https?://purl\.org/ontology/bibo/|http://purl\.org/dc/terms/")
_OF_A_PAGE = frozenset({"publishers", "language", "contributors"})  # what Dublin Core may say of the page itself
_CONTENT = {"a": "href", "link": "href", "area": "href", "img": "src", "data": "value", "meter": "value"}


@dataclass(slots=True)
class _Thing:
    """Something described, what it is called, and the field of a publication that it is a value of."""

    element: Element
    is_work: bool
    names: dict[str, str] = field(default_factory=dict)
    speaks_for: str | None = None

    def name(self) -> str | None:
        """What it is called."""
        whole = self.names.get("name") or " ".join(
            self.names[part] for part in ("givenName", "familyName") if part in self.names
        )
        return whole or None


def microdata(root: Element) -> Iterator[tuple[str, str]]:
    """Fields and values of the publications that microdata describes."""

    def begins(element: Element) -> bool | None:
        if element.get("itemscope") is None:
            return None
        said = (element.get("itemtype") or "").split()
        return any(_SCHEMA_TYPE.match(each) and _local(each) in WORKS for each in said)

    return _Walk("itemprop", begins, _schema_name).values(root)


def rdfa(root: Element) -> Iterator[tuple[str, str]]:
    """Fields and values of the publications that RDFa describes, and Dublin Core terms about the page's subject."""

    def begins(element: Element) -> bool | None:
        said = element.get("typeof")
        return None if said is None else any(_local(each) in WORKS for each in said.split())

    return _Walk("property", begins, _rdfa_name, loose=True).values(root)


def _local(name: str) -> str:
    return re.split(r"[/#:]", name)[-1]


def _schema_name(name: str) -> tuple[str, bool]:
    return (_local(name) if _SCHEMA.match(name) or ":" not in name else ""), False


def _rdfa_name(name: str) -> tuple[str, bool]:
    """The local name of a property, and whether it is one of Dublin Core."""
    if _DUBLIN_CORE.match(name):
        return _local(name), True
    return (_local(name) if _SCHEMA.match(name) or ":" not in name else ""), False


class _Walk:
    """Goes down the tree once, with the things that are open."""

    def __init__(
        self,
        attribute: str,
        begins: Callable[[Element], bool | None],
        names: Callable[[str], tuple[str, bool]],
        *,
        loose: bool = False,
    ) -> None:
        self._attribute, self._begins, self._names, self._loose = attribute, begins, names, loose
        self._open: list[_Thing] = []

    def values(self, root: Element) -> Iterator[tuple[str, str]]:
        """Fields with their values, in the order of the page."""
        if not root.xpath(f"boolean(//*[@{self._attribute}])"):
            return
        left = _MOST_VALUES
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            found = self._start(element) if event == "start" else self._finish(element)
            for each in found:
                left -= 1
                if left < 0:
                    return
                yield each

    def _start(self, element: Element) -> list[tuple[str, str]]:
        said = (element.get(self._attribute) or "").split()
        begun = self._begins(element)
        found: list[tuple[str, str]] = []
        thing = _Thing(element, begun) if begun is not None else None
        for word in said[:5]:
            name, is_dublin_core = self._names(word)
            if self._open and not self._open[-1].is_work and name in {"name", "givenName", "familyName"}:
                self._open[-1].names.setdefault(name, _value(element))
            field = FIELDS.get(name)
            if field is None or not self._counts(field, is_dublin_core):
                continue
            if thing is not None:
                thing.speaks_for = field
            else:
                found.append((field, _value(element)))
        if thing is not None:
            self._open.append(thing)
        return found

    def _counts(self, field: str, is_dublin_core: bool) -> bool:
        if self._open:
            return self._open[-1].is_work
        return self._loose and is_dublin_core and field not in _OF_A_PAGE

    def _finish(self, element: Element) -> list[tuple[str, str]]:
        if not self._open or self._open[-1].element is not element:
            return []
        thing = self._open.pop()
        if thing.speaks_for is None:
            return []
        value = thing.name() or (_value(element) if not thing.is_work else "")
        return [(thing.speaks_for, value)] if value else []


def _value(element: Element) -> str:
    """The value of a property (HTML Standard, section 5.2.4): of an attribute, else the text."""
    if (content := element.get("content")) is not None:
        return content[:_LONGEST]
    tag = element.tag
    if tag == "time" and (told := element.get("datetime")):
        return told[:_LONGEST]
    if tag in _CONTENT and (told := element.get(_CONTENT[tag])) and not _text(element):
        return told[:_LONGEST]
    return _text(element)


def _text(element: Element) -> str:
    parts, length = [], 0
    for piece in element.itertext():
        parts.append(piece)
        length += len(piece)
        if length > _LONGEST:
            break
    return " ".join("".join(parts).split())[:_LONGEST]
