"""SQLite: what is published, under which name, since when, and which entities each record shows.

The catalogue answers what RDF is slow at. This is its reader; :mod:`~vm2graph.storing.schema` has the
tables and :mod:`~vm2graph.storing.catalogue_writer` fills them. Every method is given a snapshot number
and sees exactly what that snapshot holds.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from vm2graph.errors import CollectionDamaged
from vm2graph.storing import EntityRow, RecordRow, Tombstone
from vm2graph.storing.schema import LIVE

_COLUMNS = "r.slug, c.source_id, c.sha256, c.media_type, c.key, c.title, r.sort_date, r.datestamp, r.digest"
_RECORD = f"SELECT {_COLUMNS} FROM record r JOIN content c ON c.id = r.content"
# in this order: what mentions an entity is found by the entity, page by page
_MENTIONING = f"""SELECT {_COLUMNS} FROM entity e CROSS JOIN claim m ON m.entity = e.id
  CROSS JOIN record r ON r.slug = m.slug CROSS JOIN content c ON c.id = r.content"""
_ENTITY = f"""SELECT e.type, e.slug, s.label, s.datestamp, s.digest,
    (SELECT coalesce(sum(t.records), 0) FROM tally t WHERE t.entity = e.id AND {LIVE.format("t")})
  FROM entity e JOIN shown s ON s.entity = e.id AND {LIVE.format("s")}"""
_RECORD_LIVE = LIVE.format("r")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a commit did to a record."""

    snapshot: int
    time: str
    slug: str
    what: str  # "added", "updated", "withdrawn", "restored", "purged", "restamped" or "rolled back"
    told: str  # the title, or the reason


