"""What one commit changes: records put, entities recomputed from all that mention them, datestamps moved.

A batch decides nothing about durability (:mod:`~vm2graph.storing.collection` does); it holds the
rows open in one transaction and hands over the graphs to replace.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from vm2graph.errors import CollectionError
from vm2graph.names import SCHEMA, SKOS, Iris, publication_slug
from vm2graph.storing import EntityRow, RecordRow, Tombstone
from vm2graph.storing.catalogue import Claim
from vm2graph.storing.catalogue_writer import CatalogueWriter

_MAIN_NAMES = (SCHEMA.name, SKOS.prefLabel, SCHEMA.givenName, SCHEMA.familyName)
_OTHER_NAME = {SCHEMA.name: SCHEMA.alternateName, SKOS.prefLabel: SKOS.altLabel}
Triples = Sequence[Triple]


@dataclass(frozen=True, slots=True)
class EntityGraph:
    """What a record says of one entity."""

    type: str
    slug: str
    triples: Triples


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record that has passed the gate."""

    slug: str
    source_id: str
    sha256: str
    key: str
    title: str
    sort_date: str
    record: Triples
    entities: Sequence[EntityGraph]
    evidence: Triples
    report: str  # JSON


class Batch:
    """The changes of one commit."""

    def __init__(self, rows: CatalogueWriter, base: str, now: str) -> None:
        self.now = now
        self.sources: dict[str, bytes] = {}
        self.added: list[str] = []
        self.updated: list[str] = []
        self.unchanged: list[str] = []
        self._rows = rows
        self._iris = Iris(base)
        self.withdrawn: list[str] = []
        self._new: dict[str, NewRecord] = {}
        self._content: dict[str, str] = {}
        self._restored: set[str] = set()
        self._touched: set[tuple[str, str]] = set()

    @property
    def changed(self) -> bool:
        """Whether there is anything to commit."""
        return bool(self._new or self.withdrawn)

    def slug_for(self, source_id: str, key: str, title: str, same_as: str | None = None) -> str:
        """The slug of a source: the one it has, or a new one.

        Raises CollectionError where another source already holds the key, unless ``same_as`` names that slug.
        """
        known = self._rows.minted(source_id)
        if known is not None:
            return known
        holder = self._rows.holder(key)
        slug = publication_slug(title, key)
        if holder is not None:
            other, held = holder
            if same_as != held:
                raise CollectionError(
                    f"{source_id} describes the publication that {other} already gave ({held}); "
                    f"leave one out, or publish it with --same-as {held}."
                )
            return held
        return slug

    def withdraw(self, slug: str, reason: str) -> None:
        """Takes a record out and leaves a tombstone. Raises CollectionError where there is no such record."""
        row = self._rows.record(slug)
        if row is None or slug in self._new:
            gone = self._rows.tombstone(slug)
            raise CollectionError(
                f"{slug} was withdrawn already: {gone.reason}." if gone else f"There is no record {slug} to withdraw."
            )
        self.withdrawn.append(slug)
        self._touched.update((claim.type, claim.entity) for claim in self._rows.claims_of(slug))
        self._rows.put_claims(slug, [])
        self._rows.put_tombstone(Tombstone(slug, row.title, self.now, reason))

    def restore(self, slug: str) -> None:
        """Lets a withdrawn record be put again. Raises CollectionError where none was withdrawn."""
        if self._rows.tombstone(slug) is None:
            raise CollectionError(f"{slug} was not withdrawn; there is nothing to restore.")
        self._restored.add(slug)

    def put(self, record: NewRecord, source: bytes) -> str:
        """Adds or replaces a record; the same content again changes nothing.

        Says ``added``, ``updated`` or ``unchanged``.
        """
        content = _content_hash(record)
        before = self._rows.content(record.slug)
        gone = self._rows.tombstone(record.slug)
        if gone is not None and record.slug not in self._restored:
            raise CollectionError(
                f"{record.source_id} is {record.slug}, which was withdrawn ({gone.reason}); "
                "bring it back with vm2graph restore, and publish again."
            )
        if record.slug in self._new:
            raise CollectionError(f"{record.source_id} and {self._new[record.slug].source_id} both give {record.slug}.")
        if before == content:
            self.unchanged.append(record.slug)
            return "unchanged"
        (self.added if before is None else self.updated).append(record.slug)
        self._new[record.slug] = record
        self._content[record.slug] = content
        self.sources[record.sha256] = source
        if self._rows.minted(record.source_id) is None:
            self._rows.mint(record.source_id, record.slug, record.key)
        self._touched.update((claim.type, claim.entity) for claim in self._rows.claims_of(record.slug))
        self._touched.update((entity.type, entity.slug) for entity in record.entities)
        self._rows.put_claims(
            record.slug,
            [Claim(record.slug, entity.type, entity.slug, _ntriples(entity.triples)) for entity in record.entities],
        )
        return "added" if before is None else "updated"

    def finish(self, graph: Callable[[str], list[Triple]]) -> dict[str, Triples]:
        """Writes the rows and gives the graphs to replace. ``graph`` reads the store that is being made."""
        graphs: dict[str, Triples] = {}
        affected: set[str] = set()
        for type_, slug in sorted(self._touched):
            triples, claims = self._entity(type_, slug)
            name = self._iris.document(type_, slug)
            before = self._rows.entity(type_, slug)
            digest = _digest(triples)
            if before is not None and before.digest == digest:
                continue
            graphs[name] = triples
            affected.update(claim.slug for claim in claims)
            if claims:
                label = _label(triples, slug)
                self._rows.put_entity(EntityRow(type_, slug, label, self.now, digest, len(claims)))
            else:
                self._rows.end_entity(type_, slug)
        for slug, record in self._new.items():
            graphs[self._iris.document("publication", slug)] = record.record
            graphs[self._iris.evidence(slug)] = record.evidence
        for slug in self.withdrawn:
            graphs[self._iris.document("publication", slug)] = ()
            graphs[self._iris.evidence(slug)] = ()
        self._date(affected, lambda name: graphs[name] if name in graphs else graph(name))
        return graphs

    def summary(self) -> dict[str, object]:
        """Counts for the manifest."""
        names = ("added", "updated", "unchanged", "withdrawn")
        return {name: len(getattr(self, name)) for name in names}

    def _entity(self, type_: str, slug: str) -> tuple[list[Triple], list[Claim]]:
        claims = self._rows.claims_about(type_, slug)
        return merge([_parse(claim.triples) for claim in claims]), claims

    def _date(self, affected: set[str], graph: Callable[[str], Triples]) -> None:
        """Every record whose document shows something else than before gets the time of this commit."""
        for slug in sorted(affected | set(self._new)):
            shown = list(graph(self._iris.document("publication", slug)))
            for claim in self._rows.claims_of(slug):
                shown.extend(graph(self._iris.document(claim.type, claim.entity)))
            digest = _digest(shown)
            before = self._rows.record(slug)
            datestamp = before.datestamp if before is not None and before.digest == digest else self.now
            new = self._new.get(slug)
            if new is None:
                self._rows.redate(slug, digest, datestamp)
                continue
            row = RecordRow(
                slug, new.source_id, new.sha256, new.key, new.title, new.sort_date, datestamp, digest, new.report
            )
            self._rows.put_record(row, self._content[slug])


