"""What one commit changes: records put and withdrawn, and the entities and datestamps that follow from them.

A batch decides nothing about durability (:mod:`~vm2graph.storing.collection` does). Quads go to the store of
the new snapshot as they come, rows to the catalogue; neither is visible before the commit is complete.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Protocol

from vm2graph.curation import Curation
from vm2graph.errors import CollectionError, RecordRefused
from vm2graph.names import Iris, publication_slug
from vm2graph.storing import Tombstone
from vm2graph.storing.catalogue_writer import CatalogueWriter, Known
from vm2graph.storing.graph_texts import packed
from vm2graph.storing.record import NewRecord
from vm2graph.storing.settling import settle_count, settle_entities, settle_records, settle_tallies

_STEP = 2000  # records between two transactions


class Graphs(Protocol):
    """Where the quads of a commit go."""

    def remove(self, graph: str) -> None:
        """A named graph goes, if it is there."""

    def add(self, quads: bytes) -> None:
        """N-Quads, a line each, in graphs that were not there or have been removed."""


class Batch:
    """The changes of one commit."""

    def __init__(self, rows: CatalogueWriter, graphs: Callable[[], Graphs], base: str, curation: Curation) -> None:
        self.now = rows.now
        self.counts: Counter[str] = Counter()
        self.curation = curation
        self._rows = rows
        self._open = graphs  # the new snapshot is made when it is first written to
        self._iris = Iris(base)
        self._restored: set[str] = set()
        before = Curation.from_json(rows.curation())
        self._shown = curation.shown_differently(before)
        self._meant = curation.meant_differently(before)

    @property
    def changed(self) -> bool:
        """Whether there is anything to commit."""
        return bool(sum(self.counts[each] for each in self.counts if each != "unchanged") or self._shown or self._meant)

    def known(self, source_id: str) -> Known | None:
        """What the catalogue has of a source."""
        return self._rows.known(source_id)

    def meant_elsewhere(self) -> list[str]:
        """Live records whose words entities.yaml now sends to other entities: they must be made again."""
        return sorted({slug for type_, name in self._meant for slug in self._rows.stating(type_, name)})

    def uses(self, sha256: str) -> bool:
        """Whether any version of a record was made from a page."""
        return self._rows.uses(sha256)

    def made_here(self, slug: str) -> bool:
        """Whether the live record of a slug was put by this batch."""
        live = self._rows.content(slug)
        return live is not None and live[2] == self._rows.number

    def slug_for(self, new: NewRecord, same_as: str | None = None) -> str:
        """The slug of a record's source: the one it has, else the record's own, longer where another has that.

        Raises RecordRefused where another source already holds the key, unless ``same_as`` names that slug.
        """
        source_id = new.source_id
        known = self._rows.known(source_id)
        if known is not None:
            return known.slug
        holder = self._rows.holder(new.key)
        if holder is not None:
            other, held = holder
            if same_as != held:
                raise RecordRefused(
                    f"{source_id} describes the publication that {other} already gave ({held}); "
                    f"leave one out, or publish it with --same-as {held}."
                )
            return held
        taken = self._rows.content(new.slug) is not None or self._rows.tombstone(new.slug) is not None
        return publication_slug(new.title, new.key, 16) if taken else new.slug

    def withdraw(self, slug: str, reason: str) -> None:
        """Takes a record out and leaves a tombstone. Raises CollectionError where there is no such record."""
        title, content = self._rows.title(slug), self._rows.content(slug)
        if title is None or content is None or content[2] == self._rows.number:
            gone = self._rows.tombstone(slug)
            raise CollectionError(
                f"{slug} was withdrawn already: {gone.reason}." if gone else f"There is no record {slug} to withdraw."
            )
        self._count("withdrawn")
        self._remove(slug)
        self._rows.withdraw(slug, title, reason)

    def restore(self, slug: str) -> None:
        """Lets a withdrawn record be put again. Raises CollectionError where none was withdrawn."""
        if self._rows.tombstone(slug) is None:
            raise CollectionError(f"{slug} was not withdrawn; there is nothing to restore.")
        self._restored.add(slug)

    def put(self, record: NewRecord, datestamp: str | None = None) -> str:
        """Adds or replaces a record; the same content again changes nothing.

        ``datestamp`` is what it had in the collection it was dumped from.

        Says ``added``, ``updated``, ``restored`` or ``unchanged``.
        """
        before = self._rows.content(record.slug)
        gone = self._rows.tombstone(record.slug)
        if gone is not None and record.slug not in self._restored:
            raise RecordRefused(
                f"{record.source_id} is {record.slug}, which was withdrawn ({gone.reason}); "
                "bring it back with vm2graph restore, and publish again."
            )
        if before is not None and before[2] == self._rows.number:
            raise RecordRefused(f"{record.source_id} and {before[1]} both give {record.slug}.")
        if before is not None and before[0] == record.digest:
            self.counts["unchanged"] += 1
            return "unchanged"
        change = "restored" if gone is not None else "added" if before is None else "updated"
        if before is not None:
            self._remove(record.slug)
        self._rows.mint(record.source_id, record.slug, record.key)
        self._rows.put(record, change)
        self._keep_graph(record)
        if datestamp is not None:
            self._rows.dirty(record.slug, datestamp=datestamp)
        self._open().add(record.quads)
        self._count(change)
        return change

    def put_again(self, record: NewRecord, *, rows: bool) -> None:
        """A live record whose quads are made anew, and its ``rows`` where those are wrong or it comes out otherwise."""
        before = self._rows.content(record.slug)
        if rows or before is None or before[0] != record.digest:
            self._rows.put(record, "updated")
            self._count("updated")
        self._keep_graph(record)
        self._open().add(record.quads)

    def load_tombstone(self, stone: Tombstone, last: tuple[NewRecord, str] | None) -> None:
        """A record that was withdrawn in the collection it was dumped from.

        ``last`` is its last version and the datestamp of that, for restoring it.
        """
        if last is not None:
            self._rows.put_ended(*last)
        self._rows.put_tombstone(stone, "loaded")
        self._count("loaded")

    def mint(self, source_id: str, slug: str, key: str) -> None:
        """A name that was given in the collection it was dumped from."""
        self._rows.mint(source_id, slug, key)

    def restamp(self) -> None:
        """Every live record gets the time of this commit, so that harvesters fetch it again."""
        for slug in self._rows.slugs():
            self._rows.dirty(slug, restamp=True)
            self._rows.event(slug, "restamped", "")
            self._count("restamped")

    def finish(self, check: Callable[[str, str, str], None] | None = None) -> None:
        """Writes what follows from the changes.

        ``check(type, slug, N-Triples)`` is asked about the graph of every entity that has a curated name; it
        raises where that graph must not be published.
        """
        for type_, slug in self._shown:
            self._rows.touch(type_, slug)
        settle_tallies(self._rows)
        graphs = self._open()
        for type_, slug, text in settle_entities(self._rows, self.curation, self._iris):
            if check is not None and self.curation.get(type_, slug) is not None and text:
                check(type_, slug, text)
            document = self._iris.document(type_, slug)
            graphs.remove(document)
            graphs.add(text.replace(" .\n", f" <{document}> .\n").encode())
            self.counts["entities"] += 1
        self.counts["datestamps"] = settle_records(self._rows)
        self.counts["records"] = settle_count(self._rows)

    def _keep_graph(self, record: NewRecord) -> None:
        document = self._iris.document("publication", record.slug)
        self._rows.keep_graph(record.slug, packed(record.quads, document))

    def _remove(self, slug: str) -> None:
        graphs = self._open()
        graphs.remove(self._iris.document("publication", slug))
        graphs.remove(self._iris.evidence(slug))

    def _count(self, change: str) -> None:
        self.counts[change] += 1
        if sum(self.counts.values()) % _STEP == 0:
            self._rows.step()
