"""Purging: after it no byte of the page is left in the collection."""

from pathlib import Path

import pytest

from tests.conftest import BASE, own_page, put
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import CollectionError
from vm2graph.gate import Gate
from vm2graph.pipeline import restore
from vm2graph.pipeline.verifying import verify
from vm2graph.storing import Tombstone
from vm2graph.storing.collection import Collection
from vm2graph.storing.dumping import dump
from vm2graph.storing.dumps import DumpWriter
from vm2graph.storing.purging import purge
from vm2graph.storing.representations import Representations
from vm2graph.storing.rolling_back import roll_back

# words that stand nowhere but in the page: its body, its theme, its author and his slug
WORDS = ("Xylofoonles", "Quizmasterschap", "Zzyzxsma", "zzyzxsma")
REFERENCE = "Zzyzxsma, Q. (2015). Geheim rapport. Zwolle: Instituut Keuze."


def secret(**changes: str) -> bytes:
    page = own_page(
        9,
        **{
            "title": "Geheim rapport",
            "authors": "Quirijn Zzyzxsma",
            "theme": "Quizmasterschap",
            "reference": REFERENCE,
            **changes,
        },
    )
    return page.replace(b"De begeleiding", b"Xylofoonles hielp. De begeleiding")


def make(folder: Path, evidence: str) -> Collection:
    return Collection.create(folder, settings_text(BASE, "").replace('"queryable"', f'"{evidence}"'))


def slug_of(collection: Collection, source_id: str) -> str:
    return next(row.slug for row in collection.current().records() if row.source_id == source_id)


