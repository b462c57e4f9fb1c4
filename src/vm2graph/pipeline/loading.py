"""A dump made into a collection again; every record passes the gate on its way in."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse

from vm2graph.curation import FILE_NAME, Curation
from vm2graph.errors import CollectionError
from vm2graph.gate import Gate
from vm2graph.names import SCHEMA, Iris
from vm2graph.reading import read_page
from vm2graph.storing import Tombstone, merging
from vm2graph.storing.batch import Batch
from vm2graph.storing.collection import Collection
from vm2graph.storing.dumping import CONTENT, FORMAT, NAMES, catalogue_graph
from vm2graph.storing.files import write_durably
from vm2graph.storing.record import NewRecord, Wording
from vm2graph.storing.settling import graph_digest
from vm2graph.writing.terms import iri, text

_OWN_GRAPHS = 2  # of a record: its own and that of its evidence
_LINE = 512 * 1024 * 1024  # bytes; no honest line of a dump is longer


class DumpFile:
    """A dump of the collection with a base IRI. What it does not give as it should is a CollectionError."""

    def __init__(self, path: Path, base: str) -> None:
        self.path, self.base = path, base

    def head(self) -> dict[str, Any]:
        """What the first line says: ``format``, ``base``, ``records`` and ``curation``."""
        for _line, _graph, kind, value in self.lines():
            if kind == "head" and value.get("format") == FORMAT and value.get("base") == self.base:
                return value
            break
        raise CollectionError(
            f"{self.path} is not a dump, in format {FORMAT}, of a collection with the base IRI {self.base}."
        )

    def lines(self) -> Iterator[tuple[bytes, str, str | None, dict[str, Any]]]:
        """Every line: its bytes, its graph, and for the catalogue's lines their kind and value."""
        own, digest, ended = catalogue_graph(self.base), hashlib.sha256(), False
        for line in self._raw():
            if ended:
                raise CollectionError(f"{self.path} goes on after its last line; it is not as it was written.")
            graph, kind, value = self._parsed(line, own)
            if kind == "end":
                ended = True
                if value.get("sha256") != digest.hexdigest():
                    raise CollectionError(f"{self.path} is not as it was written: its digest differs.")
            digest.update(line)
            yield line, graph, kind, value
        if not ended:
            raise CollectionError(f"{self.path} is not a whole dump: its last line is missing.")

    def _raw(self) -> Iterator[bytes]:
        try:
            with gzip.open(self.path) if self.path.suffix == ".gz" else self.path.open("rb") as lines:
                while line := lines.readline(_LINE):
                    yield line
        except (OSError, EOFError, zlib.error) as error:
            raise CollectionError(f"{self.path} cannot be read: {error}.") from error

    def _parsed(self, line: bytes, own: str) -> tuple[str, str | None, dict[str, Any]]:
        try:
            quad = next(parse(line, format=RdfFormat.N_QUADS))
            graph = str(quad.graph_name)[1:-1]
            if graph != own:
                return graph, None, {}
            value = dict(json.loads(quad.object.value).items())
            return graph, quad.predicate.value.removeprefix(NAMES), value
        except (SyntaxError, ValueError, TypeError, AttributeError, StopIteration) as error:
            raise CollectionError(f"{self.path} is not a dump of a collection: {error!r}.") from error


def load(path: Path, collection: Collection, gate: Gate, on_record: Callable[[], None] | None = None) -> Counter[str]:
    """Fills an empty collection from a dump, as one commit: all of it or nothing.

    Gives how many records and tombstones there were. Raises CollectionError for a collection that is not
    empty, another base IRI, a file that is not whole, or a record that the gate refuses.
    """
    if collection.current_number():
        raise CollectionError(f"{collection.path} is not empty; make a new one with vm2graph init, and load into that.")
    dumped = DumpFile(path, collection.settings.collection.base_iri)
    loading = _Loading(dumped, collection, gate, on_record or (lambda: None))
    try:
        head = dumped.head()
        decided, since = Curation.from_json(json.dumps(head["curation"])), str(head["datestamp"])
        with _taken_over(collection, decided), collection.writer(decided, not_before=since) as batch:
            loading.into(batch)
            collection.sources.sync()
    except (KeyError, TypeError, ValueError, AttributeError, SyntaxError, sqlite3.Error) as error:
        raise CollectionError(f"{path} is not a dump of a collection: {error!r}.") from error
    return loading.counts


