"""How a reference is cut: sentences, separated lists, and the trimming of both."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vm2graph.model import Span

_ABBREVIATION = re.compile(
    r"(?:^|[\s(.])(?:[A-ZÀ-Þ]|nrs?|no|vol|ed|eds|dr|drs|dhr|mw|mevr|prof|ir|ing|mr|st|blz|pp|pag|p|vs|red|reds|hrsg"
    r"|univ|dept|inc|jr|ca|resp|bijv|jrg|afl|art|bd|aufl|vert|trans|herz|rev|etc|incl|excl|o\.a|e\.a"
    r"|jan|feb|mrt|apr|jun|jul|aug|sept|okt|nov|dec|diss)\.$",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"[.?!…]+[\"”’')\]]*(?=\s)|(?<=[a-zà-ÿ])\s?\.(?=[A-ZÀ-Þ][a-zà-ÿ])"
)  # also where the space is missing


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Cuts at full stops outside brackets, not at those of abbreviations and initials."""
    depth, at, seen = 0, start, start
    for stop in _STOP.finditer(text, start, end):
        depth = max(0, depth + sum((c in "([") - (c in ")]") for c in text[seen : stop.end()]))
        seen = stop.end()
        following = text[stop.end() : stop.end() + 4].lstrip()
        if depth or (
            stop[0].startswith(".") and _ABBREVIATION.search(text, max(at - 1, stop.start() - 12, 0), stop.start() + 1)
        ):
            continue
        if following[:1] in {":", ";", "(", "[", ",", "–", "-"} or ("." not in stop[0] and following[:1].islower()):
            continue
        yield trim(text, at, stop.end())
        at = stop.end()
    last = trim(text, at, end)
    if re.search(r"\w", last.of(text)):
        yield last


def split(text: str, span: Span, separator: re.Pattern[str]) -> Iterator[Span]:
    """The items of a list between its separators."""
    at = span.start
    for match in separator.finditer(text, span.start, span.end):
        if match.start() > at:
            yield Span(at, match.start())
        at = match.end()
    if span.end > at:
        yield Span(at, span.end)


def without_stop(text: str, span: Span) -> Span:
    """A sentence without the stop that ends it."""
    end = span.end
    while end > span.start and (text[end - 1].isspace() or (text[end - 1] in ".," and text[end - 3 : end] != "...")):
        end -= 1
    # an abbreviation keeps its stop: "B.V.", "D.C."
    if (
        end < span.end
        and text[end] == "."
        and re.search(r"(?:^|\W)[A-Z](?:\.[A-Z])+$", text[max(span.start, end - 8) : end])
    ):
        end += 1
    return Span(span.start, end)


def trim(text: str, start: int, end: int) -> Span:
    """What is left between two offsets without separators around it."""
    while start < end and text[start] in " .,;:":
        start += 1
    while end > start and text[end - 1] in " ,;":
        end -= 1
    return Span(start, end)
