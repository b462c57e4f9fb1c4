import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vm2graph.serving.negotiation import acceptable, choose, choose_language, parse_accept, prefers_html, quality

OFFERS = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("application/*", "application/n-triples"),
        ("application/rdf+xml, text/turtle;q=0.5", "application/rdf+xml"),
        ("application/rdf+xml;q=0.2, text/turtle;q=0.5", "text/turtle"),
        ("Application/LD+JSON", "application/ld+json"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        ("text/turtle; charset=UTF-8", "text/turtle"),
        ("text/turtle;level=2", None),
        ("text/turtle;q=0, */*;q=0.1", "application/n-triples"),
        ("image/png", None),
        ("text/turtle;q=0", None),
        ("*/*;q=0", None),
        ("text/turtle;q=2, application/rdf+xml;q=0.1", "application/rdf+xml"),
        ("nonsense, ;;, application/rdf+xml;q=0.3", "application/rdf+xml"),
        ("application/json;;q==,//", "text/turtle"),
        ('text/x;a="b,c;d", application/rdf+xml', "application/rdf+xml"),
    ],
)
def test_choice(header: str | None, expected: str | None) -> None:
    assert choose(header, OFFERS) == expected


def test_the_most_specific_range_decides() -> None:
    header = "text/*;q=0.3, text/turtle;q=0.7, */*;q=0.5"
    assert quality(header, "text/turtle") == 0.7
    assert quality(header, "text/csv") == 0.3
    assert quality(header, "application/json") == 0.5


def test_equal_weights_keep_the_server_s_order() -> None:
    assert acceptable("application/rdf+xml, text/turtle", OFFERS) == ("text/turtle", "application/rdf+xml")


def test_browsers_want_pages_and_programs_do_not() -> None:
    assert prefers_html(BROWSER, OFFERS)
    assert not prefers_html("*/*", OFFERS)
    assert not prefers_html(None, OFFERS)
    assert not prefers_html("text/html;q=0.5, text/turtle", OFFERS)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "nl"),
        ("en", "en"),
        ("en-GB,en;q=0.9,nl;q=0.8", "en"),
        ("nl-BE, en;q=0.9", "nl"),
        ("de, en;q=0.3", "en"),
        ("de", "nl"),
        ("de, *;q=0.5", "nl"),
        ("en;q=0", "nl"),
        ("nl;q=0, en;q=0", "nl"),
        ("en;q=x, ???", "nl"),
    ],
)
def test_language(header: str | None, expected: str) -> None:
    assert choose_language(header) == expected


def test_the_default_language_wins_ties() -> None:
    assert choose_language("nl, en", default="en") == "en"


@given(st.text(max_size=300), st.text(max_size=50))
def test_any_header_is_survived(header: str, tail: str) -> None:
    chosen = choose(f"text/turtle;q=0.4,{header},{tail}", OFFERS)
    assert chosen is None or chosen in OFFERS
    assert choose_language(header) in ("nl", "en")


@given(st.sampled_from(OFFERS), st.integers(1, 1000), st.integers(0, 1000))
def test_the_heavier_offer_is_chosen(offer: str, weight: int, rest: int) -> None:
    chosen = choose(f"{offer};q={weight / 1000:.3f}, */*;q={rest / 1000:.3f}", OFFERS)
    assert (chosen == offer) if weight > rest else (chosen is not None)


@pytest.mark.parametrize(
    "hostile", ['"' * 100_000, "a/b;" * 30_000, 'a/b;c="\\' * 20_000, "," * 100_000, "a/b," * 30_000]
)
def test_hostile_headers_take_no_time(hostile: str) -> None:
    began = time.perf_counter()
    choose(hostile, OFFERS)
    choose_language(hostile)
    assert time.perf_counter() - began < 0.2
    assert len(parse_accept(hostile[:4096])) <= 64
