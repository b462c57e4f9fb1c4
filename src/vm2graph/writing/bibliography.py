"""A publication as the bibliographic formats see it: plain values, read from the triples of its record.

Nothing is added: what the graph does not say is ``None`` or empty here and left out of every format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import Literal, Triple

from vm2graph.model import PartialDate
from vm2graph.names import BIBO, DCTERMS, FABIO, RDF, RDFS, SCHEMA, SKOS
from vm2graph.particles import split_family
from vm2graph.writing.credited import BodyName, Credited, PersonName
from vm2graph.writing.facts import Facts
from vm2graph.writing.terms import in_order

_T = TypeVar("_T", Credited, BodyName)


@dataclass(frozen=True, slots=True)
class File:
    """A file of the publication that can be fetched."""

    url: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence in a language, BCP 47."""

    language: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything a reference can hold. Values are as the graph has them; see :func:`line` for what formats take."""

    iri: str
    title: str | None = None
    subtitle: str | None = None
    authors: tuple[Credited, ...] = ()  # in the order of the author list
    editors: tuple[Credited, ...] = ()
    contributors: tuple[Credited, ...] = ()
    issued: PartialDate | None = None
    publishers: tuple[Credited, ...] = ()
    places: tuple[str, ...] = ()
    language: str | None = None  # of the publication, BCP 47
    page_language: str | None = None  # of abstract and themes, BCP 47
    themes: tuple[str, ...] = ()
    abstract: str | None = None
    period: str | None = None  # what time the publication is about: "2008/2012"
    isbns: tuple[str, ...] = ()
    doi: str | None = None
    handle: str | None = None
    report_number: str | None = None
    series: str | None = None
    citation: str | None = None  # the reference, as the page gives it
    licence: str | None = None  # IRI
    rights: tuple[Note, ...] = ()  # what is said of the rights where no licence is known
    rights_iri: str | None = None
    type: str | None = None  # IRI of the COAR resource types
    files: tuple[File, ...] = ()

    @property
    def full_title(self) -> str | None:
        """Title and subtitle in one, joined by a colon unless the title has an end of its own."""
        title, subtitle = line(self.title), line(self.subtitle)
        if not title or not subtitle:
            return title or subtitle or None
        return f"{title} {subtitle}" if title.endswith((".", "?", "!", ":", "…")) else f"{title}: {subtitle}"

    @property
    def place(self) -> str | None:
        """All places, as title pages have them: ``Utrecht/'s-Hertogenbosch``."""
        return "/".join(filter(None, map(line, self.places))) or None


_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


