"""The catalogue while one commit is being made: everything in one transaction, under one snapshot number."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, fields
from pathlib import Path

from vm2graph.errors import CollectionDamaged
from vm2graph.storing import EntityRow, RecordRow, Tombstone
from vm2graph.storing.catalogue import COLUMNS, VERSIONED, Claim, entity_row


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
        row = self._db.execute(f"SELECT {COLUMNS} FROM record WHERE slug = ? AND until IS NULL", (slug,)).fetchone()
        return None if row is None else RecordRow(*row)

    def put_record(self, row: RecordRow, content: str) -> None:
        """A new version of a record; a tombstone of the same slug ends."""
        self._end("record", "slug = ?", row.slug)
        self._end("tombstone", "slug = ?", row.slug)
        self._insert("record", (*astuple(row), content))

    def tombstone(self, slug: str) -> Tombstone | None:
        """The tombstone of a withdrawn record."""
        sql = "SELECT slug, title, datestamp, reason FROM tombstone WHERE slug = ? AND until IS NULL"
        row = self._db.execute(sql, (slug,)).fetchone()
        return None if row is None else Tombstone(*row)

    def put_tombstone(self, row: Tombstone) -> None:
        """A record ends and its tombstone begins."""
        self._end("record", "slug = ?", row.slug)
        self._insert("tombstone", astuple(row))

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
        return None if row is None else entity_row(row)

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
    for table in VERSIONED:
        connection.execute(f"DELETE FROM {table} WHERE since > ?", (current,))
        connection.execute(f"UPDATE {table} SET until = NULL WHERE until > ?", (current,))
    connection.execute("DELETE FROM minted WHERE since > ?", (current,))
    connection.execute("DELETE FROM snapshot WHERE number > ?", (current,))
