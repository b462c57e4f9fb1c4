"""RDF that somebody else made, held to the same shapes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

import pyoxigraph as ox
from pyoxigraph import Triple

from vm2graph.errors import ReadError
from vm2graph.gate import Gate, Report
from vm2graph.names import FOAF, RDF, VM2

_EXTENSIONS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".n3": ox.RdfFormat.N3,
}

# the shapes that compare a record with its evidence graph
_ABOUT_EVIDENCE = (
    "ContentStated", "LicenceStated", "ThingStated", "ClaimQuoted", "claimPassage", "RemarkQuotes", "remarkTarget",
)  # fmt: skip


def is_rdf(name: str) -> bool:
    """Whether a file name is that of an RDF serialisation."""
    return PurePath(name).suffix.lower() in _EXTENSIONS


def check_rdf(data: bytes, name: str, gate: Gate | None = None) -> Report:
    """The report on an RDF file. Raises ReadError where it is no RDF or holds no record.

    A file without any evidence (a record document, say) is not held to the shapes about evidence.
    """
    try:
        triples = {quad.triple for quad in ox.parse(data, format=_EXTENSIONS[PurePath(name).suffix.lower()])}
    except (SyntaxError, ValueError) as error:
        raise ReadError(f"{name} is not the RDF its extension promises: {error}.", "not_rdf") from error
    if not any(triple.predicate.value == FOAF.primaryTopic for triple in triples):
        raise ReadError(
            f"{name} holds no record: nothing in it has a foaf:primaryTopic. "
            "Give a file that `vm2graph convert` or a vm2graph site made.",
            "no_record",
        )
    report = (gate or Gate()).check(triples)
    return report if _has_evidence(triples) else without_evidence(report)


def _has_evidence(triples: set[Triple]) -> bool:
    return any(
        triple.predicate.value == RDF.type and str(triple.object) == f"<{VM2.SourcedStatement}>" for triple in triples
    )


def without_evidence(report: Report) -> Report:
    """The report less what only a file with evidence can satisfy."""
    kept = tuple(each for each in report.findings if each.shape.rpartition("#")[2] not in _ABOUT_EVIDENCE)
    return replace(report, findings=kept)
