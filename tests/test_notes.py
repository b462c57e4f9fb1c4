"""A curator's notes: what they add to a page, and what is refused."""

import csv
import json
import re
from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.conftest import BASE, ROOT, SEED_NAME, own_page
from vm2graph.errors import NotesError
from vm2graph.gate import Gate
from vm2graph.knowledge import CURATOR_RULE, KINDS, Holds
from vm2graph.model import PageBytes, RemarkKind, Span, Status
from vm2graph.names import PROV, VM2, Iris
from vm2graph.notes import annotate, read_notes
from vm2graph.notes.schema import schema, schema_text
from vm2graph.pipeline import Converted, convert
from vm2graph.pipeline.starting_notes import starter
from vm2graph.reading import interpret, read_page
from vm2graph.writing.formats import FORMATS

NOTES = (ROOT / "data" / "vijf-jaar-vm2.notes.yaml").read_bytes()
SEED = PageBytes(SEED_NAME, (ROOT / "data" / SEED_NAME).read_bytes(), notes=NOTES, notes_name="n.yaml")
VALIDATOR = Draft202012Validator(schema())
TEXT = "Kop\n\nDe mentor hielp. De mentor bleef. Minder uitval dan elders.\n"


def notes(text: str, page: str = TEXT):
    return read_notes(f"curator: Anna\n{text}".encode(), page, "n.yaml")


def refusal(text: str, page: str = TEXT) -> str:
    with pytest.raises(NotesError) as error:
        notes(text, page)
    return str(error.value)


@pytest.fixture(scope="module")
def noted(gate: Gate) -> Converted:
    return convert(SEED, Iris(BASE), gate)


# ---------------------------------------------------------------- the seed


def test_the_seed_with_its_notes_passes_the_gate(noted: Converted) -> None:
    assert noted.report.conforms
    assert not any("_:" in str(triple) for triple in noted.description.shown())


