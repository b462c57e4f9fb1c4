"""The document about one publication, in all its forms."""

from __future__ import annotations

from functools import cache

from pyoxigraph import Triple

from vm2graph.serving import content, signposting, views
from vm2graph.serving.faces import HTML, LINKSETS, RECORD_FACES, Face
from vm2graph.serving.ontology_page import Ontology
from vm2graph.serving.pages import Site, Visit, segment
from vm2graph.serving.responding import Document, LinkTo, head
from vm2graph.storing import RecordRow, Snapshot
from vm2graph.writing import bibliography, jsonld
from vm2graph.writing.bibliography import Reference
from vm2graph.writing.head_tags import head_tags

_PROVENANCE = "http://www.w3.org/ns/prov#has_provenance"  # PROV-AQ section 3.1


def record_document(site: Site, ontology: Ontology, snapshot: Snapshot, row: RecordRow) -> Document:
    """The document about a publication: a page, data, references and links."""
    iris, slug = site.iris, row.slug
    thing, address = iris.thing("publication", slug), iris.document("publication", slug)

    @cache
    def graphs() -> dict[str, list[Triple]]:
        return content.record_graphs(site, snapshot, slug)

    @cache
    def reference() -> Reference:
        return bibliography.reference(thing, content.chained(graphs()))

    def make(face: Face, visit: Visit) -> bytes:
        if face.rdf and face.rdf.write_graphs:
            return face.rdf.write_graphs({**graphs(), iris.evidence(slug): snapshot.evidence(slug)})
        if face.rdf and face.rdf.write:
            return face.rdf.write(thing, content.chained(graphs()))
        if face.citable:
            return face.cite(reference())
        if face in LINKSETS:
            return signposting.linkset(thing, address, RECORD_FACES, reference(), face)
        triples = content.chained(graphs())
        viewer = views.Viewer(site, visit, triples, ontology)
        return site.page(
            "record.html",
            visit,
            record=viewer.record(thing),
            row=row,
            evidence=visit.to(f"evidence/publication/{segment(slug)}"),
            report=visit.to(f"report/publication/{segment(slug)}"),
            source=visit.to(f"source/{row.sha256}"),
            tags=head_tags(reference()),
            signposts=signposts(HTML),
            **head(document, address, jsonld.document(thing, triples)),
        )

    def signposts(face: Face) -> tuple[LinkTo, ...]:
        if face is HTML:
            return signposting.landing_links(thing, address, RECORD_FACES, reference())
        return signposting.metadata_links(address)

    document = Document(
        name=slug,
        directory=f"{iris.base}/doc/publication/",
        faces=RECORD_FACES,
        make=make,
        modified=snapshot.time,
        digest=row.digest,
        digest_modified=row.datestamp,
        links=(
            LinkTo(address, "canonical"),
            LinkTo(iris.evidence(slug), _PROVENANCE, title="evidence"),
            LinkTo(f"{iris.base}/report/publication/{segment(slug)}", "related", title="validation report"),
        ),
        signposts=signposts,
    )
    return document
