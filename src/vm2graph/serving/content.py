"""What each document shows, as triples from a snapshot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Triple

from vm2graph.names import BIBO, DCAT, DCTERMS, FOAF, PROV, RDF, SCHEMA, SKOS, THEME_SCHEME, VM2
from vm2graph.serving.pages import Site
from vm2graph.storing import EntityRow, RecordRow, Snapshot
from vm2graph.writing.facts import Facts
from vm2graph.writing.terms import in_order, iri

__all__ = ["AUTHORS", "EDITORS", "NAMES", "REMARK", "Facts"]

NAMES = (SKOS.prefLabel, SCHEMA.name, DCTERMS.title)
"""The properties that name a thing, best first."""

AUTHORS, EDITORS = (BIBO.authorList, DCTERMS.creator), (BIBO.editorList, BIBO.editor)
REMARK = VM2.SourceRemark


def record_graphs(site: Site, snapshot: Snapshot, *slugs: str) -> dict[str, list[Triple]]:
    """The graphs of records and of the entities they link to, by graph IRI."""
    documents = [site.iris.document("publication", slug) for slug in slugs]
    graphs = {document: snapshot.store.graph(document) for document in documents}
    queue = [triple for triples in graphs.values() for triple in triples]
    while queue:
        thing = queue.pop().object
        if not isinstance(thing, NamedNode) or (graph := site.entity_graph(thing.value)) is None or graph in graphs:
            continue
        graphs[graph] = site.shared.graph(snapshot, graph)
        queue += graphs[graph]  # a theme names the scheme it is in
    return {graph: triples for graph, triples in graphs.items() if triples}


def chained(graphs: Mapping[str, Iterable[Triple]]) -> list[Triple]:
    """The triples of several graphs, as they come: serialisers bring them into the one order."""
    return [triple for triples in graphs.values() for triple in triples]


@dataclass(frozen=True, slots=True)
class EntityPage:
    """An entity and one page of what belongs to it."""

    row: EntityRow
    iri: str
    records: Sequence[RecordRow] = ()
    members: Sequence[EntityRow] = ()  # of a scheme
    next: str | None = None  # the slug to go on after
    graph: list[Triple] = field(default_factory=list)
    links: list[Triple] = field(default_factory=list)  # what connects it with the page's records or members

    def digest(self, after: str | None) -> str:
        """Of everything on the page."""
        parts = [self.row.digest, after or "", self.next or "", *(one.digest for one in self.records)]
        parts += [one.digest for one in self.members]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def entity_page(site: Site, snapshot: Snapshot, row: EntityRow, after: str | None) -> EntityPage:
    """A page of an entity's publications; of a scheme, of its concepts."""
    size = site.settings.serving.page_size
    thing = site.iris.thing(row.type, row.slug)
    graph = snapshot.store.graph(site.iris.document(row.type, row.slug))
    if row.type == "scheme":
        members = snapshot.entities("theme", after=after, limit=size + 1) if row.slug == THEME_SCHEME else ()
        shown = members[:size]
        links = _filtered(
            [snapshot.store.graph(site.iris.document(member.type, member.slug)) for member in shown],
            thing,
            (SKOS.prefLabel,),
        )
        return EntityPage(row, thing, (), shown, shown[-1].slug if len(members) > size else None, graph, links)
    records = snapshot.mentioning(row.type, row.slug, after=after, limit=size + 1)
    listed = records[:size]
    links = []
    for record in listed:
        publication = site.iris.thing("publication", record.slug)
        said = snapshot.store.graph(site.iris.document("publication", record.slug))
        links += _filtered([[t for t in said if t.subject == iri(publication)]], thing, (DCTERMS.title,))
    return EntityPage(row, thing, listed, (), listed[-1].slug if len(records) > size else None, graph, links)


def _filtered(graphs: Iterable[Iterable[Triple]], thing: str, naming: tuple[str, ...]) -> list[Triple]:
    """The triples that point at a thing, and those that name what points at it."""
    node, kept = iri(thing), []
    for graph in graphs:
        triples = list(graph)
        subjects = {triple.subject for triple in triples if triple.object == node}
        kept += [
            triple
            for triple in triples
            if triple.object == node or (triple.subject in subjects and triple.predicate.value in naming)
        ]
    return kept


def source_triples(site: Site, snapshot: Snapshot, sha256: str, rows: Sequence[RecordRow]) -> list[Triple]:
    """What is known of a source, and the records read from it."""
    source = iri(site.iris.source(sha256))
    triples: list[Triple] = []
    for row in rows:
        document = iri(site.iris.document("publication", row.slug))
        said = snapshot.store.graph(document.value)
        triples += [triple for triple in said if triple.subject == source]
        triples.append(Triple(document, iri(PROV.wasDerivedFrom), source))
        triples.append(Triple(document, iri(RDF.type), iri(DCAT.CatalogRecord)))
        triples.append(Triple(document, iri(FOAF.primaryTopic), iri(site.iris.thing("publication", row.slug))))
    return in_order(triples)
