"""A grammar of the references of APA 6 and 7, as Dutch pages write them.

    reference  = authors  "(" date ")."  title [subtitle] [note] "."  rest [locators]
    authors    = name {"," name} ["&" name] | body         Van Schoonhoven, R., & Bouwmans, M.
               | authors "(red.)"                          who edited the work
    date       = year [letter] ["," month [day]] | "z.d." | "in druk"
    title      = sentence [":" | ";" | "." subtitle]
    note       = "(" report number | series | edition ")" | "[" genre "]"
    rest       = [places ":"] publishers ["." series]      a report or book: APA 6 has places, APA 7 none
               | journal "," volume ["(" issue ")"] ["," pages]
               | "In" editors "(red.)," book "(pp." pages ")." [places ":"] publishers
    locators   = "ISBN" isbn | doi | url | "Geraadpleegd op" date ", van" url

Every part is a :class:`~vm2graph.model.Span` of the string parsed: what a page prints is not
changed here. Anything may be missing; a string that is no reference has no title and no date.
"""

from __future__ import annotations

import re

from vm2graph.model import Span
from vm2graph.reading.bylines import EDITOR_ROLE, parse_byline
from vm2graph.reading.cited_titles import read_title
from vm2graph.reading.cutting import sentences as sentences_of
from vm2graph.reading.cutting import split, trim, without_stop
from vm2graph.reading.dates import find_date
from vm2graph.reading.locators import locators, without_asides
from vm2graph.reading.names_of_people import Name, parse_inverted
from vm2graph.reading.references import Reference
from vm2graph.reading.tidy import fold
from vm2graph.reading.wordlists import CITIES

LONGEST = 8000  # characters; more is no reference

_NO_YEAR = (
    r"n\.\s?d\.?|z\.\s?d\.?|z\.\s?j\.?|s\.\s?a\.?|o\.\s?J\.?|in press|in druk|im Druck|forthcoming"
    r"|te verschijnen|in voorbereiding"
)
_DATE = re.compile(
    r"\(\s*(?P<date>(?:c(?:irc)?a\.?\s*|(?:[0-3]?\d\s)?[A-Za-zé]{3,10}\.?\s)?"  # ca. 2010, 2 november 2010
    rf"(?:1[5-9]|20)\d\d[a-z]?(?:[,/–-][^()]{{0,40}})?|{_NO_YEAR})\s*\)",
    re.IGNORECASE,
)
_BARE_DATE = re.compile(rf"(?<=[\s.])(?P<date>(?:1[5-9]|20)\d\d[a-z]?|{_NO_YEAR})(?=[.,:])")


def parse_reference(text: str) -> Reference:
    """Reads a reference from left to right: who, when, then everything after from its end inward."""
    reference = Reference(text[:LONGEST])
    at = _who_and_when(reference)
    end = locators(reference, at)
    whole, reference.text = reference.text, without_asides(reference.text)
    body = trim(reference.text, at, end)
    if body.end > body.start and not (_article(reference, body) or _chapter(reference, body)):
        _report(reference, body)
    reference.text = whole
    return reference


# ---------------------------------------------------------------- who and when


def _who_and_when(reference: Reference) -> int:
    """Authors and date; answers where the title begins."""
    text = reference.text
    match = _DATE.search(text)
    if match is None or (match.start() > 400 and not _names_run_to(text, match.start())):
        match = _bare_date(text)
    if match is None:
        names = _names_at_start(text)
        reference.authors = tuple(names)
        return names[-1].span.end if names else 0
    reference.date = Span(*match.span("date"))
    found = find_date(match["date"])
    reference.issued = found.value if found else None
    _who(reference, match.start())
    return match.end()


def _bare_date(text: str) -> re.Match[str] | None:
    """A year without brackets counts only where the names end: ``Smit, A. 2012. Title``."""
    end = _names_run_to(text, len(text))
    match = _BARE_DATE.match(text, end)
    return match if end else None


def _names_at_start(text: str) -> list[Name]:
    names: list[Name] = []
    at = 0
    while len(names) < 100 and (name := parse_inverted(text, at)):
        names.append(name)
        separator = re.compile(r"[\s,;&]*(?:(?:en|and|und)\s+)?").match(text, name.span.end)
        at = separator.end() if separator else len(text)
    return names


def _names_run_to(text: str, limit: int) -> int:
    names = _names_at_start(text[:limit])
    if not names:
        return 0
    tail = re.compile(r"[\s.,]*").match(text, names[-1].span.end)
    return tail.end() if tail else names[-1].span.end


