"""The table of labels."""

import pytest

from vm2graph.reading.labels import LABELS, label_of
from vm2graph.reading.site_lines import DOWNLOAD, FURNITURE


@pytest.mark.parametrize(
    ("words", "field", "language"),
    [
        ("Auteurs:", "creators", "nl"),
        ("AUTEUR(S) :", "creators", "nl"),
        ("Thema’s", "themes", "nl"),
        ("**APA-referentie:**", "citation", "nl"),
        ("APA‑referentie", "citation", "nl"),
        ("Publication\u00a0date:", "issued", "en"),
        ("Zusammenfassung:", "abstract", "de"),
        ("ISBN", "isbn", None),
        ("Abstract:", "abstract", "en"),
    ],
)
def test_labels_as_pages_print_them(words, field, language):
    label = label_of(words)
    assert label is not None
    assert (label.field, label.language) == (field, language)


@pytest.mark.parametrize("words", ["", ":", "Pluspunten", "De auteurs:", "x" * 500])
def test_other_words_are_no_labels(words):
    assert label_of(words) is None


def test_a_word_stands_for_one_field():
    seen: dict[tuple[str, str], str] = {}
    for field, languages in LABELS.items():
        for language, spellings in languages.items():
            for word in spellings.split(" | "):
                assert word == word.strip().casefold()
                assert seen.setdefault((language, word), field) == field


@pytest.mark.parametrize(
    "words",
    ["Download de onderzoekspublicatie", "Download (pdf)", "Lees het rapport", "Read the full report", "Rapport (pdf)"],
)
def test_links_to_a_publication(words):
    assert DOWNLOAD.match(words)


@pytest.mark.parametrize("words", ["Lezen is leuk", "Downloadgedrag van leerlingen", "Onderzoek naar leren"])
def test_headings_are_no_links(words):
    assert not DOWNLOAD.match(words)


def test_furniture():
    assert FURNITURE.match("Deel dit bericht")
    assert not FURNITURE.match("Delen is leren, zeggen de onderzoekers van het instituut in hun nieuwste rapport.")
