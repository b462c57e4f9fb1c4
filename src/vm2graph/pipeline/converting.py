"""The road of one page: every step is a room of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pyoxigraph import Triple

from vm2graph.curation import Curation
from vm2graph.gate import Finding, Gate, Report
from vm2graph.model import Agent, PageBytes, ParsedPage, Person, Publication, Span, Stated
from vm2graph.names import SCHEMA, Iris, publication_key, publication_slug
from vm2graph.notes import annotate, read_notes
from vm2graph.reading import read_page
from vm2graph.reading.interpret import interpret
from vm2graph.writing.curate import curate
from vm2graph.writing.describe import describe
from vm2graph.writing.evidence import evidence_lines
from vm2graph.writing.graph import Description
from vm2graph.writing.terms import text, triples_in_order


@dataclass(frozen=True, slots=True)
class Passage:
    """Where in the page something stands, for a person: the 1-based line, and what it reads."""

    line: int
    quote: str


@dataclass(frozen=True, slots=True)
class Written:
    """What the gate saw and a collection keeps, as sorted N-Triples."""

    record: str
    entities: tuple[str, ...]  # in the order of Description.entities
    evidence: str


@dataclass(frozen=True, slots=True)
class Converted:
    """A page as RDF, with the gate's verdict on it."""

    page: ParsedPage
    publication: Publication
    key: str
    description: Description
    written: Written
    report: Report

    @property
    def evidence(self) -> tuple[Triple, ...]:
        """The evidence graph."""
        return tuple(triples_in_order(self.written.evidence))

    @property
    def status(self) -> str:
        """``ok``, ``warning`` (the page is poor) or ``error`` (the gate refuses it)."""
        if not self.report.conforms:
            return "error"
        poor = self.report.warnings or any(remark.warning for remark in self.publication.remarks)
        return "warning" if poor else "ok"

    @property
    def codes(self) -> list[str]:
        """Stable codes: of the remarks, then of the shapes that spoke as Violation or Warning."""
        found = [remark.code for remark in self.publication.remarks]
        found += [finding.shape.rpartition("#")[2] for finding in (*self.report.violations, *self.report.warnings)]
        return list(dict.fromkeys(found))

    def graphs(self, iris: Iris) -> dict[str, list[Triple]]:
        """Named graphs as a collection would hold them."""
        made = {self.description.document: list(self.description.record)}
        for entity in self.description.entities:
            made[iris.document(entity.type, entity.slug)] = list(entity.triples)
        made[iris.evidence(self.description.slug)] = list(self.evidence)
        return made

    def passages(self, finding: Finding) -> list[Passage]:
        """Where in the page a finding of the gate points: its field, or whatever is stated of its focus."""
        if finding.field is not None:
            spans = _spans(getattr(self.publication, finding.field, None))
            spans += [
                s for remark in self.publication.remarks if remark.field == finding.field for s in remark.evidence
            ]
        else:
            about = (value for value in self.description.values if value.subject == f"<{finding.focus}>")
            spans = [span for value in about for span in value.stated.evidence]
        return [self.passage(span) for span in dict.fromkeys(spans)]

    def passage(self, span: Span) -> Passage:
        """A span as a line number and a quotation of at most 80 characters."""
        quote = " ".join(span.of(self.page.text).split())
        return Passage(self.page.line_of(span.start), quote if len(quote) <= 80 else f"{quote[:79]}…")

    def report_json(self) -> str:
        """The report as it is stored and served: the gate's findings, each with its places in the page."""
        document = self.report.to_json()
        for finding, entry in zip(self.report.findings, document["findings"], strict=True):
            entry["passages"] = [{"line": each.line, "quote": each.quote} for each in self.passages(finding)]
        return json.dumps(document, ensure_ascii=False, sort_keys=True)


def convert(
    page: PageBytes,
    iris: Iris,
    gate: Gate,
    *,
    language: str = "nl",
    slug: str | None = None,
    curation: Curation | None = None,
) -> Converted:
    """A page as RDF. Raises ReadError or InterpretError; a refusal by the gate is in the report.

    ``slug`` names the publication; without it one is minted from the page.
    """
    parsed = read_page(page.data, page.source_id, page.media_type)
    publication = interpret(parsed, language)
    if page.notes is not None:
        publication = annotate(publication, read_notes(page.notes, parsed.text, page.notes_name))
    key = key_of(publication)
    name = slug or publication_slug(publication.title.value, key)
    description = describe(publication, parsed.text, name, iris)
    if curation is not None:
        description = curate(description, curation, iris)
    source = iris.source(parsed.source.sha256)
    written = Written(
        record=description.lines,
        entities=tuple(entity.lines for entity in description.entities),
        evidence=evidence_lines(description, parsed.text, parsed.source.sha256, iris),
    )
    # the text itself is shown to the gate alone: it lets a shape hold every quotation to the page
    whole = f"<{source}> <{SCHEMA.text}> {text(parsed.text)} .\n"
    report = gate.check_ntriples("".join((written.record, *written.entities, written.evidence, whole)), source)
    return Converted(parsed, publication, key, description, written, report)


def key_of(publication: Publication) -> str:
    """What makes this publication the same one: title, subtitle, family names in order, year."""
    makers = publication.creators or publication.editors
    subtitle = publication.subtitle.value if publication.subtitle else None
    year = publication.issued.value.year if publication.issued else None
    return publication_key(publication.title.value, subtitle, [_family(maker) for maker in makers], year)


def _family(maker: Stated[Agent]) -> str:
    agent = maker.value
    if isinstance(agent, Person) and agent.family is not None:
        return " ".join(part.value for part in (agent.particle, agent.family) if part is not None)
    return agent.name.value


def _spans(stated: object) -> list[Span]:
    """The passages behind one field of a Publication."""
    if isinstance(stated, Stated):
        return list(stated.evidence)
    return [span for each in stated for span in _spans(each)] if isinstance(stated, tuple) else []