def _who(reference: Reference, end: int) -> None:
    head = reference.text[:end]
    if genre := re.search(r"\[([^\[\]]{1,60})\][\s.]*$", head):  # Koning, F. [Podcast]. (2023)
        reference.genre = Span(*genre.span(1))
        head = head[: genre.start()]
    byline = parse_byline(head)
    names = byline.names
    if names and names[0].is_body and not byline.edited:
        names = _body(head, names)
    reference.et_al = byline.et_al
    if byline.edited or EDITOR_ROLE.search(head):
        reference.editors = names
    else:
        reference.authors = names


def _body(head: str, names: tuple[Name, ...]) -> tuple[Name, ...]:
    """A head that begins with a body and holds no inverted name is that one body, commas and all."""
    if all(name.is_body for name in names) and "&" not in head and ";" not in head and "/" not in head:
        whole = without_stop(head, trim(head, 0, len(head)))
        return (Name(whole),) if whole.end > whole.start else ()
    return names


# ---------------------------------------------------------------- articles and chapters

_JOURNAL = re.compile(
    r",\s*(?:jrg\.?\s*|vol\.?\s*|jaargang\s*)?(?P<volume>\d{1,4}(?:[-/–]\d{1,4})?)\s*(?:\((?P<issue>[^()]{1,30})\))?"
    r"(?:\s*[,:]\s*(?:pp?\.\s*|blz\.\s*|S\.\s*|nr\.\s*)?(?P<pages>[A-Z]?\d+(?:\s?[-–—]\s?[A-Z]?\d+)?))?\s*\.?$",
    re.IGNORECASE,
)
_TAIL = 120  # characters a journal's volume, issue and pages take at most


def _article(reference: Reference, body: Span) -> bool:
    text = reference.text
    match = next(
        (m for m in _JOURNAL.finditer(text, max(body.start, body.end - _TAIL), body.end) if m["issue"] or m["pages"]),
        None,
    )
    if match is None:
        return False
    sentences = list(sentences_of(text, body.start, match.start()))
    if len(sentences) < 2:
        return False
    lead = re.compile(r"In:?\s+").match(text, sentences[-1].start)
    reference.container = Span(lead.end() if lead else sentences[-1].start, sentences[-1].end)
    reference.title = without_stop(text, Span(sentences[0].start, sentences[-2].end))
    for name in ("volume", "issue", "pages"):
        if match[name]:
            setattr(reference, name, Span(*match.span(name)))
    return True


_IN = re.compile(r"(?<=[.?!…\"”’)])\s+In:?\s+(?=[A-ZÀ-Þ'’a-z])")
_PAGES = re.compile(r"[,.]?\s*\(?(?:pp?\.|blz\.|p\.|S\.|pag\.)\s*(?P<pages>[\d.]+(?:\s?[-–—]\s?\d+)?)\)?")


def _chapter(reference: Reference, body: Span) -> bool:
    """``In K. Visser (red.), Havenstad (blz. 45-67). Rotterdam: Stichting Havenstudies.``"""
    text = reference.text
    match = _IN.search(text, body.start, body.end)
    role = EDITOR_ROLE.search(text, match.end(), body.end) if match else None
    if match is None or role is None:
        return False
    read_title(reference, [Span(body.start, match.start())])
    editors = parse_byline(text[match.end() : role.start()])
    reference.editors = tuple(name.moved(match.end()) for name in editors.names)
    rest = trim(text, role.end(), body.end)
    pages = _PAGES.search(text, rest.start, rest.end)
    if pages:
        reference.pages = Span(*pages.span("pages"))
        reference.container = without_stop(text, trim(text, rest.start, pages.start()))
        imprint = trim(text, pages.end(), rest.end)
        sentences = [imprint] if imprint.end > imprint.start else []
    else:
        first, *sentences = list(sentences_of(text, rest.start, rest.end)) or [rest]
        reference.container = without_stop(text, first)
    if sentences:
        _imprint(reference, without_stop(text, sentences[-1]))
    return True


# ---------------------------------------------------------------- reports and books

_SERIES = re.compile(
    r"\b(?:working papers?|discussion papers?|occasional papers?|papers?\s+(?:no|nr)|reports?\s+(?:no|nr)\b"
    r"|series\b|reeks\b|"
    r"(?:rapport|onderzoeks|publicatie)reeks|technical reports?|reviews? of|schriftenreihe|reihe|reports$"
    r"|papers$|studies\s+(?:no|nr))",
    re.IGNORECASE,
)
_SERIES_NUMBER = re.compile(
    r"(?:[,\s]*\b(?:No\.?|nr\.?|nummer|number|Nr\.?|deel|vol\.?)\s*"
    r"|(?<![\w/.-])(?=[A-Z]))(?P<number>[\w./-]*\d[\w./-]*)\.?$",
    re.IGNORECASE,
)


_JOURNAL_NAME = re.compile(
    r"\b(?:journal|tijdschrift|zeitschrift|quarterly|magazine|maandblad|weekblad)\b", re.IGNORECASE
)


