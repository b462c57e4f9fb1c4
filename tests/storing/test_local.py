from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from vm2graph.errors import CollectionDamaged, QuerySyntaxError
from vm2graph.names import DCTERMS
from vm2graph.storing.local import LocalStore, LocalWriter

TRIPLE = Triple(NamedNode("http://example.org/p"), NamedNode(DCTERMS.title), Literal("x"))


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    writer = LocalWriter(tmp_path / "quads")
    writer.replace({"http://example.org/g": [TRIPLE]})
    assert writer.count() == 1
    writer.close()
    return LocalStore(tmp_path / "quads")


def test_queries_see_the_union_and_know_our_prefixes(store: LocalStore) -> None:
    assert [row["t"].value for row in store.query("SELECT ?t { ?s dcterms:title ?t }")] == ["x"]
    assert store.graph("http://example.org/g") == [TRIPLE]
    assert store.graph("http://example.org/none") == []


def test_replacing_a_graph_leaves_nothing_of_the_old_one(store: LocalStore, tmp_path: Path) -> None:
    store.copy_to(tmp_path / "next")
    writer = LocalWriter(tmp_path / "next")
    writer.replace({"http://example.org/g": [], "http://example.org/h": [TRIPLE]})
    assert writer.graph("http://example.org/g") == []
    writer.close()
    assert LocalStore(tmp_path / "next").graph("http://example.org/h") == [TRIPLE]
    assert store.graph("http://example.org/g") == [TRIPLE]  # the checkpoint's parent is untouched


def test_a_wrong_query_has_the_parsers_message(store: LocalStore) -> None:
    with pytest.raises(QuerySyntaxError, match="error at 1"):
        store.query("SELEC")


def test_a_folder_without_quads_is_damage(tmp_path: Path) -> None:
    with pytest.raises(CollectionDamaged):
        LocalStore(tmp_path / "nothing")
