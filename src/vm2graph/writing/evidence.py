"""The passage and the rule behind each stated value.

One vm2:SourcedStatement a value, whatever the number of properties that carry it, and one vm2:Passage
a span (W3C Web Annotation Data Model section 4.2), with position and quotation in one selector.
"""

from __future__ import annotations

from pyoxigraph import Literal, Triple

from vm2graph.model import Span
from vm2graph.names import OA, RDF, RDFS, VM2, XSD, Iris
from vm2graph.writing.graph import Description
from vm2graph.writing.terms import in_order, iri, text, typed


def evidence(description: Description, page_text: str, sha256: str, iris: Iris) -> tuple[Triple, ...]:
    """The evidence graph of a description: statements, and the passages they and the remarks rest on."""
    graph = iris.evidence(description.slug)
    triples: list[Triple] = []
    spans: set[Span] = set()
    for value in description.values:
        statement = iri(f"{graph}#{value.name}")
        stated = value.stated
        triples.append(Triple(statement, iri(RDF.type), iri(VM2.SourcedStatement)))
        triples.append(Triple(statement, iri(VM2.ofSubject), value.subject))
        triples.extend(Triple(statement, iri(VM2.ofProperty), iri(property_)) for property_ in value.properties)
        triples.append(Triple(statement, iri(VM2.ofValue), value.value))
        triples.append(Triple(statement, iri(VM2.evidenceStatus), iri(VM2.base + stated.status)))
        triples.append(Triple(statement, iri(VM2.rule), text(stated.rule)))
        if stated.note:
            triples.append(Triple(statement, iri(RDFS.comment), text(stated.note, "en")))
        for span in stated.evidence:
            passage = iri(iris.passage(sha256, span.start, span.end))
            triples.append(Triple(statement, iri(VM2.supportedBy), passage))
        spans.update(stated.evidence)
    spans.update(_targets(description, iris.source(sha256) + "#char="))
    for span in spans:
        triples.extend(_passage(span, page_text, sha256, iris))
    return tuple(in_order(triples))


def _targets(description: Description, prefix: str) -> set[Span]:
    """The passages that remarks of the record point at."""
    found = set()
    for triple in description.record:
        if triple.predicate.value == OA.hasTarget and not isinstance(triple.object, (Literal, Triple)):
            target = triple.object.value
            if target.startswith(prefix):
                start, end = target.removeprefix(prefix).split(",")
                found.add(Span(int(start), int(end)))
    return found


def _passage(span: Span, page_text: str, sha256: str, iris: Iris) -> list[Triple]:
    passage = iri(iris.passage(sha256, span.start, span.end))
    selector = iri(f"{iris.source(sha256)}#sel={span.start},{span.end}")
    return [
        Triple(passage, iri(RDF.type), iri(VM2.Passage)),
        Triple(passage, iri(OA.hasSource), iri(iris.source(sha256))),
        Triple(passage, iri(OA.hasSelector), selector),
        Triple(selector, iri(RDF.type), iri(OA.TextPositionSelector)),
        Triple(selector, iri(RDF.type), iri(OA.TextQuoteSelector)),
        Triple(selector, iri(OA.start), typed(str(span.start), XSD.integer)),
        Triple(selector, iri(OA.end), typed(str(span.end), XSD.integer)),
        Triple(selector, iri(OA.exact), text(span.of(page_text))),
    ]
