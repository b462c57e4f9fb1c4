"""The SPARQL endpoint as Flask routes: what a request says goes in, what is replied comes out."""

from __future__ import annotations

from flask import Blueprint, Response, request

from vm2graph.serving.sparql import GRAPH_STORE, Endpoint
from vm2graph.serving.sparql_http import Asked, Reply, drive

_ALL_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")


def sparql_blueprint(endpoint: Endpoint) -> Blueprint:
    """The endpoint at ``/sparql`` and the graph store at ``/rdf-graph-store``, to be registered on an application."""
    blueprint = Blueprint("sparql", __name__)

    def answer() -> Response:
        return _response(drive(endpoint.respond(Asked.of(request.environ, request.stream.read))))

    for url, name in (("/sparql", "sparql"), (GRAPH_STORE, "graphs")):
        # every method is ours to answer, so that a 405 has the same shape and headers as the rest
        blueprint.add_url_rule(url, name, answer, methods=_ALL_METHODS, provide_automatic_options=False)
    return blueprint


def _response(reply: Reply) -> Response:
    response = Response(reply.body, reply.status)
    if "Content-Type" not in reply.headers:
        del response.headers["Content-Type"]
    for name, value in reply.headers.items():
        response.headers[name] = value
    if reply.close is not None:
        response.call_on_close(reply.close)
    return response