def prose(text: str | None) -> str:
    """Text without what XML 1.0 cannot hold (section 2.2) and its other control characters; line breaks are kept."""
    return _UNPRINTABLE.sub("", text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def line(text: str | None) -> str:
    """The same on one line, with single spaces."""
    return " ".join(prose(text).split())


def reference(publication: str, triples: Iterable[Triple]) -> Reference:
    """The reference of a publication from its record and the graphs of what it links to, in any order."""
    return reference_of(publication, Facts(in_order(list(triples))))


def reference_of(publication: str, facts: Facts) -> Reference:
    """The same from facts that are in the one order."""
    return _Reader(publication, facts).read()


class _Reader:
    def __init__(self, publication: str, facts: Facts) -> None:
        self.publication, self.facts = publication, facts

    def read(self) -> Reference:
        said, citation = self.said, self.said(DCTERMS.bibliographicCitation)
        rights = next(iter(self.nodes(self.publication, DCTERMS.rights)), "")
        abstract = self.literals(self.publication, DCTERMS.abstract)
        language = said(SCHEMA.inLanguage)
        page_language = next((each.language for each in abstract), None)
        return Reference(
            iri=self.publication,
            title=said(DCTERMS.title),
            subtitle=said(DCTERMS.alternative),
            authors=self.credited(BIBO.authorList, DCTERMS.creator),
            editors=self.credited(BIBO.editorList, BIBO.editor),
            contributors=self.credited(None, DCTERMS.contributor),
            issued=_date(said(DCTERMS.issued)),
            publishers=_as_cited(self.credited(None, DCTERMS.publisher), citation),
            places=tuple(each.name for each in _as_cited(self.bodies(FABIO.hasPlaceOfPublication), citation)),
            language=language,
            page_language=page_language,
            themes=self.themes(page_language or language),
            abstract=said(DCTERMS.abstract),
            period=said(SCHEMA.temporalCoverage),
            isbns=tuple(each.value for each in self.literals(self.publication, SCHEMA.isbn)),
            doi=said(BIBO.doi),
            handle=said(BIBO.handle),
            report_number=said(SCHEMA.reportNumber),
            series=said(FABIO.hasSeriesTitle),
            citation=citation,
            licence=next(iter(self.nodes(self.publication, DCTERMS.license)), None),
            rights=tuple(Note(each.language, each.value) for each in self.literals(rights, RDFS.label)),
            rights_iri=next(iter(self.nodes(rights, RDFS.seeAlso)), None),
            type=next(iter(self.nodes(self.publication, DCTERMS.type)), None),
            files=tuple(self.files()),
        )

    # ------------------------------------------------------------ terms

    def literals(self, subject: str, property_: str) -> list[Literal]:
        return self.facts.literals(subject, property_)

    def nodes(self, subject: str, property_: str) -> list[str]:
        return self.facts.things(subject, property_)

    def said(self, property_: str, subject: str | None = None) -> str | None:
        return next((each.value for each in self.literals(subject or self.publication, property_)), None)

    def listed(self, property_: str) -> list[str]:
        return self.facts.listed(self.publication, property_)

    # ------------------------------------------------------------ things

    def credited(self, list_: str | None, property_: str) -> tuple[Credited, ...]:
        """People and bodies in the order of their list; who is in none comes after it."""
        listed = self.listed(list_) if list_ else []
        nodes = dict.fromkeys([*listed, *self.nodes(self.publication, property_)])
        return tuple(each for node in nodes if (each := self.one(node)) is not None)

    def one(self, node: str) -> Credited | None:
        name = self.said(SCHEMA.name, node)
        if name is None:
            return None
        same_as = tuple(self.nodes(node, SCHEMA.sameAs))
        if SCHEMA.Person not in self.nodes(node, RDF.type):
            return BodyName(name, same_as)
        whole = self.said(SCHEMA.familyName, node)
        if whole is None:
            return PersonName(name, same_as=same_as)
        particle, family = split_family(whole)
        forms = [name, *(each.value for each in self.literals(node, SCHEMA.alternateName))]
        given = self.said(SCHEMA.givenName, node) or next(filter(None, (_given(form, whole) for form in forms)), None)
        return PersonName(name, given, particle, family, same_as)

    def bodies(self, property_: str) -> list[BodyName]:
        """Bodies and places: things with nothing but a name."""
        names = [self.said(SCHEMA.name, node) for node in self.nodes(self.publication, property_)]
        return [BodyName(name) for name in names if name is not None]

    def themes(self, language: str | None) -> tuple[str, ...]:
        labels: set[str] = set()
        for node in self.nodes(self.publication, DCTERMS.subject):
            found = self.literals(node, SKOS.prefLabel) or self.literals(node, SCHEMA.name)
            found.sort(key=lambda label: label.language != language)
            labels.update(label.value for label in found[:1])
        return tuple(sorted(labels, key=lambda label: (label.casefold(), label)))

    def files(self) -> Iterable[File]:
        for node in self.nodes(self.publication, SCHEMA.encoding):
            for url in self.nodes(node, SCHEMA.contentUrl)[:1]:
                yield File(url, self.said(SCHEMA.name, node))


def _given(form: str, family: str) -> str | None:
    """The initials in ``A. de Vries`` or ``De Vries, A.``, where the family name is known."""
    said, known = form.casefold(), family.casefold()
    if said.startswith(f"{known},"):
        return form[len(family) + 1 :].strip() or None
    if said.endswith(f" {known}"):
        return form[: -len(family)].strip() or None
    return None


def _as_cited(things: Iterable[_T], citation: str | None) -> tuple[_T, ...]:
    """In the order of the page's own reference, which a set of triples does not keep; others by name."""

    def rank(thing: _T) -> tuple[bool, int, str]:
        at = (citation or "").rfind(thing.name)
        return at < 0, at, thing.name

    return tuple(sorted(things, key=rank))


_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def _date(text: str | None) -> PartialDate | None:
    match = _DATE.fullmatch(text or "")
    return PartialDate(*(int(part) for part in match.groups() if part is not None)) if match else None
