"""What the gate says of a graph: findings a person can read, JSON, and a sh:ValidationReport."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from vm2graph.model import Bilingual
from vm2graph.names import RDF, XSD

SH = "http://www.w3.org/ns/shacl#"
BLANK = "[]"  # how a blank node is written: its label means nothing outside the graph it came from


class Severity(StrEnum):
    """How bad: the graph is wrong, the page is poor, or the world could enrich it."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def iri(self) -> str:
        """Its name in SHACL."""
        return SH + self.value.capitalize()


_ORDER = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One result. ``focus`` is an IRI, else a term in N-Triples; ``value`` is a term in N-Triples."""

    severity: Severity
    shape: str  # IRI
    focus: str
    path: str | None  # IRI of a property
    value: str | None
    message: Bilingual  # what is wrong
    remedy: Bilingual  # what to do
    component: str  # IRI of the SHACL constraint component
    field: str | None = None  # the field of the record it is about, where there is one

    @property
    def sort_key(self) -> tuple[int, str, str, str, str, str]:
        """Worst first, then by shape and place."""
        return (_ORDER[self.severity], self.shape, self.focus, self.path or "", self.value or "", self.component)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, a member a field."""
        return {
            "severity": self.severity.value,
            "shape": self.shape,
            "focus": self.focus,
            "path": self.path,
            "value": self.value,
            "message": {"nl": self.message.nl, "en": self.message.en},
            "remedy": {"nl": self.remedy.nl, "en": self.remedy.en},
            "component": self.component,
            "field": self.field,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Finding:
        """The finding that ``Report.to_json`` wrote."""
        message, remedy = (Bilingual(**data[name]) for name in ("message", "remedy"))
        return cls(**{**data, "severity": Severity(data["severity"]), "message": message, "remedy": remedy})


@dataclass(frozen=True, slots=True)
class Report:
    """All findings on one graph, in a fixed order, and the engine that made them."""

    findings: tuple[Finding, ...]
    engine: str

    @property
    def conforms(self) -> bool:
        """Whether the graph may be published: no Violation. Warnings and Infos do not stop it."""
        return not self.violations

    @property
    def violations(self) -> tuple[Finding, ...]:
        """What must be right before the graph is published."""
        return self._of(Severity.VIOLATION)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What the editor of the page should know."""
        return self._of(Severity.WARNING)

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is severity)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: verdict, engine, counts and findings."""
        counts = Counter(finding.severity for finding in self.findings)
        return {
            "conforms": self.conforms,
            "engine": self.engine,
            "counts": {severity.value: counts[severity] for severity in Severity},
            "findings": [finding.to_json() for finding in self.findings],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Report:
        """The report that :meth:`to_json` wrote."""
        return cls(tuple(Finding.from_json(finding) for finding in data["findings"]), data["engine"])

    def to_triples(self, iri: str) -> list[Triple]:
        """A sh:ValidationReport (SHACL section 3.6) named ``iri``, without blank nodes.

        ``sh:conforms`` is SHACL's: false as soon as there is any result, a Warning included.
        """
        report = NamedNode(iri)
        conforms = Literal("false" if self.findings else "true", datatype=NamedNode(XSD.boolean))
        triples = [
            Triple(report, NamedNode(RDF.type), NamedNode(SH + "ValidationReport")),
            Triple(report, NamedNode(SH + "conforms"), conforms),
        ]
        results = [NamedNode(f"{iri}#result-{number}") for number in range(1, len(self.findings) + 1)]
        triples.extend(Triple(report, NamedNode(SH + "result"), result) for result in results)
        for result, finding in zip(results, self.findings, strict=True):
            triples.extend(_result(result, finding, iri))
        return triples


def _result(result: NamedNode, finding: Finding, iri: str) -> list[Triple]:
    """The triples of one sh:ValidationResult."""
    said = [
        (RDF.type, NamedNode(SH + "ValidationResult")),
        (SH + "resultSeverity", NamedNode(finding.severity.iri)),
        (SH + "focusNode", _term(finding.focus, iri)),
        (SH + "sourceShape", _term(finding.shape, iri)),
        (SH + "sourceConstraintComponent", NamedNode(finding.component)),
        (SH + "resultMessage", Literal(finding.message.nl, language="nl")),
        (SH + "resultMessage", Literal(finding.message.en, language="en")),
    ]
    if finding.path is not None:
        said.append((SH + "resultPath", NamedNode(finding.path)))
    if finding.value is not None:
        said.append((SH + "value", _term(finding.value, iri)))
    return [Triple(result, NamedNode(property_), value) for property_, value in said]


def _term(text: str, iri: str) -> NamedNode | Literal:
    """The term a finding wrote down; a blank node becomes a fragment of the report."""
    if text == BLANK:
        return NamedNode(f"{iri}#blank")
    if not text.startswith(("<", '"')):
        return NamedNode(text)
    quad = next(parse(f"<x:s> <x:p> {text} .".encode(), format=RdfFormat.N_TRIPLES))
    assert isinstance(quad.object, (NamedNode, Literal))  # noqa: S101 - it began with < or a quote
    return quad.object
