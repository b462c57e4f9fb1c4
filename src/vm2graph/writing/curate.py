"""A description as a curator sees it: the words of a page sent to the entity that ``entities.yaml`` says they mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from vm2graph.curation import Curation
from vm2graph.names import Iris
from vm2graph.writing.graph import Description, Entity
from vm2graph.writing.terms import sorted_lines
from vm2graph.writing.written import Written, iri


def curate(description: Description, curation: Curation, iris: Iris) -> Description:
    """The description with every entity where it belongs; the same object where nothing is decided about it."""
    targets = {entity: curation.target(entity.type, entity.slug, description.slug) for entity in description.entities}
    if all(entity.slug == target for entity, target in targets.items()):
        return description
    nodes = {iri(entity.iri): iri(iris.thing(entity.type, target)) for entity, target in targets.items()}
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
            replace(value, subject=nodes.get(value.subject, value.subject), value=nodes.get(value.value, value.value))
            for value in description.values
        ),
    )


def _sent(lines: str, nodes: Mapping[str, Written]) -> str:
    statements = (line.split(" ", 2) for line in lines.split(" .\n") if line)
    return sorted_lines(
        f"{nodes.get(subject, subject)} {property_} {nodes.get(value, value)} .\n"
        for subject, property_, value in statements
    )
