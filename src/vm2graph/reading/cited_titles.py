"""The title part of a reference: title, subtitle, and the notes in brackets behind them.

    title  = sentence [cut subtitle]       cut is ":" ";" a dash with spaces, or the end of the sentence
    note   = "(" edition | series [number] | report number | volume | kind | translator ")" | "[" kind "]"

A full stop goes before a colon: of ``PIAAC: vaardigheden. Resultaten 2012`` the second sentence is the subtitle.
Small letters in brackets (``(on)beperkt``, ``(een verkenning)``) are words of the title.
"""

from __future__ import annotations

import re

from vm2graph.model import Span
from vm2graph.reading.cutting import trim, without_stop
from vm2graph.reading.references import Reference

_NOTE = re.compile(r"\s*(?:\((?P<round>[^()]{1,120})\)|\[(?P<square>[^\[\]]{1,80})\])[\s.]*$")
_ORDINAL = r"(?:\d+(?:st|nd|rd|th|e|de|ste)?\.?|eerste|tweede|derde|vierde|vijfde|first|second|third|revised|rev\.?)"
_EDITION = re.compile(
    rf"(?:(?<!\w){_ORDINAL}[\s,]+(?:[\w.]+[\s,]+){{0,3}}?|(?<!\w)(?:geheel\s+)?(?:herz(?:iene|\.)|gewijzigde|rev(?:ised|\.)|überarb\.)\s+)"
    r"(?:ed\b\.?|edn\b\.?|editie|edition|druk|dr\.|oplage|aufl\.|auflage|uitgave)",
    re.IGNORECASE,
)
_EDITION_END = re.compile(r"(?:edn?|editie|edition|druk|dr|oplage|aufl|auflage|uitgave)\.?$", re.IGNORECASE)
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
_FIRST_NUMBER = re.compile(r"(?:Rapport|Report)(?:nummer)?\s+(?:(?:nr|no)\.?\s*)?(?P<number>[\w./-]*\d[\w./-]*),\s")
_YEARS = re.compile(r"(?:1[5-9]|20)\d\d(?:\s?[-–/]\s?\d{2,4})?")
_PAPERS = re.compile(r"(?:Kamerstukk?(?:en)?)\s*(?:I|II)?\s*(?:\d{4}[-/–]\d{2,4},?\s*)?(?P<number>\d{2}\s?\d{3})$")
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
    r"(?:(?:academisch )?proefschrift|dissertatie|masterscriptie|doctoral dissertation)[\s.]*", re.IGNORECASE
)


def _without_edition(reference: Reference, sentences: list[Span]) -> list[Span]:
    """``Op koers, 2e druk.`` and ``Op koers. Proefschrift.``: notes without brackets."""
    text = reference.text
    last = without_stop(text, sentences[-1])
    if len(sentences) > 1 and _THESIS.fullmatch(text, last.start, last.end):
        reference.genre = reference.genre or last
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


def read_notes(reference: Reference, sentence: Span, *, of_book: bool = False) -> Span:
    """Takes what stands in brackets after a title, and answers the title alone.

    ``of_book``: of the book that holds a chapter, whose brackets have pages.
    """
    text = reference.text
    while note := _NOTE.search(text, max(sentence.start, sentence.end - 160), sentence.end):
        name = "round" if note["round"] else "square"
        span = Span(*note.span(name))
        if note.start() <= sentence.start:
            break
        if name == "square":
            _kind_in_square(reference, span)
        elif not _read_note(reference, span, of_book=of_book):
            break
        sentence = Span(sentence.start, note.start())
    return trim(text, sentence.start, sentence.end)


def _kind_in_square(reference: Reference, span: Span) -> None:
    """``[Proefschrift, Universiteit Utrecht]``: APA 7 names the university there, which publishes the thesis."""
    text = reference.text
    kind, comma, _ = span.of(text).partition(", ")
    if comma and _KIND.match(kind):
        reference.genre = Span(span.start, span.start + len(kind))
        reference.publishers = reference.publishers or [trim(text, reference.genre.end, span.end)]
    else:
        reference.genre = reference.genre or span


def _read_note(reference: Reference, span: Span, *, of_book: bool) -> bool:
    """One note in round brackets; False where it is a part of the title."""
    words = span.of(reference.text)
    edition, volume, translator = _EDITION.search(words), _VOLUME.search(words), _TRANSLATOR.search(words)
    pages = _BOOK_PAGES.search(words) if of_book else None
    if pages:
        reference.pages = Span(span.start + pages.start("pages"), span.start + pages.end("pages"))
    if volume:
        reference.volume = Span(span.start + volume.start("volume"), span.start + volume.end("volume"))
    if edition:
        part = Span(span.start + edition.start(), span.start + edition.end())
        reference.edition = part if pages or volume or translator else span
    if edition or volume or translator or pages:
        return True
    if _KIND.match(words):
        reference.genre = reference.genre or span
    elif is_series(words):
        read_series(reference, span)
    elif _YEARS.fullmatch(words):
        return False
    elif (number := _PAPERS.match(words) or _FIRST_NUMBER.match(words) or _NUMBERED.match(words)) and any(
        c.isdigit() for c in number["number"]
    ):
        start, end = number.span("number")
        reference.report_number = Span(span.start + start, span.start + end)
    elif words[0].isupper() and len(words) > 6:
        reference.series = span
    else:
        return False
    return True


# ---------------------------------------------------------------- series

_SERIES = re.compile(
    r"(?:\b(?:(?:working|discussion|occasional|research) papers?|papers?\s+(?:no|nr)|reports?\s+(?:no|nr)\b"
    r"|series\b|(?:\w{2,}|^)reeks\b|\breeks\b.*\d|(?:\w{2,}|^)serie\b|technical reports?|schriftenreihe|reihe\b"
    r"|reports$|papers$|cahier\s+\d)|^reviews? of|\b(?:no|nr|Heft)\.?\s*[\w/.-]*\d$)",
    re.IGNORECASE,
)
_SERIES_NUMBER = re.compile(
    r"(?:[,;\s]*\b(?:No\.?|nr\.?|nummer|number|Nr\.?|deel|vol\.?|Heft|Band)\s*"
    r"|,?\s+(?=\d)|(?<![\w/.-])(?=[A-Z]))(?P<number>[\w./-]*\d[\w./-]*)\.?$",
    re.IGNORECASE,
)
_LONGEST_SERIES = 120


_REPORT = re.compile(
    r"(?:Rapport|Report|Kamerstuk|Publicatie|Bericht)\w*\s+(?:(?:nr|no)\.?\s*)?\d|(?:nr|no)\b", re.IGNORECASE
)


def is_series(words: str) -> bool:
    """Whether words name a series: ``Reeks Leren en Werken, nr. 4``."""
    said = words.rstrip(" .")
    return (
        len(words) < _LONGEST_SERIES
        and not said.endswith((")", "]"))
        and not _REPORT.match(said)
        and _SERIES.search(said) is not None
    )


def read_series(reference: Reference, sentence: Span) -> None:
    """A series and the number in it."""
    sentence = without_stop(reference.text, sentence)
    if number := _SERIES_NUMBER.search(reference.text, sentence.start, sentence.end):
        reference.report_number = Span(*number.span("number"))
        sentence = trim(reference.text, sentence.start, number.start())
        if sentence.end <= sentence.start:
            return
    reference.series = reference.series or sentence
