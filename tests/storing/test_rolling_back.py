"""Rolling back: what the new snapshot holds, and what harvesters are told of it."""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import BASE, own_page, put
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import CollectionError
from vm2graph.gate import Gate
from vm2graph.names import SCHEMA
from vm2graph.pipeline import restore
from vm2graph.pipeline.verifying import verify
from vm2graph.storing import RecordRow, Tombstone
from vm2graph.storing.collection import Collection
from vm2graph.storing.rolling_back import roll_back
from vm2graph.storing.snapshot import SnapshotView

Make = Callable[..., Collection]
NAMES = f"SELECT ?s ?n {{ ?s <{SCHEMA.name}> ?n }} ORDER BY ?s ?n"
TYPES = ("person", "organization", "theme", "place", "scheme")


def shown(snapshot: SnapshotView) -> dict[str, Any]:
    """Everything a reader sees of a snapshot, dates aside."""
    rows = snapshot.records(limit=1000)
    return {
        "records": {row.slug: (row.title, row.sha256, row.digest, row.sort_date, row.source_id) for row in rows},
        "order": [row.slug for row in rows],
        "count": snapshot.count(),
        "reports": {row.slug: snapshot.report(row.slug) for row in rows},
        "evidence": {row.slug: sorted(map(str, snapshot.evidence(row.slug))) for row in rows},
        "entities": [
            (each.type, each.slug, each.label, each.digest, each.mentions, len(snapshot.mentioning(type_, each.slug)))
            for type_ in TYPES
            for each in snapshot.entities(type_, limit=1000)
        ],
        "names": [(str(row["s"]), str(row["n"])) for row in snapshot.store.query(NAMES)],
        "quads": dict(snapshot.store.quads()),
    }


def stamps(collection: Collection) -> dict[str, str]:
    return {row.source_id: row.datestamp for row in collection.current().records(limit=1000)}


def slug_of(collection: Collection, source_id: str) -> str:
    return next(row.slug for row in collection.current().records() if row.source_id == source_id)


def withdraw(collection: Collection, slug: str, reason: str = "vervangen") -> None:
    with collection.writer() as batch:
        batch.withdraw(slug, reason)


def alone(number: int, **changes: str) -> bytes:
    """A page that shares no entity with another."""
    name = ("Bos", "Kok", "Smit", "Mol")[number]
    reference = f"{name}, K. (2015). Kiezen in jaar {number}. Zwolle: Instituut {name}."
    return own_page(number, **{"authors": f"Karel {name}", "theme": f"Thema {name}", "reference": reference, **changes})


@pytest.mark.parametrize("number", [None, 1])
def test_the_content_is_that_of_the_snapshot_rolled_back_to(make_collection: Make, gate: Gate, number: int | None):
    collection = make_collection({"a.txt": own_page(1), "b.txt": own_page(2)})
    if number is not None:
        put(collection, {"d.txt": own_page(4)}, gate)
    then = shown(collection.snapshot(number or 1))
    changed = own_page(1, theme="Iets anders", authors="Ánna de Vries & Piet Jansen")
    put(collection, {"a.txt": changed, "c.txt": own_page(3)}, gate)
    before = collection.current_number()
    assert shown(collection.current()) != then
    roll_back(collection, number)
    assert collection.current_number() == before + 1
    assert shown(collection.current()) == then
    assert shown(Collection.open(collection.path).current()) == then
    assert list(verify(collection)) == []


def test_it_counts_what_changed_came_back_and_went(make_collection: Make, gate: Gate) -> None:
    collection = make_collection({"a.txt": alone(0), "b.txt": alone(1)})
    withdraw(collection, slug_of(collection, "b.txt"))
    put(collection, {"a.txt": alone(0, theme="Anders"), "c.txt": alone(2)}, gate)
    counts = roll_back(collection, 1)
    assert {name: counts[name] for name in ("updated", "restored", "withdrawn", "records")} == {
        "updated": 1,
        "restored": 1,
        "withdrawn": 1,
        "records": 2,
    }


def test_only_what_shows_something_else_gets_a_new_date_and_nothing_is_dated_back(
    make_collection: Make, gate: Gate
) -> None:
    collection = make_collection({"a.txt": alone(0), "b.txt": alone(1), "d.txt": alone(3)})
    first = stamps(collection)
    put(collection, {"a.txt": alone(0, theme="Anders")}, gate)
    put(collection, {"b.txt": alone(1, theme="Anders")}, gate)
    put(collection, {"b.txt": alone(1)}, gate)
    before = stamps(collection)
    roll_back(collection, 1)
    after = stamps(collection)
    now = collection.current().time
    assert after["a.txt"] == now > before["a.txt"] > first["a.txt"]
    assert after["b.txt"] == before["b.txt"] > first["b.txt"]
    assert after["d.txt"] == first["d.txt"]


