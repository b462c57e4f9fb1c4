"""Making XML elements that are well-formed whatever the data, and never empty."""

from __future__ import annotations

from lxml import etree

from vm2graph.writing.bibliography import line, prose

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def root(
    tag: str, namespace: str, schema: str, prefixes: dict[str | None, str] | None = None, **attributes: str
) -> etree._Element:
    """A root element that says where its schema is; its namespace is the default one unless it has a prefix."""
    named = {None: namespace, "xlink": XLINK} if prefixes is None else prefixes
    made = etree.Element(f"{{{namespace}}}{tag}", nsmap={**named, "xsi": XSI})
    made.set(f"{{{XSI}}}schemaLocation", f"{namespace} {schema}")
    for name, value in attributes.items():
        made.set(name, value)
    return made


def within(
    parent: etree._Element,
    tag: str,
    attributes: dict[str, str | None] | None = None,
    *,
    namespace: str | None = None,
) -> etree._Element:
    """A new last child, in the parent's namespace unless one is given; attributes without a value are left out."""
    made = etree.SubElement(parent, f"{{{namespace or etree.QName(parent).namespace}}}{tag}")
    for name, value in (attributes or {}).items():
        if said := line(value):
            made.set(name, said)
    return made


def said(
    parent: etree._Element,
    tag: str,
    text: str | None,
    attributes: dict[str, str | None] | None = None,
    *,
    lines: bool = False,
    namespace: str | None = None,
) -> None:
    """A new last child with a text, unless there is none; ``lines``: line breaks are kept."""
    if value := prose(text) if lines else line(text):
        within(parent, tag, attributes, namespace=namespace).text = value


def document(made: etree._Element) -> bytes:
    """UTF-8 with a declaration, indented, without elements that have come to hold nothing."""
    for parent in reversed(list(made.iter())):  # the innermost first
        for child in list(parent):
            if not len(child) and not child.text:
                parent.remove(child)
    etree.cleanup_namespaces(made)
    etree.indent(made)
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8") + b"\n"
