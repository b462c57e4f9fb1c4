"""A report or book: its title, the imprint behind it, and the series it is in.

    report   = title. [series [number].] imprint. [series [number].]
    imprint  = places ":" publishers             Utrecht/'s-Hertogenbosch: Bureau Noord
             | publisher                         APA 7
             | publisher "," place               Universiteit Twente, Enschede
    harvard  = title "," imprint

Of two places and two publishers with a stroke between, each place has its publisher; a stroke in the
name of one publisher is part of the name.
"""

from __future__ import annotations

import re

from vm2graph.model import Span
from vm2graph.reading.cited_titles import is_series, read_series, read_title
from vm2graph.reading.cutting import sentences as sentences_of
from vm2graph.reading.cutting import split, trim, without_stop
from vm2graph.reading.names_of_people import is_body
from vm2graph.reading.references import Reference
from vm2graph.reading.tidy import fold
from vm2graph.reading.wordlists import CITIES, COUNTRIES, PERIODICALS, words

_NO_PART = re.compile(
    # sentences that say nothing of title or imprint
    r"(?:(?:\d+|[ivxlc]+)\s*(?:p|pp|blz|pag|pagina[’']?s|S|Seiten|pages)\b\.?"
    r"|(?:In opdracht van|In samenwerking met|Im Auftrag|Commissioned by|Met steun van|Advance online|Online first"
    r"|Paper gepresenteerd|Paper presented|Vergaderjaar|Kamerstuk|Niet gepubliceerd|Ongepubliceerd|Unpublished"
    r"|Manuscript|Interne publicatie|Te downloaden|Verkrijgbaar|Met samenvatting|Met lit|Met ill)\b.*)[\s.]*",
    re.IGNORECASE,
)
_JOURNAL_NAME = re.compile(
    r"\b(?:journal|tijdschrift|zeitschrift|quarterly|magazine|maandblad|weekblad|dagblad|courant)\b", re.IGNORECASE
)


def read_report(reference: Reference, body: Span) -> None:
    """Title, imprint and series of whatever is no article and no chapter."""
    text = reference.text
    sentences = list(sentences_of(text, body.start, body.end))
    dropped = False
    while len(sentences) > 1 and _NO_PART.fullmatch(sentences[-1].of(text)):
        dropped = "online" in sentences.pop().of(text).casefold() or dropped
    if _commas(reference, sentences):
        return
    if len(sentences) == 1 and _title_is_first(reference, sentences[0]):
        sentences = [reference.authors[0].span, *sentences]
        reference.authors = ()
    imprint = _imprint_at(text, sentences)
    while len(sentences) > max(imprint + 1, 2) and (imprint or is_series(sentences[-1].of(text))):
        read_series(reference, sentences.pop())
    if len(sentences) > 1 and (imprint or dropped or _can_publish(sentences[-1].of(text))):
        last = without_stop(text, sentences.pop())
        if not imprint and (dropped or is_periodical(last.of(text))):
            reference.container = last
        else:
            read_imprint(reference, last)
    while len(sentences) > 1 and is_series(sentences[-1].of(text)):
        read_series(reference, sentences.pop())
    if reference.container and (reference.url or reference.doi):
        reference.title = without_stop(text, Span(sentences[0].start, sentences[-1].end))
    else:
        read_title(reference, sentences)


def _title_is_first(reference: Reference, sentence: Span) -> bool:
    """Where there is no author, the title has taken its place before the date."""
    text = reference.text
    if len(reference.authors) != 1 or not reference.authors[0].is_body:
        return False
    return bool(places_before_colon(text, sentence)) or is_periodical(without_stop(text, sentence).of(text))


def _imprint_at(text: str, sentences: list[Span]) -> int:
    """Which sentence begins with places and a colon; what follows it can only be a series."""
    for i in range(len(sentences) - 1, 0, -1):
        if places_before_colon(text, sentences[i]):
            rest = sentences[i + 1 :]
            if not rest or names_city(text, sentences[i]) or all(is_series(s.of(text)) for s in rest):
                return i
    return 0


