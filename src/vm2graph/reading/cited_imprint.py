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
from vm2graph.reading.cited_places import PLACE_SEPARATOR, are_cities, names_city, places_before_colon
from vm2graph.reading.cited_series import is_numbered, read_series, without_series
from vm2graph.reading.cited_titles import read_kind, read_notes, read_title
from vm2graph.reading.cutting import sentences as sentences_of
from vm2graph.reading.cutting import split, trim, without_stop
from vm2graph.reading.names_of_people import is_body
from vm2graph.reading.references import Reference
from vm2graph.reading.tidy import fold
from vm2graph.reading.wordlists import COUNTRIES, PERIODICALS, words

_NO_PART = re.compile(
    # sentences that say nothing of title or imprint
    r"(?:(?:\d+|[ivxlc]+)\s*(?:p|pp|blz|pag|pagina[’']?s|S|Seiten|pages)\b\.?"
    r"|(?:In opdracht van|In samenwerking met|Im Auftrag|Commissioned by|Met steun van|Advance online|Online first"
    r"|Paper gepresenteerd|Paper presented|Vergaderjaar|Kamerstuk|Niet gepubliceerd|Ongepubliceerd|Unpublished"
    r"|Manuscript|Interne publicatie|Te downloaden|Verkrijgbaar|Met samenvatting|Met lit|Met ill)\b.*)[\s.]*",
    re.IGNORECASE,
)
_TALK = re.compile(
    # what follows is an event
    r"[(\[](?:(?:paper|poster|conference|conferentie|congres|keynote)[ -]?"
    r"(?:presentation|presentatie|paper|bijdrage|session|lezing|speech)|keynote|poster)[)\]][\s.]*$",
    re.IGNORECASE,
)
_JOURNAL_NAME = re.compile(
    r"\b(?:journal|tijdschrift|zeitschrift|quarterly|magazine|\w*(?:maandblad|weekblad|dagblad|nieuwsblad|onderwijsblad|krant|courant))\b",
    re.IGNORECASE,
)


def read_report(reference: Reference, body: Span) -> None:
    """Title, imprint and series of whatever is no article and no chapter."""
    text = reference.text
    sentences = list(sentences_of(text, body.start, body.end))
    dropped = False
    while len(sentences) > 1 and _says_nothing(text, *sentences[-2:]):
        dropped = "online" in sentences.pop().of(text).casefold() or dropped
    if _commas(reference, sentences):
        return
    sentences = imprint_apart(text, sentences)
    if len(sentences) == 1 and _title_is_first(reference, sentences[0]):
        sentences = [reference.authors[0].span, *sentences]
        reference.authors = ()
    imprint = _imprint_at(text, sentences)
    while len(sentences) > max(imprint + 1, 1) and (imprint or is_numbered(sentences[-1].of(text))):
        read_series(reference, sentences.pop())
    if len(sentences) > 1 and (imprint or dropped or _can_publish(sentences[-1].of(text))):
        last = without_stop(text, sentences.pop())
        if not imprint and (dropped or is_periodical(last.of(text))):
            reference.container = last
        elif not imprint and read_kind(reference, last, alone=False):
            pass  # Academisch proefschrift, Universiteit van Amsterdam
        else:
            read_imprint(reference, without_series(reference, last))
    _series_behind(reference, sentences)
    if reference.container and (reference.url or reference.doi):
        reference.title = without_stop(text, Span(sentences[0].start, sentences[-1].end))
    else:
        read_title(reference, sentences)


def _series_behind(reference: Reference, sentences: list[Span]) -> None:
    """Takes series from behind a title, and sentences that say nothing of it."""
    while len(sentences) > 1:
        said = sentences[-1].of(reference.text)
        if is_numbered(said):
            read_series(reference, sentences[-1])
        elif not _NO_PART.fullmatch(said):
            return
        sentences.pop()


def _says_nothing(text: str, before: Span, last: Span) -> bool:
    """Whether a sentence is neither title nor imprint: a remark, or the event of a talk."""
    talk = _TALK.search(text, before.start, before.end) and not places_before_colon(text, last)
    return bool(_NO_PART.fullmatch(last.of(text)) or talk)


