"""The text of a page with its passages marked: what stands beside the values of a record.

The text is cut into events (a run of text, a passage that begins, one that ends, a gap) that a template
writes down as they come. Passages nest; where two cross, the later one is marked in two pieces.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

AROUND = 80
"""Characters shown on either side of a passage where the page itself is not shown."""

Place = tuple[int, int]
"""Start and end of a passage: 0-based code points, end exclusive."""


@dataclass(frozen=True, slots=True)
class Event:
    """``kind`` is text, open, close or gap."""

    kind: str
    text: str = ""
    place: Place = (0, 0)  # of open and close
    whole: bool = True  # of open: the first piece of its passage; of close: the last


def key_of(place: Place) -> str:
    """The fragment of a passage, as in its IRI."""
    return f"char={place[0]},{place[1]}"


def marked(text: str | None, quotes: Mapping[Place, str], *, whole: bool = False) -> list[Event]:
    """The passages in the text of their page, with :data:`AROUND` characters around each, or the ``whole`` page.

    Without the text, or where it does not read what is quoted, all there is to show is the quotations.
    """
    if text is None or any(text[start:end] != quote for (start, end), quote in quotes.items()):
        text = _pieced(quotes)
        windows = _windows(quotes, len(text), 0)
    elif whole:
        windows = [(0, len(text))]
    else:
        windows = _windows(quotes, len(text), AROUND)
    events: list[Event] = []
    at = 0
    for start, end in windows:
        if start > at:
            events.append(Event("gap"))
        inside = [place for place in quotes if start <= place[0] < place[1] <= end]
        events += _nested(text, inside, start, end)
        at = end
    if windows and at < len(text):
        events.append(Event("gap"))
    return events


def _pieced(quotes: Mapping[Place, str]) -> str:
    """What the quotations tell of a page; a space stands for each character that none of them holds."""
    known = [" "] * max((end for _, end in quotes), default=0)
    for (start, end), quote in quotes.items():
        if len(quote) == end - start:
            known[start:end] = quote
    return "".join(known)


def _windows(places: Mapping[Place, str], length: int, around: int) -> list[Place]:
    """The stretches to be shown, in order and apart."""
    found: list[Place] = []
    for start, end in sorted(places):
        first, last = max(0, start - around), min(length, end + around)
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _nested(text: str, places: Sequence[Place], start: int, end: int) -> Iterator[Event]:
    # a piece by its start, the longest first, and the passage it is a piece of
    waiting = [(place[0], -place[1], place) for place in places]
    heapq.heapify(waiting)
    within: list[tuple[int, Place]] = []  # the pieces that are open, by their end
    at = start
    while waiting or within:
        if within and (not waiting or within[-1][0] <= waiting[0][0]):
            until, place = within.pop()
            yield from _run(text, at, until)
            at = until
            yield Event("close", place=place, whole=until == place[1])
            continue
        first, negated, place = heapq.heappop(waiting)
        last = -negated
        if within and last > within[-1][0]:
            heapq.heappush(waiting, (within[-1][0], negated, place))
            last = within[-1][0]
        yield from _run(text, at, first)
        at = first
        yield Event("open", place=place, whole=first == place[0])
        within.append((last, place))
    yield from _run(text, at, end)


def _run(text: str, start: int, end: int) -> Iterator[Event]:
    if end > start:
        yield Event("text", text[start:end])
