"""The document of the evidence for one publication: a page beside its text, and data."""

from __future__ import annotations

from collections.abc import Callable

from vm2graph.names import DCTERMS
from vm2graph.serving import content, evidence_page, views
from vm2graph.serving.faces import GRAPH_FACES, Face
from vm2graph.serving.ontology_page import Ontology
from vm2graph.serving.pages import Site, Visit
from vm2graph.serving.responding import Document, LinkTo, head
from vm2graph.serving.texts import PROPERTIES
from vm2graph.storing import RecordRow, Snapshot
from vm2graph.writing import lines
from vm2graph.writing.facts import Facts

PageText = Callable[[RecordRow], str | None]
"""The text that the passages of a record count in; None where its page cannot be read any more."""


def evidence_document(
    site: Site, ontology: Ontology, snapshot: Snapshot, row: RecordRow, page_text: PageText | None
) -> Document:
    """What every value of a publication rests on."""
    graph, publication = site.iris.evidence(row.slug), site.iris.thing("publication", row.slug)

    def make(face: Face, visit: Visit) -> bytes:
        triples = snapshot.evidence(row.slug)
        if face.rdf and face.rdf.write:
            return face.rdf.write(graph, triples)
        shown = content.record_lines(site, snapshot, row.slug)
        facts = Facts.of_lines(lines.joined([lines.about_triples(triples), shown]))
        viewer = views.Viewer(site, visit, facts, ontology)
        names = {key: text.get(visit.language) for key, text in PROPERTIES.items()}
        rows = evidence_page.evidence_rows(viewer, graph, publication, names)
        text = page_text(row) if page_text else None
        said = viewer.text(publication, DCTERMS.abstract)
        whole = text is not None and site.settings.serving.show_source == "page"
        return site.page(
            "evidence.html",
            visit,
            title=viewer.listed(row).title,
            rows=rows,
            marks=evidence_page.source_marks(rows, text, whole=whole),
            whole=whole,
            context=text is not None,
            text_language=said.language if said else None,
            **head(document, graph),
        )

    about = LinkTo(site.iris.document("publication", row.slug), "describes", "text/html")
    document = Document(
        name=row.slug,
        directory=f"{site.iris.base}/evidence/publication/",
        faces=GRAPH_FACES,
        make=make,
        modified=snapshot.time,
        links=(LinkTo(graph, "canonical"), about),
    )
    return document
