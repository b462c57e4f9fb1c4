"""What a page speaks of beside the publication, for the record's page: findings, then activities, works and routes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from vm2graph.knowledge import KINDS, Holds, Key, Kind
from vm2graph.model import Bilingual
from vm2graph.names import DCAT, DCTERMS, PROV, RDFS, SCHEMA, VM2
from vm2graph.serving.views import Text, Viewer
from vm2graph.writing.terms import Term

_CLAIMS = ("finding", "conclusion")
_B = Bilingual
_KINDS = {
    "finding": _B("bevinding", "finding"),
    "conclusion": _B("conclusie", "conclusion"),
    "experiment": _B("experiment", "experiment"),
    "monitoring": _B("monitoring", "monitoring"),
    "research": _B("onderzoek", "study"),
    "route": _B("leerroute", "learning route"),
    "work": _B("werk", "work"),
    "letter": _B("brief", "letter"),
    "offering": _B("aanbieding", "offering"),
    "post": _B("functie", "office"),
    "person": _B("persoon", "person"),
}
_KEYS = {
    "outcome": _B("uitkomst", "outcome"),
    "direction": _B("richting", "direction"),
    "population": _B("bij", "among"),
    "comparator": _B("vergeleken met", "compared with"),
    "significance": _B("zekerheid", "certainty"),
    "cause": _B("genoemde oorzaak", "stated cause"),
    "condition_for": _B("voorwaarde voor", "condition for"),
    "reported_in": _B("volgens", "according to"),
    "result_of": _B("uit", "result of"),
    "by": _B("door", "by"),
    "to": _B("aan", "to"),
    "what": _B("wat", "what"),
    "about": _B("over", "about"),
    "description": _B("omschrijving", "description"),
    "tests": _B("beproeft", "tests"),
    "start": _B("begin", "start"),
    "end": _B("einde", "end"),
    "area": _B("gebied", "area"),
    "carried_out_by": _B("uitgevoerd door", "carried out by"),
    "commissioned_by": _B("in opdracht van", "commissioned by"),
    "aim": _B("doel", "aim"),
    "monitors": _B("volgt", "monitors"),
    "period": _B("periode", "period"),
    "other_name": _B("ook", "also"),
    "from_sector": _B("van", "from"),
    "to_sector": _B("naar", "to"),
    "core": _B("kern", "core"),
    "subject": _B("onderwerp", "subject"),
    "reports_on": _B("verslag van", "reports on"),
    "job": _B("functie", "office"),
    "holds": _B("ambt", "post"),
    "at": _B("bij", "at"),
}


@dataclass(frozen=True, slots=True)
class ThingView:
    """One thing the page speaks of."""

    id: str  # fragment of its IRI
    kind: str
    words: Text | None  # of the page, of a finding or conclusion
    name: Text | None
    polarity: str | None
    polarity_label: str
    rows: list[tuple[str, list[Text]]]


@dataclass(frozen=True, slots=True)
class ThingViews:
    """All of them, for the two parts of the record's page."""

    claims: list[ThingView]
    others: list[ThingView]


def things(viewer: Viewer, publication: str, document: str) -> ThingViews:
    """The things of a record; ``document`` is the IRI of its document, which names the page it is derived from."""
    views = _Views(viewer, publication, document)
    claims = sorted(views.of(_CLAIMS), key=lambda pair: pair[0])
    others = list(views.of([name for name in KINDS if name not in _CLAIMS]))
    return ThingViews([view for _, view in claims], [view for _, view in others])


class _Views:
    def __init__(self, viewer: Viewer, publication: str, document: str) -> None:
        self.viewer, self.publication, self.facts = viewer, publication, viewer.facts
        self.pages = self.facts.things(document, PROV.wasDerivedFrom)
        self.spoken = [thing for page in self.pages for thing in self.facts.things(page, SCHEMA.mentions)]

    def of(self, kinds: list[str] | tuple[str, ...]) -> Iterator[tuple[tuple[int, str], ThingView]]:
        """The things of some kinds, each with its place on the page."""
        for name in kinds:
            prefix = f"{self.publication}#{name}-"
            for thing in self.spoken:
                if thing.startswith(prefix):
                    yield (_place(self.facts.things(thing, VM2.supportedBy)), thing), self.view(KINDS[name], thing)

    def view(self, kind: Kind, thing: str) -> ThingView:
        """One thing."""
        language = self.viewer.visit.language
        polarity = next(iter(self.facts.things(thing, VM2.polarity)), None)
        return ThingView(
            id=thing.rpartition("#")[2],
            kind=_KINDS[kind.name].get(language),
            words=self.viewer.text(thing, SCHEMA.text) if kind.name in _CLAIMS else None,
            name=self.name(thing),
            polarity=polarity.removeprefix(VM2.base) if polarity else None,
            polarity_label=self.viewer.labels.label(polarity, language) if polarity else "",
            rows=[(name, values) for name, values in self.rows(kind, thing) if values],
        )

    def rows(self, kind: Kind, thing: str) -> Iterator[tuple[str, list[Text]]]:
        """What is stated of a thing, by the name of its key."""
        for key in kind.keys:
            if key.name in _KEYS:
                yield _KEYS[key.name].get(self.viewer.visit.language), self.values(thing, key)

    def name(self, thing: str) -> Text | None:
        """Our words for it, else the page's."""
        return self.viewer.text(thing, RDFS.label) or self.viewer.text(thing, SCHEMA.name, DCTERMS.title)

    def values(self, thing: str, key: Key) -> list[Text]:
        """What is stated under one key."""
        return [text for value in self.facts.values(thing, key.properties[0]) if (text := self.value(value, key))]

    def value(self, value: Term, key: Key) -> Text | None:
        """A value as words, with a link to where more is told of it."""
        if isinstance(value, Literal):
            return Text(value.value, value.language)
        iri = value.value if isinstance(value, NamedNode) else ""
        if not iri or iri in self.pages:  # that the page itself says it need not be said
            return None
        if key.holds is Holds.TERM:
            return Text(self.viewer.labels.label(iri, self.viewer.visit.language))
        if key.holds is Holds.PERIOD:
            ends = [self.viewer.text(iri, one) for one in (DCAT.startDate, DCAT.endDate)]
            return Text("–".join(end.value if end else "…" for end in ends))
        if iri.startswith(f"{self.publication}#"):
            fragment = iri.rpartition("#")[2]
            name = self.name(iri) or Text(fragment)
            return Text(name.value, name.language, f"#{fragment}")
        return self.viewer.named(iri)


def _place(passages: list[str]) -> int:
    """Where on the page the first passage starts."""
    starts = [int(found[1]) for each in passages if (found := re.search(r"#char=(\d+),", each))]
    return min(starts, default=0)
