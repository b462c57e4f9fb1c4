"""A record as it is handed to a collection: everything it says, in the form in which it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """What one record says of one entity, as sorted N-Triples lines."""

    type: str
    slug: str
    triples: str
    stated: tuple[str, ...] = ()  # the slugs its own words would give, where entities.yaml decided otherwise


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record that has passed the gate, in the form in which it is kept."""

    slug: str
    source_id: str
    sha256: str  # of the page
    media_type: str | None  # as it was given with the page
    key: str
    title: str
    sort_date: str
    recipe: str  # what it was made with, see vm2graph.pipeline.recipe
    graph: str  # SHA-256 of the N-Quads of the record graph
    quads: bytes  # N-Quads for the store, a line each
    wordings: Sequence[Wording]
    report: bytes  # JSON, zlib
    evidence: bytes | None  # N-Triples, zlib; None where it is among the quads
    notes: str | None = None  # SHA-256 of the curator's notes

    @property
    def digest(self) -> str:
        """SHA-256 of everything the record brings."""
        said = (f"{each.type}/{each.slug}\n{each.triples}" for each in self.wordings)
        head = (
            self.source_id,
            self.sha256,
            self.media_type or "",
            self.key,
            self.title,
            self.sort_date,
            self.graph,
            *said,
            *([self.notes] if self.notes else []),
        )
        body = (self.quads, self.report, self.evidence or b"")
        parts = [*(each.encode() for each in head), *body]
        return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
