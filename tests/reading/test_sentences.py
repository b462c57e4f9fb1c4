"""Sentences of Dutch, English and German pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vm2graph.model import Span
from vm2graph.reading.sentences import sentences


def cut(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. R. van Dijk (o.a. docent) sprak bijv. over mbo. Daarna niet.", [51]),
        ("Er was 2.5 uur les. In 2013. Toen niet meer.", [19, 28]),
        ("Het werkt.Ook de rest werkt.", [10]),
        ("Zie www.example.org en info@example.org. Dat is alles.", [40]),
        ("“Werkt het?” vroeg hij. “Ja.” Zij knikte.", [23, 29]),
        ("Het plan (zie deel 3. Daar staat meer.) is af. Klaar.", [46]),
        ("Am 3. Oktober wurde z.B. viel gesagt. Im 20. Jahrhundert nicht.", [37]),
        ("Scholen, leraren enz. De rest volgt. J.P. de Wit ook.", [21, 36]),
        ("Het is klaar! Of niet? Wel… Zeker.", [13, 22, 27]),
        ("Zij leren. mbo’ers werken. ’s Avonds niet.", [10, 26]),
        ("Leraren zeiden: ‘Wij willen door. Dit werkt!’ Ouders ook.", [45]),
        ('Hij zei: "Het werkt. Echt." Zij knikte.', [27]),
        ("Es sank um 3 Prozent, z. B. in Bremen, d. h. spät. Ende.", [50]),
        ("Cijfers: 1.234 en 5,6. 40 procent deed mee.", [22]),
    ],
)
def test_where_sentences_end(text: str, expected: list[int]) -> None:
    ends = [span.end for span in sentences(text, Span(0, len(text)))]
    assert ends == [*expected, len(text)], cut(text)


def test_list_items_are_sentences_and_their_marks_are_not() -> None:
    assert cut("Wat helpt:\n- Een vaste mentor\n• meer tijd\n1. Rust in de klas. En licht\nb) ruimte") == [
        "Wat helpt:",
        "Een vaste mentor",
        "meer tijd",
        "Rust in de klas.",
        "En licht",
        "ruimte",
    ]


def test_a_line_that_a_window_broke_goes_on() -> None:
    text = (
        "De begeleiders bespraken iedere week met elkaar hoe het\nmet de leerlingen ging. Dat hielp.\n\nKop\nNog iets."
    )
    assert cut(text) == [
        "De begeleiders bespraken iedere week met elkaar hoe het\nmet de leerlingen ging.",
        "Dat hielp.",
        "Kop",
        "Nog iets.",
    ]


@given(st.text(alphabet='aB .!?\n()"“”1-:;…\u00a0é', max_size=200))
def test_nothing_but_blanks_and_list_marks_lies_between_sentences(text: str) -> None:
    found = sentences(text, Span(0, len(text)))
    assert found == sorted(found)
    at = 0
    for span in [*found, Span(len(text), len(text))]:
        between = text[at : span.start]
        assert not any(c.isalpha() and c != "a" for c in between), between  # "a) " may mark an item
        at = span.end
