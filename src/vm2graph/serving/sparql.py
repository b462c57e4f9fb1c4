"""The SPARQL endpoint: SPARQL 1.1 Protocol (query operation) and Service Description over HTTP.

Reads the request, judges the text, has a worker evaluate it, and sends the answer. Everything it needs
is passed in; nothing is looked up in the application. Read-only: updates are refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
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
    UnknownFormat,
)
from vm2graph.serving import lexer, negotiation, protocol, service_description
from vm2graph.serving.answers import Answer, Query
from vm2graph.serving.protocol import Operation, Refusal
from vm2graph.serving.sparql_cache import AnswerCache, CachedAnswer
from vm2graph.serving.sparql_formats import GRAPH_FORMATS, RESULT_FORMATS, Format, listing, named, offers
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


def sparql_blueprint(
    pool_of: Callable[[], Runner],
    settings: Settings,
    *,
    render_form: RenderForm | None = None,
    render_error: RenderError | None = None,
    whole: bool = True,
    url: str = "/sparql",
) -> Blueprint:
    """The endpoint, to be registered on an application.

    ``pool_of`` gives the pool on the current snapshot; it is asked at every request. ``render_form(query,
    language)`` and ``render_error(status, title, detail)`` make the pages people see. ``whole`` keeps an
    answer until its query has ended; without it answers are streamed as they come, which is only right behind
    a server that breaks the connection when an application fails midway.
    """
    endpoint = _Endpoint(pool_of, settings, render_form, render_error, whole=whole)
    blueprint = Blueprint("sparql", __name__)
    # every method is ours to answer, so that a 405 has the same shape and headers as the rest
    blueprint.add_url_rule(
        url, "sparql", lambda: endpoint.answer(request), methods=_ALL_METHODS, provide_automatic_options=False
    )
    return blueprint


class _Endpoint:
    def __init__(
        self,
        pool_of: Callable[[], Runner],
        settings: Settings,
        render_form: RenderForm | None,
        render_error: RenderError | None,
        *,
        whole: bool,
    ) -> None:
        self._pool_of = pool_of
        self._limits: SparqlSettings = settings.sparql
        self._iri = f"{settings.collection.base_iri}/sparql"
        self._language = settings.collection.language
        self._render_form = render_form
        self._render_error = render_error
        self._spool = Spool() if whole else None
        self._cache = AnswerCache()

    def answer(self, asked: Request) -> Response:
        """The response to any request of the endpoint, errors included."""
        accept = asked.headers.get("Accept")
        try:
            response = self._respond(asked, accept)
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
            return _options()
        operation = protocol.read(
            asked.method, asked.query_string, asked.headers.get("Content-Type", ""), self._body(asked)
        )
        if operation.query is None:
            return self._describe(asked, operation, accept)
        found = self._judge(operation.query)
        query = self._query(operation, accept)
        key = _key(query)
        pool = self._pool_of()
        cacheable = not found.volatile
        if cacheable:
            if asked.method != "POST" and _matches(asked.headers.get("If-None-Match"), _etag(pool.version, key)):
                return self._finish(Response(status=304), asked, _etag(pool.version, key))
            if cached := self._cache.get((pool.version, key)):
                response = Response(cached.body, content_type=cached.content_type)
                return self._finish(response, asked, _etag(pool.version, key))
        answer = self._run(pool, query)
        if cacheable and answer.body is not None:
            self._cache.put((answer.version, key), CachedAnswer(_content_type(answer), answer.body))
        return self._finish(self._send(answer), asked, _etag(answer.version, key) if cacheable else None)

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

    def _judge(self, text: str) -> lexer.Scan:
        """Refuses what need not be tried (queries are also contained, should anything slip by)."""
        limits = self._limits
        if len(text.encode()) > limits.body_bytes:
            raise Refusal(414, f"The query is longer than the limit of {limits.body_bytes} bytes.", "too_large")
        found = lexer.scan(text)
        if found.update:
            raise Refusal(400, protocol.READ_ONLY, "read_only")
        if found.service:
            raise QueryRefused("SERVICE is refused: this endpoint asks no other server.")
        if found.depth > limits.nesting:
            raise QueryRefused(
                f"The query nests brackets {found.depth} deep; the limit is {limits.nesting}. Write it flatter."
            )
        return found

    def _query(self, operation: Operation, accept: str | None) -> Query:
        if operation.format is not None:
            results, graphs = named(operation.format, RESULT_FORMATS), named(operation.format, GRAPH_FORMATS)
        else:
            results, graphs = _accepted(accept, _RESULT_OFFERS), _accepted(accept, _GRAPH_OFFERS)
        if not results and not graphs:
            raise UnknownFormat(
                f"The answer can be had as {listing(RESULT_FORMATS)} (SELECT, ASK) "
                f"or {listing(GRAPH_FORMATS)} (CONSTRUCT, DESCRIBE), not as {operation.format or accept}."
            )
        return Query(
            operation.query or "", results, graphs, operation.default_graphs, operation.named_graphs, base=self._iri
        )

    def _run(self, pool: Runner, query: Query) -> Answer:
        try:
            return pool.run(query)
        except UnknownFormat as error:
            formats: tuple[Format, ...] = GRAPH_FORMATS if str(error) == "graph" else RESULT_FORMATS
            kind = "a graph" if str(error) == "graph" else "a table or a boolean"
            raise UnknownFormat(f"The answer to this query is {kind}; it can be had as {listing(formats)}.") from None

    def _send(self, answer: Answer) -> Response:
        content_type = _content_type(answer)
        if answer.body is not None:
            return Response(answer.body, content_type=content_type)
        if self._spool is None:  # the server's close() reaches the chunks and stops the query
            return Response(answer.chunks, content_type=content_type)
        kept = self._spool.keep(answer)
        response = Response(iter(kept), content_type=content_type)
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
            chosen = _accepted(accept, _DESCRIPTION_OFFERS)
        if not chosen:
            raise UnknownFormat(f"The service description can be had as {listing(GRAPH_FORMATS)}.")
        media_type, name = chosen[0]
        body = service_description.serialised(self._iri, name)
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if _matches(asked.headers.get("If-None-Match"), etag):
            return self._finish(Response(status=304), asked, etag)
        return self._finish(Response(body, content_type=_with_charset(media_type)), asked, etag)

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


def _options() -> Response:
    """Methods, and the answer to a CORS preflight (Fetch standard section 3.2)."""
    response = Response(status=204)
    methods = ", ".join(protocol.METHODS)
    response.headers["Allow"] = methods
    response.headers["Access-Control-Allow-Methods"] = methods
    response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type, If-None-Match"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _accepted(accept: str | None, formats: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((media_type, formats[media_type]) for media_type in negotiation.acceptable(accept, tuple(formats)))


def _content_type(answer: Answer) -> str:
    return _with_charset(answer.content_type)


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _key(query: Query) -> str:
    parts = (query.text, query.results, query.graphs, query.default_graphs, query.named_graphs)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _etag(version: str, key: str) -> str:
    """Weak: the same answer may come in another order or with other blank node labels (RFC 9110 section 8.8.1)."""
    return f'W/"{hashlib.sha256(f"{version} {key}".encode()).hexdigest()[:32]}"'


def _matches(if_none_match: str | None, etag: str) -> bool:
    """Weak comparison (RFC 9110 section 13.1.2). ``*`` is not taken: whether the query is sound is not known yet."""
    if not if_none_match:
        return False
    opaque = etag.removeprefix("W/")
    return any(candidate.strip().removeprefix("W/") == opaque for candidate in if_none_match.split(","))
