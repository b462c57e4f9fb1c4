"""Every IRI we emit: vocabulary terms, our ontology, fixed lists, and how our own are minted. Pure and stable."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from vm2graph.vocabularies import (
    BIBO,
    DCAT,
    DCTERMS,
    FABIO,
    FOAF,
    OA,
    ORG,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    XSD,
    Terms,
)

__all__ = [
    "BIBO",
    "CONCEPT_SCHEME",
    "DCAT",
    "DCTERMS",
    "ENTITY_TYPES",
    "FABIO",
    "FOAF",
    "LANGUAGES",
    "OA",
    "ONTOLOGY",
    "ONTOLOGY_VERSION",
    "ORG",
    "PREFIXES",
    "PROV",
    "PUBLICATION_TYPES",
    "RDF",
    "RDFS",
    "RIGHTS_NOT_EVALUATED",
    "SCHEMA",
    "SKOS",
    "THEME_SCHEME",
    "VM2",
    "XSD",
    "Iris",
    "Terms",
    "publication_key",
    "publication_slug",
    "slugify",
]


class VM2(Terms, base="https://w3id.org/vm2graph/def#"):
    """Our own ontology, ``ontology/vm2.ttl``: all of its terms."""

    PolicyExperiment: str
    Monitoring: str
    LearningRoute: str
    Finding: str
    Conclusion: str
    SourcedStatement: str
    Passage: str
    SourceRemark: str
    # research activity
    tests: str
    testedIn: str
    monitors: str
    monitoredBy: str
    carriedOutBy: str
    commissionedBy: str
    aim: str
    reportsOn: str
    # learning route
    fromSector: str
    toSector: str
    coreFeature: str
    # findings and conclusions
    reportedIn: str
    polarity: str
    outcome: str
    direction: str
    population: str
    comparator: str
    statedSignificance: str
    statedCause: str
    conditionFor: str
    # evidence
    ofSubject: str
    ofProperty: str
    ofValue: str
    supportedBy: str
    evidenceStatus: str
    rule: str
    remarkKind: str
    verbatimForm: str
    proposedReading: str
    remarkCode: str
    aboutField: str
    # value lists; the kinds of remark and the evidence statuses are model.RemarkKind and model.Status
    PolarityScheme: str
    favourable: str
    unfavourable: str
    condition: str
    neutral: str
    DirectionScheme: str
    higher: str
    lower: str
    moreOften: str
    lessOften: str
    sooner: str
    later: str
    relativelyMany: str
    relativelyFew: str
    strikinglyOften: str
    unchanged: str
    EvidenceStatusScheme: str
    RemarkKindScheme: str


PREFIXES: dict[str, str] = {
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "xsd": XSD.base,
    "dcterms": DCTERMS.base,
    "schema": SCHEMA.base,
    "bibo": BIBO.base,
    "fabio": FABIO.base,
    "foaf": FOAF.base,
    "dcat": DCAT.base,
    "prov": PROV.base,
    "org": ORG.base,
    "skos": SKOS.base,
    "oa": OA.base,
    "vm2": VM2.base,
}
"""The prefixes of every Turtle document, of RDF/XML and of the JSON-LD context."""

ONTOLOGY = "https://w3id.org/vm2graph/def"
ONTOLOGY_VERSION = "0.1.0"

PUBLICATION_TYPES: dict[str, str] = {
    "research report": "http://purl.org/coar/resource_type/c_18ws",
    "report": "http://purl.org/coar/resource_type/c_93fc",
}
"""COAR resource types, from the verified table."""

LANGUAGES: dict[str, str] = {
    "nl": "http://publications.europa.eu/resource/authority/language/NLD",
    "en": "http://publications.europa.eu/resource/authority/language/ENG",
    "de": "http://publications.europa.eu/resource/authority/language/DEU",
    "fr": "http://publications.europa.eu/resource/authority/language/FRA",
}
"""BCP 47 primary subtag to the EU language authority list."""

RIGHTS_NOT_EVALUATED = "http://rightsstatements.org/vocab/CNE/1.0/"

ENTITY_TYPES = ("person", "organization", "theme", "concept", "place", "scheme")
THEME_SCHEME, CONCEPT_SCHEME = "themes", "concepts"

_SLUG_LENGTH = 80
# characters an IRI may not hold raw (RFC 3987 section 2.2), beside what a path segment ends at
_SEGMENT_SAFE = "-._~!$'()*,;:@"
_PLAIN_SEGMENT = re.compile("[A-Za-z0-9-]*")
_FOLDS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def slugify(text: str) -> str:
    """ASCII words joined by hyphens, at most 80 characters; 8 hex of SHA-256 where that would lose the name."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDS))
    ascii_text = "".join(c for c in folded if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
    digest = hashlib.sha256(text.casefold().encode()).hexdigest()[:8]
    if not slug:
        return digest
    if len(slug) > _SLUG_LENGTH:
        cut = slug[:_SLUG_LENGTH]
        return f"{cut.rsplit('-', 1)[0] if '-' in cut else cut}-{digest}"
    return slug


def publication_key(title: str, subtitle: str | None, families: Iterable[str], year: int | None) -> str:
    """What makes a publication the same publication: 16 hex over title, subtitle, family names and year."""
    parts = (title, subtitle or "", ";".join(families), "" if year is None else str(year))
    key = "|".join(unicodedata.normalize("NFC", " ".join(part.split())).lower() for part in parts)
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def publication_slug(title: str, key: str, digits: int = 8) -> str:
    """``vijf-jaar-vm2-aee4f458``. Minted once and kept in the catalogue, never recomputed.

    Of a million publications a hundred share eight digits; where the title is the same too, sixteen are used.
    """
    return f"{slugify(title)}-{key[:digits]}"


@dataclass(frozen=True, slots=True)
class Iris:
    """How a collection names things. ``base`` has no final slash and never comes from a request."""

    base: str

    def thing(self, type_: str, slug: str) -> str:
        """The IRI of the thing itself; it answers 303."""
        return f"{self.base}/id/{type_}/{_segment(slug)}"

    def document(self, type_: str, slug: str) -> str:
        """The IRI of the document about a thing, and of the named graph that holds it."""
        return f"{self.base}/doc/{type_}/{_segment(slug)}"

    def evidence(self, slug: str) -> str:
        """The graph with the passages behind a publication's record."""
        return f"{self.base}/evidence/publication/{_segment(slug)}"

    def source(self, sha256: str) -> str:
        """The page as received, by the SHA-256 of its bytes."""
        return f"{self.base}/source/{sha256}"

    def passage(self, sha256: str, start: int, end: int) -> str:
        """A passage of a source, in the form of RFC 5147 section 3."""
        return f"{self.base}/source/{sha256}#char={start},{end}"


def _segment(slug: str) -> str:
    """A slug as one IRI path segment; letters beyond ASCII stay as they are (RFC 3987)."""
    if _PLAIN_SEGMENT.fullmatch(slug):  # as nearly all are
        return slug
    return "".join(c if ord(c) > 0x9F else quote(c, safe=_SEGMENT_SAFE) for c in slug)
