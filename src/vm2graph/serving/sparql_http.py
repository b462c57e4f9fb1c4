"""The headers of SPARQL answers: formats that are taken, validators, methods."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from flask import Response

from vm2graph.serving import negotiation
from vm2graph.serving.answers import Answer, Query


def options(methods: Sequence[str]) -> Response:
    """Methods, and the answer to a CORS preflight (Fetch standard section 3.2)."""
    response = Response(status=204)
    response.headers["Allow"] = response.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
    response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type, If-None-Match"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def accepted(accept: str | None, formats: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The formats a client takes, best first, as (media type, name)."""
    return tuple((media_type, formats[media_type]) for media_type in negotiation.acceptable(accept, tuple(formats)))


def content_type_of(answer: Answer) -> str:
    """The Content-Type of an answer."""
    return with_charset(answer.content_type)


def with_charset(media_type: str) -> str:
    """A media type as a Content-Type."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def key_of(query: Query) -> str:
    """What tells a query from another, formats and dataset included."""
    parts = (query.text, query.results, query.graphs, query.default_graphs, query.named_graphs)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def etag_of(version: str, key: str) -> str:
    """Weak: the same answer may come in another order or with other blank node labels (RFC 9110 section 8.8.1)."""
    return f'W/"{hashlib.sha256(f"{version} {key}".encode()).hexdigest()[:32]}"'


def matches(if_none_match: str | None, etag: str) -> bool:
    """Weak comparison (RFC 9110 section 13.1.2). ``*`` is not taken: whether the query is sound is not known yet."""
    if not if_none_match:
        return False
    opaque = etag.removeprefix("W/")
    return any(candidate.strip().removeprefix("W/") == opaque for candidate in if_none_match.split(","))
