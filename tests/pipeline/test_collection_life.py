"""A collection through what its keeper does to it: after every step it must be sound."""

import gzip
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.conftest import BASE, SEED_NAME, SEED_SLUG, own_page, put
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import CollectionError, CurationError
from vm2graph.gate import Gate
from vm2graph.names import SCHEMA
from vm2graph.pipeline import restore
from vm2graph.pipeline.loading import load
from vm2graph.pipeline.verifying import repair, verify
from vm2graph.storing import Tombstone
from vm2graph.storing.cleaning import collect
from vm2graph.storing.collection import Collection
from vm2graph.storing.dumping import dump
from vm2graph.storing.purging import purge
from vm2graph.storing.rolling_back import roll_back

pytestmark = pytest.mark.parametrize("evidence", ["queryable", pytest.param("document", marks=pytest.mark.slow)])


@pytest.fixture
def collection(tmp_path: Path, gate: Gate, seed: bytes, evidence: str) -> Collection:
    """Three snapshots: two pages; the seed and a change; one page withdrawn."""
    made = new(tmp_path / "c", evidence)
    put(made, {"a.txt": own_page(1), "b.txt": own_page(2)}, gate)
    put(made, {SEED_NAME: seed, "a.txt": own_page(1) + b"\n\n"}, gate)
    with made.writer() as batch:
        batch.withdraw(slug_of(made, "b.txt"), "vervangen")
    return made


def new(folder: Path, evidence: str) -> Collection:
    text = settings_text(BASE, "").replace('evidence = "queryable"', f'evidence = "{evidence}"')
    return Collection.create(folder, text)


def slug_of(collection: Collection, source_id: str) -> str:
    return next(row.slug for row in collection.current().records() if row.source_id == source_id)


def dated(collection: Collection) -> dict[str, tuple[str, str]]:
    return {row.slug: (row.digest, row.datestamp) for row in collection.current().records(limit=1000)}


def sound(collection: Collection) -> bool:
    return not list(verify(Collection.open(collection.path)))


def test_rolling_back_is_a_new_snapshot_that_harvesters_see(collection: Collection, gate: Gate) -> None:
    third = dated(collection)
    at_two = collection.snapshot(2)
    two = {row.slug: row.digest for row in at_two.records()}
    assert roll_back(collection)["restored"] == 1
    assert {slug: row[0] for slug, row in dated(collection).items()} == two
    came_back = (two.keys() - third.keys()).pop()
    assert dated(collection)[came_back][1] == collection.current().time
    assert all(dated(collection)[slug] == third[slug] for slug in third), "what is as before is not dated anew"
    assert sound(collection)

    counts = roll_back(collection, 1)
    assert (counts["withdrawn"], counts["updated"]) == (1, 1)
    stone = collection.current().record(SEED_SLUG)
    assert isinstance(stone, Tombstone)
    assert stone.reason == "rolled back to snapshot 1"
    assert sound(collection)
    assert restore(collection, SEED_SLUG, gate).change == "restored"
    assert sound(collection)


def test_what_cannot_be_rolled_back_to_is_told(collection: Collection) -> None:
    for number, told in ((3, "is the current one"), (99, "is not kept")):
        with pytest.raises(CollectionError, match=told):
            roll_back(collection, number)
    assert collection.current().number == 3


def test_a_dump_makes_the_same_collection_again(collection: Collection, gate: Gate, tmp_path: Path, evidence: str):
    (collection.path / "entities.yaml").write_text("place/utrecht:\n  label: Utrecht (stad)\n")
    put(collection, {}, gate)
    whole = b"".join(dump(collection))
    path = tmp_path / "c.nq.gz"
    path.write_bytes(gzip.compress(whole))
    again = new(tmp_path / "again", evidence)
    assert load(path, again, gate) == {"records": 2, "tombstones": 1}
    assert b"".join(dump(again)) == whole
    assert dated(again) == dated(collection)
    assert sound(again)
    assert put(again, {"a.txt": own_page(1) + b"\n\n"}, gate)[0].change == "unchanged"
    stone = next(event.slug for event in again.current().history() if event.told == "vervangen")
    assert restore(again, stone, gate).change == "restored"
    with pytest.raises(CollectionError, match="is not empty"):
        load(path, again, gate)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda data: data[: len(data) // 2], "whole dump|not a dump"),
        (lambda data: data.replace(b"Kiezen in jaar 1", b"Kiezen in jaar 9"), "not as it was written"),
        (lambda data: data.replace(BASE.encode(), b"http://other.example"), "base IRI"),
        (lambda _data: b"", "not a whole dump"),
        (lambda _data: b"\x00\xff nonsense", "not a dump"),
    ],
)
def test_a_dump_that_is_not_whole_is_refused_and_nothing_enters(
    collection: Collection, gate: Gate, tmp_path: Path, evidence: str, spoil, told: str
) -> None:
    (tmp_path / "c.nq").write_bytes(spoil(b"".join(dump(collection))))
    again = new(tmp_path / "again", evidence)
    with pytest.raises(CollectionError, match=told) as caught:
        load(tmp_path / "c.nq", again, gate)
    assert "\n" not in str(caught.value)
    assert again.current().number == 0
    assert again.current().count() == 0


