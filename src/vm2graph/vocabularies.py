"""The terms of every vocabulary we write, and the prefixes they go by.

Terms are plain strings, one class a vocabulary, so that a term that is not listed here is a type
error and not a misspelt IRI in somebody's triple store.
"""

from __future__ import annotations


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
    relation: str
    source: str
    spatial: str
    isPartOf: str


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
    Claim: str
    CreativeWork: str
    Message: str
    City: str
    Country: str
    Event: str
    GovernmentOrganization: str
    EducationalOccupationalProgram: str
    SendAction: str
    agent: str
    object: str
    recipient: str
    startDate: str
    endDate: str
    hasPart: str
    WebPageElement: str
    mentions: str
    jobTitle: str
    description: str
    isPartOf: str
    position: str


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
    Letter: str


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
    Activity: str
    Agent: str
    Person: str
    SoftwareAgent: str
    wasAssociatedWith: str
    wasAttributedTo: str
    wasGeneratedBy: str
    used: str


class ORG(Terms, base="http://www.w3.org/ns/org#"):
    Post: str
    holds: str
    postIn: str


class SKOS(Terms, base="http://www.w3.org/2004/02/skos/core#"):
    Concept: str
    ConceptScheme: str
    prefLabel: str
    altLabel: str
    inScheme: str
    topConceptOf: str
    definition: str
    hasTopConcept: str
    exactMatch: str
    closeMatch: str
    broadMatch: str
    editorialNote: str


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
    prefix: str
    suffix: str
