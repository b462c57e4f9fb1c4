"""DataCite 4 and MODS 3: a publication as XML for repositories and libraries."""

from __future__ import annotations

import unicodedata

from lxml import etree

from vm2graph.errors import UnknownFormat
from vm2graph.names import PUBLICATION_TYPES, RIGHTS_NOT_EVALUATED
from vm2graph.writing.bibliography import Name, Reference

DATACITE = "http://datacite.org/schema/kernel-4"
MODS = "http://www.loc.gov/mods/v3"
_DATACITE_AT = "http://schema.datacite.org/meta/kernel-4.5/metadata.xsd"
_MODS_AT = "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ISO_639_2B = {"nl": "dut", "en": "eng", "de": "ger", "fr": "fre"}
_TYPES = {iri: name for name, iri in PUBLICATION_TYPES.items()}


def datacite(reference: Reference) -> bytes:
    """DataCite Metadata Schema 4.5, for a DOI where there is one, else for the IRI.

    Raises UnknownFormat where the graph lacks what the schema demands: nothing is filled in for it.
    """
    needed = {"creators": reference.authors, "publisher": reference.publishers, "publicationYear": reference.issued}
    if missing := [name for name, value in needed.items() if not value]:
        raise UnknownFormat(
            f"This publication cannot be had as DataCite, which demands what is not known of it: {', '.join(missing)}."
        )
    root = _root(DATACITE, "resource", _DATACITE_AT)
    kind, identifier = ("DOI", reference.doi) if reference.doi else ("URL", reference.iri)
    _put(root, "identifier", identifier, identifierType=kind)
    creators = _put(root, "creators")
    for name in reference.authors:
        _datacite_name(_put(creators, "creator"), "creatorName", name)
    titles = _put(root, "titles")
    _put(titles, "title", reference.title, **{_XML_LANG: reference.language})
    if reference.subtitle:
        _put(titles, "title", reference.subtitle, titleType="Subtitle", **{_XML_LANG: reference.language})
    _put(root, "publisher", " / ".join(reference.publishers))
    _put(root, "publicationYear", f"{reference.issued[0]:04d}")
    _put(root, "resourceType", _TYPES.get(reference.type, "report"), resourceTypeGeneral="Report")
    if reference.themes:
        subjects = _put(root, "subjects")
        for iri, label in reference.themes:
            _put(subjects, "subject", label, valueURI=iri)
    if reference.editors:
        contributors = _put(root, "contributors")
        for name in reference.editors:
            _datacite_name(_put(contributors, "contributor", contributorType="Editor"), "contributorName", name)
    _put(_put(root, "dates"), "date", reference.date, dateType="Issued")
    if reference.language:
        _put(root, "language", reference.language)
    _other_identifiers(root, reference)
    rights = reference.licence or RIGHTS_NOT_EVALUATED
    _put(_put(root, "rightsList"), "rights", rights, rightsURI=rights)
    if reference.abstract:
        abstract = _put(root, "descriptions")
        _put(abstract, "description", reference.abstract, descriptionType="Abstract")
    return _bytes(root)


def _other_identifiers(root: etree._Element, reference: Reference) -> None:
    others = [("URL", reference.iri)] if reference.doi else []
    others += [("ISBN", isbn) for isbn in reference.isbns]
    others += [(kind, value) for kind, value in (("Handle", reference.handle), ("Report", reference.number)) if value]
    if others:
        alternates = _put(root, "alternateIdentifiers")
        for kind, value in others:
            _put(alternates, "alternateIdentifier", value, alternateIdentifierType=kind)


def _datacite_name(parent: etree._Element, tag: str, name: Name) -> None:
    _put(parent, tag, name.inverted, nameType="Personal" if name.is_person else "Organizational")
    if name.is_person:
        _put(parent, "givenName", name.given)
        _put(parent, "familyName", f"{name.particle} {name.family}".lstrip())


def mods(reference: Reference) -> bytes:
    """MODS 3.8."""
    root = _root(MODS, "mods", _MODS_AT)
    root.set("version", "3.8")
    title = _put(root, "titleInfo")
    _put(title, "title", reference.title)
    _put(title, "subTitle", reference.subtitle)
    for role, code, names in (
        ("author", "aut", reference.authors),
        ("editor", "edt", reference.editors),
        ("contributor", "ctb", reference.contributors),
    ):
        for name in names:
            _mods_name(root, name, role, code)
    _put(root, "typeOfResource", "text")
    _put(
        root,
        "genre",
        _TYPES.get(reference.type, "report"),
        authorityURI="http://purl.org/coar/resource_type",
        valueURI=reference.type,
    )
    origin = _put(root, "originInfo", eventType="publication")
    for place in reference.places:
        _put(_put(origin, "place"), "placeTerm", place, type="text")
    for publisher in reference.publishers:
        _put(origin, "publisher", publisher)
    _put(origin, "dateIssued", reference.date, encoding="w3cdtf", keyDate="yes")
    if iso := _ISO_639_2B.get(reference.language):
        _put(_put(root, "language"), "languageTerm", iso, type="code", authority="iso639-2b")
    _put(root, "abstract", reference.abstract, **{_XML_LANG: reference.language})
    for iri, label in reference.themes:
        _put(_put(root, "subject"), "topic", label, valueURI=iri)
    if reference.series:
        series = _put(root, "relatedItem", type="series")
        _put(_put(series, "titleInfo"), "title", reference.series)
    for kind, value in (
        *(("isbn", isbn) for isbn in reference.isbns),
        ("doi", reference.doi),
        ("hdl", reference.handle),
        ("report number", reference.number),
        ("uri", reference.iri),
    ):
        _put(root, "identifier", value, type=kind)
    location = _put(root, "location")
    _put(location, "url", reference.iri, usage="primary display")
    for address in reference.files:
        _put(location, "url", address, access="raw object")
    rights = reference.licence or RIGHTS_NOT_EVALUATED
    _put(root, "accessCondition", rights, type="use and reproduction")
    _put(root, "note", reference.citation, type="preferred citation")
    return _bytes(root)


def _mods_name(root: etree._Element, name: Name, role: str, code: str) -> None:
    element = _put(root, "name", type="personal" if name.is_person else "corporate", valueURI=name.iri)
    if name.is_person:
        _put(element, "namePart", f"{name.particle} {name.family}".lstrip(), type="family")
        _put(element, "namePart", name.given, type="given")
        _put(element, "displayForm", name.full)
    else:
        _put(element, "namePart", name.full)
    terms = _put(element, "role")
    _put(terms, "roleTerm", role, type="text", authority="marcrelator")
    _put(terms, "roleTerm", code, type="code", authority="marcrelator")


def _root(namespace: str, tag: str, schema: str) -> etree._Element:
    root = etree.Element(f"{{{namespace}}}{tag}", nsmap={None: namespace})
    root.set(_XSI, f"{namespace} {schema}")
    return root


def _put(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    """A child in the parent's namespace; none is made of an empty text."""
    element = etree.Element(f"{{{etree.QName(parent).namespace}}}{tag}")
    if text != "":
        parent.append(element)
    element.text = None if text is None else _clean(text)
    for name, value in attributes.items():
        if value:
            element.set(name, _clean(value))
    return element


def _clean(text: str) -> str:
    """Without what XML 1.0 cannot hold (section 2.2)."""
    return "".join(
        c for c in text if c in "\t\n\r" or not (unicodedata.category(c) in ("Cc", "Cs") or c in "\ufffe\uffff")
    )


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
