"""A dump: a whole collection as one file that any RDF tool reads and a collection is made of again."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from tests.conftest import BASE, SEED_NAME, own_page, put
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import CollectionDamaged
from vm2graph.gate import Gate
from vm2graph.pipeline.loading import load
from vm2graph.pipeline.verifying import verify
from vm2graph.storing.cleaning import collect
from vm2graph.storing.collection import Collection
from vm2graph.storing.dumping import dump

Make = Callable[..., Collection]
CURATED = "person/anna-de-vries:\n  label: Anna Curata\n  merges: [person/piet-jansen]\n"


def whole(collection: Collection) -> bytes:
    return b"".join(dump(collection))


def make(folder: Path, evidence: str = "queryable") -> Collection:
    return Collection.create(folder, settings_text(BASE, "").replace('"queryable"', f'"{evidence}"'))


def lived(folder: Path, evidence: str, seed: bytes, gate: Gate) -> Collection:
    """A collection with an update, a tombstone, a restamped record and decisions of a curator."""
    collection = make(folder, evidence)
    put(collection, {SEED_NAME: seed, "a.txt": own_page(1), "b.txt": own_page(2), "gone.txt": own_page(3)}, gate)
    put(collection, {"a.txt": own_page(1, theme="Iets anders")}, gate)
    with collection.writer() as batch:
        batch.withdraw(
            next(row.slug for row in collection.current().records() if row.source_id == "gone.txt"), "dubbel"
        )
    (collection.path / "entities.yaml").write_text(CURATED)
    put(collection, {}, gate)
    return collection


@pytest.mark.parametrize("evidence", ["queryable", "document"])
def test_the_dump_of_a_loaded_dump_is_the_same_bytes(evidence: str, seed: bytes, tmp_path: Path, gate: Gate) -> None:
    collection = lived(tmp_path / "one", evidence, seed, gate)
    first = whole(collection)
    (tmp_path / "one.nq").write_bytes(first)
    other = make(tmp_path / "two", evidence)
    load(tmp_path / "one.nq", other, gate)
    assert list(verify(other)) == []
    assert whole(other) == first
    assert whole(Collection.open(other.path)) == first


def test_a_dump_of_a_cleaned_collection_is_loaded_to_the_same_bytes(seed: bytes, tmp_path: Path, gate: Gate) -> None:
    collection = lived(tmp_path / "one", "queryable", seed, gate)
    for number in range(6):
        put(collection, {"b.txt": own_page(2, theme=f"Thema {number}")}, gate)
    collect(collection)
    (tmp_path / "one.nq").write_bytes(whole(collection))
    other = make(tmp_path / "two")
    load(tmp_path / "one.nq", other, gate)
    assert whole(other) == whole(collection)


def test_how_a_collection_came_to_be_does_not_show(make_collection: Make, gate: Gate) -> None:
    pages = {"a.txt": own_page(1), "b.txt": own_page(2)}
    one, other = make_collection(pages, "one"), make_collection(dict(reversed(pages.items())), "other")
    same = [re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"", whole(each)) for each in (one, other)]
    assert same[0].splitlines()[:-1] == same[1].splitlines()[:-1]  # the last line has a digest of the dates too


def test_every_quad_of_the_store_stands_in_it_and_rdf_tools_read_it(seed: bytes, tmp_path: Path, gate: Gate) -> None:
    collection = lived(tmp_path / "c", "queryable", seed, gate)
    data = whole(collection)
    quads = list(parse(data, format=RdfFormat.N_QUADS))
    assert len(quads) == data.count(b"\n")
    own = f"{BASE}/#catalogue"
    public = {str(quad) for quad in quads if str(quad.graph_name) != f"<{own}>"}
    stored = b"".join(text for _, text in collection.current().store.quads())
    assert public == {str(quad) for quad in parse(stored, format=RdfFormat.N_QUADS)}
    assert all(
        isinstance(quad, Quad) and json.loads(quad.object.value) for quad in quads if str(quad.graph_name) == f"<{own}>"
    )


def test_rdflib_reads_it(make_collection: Make) -> None:
    import rdflib  # noqa: PLC0415 - only this test pays for loading it

    data = whole(make_collection({"a.txt": own_page(1)}))
    dataset = rdflib.Dataset()
    dataset.parse(data=data.decode(), format="nquads")
    assert len(list(dataset.quads())) == data.count(b"\n")


def test_an_empty_collection_has_a_dump_too(make_collection: Make) -> None:
    lines = whole(make_collection()).splitlines()
    assert len(lines) == 2
    assert b"dump#head" in lines[0]
    assert b"dump#end" in lines[1]


def test_a_page_that_is_gone_is_told(make_collection: Make) -> None:
    collection = make_collection({"a.txt": own_page(1)})
    next(iter(collection.sources.all())).unlink()
    with pytest.raises(CollectionDamaged, match="is not in"):
        whole(collection)
