"""One IRI, all its faces: records, entities, evidence, sources and validation reports.

``/id/...`` names a thing and answers 303; ``/doc/...`` is the document about it. An extension of ours
fixes the face, but a slug may hold dots too, so the whole name is looked up first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from vm2graph.model import Bilingual
from vm2graph.names import DCTERMS, SCHEMA
from vm2graph.serving import content, report_page, views
from vm2graph.serving.evidence_document import PageText, evidence_document
from vm2graph.serving.faces import GRAPH_FACES, HTML, RECORD_FACES, REPORT_FACES, Face, split
from vm2graph.serving.ontology_page import Ontology
from vm2graph.serving.pages import Site, Visit, segment
from vm2graph.serving.problems import Problem
from vm2graph.serving.record_document import record_document
from vm2graph.serving.responding import Document, LinkTo, head, respond
from vm2graph.storing import EntityRow, RecordRow, Snapshot, Snapshots, Tombstone
from vm2graph.writing import jsonld, lines
from vm2graph.writing.facts import Facts
from vm2graph.writing.lines import About

_FEW = 4  # graphs of others; each takes a tenth of a millisecond

T = TypeVar("T")


class Moved(Exception):
    """What was asked has another address; relative, so that it holds under any host and path prefix."""

    def __init__(self, status: int, location: str) -> None:
        super().__init__(location)
        self.status, self.location = status, location


def documents_blueprint(documents: Documents) -> Blueprint:
    """Everything below ``/id``, ``/doc``, ``/evidence``, ``/report`` and ``/source`` that has a slug."""
    blueprint, site = Blueprint("documents", __name__), documents.site

    @blueprint.get("/id/<type_>/<path:slug>")
    def thing(type_: str, slug: str) -> Response:
        return _redirect(Moved(303, f"../../doc/{type_}/{segment(documents.slug(type_, slug))}"))

    @blueprint.get("/doc/<type_>/<path:name>")
    def document(type_: str, name: str) -> Response:
        return respond(*documents.document(type_, name, request.args.get("after")), request, site)

    @blueprint.get("/evidence/publication/<path:name>")
    def evidence(name: str) -> Response:
        return respond(*documents.evidence(name), request, site)

    @blueprint.get("/report/publication/<path:name>")
    def report(name: str) -> Response:
        return respond(*documents.report(name), request, site)

    @blueprint.get("/source/<name>")
    def source(name: str) -> Response:
        return respond(*documents.source(name), request, site)

    blueprint.register_error_handler(Moved, _redirect)
    return blueprint


Found = tuple[Document, Face | None]
"""A document, and the face that the extension of its address fixes."""


class Documents:
    """The documents of the current snapshot by their names. Knows the site, and nothing of a request.

    Every method raises Problem for what is not there, and Moved for what is elsewhere.
    """

    def __init__(self, site: Site, snapshots: Snapshots, ontology: Ontology, page_text: PageText | None = None) -> None:
        self.site, self.ontology, self.page_text = site, ontology, page_text
        self._snapshots = snapshots

    def slug(self, type_: str, slug: str) -> str:
        """The slug of a thing, as its document has it."""
        snapshot = self._snapshots.current()
        found = _live(snapshot.record(slug)) if type_ == "publication" else snapshot.entity(type_, slug)
        if found is None:
            raise _merged(snapshot, type_, slug, ())
        return found.slug

    def document(self, type_: str, name: str, after: str | None) -> Found:
        """The document about a record, or about an entity: its publications come after the slug ``after``."""
        snapshot = self._snapshots.current()
        if type_ == "publication":
            row, face = _record(snapshot, name, RECORD_FACES)
            return record_document(self.site, self.ontology, snapshot, row), face
        found, face = _located(name, GRAPH_FACES, lambda slug: snapshot.entity(type_, slug))
        if found is None:
            raise _merged(snapshot, type_, name, GRAPH_FACES)
        return self._entity(snapshot, found, after), face

    def evidence(self, name: str) -> Found:
        """The evidence of a record."""
        snapshot = self._snapshots.current()
        row, face = _record(snapshot, name, GRAPH_FACES)
        return evidence_document(self.site, self.ontology, snapshot, row, self.page_text), face

    def report(self, name: str) -> Found:
        """The validation report of a record."""
        snapshot = self._snapshots.current()
        row, face = _record(snapshot, name, REPORT_FACES)
        return self._report(snapshot, row), face

    def source(self, name: str) -> Found:
        """What is known of a source."""
        snapshot = self._snapshots.current()
        rows, face = _located(name, GRAPH_FACES, lambda sha256: snapshot.sources(sha256) or None)
        if not rows:
            raise Problem(404, "not_found")
        return self._source(snapshot, rows), face

    def _entity(self, snapshot: Snapshot, row: EntityRow, after: str | None) -> Document:
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
            small=len(page.records) + len(page.members) <= _FEW,
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
            elsewhere=views.elsewhere(viewer.facts, page.iri),
            publications=[viewer.listed(one) for one in page.records],
            members=[viewer.named(self.site.iris.thing(one.type, one.slug)) for one in page.members],
            next=page.next and visit.here(after=page.next),
            paged=bool(document.query),
            first=visit.to(f"doc/{page.row.type}/{segment(page.row.slug)}"),
            **head(document, self.site.iris.document(page.row.type, page.row.slug), jsonld.of_lines(page.iri, said)),
        )

    def _report(self, snapshot: Snapshot, row: RecordRow) -> Document:
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

    def _source(self, snapshot: Snapshot, rows: Sequence[RecordRow]) -> Document:
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


def _record(snapshot: Snapshot, name: str, faces: Sequence[Face]) -> tuple[RecordRow, Face | None]:
    """The record of a name, and the face its extension fixes; Moved where its slug is longer than the name."""
    found: RecordRow | Tombstone | None
    found, face = _located(name, faces, snapshot.record)
    row = _live(found)
    asked = name if face is None else name.removesuffix(f".{face.extension}")
    if asked != row.slug:
        raise Moved(302, _file(row.slug, face))
    return row, face


def _file(slug: str, face: Face | None) -> str:
    return segment(slug) + (f".{face.extension}" if face else "")


def _located(name: str, faces: Sequence[Face], look: Callable[[str], T | None]) -> tuple[T | None, Face | None]:
    found = look(name)
    if found is None and (parts := split(name, faces)):
        return look(parts[0]), parts[1]
    return found, None


def _merged(snapshot: Snapshot, type_: str, name: str, faces: Sequence[Face]) -> Exception:
    """To the entity that this one turned out to be, for good; 404 where it never was one."""
    target, face = _located(name, faces, lambda slug: snapshot.merged_into(type_, slug))
    return Problem(404, "not_found") if target is None else Moved(301, _file(target, face))


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


def _redirect(moved: Moved) -> Response:
    query = request.query_string.decode("latin-1")
    where = moved.location + (f"?{query}" if query else "")
    return Response(status=moved.status, headers={"Location": where, "Vary": "Accept", "Cache-Control": "no-cache"})
