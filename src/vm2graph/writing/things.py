"""People, bodies, places and themes: things with a graph of their own, where their names stand once."""

from __future__ import annotations

from collections.abc import Sequence

from vm2graph.model import Organisation, Person, Place, Span, Stated, Status, Theme
from vm2graph.names import CONCEPT_SCHEME, RDF, SCHEMA, SKOS, THEME_SCHEME
from vm2graph.writing.graph import GraphBuilder, StatedValue
from vm2graph.writing.lines import name_of
from vm2graph.writing.written import Written, iri, text


def person(graph: GraphBuilder, name: str, person: Person) -> Written:
    """A person known only by initials stays within the record: initials never identify anybody."""
    if person.given is None or person.initials_only:
        node = graph.unnamed.setdefault(person, graph.part(f"person-{len(graph.unnamed) + 1}"))
        into = graph.record
    else:
        node, into = graph.entity("person", person.name.value)
    graph.add(node, RDF.type, iri(SCHEMA.Person), into)
    graph.named(name, node, SCHEMA.name, person.name, into)
    if person.given is not None:
        graph.named(f"{name}-given-name", node, SCHEMA.givenName, person.given, into)
    if person.family is not None:
        graph.named(f"{name}-family-name", node, SCHEMA.familyName, _family_name(person), into)
    _alternates(graph, name, node, person.alternates, into)
    return node


def organisation(graph: GraphBuilder, name: str, body: Organisation) -> Written:
    """A body, by its full name."""
    node, into = graph.entity("organization", body.name.value)
    graph.add(node, RDF.type, iri(SCHEMA.Organization), into)
    graph.named(name, node, SCHEMA.name, body.name, into)
    _alternates(graph, name, node, body.alternates, into)
    return node


def place(graph: GraphBuilder, name: str, place: Place) -> Written:
    """A place, by its name."""
    node, into = graph.entity("place", place.name.value)
    graph.add(node, RDF.type, iri(SCHEMA.Place), into)
    graph.named(name, node, SCHEMA.name, place.name, into)
    return node


def theme(graph: GraphBuilder, name: str, theme: Theme) -> Written:
    """A subject label as a concept of the collection's own scheme."""
    node, into = graph.entity("theme", theme.label.value)
    if into:
        return node  # the page names it twice, in another spelling: one concept, one label
    for type_ in (SKOS.Concept, SCHEMA.DefinedTerm):
        graph.add(node, RDF.type, iri(type_), into)
    label = text(theme.label.value, graph.given.page_language.value)
    for property_ in (SKOS.prefLabel, SCHEMA.name):
        graph.add(node, property_, label, into)
    in_scheme(graph, node, THEME_SCHEME, into)
    graph.values.append(StatedValue(f"{name}-label", node, (SKOS.prefLabel, SCHEMA.name), label, theme.label))
    return node


_SCHEMES = {
    THEME_SCHEME: ("Thema’s van publicaties", "Themes of publications"),
    CONCEPT_SCHEME: ("Begrippen in publicaties", "Concepts in publications"),
}


def in_scheme(graph: GraphBuilder, node: Written, slug: str, into: list[str]) -> None:
    """A concept in a scheme of the collection, of which it is a top concept."""
    scheme = iri(graph.iris.thing("scheme", slug))
    described = graph.entities.setdefault(("scheme", slug, name_of(scheme)), [])
    if not described:
        for type_ in (SKOS.ConceptScheme, SCHEMA.DefinedTermSet):
            graph.add(scheme, RDF.type, iri(type_), described)
        for label, language in zip(_SCHEMES[slug], ("nl", "en"), strict=True):
            for property_ in (SKOS.prefLabel, SCHEMA.name):
                graph.add(scheme, property_, text(label, language), described)
    for property_ in (SKOS.inScheme, SKOS.topConceptOf, SCHEMA.inDefinedTermSet):
        graph.add(node, property_, scheme, into)


def _alternates(graph: GraphBuilder, name: str, node: Written, forms: Sequence[Stated[str]], into: list[str]) -> None:
    for number, stated in enumerate(forms, 1):
        graph.named(f"{name}-other-name-{number}", node, SCHEMA.alternateName, stated, into)


def _family_name(person: Person) -> Stated[str]:
    """The particle belongs to the family name in schema.org; verbatim where both stand side by side."""
    family, particle = person.family, person.particle
    assert family is not None  # noqa: S101 - the caller has looked
    if particle is None:
        return family
    spans = (*particle.evidence, *family.evidence)
    value = f"{particle.value} {family.value}"
    both = particle.status is family.status is Status.VERBATIM
    if both and spans[1].start == spans[0].end + 1 and value in person.name.value:
        return Stated(value, (Span(spans[0].start, spans[1].end),), family.rule, Status.VERBATIM)
    return Stated(value, spans, family.rule, Status.NORMALISED)
