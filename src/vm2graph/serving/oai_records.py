"""Records as OAI-PMH sends them: headers and metadata, made once and kept for the next harvester."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from urllib.parse import quote

from lxml import etree

from vm2graph.errors import IncompleteRecord
from vm2graph.names import Iris
from vm2graph.serving.oai_formats import PARSER, MetadataFormat
from vm2graph.serving.oai_packed import Packed
from vm2graph.serving.oai_sets import REPORTS, theme_set
from vm2graph.serving.oai_xml import OAI, put, serialised
from vm2graph.serving.program import program
from vm2graph.settings import Settings
from vm2graph.storing import HarvestItem, Snapshot
from vm2graph.storing.representations import Representations
from vm2graph.writing.lines import About

_SAFE = "-._~!$'()*,;:@"


class Records:
    """The records of a repository as XML."""

    def __init__(self, settings: Settings, kept: Representations, said_of: Callable[[Snapshot, str], About]) -> None:
        """``said_of`` gives all that the document of a record shows, by its slug."""
        self._repository = settings.harvesting.repository_identifier
        self._iris = Iris(settings.collection.base_iri)
        self._kept, self._said_of = kept, said_of

    def identifier(self, slug: str) -> str:
        """The OAI identifier of a record: its IRI as a URI, unless the owner has a name for the repository."""
        if self._repository:
            return f"oai:{self._repository}:{quote(slug, safe=_SAFE)}"
        return quote(self._iris.thing("publication", slug), safe=f"%:/?#[]&+={_SAFE}")

    def headers(self, snapshot: Snapshot, items: Sequence[HarvestItem]) -> list[bytes]:
        """The ``header`` elements of items."""
        return [serialised(self._header(item)) for item in snapshot.harvest.themed(items)]

    def record(self, snapshot: Snapshot, item: HarvestItem, format_: MetadataFormat) -> bytes:
        """The ``record`` element of an item. Raises IncompleteRecord for one that lacks what the format demands."""
        measure = self._measure(format_, item)
        if not item.deleted and (found := self._kept.find(format_.prefix, {item.slug: measure})):
            return found[item.slug]
        return self._made(snapshot, snapshot.harvest.themed([item])[0], format_)

    def records(self, snapshot: Snapshot, items: Sequence[HarvestItem], format_: MetadataFormat) -> list[bytes]:
        """The same of many, without those that the format refuses; what had to be made is kept."""
        measures = {item.slug: self._measure(format_, item) for item in items if not item.deleted}
        found = self._kept.find(format_.prefix, measures)
        fresh: list[tuple[str, bytes, bytes]] = []
        for item in snapshot.harvest.themed([item for item in items if item.slug not in found]):
            try:
                made = found[item.slug] = self._made(snapshot, item, format_)
            except IncompleteRecord:  # which the report of what is refused names
                continue
            if not item.deleted:
                fresh.append((item.slug, measures[item.slug], made))
        if fresh:
            self._kept.keep(format_.prefix, fresh)
        return [found[item.slug] for item in items if item.slug in found]

    def page(self, snapshot: Snapshot, items: Sequence[HarvestItem], format_: MetadataFormat) -> list[bytes] | Packed:
        """The same of a page that every harvester of everything asks for; it is kept whole."""
        if not items:
            return []
        measure = self._page_measure(snapshot, items, format_)
        packed = self._packed(items, format_, measure)
        if packed is not None:
            return packed
        records = self.records(snapshot, items, format_)
        if not records or not self._kept.has_room():
            return records
        packed = Packed.of(records)
        self._kept.keep_page(format_.prefix, (items[0].slug, items[-1].slug), measure, packed.kept())
        return packed

    def packed(self, snapshot: Snapshot, items: Sequence[HarvestItem], format_: MetadataFormat) -> Packed | None:
        """The same page where it is packed already."""
        return self._packed(items, format_, self._page_measure(snapshot, items, format_)) if items else None

    def _packed(self, items: Sequence[HarvestItem], format_: MetadataFormat, measure: bytes) -> Packed | None:
        kept = self._kept.page(format_.prefix, items[0].slug, measure)
        return None if kept is None else Packed.read(kept)

    def _page_measure(self, snapshot: Snapshot, items: Sequence[HarvestItem], format_: MetadataFormat) -> bytes:
        # of what is live, its sets follow from its digest
        sets = {
            item.slug: " ".join(item.themes) for item in snapshot.harvest.themed([it for it in items if it.deleted])
        }
        said = [part for it in items for part in (it.slug, it.datestamp, it.digest, sets.get(it.slug, ""))]
        return self._digest(format_, *said)

    def _measure(self, format_: MetadataFormat, item: HarvestItem) -> bytes:
        """Of everything that the bytes of a record follow from; its sets do from its digest."""
        return self._digest(format_, item.datestamp, item.digest)

    def _digest(self, format_: MetadataFormat, *said: str) -> bytes:
        parts = (format_.prefix, program(), self._iris.base, self._repository, *said)
        return hashlib.sha256("\n".join(parts).encode()).digest()[:16]

    def _made(self, snapshot: Snapshot, item: HarvestItem, format_: MetadataFormat) -> bytes:
        record = etree.Element(f"{{{OAI}}}record", nsmap={None: OAI})
        record.append(self._header(item))
        if not item.deleted:
            document = format_.write(self._iris.thing("publication", item.slug), self._said_of(snapshot, item.slug))
            put(record, "metadata").append(etree.fromstring(document, PARSER))
        return serialised(record)

    def _header(self, item: HarvestItem) -> etree._Element:
        header = etree.Element(f"{{{OAI}}}header", nsmap={None: OAI})
        if item.deleted:
            header.set("status", "deleted")
        put(header, "identifier", self.identifier(item.slug))
        put(header, "datestamp", item.datestamp)
        for spec in (REPORTS, *map(theme_set, item.themes)):
            put(header, "setSpec", spec)
        return header
