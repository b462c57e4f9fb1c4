"""A description as a curator sees it: the words of a page sent to the entity that ``entities.yaml`` says they mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Triple

from vm2graph.curation import Curation
from vm2graph.names import Iris
from vm2graph.writing.graph import Description, Entity
from vm2graph.writing.terms import ntriples, triples_of

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
        lines=_sent(description.lines, nodes),
        entities=tuple(
            Entity(
                type_,
                slug,
                iris.thing(type_, slug),
                _sent("".join(one.lines for one in group), nodes),
                tuple(sorted(one.slug for one in group if one.slug != slug)),
            )
            for (type_, slug), group in sorted(grouped.items())
        ),
        values=tuple(
            replace(value, subject=_node(value.subject, nodes), value=_node(value.value, nodes))
            for value in description.values
        ),
    )


def _sent(lines: str, nodes: Mapping[str, NamedNode]) -> str:
    found = triples_of(lines)
    return ntriples([Triple(_node(each.subject, nodes), each.predicate, _node(each.object, nodes)) for each in found])


def _node(term: _T, nodes: Mapping[str, NamedNode]) -> _T:
    if isinstance(term, NamedNode) and not isinstance(term, Literal):
        return nodes.get(term.value, term)  # type: ignore[return-value]  # a node for a node
    return term
