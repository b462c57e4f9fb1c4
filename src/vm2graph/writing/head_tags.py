"""The ``meta`` elements by which Google Scholar and Zotero read the page of a report.

Highwire Press tags, and DCMI terms that say the same. ``citation_technical_report_institution`` is what makes a
report of it: without one it is taken for an article. What the record does not say has no tag, above all no date.
"""

from __future__ import annotations

from collections.abc import Iterator

from vm2graph.model import PartialDate
from vm2graph.writing.bibliography import Reference, line
from vm2graph.writing.credited import family_first

METADATA_ONLY = "http://purl.org/coar/access_right/c_14cb"
"""What can be had here of every publication: nothing on a page shows that its file can be had without a login."""


def head_tags(reference: Reference) -> tuple[tuple[str, str], ...]:
    """Name and content of each tag, in order; names recur, as of several authors."""
    found = (*_highwire(reference), *_dublin_core(reference))
    return tuple((name, said) for name, value in found if (said := line(value)))


def _highwire(given: Reference) -> Iterator[tuple[str, str | None]]:
    """The tags of the inclusion guidelines of Google Scholar and of Zotero's translator."""
    yield "citation_title", given.full_title
    for each in given.authors:
        yield "citation_author", family_first(each)
    yield "citation_publication_date", _slashed(given.issued)
    for publisher in given.publishers[:1]:
        yield "citation_technical_report_institution", publisher.name
    yield "citation_technical_report_number", given.report_number
    for publisher in given.publishers:
        yield "citation_publisher", publisher.name
    yield "citation_language", given.language
    yield "citation_keywords", "; ".join(map(line, given.themes))
    for isbn in given.isbns:
        yield "citation_isbn", isbn
    yield "citation_doi", given.doi
    yield "citation_abstract_html_url", given.iri
    yield "citation_public_url", given.iri


def _dublin_core(given: Reference) -> Iterator[tuple[str, str | None]]:
    yield "DCTERMS.title", given.full_title
    for each in given.authors:
        yield "DCTERMS.creator", family_first(each)
    for each in (*given.editors, *given.contributors):
        yield "DCTERMS.contributor", family_first(each)
    yield "DCTERMS.issued", given.issued.isoformat() if given.issued else None
    for publisher in given.publishers:
        yield "DCTERMS.publisher", publisher.name
    yield "DCTERMS.language", given.language
    for theme in given.themes:
        yield "DCTERMS.subject", theme
    yield "DCTERMS.abstract", given.abstract
    yield "DCTERMS.type", "Report"
    yield "DCTERMS.identifier", given.iri
    yield "DCTERMS.license", given.licence
    yield "DCTERMS.rights", given.rights_iri
    yield "DCTERMS.accessRights", METADATA_ONLY


def _slashed(issued: PartialDate | None) -> str | None:
    """``2013``, ``2013/04`` or ``2013/04/09``: as much as is known."""
    return issued.isoformat().replace("-", "/") if issued else None
