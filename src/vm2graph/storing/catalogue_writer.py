"""The catalogue while one commit is being made: every row under one snapshot number.

Readers are bound to older numbers and see none of it until the snapshot is current, so a large commit is
written in several transactions: nothing has to fit into memory, and what a killed writer left is removed
by the next (:func:`~vm2graph.storing.schema.forget_after`).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TypeVar

from vm2graph.errors import CollectionDamaged
from vm2graph.storing import Tombstone, schema
from vm2graph.storing.record import NewRecord

_Key = TypeVar("_Key")
_TEMPORARY = """
CREATE TEMP TABLE change (entity INTEGER NOT NULL, wording INTEGER NOT NULL, by INTEGER NOT NULL,
  PRIMARY KEY (entity, wording)) WITHOUT ROWID;
CREATE TEMP TABLE touched (entity INTEGER PRIMARY KEY);
CREATE TEMP TABLE dirty (slug TEXT PRIMARY KEY, restamp INTEGER NOT NULL, datestamp TEXT) WITHOUT ROWID;
"""
_LARGE = 50_000  # rows in one transaction
_CACHE = 50_000  # row numbers of entities and wordings kept at hand


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue already has of a source."""

    slug: str
    sha256: str | None  # of the live record's page; None where the record is not live, or from another source
    recipe: str | None
    notes: str | None  # SHA-256 of the curator's notes it was made with


