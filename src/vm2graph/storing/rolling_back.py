"""Rolling back: a new snapshot with the content of an older one.

Harvesters see it as what it is: records that show something else than before get a new datestamp, records
that did not exist then get a tombstone, and nothing is dated back.
"""

from __future__ import annotations

from collections import Counter

from vm2graph.curation import Curation
from vm2graph.errors import CollectionError
from vm2graph.storing.catalogue_writer import CatalogueWriter
from vm2graph.storing.collection import Collection

_FOLLOWING = {  # tables whose rows come back as they were, and their columns before since and until
    "tally": "wording, entity, records",
    "claim": "entity, sort_date, slug, wording",
    "redirected": "stated, slug, entity",
}


def roll_back(collection: Collection, number: int | None = None) -> Counter[str]:
    """Makes the content of a snapshot that is kept (the newest before the current one) current again.

    Gives how many records changed, came back or were withdrawn. Raises CollectionError where there is no such
    snapshot, or nothing differs.
    """
    current = collection.current_number()
    older = [each for each in collection.kept() if each < current]
    if number is None and not older:
        raise CollectionError(
            f"{collection.path} keeps no snapshot before {current}; there is nothing to roll back to."
        )
    target = older[-1] if number is None else number
    if target == current:
        raise CollectionError(f"Snapshot {target} is the current one; there is nothing to roll back.")
    collection.snapshot(target)  # says which there are
    curation = Curation.from_json(collection.rows.curation(target))
    with collection.commit(curation, base=target) as commit:
        commit.store()
        counts = _rows_as_at(commit.rows, target)
        commit.complete({"rolled_back_to": target, **counts})
    return counts


def _rows_as_at(rows: CatalogueWriter, target: int) -> Counter[str]:
    """Every live row as it was at a snapshot."""
    values = {"n": rows.number, "t": target, "now": rows.now}
    counts = Counter(
        updated=_records(rows, values), restored=_returned(rows, values), withdrawn=_vanished(rows, values)
    )
    _entities(rows, values)
    for table, columns in _FOLLOWING.items():
        rows.db.execute(f"UPDATE {table} SET until = :n WHERE until IS NULL AND since > :t", values)
        back = f"INSERT INTO {table} SELECT {columns}, :n, NULL FROM {table} WHERE since <= :t AND until > :t"
        rows.db.execute(f"{back} AND until <= :n AND since < :n", values)
    rows.db.execute(
        "UPDATE snapshot SET records = (SELECT records FROM snapshot WHERE number = :t) WHERE number = :n", values
    )
    counts["records"] = rows.db.execute("SELECT records FROM snapshot WHERE number = :n", values).fetchone()[0]
    return counts


_THEN = "{0}.since <= :t AND ({0}.until IS NULL OR {0}.until > :t)"


def _records(rows: CatalogueWriter, values: dict[str, object]) -> int:
    """Records live then and now that say or show something else: as then, dated now where the digest differs."""
    differs = "o.slug = r.slug AND r.until IS NULL AND r.since > :t AND (r.content, r.digest) <> (o.content, o.digest)"
    rows.db.execute(
        f"""CREATE TEMP TABLE changed AS SELECT o.slug, o.content, o.sort_date, o.digest,
              CASE WHEN o.digest = r.digest THEN r.datestamp ELSE :now END AS datestamp
            FROM record o JOIN record r ON {differs} WHERE {_THEN.format("o")}""",
        values,
    )
    rows.db.execute(
        """INSERT INTO event SELECT :n, d.slug, 'rolled back', c.title
           FROM changed d JOIN content c ON c.id = d.content""",
        values,
    )
    rows.db.execute("UPDATE record SET until = :n WHERE until IS NULL AND slug IN (SELECT slug FROM changed)", values)
    made = rows.db.execute(
        "INSERT INTO record SELECT slug, content, sort_date, datestamp, digest, :n, NULL FROM changed", values
    )
    rows.db.execute("DROP TABLE changed")
    return made.rowcount


def _returned(rows: CatalogueWriter, values: dict[str, object]) -> int:
    """Records live then and not now: they come back, and their tombstones end."""
    gone = f"""FROM record r JOIN content c ON c.id = r.content WHERE {_THEN.format("r")} AND r.until IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM record l WHERE l.slug = r.slug AND l.until IS NULL)"""
    rows.db.execute(f"INSERT INTO event SELECT :n, r.slug, 'restored', c.title {gone}", values)
    rows.db.execute(f"UPDATE tombstone SET until = :n WHERE until IS NULL AND slug IN (SELECT r.slug {gone})", values)
    back = f"INSERT INTO record SELECT r.slug, r.content, r.sort_date, :now, r.digest, :n, NULL {gone}"
    return rows.db.execute(back, values).rowcount


def _vanished(rows: CatalogueWriter, values: dict[str, object]) -> int:
    """Records live now and not then: withdrawn, with the reason they had then or because of this."""
    new = f"""FROM record r JOIN content c ON c.id = r.content
      LEFT JOIN tombstone o ON o.slug = r.slug AND {_THEN.format("o")}
      WHERE r.until IS NULL AND r.since < :n
        AND NOT EXISTS (SELECT 1 FROM record l WHERE l.slug = r.slug AND {_THEN.format("l")})"""
    reason = "coalesce(o.reason, 'rolled back to snapshot ' || :t)"
    rows.db.execute(f"INSERT INTO event SELECT :n, r.slug, 'withdrawn', {reason} {new}", values)
    made = rows.db.execute(f"INSERT INTO tombstone SELECT r.slug, c.title, :now, {reason}, :n, NULL {new}", values)
    rows.db.execute(
        "UPDATE record SET until = :n WHERE until IS NULL AND slug IN (SELECT slug FROM tombstone WHERE since = :n)",
        values,
    )
    return made.rowcount


def _entities(rows: CatalogueWriter, values: dict[str, object]) -> None:
    """Entities as they were shown; those that differ are dated now."""
    rows.db.execute("UPDATE shown SET until = :n WHERE until IS NULL AND since > :t", values)
    rows.db.execute(
        """INSERT INTO shown SELECT entity, label, :now, digest, :n, NULL FROM shown
           WHERE since <= :t AND until > :t AND until <= :n AND since < :n""",
        values,
    )
