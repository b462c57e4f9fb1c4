"""Converted pages on their way from the process that made them to the one that keeps them, and across an interruption.

A parcel is the result of one portion of pages, in a file named after everything that went into it: the
pages, the names they have, and the recipe. A publish that is interrupted leaves its parcels; the next one
finds those of the same pages and need not read them again.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from vm2graph.model import PageBytes
from vm2graph.pipeline.making import Made, Outcome
from vm2graph.storing.record import NewRecord, Wording

_KEPT = ("slug", "source_id", "sha256", "media_type", "key", "title", "sort_date", "recipe", "graph", "notes")
_OUTCOME = tuple(field.name for field in fields(Outcome))
_LENGTHS = struct.Struct(">IIII")  # header, quads, report, evidence


@dataclass(frozen=True, slots=True)
class Task:
    """A page to be made into a record, under the slug it has had before, if any."""

    page: PageBytes
    sha256: str
    slug: str | None = None


def name_of(tasks: Sequence[Task], recipe: str, curation: str) -> str:
    """The name of the parcel of these tasks."""
    digest = hashlib.sha256(f"{recipe}\0{curation}".encode())
    for task in tasks:
        said = (
            task.page.source_id,
            task.page.media_type or "",
            task.sha256,
            task.slug or "",
            task.page.notes_sha256 or "",
        )
        digest.update("\0".join(said).encode() + b"\n")
    return digest.hexdigest()[:40]


def pack(made: Iterable[Made]) -> bytes:
    """The bytes of a parcel."""
    parts = []
    for each in made:
        record = each.record
        header: dict[str, object] = {"outcome": {name: getattr(each.outcome, name) for name in _OUTCOME}}
        bodies = (b"", b"", b"")
        if record is not None:
            bodies = (record.quads, record.report, record.evidence or b"")
            header["record"] = {name: getattr(record, name) for name in _KEPT}
            header["wordings"] = [(each.type, each.slug, each.triples, each.stated) for each in record.wordings]
            header["document"] = record.evidence is not None
        head = json.dumps(header, ensure_ascii=False).encode()
        parts += [_LENGTHS.pack(len(head), *(len(body) for body in bodies)), head, *bodies]
    data = b"".join(parts)
    return hashlib.sha256(data).digest() + data


def unpack(parcel: bytes) -> list[Made]:
    """What was packed. Raises ValueError for a parcel that is not whole."""
    data = parcel[32:]
    if hashlib.sha256(data).digest() != parcel[:32]:
        raise ValueError("the parcel is damaged")
    made, at = [], 0
    while at < len(data):
        lengths = _LENGTHS.unpack_from(data, at)
        at += _LENGTHS.size
        fields = []
        for length in lengths:
            fields.append(data[at : at + length])
            at += length
        made.append(_made(json.loads(fields[0]), *fields[1:]))
    return made


def _made(header: dict[str, object], quads: bytes, report: bytes, evidence: bytes) -> Made:
    outcome = Outcome(**header["outcome"])  # type: ignore[arg-type]  # as asdict wrote it
    if "record" not in header:
        return Made(outcome)
    wordings = [
        Wording(type_, slug, triples, tuple(stated))
        for type_, slug, triples, stated in header["wordings"]  # type: ignore[attr-defined]  # as pack wrote it
    ]
    record = NewRecord(
        **header["record"],  # type: ignore[arg-type]  # as pack wrote it
        quads=quads,
        wordings=wordings,
        report=report,
        evidence=evidence if header["document"] else None,
    )
    return Made(outcome, record)


def load(path: Path) -> list[Made] | None:
    """The parcel of a file; None where there is none, or it was not finished."""
    try:
        return unpack(path.read_bytes())
    except (OSError, ValueError):
        return None
