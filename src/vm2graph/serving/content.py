"""What each document shows, as triples from a snapshot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Triple

from vm2graph.names import BIBO, CONCEPT_SCHEME, DCAT, DCTERMS, FOAF, PROV, RDF, SCHEMA, SKOS, THEME_SCHEME, VM2
from vm2graph.serving.pages import Site
from vm2graph.storing import EntityRow, RecordRow, Snapshot
from vm2graph.writing import lines
from vm2graph.writing.facts import Facts
from vm2graph.writing.lines import About, Pairs
from vm2graph.writing.terms import in_order, iri

__all__ = ["AUTHORS", "EDITORS", "NAMES", "REMARK", "Facts"]

NAMES = (SKOS.prefLabel, SCHEMA.name, DCTERMS.title)
"""The properties that name a thing, best first."""

AUTHORS, EDITORS = (BIBO.authorList, DCTERMS.creator), (BIBO.editorList, BIBO.editor)
REMARK = VM2.SourceRemark


_MEMBERS = {THEME_SCHEME: "theme", CONCEPT_SCHEME: "concept"}  # the type of the concepts in each scheme


def record_lines(site: Site, snapshot: Snapshot, *slugs: str) -> About:
    """What the documents about records show: their graphs and those of the entities that they link to."""
    return lines.joined(_graphs(site, snapshot, slugs).values())


def record_graphs(site: Site, snapshot: Snapshot, *slugs: str) -> dict[str, list[Triple]]:
    """The same as triples, by graph IRI."""
    found = _graphs(site, snapshot, slugs)
    return {site.iris.document(*name): lines.triples(said) for name, said in found.items() if said}


def _graphs(site: Site, snapshot: Snapshot, slugs: Iterable[str]) -> dict[tuple[str, str], About]:
    """By type and slug."""
    graphs: dict[tuple[str, str], About] = {}
    for slug in slugs:
        own = graphs["publication", slug] = lines.about(snapshot.ntriples("publication", slug))
        graphs |= site.shared.around(snapshot, own)
    return graphs


@dataclass(frozen=True, slots=True)
class EntityPage:
    """An entity and one page of what belongs to it."""

    row: EntityRow
    iri: str
    records: Sequence[RecordRow] = ()
    members: Sequence[EntityRow] = ()  # of a scheme
    next: str | None = None  # the slug to go on after

    def digest(self, after: str | None) -> str:
        """Of everything on the page."""
        parts = [self.row.digest, after or "", self.next or "", *(one.digest for one in self.records)]
        parts += [one.digest for one in self.members]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def entity_page(site: Site, snapshot: Snapshot, row: EntityRow, after: str | None) -> EntityPage:
    """A page of an entity's publications; of a scheme, of its concepts."""
    size = site.settings.serving.page_size
    thing = site.iris.thing(row.type, row.slug)
    if row.type == "scheme":
        type_ = _MEMBERS.get(row.slug)
        members = snapshot.entities(type_, after=after, limit=size + 1) if type_ else ()
        return EntityPage(row, thing, (), members[:size], members[size - 1].slug if len(members) > size else None)
    records = snapshot.mentioning(row.type, row.slug, after=after, limit=size + 1)
    return EntityPage(row, thing, records[:size], (), records[size - 1].slug if len(records) > size else None)


def entity_lines(site: Site, snapshot: Snapshot, page: EntityPage) -> About:
    """What is said of the entity, and what connects it with the records or members of its page."""
    parts = [site.shared.graph(snapshot, (page.row.type, page.row.slug))]
    for member in page.members:
        said = site.shared.graph(snapshot, (member.type, member.slug))
        parts += [_pointing(pairs, name, page.iri, SKOS.prefLabel) for name, pairs in said.items()]
    for record in page.records:
        thing = site.iris.thing("publication", record.slug)
        own = lines.about(snapshot.ntriples("publication", record.slug))
        parts.append(_pointing(own.get(thing, []), thing, page.iri, DCTERMS.title))
    return lines.joined(parts)


def _pointing(pairs: Pairs, name: str, thing: str, naming: str) -> About:
    """What a subject says that points at a thing, and its name where it does."""
    node = f"<{thing}>"
    if not any(term == node for _, term in pairs):
        return {}
    return {name: [pair for pair in pairs if pair[1] == node or pair[0] == naming]}


def source_triples(site: Site, snapshot: Snapshot, sha256: str, rows: Sequence[RecordRow]) -> list[Triple]:
    """What is known of a source, and the records read from it."""
    source = iri(site.iris.source(sha256))
    triples: list[Triple] = []
    for row in rows:
        document = iri(site.iris.document("publication", row.slug))
        said = lines.about(snapshot.ntriples("publication", row.slug))
        own = {source.value: said.get(source.value, [])}
        triples += lines.triples(own)
        triples.append(Triple(document, iri(PROV.wasDerivedFrom), source))
        triples.append(Triple(document, iri(RDF.type), iri(DCAT.CatalogRecord)))
        triples.append(Triple(document, iri(FOAF.primaryTopic), iri(site.iris.thing("publication", row.slug))))
    return in_order(triples)
