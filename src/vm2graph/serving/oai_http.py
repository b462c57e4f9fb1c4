"""``/oai``: carries OAI-PMH requests and responses over HTTP; :mod:`vm2graph.serving.oai` answers them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import partial

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from vm2graph.model import Bilingual
from vm2graph.serving import coding, content
from vm2graph.serving.oai import Repository
from vm2graph.serving.pages import Site
from vm2graph.serving.problems import Problem
from vm2graph.storing import Snapshots

_AT_ONCE, _PATIENCE, _RETRY = 4, 5.0, "10"  # responses in the making; seconds
_FORM = "application/x-www-form-urlencoded"
_BODY = 20_000  # bytes; a token has at most 2,000


def oai_blueprint(site: Site, snapshots: Snapshots) -> Blueprint:
    """The six verbs, by GET and POST."""
    blueprint = Blueprint("oai", __name__)
    repository = Repository(site.settings, snapshots, partial(content.record_lines, site))
    room = threading.BoundedSemaphore(_AT_ONCE)

    @blueprint.route("/oai", methods=["GET", "POST"])
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
        # before codings that pack more: most of a page is packed already, and so well that little is left to gain
        packed = coding.likes(request.headers.get("Accept-Encoding"), "gzip")
        response = Response(made.gzip() if packed else made.plain(), content_type="text/xml; charset=UTF-8")
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Cache-Control"] = "no-store"  # each response has its own responseDate
        return response

    return blueprint


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
