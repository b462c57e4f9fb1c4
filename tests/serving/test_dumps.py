"""All of a collection as one file."""

import base64
import gzip
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCAT, VOID
from werkzeug.test import TestResponse

from tests.conftest import BASE, SEED_NAME, own_page, put
from vm2graph.gate import Gate
from vm2graph.serving import create_app, dumps
from vm2graph.serving.preparing import KINDS, prepare
from vm2graph.settings import HarvestingSettings
from vm2graph.storing.collection import Collection
from vm2graph.storing.dumps import DumpWriter

SPDX = Namespace("http://spdx.org/rdf/terms#")
NQ, TTL = "/dataset.nq.gz", "/dataset.ttl.gz"


@contextmanager
def served(collection: Collection, **harvesting: object) -> Iterator[FlaskClient]:
    settings = replace(collection.settings, harvesting=HarvestingSettings(**harvesting))  # type: ignore[arg-type]
    app = create_app(settings, collection)
    try:
        yield app.test_client()
    finally:
        app.extensions["vm2graph"].pools.close()


@pytest.fixture
def collection(make_collection: Callable[..., Collection], seed: bytes) -> Collection:
    return make_collection({SEED_NAME: seed, **{f"{n}.txt": own_page(n) for n in range(1, 4)}})


def get(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    """Read to the end, and closed."""
    return client.get(path, buffered=True, headers={name.replace("_", "-"): told for name, told in headers.items()})


def quads(data: bytes) -> set[ox.Quad]:
    return set(ox.parse(gzip.decompress(data), format=ox.RdfFormat.N_QUADS))


def test_asking_has_it_made_and_it_is_what_queries_see(collection: Collection) -> None:
    with served(collection) as client:
        found = get(client, NQ)  # made by a process of its own, while we wait
        if found.status_code == 503:
            pytest.skip("the machine is too slow to make a dump of four records in four seconds")
        turtle = get(client, TTL)
    store = ox.Store.read_only(collection.current().path)
    assert quads(found.data) == set(store)
    assert len(gzip.decompress(found.data).splitlines()) == collection.current().quads
    triples = {one.triple for one in ox.parse(gzip.decompress(turtle.data), format=ox.RdfFormat.TURTLE)}
    assert triples == {quad.triple for quad in store}
    assert (found.content_type, found.headers["Accept-Ranges"]) == ("application/gzip", "bytes")
    digest = base64.b64encode(hashlib.sha256(found.data).digest()).decode()
    assert found.headers["Repr-Digest"] == found.headers["Content-Digest"] == f"sha-256=:{digest}:"


def test_a_client_that_takes_codings_gets_the_file_and_its_parts_as_they_are(collection: Collection) -> None:
    list(prepare(collection, ["dataset"]))
    with served(collection) as client:
        coded = {"Accept_Encoding": "zstd, br, gzip"}
        whole, head = (
            get(client, NQ, **coded),
            client.head(NQ, headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"}),
        )
        assert "Content-Encoding" not in whole.headers
        assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(whole.data)))
        parts = [
            get(client, NQ, **coded, Range=f"bytes={at}-{at + 999}") for at in range(0, len(whole.data) + 1000, 1000)
        ]
        assert b"".join(one.data for one in parts if one.status_code == 206) == whole.data
        assert get(client, NQ, If_None_Match=whole.headers["ETag"]).status_code == 304


def test_equal_collections_give_equal_files(make_collection: Callable[..., Collection]) -> None:
    pages = {f"{n}.txt": own_page(n) for n in range(1, 4)}
    one = make_collection(pages, name="one")
    other = make_collection({"1.txt": pages["1.txt"]}, name="other")
    put(other, dict(reversed(pages.items())), Gate())
    found = [{file.name: file for _, made in prepare(each, ["dataset"]) for file in made} for each in (one, other)]
    assert found[0] == found[1]
    packed = (one.path / "dumps/000001/dataset.nq.gz").read_bytes()
    assert packed[3:8] == bytes(5)  # flags and time, RFC 1952


def test_nothing_of_what_was_withdrawn_stays(collection: Collection, gate: Gate) -> None:
    slug = next(row.slug for row in collection.current().records() if row.source_id == "1.txt")
    list(prepare(collection, ["dataset"]))
    before = (collection.path / "dumps/000001/dataset.nq.gz").read_bytes()
    with served(collection) as client:
        reading = client.get(NQ)
        with collection.writer() as batch:
            batch.withdraw(slug, "vervangen")
        assert list((collection.path / "dumps").iterdir()) == [collection.path / "dumps/lock"]
        assert reading.data == before  # whoever was reading reads on
        reading.close()
        list(prepare(collection, ["dataset"]))
        after = get(client, NQ, Range="bytes=100-", If_Range=reading.headers["ETag"])
    assert after.status_code == 200
    assert slug in gzip.decompress(before).decode()
    assert slug not in gzip.decompress(after.data).decode()


