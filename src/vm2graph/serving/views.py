"""What the pages show, taken from triples: plain values for the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Triple

from vm2graph.names import (
    BIBO,
    DCAT,
    DCTERMS,
    FABIO,
    RDFS,
    SCHEMA,
    SKOS,
    VM2,
    XSD,
)
from vm2graph.serving.content import AUTHORS, EDITORS, NAMES, REMARK, Facts
from vm2graph.serving.pages import Site, Visit
from vm2graph.serving.texts import KINDS, LANGUAGE_NAMES, in_language
from vm2graph.storing import RecordRow
from vm2graph.writing.jsonld import compact
from vm2graph.writing.terms import Term, in_order

_HEADING = 70  # characters; longer is a sentence, not a heading


@dataclass(frozen=True, slots=True)
class Text:
    """Words, the language they are in, and the page they lead to."""

    value: str
    language: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading of an abstract."""

    text: str
    heading: bool


@dataclass(frozen=True, slots=True)
class RemarkView:
    """A remark on the source."""

    kind: str
    kind_label: str
    comment: Text
    verbatim: Text | None
    proposed: Text | None


@dataclass(frozen=True, slots=True)
class RecordView:
    """A publication, for its page."""

    iri: str
    title: Text
    subtitle: Text | None
    authors: list[Text]
    facts: list[tuple[str, list[Text]]]  # key of the words, values
    abstract: list[Block]
    abstract_language: str | None
    citation: Text | None
    rights: list[Text]
    licence: str | None
    remarks: list[RemarkView]


@dataclass(frozen=True, slots=True)
class Listed:
    """A publication in a list."""

    title: Text
    subtitle: Text | None
    authors: list[Text]
    year: str


class Labels(Protocol):
    """The names of ontology terms: what :class:`Viewer` asks of the ontology."""

    def label(self, term: str, language: str) -> str:
        """The label in a language, or a short form of the IRI."""