@contextmanager
def _taken_over(collection: Collection, dumped: Curation) -> Iterator[None]:
    """Decisions about entities come with the dump, unless the collection has the same already; and go if it fails."""
    own, path = collection.curation(), collection.path / FILE_NAME
    if own.entities and own != dumped:
        raise CollectionError(f"{path} decides otherwise than the dump; move it away and load again.")
    if not dumped.entities or own.entities:
        yield
        return
    write_durably(path, dumped.to_yaml().encode())
    try:
        yield
    except BaseException:
        path.unlink()
        raise


class _Loading:
    def __init__(self, dumped: DumpFile, collection: Collection, gate: Gate, on_record: Callable[[], None]) -> None:
        self.path, self.dumped, self.collection = dumped.path, dumped, collection
        self.gate, self.on_record = gate, on_record
        self.iris = Iris(dumped.base)
        self.counts: Counter[str] = Counter()

    def into(self, batch: Batch) -> None:
        """Puts everything of the dump into a batch."""
        quads: dict[str, list[bytes]] = {}
        for line, graph, kind, value in self.dumped.lines():
            if kind is None:
                quads.setdefault(graph, []).append(line)
            elif kind == "minted":
                batch.mint(value["source_id"], value["slug"], value["key"])
            elif kind == "record":
                self._record(batch, value, quads)
                quads = {}
            elif kind == "tombstone":
                self._tombstone(batch, value)
            if len(quads) > _OWN_GRAPHS:
                quads = {}  # graphs of entities: they follow from what the records say

    def _record(self, batch: Batch, value: dict[str, Any], quads: dict[str, list[bytes]]) -> None:
        slug = value["slug"]
        document, evidence = self.iris.document("publication", slug), self.iris.evidence(slug)
        if not {*quads} <= {document, evidence}:
            raise CollectionError(f"{self.path}: {slug} comes with a graph that is not its own.")
        record = self._version(value, b"".join([*quads.get(document, ()), *quads.get(evidence, ())]))
        self._check(record, value, quads)
        batch.put(record, value["datestamp"])
        self.counts["records"] += 1
        self.on_record()

    def _tombstone(self, batch: Batch, value: dict[str, Any]) -> None:
        last = value.pop("last")
        batch.load_tombstone(Tombstone(**value), (self._version(last, b""), last["datestamp"]) if last else None)
        self.counts["tombstones"] += 1

    def _version(self, value: dict[str, Any], quads: bytes) -> NewRecord:
        page = base64.b64decode(value["page"])
        if hashlib.sha256(page).hexdigest() != value["sha256"]:
            raise CollectionError(f"{self.path}: the page of {value['slug']} is not the one it was made from.")
        self.collection.sources.keep(value["sha256"], page, durably=False)
        notes = base64.b64decode(value["notes"]) if value.get("notes") else None
        noted = hashlib.sha256(notes).hexdigest() if notes is not None else None
        if notes is not None and noted is not None:
            self.collection.sources.keep(noted, notes, durably=False)
        proof = value["evidence"]
        return NewRecord(
            **{name: value[name] for name in CONTENT},
            quads=quads,
            wordings=[
                Wording(one["type"], one["slug"], one["triples"], tuple(one["stated"])) for one in value["wordings"]
            ],
            report=zlib.compress(value["report"].encode(), 1),
            evidence=None if proof is None else zlib.compress(proof.encode(), 1),
            notes=noted,
        )

    def _check(self, record: NewRecord, value: dict[str, Any], quads: dict[str, list[bytes]]) -> None:
        """Nothing enters but through the gate."""
        document = b"".join(quads.get(self.iris.document("publication", record.slug), ())).decode()
        if graph_digest(document) != record.graph:
            raise CollectionError(f"{self.path}: the graph of {record.slug} is not as it was written.")
        page = read_page(base64.b64decode(value["page"]), record.source_id, record.media_type)
        triples = [quad.triple for quad in parse(record.quads, format=RdfFormat.N_QUADS)]
        triples += [triple for each in record.wordings for triple in merging.parse(each.triples)]
        triples += merging.parse(value["evidence"] or "")
        triples.append(Triple(iri(self.iris.source(record.sha256)), iri(SCHEMA.text), text(page.text)))
        violations = self.gate.check(triples).violations
        if violations:
            raise CollectionError(f"{self.path}: the gate refuses {record.slug}: {violations[0].message.en}")
