"""What the collection is, for catalogues of data: DCAT 3, VoID and schema.org in one graph.

Only what is true and known is said. The licence is that of the records, which the owner sets; without one there are
no distributions, since DCAT-AP-NL wants each to have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pyoxigraph import NamedNode, Triple

from vm2graph.names import DCAT, DCTERMS, FOAF, LANGUAGES, PREFIXES, RDF, SCHEMA, XSD
from vm2graph.settings import Settings
from vm2graph.storing import Snapshot
from vm2graph.storing.dumps import DumpFile
from vm2graph.writing.terms import Term, iri, text, typed

_DCT, _VOID, _VCARD = DCTERMS.base, "http://rdfs.org/ns/void#", "http://www.w3.org/2006/vcard/ns#"
_SD = SCHEMA.base
_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
_SPDX, _GZIP = "http://spdx.org/rdf/terms#", "application/gzip"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_SERVICES = (
    ("sparql", "SPARQL 1.1", "https://www.w3.org/TR/sparql11-protocol/", "sparql"),
    ("oai", "OAI-PMH 2.0", "http://www.openarchives.org/OAI/openarchivesprotocol.html", "oai?verb=Identify"),
)


@dataclass(frozen=True, slots=True)
class DataDump:
    """A file with all of the data, as it is offered; its size and digest are known once it has been made."""

    path: str
    media_type: str  # of what is in it
    format: str  # in the EU's list of file types
    title: str
    made: DumpFile | None = None


def description(settings: Settings, snapshot: Snapshot, dumps: Sequence[DataDump] = ()) -> list[Triple]:
    """The graph of ``/dataset``."""
    return [
        Triple(iri(subject), iri(property_), value)
        for subject, property_, value in _Description(settings, snapshot, dumps).said()
    ]


def catalogue(base: str) -> str:
    """The IRI of the catalogue: what it lists is part of it, as ``dcat:resource`` is a kind of ``dct:hasPart``."""
    return f"{base}/dataset#catalogue"


class _Description:
    def __init__(self, settings: Settings, snapshot: Snapshot, dumps: Sequence[DataDump]) -> None:
        self.settings, self.snapshot, self.dumps = settings, snapshot, dumps
        self.base = settings.collection.base_iri
        self.home = f"{self.base}/dataset"
        self.catalogue, self.records = catalogue(self.base), f"{self.home}#records"
        self.licence, self.publisher = settings.harvesting.metadata_licence, settings.harvesting.publisher

    def said(self) -> Iterator[tuple[str, str, Term]]:
        yield from self._catalogue()
        yield from self._dataset()
        for name, title, standard, described in _SERVICES:
            yield from self._service(f"{self.home}#{name}", f"{self.base}/{name}", title, standard)
            yield f"{self.home}#{name}", DCAT.base + "endpointDescription", iri(f"{self.base}/{described}")
            if self.licence:
                yield from self._distribution(f"{self.home}#by-{name}", f"{self.base}/{name}", title)
                yield f"{self.home}#by-{name}", DCAT.base + "accessService", iri(f"{self.home}#{name}")
        for dump in self.dumps:
            yield from self._dump(f"{self.home}#{dump.path.replace('.', '-')}", dump)
        if self.publisher:
            yield from self._agent()
        if email := self.settings.collection.email:
            contact = f"{self.home}#contact"
            yield contact, RDF.type, iri(_VCARD + "Kind")
            yield contact, _VCARD + "fn", text(self.publisher or self._title())
            yield contact, _VCARD + "hasEmail", iri(f"mailto:{email}")

    def _title(self) -> str:
        return self.settings.collection.title_nl

    def _titled(self, node: str) -> Iterator[tuple[str, str, Term]]:
        collection = self.settings.collection
        for language, title, told in (
            (
                "nl",
                collection.title_nl,
                "Beschrijvingen van onderzoekspublicaties als linked data; bij elke waarde de passage waarop zij rust.",
            ),
            (
                "en",
                collection.title_en,
                "Descriptions of research publications as linked data; with each value the passage that it rests on.",
            ),
        ):
            for property_ in (_DCT + "title", _SD + "name"):
                yield node, property_, text(title, language)
            for property_ in (_DCT + "description", _SD + "description"):
                yield node, property_, text(told, language)
        yield node, _DCT + "modified", typed(self.snapshot.time, XSD.base + "dateTime")
        yield node, _SD + "dateModified", typed(self.snapshot.time, XSD.base + "dateTime")
        yield node, _SD + "url", iri(self.home)
        yield from self._common(node)

    def _common(self, node: str) -> Iterator[tuple[str, str, Term]]:
        """Who stands behind it, whom to write to, and the licence: where the owner has said so."""
        if self.publisher:
            for property_ in (_DCT + "publisher", _SD + "publisher"):
                yield node, property_, iri(f"{self.home}#publisher")
        if self.settings.collection.email:
            yield node, DCAT.base + "contactPoint", iri(f"{self.home}#contact")
        if self.licence:
            for property_ in (_DCT + "license", _SD + "license"):
                yield node, property_, iri(self.licence)

    def _catalogue(self) -> Iterator[tuple[str, str, Term]]:
        node = self.catalogue
        for type_ in (DCAT.base + "Catalog", _SD + "DataCatalog"):
            yield node, RDF.type, iri(type_)
        yield from self._titled(node)
        yield node, DCAT.base + "dataset", iri(self.records)
        yield node, _SD + "dataset", iri(self.records)
        for name, *_ in _SERVICES:
            yield node, DCAT.base + "service", iri(f"{self.home}#{name}")
        for language in ("nl", "en"):
            yield node, _DCT + "language", iri(LANGUAGES[language])
        yield node, FOAF.base + "homepage", iri(f"{self.base}/")

    def _dataset(self) -> Iterator[tuple[str, str, Term]]:
        node = self.records
        for type_ in (DCAT.base + "Dataset", _VOID + "Dataset", _SD + "Dataset"):
            yield node, RDF.type, iri(type_)
        yield from self._titled(node)
        yield node, _DCT + "identifier", text(node)
        yield node, _DCT + "accessRights", iri(_PUBLIC)
        yield node, _SD + "isAccessibleForFree", typed("true", XSD.base + "boolean")
        yield node, _SD + "includedInDataCatalog", iri(self.catalogue)
        if self.publisher:
            for property_ in (_DCT + "creator", _SD + "creator"):
                yield node, property_, iri(f"{self.home}#publisher")
        if theme := self.settings.harvesting.theme:
            yield node, DCAT.base + "theme", iri(theme)
        yield node, _VOID + "sparqlEndpoint", iri(f"{self.base}/sparql")
        yield node, _VOID + "uriSpace", text(f"{self.base}/id/")
        yield node, _VOID + "entities", typed(str(self.snapshot.count()), XSD.base + "integer")
        yield node, _VOID + "triples", typed(str(self.snapshot.quads), XSD.base + "integer")
        for vocabulary in sorted({*PREFIXES.values()} - {RDF.base, XSD.base}):
            yield node, _VOID + "vocabulary", iri(vocabulary)
        for row in self.snapshot.records(limit=1):
            yield node, _VOID + "exampleResource", iri(f"{self.base}/id/publication/{row.slug}")

    def _service(self, node: str, address: str, title: str, standard: str) -> Iterator[tuple[str, str, Term]]:
        yield node, RDF.type, iri(DCAT.base + "DataService")
        yield node, _DCT + "title", text(title, "en")
        yield node, _DCT + "title", text(title, "nl")
        yield node, _DCT + "description", text(f"{title}: {urlsplit(address).path}", "en")
        yield node, _DCT + "identifier", text(node)
        yield node, _DCT + "accessRights", iri(_PUBLIC)
        yield node, _DCT + "conformsTo", iri(standard)
        yield node, DCAT.base + "endpointURL", iri(address)
        yield node, DCAT.base + "servesDataset", iri(self.records)
        if theme := self.settings.harvesting.theme:
            yield node, DCAT.base + "theme", iri(theme)
        yield from self._common(node)

    def _distribution(self, node: str, address: str, title: str) -> Iterator[tuple[str, str, Term]]:
        yield self.records, DCAT.base + "distribution", NamedNode(node)
        yield node, RDF.type, iri(DCAT.base + "Distribution")
        yield node, _DCT + "title", text(title, "en")
        yield node, DCAT.base + "accessURL", iri(address)
        yield node, _DCT + "license", iri(self.licence)

    def _dump(self, node: str, dump: DataDump) -> Iterator[tuple[str, str, Term]]:
        """A file of all the data; a distribution where the licence that each must have is known."""
        address = f"{self.base}/{dump.path}"
        yield self.records, _VOID + "dataDump", iri(address)
        yield self.records, _SD + "distribution", NamedNode(node)
        if self.licence:
            yield from self._distribution(node, address, dump.title)
            yield node, _SD + "license", iri(self.licence)
        yield node, RDF.type, iri(_SD + "DataDownload")
        yield node, _SD + "contentUrl", iri(address)
        yield node, _SD + "encodingFormat", text(_GZIP)
        yield node, DCAT.base + "downloadURL", iri(address)
        yield node, DCAT.base + "mediaType", iri(f"{_MEDIA_TYPES}{dump.media_type}")
        yield node, DCAT.base + "compressFormat", iri(f"{_MEDIA_TYPES}{_GZIP}")
        yield node, _DCT + "format", iri(f"{_FILE_TYPES}{dump.format}")
        yield node, _DCT + "modified", typed(self.snapshot.time, XSD.base + "dateTime")
        if dump.made is not None:
            checksum = f"{node}-checksum"
            yield node, DCAT.base + "byteSize", typed(str(dump.made.size), XSD.base + "nonNegativeInteger")
            yield node, _SPDX + "checksum", iri(checksum)
            yield checksum, RDF.type, iri(_SPDX + "Checksum")
            yield checksum, _SPDX + "algorithm", iri(_SPDX + "checksumAlgorithm_sha256")
            yield checksum, _SPDX + "checksumValue", typed(dump.made.sha256, XSD.base + "hexBinary")

    def _agent(self) -> Iterator[tuple[str, str, Term]]:
        node = f"{self.home}#publisher"
        for type_ in (FOAF.base + "Agent", _SD + "Organization"):
            yield node, RDF.type, iri(type_)
        for property_ in (FOAF.base + "name", _SD + "name"):
            yield node, property_, text(self.publisher)
