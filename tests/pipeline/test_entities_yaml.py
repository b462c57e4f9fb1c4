"""What ``entities.yaml`` decides, as readers see it after a publish: no more than it says, and all of it goes back."""

from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import BASE, own_page, put
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import CollectionError, CurationError, ReadError
from vm2graph.gate import Gate
from vm2graph.names import SCHEMA, SKOS
from vm2graph.pipeline import Outcome, making, restore
from vm2graph.pipeline.verifying import verify
from vm2graph.storing import RecordRow
from vm2graph.storing.collection import Collection
from vm2graph.storing.local import LocalWriter

Dated = dict[str, tuple[str, str]]


def page(number: int, author: str, cited: str) -> bytes:
    reference = f"{cited} (2015). Kiezen in jaar {number}. Zwolle: Instituut Keuze."
    return own_page(number, authors=author, reference=reference)


PAGES = {
    "anna.txt": page(1, "Anna de Vries", "De Vries, A."),
    "annie.txt": page(2, "Annie de Vries", "De Vries, A."),
    "piet.txt": page(3, "Piet Jansen", "Jansen, P."),
    "piet-2.txt": page(4, "Piet Jansen", "Jansen, P."),
}
MERGED = "person/anna-de-vries:\n  merges: [person/annie-de-vries]\n"


both = pytest.mark.parametrize("collection", ["queryable", "document"], indirect=True)


@pytest.fixture
def collection(request: pytest.FixtureRequest, tmp_path: Path, gate: Gate) -> Collection:
    """Four pages, each by one person; its evidence is queryable, or as ``both`` says."""
    kind = getattr(request, "param", "queryable")
    made = Collection.create(tmp_path / "c", settings_text(BASE, "").replace('"queryable"\n', f'"{kind}"\n'))
    assert made.settings.collection.evidence == kind
    put(made, PAGES, gate)
    return made


def decide(collection: Collection, gate: Gate, text: str, **options: object) -> list[Outcome]:
    """Publishes what the file now says; the collection is sound afterwards."""
    (collection.path / "entities.yaml").write_text(text)
    outcomes = put(collection, {}, gate, **options)
    assert sound(collection)
    return outcomes


def refusal(collection: Collection, gate: Gate) -> str:
    """What is said to a publish that the file forbids; the error itself is let go, and with it the store it holds."""
    try:
        put(collection, {"new.txt": own_page(9)}, gate)
    except CurationError as error:
        return str(error)
    raise AssertionError("nothing was forbidden")


def sound(collection: Collection) -> bool:
    return list(verify(Collection.open(collection.path))) == []


def row_of(collection: Collection, source_id: str) -> RecordRow:
    return next(row for row in collection.current().records() if row.source_id == source_id)


def dated(collection: Collection) -> Dated:
    return {row.source_id: (row.datestamp, row.digest) for row in collection.current().records()}


def moved(before: Dated, after: Dated) -> set[str]:
    """The sources whose records changed; digest and datestamp always change together."""
    assert before.keys() == after.keys()
    for name in before:
        assert (before[name][0] < after[name][0]) == (before[name][1] != after[name][1]), name
    return {name for name in before if before[name] != after[name]}


def graphs(collection: Collection) -> dict[str, list[str]]:
    store = collection.current().store
    return {name: sorted(map(str, store.graph(name))) for name in store.graph_names()}


def values(collection: Collection, subject: str, predicate: str) -> set[str]:
    found = collection.current().store.query(f"SELECT ?v {{ <{BASE}/id/{subject}> <{predicate}> ?v }}")
    return {row["v"].value for row in found}


def mentioned(collection: Collection, subject: str) -> bool:
    """Whether the store says anything of or to an IRI."""
    iri = f"<{BASE}/id/{subject}>"
    return bool(collection.current().store.query(f"ASK {{ {{ {iri} ?p ?o }} UNION {{ ?s ?q {iri} }} }}"))


def author(collection: Collection, source_id: str) -> set[str]:
    return values(collection, f"publication/{row_of(collection, source_id).slug}", SCHEMA.author)


def evidence(collection: Collection, source_id: str) -> str:
    return " ".join(map(str, collection.current().evidence(row_of(collection, source_id).slug)))


def person(slug: str) -> str:
    return f"{BASE}/id/person/{slug}"


# ---------------------------------------------------------------- names and identifiers


