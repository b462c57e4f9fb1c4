"""The graph of a record or an entity as text: always what the store has, in the form that its digest is of."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from tests.conftest import BASE, SEED_NAME, SEED_SLUG, own_page, put
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import CollectionDamaged
from vm2graph.gate import Gate
from vm2graph.names import ENTITY_TYPES, Iris
from vm2graph.pipeline import restore
from vm2graph.pipeline.loading import load
from vm2graph.storing.cleaning import collect
from vm2graph.storing.collection import Collection
from vm2graph.storing.dumping import dump
from vm2graph.storing.graph_texts import packed, unpacked
from vm2graph.storing.merging import ntriples
from vm2graph.storing.purging import purge
from vm2graph.storing.rolling_back import roll_back
from vm2graph.storing.snapshot import SnapshotView

IRIS = Iris(BASE)


@pytest.fixture
def collection(tmp_path: Path, seed: bytes, gate: Gate) -> Collection:
    made = Collection.create(tmp_path / "c", settings_text(BASE, ""))
    put(made, {SEED_NAME: seed, "a.txt": own_page(1), "b.txt": own_page(2, authors="Anna  de Vries")}, gate)
    return made


def sql(collection: Collection, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(collection.path / "catalogue.sqlite")) as connection:
        found = connection.execute(statement).fetchall()
        connection.commit()
        return found


def agree(snapshot: SnapshotView) -> int:
    """Every text is what the store has, records' without asking it; how many there are."""
    rows = snapshot.records(limit=1000)
    entities = [each for type_ in ENTITY_TYPES for each in snapshot.entities(type_, limit=1000)]
    for type_, slug in [*(("publication", row.slug) for row in rows), *((e.type, e.slug) for e in entities)]:
        stored = ntriples(snapshot.store.graph(IRIS.document(type_, slug)))
        assert snapshot.ntriples(type_, slug) == stored != ""
    assert all(snapshot.texts.kept(row.slug) is not None for row in rows)
    return len(rows)


def test_texts_are_what_the_store_has_whatever_happens_to_a_collection(collection: Collection, gate: Gate) -> None:
    slug = next(row.slug for row in collection.current().records() if row.source_id == "b.txt")
    assert agree(collection.current()) == 3
    put(collection, {"a.txt": own_page(1, theme="Iets anders", date="2016")}, gate)
    assert agree(collection.current()) == 3
    (collection.path / "entities.yaml").write_text(
        "person/anna-de-vries:\n  label: Anna Curata\n  merges: [person/piet-jansen]\n"
    )
    put(collection, {}, gate)
    assert "Anna Curata" in collection.current().ntriples("person", "anna-de-vries")
    assert agree(collection.current()) == 3
    with collection.writer() as batch:
        batch.withdraw(slug, "dubbel")
    assert collection.current().ntriples("publication", slug) == ""
    assert agree(collection.current()) == 2
    roll_back(collection)
    assert agree(collection.current()) == 3
    with collection.writer() as batch:
        batch.withdraw(slug, "dubbel")
    restore(collection, slug, gate)
    assert agree(collection.current()) == 3
    assert [agree(collection.snapshot(number)) for number in collection.kept()[1:]]  # older ones have theirs
    collect(collection)
    assert agree(collection.current()) == 3


def test_a_loaded_dump_has_them(collection: Collection, tmp_path: Path, gate: Gate) -> None:
    (tmp_path / "dump.nq").write_bytes(b"".join(dump(collection)))
    loaded = Collection.create(tmp_path / "two", settings_text(BASE, ""))
    load(tmp_path / "dump.nq", loaded, gate)
    assert agree(loaded.current()) == 3


def test_there_is_one_for_each_content_and_none_after_a_purge(collection: Collection) -> None:
    orphans = "SELECT content FROM graph WHERE content NOT IN (SELECT id FROM content)"
    assert len(sql(collection, "SELECT * FROM graph")) == 3
    purge(collection, SEED_SLUG, "privacy")
    assert (len(sql(collection, "SELECT * FROM graph")), sql(collection, orphans)) == (2, [])


def test_a_catalogue_of_an_earlier_version_is_read_from_the_store_and_then_written_to(
    collection: Collection, gate: Gate
) -> None:
    sql(collection, "DROP TABLE graph")
    old = Collection.open(collection.path)
    stored = ntriples(old.current().store.graph(IRIS.document("publication", SEED_SLUG)))
    assert old.current().ntriples("publication", SEED_SLUG) == stored
    put(old, {"new.txt": own_page(7)}, gate)
    now = Collection.open(collection.path).current()
    assert now.ntriples("publication", SEED_SLUG) == stored
    assert sum(now.texts.kept(row.slug) is not None for row in now.records()) == 1


def test_a_damaged_one_is_told_in_a_sentence(collection: Collection) -> None:
    sql(collection, "UPDATE graph SET triples = x'00'")
    with pytest.raises(CollectionDamaged, match=f"the graph of {SEED_SLUG} cannot be read"):
        Collection.open(collection.path).current().ntriples("publication", SEED_SLUG)


def test_what_is_not_there_is_empty(collection: Collection) -> None:
    assert collection.current().ntriples("publication", "nothing") == ""
    assert collection.current().ntriples("person", "nobody") == ""


@given(st.lists(st.tuples(st.sampled_from(["http://a/1", "http://a/2"]), st.text()), max_size=6))
def test_the_triples_of_one_graph_come_back_whatever_their_text(said: list[tuple[str, str]]) -> None:
    node = NamedNode("http://a/s")
    quads = [Quad(node, node, Literal(text), NamedNode(graph)) for graph, text in said]
    made = packed("".join(f"{quad} .\n" for quad in quads).encode(), "http://a/1")
    own = "".join(f"{quad.triple} .\n" for quad in quads if quad.graph_name.value == "http://a/1")
    assert (unpacked(made) if made else "") == own
