"""Findings and conclusions: one a sentence, under a heading that says what they are."""

import pytest

from tests.conftest import own_page
from vm2graph.model import Span, Status
from vm2graph.reading import interpret, read_page
from vm2graph.reading.findings import heading_of

FIRST = (
    "Dit onderzoek volgt studenten in hun eerste jaar. De begeleiding bleek van belang voor de keuze van een opleiding."
)


def page_with(*parts: str):
    text = own_page().decode().replace(FIRST, "\n\n".join((FIRST, *parts)))
    page = read_page(text.encode(), "p.txt")
    return page, interpret(page)


def said(record, kind: str = "finding"):
    return [
        (thing.all("text")[0].value, *(one.value for one in thing.all("polarity")))
        for thing in record.things
        if thing.kind == kind
    ]


def test_the_heading_gives_the_polarity_and_the_words_are_the_pages() -> None:
    page, record = page_with(
        "Pluspunten",
        "Een vaste mentor hielp studenten. Zij bleven bijv. langer. Wat nu? Lees meer in het rapport.",
        "Leermomenten",
        "De start was te laat voor de meeste scholen.",
        "Werkwijze",
        "Er is met zestig studenten gesproken over hun keuze.",
    )
    assert said(record) == [
        ("Een vaste mentor hielp studenten.", "favourable"),
        ("Zij bleven bijv. langer.", "favourable"),
        ("De start was te laat voor de meeste scholen.", "unfavourable"),
    ]
    for thing in record.things:
        (text,), (polarity,) = thing.all("text"), thing.all("polarity")
        assert text.status is Status.VERBATIM
        assert text.evidence[0].of(page.text) == text.value
        assert polarity.status is Status.INFERRED
        assert polarity.evidence[0].of(page.text) in ("Pluspunten", "Leermomenten")
        assert polarity.note
    assert [one.value for one in record.sections] == ["Pluspunten", "Leermomenten", "Werkwijze"]
    assert [thing.section for thing in record.things] == [1, 1, 2]


def test_conclusions_and_recommendations_are_no_findings() -> None:
    _, record = page_with("Conclusies en aanbevelingen", "Begeleiding verdient een vaste plek in het rooster.")
    assert said(record) == []
    assert said(record, "conclusion") == [("Begeleiding verdient een vaste plek in het rooster.",)]


@pytest.mark.parametrize(
    ("words", "polarity"),
    [
        ("Pluspunten", "favourable"),
        ("What worked", "favourable"),
        ("Stärken", "favourable"),
        ("Knelpunten", "unfavourable"),
        ("Lessons learned:", "neutral"),
        ("What didn’t work", "unfavourable"),
        ("De belangrijkste bevindingen", "neutral"),
        ("2.1 Key findings", "neutral"),
        ("Die wichtigsten Ergebnisse", "neutral"),
        ("Succesfactoren", "condition"),
    ],
)
def test_headings_that_say_what_their_sentences_are(words: str, polarity: str) -> None:
    heading = heading_of(words)
    assert heading is not None
    assert heading.polarity == polarity


@pytest.mark.parametrize(
    "words", ["Werkwijze", "Beperkingen", "Resultaten van het vorige jaar", "Discussie", "Plus", ""]
)
def test_headings_that_do_not(words: str) -> None:
    assert heading_of(words) is None


def test_fragments_and_announcements_are_left_out() -> None:
    _, record = page_with(
        "Resultaten", "Dit zijn de resultaten van het onderzoek:\n\n- Meer rust\n- Minder uitval in jaar een"
    )
    assert said(record) == [("Minder uitval in jaar een", "neutral")]


def test_the_seed(converted) -> None:
    record, text = converted.publication, converted.page.text
    spans = [thing.all("text")[0].evidence[0] for thing in record.things if thing.kind == "finding"]
    assert spans == [Span(1327, 1504), Span(1505, 1586), Span(1587, 1669), Span(1685, 1905), Span(1906, 2000)]
    assert [one.value for one in record.sections] == ["Nieuwe leerroutes", "Pluspunten", "Leermomenten"]
    assert spans[0].of(text).startswith("Samenvatting van de uitkomsten")


