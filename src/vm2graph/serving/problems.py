"""Everything that goes wrong, in one shape: RFC 9457 problem details, or one page for people."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from vm2graph.errors import CollectionError, IncompleteRecord, UnknownStyle
from vm2graph.model import Bilingual
from vm2graph.serving.negotiation import choose_language, prefers_html
from vm2graph.serving.pages import Site
from vm2graph.serving.problem_texts import PROBLEMS
from vm2graph.serving.texts import LANGUAGES

PROBLEM_JSON = "application/problem+json"
_JSON = (PROBLEM_JSON, "application/json")
log = logging.getLogger("vm2graph.serving")


class Problem(Exception):
    """A request that cannot be answered as asked.

    ``detail`` says what is wrong and what to do; ``links`` are (label, address) pairs that help;
    ``members`` are extension members of the problem document.
    """

    def __init__(
        self,
        status: int,
        code: str,
        *,
        detail: Bilingual | None = None,
        links: tuple[tuple[str, str], ...] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.links = status, code, links
        self.title, default = PROBLEMS.get(code) or PROBLEMS[_GENERAL.get(status, "error")]
        self.detail = detail or default
        self.headers = dict(headers or {})
        self.members = dict(members or {})


_GENERAL = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 406: "not_acceptable", 410: "gone"}


def register(app: Flask, site: Site) -> None:
    """Has an app tell every error in this shape."""

    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        return tell(error, request, site)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        status = error.code or 500
        headers = {}
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            headers["Allow"] = ", ".join(sorted({*error.valid_methods, "OPTIONS"}))
        code = _GENERAL.get(status, "error" if status < 500 else "broken")
        return tell(Problem(status, code, headers=headers), request, site)

    @app.errorhandler(UnknownStyle)
    @app.errorhandler(IncompleteRecord)
    def no_such_form(error: UnknownStyle | IncompleteRecord) -> Response:
        return tell(Problem(406, "not_acceptable", detail=Bilingual(str(error), str(error))), request, site)

    @app.errorhandler(CollectionError)
    def no_collection(error: CollectionError) -> Response:
        log.error("the collection cannot be read: %s", error)
        return tell(Problem(503, "unavailable", headers={"Retry-After": "30"}), request, site)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        return tell(Problem(500, "broken"), request, site)


def tell(problem: Problem, asked: Request, site: Site) -> Response:
    """The answer that tells a problem: a page where the client asks for pages, else a problem document."""
    page = _page(problem, asked, site) if prefers_html(asked.headers.get("Accept"), _JSON) else None
    if page is not None:
        language = site.language_of(asked)
        response = Response(page, problem.status, content_type="text/html; charset=utf-8")
    else:
        given = asked.args.get("lang", "")
        header = asked.headers.get("Accept-Language")
        language = given if given in LANGUAGES else choose_language(header, LANGUAGES, "en")
        response = Response(orjson.dumps(_document(problem, language)), problem.status, content_type=PROBLEM_JSON)
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Cache-Control"] = "no-cache"
    response.headers.update(problem.headers)
    return response


def _page(problem: Problem, asked: Request, site: Site) -> bytes | None:
    """The page; None where no page can be made, which must not hide what went wrong first."""
    try:
        return site.page("problem.html", site.visit(asked), problem=problem, language_links=False)
    except Exception:
        log.exception("the page of an error cannot be made")
        return None


def _document(problem: Problem, language: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail.get(language),
        "code": problem.code,
        **problem.members,
    }
    if problem.links:
        made["alternatives"] = [{"label": label, "href": href} for label, href in problem.links]
    return made
