"""The page of evidence: every value with its status and rule, beside the passages it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from vm2graph.names import OA, PROV, RDFS, VM2
from vm2graph.serving.content import NAMES, Facts
from vm2graph.serving.source_text import Event, Place, key_of, marked
from vm2graph.serving.texts import VALUES, in_language
from vm2graph.serving.views import Text, Viewer, web
from vm2graph.writing.terms import Term

_ORDER = (
    "title", "subtitle", "creator", "editor", "contributor", "issued", "publisher", "place", "theme", "series",
    "type", "language", "temporal", "identifier", "download", "licence", "abstract", "citation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that a value rests on."""

    place: Place
    quote: str

    @property
    def key(self) -> str:
        """The fragment of its IRI, and of its place on the page."""
        return key_of(self.place)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A value, and the passages it rests on."""

    fragment: str
    property: str
    about: Text | None  # what has the value, where that is not the publication
    value: Text
    passages: list[Passage]
    rule: str
    curator: Text | None
    status: str
    note: Text | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of the text of the page, for its template; ``values`` are the numbers and fragments of rows."""

    event: Event
    key: str
    values: list[tuple[int, str]]


def evidence_order(fragment: str) -> tuple[int, list[tuple[int, str]]]:
    """Statements in the order of the record page: title first, creator-2 before creator-10."""
    start = fragment.partition("-")[0]
    place = _ORDER.index(start) if start in _ORDER else len(_ORDER)
    return place, [(int(part), "") if part.isdigit() else (0, part) for part in fragment.split("-")]


def evidence_rows(viewer: Viewer, graph: str, publication: str, property_name: Mapping[str, str]) -> list[EvidenceRow]:
    """The statements of an evidence graph, in order. The viewer also holds the names of entities."""
    facts, rows = viewer.facts, []
    for statement in facts.typed(VM2.SourcedStatement):
        fragment = statement.removeprefix(f"{graph}#")
        properties = facts.things(statement, VM2.ofProperty)
        value = next(iter(facts.values(statement, VM2.ofValue)), None)
        (subject,) = facts.things(statement, VM2.ofSubject) or (publication,)
        known = next((one for one in property_name if one in properties), properties[0] if properties else "")
        status = next(iter(facts.things(statement, VM2.evidenceStatus)), "")
        rule = viewer.text(statement, VM2.rule)
        curator = next(iter(facts.things(statement, PROV.wasAttributedTo)), None)
        rows.append(
            EvidenceRow(
                fragment=fragment,
                property=property_name.get(known) or viewer.labels.label(known, viewer.visit.language),
                about=None if subject == publication else _called(viewer, subject),
                value=_shown(viewer, value),
                passages=sorted(
                    (_passage(facts, one) for one in facts.things(statement, VM2.supportedBy)), key=lambda p: p.place
                ),
                rule=rule.value if rule else "",
                curator=viewer.named(curator) if curator else None,
                status=viewer.labels.label(status, viewer.visit.language),
                note=viewer.text(statement, RDFS.comment),
            )
        )
    return sorted(rows, key=lambda row: evidence_order(row.fragment))


def source_marks(rows: Sequence[EvidenceRow], text: str | None, *, whole: bool) -> list[Mark]:
    """The text of the page, or of what the rows quote of it, with the passages of the rows marked in it."""
    values: dict[Place, list[tuple[int, str]]] = defaultdict(list)
    quotes: dict[Place, str] = {}
    for number, row in enumerate(rows, 1):
        for passage in row.passages:
            values[passage.place].append((number, row.fragment))
            quotes[passage.place] = passage.quote
    return [
        Mark(event, key_of(event.place), values[event.place] if event.kind in ("open", "close") else [])
        for event in marked(text, quotes, whole=whole)
    ]


def _shown(viewer: Viewer, value: Term | None) -> Text:
    if isinstance(value, NamedNode):
        if value.value.startswith(VM2.base):
            return Text(viewer.labels.label(value.value, viewer.visit.language))
        short = in_language(VALUES, value.value, viewer.visit.language)
        return Text(short) if short != value.value else _called(viewer, value.value)
    if isinstance(value, Literal):
        return Text(value.value, value.language)
    return Text("")


def _called(viewer: Viewer, thing: str) -> Text:
    """A thing by its name or label; else the end of its IRI, or all of it where it is not ours."""
    name = viewer.text(thing, *NAMES, RDFS.label)
    if name is not None:
        return Text(name.value, name.language, viewer.site.local(thing, viewer.visit))
    if thing.startswith(viewer.site.iris.base):
        return Text(thing.rpartition("#")[2] if "#" in thing else thing.rpartition("/")[2])
    return Text(thing, None, web(thing))


def _passage(facts: Facts, passage: str) -> Passage:
    selector = next(iter(facts.things(passage, OA.hasSelector)), passage)
    found = [facts.literal(selector, one) for one in (OA.exact, OA.start, OA.end)]
    exact, start, end = (literal.value if literal else "" for literal in found)
    return Passage((int(start or 0), int(end or 0)), exact)