def test_records_that_show_a_name_that_goes_back_are_dated_too(make_collection: Make, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page(1), "b.txt": alone(1)})
    spelled = {f"{each}.txt": own_page(each, authors="Ánna de Vries & Piet Jansen") for each in (5, 6)}
    put(collection, spelled, gate)
    assert collection.current().entity("person", "anna-de-vries").label == "Ánna de Vries"
    before = stamps(collection)
    roll_back(collection)
    entity = collection.current().entity("person", "anna-de-vries")
    assert (entity.label, entity.mentions, entity.datestamp) == ("Anna de Vries", 1, collection.current().time)
    assert stamps(collection) == {"a.txt": collection.current().time, "b.txt": before["b.txt"]}


def test_a_record_added_since_leaves_a_tombstone_that_says_why(make_collection: Make, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page(1)})
    put(collection, {"b.txt": own_page(2)}, gate)
    slug = slug_of(collection, "b.txt")
    roll_back(collection, 1)
    now = collection.current()
    assert now.record(slug) == Tombstone(slug, "Kiezen in jaar 2", now.time, "rolled back to snapshot 1")
    assert now.store.graph(f"{BASE}/doc/publication/{slug}") == []
    assert [(event.snapshot, event.what) for event in now.history(slug)] == [(2, "added"), (3, "withdrawn")]


def test_a_record_withdrawn_since_comes_back(make_collection: Make) -> None:
    collection = make_collection({"a.txt": own_page(1), "b.txt": own_page(2)})
    slug = slug_of(collection, "a.txt")
    withdraw(collection, slug)
    roll_back(collection)
    now = collection.current()
    row = now.record(slug)
    assert isinstance(row, RecordRow)
    assert row.datestamp == now.time
    assert [event.what for event in now.history(slug)] == ["added", "withdrawn", "restored"]
    with pytest.raises(CollectionError, match="was not withdrawn"), collection.writer() as batch:
        batch.restore(slug)


def test_a_tombstone_of_what_was_added_and_withdrawn_since_stays(make_collection: Make, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page(1)})
    put(collection, {"b.txt": own_page(2)}, gate)
    slug = slug_of(collection, "b.txt")
    withdraw(collection, slug, "dubbel")
    before = collection.current().record(slug)
    roll_back(collection, 1)
    assert collection.current().record(slug) == before


def test_what_was_withdrawn_then_is_withdrawn_again_for_the_same_reason(make_collection: Make, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page(1), "b.txt": own_page(2)})
    slug = slug_of(collection, "b.txt")
    withdraw(collection, slug, "dubbel")
    restore(collection, slug, gate)
    roll_back(collection)
    stone = collection.current().record(slug)
    assert isinstance(stone, Tombstone)
    assert (stone.reason, stone.datestamp) == ("dubbel", collection.current().time)


def test_a_roll_back_can_be_rolled_back(make_collection: Make, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page(1), "b.txt": own_page(2)})
    withdraw(collection, slug_of(collection, "b.txt"))
    put(collection, {"a.txt": own_page(1, theme="Anders"), "c.txt": own_page(3)}, gate)
    newest = shown(collection.current())
    roll_back(collection, 1)
    roll_back(collection, 3)
    assert shown(collection.current()) == newest
    assert list(verify(collection)) == []
    roll_back(collection)
    assert sorted(stamps(collection)) == ["a.txt", "b.txt"]


def test_a_publish_goes_on_from_what_was_rolled_back_to(make_collection: Make, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page(1)})
    put(collection, {"a.txt": own_page(1, theme="Anders")}, gate)
    roll_back(collection)
    assert [each.change for each in put(collection, {"a.txt": own_page(1)}, gate)] == ["unchanged"]
    assert [each.change for each in put(collection, {"a.txt": own_page(1, theme="Anders")}, gate)] == ["updated"]
    assert shown(collection.current()) == shown(collection.snapshot(2))


def test_the_decisions_of_then_hold_until_the_next_publish(make_collection: Make, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page(1), "b.txt": alone(1)})
    (collection.path / "entities.yaml").write_text("person/anna-de-vries:\n  label: Anna Curata\n")
    put(collection, {}, gate)
    assert collection.current().entity("person", "anna-de-vries").label == "Anna Curata"
    roll_back(collection)
    assert collection.current().entity("person", "anna-de-vries").label == "Anna de Vries"
    assert list(verify(collection)) == []
    put(collection, {}, gate)
    assert collection.current().entity("person", "anna-de-vries").label == "Anna Curata"
    assert list(verify(collection)) == []


