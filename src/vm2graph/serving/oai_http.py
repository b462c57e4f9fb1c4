"""``/oai``: carries OAI-PMH requests and responses over HTTP; :mod:`vm2graph.serving.oai` answers them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from vm2graph.errors import Vm2graphError
from vm2graph.model import Bilingual
from vm2graph.serving import coding, content
from vm2graph.serving.hot import Known
from vm2graph.serving.oai import NotPacked, PackedRepository, Repository
from vm2graph.serving.oai_packed import Written
from vm2graph.serving.pages import Site
from vm2graph.serving.problems import Problem
from vm2graph.storing import Snapshots

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_AT_ONCE, _PATIENCE, _RETRY = 4, 5.0, "10"  # responses in the making; seconds
_PLACE = "/oai"
_FORM = "application/x-www-form-urlencoded"
_BODY = 20_000  # bytes; a token has at most 2,000


def oai_blueprint(site: Site, snapshots: Snapshots) -> Blueprint:
    """The six verbs, by GET and POST."""
    blueprint = Blueprint("oai", __name__)
    repository = Repository(site.settings, snapshots, partial(content.record_lines, site))
    room = threading.BoundedSemaphore(_AT_ONCE)

    @blueprint.route(_PLACE, methods=["GET", "POST"])
    def oai() -> Response:
        given = list(request.args.items(multi=True))
        if request.method == "POST":
            if request.mimetype != _FORM:
                raise Problem(415, "media_type", detail=_WRONG_TYPE)
            if request.content_length is None or request.content_length > _BODY:
                raise Problem(413, "too_large", detail=_TOO_LARGE)
            try:
                given += request.form.items(multi=True)
            except HTTPException as error:
                raise Problem(400, "bad_request", detail=_TOO_LARGE) from error
        if not room.acquire(timeout=_PATIENCE):
            raise Problem(503, "busy", detail=_BUSY, headers={"Retry-After": _RETRY})
        try:
            made = repository.answer(given, datetime.now(UTC))
        finally:
            room.release()
        headers, body = _sent(made, request.headers.get("Accept-Encoding"))
        return Response(body, headers=headers)

    return blueprint


class PackedPages:
    """Further pages of a list of all records, as far as they are packed already: each takes about a millisecond."""

    def __init__(self, site: Site, snapshots: Snapshots, standing: coding.Headers) -> None:
        """``standing`` are the headers that every answer carries."""
        said_of = partial(content.record_lines, site)
        self._repository = PackedRepository(site.settings, snapshots, said_of)
        self._standing = standing

    def is_for(self, environ: WSGIEnvironment) -> bool:
        """Whether a request goes on with a list of records."""
        query = environ.get("QUERY_STRING", "")
        return (
            environ.get("PATH_INFO") == _PLACE
            and environ["REQUEST_METHOD"] == "GET"
            and "resumptionToken=" in query
            and "verb=ListRecords" in query
        )

    def made(self, environ: WSGIEnvironment) -> Known | None:
        """The answer that the blueprint would give; None where that has to be asked."""
        code, seen, tags = coding.prepared(environ)
        try:
            made = self._repository.answer(list(Request(seen).args.items(multi=True)), datetime.now(UTC))
        except (NotPacked, Vm2graphError):
            return None
        headers, body = _sent(made, environ.get("HTTP_ACCEPT_ENCODING"))
        headers += [("Content-Length", str(len(body))), *self._standing]
        headers, chunks = coding.coded("200", headers, [body], code, tags)
        return 200, headers, b"".join(chunks)


def _sent(made: Written, accepted: str | None) -> tuple[coding.Headers, bytes]:
    """A response as headers and body, for a client that accepts these codings."""
    headers = [("Content-Type", "text/xml; charset=UTF-8")]
    # before codings that pack more: most of a page is packed already, and so well that little is left to gain
    packed = coding.likes(accepted, "gzip")
    if packed:
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Cache-Control", "no-store"))  # each response has its own responseDate
    return headers, made.gzip() if packed else made.plain()


_WRONG_TYPE = Bilingual(
    f"Stuur de argumenten als {_FORM}, of gebruik GET.", f"Send the arguments as {_FORM}, or use GET."
)
_TOO_LARGE = Bilingual(
    f"Een verzoek heeft ten hoogste {_BODY} bytes, met Content-Length.",
    f"A request has at most {_BODY} bytes, with Content-Length.",
)
_BUSY = Bilingual(
    f"Er worden nu te veel antwoorden gemaakt; probeer het over {_RETRY} seconden weer.",
    f"Too many responses are being made; try again in {_RETRY} seconds.",
)
