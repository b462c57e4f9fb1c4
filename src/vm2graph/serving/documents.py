"""One IRI, all its faces: records, entities, evidence, sources and validation reports.

``/id/...`` names a thing and answers 303; ``/doc/...`` is the document about it. An extension of ours
fixes the face, but a slug may hold dots too, so the whole name is looked up first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Request, Response, request

from vm2graph.model import Bilingual
from vm2graph.names import DCTERMS, SCHEMA
from vm2graph.serving import content, evidence_page, report_page, views
from vm2graph.serving.faces import GRAPH_FACES, HTML, RECORD_FACES, REPORT_FACES, Face, split
from vm2graph.serving.ontology_page import Ontology
from vm2graph.serving.pages import Site, Visit, segment
from vm2graph.serving.problems import Problem
from vm2graph.serving.record_document import record_document
from vm2graph.serving.responding import Document, LinkTo, head, respond
from vm2graph.serving.texts import PROPERTIES
from vm2graph.storing import EntityRow, RecordRow, Snapshot, Snapshots, Tombstone
from vm2graph.writing import jsonld, lines
from vm2graph.writing.facts import Facts
from vm2graph.writing.lines import About

T = TypeVar("T")
PageText = Callable[[RecordRow], str | None]
"""The text that the passages of a record count in; None where its page cannot be read any more."""


def documents_blueprint(
    site: Site, snapshots: Snapshots, ontology: Ontology, page_text: PageText | None = None
) -> Blueprint:
    """Everything below ``/id``, ``/doc``, ``/evidence``, ``/report`` and ``/source`` that has a slug."""
    blueprint = Blueprint("documents", __name__)
    make = _Documents(site, ontology, page_text)

    @blueprint.get("/id/<type_>/<path:slug>")
    def thing(type_: str, slug: str) -> Response:
        snapshot = snapshots.current()
        found = _live(snapshot.record(slug)) if type_ == "publication" else snapshot.entity(type_, slug)
        if found is None:
            return _merged(snapshot, type_, slug, None)
        return _redirect(303, f"../../doc/{type_}/{segment(found.slug)}", request)

    @blueprint.get("/doc/publication/<path:name>")
    def record(name: str) -> Response:
        snapshot = snapshots.current()
        row, face, moved = _record(snapshot, name, RECORD_FACES)
        return moved or respond(record_document(site, ontology, snapshot, row), face, request, site)

    @blueprint.get("/doc/<type_>/<path:name>")
    def entity(type_: str, name: str) -> Response:
        snapshot = snapshots.current()
        row, face = _located(name, GRAPH_FACES, lambda slug: snapshot.entity(type_, slug))
        if row is None:
            return _merged(snapshot, type_, name, GRAPH_FACES)
        return respond(make.entity(snapshot, row, request.args.get("after")), face, request, site)

    @blueprint.get("/evidence/publication/<path:name>")
    def evidence(name: str) -> Response:
        snapshot = snapshots.current()
        row, face, moved = _record(snapshot, name, GRAPH_FACES)
        return moved or respond(make.evidence(snapshot, row), face, request, site)

    @blueprint.get("/report/publication/<path:name>")
    def report(name: str) -> Response:
        snapshot = snapshots.current()
        row, face, moved = _record(snapshot, name, REPORT_FACES)
        return moved or respond(make.report(snapshot, row), face, request, site)

    @blueprint.get("/source/<name>")
    def source(name: str) -> Response:
        snapshot = snapshots.current()
        rows, face = _located(name, GRAPH_FACES, lambda sha256: snapshot.sources(sha256) or None)
        if not rows:
            raise Problem(404, "not_found")
        return respond(make.source(snapshot, rows), face, request, site)

    return blueprint


class _Documents:
    """Makes the documents; knows the site, and nothing of a request."""

    def __init__(self, site: Site, ontology: Ontology, page_text: PageText | None) -> None:
        self.site, self.ontology, self.page_text = site, ontology, page_text

    def entity(self, snapshot: Snapshot, row: EntityRow, after: str | None) -> Document:
        page = content.entity_page(self.site, snapshot, row, after)
        address = self.site.iris.document(row.type, row.slug)
        links = [LinkTo(page.iri, "cite-as"), LinkTo(address, "canonical")]
        if page.next is not None:
            links.append(LinkTo(f"{address}?{urlencode({'after': page.next})}", "next"))

        def make(face: Face, visit: Visit) -> bytes:
            said = content.entity_lines(self.site, snapshot, page)
            if face.rdf and face.rdf.of_lines:
                return face.rdf.of_lines(page.iri, said)
            return self._entity_page(snapshot, page, visit, document, said)

        document = Document(
            name=row.slug,
            directory=f"{self.site.iris.base}/doc/{row.type}/",
            faces=GRAPH_FACES,
            make=make,
            # what belongs to an entity may change without the entity: the snapshot is the safe bound
            modified=snapshot.time,
            digest=page.digest(after),
            digest_modified=snapshot.time,
            links=tuple(links),
            query=f"?{urlencode({'after': after})}" if after else "",
        )
        return document

    def _entity_page(
        self, snapshot: Snapshot, page: content.EntityPage, visit: Visit, document: Document, said: About
    ) -> bytes:
        listed = content.record_lines(self.site, snapshot, *(one.slug for one in page.records))
        viewer = views.Viewer(self.site, visit, Facts.of_lines(lines.joined([said, listed])), self.ontology)
        name = viewer.named(page.iri)
        others = viewer.facts.values(page.iri, SCHEMA.alternateName)
        return self.site.page(
            "entity.html",
            visit,
            row=page.row,
            name=name,
            iri=page.iri,
            others=views.texts(others),
            publications=[viewer.listed(one) for one in page.records],
            members=[viewer.named(self.site.iris.thing(one.type, one.slug)) for one in page.members],
            next=page.next and visit.here(after=page.next),
            paged=bool(document.query),
            first=visit.to(f"doc/{page.row.type}/{segment(page.row.slug)}"),
            **head(document, self.site.iris.document(page.row.type, page.row.slug), jsonld.of_lines(page.iri, said)),
        )

    def evidence(self, snapshot: Snapshot, row: RecordRow) -> Document:
        graph = self.site.iris.evidence(row.slug)

        def make(face: Face, visit: Visit) -> bytes:
            triples = snapshot.evidence(row.slug)
            if face.rdf and face.rdf.write:
                return face.rdf.write(graph, triples)
            shown = content.record_lines(self.site, snapshot, row.slug)
            facts = Facts.of_lines(lines.joined([lines.about_triples(triples), shown]))
            viewer = views.Viewer(self.site, visit, facts, self.ontology)
            names = {key: text.get(visit.language) for key, text in PROPERTIES.items()}
            rows = evidence_page.evidence_rows(viewer, graph, names)
            text = self.page_text(row) if self.page_text else None
            said = viewer.text(self.site.iris.thing("publication", row.slug), DCTERMS.abstract)
            whole = text is not None and self.site.settings.serving.show_source == "page"
            return self.site.page(
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

        document = Document(
            name=row.slug,
            directory=f"{self.site.iris.base}/evidence/publication/",
            faces=GRAPH_FACES,
            make=make,
            modified=snapshot.time,
            links=(LinkTo(graph, "canonical"), self._about(row)),
        )
        return document

    def report(self, snapshot: Snapshot, row: RecordRow) -> Document:
        def make(face: Face, visit: Visit) -> bytes:
            if face is not HTML:
                return snapshot.report(row.slug).encode()
            shown = Facts.of_lines(content.record_lines(self.site, snapshot, row.slug))
            title = views.Viewer(self.site, visit, shown, self.ontology).listed(row).title
            report = report_page.view(snapshot.report(row.slug), visit.language)
            return self.site.page("report.html", visit, title=title, report=report, **head(document, None))

        home, links = f"{self.site.iris.base}/report/publication/", (self._about(row),)
        return (document := Document(row.slug, home, REPORT_FACES, make, modified=snapshot.time, links=links))

    def _about(self, row: RecordRow) -> LinkTo:
        return LinkTo(self.site.iris.document("publication", row.slug), "describes", "text/html")

    def source(self, snapshot: Snapshot, rows: Sequence[RecordRow]) -> Document:
        sha256 = rows[0].sha256
        iri = self.site.iris.source(sha256)

        def make(face: Face, visit: Visit) -> bytes:
            triples = content.source_triples(self.site, snapshot, sha256, rows)
            if face.rdf and face.rdf.write:
                return face.rdf.write(iri, triples)
            viewer = views.Viewer(self.site, visit, triples, self.ontology)
            return self.site.page(
                "source.html",
                visit,
                sha256=sha256,
                names=sorted({row.source_id for row in rows}),
                media_type=viewer.text(iri, DCTERMS.format),
                records=[viewer.listed(row).title for row in rows],
                **head(document, iri),
            )

        home, links = f"{self.site.iris.base}/source/", (LinkTo(iri, "canonical"),)
        return (document := Document(sha256, home, GRAPH_FACES, make, modified=snapshot.time, links=links))


def _record(snapshot: Snapshot, name: str, faces: Sequence[Face]) -> tuple[RecordRow, Face | None, Response | None]:
    """The record of a name, the face its extension fixes, and a redirect where its slug is longer than the name."""
    found: RecordRow | Tombstone | None
    found, face = _located(name, faces, snapshot.record)
    row = _live(found)
    asked = name if face is None else name.removesuffix(f".{face.extension}")
    if asked == row.slug:
        return row, face, None
    return row, face, _redirect(302, _file(row.slug, face), request)


def _file(slug: str, face: Face | None) -> str:
    return segment(slug) + (f".{face.extension}" if face else "")


def _located(name: str, faces: Sequence[Face], look: Callable[[str], T | None]) -> tuple[T | None, Face | None]:
    found = look(name)
    if found is None and (parts := split(name, faces)):
        return look(parts[0]), parts[1]
    return found, None


def _merged(snapshot: Snapshot, type_: str, name: str, faces: Sequence[Face] | None) -> Response:
    """To the entity that this one turned out to be, for good; 404 where it never was one."""
    target, face = _located(name, faces or (), lambda slug: snapshot.merged_into(type_, slug))
    if target is None:
        raise Problem(404, "not_found")
    return _redirect(301, _file(target, face), request)


def _live(found: RecordRow | Tombstone | None) -> RecordRow:
    if found is None:
        raise Problem(404, "not_found")
    if isinstance(found, Tombstone):
        raise _withdrawn(found)
    return found


def _withdrawn(stone: Tombstone) -> Problem:
    day = stone.datestamp[:10]
    why = Bilingual(f" Reden: {stone.reason}.", f" Reason: {stone.reason}.") if stone.reason else Bilingual("", "")
    told = Bilingual(
        f"“{stone.title}” is ingetrokken op {day}.{why.nl}", f"“{stone.title}” was withdrawn on {day}.{why.en}"
    )
    return Problem(410, "gone", detail=told, members={"withdrawn": stone.datestamp, "reason": stone.reason})


def _redirect(status: int, location: str, asked: Request) -> Response:
    """Relative, so that it holds under any host and path prefix."""
    query = asked.query_string.decode("latin-1")
    where = location + (f"?{query}" if query else "")
    return Response(status=status, headers={"Location": where, "Vary": "Accept", "Cache-Control": "no-cache"})
