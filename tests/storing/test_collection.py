import json
import multiprocessing
import os
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import BASE, SEED_NAME, SEED_SLUG, own_page
from tests.conftest import put as publish_all
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import (
    CollectionDamaged,
    CollectionError,
    CollectionLocked,
    NotACollection,
    SettingsError,
)
from vm2graph.gate import Gate
from vm2graph.names import SCHEMA
from vm2graph.pipeline import restore
from vm2graph.storing.collection import Collection

NAMES = f"SELECT ?n {{ ?s <{SCHEMA.author}>/<{SCHEMA.name}> ?n }} ORDER BY ?n"


def names(collection: Collection) -> list[str]:
    return [row["n"].value for row in collection.current().store.query(NAMES)]


def put(collection: Collection, gate: Gate, **pages: bytes) -> list[str]:
    outcomes = publish_all(collection, {f"{name}.txt": data for name, data in pages.items()}, gate)
    return [outcome.change for outcome in outcomes]


def test_a_new_collection_is_empty_and_whole(make_collection) -> None:
    collection = make_collection()
    assert collection.current().number == 0
    assert collection.current().count() == 0
    assert collection.settings.collection.base_iri == BASE
    assert Collection.open(collection.path).current().records() == []


def test_what_is_published_can_be_found_by_slug_source_and_entity(make_collection, seed: bytes) -> None:
    snapshot = make_collection({SEED_NAME: seed}).current()
    row = snapshot.record(SEED_SLUG)
    assert (row.title, row.sort_date, row.source_id) == ("Vijf jaar VM2", "2013", SEED_NAME)
    assert snapshot.record("vijf-jaar-vm2") == row
    assert snapshot.sources(row.sha256) == [row]
    assert snapshot.entity("person", "renee-van-schoonhoven").label == "Renée van Schoonhoven"
    assert snapshot.mentioning("person", "renee-van-schoonhoven") == [row]
    assert [entity.slug for entity in snapshot.entities("place")] == ["s-hertogenbosch", "utrecht"]
    assert json.loads(snapshot.report(row.slug))["conforms"] is True


def test_the_page_is_kept_as_received(make_collection, seed: bytes) -> None:
    collection = make_collection({SEED_NAME: seed})
    row = collection.current().record(SEED_SLUG)
    assert collection.sources.read(row.sha256) == seed
    with pytest.raises(CollectionDamaged, match="not in"):
        collection.sources.read("0" * 64)


def test_the_same_page_again_makes_no_snapshot(make_collection, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page()})
    assert put(collection, gate, a=own_page()) == ["unchanged"]
    assert collection.current().number == 1


def test_a_changed_page_is_an_update_under_the_same_slug(make_collection, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page()})
    before = collection.current().records()[0]
    assert put(collection, gate, a=own_page(title="Heel anders")) == ["updated"]
    after = collection.current().records()[0]
    assert (after.slug, after.title) == (before.slug, "Heel anders")
    assert after.datestamp > before.datestamp


def test_a_reader_keeps_its_snapshot_while_the_collection_goes_on(make_collection, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page()})
    old = collection.current()
    for number in range(2, 9):
        put(collection, gate, **{f"p{number}": own_page(number)})
    assert old.count() == 1
    assert len(list(old.store.query(NAMES))) == 2
    assert collection.current().count() == 8
    kept = sorted(path.name for path in (collection.path / "snapshots").iterdir())
    assert len(kept) == collection.settings.collection.keep_snapshots


def test_a_shared_name_changes_once_for_all_and_dates_exactly_the_records_that_show_it(
    make_collection, gate: Gate
) -> None:
    other = own_page(3, authors="Karel Bos", reference="Bos, K. (2015). Kiezen in jaar 3. Zwolle: Instituut Keuze.")
    collection = make_collection({"a.txt": own_page(1), "b.txt": own_page(2), "c.txt": other})
    stamps = {row.source_id: row.datestamp for row in collection.current().records()}
    # another spelling that is the same slug, said twice: the commonest form wins
    spelled = {name: own_page(number, authors="Ánna de Vries & Piet Jansen") for name, number in (("d", 4), ("e", 5))}
    put(collection, gate, **spelled)
    assert collection.current().entity("person", "anna-de-vries").label == "Anna de Vries"  # a tie: the first by letter
    put(collection, gate, f=own_page(6, authors="Ánna de Vries & Piet Jansen"))
    assert collection.current().entity("person", "anna-de-vries").label == "Ánna de Vries"
    assert names(collection).count("Anna de Vries") == 0
    after = {row.source_id: row.datestamp for row in collection.current().records()}
    assert {name for name in stamps if after[name] != stamps[name]} == {"a.txt", "b.txt"}