@both
def test_another_name_dates_exactly_the_records_that_show_it(collection: Collection, gate: Gate) -> None:
    before = dated(collection)
    assert decide(collection, gate, "person/piet-jansen:\n  label: Piet Jansen (1950)\n") == []
    assert moved(before, dated(collection)) == {"piet.txt", "piet-2.txt"}
    assert values(collection, "person/piet-jansen", SCHEMA.name) == {"Piet Jansen (1950)"}
    assert "Piet Jansen" in values(collection, "person/piet-jansen", SCHEMA.alternateName)
    assert collection.current().entity("person", "piet-jansen").label == "Piet Jansen (1950)"


def test_a_name_in_a_language_leaves_the_others(collection: Collection, gate: Gate) -> None:
    decide(collection, gate, "theme/loopbaanbegeleiding:\n  label: {nl: Loopbaan}\n")
    assert values(collection, "theme/loopbaanbegeleiding", SKOS.prefLabel) == {"Loopbaan"}
    assert values(collection, "theme/loopbaanbegeleiding", SKOS.altLabel) == {"Loopbaanbegeleiding"}
    decide(collection, gate, "theme/loopbaanbegeleiding:\n  label: {en: Guidance}\n")
    assert values(collection, "theme/loopbaanbegeleiding", SKOS.prefLabel) == {"Loopbaanbegeleiding", "Guidance"}


def test_identifiers_are_the_same_thing_elsewhere(collection: Collection, gate: Gate) -> None:
    before = dated(collection)
    others = {"https://orcid.org/0000-0002-1825-0097", "https://viaf.org/viaf/1"}
    decide(collection, gate, f"person/anna-de-vries:\n  identifiers: [{', '.join(others)}]\n")
    assert values(collection, "person/anna-de-vries", SCHEMA.sameAs) == others
    assert values(collection, "person/annie-de-vries", SCHEMA.sameAs) == set()
    assert moved(before, dated(collection)) == {"anna.txt"}


def test_a_decision_about_whom_no_page_mentions_shows_nothing(collection: Collection, gate: Gate) -> None:
    before, shown = dated(collection), graphs(collection)
    decide(collection, gate, "person/niemand:\n  label: Niemand\n  identifiers: https://example.org/0\n")
    assert dated(collection) == before
    assert graphs(collection) == shown
    assert collection.current().entity("person", "niemand") is None


def test_the_same_said_otherwise_makes_no_snapshot(collection: Collection, gate: Gate) -> None:
    decide(collection, gate, MERGED)
    number = collection.current().number
    decide(collection, gate, "# thought over\nperson/anna-de-vries: {merges: person/annie-de-vries}\n")
    assert collection.current().number == number


# ---------------------------------------------------------------- merging and splitting


@both
def test_merged_persons_are_one_wherever_they_stood(collection: Collection, gate: Gate) -> None:
    before, shown = dated(collection), graphs(collection)
    assert person("annie-de-vries") in evidence(collection, "annie.txt")
    outcomes = decide(collection, gate, MERGED)
    assert [(each.source_id, each.change) for each in outcomes] == [("annie.txt", "updated")]
    for source_id in ("anna.txt", "annie.txt"):
        assert author(collection, source_id) == {person("anna-de-vries")}
        assert person("anna-de-vries") in evidence(collection, source_id)
        assert person("annie-de-vries") not in evidence(collection, source_id)
    assert not mentioned(collection, "person/annie-de-vries")
    now = collection.current()
    assert now.entity("person", "annie-de-vries") is None
    assert now.merged_into("person", "annie-de-vries") == "anna-de-vries"
    assert now.entity("person", "anna-de-vries").mentions == 2
    assert values(collection, "person/anna-de-vries", SCHEMA.name) == {"Anna de Vries"}
    assert "Annie de Vries" in values(collection, "person/anna-de-vries", SCHEMA.alternateName)
    assert moved(before, dated(collection)) == {"anna.txt", "annie.txt"}
    untouched = f"/publication/{row_of(collection, 'piet.txt').slug}"
    kept = {name: lines for name, lines in shown.items() if name.endswith(untouched)}
    assert kept
    assert {name: graphs(collection)[name] for name in kept} == kept


def test_two_names_of_one_person_in_one_publication_are_one_author(collection: Collection, gate: Gate) -> None:
    both = own_page(5, authors="Anna de Vries & Annie de Vries")
    put(collection, {"both.txt": both}, gate)
    assert author(collection, "both.txt") == {person("anna-de-vries"), person("annie-de-vries")}
    decide(collection, gate, MERGED)
    assert author(collection, "both.txt") == {person("anna-de-vries")}
    assert collection.current().entity("person", "anna-de-vries").mentions == 3


