"""Dutch, Flemish and English personal names, and how to tell a person from a body.

A Dutch name has up to three parts: given names or initials, a particle (``van``, ``van der``,
``'t``) that is not part of the family name for sorting, and the family name. Pages write them in
natural order (``Renée van Schoonhoven``), references inverted (``Van Schoonhoven, R.`` or
``Schoonhoven, R. van``). All functions read a string and answer in offsets of it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from vm2graph.model import Span
from vm2graph.particles import BEFORE_ARTICLES, OPENING_PARTICLES, is_particle, leading_particles
from vm2graph.reading.wordlists import (
    BODY_ENDINGS,
    BODY_WORDS,
    COMPANY_FORMS,
    GIVEN_TOO,
    SURNAMES_TOO,
)

_ELIDED = re.compile(r"(?:d|l)['’][A-ZÀ-Þ]")  # d'Ancona: one word, part of the family name
_SHORT = r"(?:[^\W\d_a-zß-ÿ][^\W\d_]?|Chr|Joh|Jac|Ant)\."  # an initial
_SHORT_END = re.compile(rf"(?:^|[\s.,])(?:{_SHORT}|[JjSs]r\.)$")  # keeps its stop
_BEHIND = re.compile(
    r"(?<=\w)(?:\s+[–—|-]\s+|\s+(?:namens|in opdracht van|i\.o\.v\.|on behalf of|im Auftrag)\s"
    r"|(?<=[^\W\d_])\d{1,2}(?:,\d)*$|\s*[¹²³⁴⁵⁶⁷⁸⁹⁰†‡*]+[\d,¹²³⁴⁵⁶⁷⁸⁹⁰†‡*]*$)"
)
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")  # of a numbered list
_TITLE_STOPPED = r"(?:prof|dr|drs|ir|ing|mr|mw|dhr|mevr|mrs|ms|em|dipl|phil|habil|lic|bacc|apr)\."
_TITLE_BARE = r"(?:prof|dr|drs|ir|ing|dhr|mevr|mw|mevrouw|professor)(?=\s)"
_TITLE = rf"(?:(?i:{_TITLE_STOPPED}|{_TITLE_BARE})|h\.\s?c\.)\s*-?"  # "dr. h.c."; H.C. are initials
_ACADEMIC = re.compile(_TITLE)
DEGREE = re.compile(
    # short ones in capitals only: Ma, Ba and Med are family names
    r"[,\s]+\(?(?:(?i:msc|m\.sc\.?|phd|ph\.d\.?|bsc|b\.sc\.?|mphil|llm|ll\.m\.?|mba|edd|m\.ed\.?|b\.ed\.?)"
    r"|MA|M\.A\.|BA|B\.A\.|M[Ee]d|B[Ee]d|RA|RC|MPA|MMe|MME|MMS|MIM|MCM|MLD|MSW|LLB)\)?(?=$|[\s,&;])"
)
INITIALS = re.compile(rf"(?:{_SHORT}|[A-ZÀ-Þ](?![\w'’]))(?:\s?-?\s?(?:{_SHORT}|[A-ZÀ-Þ](?![\w'’])))*")
"""``R.``, ``R. K. W.``, ``D.-J.``, ``Th.``, or letters without stops."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person or a body in a string; parts are spans of that string."""

    span: Span
    family: Span | None = None  # None for a body
    particle: Span | None = None
    given: Span | None = None  # given names or initials, as they stand
    initials_only: bool = False

    @property
    def is_body(self) -> bool:
        """Whether no person bears this name."""
        return self.family is None

    def moved(self, by: int) -> Name:
        """The same name in a longer string."""

        def move(span: Span | None) -> Span | None:
            return None if span is None else Span(span.start + by, span.end + by)

        whole = Span(self.span.start + by, self.span.end + by)
        return replace(self, span=whole, family=move(self.family), particle=move(self.particle), given=move(self.given))


_WORD = re.compile(r"\S+")


def _words(text: str, start: int, end: int) -> list[Span]:
    return [Span(*match.span()) for match in _WORD.finditer(text, start, end)]


def is_body(text: str) -> bool:
    """Whether a name is that of a body: a telling word, one word alone, or a small word no name has."""
    words = text[_after_titles(text, 0, len(text)) :].split()
    if not words:
        return False
    if len(words) == 1:
        return not text.endswith(".")
    if any(w in BEFORE_ARTICLES and not is_particle(after) for w, after in pairwise(words)):
        return True
    if any(w[0].islower() and not is_particle(w) and not _ELIDED.match(w) and not _SUFFIX.fullmatch(w) for w in words):
        return True
    return any(c.isdigit() for c in text) or any(_tells_body(words, i) for i in range(len(words)))


_LONG = re.compile(r"[^\W\d_]{15,}")  # Bildungsberichterstattung: no name of a person is so long without a hyphen


def tells_body(text: str) -> bool:
    """Whether a word or its capitals alone say that this is a body."""
    words = text.split()
    told = any(_tells_body(["X", *words], i + 1) or (i and _tells_body(words, i)) for i in range(len(words)))
    return bool(words) and (told or text.isupper())


