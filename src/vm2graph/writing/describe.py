"""Publication -> Dublin Core terms + schema.org, one method a field.

Every field that both vocabularies have is stated in both. Nothing is a blank node: what exists only
within a record is a hash IRI of it. Names of people, bodies, themes and places stand in their own
graphs (:mod:`~vm2graph.writing.things`), so that a name is one triple however many records use it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

from vm2graph.knowledge import KINDS
from vm2graph.model import Agent, Identifier, Person, Publication, Remark, Span, Stated, Status
from vm2graph.names import (
    BIBO,
    DCAT,
    DCTERMS,
    FABIO,
    FOAF,
    LANGUAGES,
    OA,
    PROV,
    PUBLICATION_TYPES,
    RDF,
    RDFS,
    RIGHTS_NOT_EVALUATED,
    SCHEMA,
    VM2,
    XSD,
    Iris,
)
from vm2graph.writing import authorities, describe_things, things
from vm2graph.writing.describe_things import ThingWriter
from vm2graph.writing.graph import Description, GraphBuilder, StatedValue
from vm2graph.writing.lines import name_of
from vm2graph.writing.written import Written, date, iri, text, typed


def describe(publication: Publication, page_text: str, slug: str, iris: Iris) -> Description:
    """The graph of a publication.

    ``page_text`` is the text its spans refer to, ``slug`` the one the catalogue gave it.
    """
    work = _Describer(publication, page_text, slug, iris)
    work.types()
    for each in fields(Publication):
        getattr(work, each.name)()
    authorities.identify(work)
    return work.finish()


class _Describer(GraphBuilder):
    """A method bears the name of the field of Publication it describes."""

    def types(self) -> None:
        for type_ in (SCHEMA.Report, BIBO.Report):
            self.add(self.publication, RDF.type, iri(type_))
        for property_ in (DCTERMS.identifier, SCHEMA.identifier):
            self.add(self.publication, property_, text(name_of(self.publication)))

    # ------------------------------------------------------------ the record and its source

    def source(self) -> None:
        source = self.given.source
        page = iri(self.iris.source(source.sha256))
        for type_ in (DCAT.CatalogRecord, FOAF.Document):
            self.add(self.document, RDF.type, iri(type_))
        self.add(self.document, FOAF.primaryTopic, self.publication)
        self.add(self.document, PROV.wasDerivedFrom, page)
        self.add(page, RDF.type, iri(PROV.Entity))
        self.add(page, SCHEMA.sha256, text(source.sha256))
        self.add(page, DCTERMS.format, text(source.media_type))

    # ------------------------------------------------------------ plain values

    def title(self) -> None:
        stated = self.given.title
        value = text(stated.value, self.given.language.value)
        self.state("title", (DCTERMS.title, SCHEMA.name), value, stated)

    def subtitle(self) -> None:
        if stated := self.given.subtitle:
            value = text(stated.value, self.given.language.value)
            self.state("subtitle", (DCTERMS.alternative, SCHEMA.alternativeHeadline), value, stated)

    def abstract(self) -> None:
        if stated := self.given.abstract:
            value = text(stated.value, self.given.page_language.value)
            self.state("abstract", (DCTERMS.abstract, SCHEMA.abstract), value, stated)

    def citation(self) -> None:
        if stated := self.given.citation:
            value = text(stated.value, self.given.page_language.value)
            self.state("citation", (DCTERMS.bibliographicCitation, SCHEMA.creditText), value, stated)

    def series(self) -> None:
        if stated := self.given.series:
            self.state("series", (FABIO.hasSeriesTitle,), text(stated.value, self.given.language.value), stated)

    def issued(self) -> None:
        if stated := self.given.issued:
            self.state("issued", (DCTERMS.issued, SCHEMA.datePublished), date(stated.value), stated)

    def language(self) -> None:
        stated = self.given.language
        if authority := LANGUAGES.get(stated.value):
            self.state("language", (DCTERMS.language,), iri(authority), stated)
        self.state("language-code", (SCHEMA.inLanguage,), text(stated.value), stated)

    def page_language(self) -> None:
        """The language of the page is the tag on its literals; it is not a property of the publication."""

    def kind(self) -> None:
        stated = self.given.kind
        self.state("type", (DCTERMS.type,), iri(PUBLICATION_TYPES[stated.value]), stated)

    def identifiers(self) -> None:
        for number, stated in enumerate(self.given.identifiers, 1):
            properties, value = _identifier(stated.value)
            self.state(f"identifier-{number}", properties, value, stated)

    def rights(self) -> None:
        if stated := self.given.rights:
            self.state("licence", (DCTERMS.license, SCHEMA.license), iri(stated.value), stated)
            return
        rights = self.part("rights")
        self.add(self.publication, DCTERMS.rights, rights)
        self.add(rights, RDF.type, iri(DCTERMS.RightsStatement))
        self.add(rights, RDFS.label, text("De bron noemt geen rechten of licentie.", "nl"))
        self.add(rights, RDFS.label, text("The source states no rights or licence.", "en"))
        self.add(rights, RDFS.seeAlso, iri(RIGHTS_NOT_EVALUATED))

    def temporal(self) -> None:
        if stated := self.given.temporal:
            period, node = stated.value, self.part("period")
            self.state("temporal", (DCTERMS.temporal,), node, stated)
            self.add(node, RDF.type, iri(DCTERMS.PeriodOfTime))
            for name, property_, end in (("start", DCAT.startDate, period.start), ("end", DCAT.endDate, period.end)):
                if end is not None:
                    self.state(f"temporal-{name}", (property_,), date(end), stated, about=node)
            ends = (period.start.isoformat() if period.start else "..", period.end.isoformat() if period.end else "..")
            self.state("temporal-coverage", (SCHEMA.temporalCoverage,), text("/".join(ends)), stated)

    def download(self) -> None:
        if stated := self.given.download:
            node = self.part("download")
            self.state("download", (SCHEMA.encoding,), node, stated)
            self.add(node, RDF.type, iri(SCHEMA.MediaObject))
            name = text(stated.value.name.value, self.given.page_language.value)
            self.state("download-name", (SCHEMA.name,), name, stated.value.name, about=node)
            if url := stated.value.url:
                self.state("download-url", (SCHEMA.contentUrl,), iri(url.value), url, about=node)

    # ------------------------------------------------------------ things with a graph of their own

    def creators(self) -> None:
        nodes = list(self.agents("creator", (DCTERMS.creator, SCHEMA.author), self.given.creators))
        self.ordered("authors", BIBO.authorList, nodes)
        if len(self.given.creators) > 1:
            self.values.append(self.order_of("authors", BIBO.authorList, self.given.creators))

    def editors(self) -> None:
        nodes = list(self.agents("editor", (BIBO.editor, SCHEMA.editor), self.given.editors))
        self.ordered("editors", BIBO.editorList, nodes)

    def contributors(self) -> None:
        list(self.agents("contributor", (DCTERMS.contributor, SCHEMA.contributor), self.given.contributors))

    def publishers(self) -> None:
        list(self.agents("publisher", (DCTERMS.publisher, SCHEMA.publisher), self.given.publishers))

    def places(self) -> None:
        for number, stated in enumerate(self.given.places, 1):
            node = things.place(self, f"place-{number}", stated.value)
            self.state(f"place-{number}", (FABIO.hasPlaceOfPublication,), node, stated)

    def themes(self) -> None:
        for number, stated in enumerate(self.given.themes, 1):
            node = things.theme(self, f"theme-{number}", stated.value)
            self.state(f"theme-{number}", (DCTERMS.subject, SCHEMA.about), node, stated)

    def agents(self, role: str, properties: Sequence[str], agents: Sequence[Stated[Agent]]) -> Iterator[Written]:
        for number, stated in enumerate(agents, 1):
            name = f"{role}-{number}"
            if isinstance(stated.value, Person):
                node = things.person(self, name, stated.value)
            else:
                node = things.organisation(self, name, stated.value)
            self.state(name, properties, node, stated)
            yield node

    def ordered(self, name: str, property_: str, nodes: Sequence[Written]) -> None:
        """An rdf:List whose cells have IRIs; RDF 1.1 Schema section 5.2."""
        distinct = list(dict.fromkeys(nodes))
        cells = [self.part(f"{name}-{number}") for number in range(1, len(distinct) + 1)]
        if cells:
            self.add(self.publication, property_, cells[0])
        for cell, rest, node in zip(cells, [*cells[1:], iri(RDF.nil)], distinct, strict=False):
            self.add(cell, RDF.first, node)
            self.add(cell, RDF.rest, rest)

    def order_of(self, name: str, property_: str, agents: Sequence[Stated[Agent]]) -> StatedValue:
        """That people come in this order rests on the words from the first to the last of them."""
        spans = [span for stated in agents for span in stated.evidence]
        whole = Span(min(span.start for span in spans), max(span.end for span in spans))
        stated = Stated(agents, (whole,), agents[0].rule, Status.NORMALISED)
        return StatedValue(f"{name}-order", self.publication, (property_,), self.part(f"{name}-1"), stated)

    # ------------------------------------------------------------ what the page says beyond the bibliography

    def sections(self) -> None:
        describe_things.sections(self, self.given.sections)

    def things(self) -> None:
        """With the facts about the publication itself, which name them."""
        writer = ThingWriter(self)
        writer.things()
        writer.facts("publication", KINDS["publication"], self.publication, self.given.facts)

    def facts(self) -> None:
        """Described with the things that they name."""

    def curator(self) -> None:
        describe_things.curator(self)

    # ------------------------------------------------------------ remarks

    def remarks(self) -> None:
        for number, remark in enumerate(self.given.remarks, 1):
            node = self.part(f"remark-{number}")
            self.add(self.document, DCTERMS.hasPart, node)
            self.remark(node, remark)

    def remark(self, node: Written, remark: Remark) -> None:
        sha256, language = self.given.source.sha256, self.given.page_language.value
        for type_ in (VM2.SourceRemark, OA.Annotation):
            self.add(node, RDF.type, iri(type_))
        self.add(node, OA.motivatedBy, iri(OA.editing))
        self.add(node, VM2.remarkKind, iri(VM2.base + remark.kind))
        self.add(node, VM2.remarkCode, text(remark.code))
        self.add(node, VM2.aboutField, text(remark.field))
        for tag, comment in (("nl", remark.comment.nl), ("en", remark.comment.en)):
            self.add(node, RDFS.comment, text(comment, tag))
        if remark.proposed is not None:
            self.add(node, VM2.proposedReading, text(remark.proposed, language))
        for span in remark.evidence:
            self.add(node, OA.hasTarget, iri(self.iris.passage(sha256, span.start, span.end)))
        if remark.evidence:
            self.add(node, VM2.verbatimForm, text(remark.evidence[0].of(self.page_text), language))
        else:
            self.add(node, OA.hasTarget, iri(self.iris.source(sha256)))


def _identifier(given: Identifier) -> tuple[tuple[str, ...], Written]:
    both = (DCTERMS.identifier, SCHEMA.identifier)
    if given.scheme == "isbn":
        digits = given.value.replace("-", "")
        return ((*both, SCHEMA.isbn, BIBO.isbn13 if len(digits) == 13 else BIBO.isbn10), text(given.value))
    if given.scheme == "doi":
        return ((*both, BIBO.doi), text(given.value))
    if given.scheme == "handle":
        return ((*both, BIBO.handle), text(given.value))
    if given.scheme == "report":
        return ((*both, SCHEMA.reportNumber), text(given.value))
    return ((*both, BIBO.uri), typed(given.value, XSD.anyURI))