def test_gc_keeps_what_is_still_of_use(collection: Collection, gate: Gate) -> None:
    withdrawn = next(event.slug for event in collection.current().history() if event.what == "withdrawn")
    for number in range(6):
        put(collection, {"a.txt": own_page(1) + b"\n" * (3 + number)}, gate)
    (collection.path / "incoming").mkdir()
    (collection.path / "current.new").write_bytes(b"")
    (collection.path / "snapshots" / "000099").mkdir()
    collection.sources.keep("f" * 64, b"nobody's")
    assert {problem.repair for problem in verify(collection)} == {"remove"}
    counts = collect(collection)
    assert counts["sources"] >= 1
    assert counts["files"] == 3
    assert sound(collection)
    assert not sum(collect(collection).values())
    roll_back(collection, collection.kept()[0])
    assert sound(collection)
    assert restore(collection, withdrawn, gate).change == "restored"
    assert sound(collection)


def test_a_purge_leaves_no_byte_of_the_page(collection: Collection, gate: Gate) -> None:
    word = "vakmanschaproute"
    assert holding(collection.path, word), "the test looks for a word that is there"
    before = dated(collection)
    purge(collection, SEED_SLUG, "op verzoek")
    assert holding(collection.path, word) == []
    stone = collection.current().record(SEED_SLUG)
    assert isinstance(stone, Tombstone)
    assert stone.reason == "op verzoek"
    assert dated(collection) == {slug: row for slug, row in before.items() if slug != SEED_SLUG}
    assert sound(collection)
    with pytest.raises(CollectionError):
        restore(collection, SEED_SLUG, gate)
    with pytest.raises(CollectionError):
        roll_back(collection)


def test_what_was_withdrawn_before_can_be_purged_too(collection: Collection) -> None:
    withdrawn = next(event.slug for event in collection.current().history() if event.what == "withdrawn")
    page = collection.current().last(withdrawn)
    assert page is not None
    purge(collection, withdrawn, "op verzoek")
    assert not collection.sources.path(page.sha256).exists()
    assert sound(collection)


def holding(folder: Path, word: str) -> list[str]:
    found = subprocess.run(["grep", "-rla", word, str(folder)], capture_output=True, text=True, check=False)
    return found.stdout.splitlines()


def test_entities_yaml_dates_exactly_the_records_that_show_it(collection: Collection, gate: Gate) -> None:
    before = dated(collection)
    path = collection.path / "entities.yaml"
    path.write_text("person/renee-van-schoonhoven:\n  label: Renée A. van Schoonhoven\n")
    put(collection, {}, gate)
    moved = {slug for slug, row in dated(collection).items() if row[1] != before[slug][1]}
    assert moved == {SEED_SLUG}
    assert collection.current().entity("person", "renee-van-schoonhoven").label == "Renée A. van Schoonhoven"
    assert sound(collection)
    path.unlink()
    put(collection, {}, gate)
    assert {slug: row[0] for slug, row in dated(collection).items()} == {slug: row[0] for slug, row in before.items()}
    assert sound(collection)