class Catalogue:
    """The catalogue for readers. One connection a thread, read-only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """The rows of a query. Raises CollectionDamaged where SQLite cannot give them."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        try:
            if connection is None:
                connection = sqlite3.connect(self._uri(), uri=True, timeout=10)
                self._local.connection = connection
            return connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise CollectionDamaged(f"The catalogue {self.path} cannot be read: {error}.") from error

    def _uri(self) -> str:
        """On a disk where nothing can be written, and no writer is, SQLite must not try to make its log."""
        alone = not os.access(self.path.parent, os.W_OK) and not self.path.with_name(f"{self.path.name}-wal").exists()
        return f"{self.path.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"

    def snapshot(self, n: int) -> tuple[str, int]:
        """When snapshot n was committed, and how many live records it has."""
        rows = self.rows("SELECT time, records FROM snapshot WHERE number = :n", n=n)
        if not rows:
            raise CollectionDamaged(f"The catalogue {self.path} knows no snapshot {n}; roll back or restore a copy.")
        return rows[0][0], int(rows[0][1])

    def curation(self, n: int) -> str:
        """What entities.yaml said at snapshot n, see ``vm2graph.curation.Curation.to_json``."""
        rows = self.rows("SELECT curation FROM snapshot WHERE number = :n", n=n)
        return rows[0][0] if rows else "{}"

    def snapshots(self, n: int) -> list[tuple[int, str, int]]:
        """Number, time and live records of every snapshot up to n."""
        rows = self.rows("SELECT number, time, records FROM snapshot WHERE number <= :n ORDER BY number", n=n)
        return [(int(number), time, int(records)) for number, time, records in rows]

    def record(self, n: int, slug: str) -> RecordRow | Tombstone | None:
        """A record or tombstone; a title slug without its hash where that names exactly one live record."""
        rows = self.rows(f"{_RECORD} WHERE r.slug = :slug AND {_RECORD_LIVE}", slug=slug, n=n)
        if rows:
            return RecordRow(*rows[0])
        gone = self.rows(
            f"SELECT slug, title, datestamp, reason FROM tombstone t WHERE slug = :slug AND {LIVE.format('t')}",
            slug=slug,
            n=n,
        )
        if gone:
            return Tombstone(*gone[0])
        rows = self.rows(
            f"{_RECORD} WHERE r.slug > :low AND r.slug < :high AND length(r.slug) = :size AND {_RECORD_LIVE} LIMIT 2",
            low=f"{slug}-",
            high=f"{slug}.",
            size=len(slug) + 9,
            n=n,
        )
        return RecordRow(*rows[0]) if len(rows) == 1 else None

    def records(self, n: int, after: str | None, limit: int, entity: tuple[str, str] | None = None) -> list[RecordRow]:
        """Live records, newest first then by slug; those that mention an entity, where one is given."""
        table, values = _RECORD, {"n": n, "limit": limit, "after": after}
        order, where = "r", _RECORD_LIVE
        if entity is not None:
            table = _MENTIONING
            order, where = "m", f"{where} AND {LIVE.format('m')} AND e.type = :type AND e.slug = :entity"
            values |= {"type": entity[0], "entity": entity[1]}
        tail = f"ORDER BY {order}.sort_date DESC, {order}.slug LIMIT :limit"
        if after is None:
            return self._records(f"{table} WHERE {where} {tail}", values)
        last = self.rows("SELECT sort_date FROM record WHERE slug = :after ORDER BY since DESC LIMIT 1", after=after)
        values["date"] = last[0][0] if last else ""
        # two ranges of one index: first the rest of that date, then what is older
        same = f"{table} WHERE {where} AND {order}.sort_date = :date AND {order}.slug > :after {tail}"
        found = self._records(same, values)
        if len(found) < limit:
            values["limit"] = limit - len(found)
            found += self._records(f"{table} WHERE {where} AND {order}.sort_date < :date {tail}", values)
        return found

    def _records(self, sql: str, values: Mapping[str, object]) -> list[RecordRow]:
        return [RecordRow(*row) for row in self.rows(sql, **values)]

    def slugs(self, n: int, after: str = "", limit: int = 1000) -> list[str]:
        """Slugs of live records in their own order, for walks over everything."""
        sql = f"SELECT slug FROM record r WHERE slug > :after AND {_RECORD_LIVE} ORDER BY slug LIMIT :limit"
        return [row[0] for row in self.rows(sql, after=after, limit=limit, n=n)]

    def last(self, n: int, slug: str) -> RecordRow | None:
        """The newest version of a record up to a snapshot, live or not."""
        rows = self.rows(f"{_RECORD} WHERE r.slug = :slug AND r.since <= :n ORDER BY r.since DESC", slug=slug, n=n)
        return RecordRow(*rows[0]) if rows else None

    def notes(self, row: RecordRow) -> str | None:
        """The digest of the notes that a version of a record was made with."""
        sql = f"""SELECT {self.notes_column} FROM record r JOIN content c ON c.id = r.content
          WHERE r.slug = :slug AND r.datestamp = :datestamp AND r.digest = :digest ORDER BY r.since DESC LIMIT 1"""
        rows = self.rows(sql, slug=row.slug, datestamp=row.datestamp, digest=row.digest)
        return rows[0][0] if rows else None

    @cached_property
    def notes_column(self) -> str:
        """That digest as a column of ``content c``; a catalogue of an earlier version has no such table."""
        there = self.rows("SELECT 1 FROM sqlite_master WHERE name = 'noted'")
        return "(SELECT n.sha256 FROM noted n WHERE n.content = c.id)" if there else "NULL"

    def report(self, n: int, slug: str) -> str:
        """The validation report of a live record, as JSON; ``{}`` where there is no such record."""
        return self._blob("report", n, slug) or "{}"

    def evidence(self, n: int, slug: str) -> str | None:
        """The evidence of a live record as N-Triples; None where it is in the store."""
        return self._blob("evidence", n, slug)

    def _blob(self, column: str, n: int, slug: str) -> str | None:
        live = f"r.slug = :slug AND {_RECORD_LIVE}"
        sql = f"SELECT c.{column} FROM record r JOIN content c ON c.id = r.content WHERE {live}"
        rows = self.rows(sql, slug=slug, n=n)
        try:
            return zlib.decompress(rows[0][0]).decode() if rows and rows[0][0] else None
        except (zlib.error, UnicodeDecodeError) as error:
            raise CollectionDamaged(f"The {column} of {slug} cannot be read: {error}.") from error

    def history(self, n: int, slug: str | None = None) -> list[Event]:
        """What each commit up to a snapshot did to the records, or to one, oldest first."""
        where = "e.slug = :slug AND e.since <= :n" if slug else "e.since <= :n"
        sql = f"""SELECT e.since, s.time, e.slug, e.what, e.told FROM event e JOIN snapshot s ON s.number = e.since
          WHERE {where} ORDER BY e.since, e.slug, e.what"""
        return [Event(int(row[0]), *row[1:]) for row in self.rows(sql, slug=slug, n=n)]

    def sources(self, n: int, sha256: str) -> list[RecordRow]:
        """Live records read from one source."""
        found = "FROM content c CROSS JOIN record r ON r.slug = c.slug AND r.content = c.id"
        sql = f"SELECT {_COLUMNS} {found} WHERE c.sha256 = :sha256 AND {_RECORD_LIVE} ORDER BY r.slug"
        return self._records(sql, {"n": n, "sha256": sha256})

    def entity(self, n: int, type_: str, slug: str) -> EntityRow | None:
        """One entity that a live record mentions."""
        rows = self.rows(f"{_ENTITY} WHERE e.type = :type AND e.slug = :slug", type=type_, slug=slug, n=n)
        return entity_row(rows[0]) if rows else None

    def merged_into(self, n: int, type_: str, slug: str) -> str | None:
        """The entity of the same type that the words of an entity's pages now mean."""
        sql = f"""SELECT t.slug FROM redirected d JOIN entity s ON s.id = d.stated JOIN entity t ON t.id = d.entity
          WHERE s.type = :type AND s.slug = :slug AND {LIVE.format("d")} ORDER BY t.slug LIMIT 1"""
        rows = self.rows(sql, type=type_, slug=slug, n=n)
        return rows[0][0] if rows else None

    def entities(self, n: int, type_: str, after: str | None, limit: int) -> list[EntityRow]:
        """Entities of one type by slug."""
        sql = f"{_ENTITY} WHERE e.type = :type AND e.slug > :after ORDER BY e.slug LIMIT :limit"
        return [entity_row(row) for row in self.rows(sql, type=type_, after=after or "", limit=limit, n=n)]

    def count_entities(self, n: int) -> int:
        """How many entities are shown."""
        return int(self.rows(f"SELECT count(*) FROM shown s WHERE {LIVE.format('s')}", n=n)[0][0])

    def wordings(self, n: int) -> Iterator[tuple[str, str, list[tuple[str, int]]]]:
        """Every entity with what live records say of it, and how many say it."""
        said = f"""SELECT w.triples, t.records FROM tally t JOIN wording w ON w.id = t.wording
          WHERE t.entity = :entity AND {LIVE.format("t")}"""
        last = 0
        while entities := self.all_entities(n, last):
            for number, row in entities:
                found = self.rows(said, entity=number, n=n)
                yield row.type, row.slug, [(str(text), int(records)) for text, records in found]
            last = entities[-1][0]

    def all_entities(self, n: int, after: int = 0, limit: int = 1000) -> list[tuple[int, EntityRow]]:
        """Entities with their row numbers, for walks over everything."""
        sql = f"SELECT e.id, x.* FROM entity e JOIN ({_ENTITY}) x ON x.type = e.type AND x.slug = e.slug"
        sql = f"{sql} WHERE e.id > :after ORDER BY e.id LIMIT :limit"
        return [(int(row[0]), entity_row(row[1:])) for row in self.rows(sql, after=after, limit=limit, n=n)]


def entity_row(row: Sequence[str]) -> EntityRow:
    """A row of an entity with its count of mentions."""
    return EntityRow(row[0], row[1], row[2], row[3], row[4], int(row[5]))
