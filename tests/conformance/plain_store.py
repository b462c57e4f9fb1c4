"""Our endpoint over a plain store, for suites that bring their own data: what they load is all there is."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pyoxigraph as ox
from flask import Flask

from vm2graph.serving.sparql import Behind, Endpoint
from vm2graph.serving.sparql_routes import sparql_blueprint
from vm2graph.serving.workers import WorkerPool
from vm2graph.settings import Settings, SparqlSettings


class _Server(WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def serve(app: Flask) -> WSGIServer:
    """An application on a port of its own, in this process."""
    server = make_server("127.0.0.1", 0, app, _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class PlainStore:
    """A server on loopback: ``query_url``, ``gsp_url``, and ``load`` for new data."""

    update_url = None

    def __init__(self, settings: Settings | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._number = 0
        self.loaded: dict[str | None, str] = {}
        limits = SparqlSettings(workers=2, seconds=30.0, resident_share=0)
        self._pool = WorkerPool(self._stored({}), limits, 0, union=False)
        app = Flask("plain")
        app.register_blueprint(
            sparql_blueprint(Endpoint(Behind(lambda: self._pool), settings or Settings(sparql=limits)))
        )
        self._server = serve(app)
        base = f"http://127.0.0.1:{self._server.server_port}"
        self.query_url, self.gsp_url = f"{base}/sparql", f"{base}/rdf-graph-store"

    def load(self, graphs: dict[str | None, str]) -> None:
        """Replaces everything by the graphs given, as N-Triples by IRI (None: the default graph)."""
        self._number += 1
        self.loaded = graphs
        self._pool.switch(self._stored(graphs), self._number)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._pool.close()
        self._folder.cleanup()

    def _stored(self, graphs: dict[str | None, str]) -> str:
        path = Path(self._folder.name, str(self._number))
        store = ox.Store(str(path))
        for iri, text in graphs.items():
            graph = ox.DefaultGraph() if iri is None else ox.NamedNode(iri)
            # labels of blank nodes stay: graphs of one dataset may share them
            triples = ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)
            store.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
        store.flush()
        return str(path)
