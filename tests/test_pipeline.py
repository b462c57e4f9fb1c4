import json
import re

import pytest

from tests.conftest import SEED_NAME, SEED_SLUG, own_page, put
from vm2graph.errors import InterpretError, ReadError
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.names import Iris
from vm2graph.pipeline import Converted, convert, publish


def test_the_seed_conforms_and_says_what_is_poor_about_the_page(converted: Converted) -> None:
    assert converted.report.conforms
    assert converted.status == "warning"
    assert {"empty_field", "missing_link"} <= set(converted.codes)
    assert converted.description.slug == SEED_SLUG


def test_a_finding_points_at_the_line_of_the_page(converted: Converted) -> None:
    finding = next(each for each in converted.report.warnings if each.field == "download")
    assert [(place.line, place.quote) for place in converted.passages(finding)] == [
        (36, "Download de onderzoekspublicatie")
    ]
    stored = json.loads(converted.report_json())
    assert stored["findings"][0]["passages"] == [{"line": 36, "quote": "Download de onderzoekspublicatie"}]


def test_converting_twice_gives_the_same(seed: bytes, gate: Gate, iris: Iris, converted: Converted) -> None:
    assert convert(PageBytes(SEED_NAME, seed), iris, gate) == converted


def spoil(pattern: str, replacement: str = "") -> dict[str, str]:
    return {"pattern": pattern, "replacement": replacement}


SPOILED = {
    # what is done to the page: (change, status, code, a piece of the sentence the editor reads, exit code of `check`)
    "no title": (
        spoil(r"(?s)\AVijf jaar VM2.*?(?=Auteurs)(.*)APA-ref.*?\n\n.*?\n\n", r"\1"),
        "error",
        "missing_title",
        "titel|title",
    ),
    "no authors": (
        spoil(r"Renée.*Bouwmans\n"),
        "warning",
        "CreatorsUnstated|missing_creator|empty_field",
        "author|maker",
    ),
    "another year": (
        spoil(r"Publicatiedatum:\n\n", "Publicatiedatum:\n\n2011\n"),
        "warning",
        "date_disagreement",
        "2011",
    ),
    "no date at all": (spoil(r"\(2013\)\. "), "warning", "IssuedUnstated|missing_date", "date"),
    "no theme": (spoil(r"Thema:\n\nInstroom.*?\n\n"), "warning", "ThemesUnstated|missing_theme", "theme"),
    "no reference": (spoil(r"APA-referentie:\n\n.*?\n\n"), "warning", "citationGiven|missing_citation", "reference"),
    "no abstract": (
        spoil(r"(?s)Korte samenvatting:.*?(?=Download)"),
        "warning",
        "abstractGiven|missing_abstract",
        "abstract",
    ),
    "a label twice": (spoil(r"Thema:", "Thema:\n\nVmbo\n\nThema:"), "warning", "duplicate_label", "Thema|theme"),
    "no publisher": (
        spoil(r" Utrecht/.*Beroepsonderwijs\."),
        "warning",
        "PublishersUnstated|missing_publisher",
        "publisher",
    ),
    "no download": (
        spoil(r"Download de onderzoekspublicatie"),
        "warning",
        "DownloadUnstated|missing_download",
        "download",
    ),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_page_is_refused_or_warned_about_with_the_right_sentence(
    name: str, seed: bytes, gate: Gate, iris: Iris
) -> None:
    change, status, code, sentence = SPOILED[name]
    text = re.sub(change["pattern"], change["replacement"], seed.decode(), count=1)
    assert text != seed.decode(), "the variant is not spoiled"
    page = PageBytes(SEED_NAME, text.encode())
    if status == "error":
        with pytest.raises((ReadError, InterpretError), match=f"(?i){sentence}") as caught:
            convert(page, iris, gate)
        assert caught.value.code == code
        return
    made = convert(page, iris, gate)
    assert made.status == "warning", made.codes
    assert [each for each in made.codes if re.fullmatch(code, each)], made.codes
    said = [each.message.en for each in made.report.findings] + [each.comment.en for each in made.publication.remarks]
    assert [each for each in said if re.search(f"(?i){sentence}", each)], said


def test_an_empty_page_or_a_binary_is_refused_in_one_sentence(gate: Gate, iris: Iris) -> None:
    for data in (b"", b" \n", bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n" + bytes(300)):
        with pytest.raises(ReadError) as caught:
            convert(PageBytes("x.txt", data), iris, gate)
        assert "\n" not in str(caught.value)


def test_a_refused_page_enters_nowhere_and_the_others_do(make_collection, gate: Gate) -> None:
    collection = make_collection()
    seen = []
    pages = [PageBytes("a.txt", own_page()), PageBytes("b.txt", b""), PageBytes("c.txt", own_page(2))]
    published = publish(collection, pages, gate, on_outcome=seen.append)
    assert [outcome.change for outcome in seen] == ["added", "refused", "added"]
    assert published.pages == {"added": 2, "refused": 1}
    assert published.snapshot == 1
    assert seen[1].sentences
    assert {row.source_id for row in collection.current().records()} == {"a.txt", "c.txt"}


def test_what_the_gate_refuses_is_not_published(make_collection) -> None:
    collection = make_collection()
    # a gate with one shape that nothing can satisfy
    shapes = b"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    <http://example.org/no> a sh:NodeShape ; sh:targetClass foaf:Document ; sh:property <http://example.org/never> ;
      sh:message "Nooit."@nl , "Never."@en .
    <http://example.org/never> a sh:PropertyShape ; sh:path foaf:never ; sh:minCount 1 ;
      sh:message "Nooit."@nl , "Never."@en ."""
    outcome = put(collection, {"a.txt": own_page()}, Gate("pyshacl", shapes))[0]
    assert (outcome.status, outcome.change) == ("error", "refused")
    assert outcome.sentences == ["Never."]
    assert collection.current().number == 0
    assert not list((collection.path / "sources").iterdir())
