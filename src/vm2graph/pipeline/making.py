"""From a page to the record that a collection keeps: conversion, gate, and everything put into its lasting form."""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from vm2graph.curation import Curation
from vm2graph.errors import CollectionError, InterpretError, ReadError, Vm2graphError
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.names import Iris
from vm2graph.pipeline.converting import Converted, convert
from vm2graph.settings import Settings
from vm2graph.storing.record import NewRecord, Wording
from vm2graph.storing.settling import graph_digest
from vm2graph.writing.terms import in_graph

T = TypeVar("T")
_MAKERS = ("curation.py", "knowledge.py", "model.py", "names.py", "gate", "notes", "pipeline", "reading", "writing")


@dataclass(slots=True)
class Outcome:
    """How one page fared. ``sentences`` say it to a person."""

    source_id: str
    status: str  # "ok", "warning" or "error"
    codes: list[str]
    seconds: float
    slug: str | None = None
    change: str = "refused"  # or "converted", "added", "updated", "restored", "unchanged"
    sentences: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Made:
    """A page's outcome, and its record where the gate let it through."""

    outcome: Outcome
    record: NewRecord | None = None


class Maker:
    """Makes records of pages for one collection, as its settings and ``entities.yaml`` say."""

    def __init__(self, settings: Settings, gate: Gate, curation: Curation) -> None:
        self.settings, self.gate, self.curation = settings, gate, curation
        self.iris = Iris(settings.collection.base_iri)
        self.recipe = recipe(settings, gate)

    def make(self, page: PageBytes, slug: str | None = None) -> Made:
        """One page; only an error that is about the page is an outcome."""

        def work() -> tuple[Converted, str]:
            language = self.settings.collection.language
            made = convert(page, self.iris, self.gate, language=language, slug=slug, curation=self.curation)
            return made, "converted"

        outcome, converted = attempt(page.source_id, work)
        if converted is None or not converted.report.conforms:
            return Made(outcome)
        return Made(outcome, self._record(page, converted))

    def _record(self, page: PageBytes, converted: Converted) -> NewRecord:
        publication, description = converted.publication, converted.description
        written, slug = converted.written, description.slug
        record = in_graph(written.record, self.iris.document("publication", slug))
        queryable = self.settings.collection.evidence == "queryable"
        proof = in_graph(written.evidence, self.iris.evidence(slug)) if queryable else ""
        return NewRecord(
            slug=slug,
            source_id=page.source_id,
            sha256=converted.page.source.sha256,
            media_type=page.media_type,
            key=converted.key,
            title=publication.title.value,
            sort_date=publication.issued.value.isoformat() if publication.issued else "",
            recipe=self.recipe,
            graph=graph_digest(record),
            quads=(record + proof).encode(),
            wordings=[
                Wording(each.type, each.slug, said, each.stated)
                for each, said in zip(description.entities, written.entities, strict=True)
            ],
            report=zlib.compress(converted.report_json().encode(), 1),
            evidence=None if queryable else zlib.compress(written.evidence.encode(), 1),
            notes=page.notes_sha256,
        )


def attempt(source_id: str, work: Callable[[], tuple[Converted, str]]) -> tuple[Outcome, Converted | None]:
    """Runs one page's work and tells how it went; only an error that is about the page is an outcome."""
    started = time.perf_counter()
    try:
        converted, change = work()
    except (ReadError, InterpretError, CollectionError) as error:
        return refused(source_id, error, started), None
    violations = converted.report.violations
    outcome = Outcome(
        source_id,
        converted.status,
        converted.codes,
        _since(started),
        converted.description.slug,
        "refused" if violations else change,
        [each.message.en for each in violations],
    )
    return outcome, converted


def refused(source_id: str, error: Vm2graphError, started: float | None = None) -> Outcome:
    """The outcome of a page that could not be used."""
    seconds = 0.0 if started is None else _since(started)
    return Outcome(source_id, "error", [error.code], seconds, sentences=[str(error)])


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 4)


def recipe(settings: Settings, gate: Gate) -> str:
    """What a record is made with, as a digest: the same page by the same recipe gives the same record."""
    made_by = (settings.collection.base_iri, settings.collection.language, settings.collection.evidence, gate.engine)
    return hashlib.sha256("\0".join((_program(), *made_by)).encode() + gate.shapes).hexdigest()[:32]


@cache
def _program() -> str:
    """The digest of the program itself: a version number would forget what changes between two releases."""
    digest = hashlib.sha256()
    for path in (path for name in _MAKERS for path in _modules(files("vm2graph").joinpath(name))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _modules(path: Traversable) -> list[Traversable]:
    if path.is_file():
        return [path] if path.name.endswith(".py") else []
    return [found for each in sorted(path.iterdir(), key=lambda one: one.name) for found in _modules(each)]
