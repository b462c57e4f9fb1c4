"""Dates as Dutch, English, German and French pages write them, as precise as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vm2graph.model import PartialDate, Period

_MONTHS = {
    1: "januari jan january januar janvier",
    2: "februari feb february februar février",
    3: "maart mrt mar march märz maerz mars",
    4: "april apr avril",
    5: "mei may mai",
    6: "juni jun june juin",
    7: "juli jul july juillet",
    8: "augustus aug august août",
    9: "september sep sept septembre",
    10: "oktober okt oct october octobre",
    11: "november nov novembre",
    12: "december dec dez dezember décembre",
}
_NUMBER = {name: number for number, names in _MONTHS.items() for name in names.split()}
_NAME = r"(?P<month>" + "|".join(sorted(_NUMBER, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:e|th|st|nd|rd)?\.?"

# the first form that fits wins; each says exactly what it names
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)",
        rf"(?<!\d){_YEAR}/(?P<month>[01]\d)/(?P<day>[0-3]\d)(?!\d)",
        rf"(?<!\d)(?P<day>[0-3]?\d)\s?[-/.]\s?(?P<month>[01]?\d)\s?[-/.]\s?{_YEAR}(?!\d)",
        rf"(?<!\d)(?P<month>[01]?\d)/(?P<day>[0-3]?\d)/{_YEAR}(?!\d)",
        rf"(?<![\d\w]){_DAY}\s*(?:of\s+)?{_NAME},?\s*{_YEAR}(?!\d)",
        rf"\b{_NAME}\s+{_DAY}(?!\d),?\s+{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}[a-z]?,\s*{_DAY}\s*{_NAME}",
        rf"(?<!\d){_YEAR}[a-z]?,\s*{_NAME}\s+{_DAY}(?!\d)",
        rf"\b{_NAME}(?:\s*[-/–]\s*\w+)?,?\s*{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}[a-z]?\s*[,(]?\s*{_NAME}",
        rf"(?<!\d){_YEAR}-(?P<month>[01]\d)(?![\d-])",
        rf"(?<![\d-])(?P<month>[01]?\d)\s?[-/]\s?{_YEAR}(?!\d)",
        rf"(?<![\d.,-]){_YEAR}(?![\d]|[.,]\d)",
    )
)
_RANGE = re.compile(
    r"(?<![\d.])(?P<start>(?:19|20)\d\d)\s*(?:[-–—/]|t/m|tot en met|tot|to|until|through|bis|and|en|und)\s*"
    r"(?P<end>(?:19|20)\d\d)(?![\d.]\d|\d)",
    re.IGNORECASE,
)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands in the text it was found in."""

    value: PartialDate
    start: int
    end: int


def find_date(text: str) -> FoundDate | None:
    """The first, most precise date of a short text; None where there is none or two years compete."""
    text = text[:_LONGEST]
    for form in _FORMS:
        for match in form.finditer(text):
            if value := _value(match):
                return FoundDate(value, *match.span())
    return None


def _value(match: re.Match[str]) -> PartialDate | None:
    """A date that exists. Day and month may change places only where one reading is impossible."""
    parts = match.groupdict()
    year, month, day = int(parts["year"]), parts.get("month"), parts.get("day")
    if month is None:
        return PartialDate(year)
    number = int(month) if month.isdigit() else _NUMBER[month.casefold()]
    if day is None:
        return PartialDate(year, number) if 1 <= number <= 12 else None
    try:
        date(year, number, int(day))
    except ValueError:
        return None
    return PartialDate(year, number, int(day))


def is_year_range(text: str) -> bool:
    """Whether a date field holds a stretch of years: no date of issue."""
    return _RANGE.fullmatch(text.strip(" .()")) is not None


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """A stretch of years and where it stands."""

    value: Period
    start: int
    end: int


def find_periods(text: str) -> Iterator[FoundPeriod]:
    """Year ranges such as ``2008-2012`` that run forward."""
    for match in _RANGE.finditer(text[:5000]):
        start, end = int(match["start"]), int(match["end"])
        if start < end:
            yield FoundPeriod(Period(PartialDate(start), PartialDate(end)), *match.span())


def agree(one: PartialDate, other: PartialDate) -> bool:
    """Whether two dates say the same as far as both go."""
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    for mine, yours in pairs:
        if mine is None or yours is None:
            return True
        if mine != yours:
            return False
    return True


def precision(value: PartialDate) -> int:
    """1 for a year, 2 for a month, 3 for a day."""
    return 1 + (value.month is not None) + (value.day is not None)
