"""Plain GETs of documents, answered before Flask is asked.

Finding the one view that can be meant, and making a request and a response around it, takes Flask as long as it
takes us to make the document. Who asks for a document by its address alone gets the same answer, by the same
functions, without; whatever is unusual, wrong or elsewhere is left to Flask, which tells it as it tells everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from werkzeug.datastructures import EnvironHeaders, Headers, ImmutableMultiDict, MultiDict

from vm2graph.serving.documents import Documents
from vm2graph.serving.faces import HTML
from vm2graph.serving.responding import Answer, answer_in, chosen

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PLACE = "/doc/"
_STATUS = {200: "200 OK", 304: "304 NOT MODIFIED"}


class _Plain:
    """A request without a query; see :class:`~vm2graph.serving.responding.Asked`."""

    __slots__ = ("environ", "path")
    args: MultiDict[str, str] = ImmutableMultiDict()

    def __init__(self, environ: WSGIEnvironment, path: str) -> None:
        self.environ, self.path = environ, path

    @property
    def headers(self) -> Headers:
        return EnvironHeaders(self.environ)


class Direct:
    """WSGI middleware right before Flask."""

    def __init__(self, app: WSGIApplication, documents: Documents, standing: Sequence[tuple[str, str]]) -> None:
        """``standing`` are the headers that every answer carries."""
        self._app, self._documents, self._standing = app, documents, list(standing)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers, or has Flask answer."""
        found = self.answer(environ)
        if found is None:
            return self._app(environ, start_response)
        start_response(_STATUS[found.status], found.headers)
        return [found.body]

    def is_for(self, environ: WSGIEnvironment) -> bool:
        """Whether a request asks for a document by its address alone."""
        return (
            environ.get("PATH_INFO", "").startswith(_PLACE)
            and environ["REQUEST_METHOD"] == "GET"
            and not environ.get("QUERY_STRING")
        )

    def answer(self, environ: WSGIEnvironment, *, small: bool = False) -> Answer | None:
        """The answer; None where Flask is to be asked, or where it may take longer than some milliseconds if ``small``.

        Those are the data and the page of what is made of few graphs. Citations and evidence take tens of them.
        """
        if not self.is_for(environ):
            return None
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")  # as WSGI has it
        type_, _, name = path[len(_PLACE) :].partition("/")
        if not type_ or not name or name[0] == "/" or name[-1] == "/":
            return None
        asked = _Plain(environ, path)
        try:
            document, fixed = self._documents.document(type_, name, None)
            face = chosen(document, fixed, asked)
            if small and not (document.small and (face is HTML or (face.rdf and face.rdf.of_lines))):
                return None
            found = answer_in(face, document, fixed, asked, self._documents.site)
        except Exception:  # noqa: BLE001 - Flask meets it again, and tells it as it tells every error
            return None
        found.headers.extend(self._standing)
        return found
