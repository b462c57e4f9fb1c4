"""The SPARQL endpoint: SPARQL 1.1 Protocol (query operation) and Service Description over HTTP.

Reads the request, judges the text, has a worker evaluate it, and sends the answer. Everything it needs
is passed in; nothing is looked up in the application. Read-only: updates are refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from flask import Blueprint, Request, Response, request

from vm2graph.errors import (
    QueryBusy,
    QueryError,
    QueryExhausted,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    RemoteError,
    UnknownFormat,
)
from vm2graph.serving import judging, lexer, negotiation, protocol, service_description
from vm2graph.serving.answers import Answer, Query
from vm2graph.serving.protocol import Operation, Refusal
from vm2graph.serving.sparql_cache import AnswerCache, CachedAnswer
from vm2graph.serving.sparql_formats import (
    GRAPH_FORMATS,
    RESULT_FORMATS,
    SHOW_THEIR_END,
    Format,
    listing,
    named,
    offers,
)
from vm2graph.serving.sparql_http import accepted, content_type_of, etag_of, key_of, matches, options, with_charset
from vm2graph.serving.spool import Spool
from vm2graph.settings import Settings, SparqlSettings

RenderForm = Callable[[str, str], str]
RenderError = Callable[[int, str, str], str]

_STATUS: dict[type[QueryError], int] = {
    QuerySyntaxError: 400,
    QueryRefused: 400,
    QueryTimeout: 504,  # not 408, which browsers take as leave to ask again at once
    QueryExhausted: 503,
    QueryBusy: 503,
    RemoteError: 502,
}
_ALL_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
_RESULT_OFFERS, _GRAPH_OFFERS = offers(RESULT_FORMATS), offers(GRAPH_FORMATS)
_DESCRIPTION_OFFERS = {f.media_type: f.name for f in GRAPH_FORMATS}
_PROBLEM = "application/problem+json"


class Runner(Protocol):
    """What answers queries: a :class:`~vm2graph.serving.workers.WorkerPool`."""

    @property
    def version(self) -> str:
        """The snapshot the next query sees."""

    def run(self, query: Query) -> Answer:
        """Evaluates a query, or raises a QueryError."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the endpoint."""

    current: Callable[[], Runner]
    """Gives the pool on the current snapshot; asked at every request."""
    federated: Callable[[], Runner] | None = None
    """Gives the pool whose processes may ask the trusted services."""
    has_graph: Callable[[str], bool] = lambda _iri: True
    """Whether the store has a graph of a name."""


def sparql_blueprint(
    behind: Behind,
    settings: Settings,
    *,
    render_form: RenderForm | None = None,
    render_error: RenderError | None = None,
    whole: bool = True,
) -> Blueprint:
    """The endpoint at ``/sparql`` and the graph store at ``/rdf-graph-store``, to be registered on an application.

    ``render_form(query, language)`` and ``render_error(status, title, detail)`` make the pages people see.
    ``whole`` keeps an answer until its query has ended, unless its format shows where it ends; without it every
    answer is sent as it comes, which is only right behind a server that breaks the connection when an application
    fails midway.
    """
    endpoint = _Endpoint(behind, settings, render_form, render_error, whole=whole)
    blueprint = Blueprint("sparql", __name__)
    for url, name, answer in (("/sparql", "sparql", endpoint.answer), ("/rdf-graph-store", "graphs", endpoint.graph)):
        # every method is ours to answer, so that a 405 has the same shape and headers as the rest
        blueprint.add_url_rule(
            url, name, lambda answer=answer: answer(request), methods=_ALL_METHODS, provide_automatic_options=False
        )
    return blueprint