def test_items_of_a_list_in_html_are_findings_and_no_headings() -> None:
    html = f"""<html lang="nl"><body><main><h1>Leren in de wijk</h1>
<dl><dt>APA-referentie:</dt><dd>De Wit, A. (2019). Leren in de wijk. Utrecht: Instituut Keuze.</dd></dl>
<h2>Samenvatting</h2><p>{FIRST}</p>
<h3>Pluspunten</h3><p>Dit ging goed:</p><ul><li>Buurtbewoners doen vaker mee</li><li>De drempel is laag.</li></ul>
<p><b>Minpunten</b></p><ul><li>Resultaten</li><li>Te weinig tijd voor leraren</li></ul>
<h3>Aanbevelingen voor beleid</h3><p>Zorg voor vaste begeleiders.</p></main></body></html>"""
    record = interpret(read_page(html.encode(), "p.html"))
    assert [one.value for one in record.sections] == ["Pluspunten", "Minpunten", "Aanbevelingen voor beleid"]
    assert said(record) == [
        ("Buurtbewoners doen vaker mee", "favourable"),
        ("De drempel is laag.", "favourable"),
        ("Te weinig tijd voor leraren", "unfavourable"),
    ]
    assert said(record, "conclusion") == [("Zorg voor vaste begeleiders.",)]


@pytest.mark.parametrize("line", ["Leermomenten:", "**Leermomenten**", "## Leermomenten", "2. Leermomenten"])
def test_a_heading_that_judges_ends_the_section_above_it_however_it_is_set(line: str) -> None:
    _, record = page_with("Pluspunten", "Een vaste mentor hielp studenten.", line, "Het begon te laat.")
    assert said(record) == [
        ("Een vaste mentor hielp studenten.", "favourable"),
        ("Het begon te laat.", "unfavourable"),
    ]
    _, record = page_with("Pluspunten", "Een vaste mentor hielp studenten.", line, "- Te weinig tijd voor gesprekken")
    assert said(record)[1:] == [("Te weinig tijd voor gesprekken", "unfavourable")]


def test_a_marked_heading_of_another_kind_ends_it_too_and_is_named_without_its_marks() -> None:
    _, record = page_with("**Knelpunten**", "Er is te weinig tijd.", "**Beperkingen**", "De respons was laag.")
    assert said(record) == [("Er is te weinig tijd.", "unfavourable")]
    assert [one.value for one in record.sections] == ["Knelpunten", "Beperkingen"]


def test_what_stands_below_a_summary_is_no_part_of_it() -> None:
    _, record = page_with("Conclusie", "Begeleiding loont.", "Contact", "Bel met de afdeling voorlichting.")
    assert [one.value for one in record.sections] == ["Conclusie"]


@pytest.mark.parametrize(
    "words",
    [
        "Tabel 1 geeft een overzicht van de scores.",
        "In figuur 2 staat de verdeling.",
        "(Zie hoofdstuk 3 voor de cijfers.)",
        "See Table 2 for the rates.",
        "De volledige aanbevelingen staan in hoofdstuk 6.",
        "Deze publicatie is ook verschenen in druk.",
        "The full report (in Dutch) can be downloaded here.",
        "Am 3. Oktober wurde der Bericht vorgestellt.",
        "Foto: Jan de Vries",
        "This figure is shown in Figure 3.",
        "Het volledige rapport kunt u hieronder downloaden.",
        "Hierover verscheen eerder een artikel in Profiel.",
        "Vervolg:\n\nIn 2013 volgt de eindmeting van de proef.",
        "Share this page with others.",
        "Wie begeleidt, moet:\n- tijd vrijmaken voor studenten;\n- de school goed kennen.",
    ],
)
def test_what_tells_of_the_report_and_parts_of_sentences_are_no_findings(words: str) -> None:
    _, record = page_with("Resultaten", f"De score steeg van 6,1 naar 7,3.\n\n{words}")
    assert said(record) == [("De score steeg van 6,1 naar 7,3.", "neutral")]
