"""The document about one publication, in all its forms."""

from __future__ import annotations

from functools import cached_property

from vm2graph.serving import content, dataset, signposting, thing_views, views
from vm2graph.serving.faces import HTML, LINKSETS, RECORD_FACES, Face
from vm2graph.serving.ontology_page import Ontology
from vm2graph.serving.pages import Site, Visit, segment
from vm2graph.serving.responding import Document, LinkTo, head
from vm2graph.storing import RecordRow, Snapshot
from vm2graph.writing import bibliography, jsonld
from vm2graph.writing.bibliography import Reference
from vm2graph.writing.facts import Facts
from vm2graph.writing.head_tags import head_tags
from vm2graph.writing.lines import About

_PROVENANCE = "http://www.w3.org/ns/prov#has_provenance"  # PROV-AQ section 3.1


class _Record:
    """What is shown of one publication; each part is made when it is first needed."""

    def __init__(self, site: Site, ontology: Ontology, snapshot: Snapshot, row: RecordRow) -> None:
        self.site, self.ontology, self.snapshot, self.row = site, ontology, snapshot, row
        self.thing = site.iris.thing("publication", row.slug)
        self.address = site.iris.document("publication", row.slug)
        self.evidence = site.iris.evidence(row.slug)

    @cached_property
    def said(self) -> About:
        return content.record_lines(self.site, self.snapshot, self.row.slug)

    @cached_property
    def facts(self) -> Facts:
        return Facts.of_lines(self.said)

    @cached_property
    def reference(self) -> Reference:
        return bibliography.reference_of(self.thing, self.facts)

    def make(self, face: Face, visit: Visit) -> bytes:
        """The document in a face."""
        if face.rdf and face.rdf.of_lines:
            return face.rdf.of_lines(self.thing, self.said)
        if face.rdf and face.rdf.write_graphs:
            graphs = content.record_graphs(self.site, self.snapshot, self.row.slug)
            return face.rdf.write_graphs({**graphs, self.evidence: self.snapshot.evidence(self.row.slug)})
        if face.citable:
            return face.cite(self.reference)
        if face in LINKSETS:
            return signposting.linkset(self.thing, self.address, RECORD_FACES, self.reference, face)
        return self.page(visit)

    def page(self, visit: Visit) -> bytes:
        """The page for people."""
        slug = segment(self.row.slug)
        viewer = views.Viewer(self.site, visit, self.facts, self.ontology)
        return self.site.page(
            "record.html",
            visit,
            record=viewer.record(self.thing),
            things=thing_views.things(viewer, self.thing, self.address),
            row=self.row,
            evidence=visit.to(f"evidence/publication/{slug}"),
            report=visit.to(f"report/publication/{slug}"),
            source=visit.to(f"source/{self.row.sha256}"),
            tags=(*head_tags(self.reference), ("DCTERMS.isPartOf", dataset.catalogue(self.site.iris.base))),
            signposts=self.landing_links,
            **head(self.document(), self.address, jsonld.of_lines(self.thing, self.said)),
        )

    def signposts(self, face: Face) -> tuple[LinkTo, ...]:
        """The links of a face to the others and to what is about it."""
        return self.landing_links if face is HTML else signposting.metadata_links(self.address, face)

    @cached_property
    def landing_links(self) -> tuple[LinkTo, ...]:
        return signposting.landing_links(self.thing, self.address, RECORD_FACES, self.reference)

    def document(self) -> Document:
        """The document, with everything a response needs."""
        base, slug = self.site.iris.base, self.row.slug
        return Document(
            name=slug,
            directory=f"{base}/doc/publication/",
            faces=RECORD_FACES,
            make=self.make,
            modified=self.snapshot.time,
            digest=self.row.digest,
            digest_modified=self.row.datestamp,
            links=(
                LinkTo(self.address, "canonical"),
                LinkTo(self.evidence, _PROVENANCE, title="evidence"),
                LinkTo(f"{base}/report/publication/{segment(slug)}", "related", title="validation report"),
            ),
            signposts=self.signposts,
            small=True,
        )


def record_document(site: Site, ontology: Ontology, snapshot: Snapshot, row: RecordRow) -> Document:
    """The document about a publication: a page, data, references and links."""
    return _Record(site, ontology, snapshot, row).document()
