"""Files that are made of one snapshot for whoever wants all of it, kept beside the snapshots.

::

    mycollection/dumps/
      000042/                of the current snapshot alone
        dataset.json         what there is of a kind: files, sizes, digests
        dataset.nq.gz
      lock                   held by the one process that makes something

A kind of dump is there when its note is, which is written last: killed at any moment, it is there whole or not at all.
The files of a snapshot that is not current any more are removed by the commit that followed it, so nothing that was
withdrawn stays in them; a reader that has one open reads on. No digest of the collection covers them.
"""

from __future__ import annotations

import base64
import fcntl
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import pyoxigraph as ox
from pyoxigraph import Triple

from vm2graph.errors import CollectionError
from vm2graph.names import ENTITY_TYPES, PREFIXES, Iris
from vm2graph.storing import Snapshot, files

FOLDER = "dumps"
_LEVEL, _PAGE = 6, 500


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file of a dump."""

    name: str
    size: int  # bytes
    sha256: str  # 64 hex

    @property
    def digest(self) -> str:
        """As RFC 9530 has it: ``sha-256=:...:``."""
        return f"sha-256=:{base64.b64encode(bytes.fromhex(self.sha256)).decode()}:"


class Dumps:
    """The dumps of a collection, by the number of a snapshot and a kind."""

    def __init__(self, collection: Path) -> None:
        """``collection`` is its folder."""
        self.collection = collection
        self._folder = collection / FOLDER

    def find(self, number: int, kind: str) -> tuple[DumpFile, ...]:
        """The files of a kind; empty where it has not been made."""
        try:
            told = json.loads((self._place(number) / f"{kind}.json").read_bytes())
            return tuple(DumpFile(**each) for each in told)
        except (OSError, ValueError, TypeError):
            return ()

    def open(self, number: int, file: DumpFile) -> IO[bytes] | None:
        """A file to read; None where it is gone, or is not the one that the note tells of."""
        try:
            handle = (self._place(number) / file.name).open("rb")
        except OSError:
            return None
        if os.fstat(handle.fileno()).st_size != file.size:
            handle.close()
            return None
        return handle

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits until no other process makes something, and keeps others waiting until the block ends.

        Raises CollectionError where nothing can be written.
        """
        with self._lock() as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def make(self, number: int, kind: str, write: Callable[[DumpWriter], None]) -> tuple[DumpFile, ...]:
        """Has a kind of dump written, unless it is there; for whoever has the :meth:`turn`."""
        if found := self.find(number, kind):
            return found
        place = self._place(number)
        try:
            place.mkdir(parents=True, exist_ok=True)
            writer = DumpWriter(place)
            write(writer)
            told = json.dumps([asdict(each) for each in writer.made], indent=1)
            files.write_durably(place / f"{kind}.json", told.encode())
        except OSError as error:
            raise CollectionError(f"{place} cannot be written: {error.strerror or error}.") from error
        finally:
            for left in place.glob("*.part"):
                left.unlink(missing_ok=True)
        return tuple(writer.made)

    def others(self, number: int) -> list[Path]:
        """The folders of other snapshots."""
        if not self._folder.is_dir():
            return []
        return sorted(each for each in self._folder.iterdir() if each.name.isdigit() and int(each.name) != number)

    def keep_only(self, number: int) -> int:
        """Removes what belongs to other snapshots; says how many had something."""
        found = self.others(number)
        for place in found:
            shutil.rmtree(place, ignore_errors=True)
        return len(found)

    def _place(self, number: int) -> Path:
        return self._folder / f"{number:06d}"

    def _lock(self) -> IO[str]:
        try:
            self._folder.mkdir(exist_ok=True)
            return (self._folder / "lock").open("a")
        except OSError as error:
            raise CollectionError(f"{self._folder} cannot be written: {error.strerror or error}.") from error


class DumpWriter:
    """Where a kind of dump is written; remembers what was."""

    def __init__(self, place: Path) -> None:
        self.made: list[DumpFile] = []
        self._place = place

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        """A new file of the dump. It has its name when the block ends."""
        fresh = self._place / f"{name}.part"
        with fresh.open("w+b") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
            handle.seek(0)
            sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
            size = os.fstat(handle.fileno()).st_size
        fresh.replace(self._place / name)
        self.made.append(DumpFile(name, size, sha256))


@contextmanager
def packed(handle: IO[bytes]) -> Iterator[IO[bytes]]:
    """A gzip file without a time or a name in it, so that equal contents give equal bytes (RFC 1952 section 2.3.1)."""
    with gzip.GzipFile(filename="", mode="wb", fileobj=handle, compresslevel=_LEVEL, mtime=0) as made:
        yield made  # type: ignore[misc]  # GzipFile is a binary file to whoever writes


def dataset(snapshot: Snapshot, iris: Iris, writer: DumpWriter) -> None:
    """``dataset.nq.gz``: every public graph, as queries see them. ``dataset.ttl.gz``: the union of them.

    The graphs of the records by slug, each followed by its evidence where that can be queried, then those of the
    entities; every graph in sorted lines.
    """
    with (
        writer.file("dataset.nq.gz") as quads_file,
        writer.file("dataset.ttl.gz") as turtle_file,
        packed(quads_file) as quads,
        packed(turtle_file) as turtle,
    ):

        def triples() -> Iterator[Triple]:
            for name, text in _graphs(snapshot, iris):
                quads.write(text.replace(" .\n", f" <{name}> .\n").encode())
                for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES, lenient=True):
                    yield quad.triple

        ox.serialize(triples(), turtle, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)


def _graphs(snapshot: Snapshot, iris: Iris) -> Iterator[tuple[str, str]]:
    """Every public graph with its N-Triples, sorted."""
    after = ""
    while found := snapshot.harvest.stamps(after, _PAGE):
        for slug, _ in found:
            yield iris.document("publication", slug), snapshot.ntriples("publication", slug)
            evidence = snapshot.store.graph(iris.evidence(slug))  # none where it is kept as a document
            if evidence:
                yield iris.evidence(slug), "".join(sorted(f"{triple} .\n" for triple in evidence))
        after = found[-1][0]
    for type_ in ENTITY_TYPES:
        last: str | None = None
        while entities := snapshot.entities(type_, after=last, limit=_PAGE):
            for entity in entities:
                yield iris.document(type_, entity.slug), snapshot.ntriples(type_, entity.slug)
            last = entities[-1].slug
