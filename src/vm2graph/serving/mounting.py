"""WSGI wrappers that place the application at its address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class UnderPath:
    """Answers below the path of the base IRI too, whether or not a proxy in front takes that path off."""

    def __init__(self, app: WSGIApplication, base_iri: str) -> None:
        """Wraps an application."""
        self._app = app
        path = unquote(urlsplit(base_iri).path).rstrip("/")
        self._path = path.encode().decode("latin-1")  # as WSGI has it

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Moves the path of the base IRI from PATH_INFO to SCRIPT_NAME."""
        path = environ.get("PATH_INFO", "")
        if self._path and path.startswith(self._path + "/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + self._path
            environ["PATH_INFO"] = path[len(self._path) :]
        return self._app(environ, start_response)
