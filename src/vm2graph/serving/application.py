"""The WSGI application: blueprints, one shape for errors, headers every answer carries."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from vm2graph.serving.coding import Coded
from vm2graph.serving.discovery import discovery_blueprint
from vm2graph.serving.documents import PageText, documents_blueprint
from vm2graph.serving.hot import DOCUMENTS, QUERIES, Hot
from vm2graph.serving.mounting import UnderPath
from vm2graph.serving.oai_http import oai_blueprint
from vm2graph.serving.ontology_page import Ontology, ontology_blueprint
from vm2graph.serving.pages import Site
from vm2graph.serving.pools import Pools
from vm2graph.serving.problems import register
from vm2graph.serving.site import site_blueprint, sparql_form
from vm2graph.serving.sparql import Behind, sparql_blueprint
from vm2graph.settings import Settings
from vm2graph.storing import Snapshots

_METHODS = "GET, HEAD, OPTIONS"
_EXPOSED = "ETag, Link, Last-Modified, Content-Location, Content-Language, Allow, Retry-After"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


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
    app.register_blueprint(documents_blueprint(site, snapshots, ontology, page_text))
    app.register_blueprint(site_blueprint(site, snapshots, ontology))
    app.register_blueprint(ontology_blueprint(site, ontology))
    app.register_blueprint(oai_blueprint(site, snapshots))
    app.register_blueprint(discovery_blueprint(site, snapshots))

    def render_form(query: str, _language: str) -> str:
        return sparql_form(site, query, site.visit(request)).decode()

    def render_error(status: int, title: str, detail: str) -> str:
        return site.page("query_problem.html", site.visit(request), status=status, title=title, detail=detail).decode()

    behind = Behind(pools.current, pools.federated, lambda iri: bool(snapshots.current().store.graph(iri)))
    app.register_blueprint(sparql_blueprint(behind, settings, render_form=render_form, render_error=render_error))
    app.after_request(_finish)
    app.extensions["vm2graph.pools"] = pools
    app.wsgi_app = Coded(app.wsgi_app)  # type: ignore[method-assign]  # Flask documents this
    for places, room in ((QUERIES, 16 << 20), (DOCUMENTS, 64 << 20)):  # apart, so that queries push no document out
        app.wsgi_app = Hot(  # type: ignore[method-assign]  # Flask documents this
            app.wsgi_app, snapshots, site.language, places=places, total_bytes=room
        )
    app.wsgi_app = UnderPath(app.wsgi_app, settings.collection.base_iri)  # type: ignore[method-assign]  # Flask documents this
    if proxies := settings.serving.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask documents this
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=proxies
        )
    return app


def _finish(response: Response) -> Response:
    """What every answer carries, errors included: who may read it (CORS), and what a browser may do with it."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = _EXPOSED
    headers["Content-Security-Policy"] = _POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if request.method == "OPTIONS" and response.status_code < 400:
        headers.setdefault("Access-Control-Allow-Methods", _METHODS)
        headers.setdefault("Access-Control-Allow-Headers", "*")
        headers.setdefault("Access-Control-Max-Age", "86400")
    return response
