"""Labels that neither a colon nor mark-up sets apart: the value decides."""

import pytest

from tests.reading.pages import plain, read
from vm2graph.errors import InterpretError

REFERENCE = "Bos, E., & Smit, J. (2017). Werken aan de dijk. Ede: Oever."
BESIDE = f"""Werken aan de dijk

Publicatiedatum 2 oktober 2017
Auteurs Els Bos, Jan Smit
Thema Dijkbeheer

Samenvatting
Een dijk vraagt elk jaar werk.

Referentie
{REFERENCE}
"""
RECORD = {
    "title": "Werken aan de dijk",
    "creators": ["Els Bos", "Jan Smit"],
    "issued": "2017-10-02",
    "publishers": ["Oever"],
    "places": ["Ede"],
    "themes": ["Dijkbeheer"],
    "abstract": "Een dijk vraagt elk jaar werk.",
    "citation": REFERENCE,
}


def said(text):
    found = plain(read(text))
    return {key: found.get(key) for key in RECORD}


def whole_abstract(text):
    abstract = read(text).abstract
    return abstract.value if abstract else ""


def test_a_value_beside_its_label():
    assert said(BESIDE) == RECORD


@pytest.mark.parametrize("gap", ["\t", "    "])
def test_a_tab_or_several_blanks(gap):
    rows = ("Titel", "Werken aan de dijk"), ("Auteurs", "Els Bos; Jan Smit"), ("Publicatiedatum", "02-10-2017")
    rows += ("Thema", "Dijkbeheer"), ("Referentie", REFERENCE), ("Samenvatting", "Een dijk vraagt elk jaar werk.")
    assert said("\n".join(f"{label}{gap}{value}" for label, value in rows)) == RECORD


@pytest.mark.parametrize("label", ["APA", "Referentie", "**Referentie**", "Bron", "Verwijzing"])
def test_a_common_word_above_a_reference_is_its_label(label):
    text = f"T\n\nAuteur: Els Bos\n\nSamenvatting\nEen dijk vraagt werk.\n\n{label}\n{REFERENCE}\n"
    found = plain(read(text))
    assert found["citation"] == REFERENCE
    assert found["abstract"] == "Een dijk vraagt werk."


def test_the_same_word_above_prose_is_a_heading():
    text = "T\n\nAuteur: Els Bos\n\nSamenvatting:\nEen dijk vraagt werk.\n\nVerwijzing\nArtsen verwijzen door. Vaak.\n"
    found = plain(read(text))
    assert "citation" not in found
    assert whole_abstract(text).endswith("Vaak.")


@pytest.mark.parametrize(
    "line",
    [
        "Auteurs die veel schrijven, lezen ook veel.",
        "Datum en tijd van het werk liggen vast.",
        "Auteurs Els Bos en Jan Smit spraken met boeren.",
        "Jaar 2017 was een nat jaar.",
        "Referentie is een woord met veel betekenissen.",
    ],
)
def test_words_of_a_sentence_are_no_labels(line):
    text = f"T\n\nSamenvatting:\nEen dijk vraagt werk.\n{line}\n\nReferentie:\nRaad, B. de (2001). T. Ede: Oever.\n"
    found = plain(read(text))
    assert whole_abstract(text).endswith(line)
    assert found["creators"] == ["B. de Raad"]
    assert found["issued"] == "2001"


def test_labels_in_small_letters_stand_alone_too():
    text = "Werken aan de dijk\n\nauteur: Els Bos\nthema: Dijkbeheer\nsamenvatting\nEen dijk vraagt werk.\n"
    assert plain(read(text))["abstract"] == "Een dijk vraagt werk."


def test_a_reference_below_the_summary_needs_no_label():
    text = f"Werken aan de dijk\n\nAuteur: Els Bos\n\nSamenvatting:\nEen dijk vraagt werk.\n\n{REFERENCE}\n"
    found = plain(read(text))
    assert found["citation"] == REFERENCE
    assert found["abstract"] == "Een dijk vraagt werk."


