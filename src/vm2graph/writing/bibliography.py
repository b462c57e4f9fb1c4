"""A publication as its bibliographic reference, read back from the graph.

The crosswalks to other people's formats start here: plain values, nothing of RDF. What the graph does not say is
left out, and nothing is made up for a format that would like to have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, Triple

from vm2graph.names import BIBO, DCTERMS, FABIO, RDF, SCHEMA, SKOS
from vm2graph.writing.facts import Facts


@dataclass(frozen=True, slots=True)
class Name:
    """Who wrote, edited or published: a person in parts as far as they are known, or a body by its full name.

    A particle ("van der") is kept apart from the family name, because every format puts it elsewhere; a capital
    one ("Van Dam", as Flemish names have it) is part of the family name.
    """

    full: str
    family: str = ""
    given: str = ""
    particle: str = ""
    iri: str = ""

    @property
    def is_person(self) -> bool:
        """Whether the parts are known."""
        return bool(self.family)

    @property
    def initials(self) -> str:
        """``R. M.`` of ``Renée Maria``, hyphens kept: ``J.-P.``."""
        return " ".join(
            "-".join(f"{part[0]}." for part in word.split("-") if part)
            for word in self.given.replace(".", ". ").split()
        )

    @property
    def inverted(self) -> str:
        """``van Schoonhoven, Renée``: as BibTeX, RIS and Highwire want it; a body by its name."""
        if not self.is_person:
            return self.full
        family = f"{self.particle} {self.family}".lstrip()
        return f"{family}, {self.given}" if self.given else family

    @property
    def inverted_dc(self) -> str:
        """``Schoonhoven, R. (Renée) van``: as Dublin Core in Dutch repositories; a body by its name."""
        if not self.is_person:
            return self.full
        written_out = f"({self.given})" if self.given and "." not in self.given else ""
        rest = " ".join(part for part in (self.initials, written_out, self.particle) if part)
        return f"{self.family}, {rest}" if rest else self.family


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication's bibliographic description; empty where the graph says nothing."""

    iri: str
    title: str
    subtitle: str = ""
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    contributors: tuple[Name, ...] = ()
    issued: tuple[int, ...] = ()  # year, or year and month, or year, month and day
    publishers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    language: str = ""  # BCP 47
    themes: tuple[tuple[str, str], ...] = ()  # (IRI, label)
    abstract: str = ""
    series: str = ""
    isbns: tuple[str, ...] = ()
    doi: str = ""
    handle: str = ""
    number: str = ""  # of a report
    period: str = ""  # what it is about: 2008/2012
    licence: str = ""
    citation: str = ""  # as the page gives it
    files: tuple[str, ...] = ()
    type: str = ""  # COAR resource type

    @property
    def full_title(self) -> str:
        """Title and subtitle as one, ``Title: subtitle``; a title that ends in a mark needs no colon."""
        if not self.subtitle:
            return self.title
        return f"{self.title} {self.subtitle}" if self.title[-1:] in "?!:" else f"{self.title}: {self.subtitle}"

    @property
    def date(self) -> str:
        """``2013``, ``2013-05`` or ``2013-05-28``; empty when undated."""
        return "-".join(f"{part:02d}" if number else f"{part:04d}" for number, part in enumerate(self.issued))

    @property
    def slug(self) -> str:
        """The last part of its IRI."""
        return self.iri.rpartition("/")[2]


def read(publication: str, triples: Iterable[Triple]) -> Reference:
    """The reference of a publication, from the triples of its record and of the entities it links to."""
    facts = Facts(triples)

    def text(*properties: str) -> str:
        literal = facts.literal(publication, *properties)
        return literal.value if literal else ""

    def texts(property_: str) -> tuple[str, ...]:
        return tuple(one.value for one in facts.values(publication, property_) if isinstance(one, Literal))

    def names(*properties: str) -> tuple[Name, ...]:
        ordered = facts.listed(publication, properties[0]) or facts.things(publication, *properties[1:])
        return tuple(_name(facts, one) for one in ordered)

    themes = [
        (one, facts.literal(one, SKOS.prefLabel, SCHEMA.name)) for one in facts.things(publication, DCTERMS.subject)
    ]
    places = (facts.literal(one, SCHEMA.name) for one in facts.things(publication, FABIO.hasPlaceOfPublication))
    files = (facts.values(one, SCHEMA.contentUrl) for one in facts.things(publication, SCHEMA.encoding))
    return Reference(
        iri=publication,
        title=text(DCTERMS.title),
        subtitle=text(DCTERMS.alternative),
        authors=names(BIBO.authorList, DCTERMS.creator),
        editors=names(BIBO.editorList, BIBO.editor),
        contributors=names("", DCTERMS.contributor),
        issued=_date(text(DCTERMS.issued)),
        publishers=tuple(one.full for one in names("", DCTERMS.publisher)),
        places=tuple(one.value for one in places if one),
        language=text(SCHEMA.inLanguage),
        themes=tuple((iri, label.value) for iri, label in themes if label),
        abstract=text(DCTERMS.abstract),
        series=text(FABIO.hasSeriesTitle),
        isbns=texts(SCHEMA.isbn),
        doi=text(BIBO.doi),
        handle=text(BIBO.handle),
        number=text(SCHEMA.reportNumber),
        period=text(SCHEMA.temporalCoverage),
        licence=next(iter(facts.things(publication, DCTERMS.license)), ""),
        citation=text(DCTERMS.bibliographicCitation),
        files=tuple(value.value for values in files for value in values if not isinstance(value, Triple)),
        type=next(iter(facts.things(publication, DCTERMS.type)), ""),
    )


def _name(facts: Facts, iri: str) -> Name:
    def text(property_: str) -> str:
        literal = facts.literal(iri, property_)
        return literal.value if literal else ""

    full, family, given = text(SCHEMA.name), text(SCHEMA.familyName), text(SCHEMA.givenName)
    if SCHEMA.Person not in facts.things(iri, RDF.type) or not family:
        return Name(full, iri=iri)
    words = family.split()
    first = next((number for number, word in enumerate(words) if word[0].isupper()), len(words) - 1)
    if not given:  # known by initials only, which the graph holds within the name
        given = full.removesuffix(family).strip() if full.endswith(family) else full.partition(",")[2].strip()
    return Name(full, " ".join(words[first:]), given, " ".join(words[:first]), iri)


def _date(written: str) -> tuple[int, ...]:
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?.*", written)
    return tuple(int(part) for part in match.groups() if part) if match else ()
