"""The title part of a reference: title, subtitle, and the notes in brackets behind them.

    title  = sentence [cut subtitle]       cut is ":" ";" a dash with spaces, or the end of the sentence
    note   = "(" edition | series [number] | report number | volume | kind | translator ")" | "[" kind "]"

A full stop goes before a colon: of ``PIAAC: vaardigheden. Resultaten 2012`` the second sentence is the subtitle.
Small letters in brackets (``(on)beperkt``, ``(een verkenning)``) are words of the title.
"""

from __future__ import annotations

import re
from typing import Literal

from vm2graph.model import Span
from vm2graph.reading.bylines import EDITOR_ROLE, parse_byline
from vm2graph.reading.cited_places import are_cities
from vm2graph.reading.cited_series import is_numbered, read_series
from vm2graph.reading.cutting import split, trim, without_stop
from vm2graph.reading.references import Reference
from vm2graph.reading.tidy import fold
from vm2graph.reading.wordlists import COUNTRIES

_NOTE = re.compile(r"\s*(?:\((?P<round>[^()]{1,120})\)|\[(?P<square>[^\[\]]{1,80})\])[\s.]*$")
_ORDINAL = r"(?:\d+(?:st|nd|rd|th|e|de|ste)?\.?|eerste|tweede|derde|vierde|vijfde|first|second|third|revised|rev\.?)"
_EDITION = re.compile(
    rf"(?:(?<!\w){_ORDINAL}[\s,]+(?:[\w.]+[\s,]+){{0,3}}?|(?<!\w)(?:geheel\s+)?(?:herz(?:iene|\.)|gewijzigde|rev(?:ised|\.)|überarb\.)\s+)"
    r"(?:ed\b\.?|edn\b\.?|editie|edition|druk|dr\.|oplage|aufl\.|auflage|uitgave|versie)"
    r"|^(?:herziene )?(?:versie|version) [\w.]+$",
    re.IGNORECASE,
)
_EDITION_END = re.compile(r"(?:edn?|editie|edition|druk|dr|oplage|aufl|auflage|uitgave|versie)\.?$", re.IGNORECASE)
_KIND = re.compile(
    r"(?:(?:academisch |ongepubliceerd |gepubliceerde? |unpublished |published )?"
    r"(?:proefschrift|dissertatie|dissertation|doctoraatsproefschrift|(?:doctoral|phd|ph\.?d\.?|master[’']?s?)[ -]"
    r"(?:dissertation|thesis|proefschrift|scriptie)|master(?:scriptie|thesis|proef)|bachelorscriptie|thesis|scriptie"
    r"|oratie|intreerede|inaugurele rede|lectorale rede|openbare les|factsheet|brochure|infographic|podcast|video"
    r"|brief|kamerbrief|persbericht|webpagina|website|blog|notitie|powerpoint|presentatie|dataset)\b|diss\.)",
    re.IGNORECASE,
)
_TRANSLATOR = re.compile(
    r"\b(?:vert\.|vertaald|vertaling|vertaler|trans\.|translated|translator|übers\.|bew\.|bewerkt)", re.IGNORECASE
)
_VOLUME = re.compile(r"(?:^|[,;]\s*)(?:Vol\.|Volume|Deel|Band|Bd\.)\s*(?P<volume>\d{1,3}|[IVX]{1,5})(?=$|[,;])")
_BOOK_PAGES = re.compile(r"(?:^|[,;]\s*)(?:pp?\.|blz\.|S\.|pag\.|pp|blz)?\s*(?P<pages>[\d.]*\d(?:\s?[-–—]\s?\d+)?)$")
_NUMBERED = re.compile(
    r"(?:^|.*?[\s,])(?:(?:Rapport|Report|Kamerstuk|AN|No|nr|Nr|nummer|Publicatie|Bericht)\b\.?(?:\s*(?:nr"
    r"|no)\b\.?)?:?\s*)?(?P<number>[A-Z0-9][\w./-]*\d[\w./-]*|\d+)$"
)
_FIRST_NUMBER = re.compile(
    # of two numbers, the one of the report: (Rapport 966, projectnummer 40709)
    r"(?:[A-Z][\w-]*[ -])?(?:rapport|report|publicatie)(?:nummer|nr\.?)?\s+(?:(?:nr|no)\.?\s*)?"
    r"(?P<number>[\w./-]*\d[\w./-]*)[,;]\s",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?:1[5-9]|20)\d\d(?:\s?[-–/]\s?\d{2,4})?")
_SHORTEST_SERIES = 6
Behind = Literal["title", "book", "imprint"]
_COLON = re.compile(r"\s*:\s+|\s*;\s+|\s+[–—|-]\s+")
_SEMICOLON = re.compile(r"\s*;\s+")


def read_title(reference: Reference, sentences: list[Span], *, cut: bool = True) -> None:
    """Title and subtitle: two sentences, or one cut at its first colon or semicolon.

    ``cut``: whether a colon cuts; Harvard style has no subtitles.
    """
    text = reference.text
    if not sentences:
        return
    sentences = _without_edition(reference, sentences)
    last = read_notes(reference, Span(sentences[-1].start, sentences[-1].end))
    sentences = [*sentences[:-1], last]
    title = sentences[0]
    if len(sentences) > 1:
        if last.end > last.start:
            reference.subtitle = without_stop(text, Span(sentences[1].start, last.end))
    elif colon := (_COLON if cut else _SEMICOLON).search(text, title.start + 1, title.end):
        reference.subtitle = without_stop(text, Span(colon.end(), title.end)) if colon.end() < title.end else None
        title = Span(title.start, colon.start())
    title = without_stop(text, title)
    reference.title = title if title.end > title.start else None


