"""ResourceSync: packages of every record, and what lists tell of them."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from lxml import etree

from tests.conftest import BASE, own_page, put
from vm2graph.gate import Gate
from vm2graph.serving import create_app, resourcesync
from vm2graph.serving.preparing import prepare
from vm2graph.storing.collection import Collection

S = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "rs": "http://www.openarchives.org/rs/terms/"}
LIST = "/resourcesync/resources/1.xml"


@pytest.fixture
def collection(make_collection: Callable[..., Collection]) -> Collection:
    return make_collection({f"{n}.txt": own_page(n) for n in range(1, 6)})


@pytest.fixture
def client(collection: Collection) -> Iterator[FlaskClient]:
    app = create_app(collection.settings, collection)
    yield app.test_client()
    app.extensions["vm2graph"].pools.close()


def xml(client: FlaskClient, address: str) -> etree._Element:
    answer = client.get(address.removeprefix(BASE), buffered=True)
    assert answer.status_code == 200
    return etree.fromstring(answer.data)


def described(made: etree._Element) -> dict[str, dict[str, str]]:
    return {one.findtext("s:loc", namespaces=S): dict(one.find("rs:md", S).attrib) for one in made.iterfind("s:url", S)}


def test_packages_hold_every_record_as_it_is_served(
    collection: Collection, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resourcesync, "PER_PACKAGE", 2)
    monkeypatch.setattr(resourcesync, "_PAGE", 3)
    capabilities = described(xml(client, "/resourcesync/capabilities.xml"))
    assert capabilities[f"{BASE}/resourcesync/dump.xml"] == {"capability": "resourcedump"}
    list(prepare(collection, ["resources"]))
    dump = xml(client, "/resourcesync/dump.xml")
    assert dump.find("rs:md", S).attrib == {"capability": "resourcedump", "at": collection.current().time}
    packages, found = described(dump), {}
    assert len(packages) == 3
    for address, told in packages.items():
        data = client.get(address.removeprefix(BASE), buffered=True).data
        assert told == {
            "hash": f"sha-256:{hashlib.sha256(data).hexdigest()}",
            "length": str(len(data)),
            "type": "application/zip",
        }
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            manifest = packed.read("manifest.xml")
            made = etree.fromstring(manifest)
            assert made.find("rs:md", S).get("capability") == "resourcedump-manifest"
            assert made.find("rs:ln[@rel='up']", S).get("href") == f"{BASE}/resourcesync/capabilities.xml"
            entries = described(made)
            assert {entry["path"] for entry in entries.values()} == {f"/{n}" for n in packed.namelist()} - {
                "/manifest.xml"
            }
            found |= {place: (entry, packed.read(entry["path"][1:])) for place, entry in entries.items()}
        contents = dump.find(f".//s:url[s:loc='{address}']/rs:ln[@rel='contents']", S).get("href")
        assert client.get(contents.removeprefix(BASE), buffered=True).data == manifest
    assert len(found) == 5
    for place, (entry, data) in found.items():
        assert data == client.get(place.removeprefix(BASE)).data
        assert entry["hash"] == f"sha-256:{hashlib.sha256(data).hexdigest()}"
        assert entry["length"] == str(len(data))


def test_lists_have_digests_once_there_are_packages(collection: Collection, client: FlaskClient, gate: Gate) -> None:
    before = client.get(LIST)
    assert not any("hash" in told for told in described(etree.fromstring(before.data)).values())
    list(prepare(collection, ["resources"]))
    after = client.get(LIST, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    told = described(etree.fromstring(after.data))
    assert len(told) == 5
    for place, entry in told.items():
        data = client.get(place.removeprefix(BASE)).data
        assert (entry["hash"], entry["length"]) == (f"sha-256:{hashlib.sha256(data).hexdigest()}", str(len(data)))
    put(collection, {"1.txt": own_page(1, theme="Taal")}, gate)
    assert not any("hash" in entry for entry in described(xml(client, LIST)).values())


def test_packages_are_the_same_bytes_whenever_they_are_made(collection: Collection) -> None:
    ((_, first),) = prepare(collection, ["resources"])
    collection.dumps.keep_only(-1)
    ((_, again),) = prepare(collection, ["resources"])
    assert first == again


def test_an_empty_collection_has_an_empty_package(make_collection: Callable[..., Collection]) -> None:
    collection = make_collection(name="empty")
    ((_, files),) = prepare(collection, ["resources"])
    assert [file.name for file in files] == ["1.zip", "1.xml"]
