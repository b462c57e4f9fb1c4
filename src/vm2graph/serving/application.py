"""The WSGI application: blueprints, one shape for errors, headers every answer carries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, Response, request
from werkzeug.datastructures import Headers

from vm2graph.serving.coding import Coded
from vm2graph.serving.direct import Direct
from vm2graph.serving.discovery import discovery_blueprint
from vm2graph.serving.documents import Documents, documents_blueprint
from vm2graph.serving.dumps import Offered, dumps_blueprint
from vm2graph.serving.evidence_document import PageText
from vm2graph.serving.hot import DOCUMENTS, QUERIES, Hot
from vm2graph.serving.mounting import placed
from vm2graph.serving.oai_http import PackedPages, oai_blueprint
from vm2graph.serving.ontology_page import Ontology, ontology_blueprint
from vm2graph.serving.pages import Site
from vm2graph.serving.pools import Pools
from vm2graph.serving.problems import register
from vm2graph.serving.site import site_blueprint, sparql_form
from vm2graph.serving.sparql import Behind, Endpoint
from vm2graph.serving.sparql_routes import sparql_blueprint
from vm2graph.settings import Settings
from vm2graph.storing import Snapshots

_METHODS = "GET, HEAD, OPTIONS"
_EXPOSED = (
    "ETag, Link, Last-Modified, Content-Location, Content-Language, Allow, Retry-After, "
    "Accept-Ranges, Content-Range, Content-Digest, Repr-Digest"
)
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Inside:
    """What an application is made of, as ``app.extensions["vm2graph"]``, for a server that answers some itself."""

    settings: Settings
    snapshots: Snapshots
    pools: Pools
    endpoint: Endpoint
    direct: Direct
    pages: PackedPages
    documents: Hot
    """What is known of documents; called as an application, everything but the middleware that places it."""
    queries: Hot
    """What is known of queries."""


def build(settings: Settings, snapshots: Snapshots, page_text: PageText | None = None) -> Flask:
    """The WSGI application of a collection."""
    app = Flask("vm2graph", static_folder=None, template_folder=None)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # a slug may hold slashes
    site, ontology = Site(settings), Ontology()
    # each process of the server makes its own copy of the collection
    share = settings.sparql.resident_share / max(1, settings.serving.processes)
    pools = Pools(snapshots, replace(settings.sparql, resident_share=share))
    register(app, site)
    documents_of = Documents(site, snapshots, ontology, page_text)
    app.register_blueprint(documents_blueprint(documents_of))
    app.register_blueprint(site_blueprint(site, snapshots, ontology))
    app.register_blueprint(ontology_blueprint(site, ontology))
    app.register_blueprint(oai_blueprint(site, snapshots))
    offered = Offered(snapshots, asked=settings.harvesting.dumps == "asked")
    app.register_blueprint(discovery_blueprint(site, snapshots, offered))
    app.register_blueprint(dumps_blueprint(offered))

    def render_form(query: str, _language: str) -> str:
        return sparql_form(site, query, site.visit(request)).decode()

    def render_error(status: int, title: str, detail: str) -> str:
        return site.page("query_problem.html", site.visit(request), status=status, title=title, detail=detail).decode()

    behind = Behind(pools.current, pools.federated, lambda iri: bool(snapshots.current().store.graph(iri)))
    endpoint = Endpoint(behind, settings, render_form=render_form, render_error=render_error)
    app.register_blueprint(sparql_blueprint(endpoint))
    app.after_request(_finished)
    standing: dict[str, str] = {}
    finish(standing, "GET", 200)
    direct = Direct(app.wsgi_app, documents_of, list(standing.items()))
    pages = PackedPages(site, snapshots, list(standing.items()))
    app.wsgi_app = Coded(direct)  # type: ignore[method-assign]  # Flask documents this
    # apart, so that queries push no document out
    queries = Hot(app.wsgi_app, snapshots, site.language, places=QUERIES, total_bytes=16 << 20)
    documents = Hot(queries, snapshots, site.language, places=DOCUMENTS, total_bytes=64 << 20)
    app.extensions["vm2graph"] = Inside(settings, snapshots, pools, endpoint, direct, pages, documents, queries)
    outermost: Any = placed(documents, settings)
    app.wsgi_app = outermost  # type: ignore[method-assign]  # Flask documents this
    return app


def _finished(response: Response) -> Response:
    finish(response.headers, request.method, response.status_code)
    return response


def finish(headers: Headers | dict[str, str], method: str, status: int) -> None:
    """What every answer carries, errors included: who may read it (CORS), and what a browser may do with it."""
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = _EXPOSED
    headers["Content-Security-Policy"] = _POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if method == "OPTIONS" and status < 400:
        headers.setdefault("Access-Control-Allow-Methods", _METHODS)
        headers.setdefault("Access-Control-Allow-Headers", "*")
        headers.setdefault("Access-Control-Max-Age", "86400")
