"""Slips of the pen that a page's own words settle. Precise rather than complete: each rule names its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vm2graph.model import Remark, Span
from vm2graph.reading.remarks import remark

# an abbreviation or several words in brackets: "(v)mbo" and "(her)examens" are written so on purpose
_NO_SPACE = re.compile(
    r"(\((?<=\s\()(?:[A-ZÀ-Þ][\w&/-]*[A-ZÀ-Þ]\w*|[^()\n]{1,40} [^()\n]{1,40})\))([a-zà-ÿ]{3,40})(?![\w(])"
)
_SECTORS = ("vmbo", "havo", "atheneum", "gymnasium")
_WORD = re.compile(r"[A-Za-z]{4,12}(?![A-Za-z])")
_MOST = 20


def slips(text: str, passage: Span) -> Iterator[Remark]:
    """The slips in a passage of prose, in no more than twenty remarks of a kind."""
    for match, _ in zip(_NO_SPACE.finditer(text, passage.start, passage.end), range(_MOST), strict=False):
        reading = f"{match[1]} {match[2]}"
        yield remark("missing_space", "abstract", (Span(*match.span()),), value=reading, proposed=reading)
    yield from _transposed(text, passage)


def _transposed(text: str, passage: Span) -> Iterator[Remark]:
    """``vbmo`` on a page that also writes ``vmbo``: two neighbouring letters changed places."""
    wrong: dict[str, str] = {}
    page = text.casefold()
    for sector in _SECTORS:
        if sector in page and re.search(rf"(?<![a-z]){sector}(?![a-z])", page):
            for i in range(len(sector) - 1):
                swapped = sector[:i] + sector[i + 1] + sector[i] + sector[i + 2 :]
                if swapped not in _SECTORS and swapped in page:
                    wrong[swapped] = sector
    if not wrong:  # as on nearly every page: then no word needs looking at
        return
    found = 0
    for match in _WORD.finditer(text, passage.start, passage.end):
        if found < _MOST and (right := wrong.get(match[0].casefold())) and not text[match.start() - 1].isalpha():
            found += 1
            yield remark("misspelling", "abstract", (Span(*match.span()),), value=right, proposed=right)
