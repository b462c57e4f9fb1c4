"""A whole collection as one file of N-Quads.

The public graphs stand in it as they are. What the catalogue knows beside them (names, dates, sources,
tombstones) stands in a graph of its own, ``{base}/#catalogue``, as JSON literals: any RDF tool reads the file, and
:mod:`vm2graph.pipeline.loading` makes the same collection of it again. Everything is in a fixed order and the
last line has the digest of all that precedes, so that equal collections give equal files and a cut one is noticed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from vm2graph.errors import CollectionDamaged
from vm2graph.names import RDF, Iris
from vm2graph.storing import Tombstone
from vm2graph.storing.collection import Collection
from vm2graph.storing.schema import LIVE

FORMAT = 1
NAMES = "https://w3id.org/vm2graph/dump#"
CONTENT = ("slug", "source_id", "sha256", "media_type", "key", "title", "sort_date", "recipe", "graph")
_COLUMNS = ", ".join(f"c.{name}" for name in CONTENT)


def catalogue_graph(base: str) -> str:
    """The graph of a dump that holds what is not public."""
    return f"{base}/#catalogue"


def dump(collection: Collection) -> Iterator[bytes]:
    """A dump in portions, one a record: its graphs, then its row."""
    whole = hashlib.sha256()
    for text in _Dump(collection).portions():
        data = text.encode()
        whole.update(data)
        yield data
    base = collection.settings.collection.base_iri
    yield _row(base, "end", base, {"sha256": whole.hexdigest()}).encode()


class _Dump:
    def __init__(self, collection: Collection) -> None:
        self.collection, self.snapshot = collection, collection.current()
        self.base = collection.settings.collection.base_iri
        self.iris = Iris(self.base)
        self.rows, self.n = collection.rows, self.snapshot.number
        self._select = _SELECT.format(notes=self.rows.notes_column)

    def portions(self) -> Iterator[str]:
        dated = "SELECT max(d) FROM (SELECT datestamp AS d FROM record UNION ALL SELECT datestamp FROM tombstone)"
        head = {
            "format": FORMAT,
            "base": self.base,
            "records": self.snapshot.count(),
            "datestamp": self.rows.rows(dated)[0][0] or "",
            "curation": json.loads(self.rows.curation(self.n)),
        }
        yield _row(self.base, "head", self.base, head)
        for row in self.rows.rows("SELECT source_id, slug, key FROM minted ORDER BY source_id"):
            yield _row(self.base, "minted", self.base, dict(zip(("source_id", "slug", "key"), row, strict=True)))
        after = ""
        while slugs := self.rows.slugs(self.n, after):
            for slug in slugs:
                yield self._record(slug)
            after = slugs[-1]
        yield from self._tombstones()
        for name in self.snapshot.store.graph_names():
            if not name.startswith((f"{self.base}/doc/publication/", f"{self.base}/evidence/publication/")):
                yield self._graph(name)

    def _record(self, slug: str) -> str:
        document = self.iris.document("publication", slug)
        live = f"r.slug = :slug AND {LIVE.format('r')}"
        found = self.rows.rows(f"{self._select} WHERE {live}", slug=slug, n=self.n)
        graphs = self._graph(document) + self._graph(self.iris.evidence(slug))
        return graphs + _row(self.base, "record", document, self._version(found[0]))

    def _tombstones(self) -> Iterator[str]:
        sql = f"SELECT slug, title, datestamp, reason FROM tombstone t WHERE {LIVE.format('t')} ORDER BY slug"
        for found in self.rows.rows(sql, n=self.n):
            stone = Tombstone(*found)
            ended = f"{self._select} WHERE r.slug = :slug AND r.since <= :n ORDER BY r.since DESC LIMIT 1"
            last = [self._version(row) for row in self.rows.rows(ended, slug=stone.slug, n=self.n)]
            document = self.iris.document("publication", stone.slug)
            yield _row(self.base, "tombstone", document, {**asdict(stone), "last": last[0] if last else None})

    def _graph(self, name: str) -> str:
        return "".join(sorted(f"{triple} <{name}> .\n" for triple in self.snapshot.store.graph(name)))

    def _version(self, row: tuple[Any, ...]) -> dict[str, Any]:
        content, (datestamp, report, evidence, notes) = row[: len(CONTENT)], row[len(CONTENT) :]
        said = dict(zip(CONTENT, content, strict=True))
        try:
            said["report"] = zlib.decompress(report).decode()
            said["evidence"] = None if evidence is None else zlib.decompress(evidence).decode()
        except (zlib.error, UnicodeDecodeError) as error:
            raise CollectionDamaged(f"What the catalogue keeps of {said['slug']} cannot be read: {error}.") from error
        claims = self.rows.rows(
            f"""SELECT e.type, e.slug, w.triples FROM claim m JOIN entity e ON e.id = m.entity
               JOIN wording w ON w.id = m.wording WHERE m.slug = :slug AND {LIVE.format("m")}
               ORDER BY e.type, e.slug""",
            slug=said["slug"],
            n=self.n,
        )
        stated = self.rows.rows(
            f"""SELECT s.type, s.slug, e.slug FROM redirected d JOIN entity s ON s.id = d.stated
               JOIN entity e ON e.id = d.entity WHERE d.slug = :slug AND {LIVE.format("d")}
               ORDER BY s.type, s.slug""",
            slug=said["slug"],
            n=self.n,
        )
        wordings = [
            {
                "type": type_,
                "slug": slug,
                "triples": triples,
                "stated": [one for kind, one, target in stated if (kind, target) == (type_, slug)],
            }
            for type_, slug, triples in claims
        ]
        sources = self.collection.sources
        page = base64.b64encode(sources.read(said["sha256"])).decode()
        if notes is not None:
            said["notes"] = base64.b64encode(sources.read(notes)).decode()
        return {**said, "datestamp": datestamp, "wordings": wordings, "page": page}


_SELECT = f"""SELECT {_COLUMNS}, r.datestamp, c.report, c.evidence, {{notes}}
  FROM record r JOIN content c ON c.id = r.content"""


def _row(base: str, kind: str, subject: str, value: dict[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    literal = Literal(text, datatype=NamedNode(RDF.JSON))
    return f"{Quad(NamedNode(subject), NamedNode(NAMES + kind), literal, NamedNode(catalogue_graph(base)))} .\n"