@pytest.mark.parametrize(
    ("number", "told"), [(7, "Snapshot 7 is not kept"), (-1, "not kept"), (2, "is the current one")]
)
def test_a_snapshot_that_cannot_be_rolled_back_to_is_told(
    make_collection: Make, gate: Gate, number: int, told: str
) -> None:
    collection = make_collection({"a.txt": own_page(1)})
    put(collection, {"b.txt": own_page(2)}, gate)
    with pytest.raises(CollectionError, match=told) as caught:
        roll_back(collection, number)
    assert "\n" not in str(caught.value)
    assert collection.current_number() == 2


def test_where_nothing_is_older_it_is_told(make_collection: Make) -> None:
    with pytest.raises(CollectionError, match="keeps no snapshot before 0"):
        roll_back(make_collection())


# ---------------------------------------------------------------- any order of things


class Model:
    """What three pages, their versions and their withdrawals must come to."""

    def __init__(self, collection: Collection, gate: Gate) -> None:
        self.collection, self.gate = collection, gate
        self.live: dict[str, int] = {}
        self.gone: set[str] = set()
        self.slugs: dict[str, str] = {}
        self.past = {0: (dict(self.live), shown(collection.current()))}

    def publish(self, page: int, version: int) -> None:
        name = f"{page}.txt"
        authors = ("Anna de Vries & Piet Jansen", "Ánna de Vries & Piet Jansen", "Piet Jansen")[version]
        made = put(self.collection, {name: own_page(page, theme=f"Thema {version}", authors=authors)}, self.gate)[0]
        if name in self.gone:
            assert made.change == "refused"
            return
        said = {None: "added", version: "unchanged"}.get(self.live.get(name), "updated")
        assert made.change == said
        self.live[name], self.slugs[name] = version, str(made.slug)

    def withdraw(self, page: int, _version: int) -> None:
        name = f"{page}.txt"
        if self.live.pop(name, None) is not None:
            withdraw(self.collection, self.slugs[name])
            self.gone.add(name)

    def restore(self, page: int, _version: int) -> None:
        name = f"{page}.txt"
        if name in self.gone:
            last = self.collection.current().last(self.slugs[name])
            restore(self.collection, self.slugs[name], self.gate)
            self.live[name] = next(
                live[name]
                for live, seen in self.past.values()
                if name in live and seen["records"][self.slugs[name]][1] == last.sha256
            )
            self.gone.remove(name)

    def rollback(self, page: int, version: int) -> None:
        kept = self.collection.kept()[:-1]
        if not kept:
            return
        target = kept[(3 * page + version) % len(kept)]
        before, then = stamps(self.collection), self.collection.snapshot(target)
        digests = {row.source_id: row.digest for row in self.collection.current().records()}
        roll_back(self.collection, target)
        live, seen = self.past[target]
        assert shown(self.collection.current()) == seen
        now = self.collection.current().time
        same = {row.source_id for row in then.records() if digests.get(row.source_id) == row.digest}
        assert stamps(self.collection) == {name: before[name] if name in same else now for name in live}
        self.gone = (self.gone | set(self.live)) - set(live)
        self.live = dict(live)

    def agree(self) -> None:
        now = self.collection.current()
        # the page of a refused publish may lie about; gc takes it
        assert [problem for problem in verify(self.collection) if problem.repair != "remove"] == []
        assert {row.slug for row in now.records()} == {self.slugs[name] for name in self.live}
        assert all(isinstance(now.record(self.slugs[name]), Tombstone) for name in self.gone)
        self.past.setdefault(now.number, (dict(self.live), shown(now)))


OPERATIONS = ["publish", "publish", "withdraw", "restore", "rollback"]
STEPS = st.lists(st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 2), st.integers(0, 2)), min_size=4, max_size=8)


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # each step is a commit: to shrink takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@pytest.mark.slow
@given(steps=STEPS)
def test_whatever_is_done_in_whatever_order_collection_and_model_agree(gate: Gate, steps: list[tuple[str, int, int]]):
    with tempfile.TemporaryDirectory() as folder:
        model = Model(Collection.create(Path(folder) / "c", settings_text(BASE, "")), gate)
        model.publish(0, 0)
        model.agree()
        for what, page, version in steps:
            getattr(model, what)(page, version)
            model.agree()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_long_life_ends_sound(gate: Gate, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    model = Model(Collection.create(tmp_path / "c", settings_text(BASE, "")), gate)
    for _ in range(40):
        what = chance.choice(OPERATIONS)
        getattr(model, what)(chance.randrange(3), chance.randrange(3))
        model.agree()
