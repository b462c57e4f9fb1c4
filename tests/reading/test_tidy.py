"""Tidy passages and the way back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from vm2graph.model import Span, Status
from vm2graph.reading.tidy import Tidy, fold, stated, stated_prose


def test_accidents_of_typing_go_and_offsets_stay():
    page = "x Marian&nbsp;van\u00a0der  Kl\u00adein &amp; Ko\u200b y"
    tidy = Tidy(page, Span(2, len(page) - 2))
    assert tidy.text == "Marian van der Klein & Ko"
    at = tidy.text.index("Klein")
    assert tidy.span(at, at + 5).of(page) == "Kl\u00adein"
    amp = tidy.text.index("&")
    assert tidy.span(amp, amp + 1).of(page) == "&amp;"


def test_status_tells_whether_anything_changed():
    assert stated("Leren", Span(0, 5), "r").status is Status.VERBATIM
    assert stated("Le\u00adren", Span(0, 6), "r").status is Status.NORMALISED
    assert stated_prose("a\n\nb", Span(0, 4), "r").status is Status.VERBATIM
    assert stated_prose("a\x01b", Span(0, 3), "r").value == "ab"


def test_what_is_no_entity_stays():
    assert Tidy("R&D; A&B &onzin; <b>", Span(0, 20)).text == "R&D; A&B &onzin; <b>"


def test_fold_makes_spellings_one():
    assert fold("’s-Hertogenbosch") == fold("'S HERTOGENBOSCH")
    assert fold("Cörvers") == fold("Corvers")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_every_character_knows_its_passage(page):
    tidy = Tidy(page, Span(0, len(page)))
    for i in range(len(tidy.text)):
        span = tidy.span(i, i + 1)
        assert 0 <= span.start < span.end <= len(page)
    assert tidy.text == tidy.text.strip(" ")
    assert "  " not in tidy.text


@settings(deadline=None)
@given(st.text("aé1 _.,’&;\u00a0\u00ad\n\t", max_size=60))
def test_a_tidy_passage_is_read_as_any_other(page):
    """A soft hyphen behind it, which says nothing, sends a passage down the long road."""
    short, long = Tidy(page, Span(0, len(page))), Tidy(page + "\u00ad", Span(0, len(page) + 1))
    assert short.text == long.text
    places = range(len(short.text))
    assert [short.span(i, i + 1) for i in places] == [long.span(i, i + 1) for i in places]
