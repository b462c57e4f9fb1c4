"""The plain-text layout."""

import pytest

from tests.reading.pages import PAGE
from vm2graph.errors import ReadError
from vm2graph.reading import read_page
from vm2graph.reading.outline import MOST_LINES


def parsed(text):
    return read_page(text.encode(), "page.txt")


def fields(text):
    page = parsed(text)
    return {f.name: [v.of(page.text) for v in f.values] for f in page.fields}


def test_labels_and_values():
    assert fields("T\n\nAuteurs: A B\nDatum:\n\nThema:\n\nX\n\nY\n\nSamenvatting:\n\nEen.\n\nTwee.\n") == {
        "creators": ["A B"],
        "issued": [],
        "themes": ["X", "Y"],
        "abstract": ["Een.\n\nTwee."],
    }


def test_the_label_with_its_colon_is_the_passage():
    page = parsed(PAGE)
    assert [f.label.of(page.text) for f in page.fields][:2] == ["Auteurs:", "Publicatiedatum:"]


def test_title_and_subtitle():
    page = parsed("T\n\nAuteurs: A\n")
    assert page.title is not None
    assert page.title.of(page.text) == "T"
    assert page.subtitle is None


def test_a_wrapped_reference_is_one_value():
    assert fields("T\n\nReferentie:\n\nBos, J. (2012).\nTitel. Ede: Noord.\n\nThema: X") == {
        "citation": ["Bos, J. (2012).\nTitel. Ede: Noord."],
        "themes": ["X"],
    }


def test_an_unknown_label_ends_a_value():
    assert fields("T\n\nAuteurs:\n\nA B\n\nBestelcode:\n\n12\n\nThema:\n\nX")["creators"] == ["A B"]


def test_a_sentence_that_begins_like_a_label_stays_in_the_abstract():
    text = "T\n\nAuteurs: A B\n\nSamenvatting:\n\nEen zin.\n\nDoelgroep: docenten in het mbo.\n\nNog een zin."
    assert fields(text)["abstract"] == ["Een zin.\n\nDoelgroep: docenten in het mbo.\n\nNog een zin."]


def test_sections():
    page = parsed(PAGE)
    (section,) = page.sections
    assert section.heading.of(page.text) == "Opzet"
    assert section.body.of(page.text).startswith("De onderzoekers")


def test_what_follows_the_link_is_the_sites():
    text = PAGE + "\n\nMeer publicaties vindt u hier.\n\nPostbus 1"
    assert "Postbus" not in fields(text)["abstract"][0]


def test_bounds():
    with pytest.raises(ReadError) as caught:
        parsed("a\n" * (MOST_LINES + 1))
    assert caught.value.code == "too_large"
