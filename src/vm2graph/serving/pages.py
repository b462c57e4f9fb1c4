"""What every page shares: templates, words, and links that work wherever the site is mounted.

Links are relative to the page that holds them. So no page depends on a host name, a port or a path
prefix, and its bytes are the same behind any proxy.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, unquote, urlencode

import jinja2
from markupsafe import Markup
from werkzeug.datastructures import Headers, MultiDict

from vm2graph.names import ENTITY_TYPES, Iris
from vm2graph.serving.negotiation import choose_language
from vm2graph.serving.shared_graphs import SharedGraphs
from vm2graph.serving.texts import LANGUAGES, words
from vm2graph.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

VERSION = importlib.metadata.version("vm2graph")
SERIALISER = "1"
"""Part of every ETag; raised when the same data come to be written as other bytes."""

STATIC = Path(__file__).parent / "static"
TYPES = ("publication", *ENTITY_TYPES)
_SLUGGED = ("doc", "id", "evidence", "report")
_SAFE = "-._~!$'()*,;:@"


def segment(slug: str) -> str:
    """A slug as one segment of a URL path, in ASCII."""
    return quote(slug, safe=_SAFE)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page must know of the request for it: the language, and the way back to the root."""

    language: str
    root: str  # "../../"
    chosen: bool  # whether ?lang= was given, so that links keep it
    args: Mapping[str, str]

    def to(self, path: str, **args: str) -> str:
        """A relative link to a path of the site, which has no leading slash."""
        query = {**({"lang": self.language} if self.chosen else {}), **args}
        return (self.root + path or "./") + (f"?{urlencode(query)}" if query else "")

    def here(self, **args: str) -> str:
        """A link to this page with other arguments."""
        return "?" + urlencode({**self.args, **args})


class Asked(Protocol):
    """What is read of a request; a :class:`flask.Request` has it."""

    @property
    def path(self) -> str:
        """Below the root of the site, decoded."""

    @property
    def args(self) -> MultiDict[str, str]:
        """The arguments of the query."""

    @property
    def headers(self) -> Headers:
        """The headers."""

    @property
    def environ(self) -> WSGIEnvironment:
        """All of it."""


class Site:
    """What the blueprints share: settings, IRIs, files. Holds nothing of a request."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.iris = Iris(settings.collection.base_iri)
        self._entities = tuple(f"{self.iris.base}/id/{type_}/" for type_ in ENTITY_TYPES)
        self.shared = SharedGraphs(self.entity)
        own = settings.collection.language
        self.language = own if own in LANGUAGES else "en"
        files = {path.name: path.read_bytes() for path in sorted(STATIC.iterdir()) if path.is_file()}
        self.files: Mapping[str, bytes] = files
        self.file_versions = {name: hashlib.sha256(content).hexdigest()[:8] for name, content in files.items()}
        shown = (VERSION, SERIALISER, settings.collection, settings.serving, sorted(self.file_versions.items()))
        self.salt = hashlib.sha256(repr(shown).encode()).hexdigest()[:8]

    def language_of(self, request: Asked) -> str:
        """``?lang=``, else what Accept-Language asks for, else the language of the collection."""
        wanted = request.args.get("lang", "")
        if wanted in LANGUAGES:
            return wanted
        return choose_language(request.headers.get("Accept-Language"), LANGUAGES, self.language)

    def visit(self, request: Asked) -> Visit:
        """What a page must know of this request."""
        chosen = request.args.get("lang") in LANGUAGES
        return Visit(self.language_of(request), _way_up(request.path), chosen, request.args.to_dict())

    def page(self, template: str, visit: Visit, **values: Any) -> bytes:
        """A page as UTF-8; every value is escaped by the templates."""
        text = (
            templates()
            .get_template(template)
            .render(
                visit=visit,
                t=words(visit.language),
                lang=visit.language,
                languages=LANGUAGES,
                site=self.settings.collection,
                file_versions=self.file_versions,
                version=VERSION,
                **values,
            )
        )
        return text.encode()

    def local(self, iri: str, visit: Visit) -> str | None:
        """The link to the page about one of our things or documents; None for anybody else's IRI."""
        for kind in ("id", "doc"):
            prefix = f"{self.iris.base}/{kind}/"
            if iri.startswith(prefix) and "#" not in iri:
                return visit.to("doc/" + quote(iri.removeprefix(prefix), safe=f"%/{_SAFE}"))
        return None

    def entity(self, iri: str) -> tuple[str, str] | None:
        """Type and slug of a person, organization, theme, place or scheme of ours; None for any other IRI."""
        if not iri.startswith(self._entities) or "#" in iri:
            return None
        type_, _, slug = iri[len(self.iris.base) + 4 :].partition("/")
        return type_, unquote(slug) if "%" in slug else slug


def data_block(json: bytes) -> Markup:
    """JSON for a script element: nothing in it can end the element or open a comment."""
    text = json.decode().strip()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped for this place, in JSON's own way


_COMPILING = threading.Lock()


def templates() -> jinja2.Environment:
    """The templates, compiled once and by one thread: of many that ask first, each would compile them for itself."""
    with _COMPILING:
        return _compiled()


@cache
def _compiled() -> jinja2.Environment:
    """They hold nothing of a site."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    for name in environment.list_templates():
        environment.get_template(name)
    return environment


def _way_up(path: str) -> str:
    """From a page to the root. A slash inside a slug is %2F in its address, so it does not count."""
    parts = path.split("/")[1:]
    depth = len(parts) - 1
    if parts[0] in _SLUGGED:
        depth = min(depth, 2)
    return "../" * depth
