"""The one table of bibliographic formats: what a reference manager, a library or a DOI agency takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vm2graph.writing.bibtex import bibtex
from vm2graph.writing.citation import citation_text
from vm2graph.writing.csl import csl_json
from vm2graph.writing.datacite import datacite
from vm2graph.writing.formats import with_charset
from vm2graph.writing.mods import mods
from vm2graph.writing.ris import ris


@dataclass(frozen=True, slots=True)
class BibliographicFormat:
    """A format. ``write`` takes a :class:`~vm2graph.writing.bibliography.Reference` and gives UTF-8 bytes.

    That of ``citation`` takes a style and a locale too, as :func:`~vm2graph.writing.citation.citation` does.
    """

    name: str
    label: str
    media_type: str
    extension: str  # without the dot
    write: Callable[..., bytes]

    @property
    def content_type(self) -> str:
        """The media type as an HTTP header; text formats say that they are UTF-8."""
        return with_charset(self.media_type)


BIBTEX = BibliographicFormat("bib", "BibTeX", "application/x-bibtex", "bib", bibtex)
RIS = BibliographicFormat("ris", "RIS", "application/x-research-info-systems", "ris", ris)
CSL = BibliographicFormat("csl", "CSL-JSON", "application/vnd.citationstyles.csl+json", "csl", csl_json)
CITATION = BibliographicFormat("citation", "Reference as text", "text/x-bibliography", "txt", citation_text)
DATACITE = BibliographicFormat(
    "datacite", "DataCite XML", "application/vnd.datacite.datacite+xml", "datacite", datacite
)
MODS = BibliographicFormat("mods", "MODS XML", "application/mods+xml", "mods", mods)

BIBLIOGRAPHIC_FORMATS: dict[str, BibliographicFormat] = {
    each.name: each for each in (BIBTEX, RIS, CSL, CITATION, DATACITE, MODS)
}
"""By name, in order of preference."""
