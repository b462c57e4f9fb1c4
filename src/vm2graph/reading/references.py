"""A reference taken apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from vm2graph.model import PartialDate, Span
from vm2graph.reading.names_of_people import Name
from vm2graph.reading.tidy import Tidy


@dataclass(slots=True)
class Reference:
    """The parts of a reference, as spans of ``text``."""

    text: str
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()  # of the work, or of the book that holds it where there is a ``container``
    contributors: tuple[Name, ...] = ()  # after "m.m.v."
    et_al: bool = False
    date: Span | None = None
    issued: PartialDate | None = None
    title: Span | None = None
    subtitle: Span | None = None
    container: Span | None = None
    volume: Span | None = None
    issue: Span | None = None
    pages: Span | None = None
    edition: Span | None = None
    genre: Span | None = None
    series: Span | None = None
    report_number: Span | None = None
    places: list[Span] = field(default_factory=list)
    publishers: list[Span] = field(default_factory=list)
    doi: Span | None = None
    url: Span | None = None
    isbn: Span | None = None

    @property
    def date_in_brackets(self) -> bool:
        """Whether the date stands in brackets, as in APA."""
        return self.date is not None and self.text[: self.date.start].rstrip().endswith(("(", "["))

    @property
    def comma_style(self) -> bool:
        """Whether a comma follows the names and the date, as in Harvard style."""
        names = max((name.span.end for name in self.authors), default=0)
        after = max(names, self.date.end) if self.date and self.date.start < names + 40 else names
        return self.text[after : after + 4].lstrip(" )]").startswith(",")


_ONES = (
    *("title", "subtitle", "container", "volume", "issue", "pages"),
    *("edition", "genre", "series", "report_number", "doi", "url", "isbn"),
)


def parts(reference: Reference) -> dict[str, Any]:
    """The parts as they stand in the reference, without entities and no-break spaces, for JSON.

    ``issued`` is an ISO 8601 date as far as it is known; a name is ``family``, ``particle`` and ``initials``, or
    ``organisation``. What is not there is None or an empty list.
    """
    text = reference.text

    def of(span: Span | None) -> str | None:
        return Tidy(text, span).text if span else None

    def name(one: Name) -> dict[str, str | None]:
        if one.is_body:
            return {"organisation": of(one.span)}
        return {"family": of(one.family), "particle": of(one.particle), "initials": of(one.given)}

    return {
        "authors": [name(each) for each in reference.authors],
        "editors": [name(each) for each in reference.editors],
        "et_al": reference.et_al,
        "issued": reference.issued.isoformat() if reference.issued else None,
        **{key: of(getattr(reference, key)) for key in _ONES},
        "places": [of(each) for each in reference.places],
        "publishers": [of(each) for each in reference.publishers],
    }
