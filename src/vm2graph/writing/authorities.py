"""Identifiers elsewhere of well-known things, from ``ontology/authorities.ttl``.

A place, body or concept gets one where its name is exactly one that the file gives, and nowhere else: a wrong
identifier is worse than none. What is said so has status external and names the list it comes from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from pyoxigraph import Literal, RdfFormat, parse

from vm2graph.model import Stated, Status
from vm2graph.names import DCTERMS, SCHEMA, SKOS
from vm2graph.packaged import packaged
from vm2graph.writing.facts import Facts
from vm2graph.writing.graph import GraphBuilder, StatedValue
from vm2graph.writing.lines import literal
from vm2graph.writing.written import iri

RULE = "authority-list"
_KINDS = {
    "place": (SCHEMA.Place, (SCHEMA.name,)),
    "organization": (SCHEMA.Organization, (SCHEMA.name,)),
    "theme": (SKOS.Concept, (SKOS.prefLabel, SKOS.altLabel)),
    "concept": (SKOS.Concept, (SKOS.prefLabel, SKOS.altLabel)),
}
_TIES = {
    SCHEMA.sameAs: "same-as",
    SKOS.exactMatch: "exact-match",
    SKOS.closeMatch: "close-match",
    SKOS.broadMatch: "broad-match",
}

Tie = tuple[str, str, str]
"""Property, identifier elsewhere, and the list that has it."""


@cache
def _known() -> dict[tuple[str, str], list[Tie]]:
    """What the file says, by type of entity and name."""
    data = packaged("ontology", "authorities.ttl").read_bytes()
    facts = Facts(quad.triple for quad in parse(data, format=RdfFormat.TURTLE))
    known: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    for type_, (class_, naming) in _KINDS.items():
        for thing in facts.typed(class_):
            names = [value.value for one in naming for value in facts.values(thing, one) if isinstance(value, Literal)]
            for property_ in _TIES:
                for other in facts.things(thing, property_):
                    (source,) = facts.things(other, DCTERMS.source)
                    for name in names:
                        known[type_, name].append((property_, other, source))
    return known


def identify(graph: GraphBuilder) -> None:
    """Gives the entities of a publication the identifiers that are known and that nothing has given them yet."""
    known = _known()
    for (type_, slug, node), said in sorted(graph.entities.items()):
        if type_ not in _KINDS:
            continue
        for name in sorted(_names(said, f"<{node}> <{_KINDS[type_][1][0]}> ")):
            for property_, other, source in known.get((type_, name), ()):
                if f"<{node}> <{property_}> <{other}> .\n" in said:
                    continue
                graph.add(iri(node), property_, iri(other), said)
                stated = Stated(other, (), RULE, Status.EXTERNAL, origin=source)
                fragment = f"{type_}-{slug}-{_TIES[property_]}"
                graph.values.append(StatedValue(fragment, iri(node), (property_,), iri(other), stated))


def _names(said: Iterable[str], naming: str) -> set[str]:
    """What statements name a thing in Dutch or in no one language; ``naming`` is how such a statement begins."""
    found = (literal(line[len(naming) : -len(" .\n")]) for line in said if line.startswith(naming))
    return {value for value, language, _ in found if language in ("", "nl")}
