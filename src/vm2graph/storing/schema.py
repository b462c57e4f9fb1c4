"""The tables of the catalogue, and how they forget a commit that never became current.

Rows of the ``VERSIONED`` tables are valid from ``since`` up to, not including, ``until`` (NULL: still).
Whoever reads binds a snapshot number, so a reader of snapshot 41 sees nothing of 42, also while 42 is
being written. The other tables only grow: a name once given stays given.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from vm2graph.errors import CollectionDamaged

_SCHEMA = """
-- the row of a commit is written before anything else of it: see `unfinished`
CREATE TABLE snapshot (
  number INTEGER PRIMARY KEY, time TEXT NOT NULL, parent INTEGER, records INTEGER NOT NULL, curation TEXT NOT NULL);
CREATE TABLE event (
  since INTEGER NOT NULL, slug TEXT NOT NULL, what TEXT NOT NULL, told TEXT NOT NULL,
  PRIMARY KEY (since, slug, what)) WITHOUT ROWID;
CREATE INDEX event_slug ON event (slug);

CREATE TABLE minted (
  source_id TEXT PRIMARY KEY, slug TEXT NOT NULL, key TEXT NOT NULL, since INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX minted_key ON minted (key);

-- what a record says: made once a conversion, never changed
CREATE TABLE content (
  id INTEGER PRIMARY KEY, slug TEXT NOT NULL, source_id TEXT NOT NULL, sha256 TEXT NOT NULL, media_type TEXT,
  key TEXT NOT NULL, title TEXT NOT NULL, sort_date TEXT NOT NULL, graph TEXT NOT NULL, recipe TEXT NOT NULL,
  digest TEXT NOT NULL, report BLOB NOT NULL, evidence BLOB, since INTEGER NOT NULL);
CREATE INDEX content_sha256 ON content (sha256);
CREATE INDEX content_slug ON content (slug);

CREATE TABLE record (
  slug TEXT NOT NULL, content INTEGER NOT NULL, sort_date TEXT NOT NULL, datestamp TEXT NOT NULL,
  digest TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, PRIMARY KEY (slug, since)) WITHOUT ROWID;
CREATE INDEX record_order ON record (sort_date DESC, slug);
CREATE TABLE tombstone (
  slug TEXT NOT NULL, title TEXT NOT NULL, datestamp TEXT NOT NULL, reason TEXT NOT NULL,
  since INTEGER NOT NULL, until INTEGER, PRIMARY KEY (slug, since)) WITHOUT ROWID;

CREATE TABLE entity (id INTEGER PRIMARY KEY, type TEXT NOT NULL, slug TEXT NOT NULL, UNIQUE (type, slug));
-- the ways in which records speak of an entity: most records say the same of it
CREATE TABLE wording (
  id INTEGER PRIMARY KEY, entity INTEGER NOT NULL, digest BLOB NOT NULL, triples TEXT NOT NULL,
  UNIQUE (entity, digest));
CREATE TABLE tally (
  wording INTEGER NOT NULL, entity INTEGER NOT NULL, records INTEGER NOT NULL, since INTEGER NOT NULL,
  until INTEGER, PRIMARY KEY (entity, wording, since)) WITHOUT ROWID;
CREATE TABLE claim (
  entity INTEGER NOT NULL, sort_date TEXT NOT NULL, slug TEXT NOT NULL, wording INTEGER NOT NULL,
  since INTEGER NOT NULL, until INTEGER, PRIMARY KEY (entity, sort_date DESC, slug, since)) WITHOUT ROWID;
CREATE INDEX claim_slug ON claim (slug);
-- claims that entities.yaml sent to another entity than the page's own words would
CREATE TABLE redirected (
  stated INTEGER NOT NULL, slug TEXT NOT NULL, entity INTEGER NOT NULL, since INTEGER NOT NULL,
  until INTEGER, PRIMARY KEY (stated, slug, since)) WITHOUT ROWID;
CREATE INDEX redirected_slug ON redirected (slug);
CREATE TABLE shown (
  entity INTEGER NOT NULL, label TEXT NOT NULL, datestamp TEXT NOT NULL, digest TEXT NOT NULL,
  since INTEGER NOT NULL, until INTEGER, PRIMARY KEY (entity, since)) WITHOUT ROWID;
"""
# what harvesters select by and documents are made of; in catalogues of an earlier version the next writer makes it
_LATER = """
CREATE INDEX IF NOT EXISTS record_datestamp ON record (datestamp, slug);
CREATE INDEX IF NOT EXISTS tombstone_datestamp ON tombstone (datestamp, slug);
-- the graph of a record as sorted N-Triples, zstd; apart from its content, whose rows are read without it
CREATE TABLE IF NOT EXISTS graph (content INTEGER PRIMARY KEY, triples BLOB NOT NULL, since INTEGER NOT NULL);
-- the curator's notes that a record was made with
CREATE TABLE IF NOT EXISTS noted (content INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, since INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS noted_sha256 ON noted (sha256);
"""
LIVE = "{0}.since <= :n AND ({0}.until IS NULL OR {0}.until > :n)"
"""The rows of a versioned table that snapshot ``:n`` shows; to be filled with the name the table has in the query."""

VERSIONED = ("record", "tombstone", "tally", "claim", "redirected", "shown")
_GROWING = ("minted", "content", "graph", "noted", "event")


def create(path: Path, time: str) -> None:
    """An empty catalogue, at snapshot 0."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_SCHEMA + _LATER)
        connection.execute("INSERT INTO snapshot VALUES (0, ?, NULL, 0, '{}')", (time,))
    connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """A connection for the writer; transactions are begun and ended by hand."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA temp_store = FILE")
    connection.executescript(_LATER)
    return connection


def unfinished(connection: sqlite3.Connection, current: int) -> bool:
    """Whether there are rows of a commit that never became current: its writer was killed."""
    (last,) = connection.execute("SELECT max(number) FROM snapshot").fetchone()
    if last is None or last < current:
        raise CollectionDamaged(
            f"The catalogue ends at snapshot {last}, but snapshot {current} is current; restore both from one copy."
        )
    return bool(last > current)


def forget_after(connection: sqlite3.Connection, current: int) -> None:
    """Removes every row of the commits after ``current``; the row that announces them goes last."""
    connection.execute("BEGIN IMMEDIATE")
    for table in (*VERSIONED, *_GROWING):
        connection.execute(f"DELETE FROM {table} WHERE since > ?", (current,))
    for table in VERSIONED:
        connection.execute(f"UPDATE {table} SET until = NULL WHERE until > ?", (current,))
    connection.execute("DELETE FROM snapshot WHERE number > ?", (current,))
    connection.execute("COMMIT")


def is_named(connection: sqlite3.Connection, sha256: str) -> bool:
    """Whether any version of a record was made from a page, or with notes, of this digest."""
    sql = "SELECT 1 FROM content WHERE sha256 = :it UNION ALL SELECT 1 FROM noted WHERE sha256 = :it LIMIT 1"
    return connection.execute(sql, {"it": sha256}).fetchone() is not None
