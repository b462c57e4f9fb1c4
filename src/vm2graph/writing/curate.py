"""A description as a curator sees it: the words of a page sent to the entity that ``entities.yaml`` says they mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Triple

from vm2graph.curation import Curation
from vm2graph.names import Iris
from vm2graph.writing.graph import Description, Entity
from vm2graph.writing.terms import in_order

_T = TypeVar("_T")


def curate(description: Description, curation: Curation, iris: Iris) -> Description:
    """The description with every entity where it belongs; the same object where nothing is decided about it."""
    targets = {entity: curation.target(entity.type, entity.slug, description.slug) for entity in description.entities}
    if all(entity.slug == target for entity, target in targets.items()):
        return description
    nodes = {entity.iri: NamedNode(iris.thing(entity.type, target)) for entity, target in targets.items()}
    grouped: dict[tuple[str, str], list[Entity]] = defaultdict(list)
    for entity, target in targets.items():
        grouped[entity.type, target].append(entity)
    return replace(
        description,
        record=tuple(in_order(_sent(description.record, nodes))),
        entities=tuple(
            Entity(
                type_,
                slug,
                iris.thing(type_, slug),
                tuple(in_order(_sent((triple for one in group for triple in one.triples), nodes))),
                tuple(sorted(one.slug for one in group if one.slug != slug)),
            )
            for (type_, slug), group in sorted(grouped.items())
        ),
        values=tuple(
            replace(value, subject=_node(value.subject, nodes), value=_node(value.value, nodes))
            for value in description.values
        ),
    )


def _sent(triples: Iterable[Triple], nodes: Mapping[str, NamedNode]) -> set[Triple]:
    return {Triple(_node(each.subject, nodes), each.predicate, _node(each.object, nodes)) for each in triples}


def _node(term: _T, nodes: Mapping[str, NamedNode]) -> _T:
    if isinstance(term, NamedNode) and not isinstance(term, Literal):
        return nodes.get(term.value, term)  # type: ignore[return-value]  # a node for a node
    return term
