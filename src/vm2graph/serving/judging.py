"""What is refused before a query is evaluated: updates, strangers' services, texts that are too long or too deep."""

from __future__ import annotations

from collections.abc import Sequence

from vm2graph.errors import QueryRefused
from vm2graph.serving import lexer, protocol
from vm2graph.serving.protocol import Refusal
from vm2graph.settings import SparqlSettings


def judge(text: str, limits: SparqlSettings) -> lexer.Scan:
    """What a query text says before it is parsed; raises Refusal or QueryRefused where it need not be tried.

    Queries are also contained, should anything slip by.
    """
    if len(text.encode()) > limits.body_bytes:
        raise Refusal(414, f"The query is longer than the limit of {limits.body_bytes} bytes.", "too_large")
    found = lexer.scan(text)
    if found.update:
        raise Refusal(400, protocol.READ_ONLY, "read_only")
    if found.service:
        _judge_services(text, limits.trusted_services.split())
    if found.depth > limits.nesting:
        raise QueryRefused(
            f"The query nests brackets {found.depth} deep; the limit is {limits.nesting}. Write it flatter."
        )
    return found


def _judge_services(text: str, trusted: Sequence[str]) -> None:
    if not trusted:
        raise QueryRefused("SERVICE is refused: this endpoint asks no other server.")
    asked = lexer.services(text)
    if asked is None or not set(asked) <= set(trusted):
        raise QueryRefused(
            f"SERVICE may ask only {', '.join(f'<{iri}>' for iri in trusted)}, each written out as here."
        )
