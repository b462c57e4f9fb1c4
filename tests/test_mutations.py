"""The graph of the packaged page and its notes, made wrong in one way at a time: the gate refuses each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from tests.conftest import BASE, ROOT, SEED_NAME
from vm2graph import inputs
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.names import BIBO, DCTERMS, FOAF, OA, PROV, RDF, SCHEMA, SKOS, VM2, XSD, Iris
from vm2graph.pipeline import convert
from vm2graph.writing.terms import iri

Term = NamedNode | Literal | BlankNode


class Graph:
    """Triples that can be asked and changed by property."""

    def __init__(self, triples: list[Triple]) -> None:
        self.triples = set(triples)
        (self.publication,) = self.values(None, FOAF.primaryTopic)

    def values(self, subject: Term | None, property_: str) -> list[Term]:
        return [t.object for t in self._sorted() if t.predicate.value == property_ and subject in (None, t.subject)]

    def having(self, property_: str, value: str) -> list[NamedNode]:
        return [t.subject for t in self._sorted() if t.predicate.value == property_ and t.object == iri(value)]

    def a(self, class_: str) -> NamedNode:
        return self.having(RDF.type, class_)[0]

    def add(self, subject: Term, property_: str, value: Term | str) -> None:
        self.triples.add(Triple(subject, iri(property_), iri(value) if isinstance(value, str) else value))

    def remove(self, subject: Term, property_: str | None = None) -> None:
        gone = {t for t in self.triples if t.subject == subject and property_ in (None, t.predicate.value)}
        assert gone, "there was nothing to remove"
        self.triples -= gone

    def set(self, subject: Term, property_: str, value: Term | str) -> None:
        self.remove(subject, property_)
        self.add(subject, property_, value)

    def rename(self, node: NamedNode, other: Term) -> None:
        self.triples = {
            Triple(*(other if part == node else part for part in (t.subject, t.predicate, t.object)))
            for t in self.triples
        }

    def both(self, properties: tuple[str, str], value: Term | str, *, instead: bool = False) -> None:
        for property_ in properties:
            (self.set if instead else self.add)(self.publication, property_, value)

    def _sorted(self) -> Iterator[Triple]:
        return iter(sorted(self.triples, key=str))


def year(value: int) -> Literal:
    return Literal(str(value), datatype=iri(XSD.gYear))


MUTATIONS: dict[str, Callable[[Graph], object]] = {}


def mutation(change: Callable[[Graph], object]) -> Callable[[Graph], object]:
    MUTATIONS[change.__name__] = change
    return change


# ---------------------------------------------------------------- the record


@mutation
def author_dropped(g: Graph) -> None:
    gone = g.values(g.publication, DCTERMS.creator)[0]
    g.triples -= {Triple(g.publication, iri(DCTERMS.creator), gone)}


@mutation
def author_order_lost(g: Graph) -> None:
    g.remove(g.publication, BIBO.authorList)


@mutation
def author_as_text(g: Graph) -> None:
    g.both((DCTERMS.creator, SCHEMA.author), Literal("R. van Schoonhoven"))


@mutation
def licence_invented(g: Graph) -> None:
    g.both((DCTERMS.license, SCHEMA.license), "https://creativecommons.org/licenses/by/4.0/")


@mutation
def year_as_string(g: Graph) -> None:
    g.both((DCTERMS.issued, SCHEMA.datePublished), Literal("2013"), instead=True)


@mutation
def two_years(g: Graph) -> None:
    g.both((DCTERMS.issued, SCHEMA.datePublished), year(2012))


@mutation
def subject_as_text(g: Graph) -> None:
    g.both((DCTERMS.subject, SCHEMA.about), Literal("vmbo"))


@mutation
def language_as_text(g: Graph) -> None:
    g.set(g.publication, DCTERMS.language, Literal("nl"))


@mutation
def no_language_tag(g: Graph) -> None:
    g.both((DCTERMS.title, SCHEMA.name), Literal("Vijf jaar VM2"), instead=True)


@mutation
def publisher_differs(g: Graph) -> None:
    g.set(g.publication, SCHEMA.publisher, "http://localhost:8000/id/organization/actis")


@mutation
def absence_unexplained(g: Graph) -> None:
    g.remove(g.having(VM2.remarkKind, VM2.base + "missingLink")[0])


@mutation
def concept_without_its_label(g: Graph) -> None:
    concept = g.values(g.publication, DCTERMS.subject)[0]
    g.remove(concept, SKOS.prefLabel)
    g.remove(concept, SCHEMA.name)


@mutation
def http_schema(g: Graph) -> None:
    g.set(g.a(VM2.SourcedStatement), VM2.ofProperty, "http://schema.org/name")


@mutation
def report_made_an_article(g: Graph) -> None:
    g.set(g.publication, RDF.type, SCHEMA.base + "ScholarlyArticle")


@mutation
def list_cell_without_a_name(g: Graph) -> None:
    g.rename(g.values(g.publication, BIBO.authorList)[0], BlankNode("cell"))  # type: ignore[arg-type]  # it is an IRI


@mutation
def person_without_a_name(g: Graph) -> None:
    g.remove(g.values(g.publication, DCTERMS.creator)[0], SCHEMA.name)


# ---------------------------------------------------------------- evidence


@mutation
def offset_shifted(g: Graph) -> None:
    selector = g.a(OA.TextPositionSelector)
    start = int(g.values(selector, OA.start)[0].value)
    g.set(selector, OA.start, Literal(str(start + 1), datatype=iri(XSD.integer)))


@mutation
def quote_altered(g: Graph) -> None:
    g.set(g.a(OA.TextQuoteSelector), OA.exact, Literal("iets anders"))


@mutation
def passage_of_another_page(g: Graph) -> None:
    g.set(g.a(VM2.Passage), OA.hasSource, "http://localhost:8000/source/" + "0" * 64)


@mutation
def unevidenced_subject(g: Graph) -> None:
    theme = "http://localhost:8000/id/theme/mbo"
    g.both((DCTERMS.subject, SCHEMA.about), theme)
    for property_, value in (
        (RDF.type, iri(SKOS.Concept)),
        (SKOS.prefLabel, Literal("mbo", language="nl")),
        (SCHEMA.name, Literal("mbo", language="nl")),
        (SKOS.inScheme, iri("http://localhost:8000/id/scheme/themes")),
        (SCHEMA.inDefinedTermSet, iri("http://localhost:8000/id/scheme/themes")),
    ):
        g.add(iri(theme), property_, value)


@mutation
def statement_not_asserted(g: Graph) -> None:
    statement = g.a(VM2.SourcedStatement)
    (subject,), (value,) = (g.values(statement, one) for one in (VM2.ofSubject, VM2.ofValue))
    g.triples -= {Triple(subject, iri(one.value), value) for one in g.values(statement, VM2.ofProperty)}


@mutation
def false_verbatim(g: Graph) -> None:
    g.set(g.having(VM2.evidenceStatus, VM2.base + "normalised")[0], VM2.evidenceStatus, VM2.base + "verbatim")


@mutation
def unsupported(g: Graph) -> None:
    g.remove(g.having(VM2.evidenceStatus, VM2.base + "verbatim")[0], VM2.supportedBy)


@mutation
def external_unsourced(g: Graph) -> None:
    g.remove(g.having(VM2.evidenceStatus, VM2.base + "external")[0], DCTERMS.source)


@mutation
def one_statement_for_two_values(g: Graph) -> None:
    g.add(g.a(VM2.SourcedStatement), VM2.ofValue, Literal("iets anders", language="nl"))


@mutation
def statement_without_its_rule(g: Graph) -> None:
    g.remove(g.a(VM2.SourcedStatement), VM2.rule)


# ---------------------------------------------------------------- what the page says, and gets wrong


@mutation
def finding_without_passage(g: Graph) -> None:
    g.remove(g.a(VM2.Finding), VM2.supportedBy)


@mutation
def two_polarities(g: Graph) -> None:
    for polarity in (VM2.favourable, VM2.unfavourable):
        g.add(g.a(VM2.Finding), VM2.polarity, polarity)


@mutation
def finding_in_our_words(g: Graph) -> None:
    finding, words = g.a(VM2.Finding), Literal("VM2 werkt.", language="nl")
    (text,) = g.values(finding, SCHEMA.text)
    g.triples = {t if t.object != text else Triple(t.subject, t.predicate, words) for t in g.triples}


@mutation
def direction_that_nobody_stated(g: Graph) -> None:
    g.add(g.having(RDF.type, VM2.Finding)[-1], VM2.direction, VM2.later)


@mutation
def remark_that_corrects_the_page(g: Graph) -> None:
    g.set(g.having(VM2.remarkKind, VM2.base + "missingSpace")[0], VM2.verbatimForm, Literal("vmbo-", language="nl"))


@mutation
def conclusion_of_a_place(g: Graph) -> None:
    g.add(iri(f"{g.publication.value}#c"), RDF.type, VM2.Conclusion)
    g.add(iri(f"{g.publication.value}#c"), PROV.wasAttributedTo, "http://localhost:8000/id/place/utrecht")


# ---------------------------------------------------------------- held


@pytest.fixture(scope="module")
def whole(gate: Gate) -> list[Triple]:
    """The record, the names, the evidence and the text of the page: what the gate is shown."""
    (page,) = inputs.pages([str(ROOT / "data" / SEED_NAME)])
    assert isinstance(page, PageBytes)
    converted = convert(page, Iris(BASE), gate)
    source = iri(f"http://localhost:8000/source/{converted.page.source.sha256}")
    text = Triple(source, iri(SCHEMA.text), Literal(converted.page.text))
    return [*converted.description.shown(), *converted.evidence, text]


def test_the_graph_itself_conforms(whole: list[Triple], gate: Gate) -> None:
    assert gate.check(whole).conforms
    assert len(MUTATIONS) == 32


@pytest.mark.parametrize("name", MUTATIONS)
def test_it_does_not_once_it_is_wrong(name: str, whole: list[Triple], gate: Gate) -> None:
    graph = Graph(whole)
    MUTATIONS[name](graph)
    assert graph.triples != set(whole)
    assert not gate.check(graph.triples).conforms


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTATIONS)
def test_pyshacl_refuses_it_too(name: str, whole: list[Triple]) -> None:
    graph = Graph(whole)
    MUTATIONS[name](graph)
    assert not Gate("pyshacl").check(graph.triples).conforms