def test_a_commit_while_it_is_being_made(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    slug = collection.current().records()[0].slug

    def slow(_collection: object, _snapshot: object, writer: DumpWriter) -> None:
        with writer.file("dataset.nq.gz") as file:
            file.write(b"old")
        with collection.writer() as batch:
            batch.withdraw(slug, "vervangen")
        (collection.path / "dumps/000001").mkdir()  # as if the commit had come a moment later

    monkeypatch.setitem(KINDS, "dataset", slow)  # type: ignore[arg-type]
    list(prepare(collection, ["dataset"]))
    assert list((collection.path / "dumps").iterdir()) == [collection.path / "dumps/lock"]


def test_it_is_described_with_its_digest(collection: Collection) -> None:
    records = URIRef(f"{BASE}/dataset#records")
    node = URIRef(f"{BASE}/dataset#dataset-nq-gz")
    with served(collection) as client:
        graph = Graph().parse(data=client.get("/dataset.ttl").data, format="turtle")
        assert set(graph.objects(records, VOID.dataDump)) == {URIRef(BASE + NQ), URIRef(BASE + TTL)}
        assert graph.value(records, VOID.triples).toPython() == collection.current().quads
        assert graph.value(node, DCAT.byteSize) is None  # not made yet, and nobody waits for it here
        list(prepare(collection, ["dataset"]))
        graph = Graph().parse(data=client.get("/dataset.ttl").data, format="turtle")
        data = get(client, NQ).data
        assert f'href="{BASE}{NQ}"' in client.get("/dataset", headers={"Accept": "text/html"}).text
    assert graph.value(node, DCAT.byteSize).toPython() == len(data)
    checksum = graph.value(graph.value(node, SPDX.checksum), SPDX.checksumValue)
    assert str(checksum).lower() == hashlib.sha256(data).hexdigest()


def test_an_owner_may_keep_the_making_to_himself(collection: Collection) -> None:
    with served(collection, dumps="prepared") as client:
        answer = get(client, NQ)
        assert (answer.status_code, answer.json["code"]) == (404, "not_prepared")
        assert "dataDump" not in client.get("/dataset.ttl").text
        list(prepare(collection, ["dataset"]))
        assert get(client, NQ).status_code == 200
        assert "dataDump" in client.get("/dataset.ttl").text


def test_where_it_cannot_be_made_or_takes_long_clients_are_told_when_to_come_again(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumps, "_PATIENCE", 0.0)
    with served(collection) as client:
        answer = get(client, NQ)
        assert (answer.status_code, answer.json["code"]) == (503, "being_made")
        assert int(answer.headers["Retry-After"]) >= 5
    monkeypatch.setattr(dumps, "_PATIENCE", 30.0)
    monkeypatch.setattr(dumps.sys, "executable", "/bin/false")
    with served(collection) as client:
        assert get(client, NQ).status_code == 503  # at once: the process has ended, and is not started again


def test_a_file_that_is_not_the_one_of_the_note_is_not_sent(collection: Collection) -> None:
    list(prepare(collection, ["dataset"]))
    with (collection.path / "dumps/000001/dataset.nq.gz").open("ab") as file:
        file.write(b"x")
    with served(collection, dumps="prepared") as client:
        assert get(client, NQ).status_code == 404
    (collection.path / "dumps/000001/dataset.json").write_text('[{"name": 1}]')
    with served(collection, dumps="prepared") as client:
        assert get(client, NQ).json["code"] == "not_prepared"


def test_sending_is_bounded(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dumps, "_SENDING", 1)
    list(prepare(collection, ["dataset"]))
    with served(collection) as client:
        first = client.get(NQ)
        assert get(client, NQ).status_code == 503
        first.close()
        for headers in (
            {},
            {"If_None_Match": first.headers["ETag"]},
            {"Range": "bytes=999999999-"},
            {"If_Match": '"x"'},
        ):
            assert get(client, NQ, **headers).status_code != 503  # each lets go of its place


def test_killed_halfway_there_is_none(collection: Collection) -> None:
    def broken(writer: DumpWriter) -> None:
        with writer.file("dataset.nq.gz") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collection.dumps.make(1, "dataset", broken)
    assert collection.dumps.find(1, "dataset") == ()
    assert list((collection.path / "dumps/000001").iterdir()) == []
    left = collection.path / "dumps/000001/dataset.nq.gz.part"
    left.write_bytes(b"of a process that was killed")
    (made,) = collection.dumps.make(1, "dataset", lambda writer: _written(writer, b"all"))
    assert (made.size, left.exists()) == (3, False)


def _written(writer: DumpWriter, data: bytes) -> None:
    with writer.file("dataset.nq.gz") as file:
        file.write(data)


def test_evidence_that_is_a_document_is_not_in_it(make_collection: Callable[..., Collection], gate: Gate) -> None:
    collection = make_collection()
    settings = replace(collection.settings, collection=replace(collection.settings.collection, evidence="document"))
    collection.settings = settings
    put(collection, {"1.txt": own_page(1)}, gate)
    list(prepare(collection, ["dataset"]))
    packed = (collection.path / "dumps/000001/dataset.nq.gz").read_bytes()
    assert quads(packed) == set(ox.Store.read_only(collection.current().path))


def test_verify_and_gc_know_of_dumps(collection: Collection, tmp_path: Path) -> None:
    from vm2graph.storing.cleaning import collect, orphan_files  # noqa: PLC0415

    list(prepare(collection, ["dataset"]))
    assert orphan_files(collection) == []
    (collection.path / "dumps/000000").mkdir()
    assert orphan_files(collection) == ["dumps/000000"]
    assert collect(collection)["files"] == 1
    assert collection.dumps.find(1, "dataset")