def test_an_entity_that_nothing_mentions_any_more_goes(make_collection, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page()})
    put(collection, gate, a=own_page(theme="Iets anders"))
    assert collection.current().entity("theme", "loopbaanbegeleiding") is None
    assert collection.current().store.graph(f"{BASE}/doc/theme/loopbaanbegeleiding") == []
    assert collection.current().entity("theme", "iets-anders") is not None


def test_a_second_source_of_the_same_publication_is_refused_unless_it_is_said(make_collection, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page()})
    page = {"b.txt": own_page() + b"\n"}
    refused = publish_all(collection, page, gate)[0]
    assert (refused.status, refused.change) == ("error", "refused")
    assert "--same-as" in refused.sentences[0]
    slug = collection.current().records()[0].slug
    assert publish_all(collection, page, gate, same_as=slug)[0].change == "updated"


def test_records_are_paged_newest_first_without_loss(make_collection, gate: Gate) -> None:
    pages = {}
    for number in range(1, 8):
        reference = (
            f"De Vries, A., & Jansen, P. ({2010 + number % 3}). Kiezen in jaar {number}. Zwolle: Instituut Keuze."
        )
        pages[f"{number}.txt"] = own_page(number, date=str(2010 + number % 3), reference=reference)
    snapshot = make_collection(pages).current()
    whole = [row.slug for row in snapshot.records(limit=100)]
    assert [row.sort_date for row in snapshot.records(limit=100)] == sorted(
        (row.sort_date for row in snapshot.records(limit=100)), reverse=True
    )
    for size in (1, 2, 3, 7):
        seen: list[str] = []
        while page := snapshot.records(after=seen[-1] if seen else None, limit=size):
            seen += [row.slug for row in page]
        assert seen == whole


def test_an_exception_in_a_batch_leaves_everything_as_it_was(make_collection, seed: bytes) -> None:
    collection = make_collection({"a.txt": own_page()})
    with pytest.raises(KeyboardInterrupt), collection.writer() as batch:
        batch.mint("x.txt", "x", "k")
        raise KeyboardInterrupt
    assert collection.current().number == 1
    assert Collection.open(collection.path).current().count() == 1


def test_what_a_killed_writer_left_is_cleared_by_the_next(make_collection, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page()})
    # the state between the catalogue's commit and the switch
    put(collection, gate, b=own_page(2))
    (collection.path / "current").unlink()
    (collection.path / "current").symlink_to("snapshots/000001")
    again = Collection.open(collection.path)
    assert [row.source_id for row in again.current().records()] == ["a.txt"]
    assert put(again, gate, c=own_page(3)) == ["added"]
    assert {row.source_id for row in again.current().records()} == {"a.txt", "c.txt"}
    assert put(again, gate, b=own_page(2)) == ["added"]


def publish_for_ever(path: Path) -> None:
    collection, gate = Collection.open(path), Gate()
    for number in range(1, 10_000):
        put(collection, gate, **{f"p{number}": own_page(number)})


@pytest.mark.slow
def test_kill_minus_nine_leaves_the_old_or_the_new_state_whole(make_collection, gate: Gate) -> None:
    collection = make_collection()
    for attempt in range(8):
        process = multiprocessing.get_context("spawn").Process(target=publish_for_ever, args=(collection.path,))
        process.start()
        seen = collection.current().number
        while collection.current().number == seen:  # until it is at work
            time.sleep(0.01)
        time.sleep(0.013 * attempt)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        snapshot = Collection.open(collection.path).current()
        rows = snapshot.records(limit=10_000)
        assert len(rows) == snapshot.count()
        for row in rows:
            assert snapshot.store.graph(f"{BASE}/doc/publication/{row.slug}")
        assert put(collection, gate, **{f"after{attempt}": own_page(20_000 + attempt)}) == ["added"]