class _Endpoint:
    def __init__(
        self,
        behind: Behind,
        settings: Settings,
        render_form: RenderForm | None,
        render_error: RenderError | None,
        *,
        whole: bool,
    ) -> None:
        self._behind = behind
        self._limits: SparqlSettings = settings.sparql
        self._iri = f"{settings.collection.base_iri}/sparql"
        self._language = settings.collection.language
        self._render_form = render_form
        self._render_error = render_error
        self._spool = Spool(self._limits.answer_mb << 20, self._limits.waiting_mb << 20) if whole else None
        self._cache = AnswerCache()

    def answer(self, asked: Request) -> Response:
        """The response to any request of the endpoint, errors included."""
        return self._told(asked, self._respond)

    def graph(self, asked: Request) -> Response:
        """The response to any request of the graph store, errors included."""
        return self._told(asked, self._graph)

    def _told(self, asked: Request, respond: Callable[[Request, str | None], Response]) -> Response:
        accept = asked.headers.get("Accept")
        try:
            response = respond(asked, accept)
        except Refusal as refusal:
            response = self._problem(accept, refusal.status, refusal.code, refusal.detail, refusal.headers)
        except UnknownFormat as error:
            response = self._problem(accept, 406, error.code, str(error))
        except QueryError as error:
            headers = {"Retry-After": str(error.retry_after)} if isinstance(error, QueryBusy) else {}
            response = self._problem(accept, _STATUS.get(type(error), 500), error.code, str(error), headers)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        return response

    def _respond(self, asked: Request, accept: str | None) -> Response:
        if asked.method == "OPTIONS":
            return options(protocol.METHODS)
        operation = protocol.read(
            asked.method, asked.query_string, asked.headers.get("Content-Type", ""), self._body(asked)
        )
        if operation.query is None:
            return self._describe(asked, operation, accept)
        return self._evaluate(asked, judging.judge(operation.query, self._limits), self._query(operation, accept))

    def _graph(self, asked: Request, accept: str | None) -> Response:
        if asked.method == "OPTIONS":
            return options(protocol.GRAPH_METHODS)
        operation = protocol.read_graph(asked.method, asked.query_string)
        query = self._query(operation, accept)
        if not query.graphs:
            raise UnknownFormat(f"A graph can be had as {listing(GRAPH_FORMATS)}.")
        if not all(map(self._behind.has_graph, operation.default_graphs)):
            raise Refusal(404, f"There is no graph <{operation.default_graphs[0]}>.", "not_found")
        return self._evaluate(asked, lexer.scan(query.text), query)

    def _evaluate(self, asked: Request, found: lexer.Scan, query: Query) -> Response:
        key = key_of(query)
        pool = (self._behind.federated if found.service and self._behind.federated else self._behind.current)()
        cacheable = not (found.volatile or found.service)
        if cacheable:
            if asked.method != "POST" and matches(asked.headers.get("If-None-Match"), etag_of(pool.version, key)):
                return self._finish(Response(status=304), asked, etag_of(pool.version, key))
            if cached := self._cache.get((pool.version, key)):
                response = Response(cached.body, content_type=cached.content_type)
                return self._finish(response, asked, etag_of(pool.version, key))
        answer = self._run(pool, query)
        if cacheable and answer.body is not None:
            self._cache.put((answer.version, key), CachedAnswer(content_type_of(answer), answer.body))
        return self._finish(self._send(answer), asked, etag_of(answer.version, key) if cacheable else None)

    def _body(self, asked: Request) -> bytes:
        if asked.method != "POST":
            return b""
        limit = self._limits.body_bytes
        size = asked.content_length
        body = b"" if size is not None and size > limit else asked.stream.read(limit + 1)
        if len(body) > limit or (size is not None and size > limit):
            detail = f"The request is larger than the limit of {limit} bytes."
            raise Refusal(413, detail, "too_large")
        return body

    def _query(self, operation: Operation, accept: str | None) -> Query:
        if operation.format is not None:
            results, graphs = named(operation.format, RESULT_FORMATS), named(operation.format, GRAPH_FORMATS)
        else:
            results, graphs = accepted(accept, _RESULT_OFFERS), accepted(accept, _GRAPH_OFFERS)
        if not results and not graphs:
            raise UnknownFormat(
                f"The answer can be had as {listing(RESULT_FORMATS)} (SELECT, ASK) "
                f"or {listing(GRAPH_FORMATS)} (CONSTRUCT, DESCRIBE), not as {operation.format or accept}."
            )
        return Query(
            operation.query or "",
            results,
            graphs,
            operation.default_graphs,
            operation.named_graphs,
            seconds=operation.seconds,
            base=self._iri,
        )

    def _run(self, pool: Runner, query: Query) -> Answer:
        try:
            return pool.run(query)
        except UnknownFormat as error:
            if str(error) == "triple terms":
                raise UnknownFormat("The answer holds triple terms, which JSON-LD cannot; ask for Turtle.") from None
            formats: tuple[Format, ...] = GRAPH_FORMATS if str(error) == "graph" else RESULT_FORMATS
            kind = "a graph" if str(error) == "graph" else "a table or a boolean"
            raise UnknownFormat(f"The answer to this query is {kind}; it can be had as {listing(formats)}.") from None

    def _send(self, answer: Answer) -> Response:
        content_type = content_type_of(answer)
        if answer.body is not None:
            return Response(answer.body, content_type=content_type)
        if self._spool is None:  # the server's close() reaches the chunks and stops the query
            return Response(answer.chunks, content_type=content_type)
        whole = answer.content_type not in SHOW_THEIR_END
        kept = self._spool.keep(answer, whole=whole)
        response = Response(iter(kept), content_type=content_type)
        if whole:
            response.content_length = kept.size
        response.call_on_close(kept.close)
        return response

    def _describe(self, asked: Request, operation: Operation, accept: str | None) -> Response:
        html = operation.format is None and negotiation.prefers_html(accept, tuple(_DESCRIPTION_OFFERS))
        if html and self._render_form is not None:
            language = negotiation.choose_language(asked.headers.get("Accept-Language"), default=self._language)
            response = Response(self._render_form("", language), content_type="text/html; charset=utf-8")
            response.headers["Vary"] = "Accept, Accept-Language"
            return response
        if operation.format is not None:
            chosen = named(operation.format, GRAPH_FORMATS)
        else:
            chosen = accepted(accept, _DESCRIPTION_OFFERS)
        if not chosen:
            raise UnknownFormat(f"The service description can be had as {listing(GRAPH_FORMATS)}.")
        media_type, name = chosen[0]
        body = service_description.serialised(self._iri, self._limits, name)
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if matches(asked.headers.get("If-None-Match"), etag):
            return self._finish(Response(status=304), asked, etag)
        return self._finish(Response(body, content_type=with_charset(media_type)), asked, etag)

    def _finish(self, response: Response, asked: Request, etag: str | None) -> Response:
        response.headers["Vary"] = "Accept"
        # a cache may keep what GET gave, if it asks whether it is still so
        response.headers["Cache-Control"] = "no-cache" if etag else "no-store"
        if etag and asked.method != "POST":
            response.headers["ETag"] = etag
        return response

    def _problem(
        self, accept: str | None, status: int, code: str, detail: str, headers: dict[str, str] | None = None
    ) -> Response:
        """An error as a problem document (RFC 9457), or as a page for a browser."""
        title = HTTPStatus(status).phrase
        if self._render_error is not None and negotiation.prefers_html(accept, (_PROBLEM, "application/json")):
            response = Response(
                self._render_error(status, title, detail), status, content_type="text/html; charset=utf-8"
            )
        else:
            problem = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
            response = Response(json.dumps(problem, ensure_ascii=False) + "\n", status, content_type=_PROBLEM)
        response.headers.update(headers or {})
        response.headers["Vary"] = "Accept"
        response.headers["Cache-Control"] = "no-store"
        return response
