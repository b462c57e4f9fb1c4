"""By-lines: several names on a line, told apart.

    names   = name {separator name} ["e.a."]
    name    = inverted | in full | natural | body
    inverted  Vries, O. de          its comma and initials tell it from all others
    in full   Schoonhoven, Renée van   where every name of the line is written so, or the first
    natural   Renée van Schoonhoven (ECBO)
    body      Sociaal en Cultureel Planbureau

Names are separated by commas, semicolons, ``&``, ``en``, ``and``; so are the words of bodies and
the parts of inverted names. Offsets are of the string given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vm2graph.model import Span
from vm2graph.particles import is_particle
from vm2graph.reading.names_of_people import DEGREE, Name, is_body, parse_inverted, parse_name, tells_body
from vm2graph.reading.wordlists import OF_A_SUBJECT
from vm2graph.reading.wordlists import words as words_of

_ET_AL = re.compile(
    # in lower case: E.A. and U.A. are initials
    r"[,;]?\s*(?:(?:\b(?:en|and|und)\s+|&\s*))?"
    r"(?:\be\.\s?a\.?(?!\w)|\b[Ee]t\.?\s+al\b\.?|\bu\.\s?a\.?(?!\w)|\bc\.\s?s\.|\b(?:vele )?anderen\b|\bothers\b"
    r"|\bcollega[’']?s\b|\bcolleagues\b)"
)
EDITOR_ROLE = re.compile(
    r"[(\[]?\b(?:(?:eind|hoofd)?reds?\.|redactie|redacteuren|redacteur|eds?\.|editors?|hrsg\.|hg\.|herausgeber|samenst\.)[)\]]?"
    r"|\((?:reds?|eds?|hrsg|hg|dir\.?|samenstell(?:ing|ers?)|coörd\.|coord\.)\)",
    re.IGNORECASE,
)
"""``(red.)``, ``(Eds.)``: the people before it edited the work."""
HELPERS = re.compile(
    # M.M. V. are initials
    r"[,;(]?\s*(?:\b[mM]\.\s?m\.\s?v\.?|\bmmv\b\.?|\b(?i:met medewerking van|in samenwerking met|met bijdragen van"
    r"|met dank aan|with contributions (?:from|by)|in collaboration with|unter mitarbeit von))\s*:?\s*"
)
"""``m.m.v.``: the people after it helped."""


@dataclass(frozen=True, slots=True)
class Byline:
    """The names of a by-line, and whether it says there are more."""

    names: tuple[Name, ...]
    et_al: bool
    edited: bool = False

    def moved(self, by: int) -> Byline:
        """The same by-line in a longer string."""
        return replace(self, names=tuple(name.moved(by) for name in self.names)) if by else self


_AND = re.compile(r"\s+(?:en|EN|and|AND|und|et)\s+|\s*&\s*|\s+\+\s+")
_SPLIT = re.compile(r"\s*[;|•·]\s*|\s*/\s*(?=[A-ZÀ-Þ][\w'’.-]*[\s,/])")
_ELLIPSIS = r"(?:…|\.\.\.|\. \. \.)"
_ITEM = re.compile(rf"\s*,\s*(?:{_ELLIPSIS}\s*,?\s*)?(?:(?:en|and|und|et)\s+|&\s*)?|{_AND.pattern}|\s*{_ELLIPSIS}\s*")
_AFTER = re.compile(rf"(?:\s*\([^()]{{0,80}}\))?(?:[\s.,;&]|{_ELLIPSIS})*(?:(?:en|and|und|et)\s+)?")
"""What follows an inverted name: an affiliation in brackets, and a separator."""
_LEAD = re.compile(r"[\s,&]*(?:(?:en|and|und)\s+)?")
_LEADING_AND = re.compile(r"\s*(?:(?:en|and|und|et)\s+|&\s*)")
_MOST_NAMES = 200
_LONGEST = 4000  # characters; more is no by-line


def parse_byline(text: str) -> Byline:
    """Every name of a by-line, in order."""
    text = text[:_LONGEST]
    et_al = _ET_AL.search(text)
    end = et_al.start() if et_al else len(text)
    names: list[Name] = []
    at, edited = 0, False
    for cut in EDITOR_ROLE.finditer(text):
        names += _names_of_list(text, at, max(at, min(cut.start(), end)))
        at, edited = cut.end(), True
    names += _names_of_list(text, at, max(at, end))
    return Byline(tuple(names[:_MOST_NAMES]), et_al is not None, edited and bool(names))


def _names_of_list(text: str, start: int, end: int) -> Iterator[Name]:
    """The names between separators that no name holds."""
    at = start
    for cut in _SPLIT.finditer(text, start, end):
        yield from _names_between(text, at, cut.start())
        at = cut.end()
    yield from _names_between(text, at, end)


def _names_between(text: str, start: int, end: int) -> Iterator[Name]:
    """Inverted names wherever one fits, and what stands between them."""
    lead = _LEAD.match(text, start, end)
    at = gap = lead.end() if lead else start
    if text.find(",", at, end) > 0 and (in_full := _in_full(text, at, end)):
        yield from in_full
        return
    while at < end:
        if name := _inverted_at(text, at, end):
            yield from _others(text, gap, at)
            yield name
            separator = _AFTER.match(text, name.span.end, end)
            at = gap = separator.end() if separator else name.span.end
        else:
            at = _next_item(text, gap, at, end)
    yield from _others(text, gap, end)


def _next_item(text: str, gap: int, at: int, end: int) -> int:
    """Where the next item of a list begins, outside the brackets of an affiliation."""
    while item := _ITEM.search(text, at, end):
        at = item.end()
        if text.count("(", gap, at) <= text.count(")", gap, at):
            return at
    return end


def _inverted_at(text: str, at: int, end: int) -> Name | None:
    """``Family, I.``, unless the family name is that of a body or two names have been taken for one."""
    name = parse_inverted(text, at, end, closed=True)
    if name is None or name.family is None or _AND.search(text, name.span.start, name.family.end):
        return None
    family = name.family.of(text)
    return None if " " in family and is_body(f"X {family}") else name


def _others(text: str, start: int, end: int) -> Iterator[Name]:
    """Names in natural order, and bodies."""
    while end > start and text[end - 1] in " ,&":
        end -= 1
    for piece in _pieces(text, start, end):
        name = parse_name(text, piece.start, piece.end)
        if name is not None and re.search(r"\w", name.span.of(text)):
            yield name


# ---------------------------------------------------------------- Family, Given

_CAPITALISED = r"(?:['’]?[A-ZÀ-Þ][\w'’.-]*)"
_FAMILY = re.compile(rf"(?:[^\W\d_A-Z][\w'’]*\s+|['’]t\s+|(?:Van|De|Den|Der|Ten|Ter)\s+)*{_CAPITALISED}")
_GIVEN = re.compile(rf"{_CAPITALISED}(?:\s+{_CAPITALISED}){{0,2}}(?P<particles>(?:\s+[^\W\d_A-Z][\w'’]*|\s+['’]t)*)")


def _in_full(text: str, start: int, end: int) -> list[Name]:
    """``Smit, Jan & Bos, Els van den``, or ``Smit, Jan, Els Bos en Karin Mol``: only the first, as in Chicago."""
    at, chunks = start, []
    for match in _AND.finditer(text, start, end):
        chunks.append(_trim(text, at, match.start()))
        at = match.end()
    chunks.append(_trim(text, at, end))
    if all(_is_in_full(chunk.of(text)) for chunk in chunks):
        names = [parse_name(text, chunk.start, chunk.end) for chunk in chunks]
        return [name for name in names if name is not None and not name.is_body]
    return _first_in_full(text, start, end)


def _first_in_full(text: str, start: int, end: int) -> list[Name]:
    items = [piece for chunk in _outside_brackets(text, start, end) for piece in _cut_at_and(text, chunk)]
    if (
        len(items) < 3
        or any(" " in item.of(text) for item in items[:2])
        or not _is_in_full(text[items[0].start : items[1].end])
    ):
        return []
    names = [parse_name(text, items[0].start, items[1].end), *(parse_name(text, i.start, i.end) for i in items[2:])]
    found = [name for name in names if name is not None and not name.is_body]
    return found if len(found) == len(names) else []


def _is_in_full(words: str) -> bool:
    """One comma, a family name before it and a given name behind, no body and no acronym."""
    family, comma, given = re.sub(r"(?<=\w{3})\.$", "", words.strip()).partition(", ")
    match = _GIVEN.fullmatch(given)
    return (
        bool(comma)
        and "." not in given
        and _FAMILY.fullmatch(family) is not None
        and match is not None
        and all(is_particle(word) for word in [*match["particles"].split(), *family.split()[:-1]])
        and not is_body(f"X {family}")
        and not is_body(f"X {given}")
        and not re.search(r"[A-ZÀ-Þ]{2}", words)
    )


# ---------------------------------------------------------------- natural order


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
        if text.count("(", at, match.start()) > text.count(")", at, match.start()):
            continue  # in an affiliation
        left, right = text[at : match.start()].strip(" ,"), text[match.end() : chunk.end]
        # "Sociaal en Cultureel Planbureau" is one body; "Jan Smit en Stichting X" is two names
        if left and ("&" in match[0] or not (_is_one_body(left, right) or _is_subject(left, right))):
            yield _trim(text, at, match.start())
            at = match.end()
    lead = _LEADING_AND.match(text, at, chunk.end)
    last = _trim(text, lead.end() if lead else at, chunk.end)
    if last.end > last.start:
        yield last


_SUBJECTS = words_of("onderwijs onderzoek training education research advies")
"""What bodies are about, and which name bodies too."""


def _is_one_body(left: str, right: str) -> bool:
    """``Sociaal`` and ``Cultureel Planbureau``; but ``Cedefop`` and ``Eurofound`` are two."""
    words = right.split()
    if (
        tells_body(left.split(maxsplit=1)[0])
        and tells_body(words[0] if words else "")
        and words[0].casefold() not in _SUBJECTS
    ):
        return False  # Provincie Noord-Brabant en Gemeente Tilburg
    return len(words) > 1 and is_body(right) and is_body(left)


_CENTRES = words_of("steunpunt kenniscentrum expertisecentrum")
"""Bodies that stand beside others as often as their subjects do."""


def _is_subject(left: str, right: str) -> bool:
    """``Departement Onderwijs`` and ``Vorming & AHOVOKS``: of the body before it, where that is called after one.

    ``Ministerie van OCW`` and ``Panteia`` are two.
    """
    first = _AND.split(right, maxsplit=1)[0].strip(" ,").split(" (")[0]
    *others, last = first.split() or [""]
    acronym = len(last) > 1 and last.isupper() and len(others) == 1
    kind, *subject = left.casefold().split()
    called = len(subject) == 1 and kind in OF_A_SUBJECT and kind not in _CENTRES
    return called and not tells_body(first) and (not others or acronym)


def _continues_body(text: str, before: Span, chunk: Span) -> bool:
    """``Ministerie van Onderwijs, Cultuur en Wetenschap``: what follows holds no full name."""
    if not is_body(before.of(text)) or len(before.of(text).split()) < 2:
        return False
    if chunk.of(text).split(" ", 1)[0] in OF_A_SUBJECT:  # Gemeente Ede, afdeling Jeugd en Onderwijs
        return True
    parts = _AND.split(chunk.of(text))
    return all(len(part.split()) == 1 and not part.isupper() for part in parts if part) and bool(parts[0])
