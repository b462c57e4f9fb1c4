"""Where a referenced work can be found: DOI, URL and ISBN at the end of a reference, or in brackets."""

from __future__ import annotations

import re

from vm2graph.model import Span
from vm2graph.reading.references import Reference

_DOI = re.compile(
    r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|\bdoi\s*:\s*(?:https?://(?:dx\.)?doi\.org/)?"
    r"|\bdoi\s+)?(?P<doi>10\.\d{4,9}/[^\s<>\"]{1,300})",
    re.IGNORECASE,
)
_URL = re.compile(r"(?P<url>(?:https?://|www\.)[^\s<>\"]{1,1000})", re.IGNORECASE)
_ISBN = re.compile(
    r"\[?\b(?:ISBN(?:-1[03]|[- ]?nummer|[- ]?nr\.?|/EAN)?\s*(?:1[03]\s?:)?:?\s*"
    r"|(?<=[\s,(])(?=97[89]-\d))"  # also without its name
    r"(?P<isbn>[\d][\d\s\u2010-\u2015-]{8,20}[\dXx])\b\]?",
    re.IGNORECASE,
)
_ACCESS = re.compile(
    r"(?:\b(?:Geraadpleegd|Opgehaald|Ontleend|Gedownload|Verkregen|Retrieved|Accessed|Abgerufen|Available"
    r"|Beschikbaar|Online|Verfügbar|Zugriff|Bezocht|Gevonden|Te downloaden|Te raadplegen|Raadpleegbaar|Zie|Bron|URL)\b"
    r"(?:[^.]|(?<=\d)\.){0,80}?(?:\b(?:van|from|via|von|op|at|aan|unter|te)\b\s*:?)?\s*)$",
    re.IGNORECASE,
)

_ON = re.compile(r"(?<=[.\s])(?:Op|Via|Van|From|At|Zie)\s*:?\s*$")

_LEFT_OVER_TAG = re.compile(r"\s*</?[A-Za-z]{1,12}\s*/?>\s*$")


def locators(reference: Reference, start: int) -> int:
    """DOI, URL and ISBN, wherever they follow the title; answers where the rest ends."""
    text = reference.text
    tag = _LEFT_OVER_TAG.search(text, max(start, len(text) - 24))
    end = tag.start() if tag else len(text)
    for pattern, name in ((_DOI, "doi"), (_URL, "url"), (_ISBN, "isbn")):
        match = pattern.search(text, start)
        if match is None:
            continue
        stop = match.end(name)
        while stop > match.start(name) and text[stop - 1] in ".,;)" and text.count("(", match.start(name), stop) < 1:
            stop -= 1
        if name != "url" or reference.doi is None or match.start(name) > reference.doi.end:
            setattr(reference, name, Span(match.start(name), stop))
        if name != "isbn" and text[match.start() - 1 : match.start()] != "(":
            end = min(end, match.start())
    if not reference.url and not reference.doi:
        return end
    access = _ACCESS.search(text, max(start, end - 140), end) or _ON.search(text, max(start, end - 8), end)
    if access:
        end = access.start()
    return end


_ASIDE = re.compile(
    r"\((?:ISBN|doi|https?:)[^()]{1,300}\)|" + _ISBN.pattern + r"[.,;]?"
    # numbers of shelves and shops
    r"|\b(?:ISSN|NUR|URN|PPN|Depotnummer|Wettelijk depot(?:nummer)?|Bestelnummer)\s*:?\s*[\w:/.-]*\d[\w:/.-]*[.,;]?",
    re.IGNORECASE,
)


def without_asides(text: str) -> str:
    """The text with blanks for what may stand anywhere: numbers and locators in brackets. Offsets stay."""
    return _ASIDE.sub(lambda match: " " * len(match[0]), text)
