"""The SPARQL endpoint: SPARQL 1.1 Protocol (query operation) and Service Description over HTTP.

Reads the request, judges the text, has a worker evaluate it, and sends the answer. Everything it needs
is passed in; nothing is looked up in the application. Read-only: updates are refused. What carries the requests
(:mod:`vm2graph.serving.sparql_routes` in Flask, :mod:`vm2graph.serving.front` on an event loop) is not known here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Protocol

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
from vm2graph.serving.sparql_http import (
    Asked,
    Evaluation,
    Reply,
    Steps,
    accepted,
    content_type_of,
    etag_of,
    key_of,
    matches,
    options,
)
from vm2graph.serving.spool import Spool, Spooled
from vm2graph.settings import Settings, SparqlSettings
from vm2graph.writing.formats import with_charset

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
GRAPH_STORE = "/rdf-graph-store"
_SHORT = 8192  # characters of a query
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


class Endpoint:
    """The endpoint at ``/sparql`` and the graph store at ``/rdf-graph-store``: from a request to a reply, in steps."""

    def __init__(
        self,
        behind: Behind,
        settings: Settings,
        *,
        render_form: RenderForm | None = None,
        render_error: RenderError | None = None,
        whole: bool = True,
    ) -> None:
        """``render_form(query, language)`` and ``render_error(status, title, detail)`` make the pages people see.

        ``whole`` keeps an answer until its query has ended, unless its format shows where it ends or the request
        says that the server breaks the connection; without it every answer is sent straight from its query.
        """
        self._behind = behind
        self._limits: SparqlSettings = settings.sparql
        self._iri = f"{settings.collection.base_iri}/sparql"
        self._language = settings.collection.language
        self._render_form = render_form
        self._render_error = render_error
        self._spool = Spool(self._limits.answer_mb << 20, self._limits.waiting_mb << 20) if whole else None
        self._cache = AnswerCache()

    def respond(self, asked: Asked) -> Steps:
        """The reply to any request of the endpoint or the graph store, errors included."""
        try:
            reply = yield from (self._graph if asked.path.endswith(GRAPH_STORE) else self._respond)(asked)
        except Refusal as refusal:
            reply = self._problem(asked.accept, refusal.status, refusal.code, refusal.detail, refusal.headers)
        except UnknownFormat as error:
            reply = self._problem(asked.accept, 406, error.code, str(error))
        except QueryError as error:
            headers = {"Retry-After": str(error.retry_after)} if isinstance(error, QueryBusy) else {}
            reply = self._problem(asked.accept, _STATUS.get(type(error), 500), error.code, str(error), headers)
        reply.headers["Access-Control-Allow-Origin"] = "*"
        reply.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        return reply

    def _respond(self, asked: Asked) -> Steps:
        if asked.method == "OPTIONS":
            return options(protocol.METHODS)
        operation = protocol.read(asked.method, asked.query_string, asked.content_type, self._body(asked))
        text = operation.query
        if text is None:
            described: Reply = yield partial(self._describe, asked, operation)
            return described
        query = self._query(operation, asked.accept)
        # what is long takes a while to read, and whoever asks at the same time need not wait for it
        found = (
            judging.judge(text, self._limits)
            if len(text) < _SHORT
            else (yield partial(judging.judge, text, self._limits))
        )
        return (yield from self._evaluate(asked, found, query))

    def _graph(self, asked: Asked) -> Steps:
        if asked.method == "OPTIONS":
            return options(protocol.GRAPH_METHODS)
        operation = protocol.read_graph(asked.method, asked.query_string)
        query = self._query(operation, asked.accept)
        if not query.graphs:
            raise UnknownFormat(f"A graph can be had as {listing(GRAPH_FORMATS)}.")
        for graph in operation.default_graphs:
            if not (yield partial(self._behind.has_graph, graph)):
                raise Refusal(404, f"There is no graph <{graph}>.", "not_found")
        return (yield from self._evaluate(asked, lexer.scan(query.text), query))

    def _evaluate(self, asked: Asked, found: lexer.Scan, query: Query) -> Steps:
        key = key_of(query)
        pool = (self._behind.federated if found.service and self._behind.federated else self._behind.current)()
        cacheable = not (found.volatile or found.service)
        if cacheable:
            etag = etag_of(pool.version, key)
            if asked.method != "POST" and matches(asked.if_none_match, etag):
                return _finish(Reply(304), asked, etag)
            if cached := self._cache.get((pool.version, key)):
                return _finish(Reply(200, {"Content-Type": cached.content_type}, cached.body), asked, etag)
        try:
            answer: Answer = yield Evaluation(pool, query)
        except UnknownFormat as error:
            raise _no_such_form(str(error)) from None
        if cacheable and answer.body is not None:
            self._cache.put((answer.version, key), CachedAnswer(content_type_of(answer), answer.body))
        reply = yield from self._send(asked, answer)
        return _finish(reply, asked, etag_of(answer.version, key) if cacheable else None)

    def _body(self, asked: Asked) -> bytes:
        if asked.method != "POST":
            return b""
        limit = self._limits.body_bytes
        body = b"" if asked.size is not None and asked.size > limit else asked.read(limit + 1)
        if len(body) > limit or (asked.size is not None and asked.size > limit):
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

    def _send(self, asked: Asked, answer: Answer) -> Steps:
        headers = {"Content-Type": content_type_of(answer)}
        if answer.body is not None:
            return Reply(200, headers, answer.body)
        if self._spool is None:  # the server's close() reaches the chunks and stops the query
            return Reply(200, headers, answer.chunks, answer.close)
        whole = not asked.breaks and answer.content_type not in SHOW_THEIR_END
        kept: Spooled = yield partial(self._spool.keep, answer, whole=whole)
        if whole:
            headers["Content-Length"] = str(kept.size)
        return Reply(200, headers, kept, kept.close)

    def _describe(self, asked: Asked, operation: Operation) -> Reply:
        html = operation.format is None and negotiation.prefers_html(asked.accept, tuple(_DESCRIPTION_OFFERS))
        if html and self._render_form is not None:
            language = negotiation.choose_language(asked.accept_language, default=self._language)
            headers = {"Content-Type": "text/html; charset=utf-8", "Vary": "Accept, Accept-Language"}
            return Reply(200, headers, self._render_form("", language).encode())
        if operation.format is not None:
            chosen = named(operation.format, GRAPH_FORMATS)
        else:
            chosen = accepted(asked.accept, _DESCRIPTION_OFFERS)
        if not chosen:
            raise UnknownFormat(f"The service description can be had as {listing(GRAPH_FORMATS)}.")
        media_type, name = chosen[0]
        body = service_description.serialised(self._iri, self._limits, name)
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if matches(asked.if_none_match, etag):
            return _finish(Reply(304), asked, etag)
        return _finish(Reply(200, {"Content-Type": with_charset(media_type)}, body), asked, etag)

    def _problem(
        self, accept: str | None, status: int, code: str, detail: str, headers: dict[str, str] | None = None
    ) -> Reply:
        """An error as a problem document (RFC 9457), or as a page for a browser."""
        title = HTTPStatus(status).phrase
        if self._render_error is not None and wants_page(accept):
            made = Reply(status, {"Content-Type": "text/html; charset=utf-8"})
            made.body = self._render_error(status, title, detail).encode()
        else:
            problem = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
            body = (json.dumps(problem, ensure_ascii=False) + "\n").encode()
            made = Reply(status, {"Content-Type": _PROBLEM}, body)
        made.headers.update(headers or {})
        made.headers["Vary"] = "Accept"
        made.headers["Cache-Control"] = "no-store"
        return made


def wants_page(accept: str | None) -> bool:
    """Whether an error is told as a page."""
    return negotiation.prefers_html(accept, (_PROBLEM, "application/json"))


def _finish(reply: Reply, asked: Asked, etag: str | None) -> Reply:
    reply.headers["Vary"] = "Accept"
    # a cache may keep what GET gave, if it asks whether it is still so
    reply.headers["Cache-Control"] = "no-cache" if etag else "no-store"
    if etag and asked.method != "POST":
        reply.headers["ETag"] = etag
    return reply


def _no_such_form(form: str) -> UnknownFormat:
    if form == "triple terms":
        return UnknownFormat("The answer holds triple terms, which JSON-LD cannot; ask for Turtle.")
    formats: tuple[Format, ...] = GRAPH_FORMATS if form == "graph" else RESULT_FORMATS
    kind = "a graph" if form == "graph" else "a table or a boolean"
    return UnknownFormat(f"The answer to this query is {kind}; it can be had as {listing(formats)}.")
