"""Records for tests that speak to the catalogue directly."""

import zlib
from pathlib import Path
from typing import Any

from vm2graph.storing.catalogue_writer import writing
from vm2graph.storing.record import NewRecord

FIRST = "2026-01-01T00:00:00Z"


def record(slug: str, **said: Any) -> NewRecord:
    """A record with a slug, and whatever else matters to the test."""
    values = {
        "slug": slug,
        "source_id": f"{slug}.txt",
        "sha256": "0" * 64,
        "media_type": None,
        "key": "k",
        "title": "T",
        "sort_date": "2015",
        "recipe": "r",
        "graph": "g",
        "quads": b"",
        "wordings": [],
        "report": zlib.compress(b"{}"),
        "evidence": None,
    }
    return NewRecord(**{**values, **said})


def commit(path: Path, current: int, *records: NewRecord) -> None:
    """Puts records into the catalogue as snapshot ``current + 1``."""
    with writing(path, current, f"2026-01-01T00:00:{current + 1:02}Z", "{}") as rows:
        for each in records:
            rows.put(each, "added" if rows.content(each.slug) is None else "updated")
