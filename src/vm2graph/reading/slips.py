"""Slips of the pen that a page's own words settle. Precise rather than complete: each rule names its reason.

They are proposals: what the page says stays as it is, and a curator's notes may read it otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from vm2graph.model import Remark, Span
from vm2graph.reading.remarks import remark

# an abbreviation or several words in brackets: "(v)mbo" and "(her)examens" are written so on purpose
_NO_SPACE = re.compile(
    r"(\((?<=\s\()(?:[A-ZÀ-Þ][\w&/-]*[A-ZÀ-Þ]\w*|[^()\n]{1,40} [^()\n]{1,40})\))([a-zà-ÿ]{3,40})(?![\w(])"
)
# an acronym in brackets right behind a word: "leerling(en)" has small letters in them
_NO_SPACE_BEFORE = re.compile(r"(?<![\w(./@-])([A-Za-zÀ-ÿ]?[a-zà-ÿ]{3,40})(\([A-ZÀ-Þ]{2,8}\))(?!\w)")
# two words of a sentence: no address, no abbreviation, no name such as "ASP.Net"
_NO_SPACE_STOP = re.compile(
    r"(?<![\w./@:-])([A-Za-zÀ-ÿ]?[a-zà-ÿ]{2,40}[.!?])((?!(?:Com|Nl|Org|Net|Js)\b)[A-ZÀ-Þ][a-zà-ÿ]{1,40})(?=[\s,;:)]|[.!?](?:\s|$))"
)
_NO_SPACE_COMMA = re.compile(r"(?<![\w./@:,-])([A-Za-zÀ-ÿ]?[a-zà-ÿ]{2,40},)([a-zà-ÿ]{3,40})(?=[\s.;:)])")
_SPACES = (
    (_NO_SPACE, "missing_space"),
    (_NO_SPACE_BEFORE, "missing_space_before"),
    (_NO_SPACE_STOP, "missing_space_after"),
    (_NO_SPACE_COMMA, "missing_space_after"),
)
_ANY_SPACE = re.compile(  # what all of these hold, from the sign on: there are far fewer signs than letters
    r"[.!?,()](?:(?<=[.!?])[A-ZÀ-Þ]|(?<=,)[a-zà-ÿ]|(?<=[a-zà-ÿ]\()[A-ZÀ-Þ]|(?<=\))[a-zà-ÿ])"
)
_SECTORS = ("vmbo", "havo", "atheneum", "gymnasium")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]{4,40}(?![A-Za-zÀ-ÿ])")
_LONG_WORD = re.compile(r"[a-zà-ÿ]{7,40}")  # shorter words that differ so are often both words: form, from
_BOTH_WORDS = frozenset({"complaint", "compliant", "marital", "martial"})  # each is the other with letters changed over
_CODE = re.compile(r"[A-Z](?<![A-Za-z0-9].)[A-Z]{1,3}\d(?![A-Za-z0-9])")
_LOOKS_LIKE = dict(zip("0123456789", ("DOQ", "IL", "SZ", "EB", "A", "S", "G", "T", "B", "GQ"), strict=True))
_MOST = 20
_LONGEST = 50_000  # characters of a page that are looked through


def slips(text: str, passage: Span) -> Iterator[Remark]:
    """The slips in a passage of prose, in no more than twenty remarks of a kind."""
    for pattern, code in _SPACES if _ANY_SPACE.search(text, passage.start, passage.end) else ():
        for match, _ in zip(pattern.finditer(text, passage.start, passage.end), range(_MOST), strict=False):
            reading = f"{match[1]} {match[2]}"
            yield remark(code, "abstract", (Span(*match.span()),), value=reading, proposed=reading)
    yield from _miscoded(text, passage)
    yield from _misspelt(text, passage, {**_swapped_sectors(text), **_swapped_words(text, passage)})


def _misspelt(text: str, passage: Span, wrong: dict[str, str]) -> Iterator[Remark]:
    if not wrong:  # as on nearly every page: then no word needs looking at
        return
    found = 0
    for match in _WORD.finditer(text, passage.start, passage.end):
        if found < _MOST and (right := wrong.get(match[0].casefold())) and not text[match.start() - 1].isalpha():
            found += 1
            right = right.capitalize() if match[0][0].isupper() and not match[0].isupper() else right
            yield remark("misspelling", "abstract", (Span(*match.span()),), value=right, proposed=right)


def _swapped_sectors(text: str) -> dict[str, str]:
    """``vbmo`` on a page that also writes ``vmbo``: two neighbouring letters changed places."""
    wrong: dict[str, str] = {}
    page = text.casefold()
    for sector in _SECTORS:
        if sector in page and re.search(rf"(?<![a-z]){sector}(?![a-z])", page):
            for i in range(len(sector) - 1):
                swapped = sector[:i] + sector[i + 1] + sector[i] + sector[i + 2 :]
                if swapped not in _SECTORS and swapped in page:
                    wrong[swapped] = sector
    return wrong


def _swapped_words(text: str, passage: Span) -> dict[str, str]:
    """``ondewrijs`` once, on a page that writes ``onderwijs`` twice or more: the same for any long word."""
    words = Counter(_LONG_WORD.findall(text[passage.start : passage.end][:_LONGEST].casefold()))
    common: dict[tuple[int, str], list[str]] = {}
    for word, times in words.items():
        if times > 1:
            common.setdefault((len(word), word[0]), []).append(word)
    return {
        word: right
        for word, times in words.items()
        if times == 1 and word not in _BOTH_WORDS
        for right in common.get((len(word), word[0]), ())
        if _is_swapped(word, right)
    }


def _is_swapped(one: str, other: str) -> bool:
    """Whether two words of one length differ in two neighbouring letters that changed places."""
    differ = [i for i, (mine, yours) in enumerate(zip(one, other, strict=True)) if mine != yours]
    return (
        len(differ) == 2
        and differ[1] == differ[0] + 1
        and one[differ[0]] + one[differ[1]] == (other[differ[1]] + other[differ[0]])
    )


def _miscoded(text: str, passage: Span) -> Iterator[Remark]:
    """``VMS`` once, on a page that writes ``VM2`` three times or more: a letter that looks like the digit."""
    codes = Counter(_CODE.findall(text[:_LONGEST]))
    for code, times in codes.items():
        if times < 3:
            continue
        pattern = re.compile(rf"(?<![A-Za-z0-9]){code[:-1]}[{_LOOKS_LIKE[code[-1]]}](?![A-Za-z0-9])")
        found = list(pattern.finditer(text, 0, min(len(text), _LONGEST)))
        if len(found) == 1 and passage.start <= found[0].start() < passage.end:
            yield remark("misspelling", "abstract", (Span(*found[0].span()),), value=code, proposed=code)
