"""The one table of metadata formats of OAI-PMH."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from vm2graph.names import RDF
from vm2graph.writing import mods, oai_dc, openaire
from vm2graph.writing.bibliography import Reference, reference_of
from vm2graph.writing.facts import Facts
from vm2graph.writing.formats import RDFXML
from vm2graph.writing.lines import About
from vm2graph.writing.xml import XSI

_OAI_RDF_SCHEMA = "http://www.openarchives.org/OAI/2.0/rdf.xsd"
# the engine writes RDF/XML with every character a literal has, also with those that XML 1.0 section 2.2 has not
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """A format. ``write`` takes the IRI of a publication and what is said of it, and gives an XML document.

    It raises IncompleteRecord for a record that lacks what the format demands. ``dated``: it demands a date of issue.
    """

    prefix: str
    namespace: str
    schema: str
    write: Callable[[str, About], bytes]
    dated: bool = False


def _of_reference(write: Callable[[Reference], bytes]) -> Callable[[str, About], bytes]:
    return lambda publication, said: write(reference_of(publication, Facts.of_lines(said)))


def _rdf(publication: str, said: About) -> bytes:
    """The record as RDF/XML; the root says where its schema is, as OAI-PMH 2.0 section 3.4 demands of metadata."""
    assert RDFXML.of_lines is not None  # noqa: S101 - it is a format of one graph
    made = etree.fromstring(_NOT_XML.sub("", RDFXML.of_lines(publication, said).decode()).encode(), PARSER)
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
