"""Room 4: where records live.

Knows graphs, slugs and digests; knows nothing of pages, Flask or SHACL. What it is given has
passed the gate (``pipeline`` sees to that). One commit of :mod:`~vm2graph.storing.collection`
changes the quads (:mod:`~vm2graph.storing.local`) and the catalogue
(:mod:`~vm2graph.storing.catalogue`) together, under one snapshot number; readers bind that number
in both, so what they show always agrees. Whoever wants one graph, of a record or an entity, asks
:meth:`Snapshot.ntriples`: it is kept beside its digest, and the store need not be asked.
:mod:`~vm2graph.storing.remote` asks any SPARQL 1.1 endpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import QueryBoolean, QuerySolutions, Triple

if TYPE_CHECKING:
    from vm2graph.storing.dumps import Dumps

QueryAnswer = QuerySolutions | QueryBoolean | Iterable[Triple]
"""SELECT gives solutions, ASK a boolean, CONSTRUCT and DESCRIBE triples."""


class Store(Protocol):
    """What any store can do for a reader: SPARQL over the union of its graphs, and one graph at a time."""

    def query(self, sparql: str) -> QueryAnswer:
        """Evaluates a query. Raises QuerySyntaxError, QueryRefused or RemoteError."""

    def graph(self, iri: str) -> list[Triple]:
        """The triples of one named graph; empty when there is none."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A live record, as the catalogue has it."""

    slug: str
    source_id: str
    sha256: str  # of the source bytes
    media_type: str | None  # as it was given with them
    key: str
    title: str
    sort_date: str  # "2013", "2013-04"; "" when unknown
    datestamp: str  # RFC 3339 UTC, whole seconds: when the digest last changed
    digest: str  # 64 hex; what the record document shows


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A record that was withdrawn."""

    slug: str
    title: str
    datestamp: str
    reason: str


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A person, organization, theme, place or scheme that at least one live record mentions."""

    type: str
    slug: str
    label: str
    datestamp: str
    digest: str
    mentions: int  # live records


@dataclass(frozen=True, slots=True)
class Selection:
    """What a harvester wants: a window of time, both ends inclusive, and a set. Empty: no bound."""

    since: str = ""  # RFC 3339 UTC, whole seconds
    until: str = ""
    theme: str | None = None  # a theme's slug; "": any theme
    dated: bool = False  # only records that say when the publication was issued


@dataclass(frozen=True, slots=True)
class HarvestItem:
    """A record as a harvester is told of it."""

    slug: str
    datestamp: str
    digest: str  # empty: it was withdrawn
    dated: bool = True  # whether it says when the publication was issued
    themes: tuple[str, ...] = ()  # slugs, where they were asked for

    @property
    def deleted(self) -> bool:
        """Whether the record was withdrawn."""
        return not self.digest


@dataclass(frozen=True, slots=True)
class Change:
    """The last thing that happened to a record."""

    slug: str
    title: str
    datestamp: str
    what: str  # "created", "updated" or "deleted"
    reason: str = ""  # of a deletion


class Harvest(Protocol):
    """The lists of one snapshot for harvesters."""

    def earliest(self) -> str:
        """A time before which no record is dated, withdrawn ones included."""

    def item(self, slug: str) -> HarvestItem | None:
        """One record, live or withdrawn, by its slug."""

    def items(self, selection: Selection, after: str, limit: int) -> Sequence[HarvestItem]:
        """The records of a selection whose slugs come after one, by slug."""

    def themed(self, items: Sequence[HarvestItem]) -> Sequence[HarvestItem]:
        """The same items with their themes, which the other lists leave out."""

    def count(self, selection: Selection) -> int:
        """How many records a selection has."""

    def stamps(self, after: str, limit: int) -> Sequence[tuple[str, str]]:
        """Slug and datestamp of live records whose slugs come after one, by slug."""

    def parts(self, size: int) -> Sequence[tuple[str, str]]:
        """Where each ``size`` live records begin (after which slug), and the newest datestamp among them."""

    def changes(self, before: tuple[str, str] | None, limit: int) -> Sequence[Change]:
        """The last change of each record, newest first; ``before`` is datestamp and slug of the last one seen."""


class Snapshot(Protocol):
    """One committed state of a collection: quads and catalogue that agree. Thread-safe."""

    @property
    def number(self) -> int:
        """The snapshot's number; 0 is the empty collection."""

    @property
    def store(self) -> Store:
        """The quads."""

    @property
    def harvest(self) -> Harvest:
        """What harvesters list."""

    @property
    def path(self) -> str:
        """The folder of the Oxigraph store, for processes that open it themselves."""

    @property
    def time(self) -> str:
        """When it was committed, RFC 3339 UTC."""

    @property
    def quads(self) -> int:
        """How many there are in all graphs."""

    def record(self, slug: str) -> RecordRow | Tombstone | None:
        """One record by its slug, or by its title slug alone where that names exactly one live record."""

    def records(self, *, after: str | None = None, limit: int = 50) -> Sequence[RecordRow]:
        """Live records, newest ``sort_date`` first, then slug. ``after`` is the slug of the last one seen."""

    def count(self) -> int:
        """How many live records there are."""

    def ntriples(self, type_: str, slug: str) -> str:
        """The graph of a live record (``publication``) or of an entity as sorted N-Triples lines; empty where none is.

        The same triples as ``store.graph`` gives for its document, and many times cheaper: see
        :mod:`~vm2graph.storing.graph_texts`.
        """

    def evidence(self, slug: str) -> Sequence[Triple]:
        """The evidence graph of a live record, whether it is queryable or kept as a document."""

    def report(self, slug: str) -> str:
        """The validation report of a live record as JSON, see ``vm2graph.gate.Report.to_json``."""

    def entity(self, type_: str, slug: str) -> EntityRow | None:
        """One entity."""

    def merged_into(self, type_: str, slug: str) -> str | None:
        """The slug of the entity that one which is not shown any more was merged into, if it was."""

    def entities(self, type_: str, *, after: str | None = None, limit: int = 50) -> Sequence[EntityRow]:
        """Entities of one type by slug; ``after`` is the slug of the last one seen."""

    def mentioning(self, type_: str, slug: str, *, after: str | None = None, limit: int = 50) -> Sequence[RecordRow]:
        """Live records that mention an entity, in the order of :meth:`records`."""

    def sources(self, sha256: str) -> Sequence[RecordRow]:
        """Live records read from the source with this SHA-256."""


class Snapshots(Protocol):
    """A collection as its readers see it."""

    @property
    def dumps(self) -> Dumps:
        """The files made of its current snapshot."""

    def current(self) -> Snapshot:
        """The newest committed snapshot; cheap enough to ask at every request."""
