"""SQLite: what is published, under which name, since when, and what each record says of the entities it shows.

Rows are valid from ``since`` up to, not including, ``until`` (NULL: still). Whoever reads binds a
snapshot number, so a reader of snapshot 41 sees nothing of 42, also while 42 is being written.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from vm2graph.errors import CollectionDamaged
from vm2graph.storing import EntityRow, RecordRow, Tombstone

_SCHEMA = """
CREATE TABLE snapshot (number INTEGER PRIMARY KEY, time TEXT NOT NULL, parent INTEGER);
CREATE TABLE minted (source_id TEXT PRIMARY KEY, slug TEXT NOT NULL, key TEXT NOT NULL, since INTEGER NOT NULL);
CREATE INDEX minted_key ON minted (key);
CREATE TABLE record (
  slug TEXT NOT NULL, source_id TEXT NOT NULL, sha256 TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL,
  sort_date TEXT NOT NULL, datestamp TEXT NOT NULL, digest TEXT NOT NULL, report TEXT NOT NULL,
  content TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, PRIMARY KEY (slug, since));
CREATE INDEX record_order ON record (sort_date DESC, slug);
CREATE INDEX record_sha256 ON record (sha256);
CREATE TABLE tombstone (
  slug TEXT NOT NULL, title TEXT NOT NULL, datestamp TEXT NOT NULL, reason TEXT NOT NULL,
  since INTEGER NOT NULL, until INTEGER, PRIMARY KEY (slug, since));
CREATE TABLE claim (
  slug TEXT NOT NULL, type TEXT NOT NULL, entity TEXT NOT NULL, triples TEXT NOT NULL,
  since INTEGER NOT NULL, until INTEGER, PRIMARY KEY (type, entity, slug, since));
CREATE INDEX claim_slug ON claim (slug);
CREATE TABLE entity (
  type TEXT NOT NULL, slug TEXT NOT NULL, label TEXT NOT NULL, datestamp TEXT NOT NULL, digest TEXT NOT NULL,
  since INTEGER NOT NULL, until INTEGER, PRIMARY KEY (type, slug, since));
"""
VERSIONED = ("record", "tombstone", "claim", "entity")
_LIVE = "since <= :n AND (until IS NULL OR until > :n)"
COLUMNS = ", ".join(each.name for each in fields(RecordRow))
# an entity is as old as its row, but mentions are counted where they are
_ENTITY = """type, slug, label, datestamp, digest,
  (SELECT count(*) FROM claim c WHERE c.type = entity.type AND c.entity = entity.slug
     AND c.since <= :n AND (c.until IS NULL OR c.until > :n)) AS mentions"""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a commit did to a record."""

    snapshot: int
    time: str
    slug: str
    what: str  # "published" or "withdrawn"
    told: str  # the title, or the reason


@dataclass(frozen=True, slots=True)
class Claim:
    """What one record says of one entity, as sorted N-Triples."""

    slug: str
    type: str
    entity: str
    triples: str


