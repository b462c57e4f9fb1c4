"""The ontology at ``/def``: a page for people, and every RDF serialisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode

from vm2graph.names import DCTERMS, ONTOLOGY, ONTOLOGY_VERSION, RDF, RDFS, SCHEMA, SKOS, VM2
from vm2graph.serving.companion_page import COMPANIONS, Companion, context_document
from vm2graph.serving.content import Facts
from vm2graph.serving.faces import GRAPH_FACES, HTML, Face, split
from vm2graph.serving.packaged_graph import PackagedGraph
from vm2graph.serving.pages import Site, Visit, data_block
from vm2graph.serving.problems import Problem
from vm2graph.serving.responding import Document, LinkTo, fixed_face, respond
from vm2graph.serving.views import Text
from vm2graph.writing.formats import JSONLD
from vm2graph.writing.jsonld import compact

_OWL = "http://www.w3.org/2002/07/owl#"
_VANN = "http://purl.org/vocab/vann/"
_PROPERTY_TYPES = (_OWL + "ObjectProperty", _OWL + "DatatypeProperty", RDF.base + "Property")


@dataclass(frozen=True, slots=True)
class TermView:
    """A term of the ontology, for its page."""

    name: str  # the fragment
    label: Text
    other_label: Text | None  # in the other language
    definition: Text | None
    note: Text | None
    relations: list[tuple[str, list[Text]]]  # key of the words, values
    values: list[TermView]  # of a value list


class Ontology(PackagedGraph):
    """The ontology."""

    def __init__(self) -> None:
        super().__init__("vm2.ttl", ONTOLOGY)

    @cached_property
    def terms(self) -> frozenset[str]:
        """The IRIs that the file defines."""
        return frozenset(_own(t.subject.value for t in self.triples if isinstance(t.subject, NamedNode)))

    @cached_property
    def modified(self) -> str:
        """The day the ontology last changed, as the start of it."""
        return self.since(DCTERMS.base + "modified")

    def label(self, term: str, language: str) -> str:
        """The label of a term in a language, or a short form of its IRI."""
        found = self.facts.literal(term, RDFS.label, SKOS.prefLabel, language=language)
        return found.value if found else compact(term)


def ontology_blueprint(site: Site, ontology: Ontology) -> Blueprint:
    """``/def``, ``/def/0.1.0``, what stands beside them, and their faces."""
    blueprint = Blueprint("ontology", __name__)
    companions = {name: Companion(name) for name in COMPANIONS}

    def document(name: str) -> Document:
        def make(face: Face, visit: Visit) -> bytes:
            return _page(site, ontology, visit, here) if face is HTML else ontology.serialised(face)

        here = Document(
            name=name,
            directory=f"{site.iris.base}/" + ("" if name == "def" else "def/"),
            faces=GRAPH_FACES,
            make=make,
            modified=ontology.modified,
            links=(LinkTo(ONTOLOGY, "canonical"),),
        )
        return here

    @blueprint.get("/def")
    @blueprint.get("/def.<extension>")
    def current(extension: str | None = None) -> Response:
        return respond(document("def"), fixed_face(extension, GRAPH_FACES), request, site)

    @blueprint.get("/def/<name>")
    def version(name: str) -> Response:
        if name in ("context", "context.jsonld"):
            context = context_document(site)
            return respond(context, context.faces[0] if "." in name else None, request, site)
        fixed = split(name, GRAPH_FACES)
        stem = fixed[0] if fixed else name
        if stem in companions:
            return respond(companions[stem].document(site), fixed and fixed[1], request, site)
        if (
            not fixed and VM2.base + name in ontology.terms
        ):  # a term by path: where it is, in the face that is asked for
            return Response(status=303, headers={"Location": f"../def#{name}"})
        if stem != ONTOLOGY_VERSION:
            raise Problem(404, "not_found")
        return respond(document(ONTOLOGY_VERSION), fixed and fixed[1], request, site)

    return blueprint


def _page(site: Site, ontology: Ontology, visit: Visit, document: Document) -> bytes:
    facts = ontology.facts
    groups = {
        "classes": [_term(facts, one, visit) for one in _own(facts.typed(_OWL + "Class"))],
        "properties": [
            _term(facts, one, visit)
            for one in dict.fromkeys(_own(one for type_ in _PROPERTY_TYPES for one in facts.typed(type_)))
        ],
        "value_lists": [_term(facts, one, visit) for one in _own(facts.typed(SKOS.ConceptScheme))],
    }
    return site.page(
        "ontology.html",
        visit,
        title=_text(facts, ONTOLOGY, visit, DCTERMS.title) or Text(ONTOLOGY),
        description=_text(facts, ONTOLOGY, visit, DCTERMS.description),
        licences=facts.things(ONTOLOGY, DCTERMS.license),
        groups=groups,
        namespace=VM2.base,
        ontology_version=ONTOLOGY_VERSION,
        companions=COMPANIONS,
        faces=[(face, document.address(face)) for face in document.faces if face is not HTML],
        canonical=ONTOLOGY,
        json_ld=data_block(JSONLD.write(ONTOLOGY, ontology.triples) if JSONLD.write else b"{}"),
    )


def _own(terms: Iterable[str]) -> list[str]:
    return [term for term in terms if term.startswith(VM2.base)]


def _term(facts: Facts, term: str, visit: Visit) -> TermView:
    labels = [value for value in facts.values(term, RDFS.label, SKOS.prefLabel) if isinstance(value, Literal)]
    label = next((one for one in labels if one.language == visit.language), labels[0] if labels else None)
    other = next((one for one in labels if one is not label and one.language != visit.language), None)
    relations = [
        ("sub_class_of", RDFS.base + "subClassOf"),
        ("sub_property_of", RDFS.base + "subPropertyOf"),
        ("domain", RDFS.base + "domain"),
        ("range", RDFS.base + "range"),
        ("inverse_of", _OWL + "inverseOf"),
    ]
    members = facts.things(term, SKOS.base + "hasTopConcept")
    return TermView(
        name=term.removeprefix(VM2.base),
        label=Text(label.value, label.language) if label else Text(compact(term)),
        other_label=Text(other.value, other.language) if other and label and other.value != label.value else None,
        definition=_text(facts, term, visit, SKOS.definition),
        note=_text(facts, term, visit, _VANN + "usageNote"),
        relations=[
            (key, [_reference(one) for one in facts.values(term, property_) if isinstance(one, NamedNode)])
            for key, property_ in relations
            if facts.values(term, property_)
        ],
        values=[_term(facts, one, visit) for one in members],
    )


def _reference(node: NamedNode) -> Text:
    own = node.value.startswith(VM2.base)
    short = compact(node.value)
    if node.value.startswith(SCHEMA.base):  # the one vocabulary whose terms JSON-LD leaves bare
        short = f"schema:{short}"
    return Text(short, None, "#" + node.value.removeprefix(VM2.base) if own else node.value)


def _text(facts: Facts, subject: str, visit: Visit, *properties: str) -> Text | None:
    found = facts.literal(subject, *properties, language=visit.language)
    return Text(found.value, found.language) if found else None