def _report(reference: Reference, body: Span) -> None:
    text = reference.text
    if text[: body.start].endswith((",", ", ")) and (commas := _last_two_commas(text, body)):
        _harvard(reference, body, *commas)
        return
    sentences = list(sentences_of(text, body.start, body.end))
    if len(sentences) == 1 and _places_before_colon(text, sentences[0]) and len(reference.authors) == 1:
        # no author: the title has taken its place before the date
        sentences = [reference.authors[0].span, *sentences]
        reference.authors = ()
    imprint = next((i for i in range(len(sentences) - 1, 0, -1) if _places_before_colon(text, sentences[i])), 0)
    while len(sentences) > max(imprint + 1, 2) and (imprint or _is_series(sentences[-1].of(text))):
        _series(reference, sentences.pop())
    if len(sentences) > 1:
        last = without_stop(text, sentences.pop())
        if _JOURNAL_NAME.search(last.of(text)) and not _places_before_colon(text, last):
            reference.container = last
        else:
            _imprint(reference, last)
    while len(sentences) > 1 and _is_series(sentences[-1].of(text)):
        _series(reference, sentences.pop())
    read_title(reference, sentences)


def _is_series(words: str) -> bool:
    return len(words) < 120 and _SERIES.search(words.rstrip(" .")) is not None


def _series(reference: Reference, sentence: Span) -> None:
    sentence = without_stop(reference.text, sentence)
    if number := _SERIES_NUMBER.search(reference.text, sentence.start, sentence.end):
        reference.report_number = Span(*number.span("number"))
        sentence = trim(reference.text, sentence.start, number.start())
        if sentence.end <= sentence.start:
            return
    reference.series = reference.series or sentence


_PLACE = re.compile(
    r"(?:['’]s?[ -])?[A-ZÀ-Þ][\w.'’()-]*"
    r"(?:\s+(?:(?:aan|den|de|am|an|der|upon|the|op|la|le|of|in|sur|bij)\s+)*[A-ZÀ-Þ(][\w.'’()-]*){0,3}(?:, [A-Z]{2})?"
)
_PLACE_SEPARATOR = re.compile(r"\s*(?:/|&|;|,(?!\s*(?:[A-Z]{2}|D\.C\.)\s*$)|\ben\b|\band\b|\bund\b|\s[-–]\s)\s*")


def _places_before_colon(text: str, sentence: Span) -> list[Span]:
    """``Utrecht/'s-Hertogenbosch: ``: every item before the colon looks like the name of a place."""
    colon = re.compile(r":\s").search(text, sentence.start, min(sentence.end, sentence.start + 120))
    if colon is None:
        return []
    items = [trim(text, s.start, s.end) for s in split(text, Span(sentence.start, colon.start()), _PLACE_SEPARATOR)]
    return items if all(_PLACE.fullmatch(item.of(text)) for item in items) else []


def _imprint(reference: Reference, sentence: Span) -> None:
    """``Place/Place: Publisher``, ``Publisher`` or, in Harvard style, ``Publisher, Place``."""
    text = reference.text
    if places := _places_before_colon(text, sentence):
        reference.places = places
        publisher = trim(text, text.index(":", places[-1].end) + 1, sentence.end)
    elif (comma := text.find(",", sentence.start, sentence.end)) > 0 and _are_cities(text, sentence.start, comma):
        reference.places = list(split(text, Span(sentence.start, comma), _PLACE_SEPARATOR))
        publisher = trim(text, comma + 1, sentence.end)
    else:
        publisher = sentence
    # as many names as places, both cut by strokes, are one each; else the stroke is part of the name
    several = list(split(text, publisher, re.compile(r"\s*/\s*")))
    paired = len(reference.places) > 1 and len(several) == len(reference.places)
    reference.publishers = several if paired else [publisher] if publisher.end > publisher.start else []


def _are_cities(text: str, start: int, end: int) -> bool:
    return all(fold(item.of(text)) in CITIES for item in split(text, trim(text, start, end), _PLACE_SEPARATOR))


def _last_two_commas(text: str, body: Span) -> tuple[int, int] | None:
    commas = [match.start() for match in re.finditer(r",\s", text[body.start : body.end])]
    return (body.start + commas[-2], body.start + commas[-1]) if len(commas) > 1 else None


def _harvard(reference: Reference, body: Span, first: int, second: int) -> None:
    """``(2005), Title, Place, Publisher.`` or ``2012, Title, Publisher, Place.``"""
    text = reference.text
    middle = without_stop(text, trim(text, first + 1, second))
    last = without_stop(text, trim(text, second + 1, body.end))
    if fold(last.of(text)) in CITIES and fold(middle.of(text)) not in CITIES:
        middle, last = last, middle
    reference.places, reference.publishers = [middle], [last]
    read_title(reference, [trim(text, body.start, first)])