_SMALL = words("van voor en of and for the in de het der den des und für et du la te op bij aan & - –")


def _can_publish(sentence: str) -> bool:
    """Whether a sentence may be the name of a publisher; ``Een verkenning`` is a second title."""
    said = sentence.strip(" .").split()
    prose = [word for word in said[1:] if word[:1].islower() and word.casefold() not in _SMALL]
    if re.match(r"(?:[Ee]en|[Aa]n?|[Ee]ine?)\s", sentence):
        return False
    return not prose or is_body("X " + re.sub(r"(?<!\S)[a-z]\S*", lambda m: m[0].capitalize(), " ".join(said)))


_LONGEST_NAME = 100


def is_periodical(name: str) -> bool:
    """Whether this is the name of a journal or newspaper."""
    return len(name) < _LONGEST_NAME and (_JOURNAL_NAME.search(name) is not None or fold(name) in PERIODICALS)


# ---------------------------------------------------------------- places and publishers

_PLACE = re.compile(
    r"(?!In$|ISBN)(?:['’]s?[ -‑])?[A-ZÀ-Þ][\w.'’()‑-]*"
    r"(?:\s+(?:(?:a/d|a\.d\.|aan|den|de|am|an|der|upon|the|op|la|le|of|in|sur|bij)\s+)*[A-ZÀ-Þ(][\w.'’()-]*){0,3}"
    r"(?:, (?:[A-Z]{2}|D\.\s?C\.))?"
)
_PLACE_SEPARATOR = re.compile(
    r"\s*(?:(?<!\sa)/|&|;|,(?!\s*(?:[A-Z]{2}|D\.\s?C\.?)\s*(?:$|:))|\ben\b|\band\b|\bund\b|\s[-–]\s)\s*"
)


def places_before_colon(text: str, sentence: Span) -> list[Span]:
    """``Utrecht/'s-Hertogenbosch: ``: every item before the colon looks like the name of a place."""
    colon = re.compile(r":\s?(?=\S)").search(text, sentence.start, min(sentence.end, sentence.start + 120))
    if colon is None:
        return []
    head = Span(sentence.start, colon.start())
    items = [trim(text, s.start, s.end) for s in split(text, head, _PLACE_SEPARATOR)]
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


_NOTE_BEHIND = re.compile(r"\.\s*\((?P<note>[^()]{3,120})\)[\s.]*$")
_YEAR_BEHIND = re.compile(r"[,;]?\s+\(?(?:1[5-9]|20)\d\d\)?[\s.]*$")


def read_imprint(reference: Reference, sentence: Span) -> None:
    """``Place/Place: Publisher``, ``Publisher``, or ``Publisher, Place``."""
    text = reference.text
    if (note := _NOTE_BEHIND.search(text, sentence.start, sentence.end)) and is_series(note["note"]):
        read_series(reference, Span(*note.span("note")))
        sentence = Span(sentence.start, note.start())
    if year := _YEAR_BEHIND.search(text, sentence.start + 1, sentence.end):
        sentence = Span(sentence.start, year.start())
    if nowhere := _NOWHERE.match(text, sentence.start, sentence.end):
        sentence = Span(nowhere.end(), sentence.end)
    if text.count(":", sentence.start, sentence.end) > 1 and (imprints := _several(text, sentence)):
        reference.places = [place for places, _ in imprints for place in places]
        reference.publishers = [publisher for _, publisher in imprints]
        return
    if places := places_before_colon(text, sentence):
        reference.places = places
        publisher = trim(text, text.index(":", places[-1].end) + 1, sentence.end)
    else:
        reference.places, publisher = _with_city(text, sentence)
    # as many names as places, both cut by strokes, are one each; else the stroke is part of the name
    several = list(split(text, publisher, re.compile(r"\s*/\s*")))
    paired = len(reference.places) > 1 and len(several) == len(reference.places)
    reference.publishers = several if paired else [publisher] if publisher.end > publisher.start else []


