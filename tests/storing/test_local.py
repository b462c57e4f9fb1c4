from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from vm2graph.errors import CollectionDamaged, QuerySyntaxError
from vm2graph.names import DCTERMS
from vm2graph.storing.local import LocalStore, LocalWriter

TRIPLE = Triple(NamedNode("http://example.org/p"), NamedNode(DCTERMS.title), Literal("x"))


QUAD = b'<http://example.org/p> <http://purl.org/dc/terms/title> "x" <http://example.org/g> .\n'


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    writer = LocalWriter(tmp_path / "quads")
    writer.add(QUAD)
    assert writer.quads == 1
    writer.close()
    return LocalStore(tmp_path / "quads")


def test_queries_see_the_union_and_know_our_prefixes(store: LocalStore) -> None:
    assert [row["t"].value for row in store.query("SELECT ?t { ?s dcterms:title ?t }")] == ["x"]
    assert store.graph("http://example.org/g") == [TRIPLE]
    assert store.graph("http://example.org/none") == []


def test_a_copy_changes_and_the_original_does_not(store: LocalStore, tmp_path: Path) -> None:
    store.copy_to(tmp_path / "next")
    writer = LocalWriter(tmp_path / "next", 1)
    writer.remove("http://example.org/g")
    writer.remove("http://example.org/never-there")
    writer.add(QUAD.replace(b"org/g", b"org/h"))
    writer.add(QUAD.replace(b"org/g", b"org/i"))
    assert writer.quads == 2
    writer.close()
    made = LocalStore(tmp_path / "next")
    assert made.graph_names() == ["http://example.org/h", "http://example.org/i"]
    assert made.count() == 2
    assert store.graph_names() == ["http://example.org/g"]


def test_large_additions_arrive_in_portions(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("vm2graph.storing.local._PORTION", 10_000)
    monkeypatch.setattr("vm2graph.storing.local._SMALL", 5_000)
    writer = LocalWriter(tmp_path / "quads")
    for number in range(500):
        writer.add(QUAD.replace(b"org/p", b"org/p%d" % number))
    writer.close()
    assert LocalStore(tmp_path / "quads").count() == 500 == writer.quads


def test_a_wrong_query_has_the_parsers_message(store: LocalStore) -> None:
    with pytest.raises(QuerySyntaxError, match="error at 1"):
        store.query("SELEC")


def test_a_folder_without_quads_is_damage(tmp_path: Path) -> None:
    with pytest.raises(CollectionDamaged):
        LocalStore(tmp_path / "nothing")
