"""From a document and a request to a response: negotiation, validators, links (RFC 9110)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Request, Response
from werkzeug.http import http_date, is_resource_modified

from vm2graph.model import Bilingual
from vm2graph.serving.faces import HTML, Face, named, negotiated
from vm2graph.serving.negotiation import parameters
from vm2graph.serving.pages import SERIALISER, VERSION, Asked, Site, Visit, data_block, segment
from vm2graph.serving.problems import Problem
from vm2graph.serving.texts import LANGUAGES

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_PLAIN = re.compile(r"[A-Za-z0-9%:/?#\[\]@!$&'()*+,;=._~-]*")  # what needs no quoting, as nearly all
_URI_SAFE = "%:/?#[]@!$&'()*+,;=-._~"


@dataclass(frozen=True, slots=True)
class LinkTo:
    """A link of the Link header; ``href`` is an absolute IRI."""

    href: str
    rel: str
    type: str = ""
    title: str = ""
    profile: str = ""

    @property
    def uri(self) -> str:
        """The IRI as the URI of RFC 3987 section 3.1."""
        return self.href if _PLAIN.fullmatch(self.href) else quote(self.href, safe=_URI_SAFE)

    def __str__(self) -> str:
        """As in RFC 8288."""
        told = f'<{self.uri}>; rel="{self.rel}"' if self.rel else f"<{self.uri}>"
        if self.type:
            told += f'; type="{self.type}"'
        if self.title:
            told += f'; title="{self.title}"'
        return f'{told}; profile="{self.profile}"' if self.profile else told


@dataclass(frozen=True, slots=True)
class Document:
    """A document with several faces."""

    name: str  # the last segment of its address, unescaped
    directory: str  # the rest of its address, absolute, with the final slash
    faces: Sequence[Face]
    make: Callable[[Face, Visit], bytes]
    modified: str = ""  # when what it shows can last have changed, RFC 3339
    digest: str = ""  # of everything its graph shows; empty: the bytes of each face are their own measure
    digest_modified: str = ""  # when the digest last changed
    links: tuple[LinkTo, ...] = ()
    signposts: Callable[[Face], tuple[LinkTo, ...]] | None = None  # in the place of links to the other forms
    query: str = ""  # "?after=x": the part of its address after the name
    small: bool = False  # made of few graphs, so that its data and its page take milliseconds

    def address(self, face: Face | None = None) -> str:
        """The address of the document, or of one face, relative to itself."""
        return segment(self.name) + (f".{face.extension}" if face else "") + self.query


def head(document: Document, canonical: str | None, json_ld: bytes | None = None) -> dict[str, object]:
    """What the head of a page says of its document: the other faces, the IRI, the data."""
    return {
        "faces": [(face, document.address(face)) for face in document.faces if face is not HTML],
        "canonical": canonical,
        "json_ld": data_block(json_ld) if json_ld else None,
    }


def fixed_face(extension: str | None, faces: Sequence[Face]) -> Face | None:
    """The face of the extension of an address; None where it has none. Raises Problem where there is no such face."""
    if extension is None:
        return None
    face = next((face for face in faces if face.extension == extension), None)
    if face is None:
        raise Problem(404, "not_found")
    return face


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def respond(document: Document, fixed: Face | None, request: Asked, site: Site) -> Response:
    """The response: in the ``fixed`` face, in that of ``?_format=``, else as Accept asks."""
    made = answer(document, fixed, request, site)
    return Response(made.body, made.status, headers=made.headers)


def answer(document: Document, fixed: Face | None, asked: Asked, site: Site) -> Answer:
    """The same for whoever has no use for a Response."""
    return answer_in(chosen(document, fixed, asked), document, fixed, asked, site)


def chosen(document: Document, fixed: Face | None, asked: Asked) -> Face:
    """The face that a request gets. Raises Problem (406) where there is none that it takes."""
    return _styled(fixed, asked) if fixed else _styled(_choose(document, asked), asked, accept=True)


def answer_in(face: Face, document: Document, fixed: Face | None, asked: Asked, site: Site) -> Answer:
    """The answer in the face that was chosen."""
    visit = site.visit(asked)
    measured = bool(document.digest) and not face.is_dataset  # evidence is not part of a record's digest
    body = None if measured else document.make(face, visit)
    etag = _etag(document.digest.encode() if body is None else body, face, visit, site)
    modified = document.digest_modified if measured else document.modified
    headers = [("ETag", f'"{etag}"')]
    if known := unmodified(asked.environ, etag, modified):
        body = b""
    else:
        body = document.make(face, visit) if body is None else body
        whole = [("Content-Type", face.content_type), ("Content-Length", str(len(body)))]
        if face is HTML:
            whole.append(("Content-Language", visit.language))
        headers = [*whole, *headers, ("Last-Modified", _http_date(modified))]
    headers.append(_KEPT)
    if fixed is None:
        headers.append(("Content-Location", document.address(face)))
    if vary := _vary(document, fixed, asked):
        headers.append(("Vary", vary))
    headers.append(("Link", ", ".join(str(link) for link in _links(document, face))))
    return Answer(304 if known else 200, headers, body)


_KEPT = ("Cache-Control", "no-cache")  # to be kept, and asked about before it is used
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH")


def unmodified(environ: WSGIEnvironment, etag: str, modified: str) -> bool:
    """Whether the client has it (RFC 9110 section 13); ``modified`` as in RFC 3339."""
    if not any(name in environ for name in _CONDITIONS):
        return False
    return not is_resource_modified(environ, etag=etag, last_modified=datetime.fromisoformat(modified))


@lru_cache(maxsize=1024)
def _http_date(time: str) -> str:
    return http_date(datetime.fromisoformat(time))


def conditional(whole: Callable[[], Response], request: Request, etag: str, modified: datetime) -> Response:
    """The whole answer, or 304 where the client has it; then it is not made."""
    if is_resource_modified(request.environ, etag=etag, last_modified=modified):
        response = whole()
    else:
        response = Response(status=304)
        del response.headers["Content-Type"]
    response.set_etag(etag)
    response.last_modified = modified
    response.headers[_KEPT[0]] = _KEPT[1]
    return response


def _styled(face: Face, request: Asked, *, accept: bool = False) -> Face:
    """A formatted reference in the style and locale that the address or, where that chose the face, Accept names."""
    asked = parameters(request.headers.get("Accept"), face.media_type) if accept else {}
    return face.in_style(request.args.get("style", asked.get("style")), request.args.get("locale", asked.get("locale")))


def _choose(document: Document, request: Asked) -> Face:
    wanted = request.args.get("_format")
    if wanted is None:
        face = negotiated(request.headers.get("Accept"), document.faces)
    else:
        face = named(wanted, document.faces)
    if face is None:
        raise not_acceptable(document, wanted)
    return face


def not_acceptable(document: Document, wanted: str | None) -> Problem:
    """The 406 that lists every form there is."""
    detail = None
    if wanted is not None:
        names = ", ".join(face.extension for face in document.faces)
        detail = Bilingual(
            f"De vorm {wanted[:40]!r} is er niet. Er is: {names}.",
            f"There is no form {wanted[:40]!r}. There is: {names}.",
        )
    links = tuple((face.label, document.address(face)) for face in document.faces)
    return Problem(406, "not_acceptable", detail=detail, links=links, headers=link_header(document))


def link_header(document: Document) -> dict[str, str]:
    """The Link header alone, for an answer that is not the document."""
    return {"Link": ", ".join(str(link) for link in _links(document, None))}


def _links(document: Document, shown: Face | None) -> list[LinkTo]:
    if document.signposts and shown:
        return [*document.links, *document.signposts(shown)]
    alternates = [
        LinkTo(document.directory + document.address(face), "alternate", face.media_type)
        for face in document.faces
        if face is not shown
    ]
    return [*document.links, *alternates]


def _vary(document: Document, fixed: Face | None, request: Asked) -> str:
    """One value for an address whatever the answer, so that no cache mixes the answers up."""
    names = []
    if fixed is None and "_format" not in request.args:
        names.append("Accept")
    if (fixed is None or fixed is HTML) and HTML in document.faces and request.args.get("lang") not in LANGUAGES:
        names.append("Accept-Language")
    return ", ".join(names)


def _etag(measure: bytes, face: Face, visit: Visit, site: Site) -> str:
    parts = (
        [face.name, site.salt, visit.language, str(visit.chosen)]
        if face is HTML
        else [face.name, VERSION, SERIALISER, *(face.variant or ())]
    )
    return hashlib.sha256(measure + "\n".join(parts).encode()).hexdigest()[:32]
