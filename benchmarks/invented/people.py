"""Chance, and the people that chance makes write reports."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from random import Random
from typing import NamedTuple, TypeVar

from benchmarks.invented import words
from benchmarks.invented.tongues import Tongue

_T = TypeVar("_T")


def capital(text: str) -> str:
    """With a capital to begin with."""
    return text[0].upper() + text[1:]


class Dice:
    """Chance for one page. Only ``Random.random`` of a string seed, which Python keeps the same for good."""

    def __init__(self, number: int, seed: int) -> None:
        self.random = Random(f"{seed}-{number}").random

    def pick(self, items: Sequence[_T]) -> _T:
        """One of them."""
        return items[int(self.random() * len(items))]

    def below(self, limit: int) -> int:
        """0 or more, and less than ``limit``."""
        return int(self.random() * limit)

    def often(self, share: float) -> bool:
        """Whether something happens that happens in this share of the cases."""
        return self.random() < share


class Author(NamedTuple):
    """A person: ``Anna``, ``M`` or nothing, ``van der`` or nothing, ``Berg``."""

    given: str
    middle: str
    particle: str
    family: str


_SURNAMES = (
    *(("", name) for name in words.FAMILIES),
    *((particle, name) for name in words.LANDSCAPE for particle in words.PARTICLES),
    *(("", first + second) for first in words.FIRST_HALVES for second in words.SECOND_HALVES),
    *(("", f"{one}-{other}") for one in words.FAMILIES[:20] for other in words.FAMILIES[20:35]),
)
# no "E.A." (and others), "H.C." (honoris causa) and "M.M. V" (with contributions by)
_MIDDLES = ("", "", "", "", "B", "D", "G", "J", "K", "L", "P", "W")
_PEOPLE = len(words.GIVEN) * len(_SURNAMES) * len(_MIDDLES)
_HEAD_START, _PER_PAGE = 60, 0.3  # people who write often at the first page, and how many more with every page
_EVENNESS = 100.0  # the higher, the less the first few stand out (Zipf's law with Mandelbrot's constant)
_ONCE = 0.08  # the share of names that stand on one page alone
_FIRST_ONCE = 1_000_000  # the first of those who write once; before it come those who write often


def person(index: int) -> Author:
    """One of the people, the same under every seed."""
    rest, given = divmod(index * 1_299_709 % _PEOPLE, len(words.GIVEN))
    middle, surname = divmod(rest, len(_SURNAMES))
    return Author(words.GIVEN[given], _MIDDLES[middle], *_SURNAMES[surname])


def authors(number: int, dice: Dice) -> list[Author]:
    """One to five people. The earlier in the row of people, the likelier; the row grows with the page's number."""
    people = _HEAD_START + _PER_PAGE * number
    first, last = sqrt(_EVENNESS), sqrt(people + _EVENNESS)
    found: dict[int, None] = {}
    for _ in range(dice.pick((1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5))):
        at = first + dice.random() * (last - first)
        once = dice.random() < _ONCE
        found[_FIRST_ONCE + 2 * number + len(found) % 2 if once else int(at * at - _EVENNESS)] = None
    return [person(index) for index in found]


def byline(people: Sequence[Author], dice: Dice, tongue: Tongue, *, edited: bool) -> tuple[str, list[str]]:
    """The label and the names, as a list or a line each."""
    initials = dice.often(0.1)
    names = []
    for who in people:
        given = (initials_of(who).replace(" ", "") if initials else f"{who.given} {who.middle}.") if who.middle else ""
        given = given or (initials_of(who) if initials else who.given)
        names.append(" ".join(filter(None, (given, who.particle, who.family))))
    if dice.often(0.04):
        names[0] = dice.pick(("Dr. ", "Prof. dr. ", "Drs. ")) + names[0]
    if edited and dice.often(0.5):
        return dice.pick(tongue.labels["editors"]), [_join(names, f" {tongue.last} ")]
    label = dice.pick(tongue.labels["authors" if len(names) > 1 else "author"])
    if edited:
        return label, [_join(names, " & ") + (" (red.)" if tongue.column == 0 else " (Eds.)")]
    if label[-1:] in "s)" and len(names) > 1 and dice.often(0.1):
        return label, names
    return label, ["; ".join(names) if dice.often(0.1) else _join(names, dice.pick((" & ", f" {tongue.last} ")))]


def _join(names: Sequence[str], last: str) -> str:
    return last.join(filter(None, (", ".join(names[:-1]), names[-1])))


def initials_of(who: Author) -> str:
    """``A. M.``; ``J.-W.`` for Jan-Willem."""
    first = "-".join(part[0] + "." for part in who.given.split("-"))
    return f"{first} {who.middle}." if who.middle else first


def inverted(who: Author, *, behind: bool) -> str:
    """``Van der Berg, A.``, or ``Berg, A. van der``."""
    if not who.particle:
        return f"{who.family}, {initials_of(who)}"
    if behind:
        return f"{who.family}, {initials_of(who)} {who.particle}"
    return f"{capital(who.particle)} {who.family}, {initials_of(who)}"
