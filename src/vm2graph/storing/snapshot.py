"""One committed state of a collection, for readers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from pyoxigraph import Triple

from vm2graph.names import Iris
from vm2graph.storing import EntityRow, RecordRow, Tombstone, files
from vm2graph.storing.catalogue import Catalogue, Event
from vm2graph.storing.graph_texts import GraphTexts
from vm2graph.storing.harvesting import Harvesting
from vm2graph.storing.local import LocalStore
from vm2graph.storing.merging import parse


class SnapshotView:
    """Implements :class:`vm2graph.storing.Snapshot`: the store and the catalogue, bound to one number."""

    def __init__(self, number: int, folder: Path, rows: Catalogue, base: str) -> None:
        self.number = number
        self.path = str(folder / "quads")
        self.store = LocalStore(folder / "quads")
        self._folder = folder
        self.time, self._count = rows.snapshot(number)
        self._rows = rows
        self.harvest = Harvesting(rows, number)
        self._iris = Iris(base)
        self.texts = GraphTexts(rows, number, self.store, self._iris)

    @cached_property
    def quads(self) -> int:
        """See Snapshot."""
        return int(files.read_manifest(self._folder)["quads"])

    def record(self, slug: str) -> RecordRow | Tombstone | None:
        """See Snapshot."""
        return self._rows.record(self.number, slug)

    def records(self, *, after: str | None = None, limit: int = 50) -> list[RecordRow]:
        """See Snapshot."""
        return self._rows.records(self.number, after, limit)

    def count(self) -> int:
        """See Snapshot."""
        return self._count

    def ntriples(self, type_: str, slug: str) -> str:
        """See Snapshot."""
        return self.texts.of(type_, slug)

    def evidence(self, slug: str) -> Sequence[Triple]:
        """See Snapshot."""
        kept = self._rows.evidence(self.number, slug)
        return self.store.graph(self._iris.evidence(slug)) if kept is None else parse(kept)

    def report(self, slug: str) -> str:
        """See Snapshot."""
        return self._rows.report(self.number, slug)

    def entity(self, type_: str, slug: str) -> EntityRow | None:
        """See Snapshot."""
        return self._rows.entity(self.number, type_, slug)

    def merged_into(self, type_: str, slug: str) -> str | None:
        """See Snapshot."""
        return self._rows.merged_into(self.number, type_, slug)

    def entities(self, type_: str, *, after: str | None = None, limit: int = 50) -> list[EntityRow]:
        """See Snapshot."""
        return self._rows.entities(self.number, type_, after, limit)

    def mentioning(self, type_: str, slug: str, *, after: str | None = None, limit: int = 50) -> list[RecordRow]:
        """See Snapshot."""
        return self._rows.records(self.number, after, limit, entity=(type_, slug))

    def sources(self, sha256: str) -> list[RecordRow]:
        """See Snapshot."""
        return self._rows.sources(self.number, sha256)

    def last(self, slug: str) -> RecordRow | None:
        """The newest version of a record, withdrawn ones too."""
        return self._rows.last(self.number, slug)

    def history(self, slug: str | None = None) -> list[Event]:
        """What each commit did, oldest first; to one record, where one is named."""
        return self._rows.history(self.number, slug)