@both
def test_a_split_sends_one_publication_elsewhere(collection: Collection, gate: Gate) -> None:
    before = dated(collection)
    slug = row_of(collection, "piet-2.txt").slug
    decide(
        collection, gate, f"person/piet-jansen-urk:\n  label: P. Jansen\n  splits: person/piet-jansen\n  in: [{slug}]"
    )
    assert author(collection, "piet-2.txt") == {person("piet-jansen-urk")}
    assert author(collection, "piet.txt") == {person("piet-jansen")}
    assert person("piet-jansen-urk") in evidence(collection, "piet-2.txt")
    assert f"{person('piet-jansen')}>" not in evidence(collection, "piet-2.txt")
    assert values(collection, "person/piet-jansen-urk", SCHEMA.name) == {"P. Jansen"}
    assert values(collection, "person/piet-jansen", SCHEMA.name) == {"Piet Jansen"}
    assert collection.current().entity("person", "piet-jansen").mentions == 1
    assert moved(before, dated(collection)) == {"piet-2.txt"}


def test_a_split_of_every_publication_leaves_nobody(collection: Collection, gate: Gate) -> None:
    slugs = ", ".join(row_of(collection, name).slug for name in ("piet.txt", "piet-2.txt"))
    decide(collection, gate, f"person/piet-de-tweede:\n  splits: person/piet-jansen\n  in: [{slugs}]\n")
    assert not mentioned(collection, "person/piet-jansen")
    assert collection.current().entity("person", "piet-jansen") is None


def test_a_page_that_comes_later_goes_where_the_others_went(collection: Collection, gate: Gate) -> None:
    decide(collection, gate, MERGED)
    put(collection, {"later.txt": page(6, "Annie de Vries", "De Vries, A.")}, gate)
    assert author(collection, "later.txt") == {person("anna-de-vries")}
    assert collection.current().entity("person", "annie-de-vries") is None
    assert sound(collection)


def test_a_page_that_comes_with_the_decision_is_made_once(collection: Collection, gate: Gate) -> None:
    (collection.path / "entities.yaml").write_text(MERGED)
    outcomes = put(collection, {"annie.txt": PAGES["annie.txt"], "piet.txt": PAGES["piet.txt"]}, gate)
    assert [(each.source_id, each.change) for each in outcomes] == [("annie.txt", "updated"), ("piet.txt", "unchanged")]
    assert author(collection, "annie.txt") == {person("anna-de-vries")}
    assert sound(collection)


@both
def test_what_was_withdrawn_comes_back_as_it_is_meant_now(collection: Collection, gate: Gate) -> None:
    slug = row_of(collection, "annie.txt").slug
    with collection.writer() as batch:
        batch.withdraw(slug, "even weg")
    decide(collection, gate, MERGED)
    assert restore(collection, slug, gate).change == "restored"
    assert author(collection, "annie.txt") == {person("anna-de-vries")}
    assert sound(collection)


@both
def test_several_processes_decide_the_same(collection: Collection, gate: Gate) -> None:
    decide(collection, gate, MERGED)
    merged, stamps = graphs(collection), {name: row[1] for name, row in dated(collection).items()}
    decide(collection, gate, "")
    outcomes = decide(collection, gate, MERGED, jobs=2)
    assert [each.source_id for each in outcomes] == ["annie.txt"]
    assert graphs(collection) == merged
    assert {name: row[1] for name, row in dated(collection).items()} == stamps


# ---------------------------------------------------------------- back, and not at all


@both
@pytest.mark.parametrize(
    "text",
    [
        "person/anna-de-vries: {label: Iemand, identifiers: 'https://example.org/1'}",
        MERGED,
        "person/samen: {label: Samen, merges: [person/anna-de-vries, person/piet-jansen]}",
        "theme/loopbaanbegeleiding: {label: {nl: Loopbaan, en: Careers}}\nplace/zwolle: {label: Zwolle (Ov.)}",
    ],
)
def test_taking_a_decision_back_brings_everything_back(collection: Collection, gate: Gate, text: str) -> None:
    before, shown = dated(collection), graphs(collection)
    decide(collection, gate, text)
    assert graphs(collection) != shown
    (collection.path / "entities.yaml").unlink()
    put(collection, {}, gate)
    assert sound(collection)
    assert graphs(collection) == shown
    after = dated(collection)
    assert {name: row[1] for name, row in after.items()} == {name: row[1] for name, row in before.items()}
    assert any(after[name][0] > before[name][0] for name in before), "harvesters must fetch what came back"


