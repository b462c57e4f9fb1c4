"""Embedded Oxigraph: the quads of one snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import NamedNode, Triple

from vm2graph.errors import CollectionDamaged, CollectionError, QueryError, QuerySyntaxError
from vm2graph.names import PREFIXES
from vm2graph.storing import QueryAnswer

# Oxigraph's bulk loader works on a million quads at a time and takes 1.6 GB for it; in portions of this size
# it takes a tenth of that and is no slower
_PORTION = 12_000_000  # bytes of N-Quads
_SMALL = 500_000  # below this a transaction costs less than making files


class LocalStore:
    """The store of a snapshot, for reading. Never changes; opens in milliseconds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _sound(path, "opened"):
            self._store = ox.Store.read_only(str(path))

    def query(self, sparql: str) -> QueryAnswer:
        """Evaluates over the union of all graphs, in this process and without limits: for the owner's own queries.

        The prefixes of ``names.PREFIXES`` need not be declared.
        """
        try:
            return self._store.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise QuerySyntaxError(f"The query is not SPARQL 1.1: {error}") from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"The query failed: {error}") from error

    def graph(self, iri: str) -> list[Triple]:
        """The triples of one named graph; empty when there is none."""
        with _sound(self.path, "read"):
            return [quad.triple for quad in self._store.quads_for_pattern(None, None, None, NamedNode(iri))]

    def graph_names(self) -> list[str]:
        """Every named graph."""
        with _sound(self.path, "read"):
            return sorted(name.value for name in self._store.named_graphs() if isinstance(name, NamedNode))

    def quads(self) -> Iterator[tuple[str, bytes]]:
        """Every named graph with its quads as sorted N-Quads lines."""
        for name in self.graph_names():
            lines = sorted(f"{triple} <{name}> .\n" for triple in self.graph(name))
            yield name, "".join(lines).encode()

    def count(self) -> int:
        """How many quads there are, by reading them all."""
        with _sound(self.path, "read"):
            return len(self._store)

    def copy_to(self, path: Path) -> None:
        """A checkpoint by hard links (same file system); milliseconds, whatever the size."""
        with _sound(self.path, "copied"):
            self._store.backup(str(path))


class LocalWriter:
    """The store of a snapshot that nobody reads yet. ``quads`` is how many it has, kept by counting changes."""

    def __init__(self, path: Path, quads: int = 0) -> None:
        self._path = path
        with _sound(path, "opened"):
            self._store = ox.Store(str(path))
        self.quads = quads
        self._waiting: list[bytes] = []
        self._bytes = 0

    def remove(self, graph: str) -> None:
        """A named graph goes, if it is there."""
        name = NamedNode(graph)
        with _sound(self._path, "written"):
            gone = sum(1 for _ in self._store.quads_for_pattern(None, None, None, name))
            if gone:
                self._store.remove_graph(name)
                self.quads -= gone

    def add(self, quads: bytes) -> None:
        """N-Quads, a line each, in graphs that were not there or have been removed."""
        self._waiting.append(quads)
        self._bytes += len(quads)
        self.quads += quads.count(b"\n")
        if self._bytes >= _PORTION:
            self._load()

    def close(self) -> None:
        """Everything written is on disk when this returns."""
        self._load()
        with _sound(self._path, "written"):
            self._store.flush()
        del self._store

    def abandon(self) -> None:
        """Lets go of the files, whoever still holds this writer."""
        self._waiting = []
        if hasattr(self, "_store"):
            del self._store

    def _load(self) -> None:
        waiting, self._waiting = b"".join(self._waiting), []
        load = self._store.load if self._bytes < _SMALL else self._store.bulk_load
        self._bytes = 0
        if waiting:
            with _sound(self._path, "written"):
                # the terms were checked when they were made
                load(waiting, format=ox.RdfFormat.N_QUADS, lenient=True)


@contextmanager
def _sound(path: Path, done: str) -> Iterator[None]:
    """What the disk or the store itself finds wrong, in a sentence. The store tells corruption as RuntimeError."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        kind = CollectionError if done == "written" else CollectionDamaged
        raise kind(f"The quads in {path} cannot be {done}: {' '.join(str(error).split())}.") from error
