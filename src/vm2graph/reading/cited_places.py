"""Places of publication: what stands before the colon of an imprint.

    places = place {("/" | "," | "&" | "en" | " - ") place}      Utrecht/'s-Hertogenbosch | London & New York

A place is told by its form; where no colon helps, by the list of cities.
"""

from __future__ import annotations

import re

from vm2graph.model import Span
from vm2graph.reading.cutting import split, trim
from vm2graph.reading.tidy import fold
from vm2graph.reading.wordlists import CITIES, COUNTRIES

_PLACE = re.compile(
    r"(?!In$|ISBN)(?:['’]s?[ -‑])?[A-ZÀ-Þ][\w.'’()‑-]*"
    r"(?:\s+(?:(?:a/d|a\.d\.|aan|den|de|am|an|der|upon|the|op|la|le|of|in|sur|bij)\s+)*[A-ZÀ-Þ(][\w.'’()-]*){0,3}"
    r"(?:, (?:[A-Z]{2}|D\.\s?C\.|[A-Z][a-z]{2,4}\.))?"
)
PLACE_SEPARATOR = re.compile(
    r"\s*(?:(?<!\sa)/|&|;|,(?!\s*(?:[A-Z]{2}|D\.\s?C\.?|[A-Z][a-z]{2,4}\.)\s*(?:$|:))|\ben\b|\band\b|\bund\b|\s[-–]\s)\s*"
)


def places_before_colon(text: str, sentence: Span) -> list[Span]:
    """``Utrecht/'s-Hertogenbosch: ``: every item before the colon looks like the name of a place."""
    colon = re.compile(r":\s?(?=\S)").search(text, sentence.start, min(sentence.end, sentence.start + 120))
    if colon is None:
        return []
    head = Span(sentence.start, colon.start())
    items = [trim(text, s.start, s.end) for s in split(text, head, PLACE_SEPARATOR)]
    if len(items) > 1 and fold(items[-1].of(text)) in COUNTRIES:  # Berchem, België
        items[-2:] = [Span(items[-2].start, items[-1].end)]
    elif not all(_PLACE.fullmatch(item.of(text)) for item in items):
        return []
    if colon[0] == ":" and not all(_is_city(item.of(text)) for item in items):
        return []
    return [half for item in items for half in _halves(text, item)]


def names_city(text: str, sentence: Span) -> bool:
    """Whether a sentence begins with places that we know, and a colon."""
    places = places_before_colon(text, sentence)
    return bool(places) and all(_is_city(place.of(text)) for place in places)


def _halves(text: str, place: Span) -> list[Span]:
    """``Utrecht-Amsterdam`` is two places where both halves are known ones."""
    halves = list(split(text, place, re.compile(r"-")))
    return halves if len(halves) == 2 and all(_is_city(half.of(text)) for half in halves) else [place]


def _is_city(name: str) -> bool:
    return fold(re.sub(r", [A-Z]{2}$|\(.*", "", name)) in CITIES


def city_behind(words: str) -> int:
    """Where cities that we know begin behind the last comma, as in ``Bureau Noord, Utrecht``; 0 for nowhere."""
    _, comma, last = words.rpartition(", ")
    return len(words) - len(last) if comma and cities_in(last, Span(0, len(last))) else 0


def cities_in(text: str, item: Span) -> list[Span]:
    """The places of an item such as ``Antwerpen-Apeldoorn``; none where one is no city that we know."""
    places = [half for each in split(text, item, PLACE_SEPARATOR) for half in _halves(text, each)]
    return places if all(_is_city(place.of(text)) for place in places) else []


def are_cities(text: str, item: Span) -> bool:
    """Whether all items of a list are places that we know."""
    return all(_is_city(each.of(text)) for each in split(text, item, PLACE_SEPARATOR))