@both
def test_a_dry_run_decides_nothing_yet(collection: Collection, gate: Gate) -> None:
    before, shown = dated(collection), graphs(collection)
    decide(collection, gate, MERGED, dry_run=True)
    assert (dated(collection), graphs(collection), collection.current().number) == (before, shown, 1)
    decide(collection, gate, MERGED)
    assert moved(before, dated(collection)) == {"anna.txt", "annie.txt"}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            b"theme/loopbaanbegeleiding: {label: Loopbaan}",
            "theme/loopbaanbegeleiding",
        ),  # it needs a language
        (b"person/anna-de-vries: [", "line 1, column"),
        (b"person/anna-de-vries: {label: \xff}", "cannot be read"),
        (b"person/anna-de-vries: {naam: Anna}", "naam is not known"),
        (b"person/a: {merges: person/anna-de-vries}\nperson/b: {merges: person/anna-de-vries}", "goes to both"),
    ],
)
def test_a_file_that_cannot_be_followed_changes_nothing(
    collection: Collection, gate: Gate, data: bytes, told: str
) -> None:
    before, shown = dated(collection), graphs(collection)
    (collection.path / "entities.yaml").write_bytes(data)
    said = refusal(collection, gate)
    assert told in said
    assert "entities.yaml" in said
    assert "\n" not in said
    assert (dated(collection), graphs(collection), collection.current().number) == (before, shown, 1)
    # a page that was made before the refusal may wait in sources/ for the next publish or gc
    assert {problem.repair for problem in verify(collection)} <= {"remove"}
    (collection.path / "entities.yaml").unlink()
    (outcome,) = put(collection, {"new.txt": own_page(9)}, gate)
    assert outcome.change == "added", outcome.sentences
    assert sound(collection)


def test_a_folder_in_the_place_of_the_file_is_told(collection: Collection, gate: Gate) -> None:
    (collection.path / "entities.yaml").mkdir()
    with pytest.raises(CurationError, match="cannot be read"):
        put(collection, {}, gate)
    assert collection.current().number == 1


# ---------------------------------------------------------------- other commands in between


def test_a_withdrawal_in_between_does_not_swallow_a_decision(collection: Collection, gate: Gate) -> None:
    (collection.path / "entities.yaml").write_text(MERGED)
    with collection.writer() as batch:
        batch.withdraw(row_of(collection, "piet.txt").slug, "weg")
    put(collection, {}, gate)
    assert author(collection, "annie.txt") == {person("anna-de-vries")}


def test_a_restore_in_between_does_not_swallow_a_decision(collection: Collection, gate: Gate) -> None:
    slug = row_of(collection, "piet.txt").slug
    with collection.writer() as batch:
        batch.withdraw(slug, "weg")
    (collection.path / "entities.yaml").write_text(MERGED)
    restore(collection, slug, gate)
    put(collection, {}, gate)
    assert author(collection, "annie.txt") == {person("anna-de-vries")}


def test_a_record_that_could_not_be_made_again_is_tried_again(
    collection: Collection, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise ReadError("Not today.", "unreadable_file")

    (collection.path / "entities.yaml").write_text(MERGED)
    with monkeypatch.context() as today:
        today.setattr(making, "convert", refuse)
        with pytest.raises(CurationError, match="cannot be read again: Not today"):
            put(collection, {}, gate)
    put(collection, {}, gate)
    assert author(collection, "annie.txt") == {person("anna-de-vries")}


def test_the_parts_of_a_name_are_those_of_the_name(collection: Collection, gate: Gate) -> None:
    decide(collection, gate, "person/piet-jansen:\n  label: Anna de Vries\n  merges: [person/anna-de-vries]\n")
    assert values(collection, "person/piet-jansen", SCHEMA.name) == {"Anna de Vries"}
    for part in (SCHEMA.givenName, SCHEMA.familyName):
        assert all(value in "Anna de Vries" for value in values(collection, "person/piet-jansen", part))


def test_a_publish_after_a_failed_one_does_not_depend_on_who_keeps_the_error(
    collection: Collection, gate: Gate
) -> None:
    path = collection.path / "entities.yaml"
    path.write_text("theme/loopbaanbegeleiding: {label: Loopbaan}")
    with pytest.raises(CurationError) as caught:
        put(collection, {}, gate)
    path.unlink()
    (outcome,) = put(collection, {"new.txt": own_page(9)}, gate)
    assert outcome.change == "added", (outcome.sentences, caught)


def test_quads_that_cannot_be_written_commit_nothing(
    collection: Collection, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, failed = LocalWriter.add, []

    def fail_once(writer: LocalWriter, quads: bytes) -> None:
        if not failed:
            failed.append(quads)
            raise CollectionError("The quads cannot be written: no space left on device.")
        add(writer, quads)

    (collection.path / "entities.yaml").write_text(MERGED)
    monkeypatch.setattr(LocalWriter, "add", fail_once)
    with suppress(CollectionError):
        put(collection, {}, gate)
    assert failed
    assert sound(collection)
