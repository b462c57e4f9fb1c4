"""What of a page can speak for a value: its labelled fields, its reference, its embedded metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from vm2graph.model import Embedded, Field, ParsedPage, Span, Stated, Status
from vm2graph.reading.apa import LONGEST, parse_reference
from vm2graph.reading.labels import LISTS
from vm2graph.reading.references import Reference
from vm2graph.reading.tidy import Tidy, fold
from vm2graph.reading.wordlists import words

REFERENCE_RULE = "apa-reference"
EMBEDDED = ("citation", "json-ld", "microdata", "rdfa", "dc")
"""The schemes of embedded metadata, the most trusted first: those made for publications, then those for any page."""
_MOST_VALUES = 200
_PLACEHOLDERS = words("onbekend nvt na unknown unbekannt geen none tba tbd volgt nnb leeg") | {""}
_LONGEST_PLACEHOLDER = 12
_MOST_REPEATED = 20
_CITES = re.compile(r"(?:1[5-9]|20)\d\d|\((?:[znsZNS]\.\s?[dajDAJ]\.|in druk|in press)|\w{3}[.:] ")  # a year, sentences


@dataclass(frozen=True)
class Witnesses:
    """A page, asked by field."""

    page: ParsedPage

    def fields(self, name: str) -> list[Field]:
        """Every field of that name, in page order."""
        return self._by_name.get(name, [])

    @cached_property
    def _by_name(self) -> dict[str, list[Field]]:
        found: dict[str, list[Field]] = {}
        for field in self._fields:
            found.setdefault(field.name, []).append(field)
        return found

    @cached_property
    def _fields(self) -> list[Field]:
        """The fields; rows of a table or list with the same label, one right below the other, are one."""
        found: list[Field] = []
        for above, field in zip([None, *self.page.fields], self.page.fields, strict=False):
            if above is not None and self._goes_on(above, field):
                if len(found[-1].values) < _MOST_VALUES:
                    found[-1] = replace(found[-1], values=(*found[-1].values, *field.values))
            else:
                found.append(field)
        return found

    def _goes_on(self, above: Field, field: Field) -> bool:
        text = self.page.text
        if not (above.name == field.name and field.name in LISTS and above.values and field.values):
            return False
        tight = text.find("\n\n", above.values[-1].start, field.values[0].end) < 0
        return tight and field.label.of(text) == above.label.of(text)

    def values(self, name: str) -> tuple[Span, ...]:
        """The values under the first label of that name that has any, as many as a page may have."""
        return next((values for field in self.fields(name) if (values := self.said(field))), ())

    def said(self, field: Field) -> tuple[Span, ...]:
        """The values of a field, without what only says that there is none: ``n.v.t.``."""
        return tuple(value for value in field.values[:_MOST_VALUES] if not self._is_placeholder(value))

    def _is_placeholder(self, value: Span) -> bool:
        return value.end - value.start <= _LONGEST_PLACEHOLDER and fold(value.of(self.page.text)) in _PLACEHOLDERS

    def label(self, name: str) -> tuple[Span, ...]:
        """The first label of that name, as evidence that its field is empty."""
        return tuple(field.label for field in self.fields(name)[:1])

    def embedded(self, name: str, *schemes: str) -> list[Embedded]:
        """Embedded values of a field: those of the first scheme that has any, in the order they are trusted."""
        for scheme in schemes or EMBEDDED:
            if found := [e for e in self.page.embedded if e.name == name and e.scheme == scheme]:
                return found
        return []

    def repeated(self) -> list[tuple[Field, Field]]:
        """Labels that stand twice, each with its first occurrence."""
        first: dict[tuple[str, str], Field] = {}
        twice: list[tuple[Field, Field]] = []
        for field in self._fields:
            if field.name == "other" or field.label.start == field.label.end:
                continue
            key = field.name, fold(field.label.of(self.page.text)).rstrip("s")
            if key in first:
                twice.append((first[key], field))
            else:
                first[key] = field
        return twice[:_MOST_REPEATED]

    @cached_property
    def citation(self) -> Tidy | None:
        """The reference, tidy. ``Bron: Bureau Noord`` is none: it says neither when nor what."""
        title = fold(self.page.title.of(self.page.text)) if self.page.title else ""
        for span in self.values("citation"):
            tidy = Tidy(self.page.text, span)
            if tidy.text and (_CITES.search(tidy.text) or (title and title in fold(tidy.text))):
                return tidy
        return None

    @cached_property
    def reference(self) -> Reference:
        """The parts of the reference; all absent where there is none."""
        if self.citation is None or len(self.citation.text) > LONGEST:
            return Reference("")
        return parse_reference(self.citation.text)

    def cited(self, part: Span) -> Span:
        """A part of the reference as a passage of the page."""
        assert self.citation is not None  # noqa: S101 - a part has a whole
        return self.citation.span(part.start, part.end)

    def from_reference(self, part: Span, rule: str = REFERENCE_RULE) -> Stated[str]:
        """The words of a part of the reference."""
        return Stated(part.of(self.reference.text), (self.cited(part),), rule, Status.NORMALISED)
