"""The schemas of ``tests/data/xsd``, without a network."""

from pathlib import Path

from lxml import etree

XSD = Path(__file__).parent / "data" / "xsd"


class _Here(etree.Resolver):
    """Schemas come from this folder, and from nowhere else."""

    def resolve(self, system_url, public_id, context):
        name = system_url.rsplit("/", 1)[-1]
        found = next(path for path in (XSD / name, XSD / "openaire" / name) if path.exists())
        return self.resolve_filename(str(found), context)


def schema(*names: str) -> etree.XMLSchema:
    """Several schemas as one."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Here())
    xs = "http://www.w3.org/2001/XMLSchema"
    whole = etree.Element(f"{{{xs}}}schema", nsmap={"xs": xs})
    for name in names:
        namespace = etree.parse(str(next(XSD.rglob(name)))).getroot().get("targetNamespace")
        etree.SubElement(whole, f"{{{xs}}}import", {"namespace": namespace, "schemaLocation": name})
    return etree.XMLSchema(etree.fromstring(etree.tostring(whole), parser, base_url=str(XSD / "all.xsd")))
