"""SQLite: what is published, under which name, since when, and what each record says of the entities it shows.

Rows are valid from ``since`` up to, not including, ``until`` (NULL: still). Whoever reads binds a
snapshot number, so a reader of snapshot 41 sees nothing of 42, also while 42 is being written.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
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
_VERSIONED = ("record", "tombstone", "claim", "entity")
_LIVE = "since <= :n AND (until IS NULL OR until > :n)"
_RECORD = ", ".join(each.name for each in fields(RecordRow))
# an entity is as old as its row, but mentions are counted where they are
_ENTITY = """type, slug, label, datestamp, digest,
  (SELECT count(*) FROM claim c WHERE c.type = entity.type AND c.entity = entity.slug
     AND c.since <= :n AND (c.until IS NULL OR c.until > :n)) AS mentions"""


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
        rows = self._rows(f"SELECT {_RECORD} FROM record WHERE slug = :slug AND {_LIVE}", slug=slug, n=n)
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
            f"SELECT {_RECORD} FROM record WHERE slug > :low AND slug < :high AND length(slug) = :size AND {_LIVE}"
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
        sql = f"SELECT {_RECORD} FROM record WHERE {' AND '.join(where)} ORDER BY sort_date DESC, slug LIMIT :limit"
        return [RecordRow(*row) for row in self._rows(sql, **values)]

    def count(self, n: int) -> int:
        """How many live records there are."""
        return int(self._rows(f"SELECT count(*) FROM record WHERE {_LIVE}", n=n)[0][0])

    def sources(self, n: int, sha256: str) -> list[RecordRow]:
        """Live records read from one source."""
        sql = f"SELECT {_RECORD} FROM record WHERE sha256 = :sha256 AND {_LIVE} ORDER BY slug"
        return [RecordRow(*row) for row in self._rows(sql, sha256=sha256, n=n)]

    def entity(self, n: int, type_: str, slug: str) -> EntityRow | None:
        """One entity that a live record mentions."""
        sql = f"SELECT {_ENTITY} FROM entity WHERE type = :type AND slug = :slug AND {_LIVE}"
        rows = self._rows(sql, type=type_, slug=slug, n=n)
        return _entity(rows[0]) if rows else None

    def entities(self, n: int, type_: str, after: str | None, limit: int) -> list[EntityRow]:
        """Entities of one type by slug."""
        sql = (
            f"SELECT {_ENTITY} FROM entity WHERE type = :type AND slug > :after AND {_LIVE} ORDER BY slug LIMIT :limit"
        )
        return [_entity(row) for row in self._rows(sql, type=type_, after=after or "", limit=limit, n=n)]


def _entity(row: Sequence[str]) -> EntityRow:
    return EntityRow(row[0], row[1], row[2], row[3], row[4], int(row[5]))


class CatalogueWriter:
    """The catalogue while one commit is being made; everything in one transaction, under one number."""

    def __init__(self, connection: sqlite3.Connection, number: int) -> None:
        self._db = connection
        self.number = number

    def minted(self, source_id: str) -> str | None:
        """The slug a source was given, whenever that was."""
        row = self._db.execute("SELECT slug FROM minted WHERE source_id = ?", (source_id,)).fetchone()
        return None if row is None else str(row[0])

    def holder(self, key: str) -> tuple[str, str] | None:
        """The source and slug that first had a key."""
        row = self._db.execute(
            "SELECT source_id, slug FROM minted WHERE key = ? ORDER BY since, source_id LIMIT 1", (key,)
        ).fetchone()
        return None if row is None else (str(row[0]), str(row[1]))

    def mint(self, source_id: str, slug: str, key: str) -> None:
        """Keeps a slug for a source, for ever."""
        self._db.execute("INSERT INTO minted VALUES (?, ?, ?, ?)", (source_id, slug, key, self.number))

    def content(self, slug: str) -> str | None:
        """The content hash of a live record."""
        row = self._db.execute("SELECT content FROM record WHERE slug = ? AND until IS NULL", (slug,)).fetchone()
        return None if row is None else str(row[0])

    def record(self, slug: str) -> RecordRow | None:
        """A live record."""
        row = self._db.execute(f"SELECT {_RECORD} FROM record WHERE slug = ? AND until IS NULL", (slug,)).fetchone()
        return None if row is None else RecordRow(*row)

    def put_record(self, row: RecordRow, content: str) -> None:
        """A new version of a record; a tombstone of the same slug ends."""
        self._end("record", "slug = ?", row.slug)
        self._end("tombstone", "slug = ?", row.slug)
        self._insert("record", (*astuple(row), content))

    def redate(self, slug: str, digest: str, datestamp: str) -> None:
        """A record whose own content stands, but whose document now shows something else."""
        row = self.record(slug)
        content = self.content(slug)
        if row is not None and content is not None:
            values = {each.name: getattr(row, each.name) for each in fields(row)}
            self.put_record(RecordRow(**{**values, "digest": digest, "datestamp": datestamp}), content)

    def claims_of(self, slug: str) -> list[Claim]:
        """What a record says of entities."""
        return self._claims("slug = ?", slug)

    def claims_about(self, type_: str, entity: str) -> list[Claim]:
        """What all live records say of an entity."""
        return self._claims("type = ? AND entity = ?", type_, entity)

    def put_claims(self, slug: str, claims: Iterable[Claim]) -> None:
        """A record's claims, replacing those it had."""
        self._end("claim", "slug = ?", slug)
        for claim in claims:
            self._insert("claim", astuple(claim))

    def entity(self, type_: str, slug: str) -> EntityRow | None:
        """A live entity, mentions not counted."""
        row = self._db.execute(
            "SELECT type, slug, label, datestamp, digest, 0 FROM entity WHERE type = ? AND slug = ? AND until IS NULL",
            (type_, slug),
        ).fetchone()
        return None if row is None else _entity(row)

    def put_entity(self, row: EntityRow) -> None:
        """A new version of an entity."""
        self._end("entity", "type = ? AND slug = ?", row.type, row.slug)
        self._insert("entity", (row.type, row.slug, row.label, row.datestamp, row.digest))

    def end_entity(self, type_: str, slug: str) -> None:
        """Nothing mentions it any more."""
        self._end("entity", "type = ? AND slug = ?", type_, slug)

    def last_time(self) -> str:
        """When the newest snapshot was committed."""
        return str(self._db.execute("SELECT time FROM snapshot ORDER BY number DESC LIMIT 1").fetchone()[0])

    def put_snapshot(self, time: str) -> None:
        """The snapshot of this commit."""
        self._db.execute("INSERT INTO snapshot VALUES (?, ?, ?)", (self.number, time, self.number - 1))

    def _claims(self, where: str, *values: str) -> list[Claim]:
        live = f"SELECT slug, type, entity, triples FROM claim WHERE {where} AND until IS NULL"
        return [Claim(*row) for row in self._db.execute(f"{live} ORDER BY slug, type, entity", values)]

    def _end(self, table: str, where: str, *values: str) -> None:
        """Ends the live rows; rows of this very commit were never seen by anybody and go."""
        self._db.execute(f"DELETE FROM {table} WHERE {where} AND since = ?", (*values, self.number))
        ended = f"UPDATE {table} SET until = ? WHERE {where} AND until IS NULL"
        self._db.execute(ended, (self.number, *values))

    def _insert(self, table: str, values: Sequence[object]) -> None:
        row = (*values, self.number, None)
        self._db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


@contextmanager
def writing(path: Path, current: int) -> Iterator[CatalogueWriter]:
    """A transaction for snapshot ``current + 1``: committed at the end, rolled back by an exception.

    Rows of a commit that never became current (the writer was killed) are removed first.
    """
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        _forget_after(connection, current)
        try:
            yield CatalogueWriter(connection, current + 1)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise CollectionDamaged(f"The catalogue {path} cannot be written: {error}.") from error
    finally:
        connection.close()


def _forget_after(connection: sqlite3.Connection, current: int) -> None:
    for table in _VERSIONED:
        connection.execute(f"DELETE FROM {table} WHERE since > ?", (current,))
        connection.execute(f"UPDATE {table} SET until = NULL WHERE until > ?", (current,))
    connection.execute("DELETE FROM minted WHERE since > ?", (current,))
    connection.execute("DELETE FROM snapshot WHERE number > ?", (current,))
