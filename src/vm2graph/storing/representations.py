"""Records as they were sent to harvesters, kept for the next one: a file beside the catalogue.

A representation is found by format and slug, and is good only for the measure that it was kept under: whatever changes
a byte of it (datestamp, digest, version of the program) changes that, so nothing stale is ever found. All of it can be
made again; where the file cannot be read or written, records are made whenever they are asked for.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import zstandard

from vm2graph.errors import CollectionError

FILE_NAME = "representations.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
  format TEXT NOT NULL, slug TEXT NOT NULL, measure BLOB NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (format, slug)) WITHOUT ROWID;
-- records of a list, packed together; by the first of them
CREATE TABLE IF NOT EXISTS page (
  format TEXT NOT NULL, slug TEXT NOT NULL, measure BLOB NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (format, slug)) WITHOUT ROWID;
"""
_PAGE = 16_384  # bytes; a record must fit in a quarter, or every one is spread over two pages


class Representations:
    """What is kept of a collection; shared by the threads and processes of a server."""

    def __init__(self, collection: Path, most_bytes: int) -> None:
        """``collection`` is its folder. The file is made when something is first kept, and holds ``most_bytes``."""
        self._path, self._most = collection / FILE_NAME, most_bytes
        self._local = threading.local()

    def find(self, format_: str, measures: dict[str, bytes]) -> dict[str, bytes]:
        """By slug, what is kept in a format under exactly these measures."""
        found: dict[str, bytes] = {}
        unpack = zstandard.ZstdDecompressor().decompress
        sql = """SELECT slug, measure, body FROM kept
          WHERE format = :format AND slug IN (SELECT value FROM json_each(:slugs))"""
        with contextlib.suppress(sqlite3.Error), self._connected(make=False) as connection:
            for slug, measure, body in connection.execute(sql, {"format": format_, "slugs": json.dumps([*measures])}):
                if measures[slug] == measure:
                    with contextlib.suppress(zstandard.ZstdError):  # the checksum is wrong: it is made again
                        found[slug] = unpack(body)
        return found

    def keep(self, format_: str, made: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Keeps slug, measure and bytes of each, in the place of what was kept for the slug."""
        pack = zstandard.ZstdCompressor(level=3, write_checksum=True).compress
        rows = [(format_, slug, measure, pack(body)) for slug, measure, body in made]
        with contextlib.suppress(sqlite3.Error), self._connected(make=True) as connection:
            if self.has_room():
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", rows)
                connection.execute("COMMIT")

    def page(self, format_: str, first: str, measure: bytes) -> bytes | None:
        """The page that begins with a slug, as it was kept under exactly this measure."""
        sql = "SELECT body FROM page WHERE format = ? AND slug = ? AND measure = ?"
        with contextlib.suppress(sqlite3.Error), self._connected(make=False) as connection:
            for (body,) in connection.execute(sql, (format_, first, measure)):
                return bytes(body)
        return None

    def has_room(self) -> bool:
        """Whether anything more can be kept."""
        with contextlib.suppress(sqlite3.Error), self._connected(make=True) as connection:
            return self._size(connection) < self._most
        return False

    def keep_page(self, format_: str, slugs: tuple[str, str], measure: bytes, body: bytes) -> None:
        """Keeps a page from its first to its last slug, in the place of those that begin within it."""
        with contextlib.suppress(sqlite3.Error), self._connected(make=True) as connection:
            if self.has_room():
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("DELETE FROM page WHERE format = ? AND slug BETWEEN ? AND ?", (format_, *slugs))
                connection.execute("INSERT INTO page VALUES (?, ?, ?, ?)", (format_, slugs[0], measure, body))
                connection.execute("COMMIT")

    def clear(self) -> None:
        """Removes every trace of everything. Raises CollectionError where that cannot be done."""
        if not self._path.exists():
            return
        try:
            with contextlib.closing(_open(self._path)) as connection:
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute("DELETE FROM kept")
                connection.execute("DELETE FROM page")
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise CollectionError(f"{self._path} cannot be written: {error}; remove that file.") from error

    @staticmethod
    def _size(connection: sqlite3.Connection) -> int:
        return int(connection.execute("PRAGMA page_count").fetchone()[0]) * _PAGE

    @contextlib.contextmanager
    def _connected(self, *, make: bool) -> Iterator[sqlite3.Connection]:
        """This thread's connection; raises sqlite3.Error where there is no file and none is to be made."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            if not make and not self._path.exists():
                raise sqlite3.OperationalError
            connection = self._local.connection = _open(self._path)
        try:
            yield connection
        except sqlite3.Error:
            del self._local.connection  # a file that went wrong, or was removed, is opened anew
            connection.close()
            raise


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=2, isolation_level=None)
    try:
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
