"""A dump made into a collection again, or refused with nothing changed."""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from tests.conftest import BASE, SEED_NAME, own_page, put
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import CollectionError, Vm2graphError
from vm2graph.gate import Gate
from vm2graph.names import RDF, SCHEMA
from vm2graph.pipeline import restore
from vm2graph.pipeline.loading import load
from vm2graph.pipeline.verifying import verify
from vm2graph.storing import Tombstone
from vm2graph.storing.collection import Collection
from vm2graph.storing.dumping import NAMES, dump

Make = Callable[..., Collection]
CURATED = "person/anna-de-vries:\n  label: Anna Curata\n"


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory, gate: Gate, seed: bytes) -> Collection:
    """The seed page, an updated record, a withdrawn one, a curated name."""
    collection = Collection.create(tmp_path_factory.mktemp("origin") / "c", settings_text(BASE, ""))
    put(collection, {SEED_NAME: seed, "a.txt": own_page(1), "gone.txt": own_page(2)}, gate)
    put(collection, {"a.txt": own_page(1, theme="Iets anders")}, gate)
    with collection.writer() as batch:
        batch.withdraw(slug_of(collection, "gone.txt"), "dubbel")
    (collection.path / "entities.yaml").write_text(CURATED)
    put(collection, {}, gate)
    return collection


@pytest.fixture(scope="module")
def dumped(origin: Collection) -> bytes:
    return b"".join(dump(origin))


def slug_of(collection: Collection, source_id: str) -> str:
    return next(row.slug for row in collection.current().records() if row.source_id == source_id)


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def whole_again(lines: list[bytes]) -> bytes:
    """Lines with an end that has the right digest of them."""
    body = b"".join(line for line in lines if b"dump#end>" not in line)
    return body + row("end", BASE, {"sha256": hashlib.sha256(body).hexdigest()})