def test_every_statement_of_the_seed_is_made_with_its_passage_and_status(noted: Converted) -> None:
    made = {}
    for value in noted.description.values:
        for property_ in value.properties:
            said = (value.subject, f"<{property_}>", value.value)
            spans = [(str(span.start), str(span.end)) for span in value.stated.evidence] or [("", "")]
            made.setdefault(said, set()).update((*span, value.stated.status.value) for span in spans)
    with (ROOT / "tests" / "data" / "seed-statements.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) == 153
    for row in rows:
        start = [re.sub(r"^<(?=id/)", f"<{BASE}/", row[name]) for name in ("subject", "property", "value")]
        found = [
            how
            for said, how in made.items()
            if [*said] == start
            or ([*said[:2]] == start[:2] and start[2][-1] == "…" and said[2].startswith(start[2][:-1]))
        ]
        assert found, f"nobody states {row}"
        assert any((row["start"], row["end"], row["status"]) in how for how in found), f"{row} rests on {found}"


def test_the_traps_of_the_seed_are_respected(noted: Converted) -> None:
    triples = [str(triple) for triple in noted.description.shown()]
    said = "\n".join(triples)
    publication = f"<{BASE}/id/publication/vijf-jaar-vm2-aee4f458>"
    works = {f"{publication[:-1]}#{name}>" for name in ("work-eindrapport", "letter-brief")}
    assert works <= {triple.split(" ")[0] for triple in triples}
    assert not [each for each in triples if "sameAs" in each and any(work in each for work in works)]
    assert "endDate" not in "".join(each for each in triples if "experiment-vm2-experiment" in each)
    predicates = {triple.predicate.value for triple in noted.description.shown()}
    assert not [each for each in predicates if re.search("affiliation|memberOf|worksFor|gender", each)]
    assert "Sander" not in said
    assert not [each for each in triples if VM2.direction in each and re.search(r'"\d', each)]
    offering = [each for each in triples if each.startswith(f"{publication[:-1]}#offering-aanbieding>")]
    assert not [each for each in offering if "Date" in each or "issued" in each]
    reported = {each.split(" ")[0] for each in triples if VM2.reportedIn in each and each.endswith(publication)}
    assert reported == {f"{publication[:-1]}#finding-minder-uitval>"}


def test_the_slips_of_the_seed_are_remarks(noted: Converted) -> None:
    text = noted.page.text
    found = {
        (remark.evidence[0].of(text), remark.kind, remark.proposed)
        for remark in noted.publication.remarks
        if remark.evidence
    }
    summary = "amenvatting van de uitkomsten van de VM2-monitor 2008-2012 laat zien"
    assert found == {
        ("VMS", RemarkKind.MISSPELLING, "VM2"),
        ("vbmo", RemarkKind.MISSPELLING, "vmbo"),
        ("(OCW)aangeboden", RemarkKind.MISSING_SPACE, "(OCW) aangeboden"),
        (f"S{summary}", RemarkKind.MISSING_WORD, f"De s{summary}"),
        ("Publicatiedatum:", RemarkKind.EMPTY_FIELD, None),
        ("Download de onderzoekspublicatie", RemarkKind.MISSING_LINK, None),
        ("haar brief", RemarkKind.UNRESOLVED, None),
    }


def test_what_the_curator_states_is_attributed(noted: Converted) -> None:
    curator = f"{BASE}/id/publication/vijf-jaar-vm2-aee4f458#curator"
    attributed = {str(t.subject) for t in noted.evidence if t.predicate.value == PROV.wasAttributedTo}
    stated = [v for v in noted.description.values if v.stated.rule == CURATOR_RULE]
    graph = Iris(BASE).evidence("vijf-jaar-vm2-aee4f458")
    assert attributed == {f"<{graph}#{value.name}>" for value in stated}
    assert noted.description.curator == curator


def test_the_same_page_and_notes_give_the_same_bytes(noted: Converted, gate: Gate) -> None:
    again = convert(SEED, Iris(BASE), gate)
    write = FORMATS["trig"].write_graphs
    assert write is not None
    assert write(again.graphs(Iris(BASE))) == write(noted.graphs(Iris(BASE)))


# ---------------------------------------------------------------- quotes


def test_a_quote_is_found_once_or_the_curator_says_which() -> None:
    finding = "findings:\n  f:\n    text: {}\n"
    assert "line 4, column 11: the page says “De mentor” 2 times (lines 3, 3)" in refusal(finding.format("De mentor"))
    third = refusal(finding.format("{quote: De mentor, occurrence: 3}"))
    assert "line 4, column 42: the page says “De mentor” 2 times, not 3." in third
    second = notes(finding.format("{quote: De mentor, occurrence: 2}")).things[0]
    assert second.facts[0].stated.evidence == (Span(22, 31),)
    within = notes(finding.format("{quote: De mentor, within: De mentor bleef}")).things[0]
    assert within.facts == second.facts


def test_a_quote_that_the_page_does_not_have_is_refused_with_how_far_it_goes() -> None:
    assert refusal("findings:\n  f:\n    text: De mentor hielp niet\n") == (
        "n.yaml, line 4, column 11: the page does not say “De mentor hielp niet”; after “De mentor hielp” it goes on"
        " “. De mentor bleef. Minder uitval dan eld”."
    )


def test_quotes_are_whole_words_over_any_white_space() -> None:
    assert "does not say “entor”" in refusal("organisations: {m: {name: entor}}")
    broken = notes("organisations: {m: {name: De mentor hielp}}", "De\n  mentor hielp.")
    (name,) = broken.things[0].facts
    assert (name.stated.value, name.stated.status) == ("De mentor hielp", Status.NORMALISED)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("finding: {}", "line 2, column 1: finding is not known here; did you mean findings?"),
        ("findings: {F: {text: Kop}}", "'F' cannot be a name here"),
        ("findings: {f: {polarity: favourable}}", "“text” is missing"),
        ("findings: {f: {text: Kop, polarity: good}}", "'good' is not one of favourable, unfavourable"),
        ("findings: {f: {text: Kop, outcome: uitval}}", "there is no 'uitval' in concepts of this file"),
        ("findings: {f: {text: Kop, text: Kop}}", "text stands here twice"),
        ("findings: {f: {text: [Kop, Kop]}}", "“text” has one value"),
        ("findings: [Kop]", "there should be a list of keys with values here"),
        ("experiments: {e: {start: 2008}}", "the page must say it: add “quote”"),
        ("experiments: {e: {quote: Kop, start: in 2008}}", "'in 2008' is no date"),
        ("monitoring: {m: {quote: Kop, period: 2008}}", "a period is two years with a dash"),
        ("organisations: {o: {name: {is: Kop, quote: Kop, status: inferred}}}", "add “why: ...”"),
        ("organisations: {o: {name: Kop, same_as: https://a.example}}", "names its source; add “from"),
        ("organisations: {o: {name: Kop, same_as: {is: here, from: x}}}", "'here' is not a whole web address"),
        ("organisations: {o: {name: {is: Kap, quote: Kop, status: verbatim}}}", "it is not verbatim"),
        ("readings: [{quote: Kop, kind: misspelling}]", "say how it is read"),
        ("readings: [{quote: Kop, kind: wrong, read: x}]", "'wrong' is not one of misspelling"),
        ("a: &x {b: 1}\nc: *x", "is repeated with * elsewhere"),
        ("findings: {f: {text: Kop}", "correct the YAML"),
        ("findings:\n\tf: {text: Kop}", "a tab stands here; YAML indents with spaces"),
        (
            "findings: {f: {text: {quote: Kop, source: x}}}",
            "there are is, quote, within, occurrence, status, why, from",
        ),
        ("readings: [{quote: Kop, kind: misspelling, read: Kop}]", "this is what the page says"),
        ("findings: {f: {text: ''}}", "there should be a text here"),
    ],
)
def test_what_cannot_be_used_is_told_with_line_and_column(text: str, told: str) -> None:
    said = refusal(text)
    assert told in said
    assert re.match(r"n\.yaml, line \d+, column \d+: ", said)
    assert "\n" not in said


