"""Pages that are not about one thing: the front page, the lists, and the files around them."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Sequence
from typing import TypeVar

from flask import Blueprint, Response, request
from werkzeug.http import is_resource_modified

from vm2graph.names import ENTITY_TYPES
from vm2graph.serving import content
from vm2graph.serving.limits import limits_of
from vm2graph.serving.ontology_page import Ontology
from vm2graph.serving.pages import Site, Visit, segment
from vm2graph.serving.problems import Problem
from vm2graph.serving.sparql_examples import EXAMPLES, questions
from vm2graph.serving.texts import LANGUAGES, PLURALS
from vm2graph.serving.views import Listed, Viewer
from vm2graph.storing import EntityRow, RecordRow, Snapshot, Snapshots
from vm2graph.writing.facts import Facts
from vm2graph.writing.formats import with_charset

Row = TypeVar("Row", RecordRow, EntityRow)

_YEAR = 31_536_000


def site_blueprint(site: Site, snapshots: Snapshots, ontology: Ontology) -> Blueprint:
    """``/``, ``/doc/{type}/``, ``/static`` and the favicon."""
    blueprint = Blueprint("site", __name__)

    @blueprint.get("/")
    def home() -> Response:
        return _home(site, snapshots, ontology)

    @blueprint.get("/doc/<type_>/")
    def listing(type_: str) -> Response:
        return _listing(site, snapshots, ontology, type_)

    @blueprint.get("/static/<name>")
    def static(name: str) -> Response:
        if name not in site.files:
            raise Problem(404, "not_found")
        return _file(site, name)

    @blueprint.get("/favicon.ico")
    def favicon() -> Response:
        return _file(site, "favicon.svg")

    return blueprint


def _home(site: Site, snapshots: Snapshots, ontology: Ontology) -> Response:
    """The newest publications, and the ways in."""
    snapshot, visit, after = snapshots.current(), site.visit(request), request.args.get("after")
    rows, following = _page_of(snapshot.records(after=after, limit=_size(site) + 1), _size(site))
    return _html(
        site.page(
            "home.html",
            visit,
            publications=_listed(site, snapshot, visit, rows, ontology),
            count=snapshot.count(),
            snapshot_time=snapshot.time,
            next=following and visit.here(after=following),
            paged=bool(after),
            plurals=PLURALS,
        ),
        visit,
    )


def _listing(site: Site, snapshots: Snapshots, ontology: Ontology, type_: str) -> Response:
    """The publications, or the entities of one type, a page at a time."""
    snapshot, visit, after = snapshots.current(), site.visit(request), request.args.get("after")
    publications: list[Listed] = []
    entities: list[tuple[EntityRow, str]] = []
    if type_ == "publication":
        rows, following = _page_of(snapshot.records(after=after, limit=_size(site) + 1), _size(site))
        publications = _listed(site, snapshot, visit, rows, ontology)
    elif type_ in ENTITY_TYPES:
        found, following = _page_of(snapshot.entities(type_, after=after, limit=_size(site) + 1), _size(site))
        entities = [(one, visit.to(f"doc/{type_}/{segment(one.slug)}")) for one in found]
    else:
        raise Problem(404, "not_found")
    page = site.page(
        "list.html",
        visit,
        type=type_,
        plural=PLURALS[type_],
        next=following and visit.here(after=following),
        paged=bool(after),
        publications=publications,
        entities=entities,
    )
    return _html(page, visit)


def sparql_form(site: Site, query: str, visit: Visit) -> bytes:
    """The page with the query form."""
    groups = [
        (
            key,
            [
                (one.title.get(visit.language), one.query, visit.to("sparql", query=one.query, format=one.format))
                for one in found
            ],
        )
        for key, found in (("examples", EXAMPLES), ("questions", questions()))
    ]
    limits = [(one.label.get(visit.language), one.told) for one in limits_of(site.settings.sparql)]
    return site.page("sparql.html", visit, query=query or EXAMPLES[0].query, groups=groups, limits=limits)


def _size(site: Site) -> int:
    return max(1, site.settings.serving.page_size)


def _page_of(rows: Sequence[Row], size: int) -> tuple[Sequence[Row], str | None]:
    """One page, and the slug to go on after where there is more."""
    return rows[:size], rows[size - 1].slug if len(rows) > size else None


def _listed(
    site: Site, snapshot: Snapshot, visit: Visit, rows: Sequence[RecordRow], ontology: Ontology
) -> list[Listed]:
    viewer = Viewer(
        site, visit, Facts.of_lines(content.record_lines(site, snapshot, *(row.slug for row in rows))), ontology
    )
    return [viewer.listed(row) for row in rows]


def _html(body: bytes, visit: Visit) -> Response:
    etag = hashlib.sha256(body).hexdigest()[:32]
    if is_resource_modified(request.environ, etag=etag):
        response = Response(body, content_type="text/html; charset=utf-8")
        response.headers["Content-Language"] = visit.language
    else:
        response = Response(status=304)
    response.set_etag(etag)
    response.headers["Cache-Control"] = "no-cache"
    if request.args.get("lang") not in LANGUAGES:
        response.headers["Vary"] = "Accept-Language"
    return response


def _file(site: Site, name: str) -> Response:
    body, version = site.files[name], site.file_versions[name]
    if is_resource_modified(request.environ, etag=version):
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        response = Response(body, content_type=with_charset(kind))
    else:
        response = Response(status=304)
    response.set_etag(version)
    # pages name a file with its version, so what has that address never changes
    fixed = request.args.get("v") == version
    response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if fixed else "no-cache"
    return response
