"""The table of evidence: every value, the passages it rests on, the rule and the status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from vm2graph.names import OA, RDFS, VM2
from vm2graph.serving.content import NAMES, Facts
from vm2graph.serving.texts import VALUES, in_language
from vm2graph.serving.views import Text, Viewer
from vm2graph.writing.jsonld import compact
from vm2graph.writing.terms import Term

_ORDER = (
    "title", "subtitle", "creator", "editor", "contributor", "issued", "publisher", "place", "theme", "series",
    "type", "language", "temporal", "identifier", "download", "licence", "abstract", "citation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A value, and the passages it rests on."""

    fragment: str
    property: str
    value: Text
    passages: list[tuple[str, int, int]]
    rule: str
    status: str
    note: str | None


def evidence_order(fragment: str) -> tuple[int, list[tuple[int, str]]]:
    """Statements in the order of the record page: title first, creator-2 before creator-10."""
    start = fragment.partition("-")[0]
    place = _ORDER.index(start) if start in _ORDER else len(_ORDER)
    return place, [(int(part), "") if part.isdigit() else (0, part) for part in fragment.split("-")]


def evidence_rows(viewer: Viewer, graph: str, property_name: Mapping[str, str]) -> list[EvidenceRow]:
    """The statements of an evidence graph, for its table. The viewer also holds the names of entities."""
    facts, rows = viewer.facts, []
    for statement in facts.typed(VM2.SourcedStatement):
        fragment = statement.removeprefix(f"{graph}#")
        properties = facts.things(statement, VM2.ofProperty)
        value = next(iter(facts.values(statement, VM2.ofValue)), None)
        known = next((one for one in property_name if one in properties), properties[0] if properties else "")
        status = next(iter(facts.things(statement, VM2.evidenceStatus)), "")
        note = viewer.text(statement, RDFS.comment)
        rule = viewer.text(statement, VM2.rule)
        rows.append(
            EvidenceRow(
                fragment=fragment,
                property=property_name.get(known, compact(known)),
                value=_shown(viewer, value),
                passages=sorted(
                    (_quote(facts, one) for one in facts.things(statement, VM2.supportedBy)), key=lambda p: (p[1], p[2])
                ),
                rule=rule.value if rule else "",
                status=viewer.labels.label(status, viewer.visit.language),
                note=note.value if note else None,
            )
        )
    return sorted(rows, key=lambda row: evidence_order(row.fragment))


def _shown(viewer: Viewer, value: Term | None) -> Text:
    if isinstance(value, NamedNode):
        if viewer.text(value.value, *NAMES):
            return viewer.named(value.value)
        short = in_language(VALUES, value.value, viewer.visit.language)
        return Text(short if short != value.value else value.value.rpartition("/")[2] or value.value)
    if isinstance(value, Literal):
        return Text(value.value, value.language)
    return Text("")


def _quote(facts: Facts, passage: str) -> tuple[str, int, int]:
    selector = next(iter(facts.things(passage, OA.hasSelector)), passage)
    found = [facts.literal(selector, one) for one in (OA.exact, OA.start, OA.end)]
    exact, start, end = (literal.value if literal else "" for literal in found)
    return exact, int(start or 0), int(end or 0)
