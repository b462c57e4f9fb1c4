"""Whether what is on disk is what was committed: files, catalogue and quads held against each other.

Every check recomputes: a digest is compared with what it is of, a count with what it counts, the graph of an
entity with what its records say of it. What only a reader of pages can check is in
:mod:`vm2graph.pipeline.verifying`.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from vm2graph.curation import Curation
from vm2graph.errors import CollectionDamaged
from vm2graph.names import Iris
from vm2graph.storing import EntityRow, files
from vm2graph.storing.cleaning import orphan_files
from vm2graph.storing.collection import CATALOGUE, Collection
from vm2graph.storing.dumping import CONTENT
from vm2graph.storing.merging import label_of, merge, ntriples, parse
from vm2graph.storing.record import NewRecord, Wording
from vm2graph.storing.schema import LIVE
from vm2graph.storing.settling import graph_digest, record_digest
from vm2graph.storing.snapshot import SnapshotView


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was committed. ``repair`` says what puts it right."""

    where: str  # a path in the collection, a slug, or an entity's type/slug
    sentence: str
    repair: str  # "quads": made again from the page; "remove": nobody's; "rows": only a dump or a copy helps


def audit_files(collection: Collection) -> Iterator[Problem]:
    """Every file of every snapshot that is kept, and what belongs to none."""
    seen: dict[tuple[int, int], str] = {}
    for number in collection.kept():
        folder = collection.folder(number)
        name = f"snapshots/{folder.name}"
        try:
            listed = files.read_manifest(folder)["files"]
        except (CollectionDamaged, KeyError) as error:
            yield Problem(f"{name}/{files.MANIFEST}", f"The manifest is damaged: {error}", "quads")
            continue
        found = {path.relative_to(folder).as_posix(): path for path in files.files_of(folder)}
        for missing in sorted({*listed} - {*found}):
            yield Problem(f"{name}/{missing}", "The file is missing.", "quads")
        for extra in sorted({*found} - {*listed}):
            yield Problem(f"{name}/{extra}", "The file was not there when the snapshot was made.", "quads")
        for path in sorted({*found} & {*listed}):
            if _sha256_once(found[path], seen) != listed[path]["sha256"]:
                yield Problem(f"{name}/{path}", "The file is not as it was written.", "quads")
    for orphan in orphan_files(collection):
        yield Problem(orphan, "No snapshot and no row names it.", "remove")


def _sha256_once(path: Path, seen: dict[tuple[int, int], str]) -> str | None:
    """Snapshots share most of their files."""
    try:
        stat = path.stat()
        key = (stat.st_dev, stat.st_ino)
        if key not in seen:
            seen[key] = files.sha256_of(path)
    except OSError:
        return None
    return seen[key]