def holding(folder: Path, words: tuple[str, ...]) -> dict[str, list[str]]:
    """The words that are found in the bytes of any file, and where."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            for word in words:
                if word.encode() in data:
                    found.setdefault(word, []).append(path.relative_to(folder).as_posix())
    return found


@pytest.fixture(params=["queryable", "document"])
def collection(request: pytest.FixtureRequest, tmp_path: Path, gate: Gate) -> Collection:
    """Three records, one of them secret and of two versions; one says what the secret one says too."""
    made = make(tmp_path / "c", request.param)
    put(made, {"a.txt": own_page(1), "secret.txt": secret(), "b.txt": own_page(2)}, gate)
    put(made, {"secret.txt": secret(date="2015-03"), "a.txt": own_page(1, theme="Anders")}, gate)
    return made


def test_no_file_has_a_word_of_the_page(collection: Collection) -> None:
    assert set(holding(collection.path / "sources", WORDS)) >= {"Xylofoonles", "Quizmasterschap"}
    purge(collection, slug_of(collection, "secret.txt"), "privacy")
    assert holding(collection.path, WORDS) == {}


def test_dumps_and_what_was_sent_to_harvesters_go_too(collection: Collection) -> None:
    slug = slug_of(collection, "secret.txt")
    collection.dumps.make(collection.current().number, "dataset", lambda writer: _written(writer, WORDS[0].encode()))
    kept = Representations(collection.path, 1 << 20)
    kept.keep("oai_dc", [(slug, b"1", b"<a/>")])
    assert "Xylofoonles" in holding(collection.path / "dumps", WORDS)
    purge(collection, slug, "privacy")
    assert holding(collection.path, WORDS) == {}
    assert kept.find("oai_dc", {slug: b"1"}) == {}


def _written(writer: DumpWriter, data: bytes) -> None:
    with writer.file("dataset.nq.gz") as file:
        file.write(data)


def test_no_file_has_a_word_of_a_page_that_was_withdrawn_before(collection: Collection, gate: Gate) -> None:
    slug = slug_of(collection, "secret.txt")
    with collection.writer() as batch:
        batch.withdraw(slug, "vervangen")
    put(collection, {"b.txt": own_page(2, theme="Anders")}, gate)
    counts = purge(collection, slug, "privacy")
    assert counts["sources"] >= 2
    assert holding(collection.path, WORDS) == {}
    stone = collection.current().record(slug)
    assert isinstance(stone, Tombstone)
    assert stone.reason == "vervangen"
    assert list(verify(collection)) == []


def test_words_that_only_an_old_version_had_go_too(collection: Collection, gate: Gate) -> None:
    put(collection, {"secret.txt": secret(theme="Woordenschat", authors="Quirijn Wwuxel")}, gate)
    purge(collection, slug_of(collection, "secret.txt"), "privacy")
    assert holding(collection.path, (*WORDS, "Woordenschat", "Wwuxel", "wwuxel")) == {}


def test_the_tombstone_says_why_and_history_that_it_was_purged(collection: Collection) -> None:
    slug = slug_of(collection, "secret.txt")
    purge(collection, slug, "privacy")
    now = collection.current()
    assert now.record(slug) == Tombstone(slug, "Geheim rapport", now.time, "privacy")
    assert [event.what for event in now.history(slug)][-2:] == ["purged", "withdrawn"]
    assert now.store.graph(f"{BASE}/doc/publication/{slug}") == []
    assert now.entity("person", "quirijn-zzyzxsma") is None


def test_the_other_records_are_as_they_were(collection: Collection) -> None:
    slug = slug_of(collection, "secret.txt")
    others = [row for row in collection.current().records() if row.slug != slug]
    graphs = dict(collection.current().store.quads())
    purge(collection, slug, "privacy")
    now = collection.current()
    assert now.records() == others
    left = dict(now.store.quads())
    assert all(graphs[name] == quads for name, quads in left.items() if "/publication/" in name)
    assert {name for name in graphs if "/publication/" in name and slug not in name} == {
        name for name in left if "/publication/" in name
    }
    assert [now.entity("person", "anna-de-vries").mentions, now.count()] == [2, 2]
    assert list(verify(collection)) == []


def test_neither_restore_nor_rollback_nor_a_dump_brings_it_back(collection: Collection, gate: Gate) -> None:
    slug = slug_of(collection, "secret.txt")
    purge(collection, slug, "privacy")
    with pytest.raises(CollectionError, match="no record"):
        restore(collection, slug, gate)
    with pytest.raises(CollectionError, match="nothing to roll back to"):
        roll_back(collection)
    with pytest.raises(CollectionError, match="not kept"):
        roll_back(collection, 1)
    purged = collection.current_number()
    put(collection, {"c.txt": own_page(3)}, gate)
    roll_back(collection, purged)
    assert isinstance(collection.current().record(slug), Tombstone)
    assert holding(collection.path, WORDS) == {}
    assert not any(word.encode() in b"".join(dump(collection)) for word in WORDS)


def test_the_page_sent_again_is_refused(collection: Collection, gate: Gate) -> None:
    purge(collection, slug_of(collection, "secret.txt"), "privacy")
    refused = put(collection, {"secret.txt": secret()}, gate)[0]
    assert refused.change == "refused"
    assert "privacy" in refused.sentences[0]


def test_a_page_that_another_record_was_made_from_too_stays(tmp_path: Path, gate: Gate) -> None:
    collection = make(tmp_path / "c", "queryable")
    put(collection, {"a.txt": own_page(1), "b.txt": own_page(2)}, gate)
    put(collection, {"b.txt": own_page(1)}, gate)
    rows = collection.current().records()
    assert len({row.sha256 for row in rows}) == 1
    assert len(rows) == 2
    purge(collection, slug_of(collection, "b.txt"), "dubbel")
    assert [path.read_bytes() for path in collection.sources.all()] == [own_page(1)]
    assert list(verify(collection)) == []


def test_what_is_not_there_is_told_and_nothing_is_changed(collection: Collection) -> None:
    before = collection.current_number(), b"".join(dump(collection))
    with pytest.raises(CollectionError, match="no record nothing to withdraw"):
        purge(collection, "nothing", "x")
    assert (collection.current_number(), b"".join(dump(collection))) == before
    assert len(collection.kept()) > 1


def test_twice_is_once(collection: Collection) -> None:
    slug = slug_of(collection, "secret.txt")
    purge(collection, slug, "privacy")
    stone = collection.current().record(slug)
    purge(collection, slug, "nogmaals")
    assert collection.current().record(slug) == stone
    assert list(verify(collection)) == []