_THESIS = re.compile(
    r"(?P<kind>(?:academisch )?proefschrift|dissertatie|masterscriptie|doctoral dissertation)"
    r"(?:,? (?:aan de )?[^.]*\buniversit(?:eit|y|ät)\b[^.]*)?[\s.]*",
    re.IGNORECASE,
)


def _without_edition(reference: Reference, sentences: list[Span]) -> list[Span]:
    """``Op koers, 2e druk.`` and ``Op koers. Proefschrift.``: notes without brackets."""
    text = reference.text
    last = without_stop(text, sentences[-1])
    if len(sentences) > 1 and (thesis := _THESIS.fullmatch(text, last.start, last.end)):
        reference.genre = reference.genre or Span(*thesis.span("kind"))
        return sentences[:-1]
    edition = _EDITION.search(text, last.start, last.end) if _EDITION_END.search(last.of(text)[-9:]) else None
    if edition is None or edition.end() < last.end:
        return sentences
    if edition.start() == last.start and len(sentences) > 1:
        reference.edition = Span(*edition.span())
        return sentences[:-1]
    if text[: edition.start()].rstrip().endswith(",") and edition.start() > last.start + 2:
        reference.edition = Span(*edition.span())
        return [*sentences[:-1], trim(text, last.start, edition.start())]
    return sentences


def read_notes(reference: Reference, sentence: Span, *, behind: Behind = "title") -> Span:
    """Takes what stands in brackets after a title, and answers the title alone.

    ``behind``: a title, a book that holds a chapter, whose brackets have pages, or an imprint, whose brackets
    are part of a publisher's name where they hold no number: ``Kenniscentrum Beroepsonderwijs Arbeidsmarkt (KBA)``.
    """
    text = reference.text
    while note := _NOTE.search(text, max(sentence.start, sentence.end - 160), sentence.end):
        name = "round" if note["round"] else "square"
        span = Span(*note.span(name))
        if note.start() <= sentence.start:
            break
        if name == "square":
            _kind_in_square(reference, span, behind)
        elif not _read_note(reference, span, behind):
            break
        sentence = Span(sentence.start, note.start())
    return trim(text, sentence.start, sentence.end)


def _kind_in_square(reference: Reference, span: Span, behind: Behind) -> None:
    """``[Proefschrift, Universiteit Utrecht]``: APA 7 names the university there, which publishes the thesis."""
    if not read_kind(reference, span) and behind != "imprint":
        reference.genre = reference.genre or span


def read_kind(reference: Reference, span: Span, *, alone: bool = True) -> bool:
    """``Factsheet``, or ``Proefschrift, Universiteit Twente[, Enschede[, Nederland]]``, as it stands in brackets.

    ``alone``: also without a university.
    """
    text = reference.text
    kind, *items = (trim(text, each.start, each.end) for each in split(text, span, re.compile(r",\s+")))
    if not _KIND.match(kind.of(text)) or not (items or alone):
        return False
    if not items:
        reference.genre = reference.genre or span
        return True
    reference.genre = kind
    if len(items) > 2 and fold(items[-1].of(text)) in COUNTRIES:
        items.pop()
    if len(items) > 1 and are_cities(text, items[-1]):
        reference.places = reference.places or [items.pop()]
    reference.publishers = reference.publishers or [Span(items[0].start, items[-1].end)]
    return True


def _read_editors(reference: Reference, span: Span) -> bool:
    """``P. Bos, Red.``"""
    words = span.of(reference.text)
    role = EDITOR_ROLE.search(words)
    found = parse_byline(words[: role.start()]).names if role else ()
    if not found or any(name.is_body for name in found):
        return False
    reference.editors = tuple(name.moved(span.start) for name in found)
    return True


def _read_volume(reference: Reference, span: Span, volume: re.Match[str], *, apart: bool) -> None:
    """``Vol. 18``; where nothing else is told (``apart``), in a series before it: ``Contexts of Learning, Vol. 18``."""
    reference.volume = Span(span.start + volume.start("volume"), span.start + volume.end("volume"))
    if apart and volume.start() > _SHORTEST_SERIES and reference.text[span.start].isupper():
        reference.series = Span(span.start, span.start + volume.start())


def _read_note(reference: Reference, span: Span, behind: Behind) -> bool:
    """One note in round brackets; False where it is a part of the title."""
    words = span.of(reference.text)
    edition, volume, translator = _EDITION.search(words), _VOLUME.search(words), _TRANSLATOR.search(words)
    pages = _BOOK_PAGES.search(words) if behind == "book" else None
    if pages:
        reference.pages = Span(span.start + pages.start("pages"), span.start + pages.end("pages"))
    if volume:
        _read_volume(reference, span, volume, apart=not (edition or pages or translator))
    if edition:
        part = Span(span.start + edition.start(), span.start + edition.end())
        reference.edition = part if pages or volume or translator else span
    if edition or volume or translator or pages:
        return True
    if read_kind(reference, span) or _read_editors(reference, span):
        return True
    if is_numbered(words):
        read_series(reference, span)
    elif _YEARS.fullmatch(words):
        return False
    elif (number := _FIRST_NUMBER.match(words) or _NUMBERED.match(words)) and any(
        c.isdigit() for c in number["number"]
    ):
        start, end = number.span("number")
        reference.report_number = Span(span.start + start, span.start + end)
    elif words[0].isupper() and len(words) > _SHORTEST_SERIES and behind != "imprint":
        reference.series = span
    else:
        return False
    return True
