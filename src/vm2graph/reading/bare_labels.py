"""Labels that nothing sets apart from their value: no colon, no mark-up.

    Publicatiedatum 2 oktober 2017     the value shows that the word before it is a label
    Auteurs <tab> Els Bos, Jan Smit    a tab, or several blanks
    Referentie                         alone, above a reference
    Bos, E. (2017). …

Such a word may as well begin a sentence or head a section, so the value decides: a date and nothing else, names
and nothing else, a reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from vm2graph.reading.bylines import parse_byline
from vm2graph.reading.dates import find_date
from vm2graph.reading.labels import LONGEST_LABEL, OTHER, Label, label_of
from vm2graph.reading.wordlists import words as wordlist

CITED = re.compile(
    r"(?P<who>[^\n]{3,400}?)\(\s*(?:(?:1[5-9]|20)\d\d|[zn]\.\s?d\.|in druk|in press)[^()\n]{0,40}\)[.,:]?\s+",
    re.IGNORECASE,
)
"""How a reference begins: names and a year in brackets."""

_GAP = re.compile(r"\t| {3,}")
_MOST_WORDS = 4  # of a label
_LONGEST_NAMES, _LONGEST_VALUE = 300, 120
_SENTENCE_END = re.compile(r"[.!?]$")
_BELOW = re.compile(r"\s*\n\s*([^\n]{1,2500})")


def label_before_gap(words: str) -> tuple[Label, int] | None:
    """The label before a tab or several blanks, and where the gap begins."""
    gap = _GAP.search(words, 0, LONGEST_LABEL + 12)
    label = label_of(words[: gap.start()]) if gap and words[:1].isupper() else None
    return (label, gap.start()) if gap and label else None


def label_before_value(words: str, known: bool) -> tuple[Label, int] | None:
    """The label a line begins with, where what follows can only be its value, and where that begins.

    ``known``: the page has had such a line, so that words may be a value too.
    """
    if not words[:1].isupper():
        return None
    at = 0
    found = None
    for _ in range(_MOST_WORDS):
        at = words.find(" ", at + 1, LONGEST_LABEL + 12)
        if at < 0:
            break
        label = label_of(words[:at])
        fits = _VALUES.get(label.field) if label else None
        if label and fits and fits(words[at:].strip()) and (known or label.field in _TELLING):
            found = label, at
    return found


def announces_value(label: Label, text: str, end: int) -> bool:
    """Whether the line below a label that stands alone is what the label promises."""
    fits, below = _VALUES.get(label.field), _BELOW.match(text, end)
    return fits is not None and below is not None and label.field in _TELLING and fits(below[1].strip())


_PROSE_LABELS = wordlist("bron inhoud verwijzing publicatie door von by type status beschrijving doelgroep periode")


def ends_abstract(label: Label, words: str, value: str) -> bool:
    """Whether a label inside an abstract is one, not the beginning of a sentence."""
    if not value:
        return label.field != OTHER
    if words.strip(" :").casefold() in _PROSE_LABELS:
        return label.field == "citation" and _is_reference(value)
    return len(value) <= 60 if label.field == OTHER else True


def _is_date(value: str) -> bool:
    found = find_date(value) if len(value) <= _LONGEST_VALUE else None
    return found is not None and not value[: found.start].strip() and not value[found.end :].strip(" .")


def _is_names(value: str) -> bool:
    if len(value) > _LONGEST_NAMES or _SENTENCE_END.search(value) or not value[:1].isupper():
        return False
    names = parse_byline(value).names
    return bool(names) and all(name.family is not None and not name.is_body for name in names)


def _is_reference(value: str) -> bool:
    return CITED.match(value) is not None


def _is_isbn(value: str) -> bool:
    return re.fullmatch(r"[\d -]{9,20}[\dXx]", value) is not None


def _is_short(value: str) -> bool:
    return 0 < len(value) <= _LONGEST_VALUE and value[:1].isupper() and not _SENTENCE_END.search(value)


_VALUES: dict[str, Callable[[str], bool]] = {
    "issued": _is_date,
    "creators": _is_names,
    "editors": _is_names,
    "citation": _is_reference,
    "isbn": _is_isbn,
    "themes": _is_short,
    "publishers": _is_short,
    "places": _is_short,
    "language": _is_short,
}
"""What a value of a field looks like."""
_TELLING = frozenset({"issued", "creators", "editors", "citation", "isbn"})
"""Fields whose value shows by itself that the word before it is a label."""
