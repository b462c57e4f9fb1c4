"""The title part of a reference: title, subtitle, and the notes in brackets behind them."""

from __future__ import annotations

import re

from vm2graph.model import Span
from vm2graph.reading.cutting import trim, without_stop
from vm2graph.reading.references import Reference

_NOTE = re.compile(r"\s*(?:\((?P<round>[^()]{1,120})\)|\[(?P<square>[^\[\]]{1,60})\])[\s.]*$")
_EDITION = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th|e|de|ste)?\s*(?:rev\.\s*)?(?:ed\.|editie|druk|aufl\.|edition|herz\.)|(?:eerste"
    r"|tweede|derde|herziene)\s+\w*\s*druk)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:^|.*?[\s,])(?:(?:Rapport|Report|Kamerstuk|AN|No|nr|Nr|nummer|Publicatie|Bericht)\b\.?(?:\s*(?:nr"
    r"|no)\b\.?)?:?\s*)?(?P<number>[A-Z0-9][\w./-]*\d[\w./-]*|\d+)$"
)
_COLON = re.compile(r"\s*:\s+|\s*;\s+|\s+[–—]\s+")


def read_title(reference: Reference, sentences: list[Span]) -> None:
    """Title and subtitle: two sentences, or one cut at its first colon or semicolon."""
    text = reference.text
    if not sentences:
        return
    last = _notes(reference, Span(sentences[-1].start, sentences[-1].end))
    sentences = [*sentences[:-1], last]
    title = sentences[0]
    if len(sentences) > 1:
        if last.end > last.start:
            reference.subtitle = without_stop(text, Span(sentences[1].start, last.end))
    elif colon := _COLON.search(text, title.start + 1, title.end):
        reference.subtitle = without_stop(text, Span(colon.end(), title.end)) if colon.end() < title.end else None
        title = Span(title.start, colon.start())
    title = without_stop(text, title)
    reference.title = title if title.end > title.start else None


def _notes(reference: Reference, sentence: Span) -> Span:
    """Takes what stands in brackets after a title: edition, report number, series or genre."""
    text = reference.text
    while note := _NOTE.search(text, max(sentence.start, sentence.end - 160), sentence.end):
        if note.start() <= sentence.start:
            break
        name = "round" if note["round"] else "square"
        words, span = note[name], Span(*note.span(name))
        if name == "square":
            reference.genre = reference.genre or span
        elif _EDITION.search(words):
            reference.edition = span
        elif (number := _NUMBERED.match(words)) and any(c.isdigit() for c in number["number"]):
            start, end = number.span("number")
            reference.report_number = Span(span.start + start, span.start + end)
        elif words[0].isupper() and len(words) > 6:
            reference.series = span
        else:
            break
        sentence = Span(sentence.start, note.start())
    return trim(text, sentence.start, sentence.end)
