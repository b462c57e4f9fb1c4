"""Requests and answers of the SPARQL endpoint as plain values, and what their headers say; no Flask.

An answer is made in steps (:data:`Steps`): a generator yields what has to be waited for, and whoever drives it waits
as it can, in a thread or on an event loop. So there is one protocol, whatever it runs on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vm2graph.serving import negotiation
from vm2graph.serving.answers import Answer, Query
from vm2graph.writing.formats import with_charset

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from vm2graph.serving.sparql import Runner

BREAKS = "vm2graph.breaks"
"""Key of an environ: this server breaks the connection when an application fails in the middle of an answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says."""

    method: str
    path: str
    query_string: bytes
    content_type: str
    accept: str | None
    accept_language: str | None
    if_none_match: str | None
    size: int | None
    """Content-Length; None where the request names none."""
    breaks: bool
    read: Callable[[int], bytes]
    """At most so many bytes of the body."""

    @classmethod
    def of(cls, environ: WSGIEnvironment, read: Callable[[int], bytes]) -> Asked:
        """What an environ says."""
        size = environ.get("CONTENT_LENGTH", "")
        return cls(
            environ["REQUEST_METHOD"],
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", "").encode("latin-1"),
            environ.get("CONTENT_TYPE", ""),
            environ.get("HTTP_ACCEPT"),
            environ.get("HTTP_ACCEPT_LANGUAGE"),
            environ.get("HTTP_IF_NONE_MATCH"),
            int(size) if size.isascii() and size.isdigit() else None,
            bool(environ.get(BREAKS)),
            read,
        )


@dataclass(slots=True)
class Reply:
    """What is answered. ``close`` is for a body in pieces, when they are sent or nobody reads on."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | Iterable[bytes] = b""
    close: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A step: a query to be evaluated; gives its Answer or raises a QueryError."""

    pool: Runner
    query: Query


Aside = Callable[[], Any]
"""A step: something that takes a while; gives what it returns or raises what it raises."""

Steps = Generator[Evaluation | Aside, Any, Reply]


def advance(steps: Steps, given: Any = None, error: Exception | None = None) -> Evaluation | Aside | Reply:
    """The next step, after what the last one gave or raised; at the end the reply."""
    try:
        return steps.send(given) if error is None else steps.throw(error)
    except StopIteration as end:
        reply: Reply = end.value
        return reply


def drive(steps: Steps) -> Reply:
    """Waits for each step in this thread."""
    step = advance(steps)
    while not isinstance(step, Reply):
        try:
            given = step.pool.run(step.query) if isinstance(step, Evaluation) else step()
        except Exception as error:  # noqa: BLE001 - raised again within the steps
            step = advance(steps, error=error)
        else:
            step = advance(steps, given)
    return step


def options(methods: Sequence[str]) -> Reply:
    """Methods, and the answer to a CORS preflight (Fetch standard section 3.2)."""
    listed = ", ".join(methods)
    return Reply(
        204,
        {
            "Allow": listed,
            "Access-Control-Allow-Methods": listed,
            "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )


def accepted(accept: str | None, formats: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The formats a client takes, best first, as (media type, name)."""
    return tuple((media_type, formats[media_type]) for media_type in negotiation.acceptable(accept, tuple(formats)))


def content_type_of(answer: Answer) -> str:
    """The Content-Type of an answer."""
    return with_charset(answer.content_type)


def key_of(query: Query) -> str:
    """What tells a query from another, formats and dataset included."""
    parts = (query.text, query.results, query.graphs, query.default_graphs, query.named_graphs)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def etag_of(version: str, key: str) -> str:
    """Weak: the same answer may come in another order or with other blank node labels (RFC 9110 section 8.8.1)."""
    return f'W/"{hashlib.sha256(f"{version} {key}".encode()).hexdigest()[:32]}"'


def matches(if_none_match: str | None, etag: str) -> bool:
    """Weak comparison (RFC 9110 section 13.1.2). ``*`` is not taken: whether the query is sound is not known yet."""
    if not if_none_match:
        return False
    opaque = etag.removeprefix("W/")
    return any(candidate.strip().removeprefix("W/") == opaque for candidate in if_none_match.split(","))
