"""Simple Dublin Core as harvesters read it: the DRIVER line of the OpenAIRE Guidelines for Literature Repositories 3.

Every record can be had in it: OAI-PMH 2.0 demands so. What a record does not say has no element.
"""

from __future__ import annotations

from collections.abc import Iterator

from vm2graph.writing.bibliography import Reference, line
from vm2graph.writing.credited import inverted_dc
from vm2graph.writing.xml import XML_LANG, document, root, said

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
DC = "http://purl.org/dc/elements/1.1/"
ISO_639_3 = {"nl": "nld", "en": "eng", "de": "deu", "fr": "fra"}

_REPORT = "info:eu-repo/semantics/report"
# what is held here is metadata; nothing on a page shows that its file can be had without a login
_CLOSED = "info:eu-repo/semantics/closedAccess"


def oai_dc(reference: Reference) -> bytes:
    """One ``oai_dc:dc`` element."""
    made = root("dc", NAMESPACE, SCHEMA, {"oai_dc": NAMESPACE, "dc": DC})
    for tag, value, language in _elements(reference):
        said(made, tag, value, {XML_LANG: language}, namespace=DC, lines=tag == "description")
    return document(made)


def _elements(given: Reference) -> Iterator[tuple[str, str | None, str | None]]:
    """Element, value and language; guidelines section "Application Profile Overview"."""
    yield "title", given.full_title, given.language
    for each in given.authors:
        yield "creator", inverted_dc(each), None
    for each in (*given.editors, *given.contributors):
        yield "contributor", inverted_dc(each), None
    for theme in given.themes:
        yield "subject", theme, given.page_language
    yield "description", given.abstract, given.page_language
    for publisher in given.publishers:
        yield "publisher", publisher.name, None
    yield "date", given.issued.isoformat() if given.issued else None, None
    yield "type", _REPORT, None
    yield "type", given.type, None
    for value in _identifiers(given):
        yield "identifier", value, None
    yield "source", given.citation, None
    yield "language", ISO_639_3.get(given.language or "", given.language), None
    for scheme, value in (("doi", given.doi), ("hdl", given.handle), *(("isbn", isbn) for isbn in given.isbns)):
        yield "relation", f"info:eu-repo/semantics/altIdentifier/{scheme}/{line(value)}" if line(value) else None, None
    yield "coverage", given.period, None
    yield "rights", _CLOSED, None
    yield "rights", given.licence or given.rights_iri, None


def _identifiers(given: Reference) -> Iterator[str | None]:
    """Every one that is known, the address of the record first."""
    yield given.iri
    yield f"https://doi.org/{line(given.doi)}" if line(given.doi) else None
    yield f"https://hdl.handle.net/{line(given.handle)}" if line(given.handle) else None
    yield from (file.url for file in given.files)
    yield from (f"urn:isbn:{line(isbn)}" for isbn in given.isbns)
    yield given.report_number
