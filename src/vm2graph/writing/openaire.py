"""OpenAIRE Guidelines for Literature Repositories 4, ``oai_openaire``.

Where text and schema of the guidelines disagree, the schema is followed: harvesters validate with it. The schema
alone lets records pass that lack what the text demands, so that is held here: a record without a title or a date
of issue is refused, never filled up.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from vm2graph.errors import IncompleteRecord
from vm2graph.names import PUBLICATION_TYPES
from vm2graph.writing.bibliography import Reference, line
from vm2graph.writing.datacite import NAMESPACE as DATACITE
from vm2graph.writing.datacite import credited_element
from vm2graph.writing.head_tags import METADATA_ONLY
from vm2graph.writing.oai_dc import DC, ISO_639_3
from vm2graph.writing.xml import XML_LANG, document, root, said, within

NAMESPACE = "http://namespace.openaire.eu/schema/oaire/"
SCHEMA = "https://www.openaire.eu/schema/repo-lit/4.0/openaire.xsd"

_TYPES = {iri: name for name, iri in PUBLICATION_TYPES.items()}
_REPORT = PUBLICATION_TYPES["report"]
# what is held here is metadata; nothing on a page shows that its file can be had without a login
_ACCESS = (METADATA_ONLY, "metadata only access")


def openaire(reference: Reference) -> bytes:
    """One ``oaire:resource``; raises IncompleteRecord, which names the mandatory fields the record has no value for."""
    missing = tuple(name for name, value in _mandatory(reference) if not value)
    if missing:
        raise IncompleteRecord(
            f"OpenAIRE demands {', '.join(missing)}, and the record of {reference.iri} does not say.", missing
        )
    made = root("resource", NAMESPACE, SCHEMA, {"oaire": NAMESPACE, "datacite": DATACITE, "dc": DC})
    page_language = {XML_LANG: reference.page_language}
    _titles(made, reference)
    _people(made, reference)
    _identifiers(made, reference)
    dates = within(made, "dates", namespace=DATACITE)
    said(dates, "date", reference.issued.isoformat() if reference.issued else None, {"dateType": "Issued"})
    said(made, "language", ISO_639_3.get(reference.language or "", reference.language), namespace=DC)
    for publisher in reference.publishers:
        said(made, "publisher", publisher.name, namespace=DC)
    type_ = reference.type if reference.type in _TYPES else _REPORT
    said(made, "resourceType", _TYPES[type_], {"resourceTypeGeneral": "literature", "uri": type_})
    said(made, "description", reference.abstract, page_language, namespace=DC, lines=True)
    said(made, "identifier", reference.iri, {"identifierType": "URL"}, namespace=DATACITE)
    said(made, "rights", _ACCESS[1], {"rightsURI": _ACCESS[0]}, namespace=DATACITE)
    subjects = within(made, "subjects", namespace=DATACITE)
    for theme in reference.themes:
        said(subjects, "subject", theme, page_language)
    said(made, "licenseCondition", reference.licence, {"uri": reference.licence})
    said(made, "coverage", reference.period, namespace=DC)
    for file in reference.files:
        said(made, "file", file.url)
    return document(made)


def _mandatory(given: Reference) -> Iterator[tuple[str, object]]:
    yield "title", line(given.title)
    yield "date of issue", given.issued
    yield "identifier", line(given.iri)


def _titles(made: etree._Element, given: Reference) -> None:
    titles, language = within(made, "titles", namespace=DATACITE), {XML_LANG: given.language}
    said(titles, "title", given.title, language)
    said(titles, "title", given.subtitle, {**language, "titleType": "Subtitle"})


def _people(made: etree._Element, given: Reference) -> None:
    creators = within(made, "creators", namespace=DATACITE)
    for each in given.authors:
        credited_element(creators, "creator", each)
    contributors = within(made, "contributors", namespace=DATACITE)
    for role, people in (("Editor", given.editors), ("Other", given.contributors)):
        for each in people:
            credited_element(contributors, "contributor", each, {"contributorType": role})


def _identifiers(made: etree._Element, given: Reference) -> None:
    alternates = within(made, "alternateIdentifiers", namespace=DATACITE)
    found = [("DOI", given.doi), ("Handle", given.handle), *(("ISBN", isbn) for isbn in given.isbns)]
    for type_, value in (*found, ("Report number", given.report_number)):
        said(alternates, "alternateIdentifier", value, {"alternateIdentifierType": type_})
