"""Withdrawing a record so that no byte of it remains: for pages that should never have been published.

A store keeps the texts of removed quads, so the next snapshot is written anew instead of being linked to its
parent, and the older snapshots go. What stays is the tombstone. Killed halfway, a second run finishes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from vm2graph.curation import Curation
from vm2graph.errors import CollectionError
from vm2graph.names import Iris
from vm2graph.storing import Tombstone, files
from vm2graph.storing.batch import Batch
from vm2graph.storing.cleaning import OLD_ROWS, change_rows, remove_snapshots, remove_unnamed_sources
from vm2graph.storing.collection import Collection, rfc3339
from vm2graph.storing.local import LocalWriter
from vm2graph.storing.representations import Representations

_ROWS = """
DELETE FROM content WHERE slug = :slug;
DELETE FROM record WHERE slug = :slug;
DELETE FROM claim WHERE slug = :slug;
DELETE FROM redirected WHERE slug = :slug;
UPDATE event SET told = '' WHERE slug = :slug AND what NOT IN ('withdrawn', 'purged');
"""


def purge(collection: Collection, slug: str, reason: str) -> Counter[str]:
    """Withdraws a record where it is live, and removes every copy of it.

    Gives how many older snapshots and rows went. Raises CollectionError where there is no such record.
    """
    current = collection.current()
    curation = Curation.from_json(collection.rows.curation(current.number))
    found = current.record(slug)
    if found is None:
        raise CollectionError(f"There is no record {slug} to withdraw.")
    with collection.commit(curation) as commit:
        graphs = _Changes()
        batch = Batch(commit.rows, lambda: graphs, collection.settings.collection.base_iri, curation)
        if not isinstance(found, Tombstone):
            batch.withdraw(slug, reason)
        commit.rows.event(slug, "purged", reason)
        batch.finish()
        store = commit.fresh_store()
        iris = Iris(collection.settings.collection.base_iri)
        graphs.removed |= {iris.document("publication", slug), iris.evidence(slug)}
        graphs.applied(current.store.quads(), store)
        commit.complete(dict(batch.counts))
    with files.locked(collection.path / "lock", rfc3339(datetime.now(UTC))):
        number = collection.current_number()
        older = [each for each in collection.kept() if each < number]
        counts = Counter(snapshots=remove_snapshots(collection, older))
        # names that this record alone gave go with the versions of everything else that no snapshot shows any more
        counts["rows"] = change_rows(collection, _ROWS + OLD_ROWS, slug=slug, oldest=number)
        counts["sources"] = remove_unnamed_sources(collection)
        # all of it: other records were shown with names that this one alone may have given
        Representations(collection.path, 0).clear()
    return counts


class _Changes:
    """What a commit changes, for a store that is written anew."""

    def __init__(self) -> None:
        self.removed: set[str] = set()
        self._added: list[bytes] = []

    def remove(self, graph: str) -> None:
        """A named graph goes."""
        self.removed.add(graph)

    def add(self, quads: bytes) -> None:
        """N-Quads come."""
        self._added.append(quads)

    def applied(self, before: Iterable[tuple[str, bytes]], store: LocalWriter) -> None:
        """Writes what was there, graph by graph, with the changes, into a fresh store."""
        for graph, quads in before:
            if graph not in self.removed:
                store.add(quads)
        for quads in self._added:
            store.add(quads)
