"""By-lines: several names on a line, told apart.

Names are separated by commas, semicolons, ``&``, ``en``, ``and``; so are the words of bodies
(``Sociaal en Cultureel Planbureau``) and the parts of inverted names (``Vries, O. de``).
Offsets are of the string given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vm2graph.model import Span
from vm2graph.reading.names_of_people import DEGREE, Name, is_body, parse_inverted, parse_name

_ET_AL = re.compile(
    r",?\s*(?:\b(?:en|and|und)\s+)?(?:\be\.\s?a\.?|\bet\.?\s+al\b\.?|\bu\.\s?a\.?|\ben anderen\b|\band others\b)",
    re.IGNORECASE,
)
EDITOR_ROLE = re.compile(
    r"\(?\b(?:reds?\.|redactie|redacteuren|redacteur|eds?\.|editors?|hrsg\.|hg\.|herausgeber)\)?|\((?:reds?|eds?"
    r"|hrsg)\)",
    re.IGNORECASE,
)
"""``(red.)``, ``(Eds.)``: the people before it edited the work."""


@dataclass(frozen=True, slots=True)
class Byline:
    """The names of a by-line, and whether it says there are more."""

    names: tuple[Name, ...]
    et_al: bool
    edited: bool = False


_AND = re.compile(r"\s+(?:en|and|und|et)\s+|\s*&\s*|\s+\+\s+")
_SPLIT = re.compile(r"\s*[;|•·]\s*|\s*/\s*(?=[A-ZÀ-Þ][\w'’.-]*\s)")
_MOST_NAMES = 200
_LONGEST = 4000  # characters; more is no by-line


def parse_byline(text: str) -> Byline:
    """Every name of a by-line, in order."""
    text = text[:_LONGEST]
    et_al = _ET_AL.search(text)
    end = et_al.start() if et_al else len(text)
    names: list[Name] = []
    at, edited = 0, False
    for cut in EDITOR_ROLE.finditer(text, 0, end):
        names += _names_of_list(text, at, cut.start())
        at, edited = cut.end(), True
    names += _names_of_list(text, at, end)
    return Byline(tuple(names[:_MOST_NAMES]), et_al is not None, edited and bool(names))


def _names_of_list(text: str, start: int, end: int) -> Iterator[Name]:
    """The names between separators that no name holds."""
    at = start
    for cut in _SPLIT.finditer(text, start, end):
        yield from _names_between(text, at, cut.start())
        at = cut.end()
    yield from _names_between(text, at, end)


def _names_between(text: str, start: int, end: int) -> Iterator[Name]:
    if inverted := _all_inverted(text, start, end) or _one_in_full(text, start, end):
        yield from inverted
        return
    for piece in _pieces(text, start, end):
        name = parse_name(text, piece.start, piece.end)
        if name is not None and re.search(r"\w", name.span.of(text)):
            yield name


def _all_inverted(text: str, start: int, end: int) -> list[Name]:
    """The names of ``Family, I., Family, I. & Family, I.``; empty where a piece does not fit."""
    names: list[Name] = []
    at = start
    while at < end and len(names) < _MOST_NAMES:
        name = parse_inverted(text, at, end)
        if name is None or _AND.search(
            text, name.family.start if name.family else at, name.family.end if name.family else at
        ):
            return []
        names.append(name)
        at = name.span.end
        separator = re.compile(r"[\s.,;&]*(?:(?:en|and|und)\s+)?").match(text, at, end)
        at = separator.end() if separator else end
    return names


def _one_in_full(text: str, start: int, end: int) -> list[Name]:
    """``Schoonhoven, Renée van``: one comma, one family name before it, no body and no initialism."""
    words = text[start:end]
    family, comma, given = words.partition(",")
    if not comma or "," in given or _AND.search(given) or len(family.split()) != 1 or not 1 <= len(given.split()) <= 4:
        return []
    if (
        is_body(f"X {family}")
        or is_body(f"X {given}")
        or any(sum(map(str.isupper, word)) > 1 for word in words.split())
    ):
        return []
    name = parse_name(text, start, end)
    return [name] if name is not None and not name.is_body else []


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """A by-line cut at commas and ``and``, save inside brackets and inside the name of one body."""
    pieces: list[Span] = []
    for chunk in _outside_brackets(text, start, end):
        if pieces and DEGREE.fullmatch(" " + chunk.of(text)):
            continue
        if pieces and _continues_body(text, pieces[-1], chunk):
            pieces[-1] = Span(pieces[-1].start, chunk.end)
        else:
            pieces += _cut_at_and(text, chunk)
    return pieces


def _outside_brackets(text: str, start: int, end: int) -> Iterator[Span]:
    depth, at = 0, start
    for i in range(start, end):
        if text[i] in "([":
            depth += 1
        elif text[i] in ")]":
            depth = max(0, depth - 1)
        elif text[i] == "," and depth == 0:
            yield _trim(text, at, i)
            at = i + 1
    yield _trim(text, at, end)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return Span(start, end)


def _cut_at_and(text: str, chunk: Span) -> Iterator[Span]:
    at = chunk.start
    for match in _AND.finditer(text, chunk.start, chunk.end):
        left, right = text[at : match.start()].strip(" ,"), text[match.end() : chunk.end]
        # "Sociaal en Cultureel Planbureau" is one body; "Jan Smit en Stichting X" is two names
        if left and ("&" in match[0] or not _is_one_body(left, right)):
            yield _trim(text, at, match.start())
            at = match.end()
    lead = re.compile(r"\s*(?:(?:en|and|und|et)\s+|&\s*)").match(text, at, chunk.end)
    last = _trim(text, lead.end() if lead else at, chunk.end)
    if last.end > last.start:
        yield last


def _is_one_body(left: str, right: str) -> bool:
    """``Sociaal`` and ``Cultureel Planbureau``; but ``Cedefop`` and ``Eurofound`` are two."""
    return is_body(right) and len(right.split()) > 1 and is_body(left)


def _continues_body(text: str, before: Span, chunk: Span) -> bool:
    """``Ministerie van Onderwijs, Cultuur en Wetenschap``: what follows holds no full name."""
    if not is_body(before.of(text)) or len(before.of(text).split()) < 2:
        return False
    parts = _AND.split(chunk.of(text))
    return all(len(part.split()) == 1 and not part.isupper() for part in parts if part) and bool(parts[0])