def row(kind: str, subject: str, value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    literal = Literal(text, datatype=NamedNode(RDF.JSON))
    return f"{Quad(NamedNode(subject), NamedNode(NAMES + kind), literal, NamedNode(f'{BASE}/#catalogue'))} .\n".encode()


def told(line: bytes) -> tuple[str, str, dict[str, Any]]:
    """Kind, subject and value of a line of the catalogue."""
    quad = next(parse(line, format=RdfFormat.N_QUADS))
    return quad.predicate.value.removeprefix(NAMES), quad.subject.value, json.loads(quad.object.value)


def altered(dumped: bytes, kind: str, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The dump with the first line of a kind changed, and a digest that is right."""
    lines = dumped.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if f"dump#{kind}>".encode() in line)
    _, subject, value = told(lines[at])
    change(value)
    lines[at] = row(kind, subject, value)
    return whole_again(lines)


def refused(path: Path, collection: Collection, gate: Gate) -> str:
    """The sentence with which a dump is refused; the collection is as empty as it was."""
    with pytest.raises(CollectionError) as caught:
        load(path, collection, gate)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    again = Collection.open(collection.path)
    assert (again.current_number(), again.current().count(), again.kept()) == (0, 0, [0])
    assert [problem for problem in verify(again) if problem.repair != "remove"] == []
    return sentence


@pytest.mark.parametrize("name", ["dump.nq", "dump.nq.gz"])
def test_a_loaded_collection_is_sound_and_has_every_name_and_date(
    name: str, origin: Collection, dumped: bytes, make_collection: Make, gate: Gate, tmp_path: Path
) -> None:
    collection, ticks = make_collection(), []
    counts = load(written(tmp_path / name, dumped), collection, gate, lambda: ticks.append(1))
    assert (counts["records"], counts["tombstones"], len(ticks)) == (2, 1, 2)
    now, then = collection.current(), origin.current()
    assert now.records() == then.records()
    assert list(verify(collection)) == []
    assert dict(now.store.quads()) == dict(then.store.quads())
    stone = next(event.slug for event in then.history() if event.what == "withdrawn")
    assert now.record(stone) == then.record(stone)
    assert isinstance(now.record(stone), Tombstone)
    assert [(event.what, event.told) for event in now.history(stone)] == [("loaded", "dubbel")]
    assert now.entity("person", "anna-de-vries").label == "Anna Curata"
    assert collection.curation() == origin.curation()
    assert now.time >= max(row.datestamp for row in then.records())


def test_the_same_pages_again_are_unchanged(
    dumped: bytes, seed: bytes, make_collection: Make, gate: Gate, tmp_path: Path
) -> None:
    collection = make_collection()
    load(written(tmp_path / "d.nq", dumped), collection, gate)
    outcomes = put(collection, {SEED_NAME: seed, "a.txt": own_page(1, theme="Iets anders")}, gate)
    assert [each.change for each in outcomes] == ["unchanged", "unchanged"]
    assert collection.current_number() == 1
    slug = slug_of(collection, "a.txt")
    assert [each.change for each in put(collection, {"a.txt": own_page(1)}, gate)] == ["updated"]
    assert slug_of(collection, "a.txt") == slug
    assert list(verify(collection)) == []


def test_a_withdrawn_record_can_be_restored(
    origin: Collection, dumped: bytes, make_collection: Make, gate: Gate, tmp_path: Path
) -> None:
    collection = make_collection()
    load(written(tmp_path / "d.nq", dumped), collection, gate)
    stone = next(event.slug for event in origin.current().history() if event.what == "withdrawn")
    assert [each.change for each in put(collection, {"gone.txt": own_page(2)}, gate)] == ["refused"]
    assert restore(collection, stone, gate).change == "restored"
    assert slug_of(collection, "gone.txt") == stone
    assert [problem for problem in verify(collection) if problem.repair != "remove"] == []


@pytest.mark.parametrize(
    ("name", "spoil", "sentence"),
    [
        ("cut.nq", lambda data: data[: len(data) // 2].rpartition(b"\n")[0] + b"\n", "its last line is missing"),
        ("inside.nq", lambda data: data[: len(data) // 2], "not a dump of a collection|last line is missing"),
        ("noend.nq", lambda data: b"".join(data.splitlines(keepends=True)[:-1]), "its last line is missing"),
        ("more.nq", lambda data: data + data.splitlines(keepends=True)[1], "goes on after its last line"),
        ("title.nq", lambda data: data.replace(b"Vijf jaar VM2", b"Zes jaar VM2"), "not"),
        ("date.nq", lambda data: re.sub(rb"20\d\d-(\d\d-\d\dT)", rb"2001-\1", data), "its digest differs"),
        ("lost.nq", lambda data: data.replace(next(iter(re.findall(rb".*dump#minted.*\n", data))), b""), "digest"),
        ("empty.nq", lambda _data: b"", "its last line is missing"),
        ("other.nq", lambda data: data.replace(BASE.encode(), b"http://elsewhere.example"), "with the base IRI"),
        ("page.nq", lambda _data: own_page(), "not a dump"),
        ("triples.nq", lambda _data: b"<http://a/> <http://b/> <http://c/> .\n", "is not a dump"),
        ("binary.nq", lambda _data: bytes(range(256)) * 9, "not a dump"),
    ],
)
def test_what_is_not_a_whole_dump_of_this_collection_changes_nothing(
    name: str, spoil: Callable[[bytes], bytes], sentence: str, dumped: bytes, make_collection: Make, gate: Gate,
    tmp_path: Path,
) -> None:  # fmt: skip
    spoiled = spoil(dumped)
    assert spoiled != dumped
    assert re.search(sentence, refused(written(tmp_path / name, spoiled), make_collection(), gate))


def test_a_packed_file_that_is_cut_or_no_gzip_or_not_there_is_refused(
    dumped: bytes, make_collection: Make, gate: Gate, tmp_path: Path
) -> None:
    collection, path = make_collection(), tmp_path / "d.nq.gz"
    path.write_bytes(gzip.compress(dumped)[:-2000])
    assert "cannot be read" in refused(path, collection, gate)
    path.write_bytes(dumped)
    assert "cannot be read" in refused(path, collection, gate)
    assert "cannot be read" in refused(tmp_path / "none.nq", collection, gate)


def without(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda value: value.pop(name)


def with_(**changes: object) -> Callable[[dict[str, Any]], object]:
    return lambda value: value.update(changes)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("head", without("curation")),
        ("head", without("datestamp")),
        ("head", with_(format=2)),
        ("head", with_(curation=[])),
        ("head", with_(curation={"person/x": {}})),
        ("minted", without("key")),
        ("record", without("title")),
        ("record", without("wordings")),
        ("record", with_(wordings="x")),
        ("record", with_(wordings=["x"])),
        ("record", with_(page="not base64!")),
        ("record", with_(page="AAAA")),
        ("record", with_(report=None)),
        ("record", with_(graph="0" * 64)),
        ("record", with_(slug="other")),
        ("record", with_(title=["x"])),
        ("record", with_(slug=7)),
        ("tombstone", without("last")),
        ("tombstone", without("reason")),
        ("tombstone", with_(last="x")),
        ("tombstone", with_(more="x")),
    ],
)
def test_a_line_that_cannot_be_one_of_a_dump_is_refused(
    kind: str, change: Callable[[dict[str, Any]], object], dumped: bytes, make_collection: Make, gate: Gate,
    tmp_path: Path,
) -> None:  # fmt: skip
    refused(written(tmp_path / "d.nq", altered(dumped, kind, change)), make_collection(), gate)


@pytest.mark.parametrize("kind", ["head", "record", "tombstone", "minted", "end"])
@pytest.mark.parametrize("value", [[], None, "x", 7])
def test_a_line_that_is_no_object_is_refused(
    kind: str, value: object, dumped: bytes, make_collection: Make, gate: Gate, tmp_path: Path
) -> None:
    lines = dumped.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if f"dump#{kind}>".encode() in line)
    lines[at] = row(kind, BASE, value)
    refused(written(tmp_path / "d.nq", b"".join(lines)), make_collection(), gate)


def test_a_record_that_stands_in_it_twice_is_refused(
    dumped: bytes, make_collection: Make, gate: Gate, tmp_path: Path
) -> None:
    lines = dumped.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if b"dump#record>" in line)
    refused(written(tmp_path / "d.nq", whole_again([*lines[: at + 1], *lines[1:]])), make_collection(), gate)


@pytest.mark.slow
def test_flipped_bytes_are_refused_wherever_they_are(
    dumped: bytes, make_collection: Make, gate: Gate, tmp_path: Path
) -> None:
    chance, collection = random.Random(3), make_collection()
    for _ in range(25):
        data = bytearray(dumped)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        with pytest.raises(Vm2graphError) as caught:
            load(written(tmp_path / "d.nq", bytes(data)), collection, gate)
        assert "\n" not in str(caught.value)
        assert collection.current_number() == 0
        (collection.path / "entities.yaml").unlink(missing_ok=True)  # another test's business
    assert Collection.open(collection.path).current().records() == []


def test_what_only_the_gate_can_object_to_is_refused(
    dumped: bytes, make_collection: Make, gate: Gate, tmp_path: Path
) -> None:
    """The graph of a record loses its title; every digest is right."""
    title = f"<{SCHEMA.name}>".encode()
    lines = dumped.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if b"dump#record>" in line)
    _, subject, value = told(lines[at])
    graph = f"<{subject}> .\n".encode()
    publication = f"<{BASE}/id/publication/".encode()
    lost = [line for line in lines[:at] if line.endswith(graph) and line.startswith(publication) and title in line]
    assert lost
    lines = [line for line in lines if line not in lost]
    own = b"".join(sorted(line for line in lines if line.endswith(b" " + graph) and b"dump#" not in line))
    changed = with_(graph=hashlib.sha256(own).hexdigest())
    spoiled = altered(whole_again(lines), "record", changed)
    path = written(tmp_path / "d.nq", spoiled)
    assert f"the gate refuses {value['slug']}" in refused(path, make_collection(), gate)


def test_a_refused_dump_leaves_no_decisions_behind(
    dumped: bytes, make_collection: Make, gate: Gate, tmp_path: Path
) -> None:
    collection = make_collection()
    refused(written(tmp_path / "d.nq", altered(dumped, "record", with_(page="AAAA"))), collection, gate)
    assert not (collection.path / "entities.yaml").exists()


def test_a_collection_that_has_something_is_left_alone(
    dumped: bytes, make_collection: Make, gate: Gate, tmp_path: Path
) -> None:
    collection = make_collection({"x.txt": own_page(7)})
    before = b"".join(dump(collection))
    with pytest.raises(CollectionError, match="is not empty"):
        load(written(tmp_path / "d.nq", dumped), collection, gate)
    assert b"".join(dump(collection)) == before
    assert collection.current_number() == 1
    assert not (collection.path / "entities.yaml").exists()


def test_decisions_that_differ_are_not_overwritten(
    dumped: bytes, make_collection: Make, gate: Gate, tmp_path: Path
) -> None:
    collection = make_collection()
    own = "person/anna-de-vries:\n  label: Iemand anders\n"
    (collection.path / "entities.yaml").write_text(own)
    with pytest.raises(CollectionError, match="decides otherwise than the dump"):
        load(written(tmp_path / "d.nq", dumped), collection, gate)
    assert (collection.path / "entities.yaml").read_text() == own
    assert collection.current_number() == 0
    (collection.path / "entities.yaml").write_text(CURATED + "# the same, said otherwise\n")
    load(written(tmp_path / "d.nq", dumped), collection, gate)
    assert (collection.path / "entities.yaml").read_text().endswith("otherwise\n")