_BEFORE_PLACE = re.compile(r"(?<=[\w)?!’'])(?:,|(?<=\b[A-Z])\.)\s+(?=[A-ZÀ-Þ'’])")


def imprint_apart(text: str, sentences: list[Span]) -> list[Span]:
    """Cuts an imprint that begins with known cities from what a comma, or the stop of a letter, ties it to.

    ``Een verkenning, Amsterdam: Boom`` and ``Deelstudie A. Amsterdam: Boom``.
    """
    last = sentences[-1] if sentences else None
    if last is None or text.find(":", last.start, last.end) < 0 or names_city(text, last):
        return sentences
    places = bool(places_before_colon(text, last))
    for cut in _BEFORE_PLACE.finditer(text, last.start, last.end):
        rest = Span(cut.end(), last.end)
        if places and cut[0].startswith(","):
            continue  # Neuss, Köln: …
        if names_city(text, rest) and _can_publish(text[text.index(":", rest.start) + 1 : rest.end].strip()):
            return [*sentences[:-1], Span(last.start, cut.start()), rest]
    return sentences


def _title_is_first(reference: Reference, sentence: Span) -> bool:
    """Where there is no author, the title has taken its place before the date."""
    text = reference.text
    if len(reference.authors) != 1 or not reference.authors[0].is_body:
        return False
    said = without_stop(text, sentence).of(text)
    return (
        names_city(text, sentence)
        or is_periodical(said)
        or (_can_publish(said) and not _can_publish(reference.authors[0].span.of(text)))
    )


def _imprint_at(text: str, sentences: list[Span]) -> int:
    """Which sentence begins with places and a colon; what follows it can only be a series."""
    for i in range(len(sentences) - 1, 0, -1):
        if places_before_colon(text, sentences[i]):
            rest = sentences[i + 1 :]
            if not rest or names_city(text, sentences[i]) or all(is_numbered(s.of(text)) for s in rest):
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

_YEAR_BEHIND = re.compile(r"[,;]?\s+\(?(?:1[5-9]|20)\d\d\)?[\s.]*$")
_BEHIND = re.compile(
    # how many pages, and for whom
    r"[,;.]?\s+\(?(?:\d{1,4}\s*(?:p|pp|blz|pag|S|pagina[’']?s)\b\.?|(?:i\.o\.v\.|in opdracht van|im Auftrag)\s.*)"
    r"[\s.]*$"
)


def read_imprint(reference: Reference, sentence: Span) -> None:
    """``Place/Place: Publisher``, ``Publisher``, or ``Publisher, Place``."""
    text = reference.text
    sentence = read_notes(reference, sentence, behind="imprint")
    for behind in (_BEHIND, _YEAR_BEHIND):
        if found := behind.search(text, sentence.start + 1, sentence.end):
            sentence = without_stop(text, Span(sentence.start, found.start()))
    if nowhere := _NOWHERE.match(text, sentence.start, sentence.end):
        sentence = Span(nowhere.end(), sentence.end)
    if text.count(":", sentence.start, sentence.end) > 1 and (imprints := _several(text, sentence)):
        reference.places = [place for places, _ in imprints for place in places]
        reference.publishers = [publisher for _, publisher in imprints]
        return
    if places := places_before_colon(text, sentence):
        reference.places = places
        publisher = trim(text, text.index(":", places[-1].end) + 1, sentence.end)
        if len(places) == 1 and are_cities(text, publisher) and not are_cities(text, places[0]):
            reference.places, publisher = list(split(text, publisher, PLACE_SEPARATOR)), places[0]  # KBA: Nijmegen
    else:
        reference.places, publisher = _with_city(reference, sentence)
    reference.publishers = (
        _publishers(text, without_stop(text, publisher), len(reference.places)) or reference.publishers
    )


def _publishers(text: str, names: Span, places: int) -> list[Span]:
    """``Oberon; Sardes``; and as many names as places, both cut by strokes, are one each.

    Any other stroke, comma or ``&`` is part of a name.
    """
    several = [trim(text, each.start, each.end) for each in split(text, names, re.compile(r"\s*/\s*"))]
    if places < 2 or len(several) != places:
        several = list(split(text, names, re.compile(r"\s*;\s+")))
    return [each for each in several if each.end > each.start]


