"""A collection in memory: graphs made by ``writing`` from publications put together by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store, Triple

from vm2graph.model import (
    Bilingual,
    Download,
    Organisation,
    PartialDate,
    Period,
    Person,
    Place,
    Publication,
    Remark,
    RemarkKind,
    Source,
    Span,
    Stated,
    Status,
    Theme,
)
from vm2graph.names import Iris
from vm2graph.settings import CollectionSettings, ServingSettings, Settings
from vm2graph.storing import Change, EntityRow, QueryAnswer, RecordRow, Tombstone
from vm2graph.storing.dumps import Dumps
from vm2graph.storing.merging import ntriples
from vm2graph.writing.describe import Description, describe
from vm2graph.writing.evidence import evidence

BASE = "https://data.example.org"
HOSTILE = """</script><script>alert("1")</script> & <b>'x'</b> <!-- \u2028"""
SLUG = "vijf-jaar-vm2-aee4f458"
SHA256 = "ab" * 32


def settings(base: str = BASE, page_size: int = 50) -> Settings:
    return Settings(CollectionSettings(base_iri=base), serving=ServingSettings(page_size=page_size))


@dataclass
class Page:
    """A page text that grows with every value that is said to stand on it."""

    text: str = ""

    def said(self, value: object, words: str) -> Stated:  # type: ignore[type-arg]
        start = len(self.text)
        self.text += words + "\n"
        return Stated(value, (Span(start, start + len(words)),), "test-rule", Status.VERBATIM)


def person(page: Page, given: str, family: str) -> Stated:  # type: ignore[type-arg]
    name = f"{given} {family}"
    return page.said(
        Person(page.said(name, name), given=page.said(given, given), family=page.said(family, family)), name
    )


def publication(title: str = "Vijf jaar VM2", **changes: object) -> tuple[Publication, str]:
    page = Page()
    body = page.said("Expertisecentrum", "Expertisecentrum")
    made = Publication(
        source=Source("bron.txt", SHA256, "text/plain", 10),
        title=page.said(title, title),
        language=page.said("nl", "nl"),
        page_language=page.said("nl", "nl"),
        kind=page.said("research report", "rapport"),
        subtitle=page.said("Samenvatting & <meer>", "Samenvatting & <meer>"),
        creators=(person(page, "Renée", "Schoonhoven"), person(page, "Machiel", "Bouwmans")),
        issued=page.said(PartialDate(2013), "2013"),
        publishers=(page.said(Organisation(body), "Expertisecentrum"),),
        places=(page.said(Place(page.said("Utrecht", "Utrecht")), "Utrecht"),),
        themes=(page.said(Theme(page.said("Café & school", "Café & school")), "Café & school"),),
        abstract=page.said("Eerste alinea over iets.\n\nPluspunten\n\nTweede alinea, langer dan haar kop.", "abstract"),
        citation=page.said("Schoonhoven, R. (2013). Vijf jaar VM2.", "Schoonhoven, R. (2013). Vijf jaar VM2."),
        temporal=page.said(Period(PartialDate(2008), PartialDate(2012)), "2008-2012"),
        download=page.said(Download(page.said("Download", "Download")), "Download"),
        remarks=(
            Remark(
                RemarkKind.MISSPELLING,
                "misspelling",
                "abstract",
                Bilingual("Waarschijnlijk een verschrijving.", "Probably a slip of the pen."),
                evidence=(Span(0, 4),),
                proposed="vmbo",
            ),
        ),
    )
    return replace(made, **changes), page.text  # type: ignore[arg-type]


class MemoryStore:
    def __init__(self) -> None:
        self.quads = Store()

    def query(self, sparql: str) -> QueryAnswer:
        return self.quads.query(sparql, use_default_graph_as_union=True)

    def graph(self, iri: str) -> list[Triple]:
        return [quad.triple for quad in self.quads.quads_for_pattern(None, None, None, NamedNode(iri))]


@dataclass
class FakeSnapshot:
    number: int
    quads: int = 0
    store: MemoryStore = field(default_factory=MemoryStore)
    time: str = "2026-01-02T03:04:05Z"
    path: str = "/nonexistent"
    live: dict[str, RecordRow] = field(default_factory=dict)
    gone: dict[str, Tombstone] = field(default_factory=dict)
    merged: dict[tuple[str, str], str] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)
    found: dict[tuple[str, str], EntityRow] = field(default_factory=dict)
    by_entity: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    @property
    def harvest(self) -> FakeHarvest:
        return FakeHarvest(self)

    def record(self, slug: str) -> RecordRow | Tombstone | None:
        if found := self.live.get(slug) or self.gone.get(slug):
            return found
        short = [row for key, row in self.live.items() if key.rpartition("-")[0] == slug]
        return short[0] if len(short) == 1 else None

    def records(self, *, after: str | None = None, limit: int = 50) -> Sequence[RecordRow]:
        return self._page(list(self.live), after, limit)

    def count(self) -> int:
        return len(self.live)

    def ntriples(self, type_: str, slug: str) -> str:
        return ntriples(self.store.graph(Iris(BASE).document(type_, slug)))

    def evidence(self, slug: str) -> Sequence[Triple]:
        return self.store.graph(Iris(BASE).evidence(slug))

    def report(self, slug: str) -> str:
        return self.reports.get(slug, REPORT)

    def entity(self, type_: str, slug: str) -> EntityRow | None:
        return self.found.get((type_, slug))

    def merged_into(self, type_: str, slug: str) -> str | None:
        return self.merged.get((type_, slug))

    def entities(self, type_: str, *, after: str | None = None, limit: int = 50) -> Sequence[EntityRow]:
        slugs = sorted(slug for kind, slug in self.found if kind == type_ and slug > (after or ""))
        return [self.found[type_, slug] for slug in slugs[:limit]]

    def mentioning(self, type_: str, slug: str, *, after: str | None = None, limit: int = 50) -> Sequence[RecordRow]:
        return self._page(self.by_entity.get((type_, slug), []), after, limit)

    def sources(self, sha256: str) -> Sequence[RecordRow]:
        return [row for row in self.live.values() if row.sha256 == sha256]

    def _page(self, slugs: list[str], after: str | None, limit: int) -> list[RecordRow]:
        start = slugs.index(after) + 1 if after in slugs else 0
        return [self.live[slug] for slug in slugs[start : start + limit]]


@dataclass
class FakeHarvest:
    """The part of Harvest that pages without a catalogue need."""

    snapshot: FakeSnapshot

    def changes(self, before: tuple[str, str] | None, limit: int) -> list[Change]:
        rows = sorted(self.snapshot.live.values(), key=lambda row: row.slug)
        return [Change(row.slug, row.title, row.datestamp, "updated") for row in rows[:limit]]

    def parts(self, size: int) -> list[tuple[str, str]]:
        return [("", self.snapshot.time)] if self.snapshot.live else []

    def stamps(self, after: str, limit: int) -> list[tuple[str, str]]:
        return [(row.slug, row.datestamp) for row in self.snapshot.live.values()]

    def earliest(self) -> str:
        return self.snapshot.time


class Fake:
    """Implements Snapshots. ``add`` puts a record into the current snapshot."""

    def __init__(self, base: str = BASE) -> None:
        self.iris = Iris(base)
        self.snapshot = FakeSnapshot(1)
        self.dumps = Dumps(Path("/nonexistent"))

    def current(self) -> FakeSnapshot:
        return self.snapshot

    def add(self, slug: str = SLUG, title: str = "Vijf jaar VM2", **changes: object) -> Description:
        given, text = publication(title, **changes)
        made = describe(given, text, slug, self.iris)
        self._put(made.document, made.record)
        self._put(self.iris.evidence(slug), evidence(made, text, given.source.sha256, self.iris))
        for entity in made.entities:
            self._put(self.iris.document(entity.type, entity.slug), entity.triples)
            key = (entity.type, entity.slug)
            self.snapshot.by_entity.setdefault(key, []).append(slug)
            mentions = len(self.snapshot.by_entity[key])
            self.snapshot.found[key] = EntityRow(*key, entity.slug, "2026-01-02T03:04:05Z", "e" * 64, mentions)
        self.snapshot.live[slug] = RecordRow(
            slug, "bron.txt", given.source.sha256, None, "k", title, "2013", "2026-01-01T00:00:00Z", "d" * 64
        )
        return made

    def _put(self, graph: str, triples: Sequence[Triple]) -> None:
        node = NamedNode(graph)
        self.snapshot.store.quads.extend(Quad(t.subject, t.predicate, t.object, node) for t in triples)


REPORT = json.dumps(
    {
        "conforms": True,
        "engine": "pyshacl",
        "counts": {"violation": 0, "warning": 1, "info": 0},
        "findings": [
            {
                "severity": "warning",
                "shape": "https://example.org/shape",
                "focus": "x",
                "path": "http://purl.org/dc/terms/issued",
                "value": "<b>hostile</b>",
                "message": {"nl": "Het veld is leeg.", "en": "The field is empty."},
                "remedy": {"nl": "Vul het in.", "en": "Fill it in."},
                "component": "c",
                "field": "issued",
            }
        ],
    }
)
