"""The end of a commit: counts, entities, digests and datestamps follow from the rows that were put.

Nothing here is held in memory for the whole batch; what has changed is noted in temporary tables, so that
the cost is that of the change and not of the collection. ``CROSS JOIN`` tells SQLite to begin with those.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from vm2graph.curation import Curation
from vm2graph.names import Iris
from vm2graph.storing.catalogue_writer import CatalogueWriter
from vm2graph.storing.merging import label_of, merge, names_once, ntriples, parse


def settle_tallies(rows: CatalogueWriter) -> None:
    """How many live records use each wording; entities whose counts moved are touched."""
    rows.db.execute("INSERT OR IGNORE INTO touched SELECT DISTINCT entity FROM change")
    # row by row: each finds its place by the key, where one statement for all would read the whole table
    changes = rows.db.execute(
        """SELECT :n, d.entity, d.wording, coalesce(t.records, 0) + d.by FROM change d
           LEFT JOIN tally t ON t.entity = d.entity AND t.wording = d.wording AND t.until IS NULL WHERE d.by <> 0""",
        {"n": rows.number},
    )
    while portion := changes.fetchmany(5000):
        rows.db.executemany(
            "UPDATE tally SET until = ? WHERE entity = ? AND wording = ? AND until IS NULL",
            [row[:3] for row in portion],
        )
        rows.db.executemany(
            "INSERT INTO tally VALUES (?, ?, ?, ?, NULL)",
            [(wording, entity, records, number) for number, entity, wording, records in portion if records],
        )
    rows.step()


def settle_entities(rows: CatalogueWriter, curation: Curation, iris: Iris) -> Iterator[tuple[str, str, str]]:
    """Shows every touched entity as its records and its curator now say; records that show it become dirty.

    Gives type, slug and N-Triples of the graphs that changed; no triples where nothing mentions it any more.
    """
    for count, (entity, type_, slug) in enumerate(_touched(rows), 1):
        said = rows.db.execute(
            "SELECT w.triples, t.records FROM tally t CROSS JOIN wording w ON w.id = t.wording"
            " WHERE t.entity = ? AND t.until IS NULL",
            (entity,),
        ).fetchall()
        curated = curation.get(type_, slug)
        if curated is None and len(said) == 1 and names_once(said[0][0]):
            text = said[0][0]
        else:
            text = ntriples(merge(said, iris.thing(type_, slug), curated))
        digest = graph_digest(text)
        before = rows.db.execute("SELECT digest FROM shown WHERE entity = ? AND until IS NULL", (entity,)).fetchone()
        if (before[0] if before else graph_digest("")) == digest:
            continue
        rows.db.execute("UPDATE shown SET until = ? WHERE entity = ? AND until IS NULL", (rows.number, entity))
        if text:
            row = (entity, label_of(parse(text), slug), rows.now, digest, rows.number)
            rows.db.execute("INSERT INTO shown VALUES (?, ?, ?, ?, ?, NULL)", row)
        rows.db.execute(
            "INSERT OR IGNORE INTO dirty SELECT slug, 0, NULL FROM claim WHERE entity = ? AND until IS NULL", (entity,)
        )
        yield type_, slug, text
        if count % 20_000 == 0:
            rows.step()


def _touched(rows: CatalogueWriter) -> Iterator[tuple[int, str, str]]:
    after = 0
    sql = """SELECT e.id, e.type, e.slug FROM touched t CROSS JOIN entity e ON e.id = t.entity
      WHERE t.entity > ? ORDER BY t.entity LIMIT 1000"""
    while found := rows.db.execute(sql, (after,)).fetchall():
        yield from found
        after = found[-1][0]


def settle_records(rows: CatalogueWriter) -> int:
    """Every record whose document shows something else than before gets the time of this commit.

    Says how many records got it.
    """
    moved, after = 0, ""
    while page := rows.db.execute(
        """SELECT d.slug, d.restamp, d.datestamp, c.graph, r.since, r.content, r.sort_date, r.digest
           FROM dirty d CROSS JOIN record r ON r.slug = d.slug AND r.until IS NULL JOIN content c ON c.id = r.content
           WHERE d.slug > ? ORDER BY d.slug LIMIT 1000""",
        (after,),
    ).fetchall():
        last = page[-1][0]
        shown = _entity_digests(rows, after, last)
        moved += sum(_settle(rows, row, shown.get(row[0], [])) for row in page)
        after = last
        rows.step()
    return moved


def _entity_digests(rows: CatalogueWriter, after: str, last: str) -> dict[str, list[str]]:
    """Of the dirty records in a range: the digests of the entities they show."""
    found = rows.db.execute(
        """SELECT d.slug, s.digest FROM dirty d CROSS JOIN claim m ON m.slug = d.slug AND m.until IS NULL
           CROSS JOIN shown s ON s.entity = m.entity AND s.until IS NULL
           WHERE d.slug > ? AND d.slug <= ? ORDER BY d.slug, s.digest""",
        (after, last),
    )
    return {slug: [digest for _, digest in group] for slug, group in groupby(found, key=itemgetter(0))}


def _settle(rows: CatalogueWriter, row: tuple[str, int, str | None, str, int, int, str, str], shown: list[str]) -> bool:
    slug, restamp, given, graph, since, content, sort_date, digest = row
    settled = record_digest(graph, shown)
    if since == rows.number:  # put in this commit: compare with the version that it replaced
        before = rows.db.execute(
            "SELECT digest, datestamp FROM record WHERE slug = ? AND until = ?", (slug, rows.number)
        ).fetchone()
        same = before is not None and before[0] == settled and not restamp
        stamp = given or (before[1] if same else rows.now)
        rows.db.execute(
            "UPDATE record SET digest = ?, datestamp = ? WHERE slug = ? AND since = ?", (settled, stamp, slug, since)
        )
        return not same
    if settled == digest and not restamp:
        return False
    rows.db.execute("UPDATE record SET until = ? WHERE slug = ? AND until IS NULL", (rows.number, slug))
    rows.db.execute(
        "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, NULL)", (slug, content, sort_date, rows.now, settled, rows.number)
    )
    return True


def settle_count(rows: CatalogueWriter) -> int:
    """How many records are live in this snapshot: the parent's, and what begins and ends here."""
    (records,) = rows.db.execute(
        """SELECT (SELECT records FROM snapshot WHERE number < :n ORDER BY number DESC LIMIT 1)
             + (SELECT count(*) FROM event WHERE since = :n AND what IN ('added', 'restored'))
             - (SELECT count(*) FROM event WHERE since = :n AND what = 'withdrawn')""",
        {"n": rows.number},
    ).fetchone()
    rows.db.execute("UPDATE snapshot SET records = ? WHERE number = ?", (records, rows.number))
    return int(records)


def record_digest(graph: str, entities: list[str]) -> str:
    """What a record document shows: SHA-256 over the digest of its graph and of the entities it names."""
    return hashlib.sha256("\n".join([graph, *sorted(entities)]).encode()).hexdigest()


def graph_digest(text: str) -> str:
    """SHA-256 of a graph as sorted N-Triples or N-Quads lines."""
    return hashlib.sha256(text.encode()).hexdigest()
