"""FAIR Signposting of a record: where its identity, metadata and file, its makers' identifiers and its licence are.

The profile of 2 October 2023, levels 1 (Link headers and link elements) and 2 (link sets, RFC 9264). ``item`` is the
file that the page gives the address of, without a type, since nobody has fetched it. A record whose page gives none
has no ``item``, so that it stays at level 1 in what the profile counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import orjson

from vm2graph.serving.faces import HTML, LINKSETS, Face
from vm2graph.serving.responding import LinkTo
from vm2graph.writing.bibliography import Reference

_TYPES = ("https://schema.org/Report", "https://schema.org/AboutPage")
_PERSISTENT = ("https://orcid.org/", "https://isni.org/", "http://www.isni.org/")
_LONGEST = 1000  # characters of the address of a file; the header must stay below 4 KiB
# what a media type alone does not tell
_PROFILES = {
    "application/ld+json": "https://schema.org/",
    "text/turtle": "http://purl.org/dc/terms/",
    "application/rdf+xml": "http://purl.org/dc/terms/",
    "application/mods+xml": "http://www.loc.gov/mods/v3",
    "application/vnd.datacite.datacite+xml": "http://datacite.org/schema/kernel-4",
}


def landing_links(thing: str, address: str, faces: Sequence[Face], reference: Reference) -> tuple[LinkTo, ...]:
    """The links of the page of a record; ``address`` is the absolute IRI of the page."""
    authors = [iri for each in reference.authors for iri in each.same_as if iri.startswith(_PERSISTENT)]
    return (
        LinkTo(thing, "cite-as", "text/html"),
        *(LinkTo(type_, "type") for type_ in _TYPES),
        *(LinkTo(author, "author") for author in dict.fromkeys(authors)),
        *((LinkTo(reference.licence, "license"),) if reference.licence else ()),
        *(LinkTo(file, "item") for file in dict.fromkeys(each.url for each in reference.files) if _is_address(file)),
        *(_described(address, face) for face in _metadata(faces)),
        *(LinkTo(f"{address}.{face.extension}", "linkset", face.media_type) for face in LINKSETS),
    )


def metadata_links(address: str, face: Face | None = None) -> tuple[LinkTo, ...]:
    """The links of a form of a record that is not its page; of ``face`` also the profile (RFC 6906)."""
    profile = _PROFILES.get(face.media_type, "") if face else ""
    return (
        LinkTo(address, "describes", "text/html"),
        *((LinkTo(profile, "profile"),) if profile else ()),
        *(LinkTo(f"{address}.{face.extension}", "linkset", face.media_type) for face in LINKSETS),
    )


def linkset(thing: str, address: str, faces: Sequence[Face], reference: Reference, form: Face) -> bytes:
    """All of it as one document: JSON (RFC 9264 section 4.2) or the form of a Link header (section 4.1)."""
    about = [(address, landing_links(thing, address, faces, reference))]
    about += [(f"{address}.{face.extension}", metadata_links(address)[:1]) for face in _metadata(faces)]
    if form is LINKSETS[0]:
        return orjson.dumps({"linkset": [_context(anchor, links) for anchor, links in about]})
    return ",\n".join(
        f'{link}; anchor="{LinkTo(anchor, "").uri}"' for anchor, links in about for link in links
    ).encode()


def _is_address(url: str) -> bool:
    return url.startswith(("http://", "https://")) and len(LinkTo(url, "").uri) <= _LONGEST


# the same as Turtle says, or as the reference formats do; the header must stay below 4 KiB with long addresses too
_LEFT_OUT = ("nt", "trig", "nquads", "citation")


def _metadata(faces: Iterable[Face]) -> list[Face]:
    return [face for face in faces if face is not HTML and face not in LINKSETS and face.name not in _LEFT_OUT]


def _described(address: str, face: Face) -> LinkTo:
    return LinkTo(
        f"{address}.{face.extension}", "describedby", face.media_type, profile=_PROFILES.get(face.media_type, "")
    )


def _context(anchor: str, links: Iterable[LinkTo]) -> dict[str, object]:
    made: dict[str, object] = {"anchor": LinkTo(anchor, "").uri}
    for link in links:
        target = {"href": link.uri, "type": link.type, "profile": link.profile}
        found = made.setdefault(link.rel, [])
        assert isinstance(found, list)  # noqa: S101 - no relation is called "anchor"
        found.append({name: value for name, value in target.items() if value})
    return made