def _tells_body(words: list[str], i: int) -> bool:
    word = words[i].strip(".,()'’").casefold()
    last = i == len(words) - 1
    if word in GIVEN_TOO:
        return False
    if word in COMPANY_FORMS:  # Bos B.V., but B.V. Bos
        return last
    if word in SURNAMES_TOO and last:
        # "Sociaal-Economische Raad" has an adjective before it, "Boris de Raad" a particle or a given name
        return _ADJECTIVE.search(words[i - 1]) is not None or words[0] == "The" or _is_acronym(words)
    if word in BODY_WORDS or word in SURNAMES_TOO or (i == 0 and _is_acronym(words)) or _LONG.fullmatch(word):
        return True
    ends = word.endswith(BODY_ENDINGS)  # one look for all
    return ends and any(word.endswith(each) and (word == each or len(word) > len(each) + 2) for each in BODY_ENDINGS)


_ADJECTIVE = re.compile(
    r"(?:ische|iële|ële|[nti]ale|lijke|[dmp]se|weede|erste|gemene|nieuwe|[a-z]-[a-z]+)$", re.IGNORECASE
)


def _is_acronym(words: list[str]) -> bool:
    """``ROC van Twente``, ``MBO Raad``; but ``JW Smit`` and ``JAN SMIT``."""
    return len(words[0]) > 2 and words[0].isupper() and words[0].isalpha() and not words[-1].isupper()


def parse_name(text: str, start: int = 0, end: int | None = None) -> Name | None:
    """One name in natural or inverted order; titles, degrees and affiliations are left out of it."""
    start, end = _without_ornament(text, start, len(text) if end is None else end)
    if start >= end:
        return None
    if (comma := text.find(",", start, end)) > 0 and not is_body(text[start:end]):
        return parse_inverted(text, start, end) or _inverted_in_full(text, start, end) or _natural(text, start, comma)
    return _natural(text, start, end)


def _after_titles(text: str, start: int, end: int) -> int:
    """Where a name begins behind ``prof. dr.`` and the like."""
    at = start
    while at < end and (title := _ACADEMIC.match(text, at, end)):
        at = title.end()
        while at < end and text[at] == " ":
            at += 1
    return at if at < end else start


