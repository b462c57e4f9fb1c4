"""Reading a request of the SPARQL 1.1 Protocol (section 2.1) or the Graph Store HTTP Protocol, as plain values.

What a request may look like, and the status each mistake deserves; no Flask.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")

GRAPH_METHODS = ("GET", "HEAD", "OPTIONS")

_WHOLE_GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_FIELDS = 1000
_SECONDS = re.compile(r"\d{1,6}(\.\d{1,6})?", re.ASCII)
READ_ONLY = "This endpoint answers queries only: it does not take updates."


@dataclass(frozen=True, slots=True)
class Operation:
    """A query operation. ``query`` is None for a bare request of the endpoint itself."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None
    seconds: float | None = None
    """A tighter deadline than the endpoint's, as ``timeout=`` asks."""


class Refusal(Exception):
    """A request that is answered with an error status and one sentence."""

    def __init__(self, status: int, detail: str, code: str, headers: dict[str, str] | None = None) -> None:
        """``code`` is for programs, ``detail`` for people."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.code = code
        self.headers = headers or {}


def read(method: str, query_string: bytes, content_type: str, body: bytes) -> Operation:
    """The operation of a request. Raises Refusal (400, 403, 405 or 415)."""
    if method not in METHODS:
        detail = f"{method} is not a method of this endpoint; use GET or POST."
        raise Refusal(405, detail, "method", {"Allow": ", ".join(METHODS)})
    pairs = _pairs(query_string)
    if method == "POST":
        pairs += _posted(content_type, body)
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise Refusal(403, READ_ONLY, "read_only")
    default, named = values.get("default-graph-uri", []), values.get("named-graph-uri", [])
    queries = values.get("query", [])
    if len(queries) > 1:
        raise Refusal(400, "There is more than one query in the request; send one.", "query_count")
    names = [name for key in ("format", "_format", "output") for name in values.get(key, [])]
    if not queries:
        if method == "POST" or default or named:
            raise Refusal(400, "There is no query in the request; send one as the parameter 'query'.", "query_count")
        return Operation(None, format=names[0] if names else None)
    if not queries[0].strip():
        raise Refusal(400, "The query is empty.", "query_count")
    seconds = _seconds(values.get("timeout", []))
    return Operation(queries[0], tuple(default), tuple(named), names[0] if names else None, seconds)


def read_graph(method: str, query_string: bytes) -> Operation:
    """The graph that a request of the Graph Store HTTP Protocol asks for (section 5.2), as a query operation.

    ``?graph=IRI`` is that graph, ``?default`` the default graph, which is the union of all. Raises Refusal (400, 405).
    """
    if method not in GRAPH_METHODS:
        detail = f"{method} is refused: graphs can only be read here, with GET or HEAD."
        raise Refusal(405, detail, "read_only", {"Allow": ", ".join(GRAPH_METHODS)})
    values: dict[str, list[str]] = {}
    for name, value in _pairs(query_string):
        values.setdefault(name, []).append(value)
    graphs = values.get("graph", [])
    if len(graphs) + ("default" in values) != 1:
        raise Refusal(400, "Name one graph: graph=IRI, or default.", "graph")
    if graphs and not _ABSOLUTE_IRI.fullmatch(graphs[0]):
        raise Refusal(400, f"{graphs[0][:80]!r} is not an absolute IRI.", "graph")
    names = [name for key in ("format", "_format") for name in values.get(key, [])]
    return Operation(_WHOLE_GRAPH, tuple(graphs), format=names[0] if names else None)


def _seconds(given: list[str]) -> float | None:
    """``timeout=2.5``; more than the endpoint's own limit is taken as that limit."""
    if not given:
        return None
    if len(given) > 1 or not _SECONDS.fullmatch(given[0]) or float(given[0]) <= 0:
        detail = f"timeout={given[-1][:20]} is not a number of seconds above zero, such as timeout=2.5."
        raise Refusal(400, detail, "timeout")
    return float(given[0])


def _posted(content_type: str, body: bytes) -> list[tuple[str, str]]:
    media_type, _, parameters = content_type.partition(";")
    media_type = media_type.strip().lower()
    if media_type == UPDATE:
        raise Refusal(403, READ_ONLY, "read_only")
    if media_type not in (FORM, DIRECT):
        detail = f"A query is posted as {DIRECT} or {FORM}, not as {media_type or 'an unnamed type'}."
        raise Refusal(415, detail, "media_type", {"Accept-Post": f"{DIRECT}, {FORM}"})
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8", "us-ascii"):
            raise Refusal(415, "A query is posted in UTF-8.", "media_type")
    if media_type == FORM:
        return _pairs(body)
    return [("query", _utf8(body))]


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_utf8(encoded), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeDecodeError:
        raise Refusal(400, "The request holds bytes that are not UTF-8.", "encoding") from None
    except ValueError:
        raise Refusal(400, f"The request has more than {_FIELDS} parameters.", "parameters") from None


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, "The request holds bytes that are not UTF-8.", "encoding") from None