def create(path: Path, time: str) -> None:
    """An empty catalogue, at snapshot 0."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_SCHEMA)
        connection.execute("INSERT INTO snapshot VALUES (0, ?, NULL)", (time,))
    connection.close()


class Catalogue:
    """The catalogue for readers. One connection a thread, read-only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def _rows(self, sql: str, **values: object) -> list[tuple[str, ...]]:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        try:
            if connection is None:
                connection = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
                self._local.connection = connection
            return connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise CollectionDamaged(f"The catalogue {self.path} cannot be read: {error}.") from error

    def time(self, n: int) -> str:
        """When snapshot n was committed."""
        rows = self._rows("SELECT time FROM snapshot WHERE number = :n", n=n)
        if not rows:
            raise CollectionDamaged(f"The catalogue {self.path} knows no snapshot {n}; roll back or restore a copy.")
        return rows[0][0]

    def record(self, n: int, slug: str) -> RecordRow | Tombstone | None:
        """A record or tombstone; a title slug without its hash where that names exactly one live record."""
        rows = self._rows(f"SELECT {COLUMNS} FROM record WHERE slug = :slug AND {_LIVE}", slug=slug, n=n)
        if rows:
            return RecordRow(*rows[0])
        gone = self._rows(
            f"SELECT slug, title, datestamp, reason FROM tombstone WHERE slug = :slug AND {_LIVE}",
            slug=slug,
            n=n,
        )
        if gone:
            return Tombstone(*gone[0])
        rows = self._rows(
            f"SELECT {COLUMNS} FROM record WHERE slug > :low AND slug < :high AND length(slug) = :size AND {_LIVE}"
            " LIMIT 2",
            low=f"{slug}-",
            high=f"{slug}.",
            size=len(slug) + 9,
            n=n,
        )
        return RecordRow(*rows[0]) if len(rows) == 1 else None

    def records(self, n: int, after: str | None, limit: int, entity: tuple[str, str] | None = None) -> list[RecordRow]:
        """Live records, newest first then by slug; those that mention an entity, where one is given."""
        where, values = [_LIVE], {"n": n, "limit": limit, "after": after}
        if entity is not None:
            where.append(
                "slug IN (SELECT c.slug FROM claim c WHERE c.type = :type AND c.entity = :entity"
                " AND c.since <= :n AND (c.until IS NULL OR c.until > :n))"
            )
            values |= {"type": entity[0], "entity": entity[1]}
        if after is not None:
            last = self._rows(
                "SELECT sort_date FROM record WHERE slug = :after ORDER BY since DESC LIMIT 1", after=after
            )
            where.append("(sort_date < :date OR (sort_date = :date AND slug > :after))")
            values["date"] = last[0][0] if last else ""
        sql = f"SELECT {COLUMNS} FROM record WHERE {' AND '.join(where)} ORDER BY sort_date DESC, slug LIMIT :limit"
        return [RecordRow(*row) for row in self._rows(sql, **values)]

    def last(self, n: int, slug: str) -> RecordRow | None:
        """The newest version of a record up to a snapshot, live or not."""
        sql = f"SELECT {COLUMNS} FROM record WHERE slug = :slug AND since <= :n ORDER BY since DESC LIMIT 1"
        rows = self._rows(sql, slug=slug, n=n)
        return RecordRow(*rows[0]) if rows else None

    def history(self, n: int, slug: str | None = None) -> list[Event]:
        """What each commit up to a snapshot did to the records, or to one, oldest first."""
        where = "slug = :slug AND since <= :n" if slug else "since <= :n"
        sql = f"""SELECT since, time, slug, what, told FROM (
            SELECT since, slug, 'published' AS what, title AS told FROM record WHERE {where}
            UNION ALL SELECT since, slug, 'withdrawn', reason FROM tombstone WHERE {where}
          ) JOIN snapshot ON number = since ORDER BY since, slug"""
        return [Event(int(row[0]), *row[1:]) for row in self._rows(sql, slug=slug, n=n)]

    def count(self, n: int) -> int:
        """How many live records there are."""
        return int(self._rows(f"SELECT count(*) FROM record WHERE {_LIVE}", n=n)[0][0])

    def sources(self, n: int, sha256: str) -> list[RecordRow]:
        """Live records read from one source."""
        sql = f"SELECT {COLUMNS} FROM record WHERE sha256 = :sha256 AND {_LIVE} ORDER BY slug"
        return [RecordRow(*row) for row in self._rows(sql, sha256=sha256, n=n)]

    def entity(self, n: int, type_: str, slug: str) -> EntityRow | None:
        """One entity that a live record mentions."""
        sql = f"SELECT {_ENTITY} FROM entity WHERE type = :type AND slug = :slug AND {_LIVE}"
        rows = self._rows(sql, type=type_, slug=slug, n=n)
        return entity_row(rows[0]) if rows else None

    def entities(self, n: int, type_: str, after: str | None, limit: int) -> list[EntityRow]:
        """Entities of one type by slug."""
        sql = (
            f"SELECT {_ENTITY} FROM entity WHERE type = :type AND slug > :after AND {_LIVE} ORDER BY slug LIMIT :limit"
        )
        return [entity_row(row) for row in self._rows(sql, type=type_, after=after or "", limit=limit, n=n)]


def entity_row(row: Sequence[str]) -> EntityRow:
    """A row of the entity table with its count of mentions."""
    return EntityRow(row[0], row[1], row[2], row[3], row[4], int(row[5]))