def _without_ornament(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of a name without titles before it, and degrees and brackets after it."""
    while start < end and text[start] in " ,;:-–•*&":
        start += 1
    if number := _NUMBER.match(text, start, end):
        start = number.end()
    start = _after_titles(text, start, end)
    bracket = text.find("(", start, end)
    # an affiliation goes; "SLO (nationaal expertisecentrum)" and "J.H. (Hans) de Vries" are names as they stand
    if start < bracket and text[:end].rstrip(" .,;").endswith(")") and not is_body(text[start:bracket].strip()):
        end = bracket
    if degree := DEGREE.search(text, start, end):
        end = degree.start()
    if (behind := _BEHIND.search(text, start, end)) and not is_body(text[start : behind.start()]):
        end = behind.start()  # Jan Smit – Hogeschool Zuid, Jan Smit namens het bureau, Jan Smit¹
    while end > start and text[end - 1] in " ,;:-–*&":
        end -= 1
    if end > start and text[end - 1] == "." and not _SHORT_END.search(text[start:end]):
        end -= 1
    return start, end


_STOPPED = re.compile(r"(?:[A-ZÀ-Þ]\.-?)+")
_SUFFIX = re.compile(r"[JjSs]r\.?|I{2,3}|IV")


def _natural(text: str, start: int, end: int) -> Name:
    """``Given particle Family``; without a particle the last word is the family name."""
    whole = Span(start, end)
    words = _words(text, start, end)
    if len(words) > 2 and _SUFFIX.fullmatch(words[-1].of(text)):
        words.pop()
    said = [word.of(text) for word in words]
    if len(words) > 1 and _STOPPED.fullmatch(said[-1]) and not _STOPPED.fullmatch(said[0]):  # Van Duif L.
        before, leading = _leading_particle(text, Span(start, words[-2].end))
        return Name(whole, before, leading, words[-1], initials_only=True)
    if len(words) < 2 or len(words) > 8 or is_body(text[start:end]):
        return Name(whole)
    first = next((i for i in range(len(said) - 1) if is_particle(said[i], opening=True)), None)
    if first is None:
        given, particle, family = words[:-1], [], words[-1:]
    else:
        last = first
        while last + 1 < len(said) - 1 and is_particle(said[last + 1]):
            last += 1
        given, particle, family = words[:first], words[first : last + 1], words[last + 1 :]
    given_span = Span(given[0].start, given[-1].end) if given else None
    return Name(
        whole,
        Span(family[0].start, family[-1].end),
        Span(particle[0].start, particle[-1].end) if particle else None,
        given_span,
        initials_only=given_span is not None and is_initials(given_span.of(text)),
    )


_FIRST_LETTER = re.compile(r"(?:^|[\s.-])([^\W\d_])")


@lru_cache(maxsize=1024)  # every name of a by-line is compared with every name of the reference
def initials_of(given: str) -> tuple[str, ...]:
    """The first letter of every given name or initial, lower case and without accents."""
    return tuple(unicodedata.normalize("NFKD", letter.casefold())[:1] for letter in _FIRST_LETTER.findall(given))


def is_initials(text: str) -> bool:
    """Whether given names are only initials."""
    return INITIALS.fullmatch(text) is not None


_LONGEST_FIRST = sorted(OPENING_PARTICLES, key=lambda each: (-len(each), each))
_PARTICLE = "(?:" + "|".join(each.replace("'", "['’‘]") for each in _LONGEST_FIRST) + ")"
_PARTICLES = rf"{_PARTICLE}(?:\s+{_PARTICLE})*"
_INVERTED = re.compile(
    # family, with what particles it begins with; lazily up to the comma
    r"(?![^\W\d_]{1,3}\.)(?P<family>[^\W\d_'’‘][^,;&()\[\]]{0,60}?|['’‘][^,;&()\[\]]{1,60}?)\s*,\s*"
    rf"(?:(?P<between>(?i:{_PARTICLES}),?\s+))?(?:{_TITLE}\s*)*"  # Berg, van den, J. and Berg, drs. J.
    rf"(?P<initials>{INITIALS.pattern})"
    rf"(?P<particle>\s+{_PARTICLES}(?![\w'’])|\s+d['’](?=[\s.,&;]|$)"
    rf"|\s+(?i:{_PARTICLES})(?=\s*(?:[,&;(]|$)|\s+(?:en|and|et)\s))?"  # Vos, S. De
    r"(?P<suffix>,?\s+(?:[js]r\b\.?|[JS]r\b\.?|I{2,3}\b))?"
)
_CLOSED = re.compile(
    r"(?!\s*(?:[dl]['’])?[^\W\d_a-zß-ÿ][^\W\d_]*[^\W_A-ZÀ-Þ])"
)  # "Jan Smit, J. Bos" is no "Jan Smit, J."


def parse_inverted(text: str, start: int = 0, end: int | None = None, *, closed: bool = False) -> Name | None:
    """``Family, I. I.``, ``Van Family, I.`` or ``Family, I. van`` at an offset of a reference.

    ``closed``: only where no other word of a name follows.
    """
    end = len(text) if end is None else end
    match = _INVERTED.match(text, start, end)
    if match is None or (closed and not _CLOSED.match(text, match.end(), end)):
        return None
    return _inverted(text, match)


_VANCOUVER = re.compile(
    rf"(?P<family>(?:{_PARTICLE}\s+)*[A-ZÀ-Þ][a-zà-ÿ'’-]+(?:[ -][A-ZÀ-Þ][a-zà-ÿ'’-]+)?)\s(?P<initials>[A-ZÀ-Þ]{{1,3}})"
    r"(?P<after>,\s+(?:(?:en|and|&)\s+)?|\.\s+(?=[A-ZÀ-Þ'‘“\"]))"
)


def parse_vancouver(text: str, start: int = 0) -> list[Name]:
    """``Smit J, Bos EA.`` at an offset; empty where the list does not end with a full stop."""
    names: list[Name] = []
    at = start
    while match := _VANCOUVER.match(text, at):
        family, particle = _leading_particle(text, Span(*match.span("family")))
        initials = Span(*match.span("initials"))
        names.append(Name(Span(at, initials.end), family, particle, initials, initials_only=True))
        at = match.end()
        if match["after"].startswith("."):
            return names
    return []


def _inverted(text: str, match: re.Match[str]) -> Name:
    family, particle = _leading_particle(text, Span(*match.span("family")))
    for name in ("between", "particle"):
        if inner := match[name]:
            offset = match.start(name) + len(inner) - len(inner.lstrip())
            particle = Span(offset, offset + len(inner.strip(" ,")))
    return Name(Span(*match.span()), family, particle, Span(*match.span("initials")), initials_only=True)


def _inverted_in_full(text: str, start: int, end: int) -> Name | None:
    """``Schoonhoven, Renée van``: the given name written out."""
    comma = text.find(",", start, end)
    left, right = _words(text, start, comma), _words(text, comma + 1, end)
    if not left or not right or len(right) > 5 or len(left) > 5 or "," in text[comma + 1 : end]:
        return None
    family, particle = _leading_particle(text, Span(left[0].start, left[-1].end))
    given = list(right)
    while len(given) > 1 and is_particle(given[-1].of(text)):
        given.pop()
    if len(given) < len(right):
        particle = Span(right[len(given)].start, right[-1].end)
    span = Span(given[0].start, given[-1].end)
    return Name(Span(start, end), family, particle, span, initials_only=is_initials(span.of(text)))


def _leading_particle(text: str, family: Span) -> tuple[Span, Span | None]:
    words = _words(text, family.start, family.end)
    count = leading_particles([word.of(text) for word in words])
    if not count:
        return family, None
    return Span(words[count].start, family.end), Span(words[0].start, words[count - 1].end)
