"""Every IRI we emit: vocabulary terms, and how our own IRIs are minted. Pure and stable.

Terms are plain strings, one class a vocabulary, so that a term that is not listed here is a type
error and not a misspelt IRI in somebody's triple store.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote


class Terms:
    """A vocabulary: each annotated name becomes ``base + name``."""

    base: str

    def __init_subclass__(cls, base: str) -> None:
        cls.base = base
        for name in cls.__annotations__:
            setattr(cls, name, base + name.rstrip("_"))


class RDF(Terms, base="http://www.w3.org/1999/02/22-rdf-syntax-ns#"):
    type: str
    first: str
    rest: str
    nil: str
    JSON: str


class RDFS(Terms, base="http://www.w3.org/2000/01/rdf-schema#"):
    label: str
    comment: str
    seeAlso: str


class XSD(Terms, base="http://www.w3.org/2001/XMLSchema#"):
    string: str
    gYear: str
    gYearMonth: str
    date: str
    integer: str
    decimal: str
    boolean: str
    anyURI: str


class DCTERMS(Terms, base="http://purl.org/dc/terms/"):
    title: str
    alternative: str
    creator: str
    contributor: str
    issued: str
    publisher: str
    subject: str
    abstract: str
    bibliographicCitation: str
    language: str
    type: str
    temporal: str
    rights: str
    license: str
    identifier: str
    format: str
    hasPart: str
    description: str
    PeriodOfTime: str
    RightsStatement: str


class SCHEMA(Terms, base="https://schema.org/"):
    Report: str
    Person: str
    Organization: str
    Place: str
    DefinedTerm: str
    DefinedTermSet: str
    MediaObject: str
    name: str
    alternativeHeadline: str
    alternateName: str
    author: str
    editor: str
    contributor: str
    givenName: str
    familyName: str
    datePublished: str
    publisher: str
    about: str
    abstract: str
    creditText: str
    inLanguage: str
    temporalCoverage: str
    inDefinedTermSet: str
    encoding: str
    contentUrl: str
    identifier: str
    isbn: str
    reportNumber: str
    license: str
    sameAs: str
    sha256: str
    text: str
    PropertyValue: str
    additionalProperty: str
    propertyID: str
    value: str
    unitCode: str


class BIBO(Terms, base="http://purl.org/ontology/bibo/"):
    Report: str
    authorList: str
    editorList: str
    editor: str
    isbn13: str
    isbn10: str
    doi: str
    handle: str
    uri: str


class FABIO(Terms, base="http://purl.org/spar/fabio/"):
    hasPlaceOfPublication: str
    hasSeriesTitle: str


class FOAF(Terms, base="http://xmlns.com/foaf/0.1/"):
    Document: str
    primaryTopic: str


class DCAT(Terms, base="http://www.w3.org/ns/dcat#"):
    CatalogRecord: str
    startDate: str
    endDate: str


class PROV(Terms, base="http://www.w3.org/ns/prov#"):
    Entity: str
    wasDerivedFrom: str


class SKOS(Terms, base="http://www.w3.org/2004/02/skos/core#"):
    Concept: str
    ConceptScheme: str
    prefLabel: str
    altLabel: str
    inScheme: str
    topConceptOf: str
    definition: str


class OA(Terms, base="http://www.w3.org/ns/oa#"):
    Annotation: str
    TextPositionSelector: str
    TextQuoteSelector: str
    hasSource: str
    hasSelector: str
    hasTarget: str
    motivatedBy: str
    editing: str
    start: str
    end: str
    exact: str


class VM2(Terms, base="https://w3id.org/vm2graph/def#"):
    """Our own ontology, ``ontology/vm2.ttl``."""

    SourcedStatement: str
    Passage: str
    SourceRemark: str
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

ENTITY_TYPES = ("person", "organization", "theme", "place", "scheme")
THEME_SCHEME = "themes"

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