def test_two_writers_the_second_is_told_who_holds_the_lock(make_collection) -> None:
    collection = make_collection()
    with (
        collection.writer(),
        pytest.raises(CollectionLocked, match=f"process {os.getpid()}"),
        Collection.open(collection.path).writer(),
    ):
        pass


@pytest.mark.slow
def test_readers_in_many_threads_see_every_commit(make_collection, gate: Gate) -> None:
    collection, failures, stop = make_collection({"p0.txt": own_page(100)}), [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            snapshot = collection.current()
            rows = snapshot.records(limit=100)
            try:
                assert len(rows) == snapshot.count()
                assert all(snapshot.store.graph(f"{BASE}/doc/publication/{row.slug}") for row in rows)
            except Exception as error:  # noqa: BLE001 - reported by the main thread
                failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 6):
        put(collection, gate, **{f"p{number}": own_page(number)})
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert collection.current().count() == 6


def test_a_folder_that_is_no_collection_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotACollection, match="vm2graph init"):
        Collection.open(tmp_path)


def test_a_collection_is_not_made_over_another(make_collection) -> None:
    collection = make_collection()
    with pytest.raises(CollectionError, match="already"):
        Collection.create(collection.path, settings_text(BASE, ""))


def test_wrong_settings_make_no_collection(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="base_iri"):
        Collection.create(tmp_path / "c", settings_text("ftp://x", ""))
    with pytest.raises(NotACollection):
        Collection.open(tmp_path / "c")


def test_damage_is_told_in_a_sentence(make_collection) -> None:
    collection = make_collection({"a.txt": own_page()})
    shutil.rmtree(collection.path / "snapshots" / "000001")
    with pytest.raises(CollectionDamaged, match="cannot be opened"):
        Collection.open(collection.path).current()
    (collection.path / "current").unlink()
    with pytest.raises(CollectionDamaged, match="does not name a snapshot"):
        Collection.open(collection.path).current()


def test_a_withdrawn_record_is_gone_from_every_query_and_leaves_a_tombstone(make_collection, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page(), "b.txt": own_page(2, theme="Iets anders")})
    slug = next(row.slug for row in collection.current().records() if row.source_id == "a.txt")
    with collection.writer() as batch:
        batch.withdraw(slug, "vervangen")
    snapshot = collection.current()
    assert snapshot.record(slug).reason == "vervangen"
    assert [row.source_id for row in snapshot.records()] == ["b.txt"]
    assert snapshot.store.graph(f"{BASE}/doc/publication/{slug}") == []
    assert snapshot.store.graph(f"{BASE}/evidence/publication/{slug}") == []
    assert snapshot.entity("theme", "loopbaanbegeleiding") is None
    assert snapshot.entity("person", "anna-de-vries").mentions == 1
    assert not bool(
        snapshot.store.query(
            f"ASK {{ {{ <{BASE}/id/publication/{slug}> ?p ?o }} UNION {{ ?s ?p <{BASE}/id/publication/{slug}> }} }}"
        )
    )


def test_a_withdrawn_page_comes_back_only_when_it_is_restored(make_collection, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page()})
    before = collection.current().records()[0]
    with collection.writer() as batch:
        batch.withdraw(before.slug, "vervangen")
    refused = publish_all(collection, {"a.txt": own_page()}, gate)[0]
    assert refused.change == "refused"
    assert "vervangen" in refused.sentences[0]
    assert restore(collection, before.slug, gate).change == "restored"
    after = collection.current().records()[0]
    assert (after.slug, after.digest) == (before.slug, before.digest)
    assert after.datestamp > before.datestamp
    told = [(event.snapshot, event.what) for event in collection.current().history(before.slug)]
    assert told == [(1, "added"), (2, "withdrawn"), (3, "restored")]


def test_what_cannot_be_withdrawn_or_restored_is_told(make_collection, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page()})
    slug = collection.current().records()[0].slug
    with pytest.raises(CollectionError, match="no record nothing"), collection.writer() as batch:
        batch.withdraw("nothing", "x")
    with pytest.raises(CollectionError, match="was not withdrawn"):
        restore(collection, slug, gate)
    with pytest.raises(CollectionError, match="no record nothing"):
        restore(collection, "nothing", gate)
    with collection.writer() as batch:
        batch.withdraw(slug, "dubbel")
    with pytest.raises(CollectionError, match="withdrawn already: dubbel"), collection.writer() as batch:
        batch.withdraw(slug, "x")
