"""Embedded Oxigraph: the quads of one snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, Triple

from vm2graph.errors import CollectionDamaged, QueryError, QuerySyntaxError
from vm2graph.names import PREFIXES
from vm2graph.storing import QueryAnswer


class LocalStore:
    """The store of a snapshot, for reading. Never changes; opens in milliseconds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._store = ox.Store.read_only(str(path))
        except OSError as error:
            raise CollectionDamaged(f"The quads in {path} cannot be opened: {error}.") from error

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
        return [quad.triple for quad in self._store.quads_for_pattern(None, None, None, NamedNode(iri))]

    def copy_to(self, path: Path) -> None:
        """A checkpoint by hard links (same file system); milliseconds, whatever the size."""
        self._store.backup(str(path))


class LocalWriter:
    """The store of a snapshot that nobody reads yet."""

    def __init__(self, path: Path) -> None:
        self._store = ox.Store(str(path))

    def replace(self, graphs: Mapping[str, Iterable[Triple]]) -> None:
        """Each named graph gets these triples and no others; no triples, no graph."""
        for name in graphs:
            self._store.remove_graph(NamedNode(name))
        self._store.bulk_extend(
            Quad(triple.subject, triple.predicate, triple.object, NamedNode(name))
            for name, triples in graphs.items()
            for triple in triples
        )

    def graph(self, iri: str) -> list[Triple]:
        """The triples of one named graph as they now stand."""
        return [quad.triple for quad in self._store.quads_for_pattern(None, None, None, NamedNode(iri))]

    def count(self) -> int:
        """How many quads there are."""
        return len(self._store)

    def close(self) -> None:
        """Everything written is on disk when this returns."""
        self._store.flush()
        del self._store
