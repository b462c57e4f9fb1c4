"""Removing what nothing refers to any more.

Under the writer's lock, changing nothing that is current. It may be killed at any moment: rows go in one
transaction, files after them, and a second run finishes what a first one began.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from vm2graph.errors import CollectionDamaged
from vm2graph.storing import files, schema
from vm2graph.storing.collection import CATALOGUE, INCOMING, Collection, rfc3339

T = TypeVar("T")
OLD_ROWS = """
DELETE FROM tally WHERE until <= :oldest;
-- a withdrawn record stays in its sets
DELETE FROM claim WHERE until <= :oldest AND NOT (
  slug IN (SELECT slug FROM tombstone WHERE until IS NULL)
  AND until = (SELECT max(c.until) FROM claim c WHERE c.slug = claim.slug));
DELETE FROM redirected WHERE until <= :oldest;
DELETE FROM shown WHERE until <= :oldest;
DELETE FROM tombstone WHERE until <= :oldest;
-- the last version of what is withdrawn stays: `restore` needs it
DELETE FROM record WHERE until <= :oldest AND NOT (
  slug IN (SELECT slug FROM tombstone WHERE until IS NULL)
  AND since = (SELECT max(r.since) FROM record r WHERE r.slug = record.slug));
DELETE FROM content WHERE id NOT IN (SELECT content FROM record);
DELETE FROM graph WHERE content NOT IN (SELECT id FROM content);
DELETE FROM noted WHERE content NOT IN (SELECT id FROM content);
DELETE FROM wording WHERE id NOT IN (SELECT wording FROM claim);
DELETE FROM entity WHERE id NOT IN (SELECT entity FROM wording UNION SELECT entity FROM claim
  UNION SELECT entity FROM shown UNION SELECT stated FROM redirected)
"""


def collect(collection: Collection) -> Counter[str]:
    """Removes snapshots beyond those to keep, rows that no kept snapshot shows, and files that nothing names.

    Gives how many of each: ``snapshots``, ``rows``, ``sources``, ``files``.
    """
    with files.locked(collection.path / "lock", rfc3339(datetime.now(UTC))):
        counts = _leftovers(collection)
        kept = collection.kept()
        surplus = kept[: -max(1, collection.settings.collection.keep_snapshots)]
        counts["snapshots"] += remove_snapshots(collection, surplus)
        counts["rows"] = change_rows(collection, OLD_ROWS, oldest=collection.kept()[0])
        counts["sources"] = remove_unnamed_sources(collection)
    return counts


def remove_orphans(collection: Collection) -> int:
    """Removes what :func:`orphan_files` lists; for whoever holds the lock. Says how many."""
    return sum(_leftovers(collection).values()) + remove_unnamed_sources(collection)


def orphan_files(collection: Collection) -> list[str]:
    """Files and folders that no snapshot, row or writer speaks for, by their path in the collection."""
    current = collection.current_number()
    found = [*collection.leftovers(current), *collection.path.glob("*.new")]
    if (collection.path / INCOMING).exists():
        found.append(collection.path / INCOMING)
    found += [*collection.dumps.others(current), *_unnamed_sources(collection)]
    return [path.relative_to(collection.path).as_posix() for path in found]


def _leftovers(collection: Collection) -> Counter[str]:
    counts: Counter[str] = Counter()
    for folder in collection.leftovers(collection.current_number()):
        files.remove_tree(folder)
        counts["files"] += 1
    if (collection.path / INCOMING).exists():
        files.remove_tree(collection.path / INCOMING)
        counts["files"] += 1
    for path in collection.path.glob("*.new"):
        path.unlink()
        counts["files"] += 1
    counts["files"] += collection.dumps.keep_only(collection.current_number())
    return counts


def remove_snapshots(collection: Collection, numbers: list[int]) -> int:
    """Removes snapshots; says how many."""
    for number in numbers:
        files.remove_tree(collection.folder(number))
    return len(numbers)


def change_rows(collection: Collection, script: str, **values: object) -> int:
    """Runs statements in one transaction and gives the space back; says how many rows went."""

    def work(connection: sqlite3.Connection) -> int:
        number = collection.current_number()
        if schema.unfinished(connection, number):
            schema.forget_after(connection, number)
        connection.execute("PRAGMA secure_delete = ON")
        before = connection.total_changes
        connection.execute("BEGIN IMMEDIATE")
        for statement in script.split(";\n"):
            connection.execute(statement, values)
        connection.execute("COMMIT")
        gone = connection.total_changes - before
        if gone:
            connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    return _with_catalogue(collection, work)


def remove_unnamed_sources(collection: Collection) -> int:
    """Removes pages and notes that no version of a record was made from; says how many."""
    found = _unnamed_sources(collection)
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _unnamed_sources(collection: Collection) -> list[Path]:
    def work(connection: sqlite3.Connection) -> list[Path]:
        return [path for path in collection.sources.all() if not schema.is_named(connection, path.name)]

    return _with_catalogue(collection, work)


def _with_catalogue(collection: Collection, work: Callable[[sqlite3.Connection], T]) -> T:
    path = collection.path / CATALOGUE
    try:
        with closing(schema.connect(path)) as connection:
            return work(connection)
    except sqlite3.Error as error:
        raise CollectionDamaged(f"The catalogue {path} cannot be written: {error}.") from error