def merge(claims: Iterable[Iterable[Triple]]) -> list[Triple]:
    """One graph from what all records say of an entity.

    Of names only the commonest form stays the name (ties: first in the alphabet, per language); the
    other forms become alternate names. Everything else is the union.
    """
    names: dict[tuple[str, str], Counter[Literal]] = defaultdict(Counter)
    merged: set[Triple] = set()
    subject: NamedNode | None = None
    for claim in claims:
        for triple in claim:
            if triple.predicate.value in _MAIN_NAMES and isinstance(triple.object, Literal):
                subject = triple.subject if isinstance(triple.subject, NamedNode) else subject
                names[triple.predicate.value, triple.object.language or ""][triple.object] += 1
            else:
                merged.add(triple)
    for (property_, _language), forms in names.items():
        ranked = sorted(forms, key=lambda form: (-forms[form], form.value))
        assert subject is not None  # noqa: S101 - a name has a subject
        merged.add(Triple(subject, NamedNode(property_), ranked[0]))
        if other := _OTHER_NAME.get(property_):
            merged.update(Triple(subject, NamedNode(other), form) for form in ranked[1:])
    return sorted(merged, key=str)


def _label(triples: Iterable[Triple], slug: str) -> str:
    names = [
        triple.object
        for triple in triples
        if triple.predicate.value == SCHEMA.name and isinstance(triple.object, Literal)
    ]
    ranked = sorted(names, key=lambda name: (name.language not in (None, "nl"), name.value))
    return ranked[0].value if ranked else slug


def _ntriples(triples: Iterable[Triple]) -> str:
    return "".join(sorted(f"{triple} .\n" for triple in triples))


def _parse(ntriples: str) -> list[Triple]:
    return [quad.triple for quad in ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES)]


def _digest(triples: Iterable[Triple]) -> str:
    return hashlib.sha256("".join(sorted({str(triple) for triple in triples})).encode()).hexdigest()


def _content_hash(record: NewRecord) -> str:
    """Everything a record brings: graph, claims, evidence and report."""
    parts = [
        record.source_id,
        record.sha256,
        record.report,
        _ntriples(record.record),
        _ntriples(record.evidence),
        *(_ntriples(entity.triples) for entity in record.entities),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
