"""A passage without the accidents of typing, and the way back to where each character stood.

No-break spaces, soft hyphens, zero-width characters, line breaks inside a value and HTML entities
left over by an export are no part of what an author wrote. Grammars read the tidy text and answer
in its offsets; :meth:`Tidy.span` turns these into passages of the page.
"""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from collections.abc import Sequence
from functools import lru_cache

from vm2graph.model import Span, Stated, Status

BULLET = re.compile(r"^[-–—•*·▪]\s+")
"""The sign before an item of a list."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_RUN = re.compile(r"[\w!-%'-/:-@\[-`{-~–‘’“”…]+(?: [\w!-%'-/:-@\[-`{-~–‘’“”…]+)*")  # tidy words: no "&", single blanks
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u180e")
_LONGEST = 20_000  # of a value that a grammar reads; an abstract is not read by one


class Tidy:
    """``text`` is the passage made tidy; ``span`` maps an offset of it back to the page."""

    __slots__ = ("_ends", "_page", "_starts", "passage", "text")

    def __init__(self, page: str, passage: Span) -> None:
        """Reads the passage; of a very long one, what a grammar can use."""
        self._page = page
        self._starts: Sequence[int]
        self._ends: Sequence[int]
        end = min(passage.end, passage.start + _LONGEST)
        raw = page[passage.start : end]
        if _is_tidy(raw):  # as nearly all passages are: then offsets need no table
            start = passage.start + len(raw) - len(raw.lstrip(" "))
            self.text = raw.strip(" ")
            self._starts = range(start, start + len(self.text))
            self._ends = range(start + 1, start + len(self.text) + 1)
        else:
            self.text, self._starts, self._ends = _tidied(page, passage.start, end)
        self.passage = Span(self._starts[0], self._ends[-1]) if self.text else Span(passage.start, passage.start)

    def span(self, start: int, end: int) -> Span:
        """The passage of the page behind ``text[start:end]``."""
        if start >= end:
            return Span(self.passage.start, self.passage.start)
        return Span(self._starts[start], self._ends[end - 1])

    def stated(self, start: int, end: int, rule: str) -> Stated[str]:
        """``text[start:end]`` as a value: verbatim where the page has the same characters, else normalised."""
        words, passage = self.text[start:end], self.span(start, end)
        status = Status.VERBATIM if words == passage.of(self._page) else Status.NORMALISED
        return Stated(words, (passage,), rule, status)


def _is_tidy(text: str) -> bool:
    """Whether a passage is tidy but for single blanks around it. What is printable is no blank but the space."""
    return text.isprintable() and "&" not in text and "  " not in text


def _tidied(page: str, at: int, end: int) -> tuple[str, array[int], array[int]]:
    """A passage made tidy, and where each of its characters starts and ends on the page."""
    out: list[str] = []
    starts, ends = array("L"), array("L")
    while at < end:
        if run := _RUN.match(page, at, end):
            out.append(run[0])
            starts.extend(range(at, run.end()))
            ends.extend(range(at + 1, run.end() + 1))
            at = run.end()
            continue
        found, step = _character(page, at, end)
        for character in found:
            if character != " " or (out and out[-1] != " "):
                out.append(character)
                starts.append(at)
                ends.append(at + step)
        at += step
    while out and out[-1] == " ":
        del out[-1], starts[-1], ends[-1]
    return "".join(out), starts, ends


def _character(page: str, at: int, end: int) -> tuple[str, int]:
    """What the character at an offset comes to, and how many characters of the page it took."""
    character = page[at]
    if character == "&" and (entity := _ENTITY.match(page, at, end)):
        decoded = html.unescape(entity[0])
        if decoded != entity[0]:
            return "".join(_plain(c) for c in decoded), len(entity[0])
    return _plain(character), 1


def _plain(character: str) -> str:
    if character.isspace():
        return " "
    if character in _INVISIBLE or unicodedata.category(character) in {"Cc", "Cs", "Cn", "Co"}:
        return ""
    return character


def stated(page: str, passage: Span, rule: str) -> Stated[str]:
    """The text of a passage: verbatim where it is tidy already, else normalised."""
    tidy = Tidy(page, passage)
    return tidy.stated(0, len(tidy.text), rule)


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


def stated_prose(page: str, passage: Span, rule: str) -> Stated[str]:
    """A passage of prose with its line breaks; only what no document may carry is taken out."""
    raw = passage.of(page)
    text = _UNPRINTABLE.sub("", _ENTITY.sub(lambda entity: html.unescape(entity[0]), raw))
    return Stated(text, (passage,), rule, Status.VERBATIM if text == raw else Status.NORMALISED)


_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=1024)  # the same names and labels come by again and again
def fold(text: str) -> str:
    """Letters and digits alone, without case and accents: the key under which two spellings are one."""
    return _SIGNS.sub("", unicodedata.normalize("NFKD", text.casefold()))
