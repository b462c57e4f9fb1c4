"""DataCite Metadata Schema 4.6 as XML: what a DOI agency and those who harvest it take.

Nothing is made up for a mandatory property. Where there is no DOI yet the identifier is the handle or
the publication's IRI, and says so; a record without another mandatory property is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from vm2graph.errors import IncompleteRecord
from vm2graph.names import PUBLICATION_TYPES
from vm2graph.writing.bibliography import Reference, line
from vm2graph.writing.credited import BodyName, Credited, family_first
from vm2graph.writing.xml import XML_LANG, document, root, said, within

NAMESPACE = "http://datacite.org/schema/kernel-4"
SCHEMA = "https://schema.datacite.org/meta/kernel-4/metadata.xsd"

_TYPES = {iri: name.capitalize() for name, iri in PUBLICATION_TYPES.items()}
_SCHEMES = (("ORCID", "https://orcid.org/"), ("ROR", "https://ror.org/"), ("ISNI", "https://isni.org/"))


def datacite(reference: Reference) -> bytes:
    """One ``resource``; raises IncompleteRecord, which names the mandatory properties the record has no value for."""
    missing = tuple(name for name, value in _mandatory(reference) if not value)
    if missing:
        raise IncompleteRecord(
            f"DataCite demands {', '.join(missing)}, and the record of {reference.iri} does not say.", missing
        )
    made = root("resource", NAMESPACE, SCHEMA)
    identifiers = list(_identifiers(reference))
    said(made, "identifier", identifiers[0][1], {"identifierType": identifiers[0][0]})
    creators = within(made, "creators")
    for each in reference.authors:
        credited_element(creators, "creator", each)
    titles, language = within(made, "titles"), {XML_LANG: reference.language}
    said(titles, "title", reference.title, language)
    said(titles, "title", reference.subtitle, {**language, "titleType": "Subtitle"})
    said(made, "publisher", _publisher(reference), _publisher_identifier(reference))
    said(made, "publicationYear", f"{reference.issued.year:04d}" if reference.issued else None)
    within(made, "resourceType", {"resourceTypeGeneral": "Report"}).text = _TYPES.get(reference.type or "", "Report")
    _optional(made, reference, identifiers[1:])
    return document(made)


def _mandatory(given: Reference) -> Iterator[tuple[str, object]]:
    yield "identifier", line(given.iri)
    yield "creators", any(line(each.name) for each in given.authors)
    yield "titles", line(given.title)
    yield "publisher", _publisher(given)
    yield "publicationYear", given.issued


def _optional(made: etree._Element, given: Reference, identifiers: list[tuple[str, str]]) -> None:
    subjects = within(made, "subjects")
    for theme in given.themes:
        said(subjects, "subject", theme, {XML_LANG: given.page_language})
    contributors = within(made, "contributors")
    for role, people in (("Editor", given.editors), ("Other", given.contributors)):
        for each in people:
            credited_element(contributors, "contributor", each, {"contributorType": role})
    dates = within(made, "dates")
    said(dates, "date", given.issued.isoformat() if given.issued else None, {"dateType": "Issued"})
    said(dates, "date", (given.period or "").replace("..", ""), {"dateType": "Coverage"})  # an open end is left empty
    said(made, "language", given.language)
    alternates = within(made, "alternateIdentifiers")
    for type_, value in identifiers:
        said(alternates, "alternateIdentifier", value, {"alternateIdentifierType": type_})
    rights = within(made, "rightsList")
    said(rights, "rights", given.licence, {"rightsURI": given.licence})
    for note in given.rights:
        said(rights, "rights", note.text, {XML_LANG: note.language, "rightsURI": given.rights_iri})
    descriptions, language = within(made, "descriptions"), {XML_LANG: given.page_language}
    said(descriptions, "description", given.abstract, {**language, "descriptionType": "Abstract"}, lines=True)
    said(descriptions, "description", given.series, {XML_LANG: given.language, "descriptionType": "SeriesInformation"})


def _identifiers(given: Reference) -> Iterator[tuple[str, str]]:
    """Kinds and values; the first is the one the record goes by."""
    found = [("DOI", given.doi), ("Handle", given.handle), ("URL", given.iri)]
    found += [("ISBN", isbn) for isbn in given.isbns] + [("Report number", given.report_number)]
    yield from ((type_, value) for type_, value in found if value and line(value))


def _publisher(given: Reference) -> str:
    """DataCite has room for one; several stand in it side by side."""
    return "; ".join(filter(None, (line(each.name) for each in given.publishers)))


def _publisher_identifier(given: Reference) -> dict[str, str | None]:
    found = list(_same_as(given.publishers[0])) if len(given.publishers) == 1 else []
    names = ("publisherIdentifierScheme", "schemeURI", "publisherIdentifier")
    return dict(zip(names, found[0], strict=True)) if found else {}


def credited_element(
    parent: etree._Element, tag: str, credited: Credited, attributes: dict[str, str | None] | None = None
) -> None:
    """A creator or contributor with its name, the parts of it, and identifiers; nothing for one without a name."""
    if not line(credited.name):
        return
    made = within(parent, tag, attributes)
    if isinstance(credited, BodyName):
        said(made, f"{tag}Name", credited.name, {"nameType": "Organizational"})
    else:
        said(made, f"{tag}Name", line(family_first(credited)) or credited.name, {"nameType": "Personal"})
        said(made, "givenName", credited.given)
        said(made, "familyName", credited.full_family)
    for scheme, home, value in _same_as(credited):
        said(made, "nameIdentifier", value, {"nameIdentifierScheme": scheme, "schemeURI": home})


def _same_as(credited: Credited) -> Iterator[tuple[str, str, str]]:
    """Scheme, its address and the identifier."""
    for iri in credited.same_as:
        yield from ((scheme, home, iri) for scheme, home in _SCHEMES if iri.startswith(home))
