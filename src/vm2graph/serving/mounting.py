"""WSGI wrappers that place the application at its address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from werkzeug.middleware.proxy_fix import ProxyFix

from vm2graph.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def placed(app: WSGIApplication, settings: Settings) -> WSGIApplication:
    """An application that sees every request as meant: below its base IRI, and as the trusted proxies tell it."""
    app = UnderPath(app, settings.collection.base_iri)
    if proxies := settings.serving.trusted_proxies:
        app = ProxyFix(app, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=proxies)
    return app


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
