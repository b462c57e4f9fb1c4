"""The harvesters that aggregators run, from PyPI, against our server: nothing lost, nothing twice.

The server is stopped and another started on the same port between any two pages, and records are published,
changed and withdrawn meanwhile.
"""

import threading
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import oaipmh.client
import oaipmh.metadata
import oaipmh_scythe
import pytest
import sickle
from lxml import etree
from oaipmh.client import Client
from oaipmh.metadata import MetadataRegistry, oai_dc_reader
from werkzeug.serving import BaseWSGIServer, make_server

from tests.conftest import own_page, put
from vm2graph.gate import Gate
from vm2graph.serving import create_app, oai_http
from vm2graph.serving.oai_packed import Written
from vm2graph.serving.server import free_port
from vm2graph.settings import HarvestingSettings
from vm2graph.storing import Selection
from vm2graph.storing.collection import Collection

EVERYTHING = Selection()


class Restarting:
    """A server of a collection that can be stopped and started again on the same port."""

    def __init__(self, collection: Collection, page_records: int) -> None:
        self.collection = Collection.open(collection.path)
        self.settings = replace(collection.settings, harvesting=HarvestingSettings(page_records=page_records))
        self.port = free_port("127.0.0.1", 18_700)
        self.url = f"http://127.0.0.1:{self.port}/oai"
        self.server: BaseWSGIServer | None = None
        self.start()

    def start(self) -> None:
        app = create_app(self.settings, Collection.open(self.collection.path))
        self.server = make_server("127.0.0.1", self.port, app, threaded=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        assert self.server is not None
        self.server.shutdown()
        self.server.server_close()
        self.server = None

    def restart(self) -> None:
        self.stop()
        self.start()


def by_sickle(url: str) -> Iterator[tuple[str, bool]]:
    for record in sickle.Sickle(url, timeout=20).ListRecords(metadataPrefix="oai_dc"):
        yield record.header.identifier, record.header.deleted


def by_scythe(url: str) -> Iterator[tuple[str, bool]]:
    with oaipmh_scythe.Scythe(url) as client:
        for record in client.list_records():
            yield record.header.identifier, record.header.deleted


class _Evaluator:
    """pyoai 2.5.0 asks lxml for a method that lxml 6 has no more; the evaluator itself is called now."""

    def __init__(self, tree: object, namespaces: dict[str, str]) -> None:
        self.evaluate = etree.XPathEvaluator(tree, namespaces=namespaces)


@pytest.fixture(autouse=True)
def lxml_of_pyoai(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = types.SimpleNamespace(**{**vars(etree), "XPathEvaluator": _Evaluator})
    for module in (oaipmh.client, oaipmh.metadata):
        monkeypatch.setattr(module, "etree", changed)


def by_pyoai(url: str) -> Iterator[tuple[str, bool]]:
    registry = MetadataRegistry()
    registry.registerReader("oai_dc", oai_dc_reader)
    for header, _metadata, _about in Client(url, registry).listRecords(metadataPrefix="oai_dc"):
        yield header.identifier(), header.isDeleted()


HARVESTERS = {"sickle": by_sickle, "oaipmh-scythe": by_scythe, "pyoai": by_pyoai}
Harvester = Callable[[str], Iterable[tuple[str, bool]]]


@pytest.fixture
def collection(make_collection: Callable[..., Collection]) -> Collection:
    made = make_collection({f"{n}.txt": own_page(n) for n in range(1, 8)})
    with made.writer() as batch:
        batch.withdraw(slugs(made)["7.txt"], "vervangen")
    return made


def slugs(collection: Collection) -> dict[str, str]:
    return {row.source_id: row.slug for row in collection.current().records(limit=1000)}


@pytest.mark.parametrize("size", [1, pytest.param(2, marks=pytest.mark.slow), 100])
@pytest.mark.parametrize("harvester", HARVESTERS.values(), ids=list(HARVESTERS))
def test_everything_is_harvested_while_the_server_restarts_and_records_change(
    collection: Collection, gate: Gate, harvester: Harvester, size: int
) -> None:
    known = slugs(collection)
    before = {one.slug: one.deleted for one in collection.current().harvest.items(EVERYTHING, "", 100)}
    server = Restarting(collection, size)
    heard: dict[str, bool] = {}
    try:
        for number, (identifier, deleted) in enumerate(harvester(server.url)):
            slug = identifier.rpartition("/")[2]
            assert slug not in heard, "a record came twice"
            heard[slug] = deleted
            if number == 0:
                put(collection, {"2.txt": own_page(2, theme="Taal"), "30.txt": own_page(30)}, gate)
            if number == 2:
                with collection.writer() as batch:
                    batch.withdraw(known["4.txt"], "dubbel")
            if number < 4:
                server.restart()
    finally:
        server.stop()
    assert set(before) <= set(heard)
    assert heard[next(slug for slug, deleted in before.items() if deleted)]


def test_the_whole_of_a_harvest_is_what_the_collection_has(collection: Collection, tmp_path: Path) -> None:
    server = Restarting(collection, 2)
    try:
        client = sickle.Sickle(server.url)
        assert client.Identify().granularity == "YYYY-MM-DDThh:mm:ssZ"
        assert {one.metadataPrefix for one in client.ListMetadataFormats()} == {"oai_dc", "oai_openaire", "mods", "rdf"}
        assert [one.setSpec for one in client.ListSets()][-1] == "theme:loopbaanbegeleiding"
        for prefix in ("oai_dc", "oai_openaire", "mods", "rdf"):
            found = list(client.ListRecords(metadataPrefix=prefix, ignore_deleted=True))
            assert {one.header.identifier.rpartition("/")[2] for one in found} == set(slugs(collection).values())
        with pytest.raises(sickle.oaiexceptions.NoRecordsMatch):
            client.ListRecords(metadataPrefix="oai_dc", until="1999-01-01")
    finally:
        server.stop()


def test_posts_and_other_methods(collection: Collection) -> None:
    client = create_app(collection.settings, collection).test_client()
    asked = {"verb": "Identify"}
    got, posted = client.get("/oai", query_string=asked), client.post("/oai", data=asked)
    assert got.status_code == posted.status_code == 200
    assert got.content_type == posted.content_type == "text/xml; charset=UTF-8"
    assert posted.data.partition(b"</responseDate>")[2] == got.data.partition(b"</responseDate>")[2]
    assert client.get("/oai?verb=junk").status_code == 200
    assert client.put("/oai").status_code == 405
    assert "POST" in client.put("/oai").headers["Allow"]
    assert client.post("/oai", data="{}", content_type="application/json").status_code == 415
    assert client.post("/oai", data={"verb": "x" * 30_000}).status_code == 413
    empty = client.post("/oai", data="", content_type="application/x-www-form-urlencoded")
    assert empty.status_code == 200
    assert b'code="badVerb"' in empty.data
    for takes, coding in (("gzip", "gzip"), ("gzip, br, zstd", "gzip"), ("gzip;q=0.5, br", "br"), ("gzip;q=0", None)):
        for asked in ({"verb": "Identify"}, {"verb": "ListRecords", "metadataPrefix": "oai_dc"}):
            coded = client.get("/oai", query_string=asked, headers={"Accept-Encoding": takes})
            assert coded.headers.get("Content-Encoding") == coding
            assert "Accept-Encoding" in coded.headers["Vary"]


def test_too_many_at_once_are_told_when_to_come_back(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oai_http, "_PATIENCE", 0.05)
    client_of = create_app(collection.settings, collection)
    begun, over = threading.Semaphore(0), threading.Event()

    def slow(*_: object) -> Written:
        begun.release()
        over.wait(20)
        return Written(b"<x/>", [], b"")

    monkeypatch.setattr(oai_http.Repository, "answer", slow)
    waiting = [threading.Thread(target=lambda: client_of.test_client().get("/oai")) for _ in range(oai_http._AT_ONCE)]
    for one in waiting:
        one.start()
        begun.acquire(timeout=10)
    answer = client_of.test_client().get("/oai?verb=Identify")
    over.set()
    for one in waiting:
        one.join()
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert client_of.test_client().get("/oai").status_code == 200