def test_notes_without_a_curator_or_without_anything() -> None:
    for data, told in ((b"findings: {}", "“curator” is missing"), (b"", "is empty"), (b"\xff", "is not YAML in UTF-8")):
        with pytest.raises(NotesError, match=re.escape(told)):
            read_notes(data, TEXT, "n.yaml")


@given(st.text(max_size=60))
def test_whatever_the_file_only_notes_errors_are_raised(text: str) -> None:
    try:
        read_notes(f"curator: A\n{text}".encode(errors="replace"), TEXT, "n.yaml")
    except NotesError as error:
        assert "\n" not in str(error) or text  # noqa: PT017 - any other error fails the test


# ---------------------------------------------------------------- notes and rules


def annotated(body: str, given: str):
    page = read_page(own_page().replace(b"Download het rapport", body.encode() + b"\n\nDownload het rapport"), "p.txt")
    return annotate(interpret(page), notes(given, page.text))


BODY = "Pluspunten\n\nDe mentor hielp veel studenten. Er was minder uitval dan elders. Dat was niet te meten."


def texts(publication) -> list[str]:
    return [str(thing.all("text")[0].value) for thing in publication.things if thing.kind == "finding"]


def test_a_curators_finding_takes_the_place_of_that_of_a_rule_and_the_others_stay() -> None:
    publication = annotated(BODY, "findings: {f: {text: minder uitval, polarity: {is: favourable, quote: Pluspunten}}}")
    assert texts(publication) == ["De mentor hielp veel studenten.", "Dat was niet te meten.", "minder uitval"]


def test_what_is_no_finding_can_be_left_out() -> None:
    publication = annotated(BODY, "leave_out: [Dat was niet te meten]")
    assert texts(publication) == ["De mentor hielp veel studenten.", "Er was minder uitval dan elders."]


