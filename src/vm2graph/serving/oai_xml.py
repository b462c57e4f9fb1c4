"""The XML of an OAI-PMH response: lxml writes every element, and records that it wrote before are used again."""

from __future__ import annotations

from lxml import etree

from vm2graph.serving.oai_packed import Packed, Written

OAI = "http://www.openarchives.org/OAI/2.0/"
_PLACE = "records"


def place(body: etree._Element) -> None:
    """Where the records go: a processing instruction, which no text can hold since its < is always escaped."""
    body.append(etree.ProcessingInstruction(_PLACE))


def written(head: etree._Element, records: list[bytes] | Packed) -> Written:
    """The response. Records are whole elements that lxml has written; they are put where they belong as they are."""
    made = etree.tostring(head, xml_declaration=True, encoding="UTF-8") + b"\n"
    before, _, after = made.partition(f"<?{_PLACE} ?>".encode())
    return Written(before, records, after)


def serialised(element: etree._Element) -> bytes:
    """An element without a declaration."""
    return etree.tostring(element, encoding="UTF-8", xml_declaration=False)


def put(parent: etree._Element, tag: str, text: str | None = None) -> etree._Element:
    """A new last child in the namespace of the protocol."""
    made = etree.SubElement(parent, f"{{{OAI}}}{tag}")
    made.text = text
    return made