class CatalogueWriter:
    """One commit's rows. ``number`` is its snapshot, ``now`` its time."""

    def __init__(self, connection: sqlite3.Connection, number: int, now: str, curation: str) -> None:
        self.db = connection
        self.number = number
        self.now = now
        self._entities: dict[tuple[str, str], int] = {}
        self._wordings: dict[tuple[int, bytes], int] = {}
        self.stepped = False
        self._changes = 0
        self.db.executescript(_TEMPORARY)
        self.db.execute("BEGIN IMMEDIATE")
        row = (number, now, number - 1, 0, curation)
        self.db.execute("INSERT INTO snapshot VALUES (?, ?, ?, ?, ?)", row)

    def step(self) -> None:
        """Ends a transaction that has grown large and begins the next; readers see nothing of either."""
        if self.db.total_changes - self._changes > _LARGE:
            self.db.execute("COMMIT")
            self.stepped, self._changes = True, self.db.total_changes
            self.db.execute("BEGIN IMMEDIATE")

    # ------------------------------------------------------------ names

    def known(self, source_id: str) -> Known | None:
        """The slug a source was given, whenever that was, and what the live record was made from."""
        row = self.db.execute(
            """SELECT m.slug, c.sha256, c.recipe, n.sha256 FROM minted m
               LEFT JOIN record r ON r.slug = m.slug AND r.until IS NULL
               LEFT JOIN content c ON c.id = r.content AND c.source_id = m.source_id
               LEFT JOIN noted n ON n.content = c.id
               WHERE m.source_id = ?""",
            (source_id,),
        ).fetchone()
        return None if row is None else Known(*row)

    def holder(self, key: str) -> tuple[str, str] | None:
        """The source and slug that first had a key."""
        row = self.db.execute(
            "SELECT source_id, slug FROM minted WHERE key = ? ORDER BY since, source_id LIMIT 1", (key,)
        ).fetchone()
        return None if row is None else (str(row[0]), str(row[1]))

    def mint(self, source_id: str, slug: str, key: str) -> None:
        """Keeps a slug for a source, for ever."""
        self.db.execute("INSERT OR IGNORE INTO minted VALUES (?, ?, ?, ?)", (source_id, slug, key, self.number))

    # ------------------------------------------------------------ records

    def content(self, slug: str) -> tuple[str, str, int] | None:
        """Digest, source and first snapshot of what a live record says."""
        row = self.db.execute(
            "SELECT c.digest, c.source_id, r.since FROM record r JOIN content c ON c.id = r.content"
            " WHERE r.slug = ? AND r.until IS NULL",
            (slug,),
        ).fetchone()
        return None if row is None else (str(row[0]), str(row[1]), int(row[2]))

    def uses(self, sha256: str) -> bool:
        """Whether any version of a record was made from a page, or with these notes."""
        return schema.is_named(self.db, sha256)

    def title(self, slug: str) -> str | None:
        """The title of a live record."""
        sql = "SELECT c.title FROM record r JOIN content c ON c.id = r.content WHERE r.slug = ? AND r.until IS NULL"
        row = self.db.execute(sql, (slug,)).fetchone()
        return None if row is None else str(row[0])

    def tombstone(self, slug: str) -> Tombstone | None:
        """The tombstone of a withdrawn record."""
        sql = "SELECT slug, title, datestamp, reason FROM tombstone WHERE slug = ? AND until IS NULL"
        row = self.db.execute(sql, (slug,)).fetchone()
        return None if row is None else Tombstone(*row)

    def put(self, new: NewRecord, what: str) -> None:
        """A new version of a record; a tombstone of the same slug ends. Its datestamp is settled later."""
        if what != "added":
            self._retract(new.slug)
            self._end("tombstone", new.slug)
        self._insert("record", new.slug, self._put_content(new), new.sort_date, "", "")
        for each in new.wordings:
            entity = self.entity(each.type, each.slug)
            wording = self._wording(entity, each.triples)
            self._insert("claim", entity, new.sort_date, new.slug, wording)
            self._count(entity, wording, 1)
            for stated in each.stated:
                self._insert("redirected", self.entity(each.type, stated), new.slug, entity)
        self.dirty(new.slug)
        self.event(new.slug, what, new.title)

    def keep_graph(self, slug: str, triples: bytes | None) -> None:
        """The graph of a live record, see :mod:`~vm2graph.storing.graph_texts`, for whoever makes a document of it."""
        kept = "INSERT OR REPLACE INTO graph SELECT c.id, ?, c.since FROM record r JOIN content c ON c.id = r.content"
        if triples is not None:
            self.db.execute(f"{kept} WHERE r.slug = ? AND r.until IS NULL", (triples, slug))

    def put_ended(self, new: NewRecord, datestamp: str) -> None:
        """The last version of a record that is not live any more."""
        row = (new.slug, self._put_content(new), new.sort_date, datestamp, "", self.number, self.number)
        self.db.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def _put_content(self, new: NewRecord) -> int | None:
        page = (new.slug, new.source_id, new.sha256, new.media_type, new.key, new.title, new.sort_date)
        values = (*page, new.graph, new.recipe, new.digest, new.report, new.evidence, self.number)
        made = self.db.execute(f"INSERT INTO content VALUES (NULL{', ?' * len(values)})", values)
        if new.notes is not None:
            self.db.execute("INSERT INTO noted VALUES (?, ?, ?)", (made.lastrowid, new.notes, self.number))
        return made.lastrowid

    def withdraw(self, slug: str, title: str, reason: str) -> None:
        """A record ends and its tombstone begins."""
        self._retract(slug)
        self.put_tombstone(Tombstone(slug, title, self.now, reason), "withdrawn")

    def put_tombstone(self, stone: Tombstone, what: str) -> None:
        """What is told of a record that is not there any more."""
        self._insert("tombstone", *astuple(stone))
        self.event(stone.slug, what, stone.reason)

    def event(self, slug: str, what: str, told: str) -> None:
        """Something to be told by ``history``."""
        self.db.execute("INSERT OR REPLACE INTO event VALUES (?, ?, ?, ?)", (self.number, slug, what, told))

    def dirty(self, slug: str, *, restamp: bool = False, datestamp: str | None = None) -> None:
        """The record's digest is to be settled.

        ``restamp`` moves its datestamp whatever the digest says; ``datestamp`` is one that it has already.
        """
        self.db.execute("INSERT OR REPLACE INTO dirty VALUES (?, ?, ?)", (slug, int(restamp), datestamp))

    def slugs(self) -> Iterator[str]:
        """Every live record."""
        after = ""
        sql = "SELECT slug FROM record WHERE slug > ? AND until IS NULL ORDER BY slug LIMIT 1000"
        while rows := self.db.execute(sql, (after,)).fetchall():
            yield from (str(row[0]) for row in rows)
            after = rows[-1][0]

    # ------------------------------------------------------------ entities

    def entity(self, type_: str, slug: str) -> int:
        """The row number of an entity, made when it is first named."""
        found = self._entities.get((type_, slug))
        if found is None:
            sql = "SELECT id FROM entity WHERE type = ? AND slug = ?"
            row = self.db.execute(sql, (type_, slug)).fetchone()
            if row is None:
                made = self.db.execute("INSERT INTO entity VALUES (NULL, ?, ?)", (type_, slug))
                row = (made.lastrowid,)
            found = _kept(self._entities, (type_, slug), int(row[0]))
        return found

    def touch(self, type_: str, slug: str) -> None:
        """What is shown of an entity is to be settled again."""
        self.db.execute("INSERT OR IGNORE INTO touched VALUES (?)", (self.entity(type_, slug),))

    def stating(self, type_: str, slug: str) -> list[str]:
        """Live records whose own words name an entity, wherever entities.yaml sent those words."""
        entity = self.entity(type_, slug)
        sql = """SELECT slug FROM claim WHERE entity = :e AND until IS NULL
          UNION SELECT slug FROM redirected WHERE stated = :e AND until IS NULL ORDER BY 1"""
        return [str(row[0]) for row in self.db.execute(sql, {"e": entity})]

    def curation(self) -> str:
        """What entities.yaml said when the parent was made."""
        sql = "SELECT curation FROM snapshot WHERE number < ? ORDER BY number DESC LIMIT 1"
        return str(self.db.execute(sql, (self.number,)).fetchone()[0])

    def _wording(self, entity: int, triples: str) -> int:
        digest = hashlib.sha256(triples.encode()).digest()[:16]
        found = self._wordings.get((entity, digest))
        if found is None:
            sql = "SELECT id FROM wording WHERE entity = ? AND digest = ?"
            row = self.db.execute(sql, (entity, digest)).fetchone()
            if row is None:
                made = self.db.execute("INSERT INTO wording VALUES (NULL, ?, ?, ?)", (entity, digest, triples))
                row = (made.lastrowid,)
            found = _kept(self._wordings, (entity, digest), int(row[0]))
        return found

    def _count(self, entity: int, wording: int, by: int) -> None:
        self.db.execute(
            "INSERT INTO change VALUES (?, ?, ?) ON CONFLICT (entity, wording) DO UPDATE SET by = by + excluded.by",
            (entity, wording, by),
        )

    def _retract(self, slug: str) -> None:
        """Ends a record and what it says of entities."""
        said = "SELECT entity, wording FROM claim WHERE slug = ? AND until IS NULL"
        for entity, wording in self.db.execute(said, (slug,)).fetchall():
            self._count(entity, wording, -1)
        for table in ("record", "claim", "redirected"):
            self._end(table, slug)

    def _end(self, table: str, slug: str) -> None:
        """Ends the live rows; rows of this very commit were never seen by anybody and go."""
        self.db.execute(f"DELETE FROM {table} WHERE slug = ? AND since = ?", (slug, self.number))
        self.db.execute(f"UPDATE {table} SET until = ? WHERE slug = ? AND until IS NULL", (self.number, slug))

    def _insert(self, table: str, *values: object) -> None:
        row = (*values, self.number, None)
        self.db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def _kept(cache: dict[_Key, int], key: _Key, value: int) -> int:
    """Keeps a row number at hand; a full cache starts anew."""
    if len(cache) >= _CACHE:
        cache.clear()
    cache[key] = value
    return value


@contextmanager
def writing(path: Path, current: int, now_after: str, curation: str) -> Iterator[CatalogueWriter]:
    """Rows for snapshot ``current + 1``: on disk when the block ends, forgotten when it raises."""
    connection = None
    try:
        connection = schema.connect(path)
        if schema.unfinished(connection, current):
            schema.forget_after(connection, current)
        rows = CatalogueWriter(connection, current + 1, now_after, curation)
        try:
            yield rows
            connection.execute("COMMIT")
        except BaseException:
            # where even forgetting fails (a full disk), the next writer will do it
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
                if rows.stepped:
                    schema.forget_after(connection, current)
            raise
    except sqlite3.Error as error:
        raise CollectionDamaged(f"The catalogue {path} cannot be written: {error}.") from error
    finally:
        if connection is not None:
            connection.close()
