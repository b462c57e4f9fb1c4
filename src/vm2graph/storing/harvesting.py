"""What a harvester asks of the catalogue: which records there are, live or withdrawn, in a window of time or a set.

Lists are in the order of slugs and are read on from a slug. A slug is minted once and never changes, so whatever
is published between two pages, no record is passed over and none comes twice. What the order of datestamps would
give for it, a record that changes between two pages moves: to where it comes again, or out of the window.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from vm2graph.storing import Change, HarvestItem, Selection
from vm2graph.storing.catalogue import Catalogue
from vm2graph.storing.schema import LIVE

_FEW = 5000  # what is sorted for every page rather than walked in order
_LISTS = 256  # of which is known whether they are few
_LAST = "9999"

# k is the claim as its index by slug has it: only claims of themes, few of all, are then read as m
_THEMES = """FROM claim k CROSS JOIN entity e ON e.id = k.entity AND e.type = 'theme' CROSS JOIN claim m
  ON m.entity = k.entity AND m.sort_date = k.sort_date AND m.slug = k.slug AND m.since = k.since WHERE"""
# of what is withdrawn, its last claims count: a deleted record stays in its sets
_ENDED = "m.until = (SELECT max(x.until) FROM claim x WHERE x.slug = m.slug)"
_OF_ENTITY = """FROM entity e CROSS JOIN claim m ON m.entity = e.id
  WHERE e.type = 'theme' AND (:theme = '' OR e.slug = :theme) AND"""

# created: it has the datestamp of the commit that added it
_CHANGED = """SELECT x.slug, c.title, x.datestamp, CASE WHEN EXISTS (SELECT 1 FROM event e JOIN snapshot s
    ON s.number = e.since WHERE e.slug = x.slug AND e.what = 'added' AND s.time = x.datestamp)
    THEN 'created' ELSE 'updated' END FROM"""
_ITS_TITLE = "CROSS JOIN content c ON c.id = x.content"


class Harvesting:
    """The lists of one snapshot."""

    def __init__(self, rows: Catalogue, number: int) -> None:
        self._rows, self._n = rows, number
        self._few: dict[tuple[str, Selection], bool] = {}

    def earliest(self) -> str:
        """No datestamp is before this one: that of the oldest record or, if that is earlier, of the collection."""
        sql = """SELECT min(d) FROM (SELECT min(time) AS d FROM snapshot UNION ALL SELECT min(datestamp) FROM record
          WHERE datestamp <> '' UNION ALL SELECT min(datestamp) FROM tombstone)"""
        return str(self._rows.rows(sql)[0][0])

    def item(self, slug: str) -> HarvestItem | None:
        """One record, live or withdrawn, by its slug."""
        found = [
            HarvestItem(slug, row[1], row[2], bool(row[3]))
            for table in ("record", "tombstone")
            for row in self._rows.rows(f"{_select(table)} AND r.slug = :slug", n=self._n, slug=slug)
        ]
        return found[0] if found else None

    def items(self, selection: Selection, after: str, limit: int) -> list[HarvestItem]:
        """The records of a selection whose slugs come after one, by slug."""
        found = [
            HarvestItem(row[0], row[1], row[2], bool(row[3]))
            for table in ("record", "tombstone")
            for row in self._table(table, selection, after, limit)
        ]
        found.sort(key=lambda one: one.slug)
        return found[:limit]

    def themed(self, items: Sequence[HarvestItem]) -> list[HarvestItem]:
        """The same items with their themes."""
        themes: defaultdict[str, list[str]] = defaultdict(list)
        for deleted, live in ((False, LIVE.format("m")), (True, _ENDED)):
            if slugs := [one.slug for one in items if one.deleted is deleted]:
                sql = f"SELECT m.slug, e.slug {_THEMES} k.slug IN (SELECT value FROM json_each(:slugs)) AND {live}"
                for slug, theme in self._rows.rows(f"{sql} ORDER BY e.slug", n=self._n, slugs=json.dumps(slugs)):
                    themes[slug].append(theme)
        return [replace(one, themes=tuple(themes[one.slug])) for one in items]

    def count(self, selection: Selection) -> int:
        """How many records a selection has."""
        return sum(self._number(_where(table, selection, few=True), selection) for table in ("record", "tombstone"))

    def stamps(self, after: str, limit: int) -> list[tuple[str, str]]:
        """Slug and datestamp of live records whose slugs come after one, by slug."""
        sql = f"""SELECT r.slug, r.datestamp FROM record r WHERE r.slug > :after AND {LIVE.format("r")}
          ORDER BY r.slug LIMIT :limit"""
        return [(slug, stamp) for slug, stamp in self._rows.rows(sql, n=self._n, after=after, limit=limit)]

    def undated(self, after: str, limit: int) -> list[str]:
        """Slugs of live records that say no date of issue."""
        sql = f"""SELECT r.slug FROM record r WHERE r.slug > :after AND r.sort_date = '' AND {LIVE.format("r")}
          ORDER BY r.slug LIMIT :limit"""
        return [row[0] for row in self._rows.rows(sql, n=self._n, after=after, limit=limit)]

    def parts(self, size: int) -> list[tuple[str, str]]:
        """Where each ``size`` live records begin (after which slug), and the newest datestamp among them."""
        sql = f"""SELECT max(slug), max(datestamp) FROM (SELECT r.slug, r.datestamp FROM record r
          WHERE r.slug > :after AND {LIVE.format("r")} ORDER BY r.slug LIMIT :size)"""
        found: list[tuple[str, str]] = []
        after = ""
        while (row := self._rows.rows(sql, n=self._n, after=after, size=size)[0])[0] is not None:
            found.append((after, row[1]))
            after = row[0]
        return found

    def changes(self, before: tuple[str, str] | None, limit: int) -> list[Change]:
        """The last change of each record, newest first; ``before`` is datestamp and slug of the last one seen."""
        older = "" if before is None else "AND (r.datestamp, r.slug) < (:stamp, :slug)"
        tail = f"{LIVE.format('r')} {older} ORDER BY r.datestamp DESC, r.slug DESC LIMIT :limit"
        values: dict[str, object] = {"n": self._n, "limit": limit}
        if before is not None:
            values |= {"stamp": before[0], "slug": before[1]}
        changed = f"{_CHANGED} (SELECT r.slug, r.datestamp, r.content FROM record r WHERE {tail}) x {_ITS_TITLE}"
        found = [Change(*row) for row in self._rows.rows(changed, **values)]
        gone = f"SELECT r.slug, r.title, r.datestamp, 'deleted', r.reason FROM tombstone r WHERE {tail}"
        found += [Change(*row) for row in self._rows.rows(gone, **values)]
        found.sort(key=lambda one: (one.datestamp, one.slug), reverse=True)
        return found[:limit]

    def _table(self, table: str, selection: Selection, after: str, limit: int) -> list[tuple[str, str, str, int]]:
        values = {**self._values(selection), "after": after, "limit": limit}
        few = self._is_few(table, selection)
        slug = "+r.slug" if few else "r.slug"  # by the window or the set, sorted; or in the order of the table
        head = _select(table).partition("FROM")[0]
        return self._rows.rows(
            f"{head} {_where(table, selection, few=few)} AND {slug} > :after ORDER BY {slug} LIMIT :limit", **values
        )

    def _is_few(self, table: str, selection: Selection) -> bool:
        """Whether so little is selected that it is better found by the window or the set than by walking."""
        if not (selection.since or selection.until or selection.theme):
            return False
        found = self._few.get((table, selection))
        if found is None:  # once a list, not for every page of it
            few = f"FROM (SELECT 1 {_where(table, selection, few=True)} LIMIT {_FEW + 1})"
            found = self._number(few, selection) <= _FEW
            if len(self._few) >= _LISTS:
                self._few.clear()
            self._few[table, selection] = found
        return found

    def _number(self, rows: str, selection: Selection) -> int:
        """How many rows a FROM and WHERE give."""
        return int(self._rows.rows(f"SELECT count(*) {rows}", **self._values(selection))[0][0])

    def _values(self, selection: Selection) -> dict[str, object]:
        until = selection.until or _LAST
        return {"n": self._n, "from": selection.since, "until": until, "theme": selection.theme or ""}


def _select(table: str) -> str:
    columns = "r.slug, r.datestamp, r.digest, r.sort_date <> ''" if table == "record" else "r.slug, r.datestamp, '', 1"
    return f"SELECT {columns} FROM {table} r WHERE {LIVE.format('r')}"


def _where(table: str, selection: Selection, *, few: bool) -> str:
    """FROM and WHERE of a selection; ``few``: found by the window and the set, not by the order of slugs."""
    stamp = "r.datestamp" if few else "+r.datestamp"
    parts = [f"FROM {table} r WHERE {LIVE.format('r')} AND {stamp} >= :from AND {stamp} <= :until"]
    if selection.dated and table == "record":
        parts.append("r.sort_date <> ''")
    if selection.theme is not None:
        claimed = LIVE.format("m") if table == "record" else _ENDED
        if few and table == "record":  # what was withdrawn is little, and to find when a claim ended takes long
            parts.append(f"r.slug IN (SELECT m.slug {_OF_ENTITY} {claimed})")
        else:
            named = "(:theme = '' OR e.slug = :theme)"
            parts.append(f"EXISTS (SELECT 1 {_THEMES} k.slug = r.slug AND {named} AND {claimed})")
    return " AND ".join(parts)