def test_lines_of_the_site_are_no_title():
    above = "Skip naar hoofdinhoud\nMenu\n"
    below = "=================\nGepubliceerd op 3 mei 2021 | Leestijd 4 minuten\n"
    text = f"{above}Werken aan de dijk\n{below}\nAuteur: Els Bos\nDatum: 2017\nSamenvatting: Een dijk vraagt werk.\n"
    found = plain(read(text))
    assert found["title"] == "Werken aan de dijk"
    assert "subtitle" not in found
    assert found["issued"] == "2017"


def test_a_line_below_the_fields_is_no_subtitle():
    page = (
        b"<h1>Werken aan de dijk</h1><b>Auteur</b><br>Els Bos<p><b>Samenvatting</b><br>Een dijk vraagt werk.<hr>einde"
    )
    assert "subtitle" not in plain(read(page, "page.html"))


LD = """<html><head><script type="application/ld+json">{"@type": "%s", "name": "Werken aan de dijk",
"author": "Els Bos", "publisher": {"name": "Oever"}, "keywords": ["dijken"], "datePublished": "2017"}</script></head>
<body><h1>%s</h1><p>Een dijk vraagt elk jaar werk.</p></body></html>"""


def test_metadata_of_the_very_work_shown_describes_a_publication():
    found = plain(read((LD % ("Report", "Werken aan de dijk")).encode(), "page.html"))
    assert found["creators"] == ["Els Bos"]
    assert found["publishers"] == ["Oever"]
    assert found["themes"] == ["dijken"]


@pytest.mark.parametrize(
    "kind", [("WebPage", "Werken aan de dijk"), ("Article", "Werken aan de dijk"), ("Report", "x")]
)
def test_metadata_of_a_page_or_of_another_work_does_not(kind):
    with pytest.raises(InterpretError):
        read((LD % kind).encode(), "page.html")


def test_a_row_of_strokes_gives_what_has_a_label():
    head = "Werken aan de dijk\nRapport | 4 mei 2018 | Auteur: Els Bos\n"
    text = f"{head}Een dijk vraagt werk. Elk jaar.\n\nCiteren\n{REFERENCE}\n"
    found = plain(read(text))
    assert found["creators"] == ["Els Bos"]
    assert found["issued"] == "2017"
    assert found["abstract"] == "Een dijk vraagt werk. Elk jaar."
    assert found["citation"] == REFERENCE


def test_an_unknown_label_ends_the_names():
    text = (
        f"Werken aan de dijk\n\nDoor: Els Bos\nOp: 4 mei 2018\n\nSamenvatting\nEen dijk.\n\nReferentie: {REFERENCE}\n"
    )
    assert plain(read(text))["creators"] == ["Els Bos"]


def test_the_name_of_the_site_behind_the_title():
    text = f"Publicatie | Onderzoek\n\nWerken aan de dijk | Kennisplein\n\nAuteur: Els Bos\n\nReferentie: {REFERENCE}\n"
    assert plain(read(text))["title"] == "Werken aan de dijk"


def test_the_date_of_another_publication_is_not_read():
    others = "Meer publicaties\nAuteur: An Vos\nDatum: 2011\n"
    text = f"Werken aan de dijk\n\nAuteur: Els Bos\n\nReferentie: {REFERENCE}\n\n{others}"
    found = plain(read(text))
    assert found["creators"] == ["Els Bos"]
    assert found["issued"] == "2017"


@pytest.mark.parametrize("below", ["Locatie: Breda\nTijd: 13.00 uur", "Sprekers: Jan Smit\nKosten: geen"])
def test_a_meeting_is_no_publication(below):
    text = f"Werken aan de dijk\n\nDoor: Els Bos\nDatum: 4 mei 2018\n{below}\nSamenvatting: Een middag over dijken.\n"
    with pytest.raises(InterpretError):
        read(text)


@pytest.mark.parametrize("word", ["Bron", "Verwijzing"])
def test_a_word_of_prose_with_a_reference_is_a_label(word):
    text = f"Werken aan de dijk\n\nAuteur: Els Bos\nSamenvatting: Een dijk vraagt werk.\n{word}: {REFERENCE}\n"
    found = plain(read(text))
    assert found["citation"] == REFERENCE
    assert found["abstract"] == "Een dijk vraagt werk."
