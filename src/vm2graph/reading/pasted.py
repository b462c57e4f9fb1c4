"""A reference as people paste it: with emphasis, quotes around it, entities and no-break spaces.

The grammar reads it without these, and its answer is turned back into spans of what was pasted.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from vm2graph.model import Span
from vm2graph.reading.names_of_people import Name
from vm2graph.reading.references import Reference
from vm2graph.reading.tidy import Tidy

_EMPHASIS = re.compile(
    r"</?(?:i|em|b|strong|u|cite|span|p|br|font)\b[^<>]{0,200}>"
    r"|\*{1,3}|(?<![\w/])_+(?=\w)|(?<=[\w.?!)])_+(?![\w/])",
    re.IGNORECASE,
)
_QUOTES = {'"': '"', "“": "”", "„": "”", "«": "»"}


_UNTIDY = re.compile(r"  |&#?\w{1,8};|^\s|\s$")


def _is_tidy(text: str) -> bool:
    return text.isprintable() and not _UNTIDY.search(text)


class Pasted:
    """``text`` is what the grammar reads."""

    __slots__ = ("_kept", "_tidy", "text")

    def __init__(self, pasted: str) -> None:
        """Reads the whole string."""
        self._tidy = None if _is_tidy(pasted) else Tidy(pasted, Span(0, len(pasted)))
        text = self._tidy.text if self._tidy else pasted
        kept: list[int] | range = range(len(text))
        if "*" in text or "_" in text or "<" in text:
            kept, at = [], 0
            for match in _EMPHASIS.finditer(text):
                kept += range(at, match.start())
                at = match.end()
            kept += range(at, len(text))
        if len(kept) > 2 and _QUOTES.get(text[kept[0]]) == text[kept[-1]] and text.count(text[kept[0]]) <= 2:
            kept = kept[1:-1]
        self._kept = kept
        self.text = text if len(kept) == len(text) else "".join(map(text.__getitem__, kept))

    def span(self, span: Span) -> Span:
        """The passage of what was pasted."""
        start, end = (self._kept[span.start], self._kept[span.end - 1] + 1) if span.start < span.end else (0, 0)
        return self._tidy.span(start, end) if self._tidy else Span(start, end)

    def turned_back(self, read: Reference, pasted: str) -> Reference:
        """A reference that was read from ``text``, with spans of what was pasted."""
        found = Reference(pasted)
        for field in fields(Reference):
            if field.name != "text":
                setattr(found, field.name, self._turned_back(getattr(read, field.name)))
        return found

    def _turned_back(self, value: Any) -> Any:
        if isinstance(value, Span):
            return self.span(value)
        if isinstance(value, Name):
            family, particle, given = map(self._turned_back, (value.family, value.particle, value.given))
            return Name(self.span(value.span), family, particle, given, value.initials_only)
        if isinstance(value, list | tuple):
            return type(value)(map(self._turned_back, value))
        return value