def test_merging_and_splitting_move_the_words_of_a_page_to_who_is_meant(collection: Collection, gate: Gate) -> None:
    before = dated(collection)
    path = collection.path / "entities.yaml"
    path.write_text(f"""person/m-bouwmans-ecbo:
  label: Machiel Bouwmans
  splits: person/machiel-bouwmans
  in: [{SEED_SLUG}]
""")
    put(collection, {}, gate)
    now = collection.current()
    assert now.entity("person", "machiel-bouwmans") is None
    assert now.merged_into("person", "machiel-bouwmans") == "m-bouwmans-ecbo"
    assert [row.slug for row in now.mentioning("person", "m-bouwmans-ecbo")] == [SEED_SLUG]
    authors = now.store.query(f"SELECT ?a {{ <{BASE}/id/publication/{SEED_SLUG}> <{SCHEMA.author}> ?a }}")
    assert f"{BASE}/id/person/m-bouwmans-ecbo" in {row["a"].value for row in authors}
    assert f"{BASE}/id/person/machiel-bouwmans" not in "".join(map(str, now.evidence(SEED_SLUG)))
    assert {slug for slug, row in dated(collection).items() if row != before[slug]} == {SEED_SLUG}
    assert sound(collection)

    path.write_text("person/renee-van-schoonhoven:\n  merges: [person/machiel-bouwmans]\n")
    put(collection, {}, gate)
    now = collection.current()
    assert now.entity("person", "m-bouwmans-ecbo") is None
    assert now.entity("person", "renee-van-schoonhoven").label in ("Renée van Schoonhoven", "Machiel Bouwmans")
    assert sound(collection)
    path.unlink()
    put(collection, {}, gate)
    assert {slug: row[0] for slug, row in dated(collection).items()} == {slug: row[0] for slug, row in before.items()}


def test_a_wrong_entities_yaml_changes_nothing(collection: Collection, gate: Gate) -> None:
    (collection.path / "entities.yaml").write_text("person/x:\n  label: [")
    with pytest.raises(CurationError, match="line 2"):
        put(collection, {"c.txt": own_page(5)}, gate)
    assert collection.current().number == 3


def test_what_the_catalogue_keeps_of_a_page_is_made_again_from_it(collection: Collection, gate: Gate) -> None:
    before = dated(collection)
    for statement in ("UPDATE content SET title = 'Iets anders'", "UPDATE content SET report = x'00'"):
        connection = sqlite3.connect(collection.path / "catalogue.sqlite")
        connection.execute(statement)
        connection.commit()
        connection.close()
        problems = list(verify(collection))
        assert {problem.repair for problem in problems} == {"quads"}
        assert repair(collection, gate, problems) == []
        assert sound(collection)
        assert dated(collection) == before
    assert {row.title for row in collection.current().records()} == {"Vijf jaar VM2", "Kiezen in jaar 1"}


def test_damaged_quads_are_made_again_from_the_pages(collection: Collection, gate: Gate) -> None:
    before = dated(collection)
    folder = collection.folder(3) / "quads"
    for path in folder.glob("*.sst"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.unlink()
        path.write_bytes(data)
    damaged = Collection.open(collection.path)
    problems = list(verify(damaged))
    assert {problem.repair for problem in problems} <= {"quads", "remove"}
    assert len(problems) >= 1
    assert repair(damaged, gate, problems) == []
    assert sound(collection)
    assert dated(Collection.open(collection.path)) == before


def test_a_catalogue_that_was_tampered_with_is_found_out_and_left_alone(collection: Collection, gate: Gate) -> None:
    for statement in (
        "UPDATE record SET datestamp = '2999-01-01T00:00:00Z' WHERE until IS NULL",
        "UPDATE record SET digest = 'x' WHERE until IS NULL",
        "UPDATE tally SET records = records + 1",
        "UPDATE shown SET label = 'Iemand anders'",
        "UPDATE snapshot SET records = 7",
        "DELETE FROM claim",
    ):
        copy = collection.path.with_name("copy")
        subprocess.run(["cp", "-a", str(collection.path), str(copy)], check=True)
        connection = sqlite3.connect(copy / "catalogue.sqlite")
        connection.execute(statement)
        connection.commit()
        connection.close()
        problems = list(verify(Collection.open(copy)))
        assert "rows" in {problem.repair for problem in problems}, statement
        assert repair(Collection.open(copy), gate, problems), statement
        assert Collection.open(copy).current().number == 3
        subprocess.run(["rm", "-r", str(copy)], check=True)


def test_a_page_that_was_changed_or_lost_is_found_out(collection: Collection) -> None:
    row = collection.current().record(SEED_SLUG)
    assert not isinstance(row, (Tombstone, type(None)))
    path = collection.sources.path(row.sha256)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"Vijf", b"Zes "))
    assert [problem.where for problem in verify(collection)] == [SEED_SLUG]
    path.unlink()
    assert [problem.where for problem in verify(collection)] == [SEED_SLUG]
    path.write_bytes(data)
    assert sound(collection)
