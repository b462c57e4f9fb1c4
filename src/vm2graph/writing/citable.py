"""The one table of bibliographic formats. Nobody else knows their media types, extensions and writers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vm2graph.writing.bibliography import Reference
from vm2graph.writing.bibtex import bibtex
from vm2graph.writing.citing import citation, csl_json
from vm2graph.writing.crosswalks import datacite, mods
from vm2graph.writing.ris import ris


@dataclass(frozen=True, slots=True)
class CitableFormat:
    """A form of a reference. ``write`` raises UnknownFormat for a publication that cannot be had in it."""

    name: str
    label: str
    media_type: str
    extension: str  # without the dot
    write: Callable[[Reference], bytes]
    charset: bool = True  # whether the Content-Type says UTF-8; XML and JSON say it themselves

    @property
    def content_type(self) -> str:
        """The media type as an HTTP header."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


CITATION = CitableFormat(
    "citation", "APA", "text/x-bibliography", "txt", lambda reference: f"{citation(reference)}\n".encode()
)

CITABLE_FORMATS: dict[str, CitableFormat] = {
    each.name: each
    for each in (
        CitableFormat("bibtex", "BibTeX", "application/x-bibtex", "bib", bibtex),
        CitableFormat("ris", "RIS", "application/x-research-info-systems", "ris", ris),
        CitableFormat("csl", "CSL-JSON", "application/vnd.citationstyles.csl+json", "csl", csl_json, charset=False),
        CITATION,
        CitableFormat(
            "datacite", "DataCite", "application/vnd.datacite.datacite+xml", "datacite", datacite, charset=False
        ),
        CitableFormat("mods", "MODS", "application/mods+xml", "mods", mods, charset=False),
    )
}
"""By name."""