_NOWHERE = re.compile(r"\[?(?:[zZ]\.\s?p\.|[sS]\.\s?l\.|[nN]\.\s?p\.)\]?\s?:\s*")
_NEXT_IMPRINT = re.compile(r"\s*(?:[;/&]|\ben\b|\band\b)\s*(?=[A-ZÀ-Þ'’][^:;/&]{1,40}:)")


def _several(text: str, sentence: Span) -> list[tuple[list[Span], Span]]:
    """``Utrecht: Sardes / Amsterdam: Kohnstamm Instituut``: imprints of their own, where all places are known ones."""
    imprints = list(split(text, sentence, _NEXT_IMPRINT))
    if len(imprints) < 2 or not all(names_city(text, each) for each in imprints):
        return []
    found = [places_before_colon(text, each) for each in imprints]
    return [
        (places, trim(text, text.index(":", places[-1].end) + 1, each.end))
        for places, each in zip(found, imprints, strict=True)
    ]


def _with_city(text: str, sentence: Span) -> tuple[list[Span], Span]:
    """``Enschede, SLO`` and ``SLO, Enschede[, Nederland]``: a city that we know tells which is which."""
    items = [trim(text, s.start, s.end) for s in split(text, sentence, re.compile(r",\s*"))]
    if len(items) > 1 and _are_cities(text, items[0]):
        return list(split(text, items[0], _PLACE_SEPARATOR)), Span(items[1].start, sentence.end)
    last = len(items) - 1
    if last > 1 and fold(items[last].of(text)) in COUNTRIES:
        last -= 1
    if last > 0 and _are_cities(text, items[last]):
        return list(split(text, items[last], _PLACE_SEPARATOR)), Span(sentence.start, items[last - 1].end)
    return [], sentence


def _are_cities(text: str, item: Span) -> bool:
    return all(_is_city(each.of(text)) for each in split(text, item, _PLACE_SEPARATOR))


# ---------------------------------------------------------------- commas instead of stops


def _commas(reference: Reference, sentences: list[Span]) -> bool:
    """``(2005), Title, Place, Publisher.``, ``2012, Title, Publisher, Place.`` or ``Title, Place: Publisher``."""
    text = reference.text
    if not sentences or (len(sentences) > 1 and not reference.comma_style):
        return False
    sentence = without_stop(text, sentences[-1])
    if year := _YEAR_BEHIND.search(text, sentence.start + 1, sentence.end):
        sentence = Span(sentence.start, year.start())
    commas = [m.start() for m in re.finditer(r",\s", text[sentence.start : sentence.end])]
    if not commas or not (reference.comma_style or _ends_with_city(text, sentence)):
        return False
    last = trim(text, sentence.start + commas[-1] + 1, sentence.end)
    if places_before_colon(text, last):
        read_imprint(reference, last)
        read_title(reference, [*sentences[:-1], trim(text, sentence.start, sentence.start + commas[-1])])
        return True
    if len(commas) < 2 or len(sentences) > 1:
        return False
    middle = trim(text, sentence.start + commas[-2] + 1, sentence.start + commas[-1])
    place_first = _are_cities(text, middle) or (not _are_cities(text, last) and reference.date_in_brackets)
    place, publisher = (middle, last) if place_first else (last, middle)
    reference.places = list(split(text, place, _PLACE_SEPARATOR))
    reference.publishers = [publisher]
    read_title(reference, [trim(text, sentence.start, sentence.start + commas[-2])], cut=reference.date_in_brackets)
    return True


def _ends_with_city(text: str, sentence: Span) -> bool:
    """Whether a sentence with commas ends as an imprint does: its last or last but one item is a city."""
    items = list(split(text, sentence, re.compile(r",\s+")))
    if len(items) > 1 and places_before_colon(text, items[-1]):
        return True
    return len(items) > 2 and any(_are_cities(text, item) for item in items[-2:])