_NOWHERE = re.compile(r"\[?(?:[zZ]\.\s?p\.|[sS]\.\s?l\.|[nN]\.\s?p\.)\]?\s?:\s*")
_NEXT_IMPRINT = re.compile(r"\s*(?:[,;/&]|\ben\b|\band\b)\s*(?=[A-ZÀ-Þ'’][^:;/&]{1,40}:)")


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


def _with_city(reference: Reference, sentence: Span) -> tuple[list[Span], Span]:
    """``Enschede, SLO`` and ``SLO, Enschede[, Nederland]``: a city that we know tells which is which.

    One word behind the university of a thesis is a city also where we do not know it.
    """
    text = reference.text
    items = [trim(text, s.start, s.end) for s in split(text, sentence, re.compile(r",\s*"))]
    if len(items) > 1 and are_cities(text, items[0]):
        return list(split(text, items[0], PLACE_SEPARATOR)), Span(items[1].start, sentence.end)
    if len(items) == 1 and are_cities(text, sentence):
        return list(split(text, sentence, PLACE_SEPARATOR)), Span(sentence.end, sentence.end)
    last = len(items) - 1
    if last > 1 and fold(items[last].of(text)) in COUNTRIES:
        last -= 1
    if last > 0 and (
        are_cities(text, items[last]) or (last == 1 and reference.genre and _WORD.fullmatch(items[1].of(text)))
    ):
        return list(split(text, items[last], PLACE_SEPARATOR)), Span(sentence.start, items[last - 1].end)
    return [], sentence


_WORD = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{3,}")


# ---------------------------------------------------------------- commas instead of stops


def _commas(reference: Reference, sentences: list[Span]) -> bool:
    """``(2005), Title, Place, Publisher.``, ``2012, Title, Series, Publisher, Place.``, ``Title, Place: Publisher``."""
    text = reference.text
    if not sentences or (len(sentences) > 1 and not reference.comma_style):
        return False
    sentence = without_stop(text, sentences[-1])
    if year := _YEAR_BEHIND.search(text, sentence.start + 1, sentence.end):
        sentence = Span(sentence.start, year.start())
    if not (reference.comma_style or _ends_with_city(text, sentence)):
        return False
    items = [trim(text, each.start, each.end) for each in split(text, sentence, re.compile(r",\s+"))]
    begins = next((i for i in range(len(items) - 1, 0, -1) if names_city(text, items[i])), len(items) - 1)
    if begins and places_before_colon(text, items[begins]):
        read_imprint(reference, Span(items[begins].start, sentence.end))
        del items[begins:]
    else:
        told = len(sentences) == 1 or any(are_cities(text, item) for item in items[-2:])
        if not told or not _place_and_publisher(reference, items):
            return False
    while len(items) > 1 and is_numbered(items[-1].of(text)):
        read_series(reference, items.pop())
    colon_cuts = reference.date_in_brackets or bool(sentences[:-1])
    read_title(reference, [*sentences[:-1], Span(items[0].start, items[-1].end)], cut=colon_cuts)
    return True


def _place_and_publisher(reference: Reference, items: list[Span]) -> bool:
    """Takes a place and a publisher from the end of a list, in either order; or a publisher alone behind a series."""
    text = reference.text
    last = items[-1]
    if len(items) > 2 and (is_numbered(items[-2].of(text))):
        reference.publishers = [items.pop()]
        return True
    if len(items) < 3:
        return False
    place_first = are_cities(text, items[-2]) or (not are_cities(text, last) and reference.date_in_brackets)
    place, publisher = (items[-2], last) if place_first else (last, items[-2])
    reference.places = list(split(text, place, PLACE_SEPARATOR))
    reference.publishers = [publisher]
    del items[-2:]
    return True


def _ends_with_city(text: str, sentence: Span) -> bool:
    """Whether a sentence with commas ends as an imprint does: its last or last but one item is a city."""
    if text[sentence.end - 1 : sentence.end] == ")":
        return False  # of a thesis: (Dissertation, University of Twente, Enschede)
    items = list(split(text, sentence, re.compile(r",\s+")))
    if len(items) > 1 and places_before_colon(text, items[-1]):
        return True
    return len(items) > 2 and any(are_cities(text, item) for item in items[-2:])