def audit_catalogue(collection: Collection) -> Iterator[Problem]:
    """The file of the catalogue, and whether its rows agree with each other."""
    number, path = collection.current_number(), collection.path / CATALOGUE
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            for (said,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
                if said != "ok":
                    yield Problem(CATALOGUE, f"SQLite finds: {said}.", "rows")
            for check, sentence in _AGREEMENTS:
                for (where,) in connection.execute(check, {"n": number}).fetchmany(20):
                    yield Problem(str(where), sentence, "rows")
    except sqlite3.Error as error:
        yield Problem(CATALOGUE, f"SQLite cannot read it: {error}.", "rows")


_AGREEMENTS = (
    (
        f"""SELECT 'snapshot ' || number FROM snapshot WHERE number = :n AND records <>
              (SELECT count(*) FROM record r WHERE {LIVE.format("r")})""",
        "The number of records is not the one that was counted.",
    ),
    (
        f"""SELECT r.slug FROM record r WHERE {LIVE.format("r")}
              AND NOT EXISTS (SELECT 1 FROM content c WHERE c.id = r.content AND c.slug = r.slug
                AND c.sort_date = r.sort_date)""",
        "The record has no content that is its own.",
    ),
    (
        f"""SELECT r.slug FROM record r JOIN tombstone t ON t.slug = r.slug AND {LIVE.format("t")}
              WHERE {LIVE.format("r")}""",
        "The record is published and withdrawn at once.",
    ),
    (
        f"""SELECT slug FROM (SELECT slug, datestamp FROM record r WHERE {LIVE.format("r")}
              UNION ALL SELECT slug, datestamp FROM tombstone t WHERE {LIVE.format("t")}) d
              WHERE datestamp > (SELECT time FROM snapshot WHERE number = :n) OR datestamp = ''""",
        "The datestamp lies after the snapshot.",
    ),
    (
        f"""SELECT m.slug FROM claim m LEFT JOIN record r ON r.slug = m.slug AND {LIVE.format("r")}
              WHERE {LIVE.format("m")} AND (r.slug IS NULL OR r.sort_date <> m.sort_date)""",
        "Something is said of an entity by a record that is not live.",
    ),
    (
        f"""SELECT e.type || '/' || e.slug FROM
              (SELECT m.entity, m.wording, count(*) AS records FROM claim m WHERE {LIVE.format("m")}
                 GROUP BY m.entity, m.wording) a
              LEFT JOIN tally t ON t.entity = a.entity AND t.wording = a.wording AND {LIVE.format("t")}
              JOIN entity e ON e.id = a.entity WHERE t.records IS NOT a.records""",
        "The records that mention it are not the number that was counted.",
    ),
    (
        f"""SELECT e.type || '/' || e.slug FROM tally t JOIN entity e ON e.id = t.entity WHERE {LIVE.format("t")}
              AND NOT EXISTS (SELECT 1 FROM claim m WHERE m.entity = t.entity AND m.wording = t.wording
                AND {LIVE.format("m")})""",
        "A wording is counted that no record uses.",
    ),
)


class RecordAudit:
    """Records and entities of one snapshot, one at a time."""

    def __init__(self, collection: Collection, snapshot: SnapshotView) -> None:
        self.collection, self.snapshot = collection, snapshot
        self.iris = Iris(collection.settings.collection.base_iri)
        self._rows, self._n = collection.rows, snapshot.number

    def record(self, slug: str) -> Iterator[Problem]:
        """A record: its content, its graph, and the digest that its document's ETag is made of."""
        version = self._version(slug)
        if version is None:
            yield Problem(slug, "What the catalogue keeps of it cannot be read.", "quads")
            return
        kept, content_digest, digest = version
        document = _lines(self.snapshot, self.iris.document("publication", slug))
        evidence = _lines(self.snapshot, self.iris.evidence(slug))
        if graph_digest(document) != kept.graph:
            yield Problem(slug, "Its graph in the store is not the one that was published.", "quads")
        if (problem := self._kept_graph(slug, kept.graph)) is not None:
            yield problem
        whole = NewRecord(
            **{name: getattr(kept, name) for name in CONTENT},
            quads=(document + evidence).encode(),
            wordings=kept.wordings,
            report=kept.report,
            evidence=kept.evidence,
            notes=kept.notes,
        )
        if whole.digest != content_digest:
            yield Problem(slug, "Its digest is not that of what is kept of it.", "quads")
        shown = self._rows.rows(
            f"""SELECT s.digest FROM claim m JOIN shown s ON s.entity = m.entity AND {LIVE.format("s")}
                WHERE m.slug = :slug AND {LIVE.format("m")}""",
            slug=slug,
            n=self._n,
        )
        if record_digest(kept.graph, [row[0] for row in shown]) != digest:
            yield Problem(slug, "The digest of its document is not that of what the document shows.", "rows")

    def _kept_graph(self, slug: str, digest: str) -> Problem | None:
        """What documents are made of is the graph that was published."""
        try:
            text = self.snapshot.texts.kept(slug)
        except CollectionDamaged as error:
            return Problem(slug, str(error), "quads")
        if text is None:
            return Problem(slug, "Its graph is not kept beside its digest.", "quads")
        if graph_digest(text.replace(" .\n", f" <{self.iris.document('publication', slug)}> .\n")) != digest:
            return Problem(slug, "What is kept of its graph is not what was published.", "quads")
        return None

    def entity(self, number: int, row: EntityRow, curation: Curation) -> Iterator[Problem]:
        """An entity: what is shown of it follows from what records and curator say."""
        name = f"{row.type}/{row.slug}"
        said = self._rows.rows(
            f"""SELECT w.triples, t.records FROM tally t JOIN wording w ON w.id = t.wording
                WHERE t.entity = :entity AND {LIVE.format("t")}""",
            entity=number,
            n=self._n,
        )
        try:
            triples = merge(said, self.iris.thing(row.type, row.slug), curation.get(row.type, row.slug))
        except SyntaxError:
            yield Problem(name, "What records say of it cannot be read.", "rows")
            return
        text = ntriples(triples)
        if (graph_digest(text), label_of(parse(text), row.slug)) != (row.digest, row.label):
            yield Problem(name, "What is shown of it is not what its records say.", "rows")
        document = self.iris.document(row.type, row.slug)
        if _lines(self.snapshot, document) != text.replace(" .\n", f" <{document}> .\n"):
            yield Problem(name, "Its graph in the store is not the one that was published.", "quads")

    def graphs(self) -> Iterator[Problem]:
        """Graphs in the store that the catalogue does not know, and the number of quads."""
        base = f"{self.iris.base}/"
        for name in self.snapshot.store.graph_names():
            kind, _, rest = name.removeprefix(base).partition("/")
            type_, _, slug = rest.partition("/")
            known = self.snapshot.record(slug) if type_ == "publication" else self.snapshot.entity(type_, slug)
            if not name.startswith(base) or kind not in ("doc", "evidence") or known is None:
                yield Problem(name, "The store has a graph that the catalogue does not know.", "quads")
        counted = files.read_manifest(self.collection.folder(self._n))["quads"]
        if self.snapshot.store.count() != counted:
            yield Problem("quads", f"The store does not have the {counted} quads that were counted.", "quads")

    def _version(self, slug: str) -> tuple[NewRecord, str, str] | None:
        columns = ", ".join(f"c.{name}" for name in CONTENT)
        rows = self._rows.rows(
            f"""SELECT {columns}, {self._rows.notes_column}, c.report, c.evidence, c.digest, r.digest FROM record r
                JOIN content c ON c.id = r.content WHERE r.slug = :slug AND {LIVE.format("r")}""",
            slug=slug,
            n=self._n,
        )
        claims = self._rows.rows(
            f"""SELECT e.type, e.slug, w.triples FROM claim m JOIN entity e ON e.id = m.entity
                JOIN wording w ON w.id = m.wording WHERE m.slug = :slug AND {LIVE.format("m")}
                ORDER BY e.type, e.slug""",
            slug=slug,
            n=self._n,
        )
        if not rows:
            return None
        said, (notes, report, evidence, content_digest, digest) = rows[0][: len(CONTENT)], rows[0][len(CONTENT) :]
        try:
            zlib.decompress(report)
            if evidence is not None:
                zlib.decompress(evidence)
        except zlib.error:
            return None
        kept = NewRecord(
            **dict(zip(CONTENT, said, strict=True)),
            quads=b"",
            wordings=[Wording(*claim) for claim in claims],
            report=report,
            evidence=evidence,
            notes=notes,
        )
        return kept, content_digest, digest


def _lines(snapshot: SnapshotView, graph: str) -> str:
    return "".join(sorted(f"{triple} <{graph}> .\n" for triple in snapshot.store.graph(graph)))
