"""A reference taken apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from vm2graph.model import PartialDate, Span
from vm2graph.reading.names_of_people import Name


@dataclass(slots=True)
class Reference:
    """The parts of a reference, as spans of ``text``."""

    text: str
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()  # of the work, or of the book that holds it where there is a ``container``
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