def test_a_body_that_a_rule_found_is_the_curators_by_any_of_its_names() -> None:
    body = "Werkwijze\n\nDit onderzoek is uitgevoerd door Actis in een heel jaar. Bureau Actis bestaat nog."
    publication = annotated(
        body, "organisations: {bureau: {name: Bureau Actis, other_name: {quote: Actis, occurrence: 1}}}"
    )
    assert [thing.id for thing in publication.things if thing.kind == "organisation"] == ["bureau"]
    (research,) = (thing for thing in publication.things if thing.kind == "research")
    assert research.all("carried_out_by")[0].value.id == "bureau"


def test_a_reading_takes_the_place_of_what_a_detector_proposed() -> None:
    page = read_page(SEED.data, SEED_NAME)
    plain = interpret(page)
    given = "readings: [{quote: vbmo-, kind: misspelling, read: vmbo-}]"
    read = annotate(plain, notes(given, page.text)).remarks
    assert [remark.proposed for remark in read if remark.kind is RemarkKind.MISSPELLING] == ["VM2", "vmbo-"]
    assert len(read) == len(plain.remarks)


# ---------------------------------------------------------------- schema and starter


def test_the_shipped_schema_is_that_of_the_table() -> None:
    assert (ROOT / "data" / "notes.schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_terms_of_the_table_are_those_of_the_ontology() -> None:
    for kind in KINDS.values():
        for key in kind.keys:
            if key.holds is Holds.TERM:
                assert all(getattr(VM2, term) == VM2.base + term for term in key.of)


def test_the_schema_knows_every_key_of_the_notes_of_the_seed() -> None:
    document, known = yaml.safe_load(NOTES), schema()
    for part, entries in document.items():
        assert part in known["properties"]
        if part in {kind.plural for kind in KINDS.values()} - {"publication"}:
            allowed = known["properties"][part]["additionalProperties"]["properties"]
            assert all(set(entry) <= set(allowed) for entry in entries.values())
    json.dumps(known)


@pytest.mark.parametrize(
    "wrong",
    [
        "finding: {}",
        "findings: {F: {text: Kop}}",
        "findings: {f: {polarity: favourable}}",
        "findings: {f: {text: Kop, polarity: good}}",
        "findings: {f: {text: Kop, polarity: {quote: Kop}}}",
        "findings: {f: {text: Kop, polarity: {is: favourable, status: inferred}}}",
        "findings: {f: {text: [Kop, Kop]}}",
        "findings: [Kop]",
        "experiments: {e: {quote: Kop, start: in 2008}}",
        "monitoring: {m: {quote: Kop, period: 2008}}",
        "organisations: {o: {name: {is: Kop, quote: Kop, status: inferred}}}",
        "organisations: {o: {name: {is: Kop, status: external}}}",
        "organisations: {o: {name: Kop, same_as: https://a.example}}",
        "readings: [{quote: Kop, kind: misspelling}]",
        "readings: [{quote: Kop, kind: wrong, read: x}]",
    ],
)
def test_the_schema_refuses_what_can_be_seen_without_the_page(wrong: str) -> None:
    assert list(VALIDATOR.iter_errors(yaml.safe_load(f"curator: Anna\n{wrong}")))
    refusal(wrong)


def test_the_schema_accepts_the_notes_of_the_seed_and_a_starter() -> None:
    Draft202012Validator.check_schema(schema())
    for text in (NOTES, starter(replace(SEED, notes=None))):
        assert list(VALIDATOR.iter_errors(yaml.safe_load(text))) == []


def test_a_starter_names_sentences_slips_and_findings_and_says_nothing_yet() -> None:
    text = starter(replace(SEED, notes=None))
    page = read_page(SEED.data, SEED_NAME)
    assert text.startswith("# yaml-language-server: $schema=notes.schema.json\n")
    for said in ("(OCW)aangeboden", "Ook behalen de jongeren in het experiment", "# Pluspunten", 'name: "Actis"'):
        assert said in text
    begun = read_notes(text.encode(), page.text, "n.yaml")
    assert (begun.curator, begun.things, begun.facts, begun.remarks) == ("your name", (), (), ())
    with pytest.raises(NotesError, match="column 10: write your own name in place of “your name”"):
        read_notes(b"curator: your name\nfindings: {f: {text: Kop}}", TEXT, "n.yaml")
