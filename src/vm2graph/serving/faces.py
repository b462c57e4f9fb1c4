"""The forms a document can be sent in, and choosing one of them for a request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vm2graph.serving import negotiation
from vm2graph.writing.bibliographic_formats import BIBLIOGRAPHIC_FORMATS, CITATION, BibliographicFormat
from vm2graph.writing.bibliography import Reference
from vm2graph.writing.formats import FORMATS, RdfFormat


@dataclass(frozen=True, slots=True)
class Face:
    """One form of a document, with its own address: that of the document and an extension."""

    name: str
    label: str
    media_type: str
    content_type: str
    extension: str  # without the dot
    rdf: RdfFormat | None = None
    citable: BibliographicFormat | None = None
    variant: tuple[str, str] | None = None  # citation style and locale

    @property
    def is_dataset(self) -> bool:
        """Whether it shows named graphs."""
        return self.rdf is not None and self.rdf.is_dataset

    def in_style(self, style: str | None, locale: str | None) -> Face:
        """A formatted reference in another style or locale; any other face as it is."""
        if self.citable is not CITATION:
            return self
        chosen = (style or "apa", locale or "nl-NL")
        told = f"{self.media_type}; style={chosen[0]}; locale={chosen[1]}; charset=utf-8"
        return replace(self, variant=chosen, content_type=told)

    def cite(self, reference: Reference) -> bytes:
        """A reference in this face. Raises UnknownStyle or IncompleteRecord where it cannot be had so."""
        assert self.citable is not None  # noqa: S101 - asked of such faces only
        return self.citable.write(reference, *(self.variant or ()))


HTML = Face("html", "HTML", "text/html", "text/html; charset=utf-8", "html")
JSON = Face("json", "JSON", "application/json", "application/json", "json")
LINKSETS = (
    Face("linkset", "Linkset", "application/linkset+json", "application/linkset+json", "linkset"),
    Face("links", "Linkset (text)", "application/linkset", "application/linkset", "links"),
)
"""The links of a record as a document of their own, RFC 9264."""

_RDF = tuple(Face(f.name, f.label, f.media_type, f.content_type, f.extension, f) for f in FORMATS.values())

_CITABLE = tuple(
    Face(f.name, f.label, f.media_type, f.content_type, f.extension, citable=f) for f in BIBLIOGRAPHIC_FORMATS.values()
)

GRAPH_FACES = (HTML, *(face for face in _RDF if not face.is_dataset))
"""What holds one graph."""

DATASET_FACES = (HTML, *_RDF)
"""What also shows named graphs: a record and its evidence."""

RECORD_FACES = (*DATASET_FACES, *_CITABLE, *LINKSETS)
"""A record, as data, as a reference and as links."""

REPORT_FACES = (HTML, JSON)
"""A validation report."""


def split(name: str, faces: Iterable[Face]) -> tuple[str, Face] | None:
    """``slug.ttl`` as the slug and the face; None where the end is no extension of ours."""
    stem, dot, extension = name.rpartition(".")
    if not (stem and dot):
        return None
    return next(((stem, face) for face in faces if face.extension == extension), None)


def named(name: str, faces: Iterable[Face]) -> Face | None:
    """The face of a name, extension or media type, as in ``?_format=ttl``."""
    wanted = name.strip().lower().lstrip(".")
    return next((face for face in faces if wanted in (face.name, face.extension, face.media_type)), None)


def negotiated(accept: str | None, faces: Sequence[Face]) -> Face | None:
    """The best face for an Accept header; the page for people where nothing is preferred."""
    chosen = negotiation.choose(accept, [face.media_type for face in faces])
    return next((face for face in faces if face.media_type == chosen), None)
