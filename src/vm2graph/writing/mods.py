"""MODS 3.8: the record a library takes, and what the Dutch registration agency of URN:NBN wants within DIDL."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from vm2graph.names import PUBLICATION_TYPES
from vm2graph.writing.bibliography import Reference, line
from vm2graph.writing.credited import BodyName, Credited
from vm2graph.writing.xml import XLINK, XML_LANG, document, root, said, within

NAMESPACE = "http://www.loc.gov/mods/v3"
SCHEMA = "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd"
_HREF = f"{{{XLINK}}}href"

_ROLES = {"aut": "author", "edt": "editor", "ctb": "contributor"}  # MARC relators
_ISO_639_2B = {"nl": "dut", "en": "eng", "de": "ger", "fr": "fre"}
_GENRES = {iri: name for name, iri in PUBLICATION_TYPES.items()}
_IDENTIFIED = (("https://orcid.org/", "orcid"), ("https://ror.org/", "ror"), ("https://isni.org/", "isni"))


def mods(reference: Reference) -> bytes:
    """One ``mods`` element. What the record does not say has no element."""
    made = root("mods", NAMESPACE, SCHEMA, version="3.8")
    language = {"lang": _ISO_639_2B.get(reference.language or "")}
    page_language = {"lang": _ISO_639_2B.get(reference.page_language or "")}
    title = within(made, "titleInfo", language)
    said(title, "title", reference.title)
    said(title, "subTitle", reference.subtitle)
    for role, people in (("aut", reference.authors), ("edt", reference.editors), ("ctb", reference.contributors)):
        for each in people:
            _name(made, each, role)
    said(made, "typeOfResource", "text")
    genre = _GENRES.get(reference.type or "")
    said(made, "genre", genre, {"authority": "coar", "valueURI": reference.type, "lang": "eng"})
    _origin(within(made, "originInfo"), reference)
    _language(made, reference.language)
    said(made, "abstract", reference.abstract, page_language, lines=True)
    for theme in reference.themes:
        said(within(made, "subject", page_language), "topic", theme)
    said(within(made, "subject"), "temporal", reference.period, {"encoding": "edtf"})
    said(within(within(made, "relatedItem", {"type": "series"}), "titleInfo"), "title", reference.series)
    for type_, value in _identifiers(reference):
        said(made, "identifier", value, {"type": type_})
    location = within(made, "location")
    said(location, "url", reference.iri, {"access": "object in context", "usage": "primary"})
    for file in reference.files:
        said(location, "url", file.url, {"access": "raw object"})
    _rights(made, reference)
    said(within(made, "recordInfo"), "recordIdentifier", reference.iri)
    return document(made)


def _name(parent: etree._Element, credited: Credited, role: str) -> None:
    if not line(credited.name):
        return
    made = within(parent, "name", {"type": "corporate" if isinstance(credited, BodyName) else "personal"})
    if isinstance(credited, BodyName) or not line(credited.full_family):
        said(made, "namePart", credited.name)
    else:
        said(made, "namePart", credited.full_family, {"type": "family"})
        said(made, "namePart", credited.given, {"type": "given"})
    said(made, "displayForm", credited.name)
    terms = within(made, "role")
    said(terms, "roleTerm", role, {"type": "code", "authority": "marcrelator"})
    said(terms, "roleTerm", _ROLES[role], {"type": "text", "authority": "marcrelator"})
    for iri in credited.same_as:
        for home, type_ in _IDENTIFIED:
            if iri.startswith(home):
                said(made, "nameIdentifier", iri, {"type": type_})


def _origin(made: etree._Element, given: Reference) -> None:
    for place in given.places:
        said(within(made, "place"), "placeTerm", place, {"type": "text"})
    for each in given.publishers:
        said(made, "publisher", each.name)
    issued = given.issued.isoformat() if given.issued else None
    said(made, "dateIssued", issued, {"encoding": "w3cdtf", "keyDate": "yes"})


def _language(made: etree._Element, code: str | None) -> None:
    known = _ISO_639_2B.get(code or "")
    authority = "iso639-2b" if known else "rfc5646"
    said(within(made, "language"), "languageTerm", known or code, {"type": "code", "authority": authority})


def _identifiers(given: Reference) -> Iterator[tuple[str, str | None]]:
    yield "uri", given.iri
    yield "doi", given.doi
    yield "hdl", given.handle
    yield from (("isbn", isbn) for isbn in given.isbns)
    yield "report number", given.report_number


def _rights(made: etree._Element, given: Reference) -> None:
    use = {"type": "use and reproduction"}
    said(made, "accessCondition", given.licence, {**use, _HREF: given.licence})
    for note in given.rights:
        said(made, "accessCondition", note.text, {**use, _HREF: given.rights_iri, XML_LANG: note.language})