class Viewer:
    """Reads triples for one visit."""

    def __init__(self, site: Site, visit: Visit, given: Facts | Iterable[Triple], labels: Labels) -> None:
        """``labels`` gives the names of ontology terms; facts are taken to be in the one order."""
        self.site, self.visit, self.labels = site, visit, labels
        # so that a page does not depend on the order of a store
        self.facts = given if isinstance(given, Facts) else Facts(in_order(list(given)))

    def text(self, subject: str, *properties: str) -> Text | None:
        """A literal of a thing, in the language of the page where it has one."""
        found = self.facts.literal(subject, *properties, language=self.visit.language)
        return None if found is None else Text(found.value, found.language)

    def named(self, thing: str) -> Text:
        """A thing by its name, linked to its page."""
        name = self.text(thing, *NAMES)
        href = self.site.local(thing, self.visit)
        if name is None:
            return Text(compact(thing), None, href)
        return Text(name.value, name.language, href)

    def people(self, thing: str, how: tuple[str, str]) -> list[Text]:
        """Authors or editors: in the order of their list, then whoever the list leaves out."""
        ordered = self.facts.listed(thing, how[0])
        return [self.named(one) for one in dict.fromkeys([*ordered, *self.facts.things(thing, how[1])])]

    def record(self, thing: str) -> RecordView:
        """A publication."""
        abstract = self.text(thing, DCTERMS.abstract)
        licences = self.facts.things(thing, DCTERMS.license)
        rights = [text for node in self.facts.things(thing, DCTERMS.rights) if (text := self.text(node, RDFS.label))]
        return RecordView(
            iri=thing,
            title=self.text(thing, DCTERMS.title) or Text(thing),
            subtitle=self.text(thing, DCTERMS.alternative),
            authors=self.people(thing, AUTHORS),
            facts=[(key, values) for key, values in self._facts(thing) if values],
            abstract=blocks(abstract.value) if abstract else [],
            abstract_language=abstract.language if abstract else None,
            citation=self.text(thing, DCTERMS.bibliographicCitation),
            rights=rights,
            licence=next(iter(licences), None),
            remarks=[self._remark(node) for node in sorted(self.facts.typed(REMARK), key=_number)],
        )

    def _facts(self, thing: str) -> list[tuple[str, list[Text]]]:
        language = self.visit.language
        things = self.facts.things
        return [
            ("issued", texts(self.facts.values(thing, DCTERMS.issued))),
            ("editors", self.people(thing, EDITORS)),
            ("contributors", [self.named(one) for one in things(thing, DCTERMS.contributor)]),
            ("publishers", [self.named(one) for one in things(thing, DCTERMS.publisher)]),
            ("published_in", [self.named(one) for one in things(thing, FABIO.hasPlaceOfPublication)]),
            ("series", texts(self.facts.values(thing, FABIO.hasSeriesTitle))),
            ("themes", [self.named(one) for one in things(thing, DCTERMS.subject)]),
            ("period", [self._period(node) for node in things(thing, DCTERMS.temporal)]),
            ("kind", [Text(in_language(KINDS, one, language)) for one in things(thing, DCTERMS.type)]),
            (
                "language",
                [
                    Text(in_language(LANGUAGE_NAMES, one.value, language))
                    for one in texts(self.facts.values(thing, SCHEMA.inLanguage))
                ],
            ),
            ("identifiers", [one for one in self._identifiers(thing) if one.value != thing]),
            ("download", [self._download(node) for node in things(thing, SCHEMA.encoding)]),
        ]

    def _period(self, node: str) -> Text:
        ends = [self.text(node, one) for one in (DCAT.startDate, DCAT.endDate)]
        return Text("–".join(end.value if end else "…" for end in ends))

    def _identifiers(self, thing: str) -> list[Text]:
        made = []
        for value in self.facts.values(thing, DCTERMS.identifier):
            label, href = value.value if isinstance(value, (Literal, NamedNode)) else str(value), None
            for property_, prefix, base in (
                (BIBO.doi, "doi:", "https://doi.org/"),
                (BIBO.handle, "hdl:", "https://hdl.handle.net/"),
                (SCHEMA.isbn, "ISBN ", None),
            ):
                if value in self.facts.values(thing, property_):
                    href, label = base and base + label, prefix + label
            if isinstance(value, Literal) and value.datatype.value == XSD.anyURI:
                href = web(label)
            made.append(Text(label, None, href))
        return made

    def _download(self, node: str) -> Text:
        name = self.text(node, SCHEMA.name) or Text(node)
        address = next(iter(self.facts.things(node, SCHEMA.contentUrl)), None)
        return Text(name.value, name.language, web(address) if address else None)

    def _remark(self, node: str) -> RemarkView:
        kind = next(iter(self.facts.things(node, VM2.remarkKind)), "")
        return RemarkView(
            kind=kind.removeprefix(VM2.base),
            kind_label=self.labels.label(kind, self.visit.language),
            comment=self.text(node, RDFS.comment) or Text(""),
            verbatim=self.text(node, VM2.verbatimForm),
            proposed=self.text(node, VM2.proposedReading),
        )

    def listed(self, row: RecordRow) -> Listed:
        """A publication in a list."""
        thing = self.site.iris.thing("publication", row.slug)
        title = self.text(thing, DCTERMS.title) or Text(row.title)
        href = self.site.local(thing, self.visit)
        return Listed(
            Text(title.value, title.language, href),
            self.text(thing, DCTERMS.alternative),
            self.people(thing, AUTHORS),
            row.sort_date[:4],
        )


def blocks(text: str) -> list[Block]:
    """Paragraphs; a short line that stands alone before another paragraph, with no full stop, is a heading."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    made: list[Block] = []
    for part, following in zip_longest(parts, parts[1:], fillvalue=""):
        alone = "\n" not in part and len(part) <= _HEADING and part[-1] not in ".,;:!…"
        made.append(Block(part, alone and len(following) > len(part)))
    return made


def web(address: str) -> str | None:
    """An address that may be a link: javascript: and its like may not."""
    return address if address.lower().startswith(("http://", "https://")) else None


def elsewhere(facts: Facts, thing: str) -> list[Text]:
    """The same thing, or nearly, in the lists of others."""
    ties = (SCHEMA.sameAs, SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch)
    found = (other for tie in ties for other in facts.things(thing, tie))
    return [Text(other, None, web(other)) for other in dict.fromkeys(found)]


def texts(values: Sequence[Term]) -> list[Text]:
    """Values as words."""
    return [
        Text(value.value, value.language if isinstance(value, Literal) else None)
        for value in values
        if isinstance(value, (Literal, NamedNode))
    ]


def _number(node: str) -> tuple[int, str]:
    digits = re.search(r"(\d+)$", node)
    return (int(digits[1]) if digits else 0, node)
