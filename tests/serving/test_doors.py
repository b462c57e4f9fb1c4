"""One commit feeds every door: after whatever happened to a record, all of them tell the same."""

import gzip
import io
import zipfile
from collections.abc import Callable

from flask.testing import FlaskClient
from lxml import etree

from tests.conftest import BASE, own_page, put
from vm2graph.gate import Gate
from vm2graph.pipeline import restore
from vm2graph.serving import create_app
from vm2graph.serving.preparing import KINDS, prepare
from vm2graph.storing.collection import Collection
from vm2graph.storing.rolling_back import roll_back

S = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "rs": "http://www.openarchives.org/rs/terms/"}
OAI = {"o": "http://www.openarchives.org/OAI/2.0/"}
ATOM = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}


class Doors:
    """What each door says of a record: when it changed, or that it is gone."""

    def __init__(self, collection: Collection, client: FlaskClient, slug: str) -> None:
        self.collection, self.client, self.slug = collection, client, slug
        self.page = f"{BASE}/doc/publication/{slug}"
        self.thing = f"{BASE}/id/publication/{slug}"

    def xml(self, path: str) -> etree._Element:
        return etree.fromstring(self.client.get(path).data)

    def dumped(self) -> dict[str, str]:
        """What stands in the dumps and the packages, which are those of the current snapshot."""
        list(prepare(self.collection, [*KINDS]))
        quads = gzip.decompress(self.client.get("/dataset.nq.gz").data).decode()
        turtle = gzip.decompress(self.client.get("/dataset.ttl.gz").data).decode()
        assert (f"\n<{self.thing}> " in f"\n{quads}") == (f"\n<{self.thing}> " in turtle)
        (place,) = self.xml("/resourcesync/dump.xml").iterfind("s:url/s:loc", S)
        package = self.client.get(place.text.removeprefix(BASE))
        with zipfile.ZipFile(io.BytesIO(package.data)) as packed:
            manifest = etree.fromstring(packed.read("manifest.xml"))
            entries = {one.findtext("s:loc", namespaces=S): one for one in manifest.iterfind("s:url", S)}
            entry = entries.get(f"{self.page}.ttl")
            if entry is not None:
                inside = packed.read(entry.find("rs:md", S).get("path").lstrip("/"))
                assert inside == self.client.get(f"/doc/publication/{self.slug}.ttl").data
        stamp = "gone" if entry is None else entry.findtext("s:lastmod", namespaces=S)
        return {"dump": stamp if f"\n<{self.thing}> " in f"\n{quads}" else "gone", "packages": stamp}

    def told(self) -> dict[str, str]:
        """By door: "gone", or the datestamp."""
        document = self.client.get(f"/doc/publication/{self.slug}", headers={"Accept": "text/turtle"})
        assert document.status_code in (200, 410)
        header = self.xml(f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={self.thing}").find(".//o:header", OAI)
        stamp = header.findtext("o:datestamp", namespaces=OAI)
        listed = [
            one.text
            for one in self.xml("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").iterfind(".//o:identifier", OAI)
        ]
        assert self.thing in listed
        (change,) = (
            one
            for one in self.xml("/resourcesync/changes.xml").iterfind("s:url", S)
            if one.findtext("s:loc", namespaces=S) == f"{self.page}.ttl"
        )
        assert change.find("rs:md", S).get("datetime") == stamp
        mapped = {
            one.findtext("s:loc", namespaces=S): one.findtext("s:lastmod", namespaces=S)
            for one in self.xml("/sitemap/1.xml").iterfind("s:url", S)
        }
        resources = {
            one.findtext("s:loc", namespaces=S): one.findtext("s:lastmod", namespaces=S)
            for one in self.xml("/resourcesync/resources/1.xml").iterfind("s:url", S)
        }
        feed = self.xml("/feed.atom")
        entries = {one.findtext("a:id", namespaces=ATOM): one for one in feed.iterfind("a:entry", ATOM)}
        deleted = {one.get("ref"): one.get("when") for one in feed.iterfind("at:deleted-entry", ATOM)}
        assert (self.thing in entries) != (self.thing in deleted)
        asked = self.client.get("/sparql", query_string={"query": f"ASK {{ <{self.thing}> ?p ?o }}"})
        found = {
            "document": "gone" if document.status_code == 410 else self.modified(document.headers["Last-Modified"]),
            "oai": "gone" if header.get("status") == "deleted" else stamp,
            "changes": "gone" if change.find("rs:md", S).get("change") == "deleted" else stamp,
            "resources": resources.get(f"{self.page}.ttl", "gone"),
            "sitemap": mapped.get(self.page, "gone"),
            "feed": "gone" if self.thing in deleted else entries[self.thing].findtext("a:updated", namespaces=ATOM),
            "sparql": stamp if asked.json["boolean"] else "gone",
            **self.dumped(),
        }
        if self.thing in deleted:
            assert deleted[self.thing] == stamp
        return found

    @staticmethod
    def modified(header: str) -> str:
        from email.utils import parsedate_to_datetime  # noqa: PLC0415 - here alone

        return parsedate_to_datetime(header).strftime("%Y-%m-%dT%H:%M:%SZ")

    def agree(self) -> str:
        """The one thing that all doors say."""
        told = self.told()
        assert len(set(told.values())) == 1, told
        return told["oai"]


def slug_of(collection: Collection, source_id: str) -> str:
    return next(row.slug for row in collection.current().records() if row.source_id == source_id)


def test_all_doors_tell_the_same_after_every_kind_of_commit(
    make_collection: Callable[..., Collection], gate: Gate
) -> None:
    collection = make_collection({"a.txt": own_page(1), "b.txt": own_page(2)})
    app = create_app(collection.settings, collection)
    try:
        _walk(collection, app.test_client(), gate)
    finally:
        app.extensions["vm2graph"].pools.close()


def _walk(collection: Collection, client: FlaskClient, gate: Gate) -> None:
    ours, other = (Doors(collection, client, slug_of(collection, name)) for name in ("a.txt", "b.txt"))
    first = ours.agree()
    assert first == other.agree()
    assert first != "gone"

    put(collection, {"a.txt": own_page(1, theme="Taal")}, gate)
    changed = ours.agree()
    assert changed > first
    assert other.agree() == first

    (collection.path / "entities.yaml").write_text("person/anna-de-vries:\n  label: Anna Maria de Vries\n")
    put(collection, {}, gate)
    renamed = ours.agree()
    assert renamed == other.agree()
    assert renamed > changed
    shown = client.get(f"/oai?verb=GetRecord&metadataPrefix=mods&identifier={ours.thing}").text
    assert "Anna Maria de Vries" in shown
    assert "Anna Maria de Vries" in gzip.decompress(client.get("/dataset.nq.gz").data).decode()

    with collection.writer() as batch:
        batch.withdraw(ours.slug, "vervangen")
    assert ours.agree() == "gone"
    assert other.agree() == renamed

    restore(collection, ours.slug, gate)
    restored = ours.agree()
    assert restored not in ("gone", renamed)

    roll_back(collection)  # to where it was withdrawn
    assert ours.agree() == "gone"
    assert other.agree() == renamed
