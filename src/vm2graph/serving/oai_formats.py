"""The one table of metadata formats of OAI-PMH, and records in them, kept for the next harvester."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import zstandard
from lxml import etree
from pyoxigraph import Triple

from vm2graph.names import RDF
from vm2graph.storing import HarvestItem
from vm2graph.writing import mods, oai_dc, openaire
from vm2graph.writing.bibliography import Reference, reference
from vm2graph.writing.formats import RDFXML
from vm2graph.writing.xml import XSI

_OAI_RDF_SCHEMA = "http://www.openarchives.org/OAI/2.0/rdf.xsd"
# the engine writes RDF/XML with every character a literal has, also with those that XML 1.0 section 2.2 has not
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """A format. ``write`` takes the IRI of a publication and its triples and gives an XML document.

    It raises IncompleteRecord for a record that lacks what the format demands. ``dated``: it demands a date of issue.
    """

    prefix: str
    namespace: str
    schema: str
    write: Callable[[str, Iterable[Triple]], bytes]
    dated: bool = False


def _of_reference(write: Callable[[Reference], bytes]) -> Callable[[str, Iterable[Triple]], bytes]:
    return lambda publication, triples: write(reference(publication, triples))


def _rdf(publication: str, triples: Iterable[Triple]) -> bytes:
    """The record as RDF/XML; the root says where its schema is, as OAI-PMH 2.0 section 3.4 demands of metadata."""
    assert RDFXML.write is not None  # noqa: S101 - it is a format of one graph
    made = etree.fromstring(_NOT_XML.sub("", RDFXML.write(publication, triples).decode()).encode(), PARSER)
    made.set(f"{{{XSI}}}schemaLocation", f"{RDF.base} {_OAI_RDF_SCHEMA}")
    return etree.tostring(made)


PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True, huge_tree=True)

METADATA_FORMATS: dict[str, MetadataFormat] = {
    each.prefix: each
    for each in (
        MetadataFormat("oai_dc", oai_dc.NAMESPACE, oai_dc.SCHEMA, _of_reference(oai_dc.oai_dc)),
        MetadataFormat(
            "oai_openaire", openaire.NAMESPACE, openaire.SCHEMA, _of_reference(openaire.openaire), dated=True
        ),
        MetadataFormat("mods", mods.NAMESPACE, mods.SCHEMA, _of_reference(mods.mods)),
        MetadataFormat("rdf", RDF.base, _OAI_RDF_SCHEMA, _rdf),
    )
}
"""By prefix."""


class Disseminations:
    """Records as XML. What was made is kept, compressed, up to ``total_bytes``.

    Harvesters go round: what was used last will be asked for last. So that is what leaves a full store, and the part
    that stays is there on the next round; one time in 16 it is the least recently used, or what is out of date would
    stay for ever.
    """

    def __init__(self, total_bytes: int) -> None:
        self._total, self._size, self._left = total_bytes, 0, 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, HarvestItem], bytes] = OrderedDict()

    def record(self, format_: MetadataFormat, item: HarvestItem, make: Callable[[], etree._Element]) -> bytes:
        """The ``record`` element of an item in a format, serialised; ``make`` makes it where it is not kept."""
        key = (format_.prefix, item)
        with self._lock:
            packed = self._kept.get(key)
            if packed is not None:
                self._kept.move_to_end(key)
        if packed is not None:
            return zstandard.decompress(packed)
        made = etree.tostring(make(), encoding="UTF-8", xml_declaration=False)
        self._put(key, zstandard.compress(made, 1))
        return made

    def _put(self, key: tuple[str, HarvestItem], packed: bytes) -> None:
        with self._lock:
            if (old := self._kept.pop(key, None)) is not None:
                self._size -= len(old) + _ENTRY
            while self._kept and self._size + len(packed) + _ENTRY > self._total:
                self._left += 1
                self._size -= len(self._kept.popitem(last=bool(self._left % 16))[1]) + _ENTRY
            self._kept[key] = packed
            self._size += len(packed) + _ENTRY


_ENTRY = 1500  # bytes, about, that an entry takes beside its own
