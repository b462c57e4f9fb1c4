"""The nouns. Values only: standard library, no RDF, no files, no judgement.

A page is read into a :class:`ParsedPage` (what it says, where) and interpreted into a
:class:`Publication` (what it means). The hinge is :class:`Stated`: a value together with the
passages that say it and the rule by which it was read from them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from vm2graph.knowledge import Curator, Fact, Thing

T_co = TypeVar("T_co", covariant=True)


# ---------------------------------------------------------------- what a page says


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """A passage: 0-based code points of ``ParsedPage.text``, end exclusive."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        if not 0 <= start <= end:
            raise ValueError(f"a span runs forward from 0, not from {start} to {end}")
        # a page has hundreds, and this takes half the time of what dataclasses would write here
        _START(self, start)
        _END(self, end)

    def of(self, text: str) -> str:
        """The characters of the passage."""
        return text[self.start : self.end]


_START, _END = (vars(Span)[name].__set__ for name in ("start", "end"))


@dataclass(frozen=True, slots=True)
class PageBytes:
    """A page as received. ``source_id`` is its URL, its path relative to the folder given, or its name."""

    source_id: str
    data: bytes
    media_type: str | None = None
    notes: bytes | None = None  # the curator's notes file beside it
    notes_name: str = "the notes"  # for what there is to say about that file

    @property
    def notes_sha256(self) -> str | None:
        """The digest of the notes."""
        return None if self.notes is None else hashlib.sha256(self.notes).hexdigest()


@dataclass(frozen=True, slots=True)
class Source:
    """The page as received. ``id`` is its URL, its path relative to the folder given, or its name."""

    id: str
    sha256: str
    media_type: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Field:
    """A label of the page and the passages under it; ``values`` is empty for an empty field."""

    name: str  # canonical, from the label table: "creators", "issued", "themes", ...
    label: Span
    values: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading inside the abstract, and the text under it."""

    heading: Span
    body: Span


@dataclass(frozen=True, slots=True)
class Link:
    """The text of a link, and its target where one was handed down."""

    text: Span
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Embedded:
    """Metadata a page carries for machines (a meta tag, JSON-LD): one more witness."""

    scheme: str  # "dc", "citation", "og", "json-ld", ...
    name: str  # canonical field name, as in Field
    value: Span


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """What a page says, verbatim. Every span refers to ``text``."""

    source: Source
    text: str
    title: Span | None
    subtitle: Span | None
    fields: tuple[Field, ...]
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    embedded: tuple[Embedded, ...] = ()
    label_language: str | None = None  # the language most labels are in, BCP 47

    def line_of(self, offset: int) -> int:
        """The 1-based line that holds a code point."""
        return self.text.count("\n", 0, offset) + 1


# ---------------------------------------------------------------- what it means


class Status(StrEnum):
    """How a value was obtained from its passages."""

    VERBATIM = "verbatim"  # the passage, character for character
    NORMALISED = "normalised"  # the same thing in another form
    INFERRED = "inferred"  # follows from the passage, not said in so many words
    EXTERNAL = "external"  # from another, named source


@dataclass(frozen=True, slots=True)
class Stated(Generic[T_co]):
    """A value, the passages that say it, and the rule by which it was read."""

    value: T_co
    evidence: tuple[Span, ...]
    rule: str
    status: Status
    note: str | None = None  # why, in English; expected where status is inferred
    origin: str | None = None  # the other source of an external value: an address or a few words


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the page names them; parts only where the page lets us tell them apart."""

    name: Stated[str]
    given: Stated[str] | None = None  # given names, or initials where the page has no more
    particle: Stated[str] | None = None  # "van", "van der"; not part of ``family``
    family: Stated[str] | None = None
    alternates: tuple[Stated[str], ...] = ()  # other forms on this page: "Van Schoonhoven, R."
    initials_only: bool = False  # then ``given`` tells nobody apart beyond this page


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body as the page names it."""

    name: Stated[str]
    alternates: tuple[Stated[str], ...] = ()


Agent = Person | Organisation


@dataclass(frozen=True, slots=True)
class Place:
    """A place of publication as the page names it."""

    name: Stated[str]


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject label of the page."""

    label: Stated[str]


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as precise as its source. ``isoformat`` is xsd:gYear, gYearMonth or date."""

    year: int
    month: int | None = None
    day: int | None = None

    def isoformat(self) -> str:
        """``2013``, ``2013-04`` or ``2013-04-02``."""
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time; either end may be open."""

    start: PartialDate | None
    end: PartialDate | None


@dataclass(frozen=True, slots=True)
class Identifier:
    """``scheme`` is isbn, doi, handle, url or report; ``value`` is in the scheme's canonical form."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Download:
    """A link to the publication itself; ``url`` is absent where the page lost the target."""

    name: Stated[str]
    url: Stated[str] | None = None


class RemarkKind(StrEnum):
    """The flaws and gaps a remark can note; each is a concept of the ontology."""

    MISSPELLING = "misspelling"
    MISSING_SPACE = "missingSpace"
    MISSING_WORD = "missingWord"
    EMPTY_FIELD = "emptyField"
    MISSING_FIELD = "missingField"
    MISSING_LINK = "missingLink"
    DUPLICATE_FIELD = "duplicateField"
    DISAGREEMENT = "disagreement"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in Dutch and in English."""

    nl: str
    en: str

    def get(self, language: str) -> str:
        """The Dutch text for ``nl``, else the English one."""
        return self.nl if language == "nl" else self.en


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the page that a reader of its record should know; never a change to it."""

    kind: RemarkKind
    code: str  # stable, as in outcomes.json: "empty_field", "missing_date", ...
    field: str  # the field of Publication it is about: "issued", "download", ...
    comment: Bilingual
    evidence: tuple[Span, ...] = ()  # empty: about the page as a whole
    proposed: str | None = None  # a proposed reading, where the page settles it
    warning: bool = False  # whether the page's editor should act


@dataclass(frozen=True, slots=True)
class Publication:
    """The bibliographic record of one page. Absent on the page is absent here."""

    source: Source
    title: Stated[str]
    language: Stated[str]  # of the publication, BCP 47
    page_language: Stated[str]  # of the page: abstract, themes, labels
    kind: Stated[str]  # a key of names.PUBLICATION_TYPES
    subtitle: Stated[str] | None = None
    creators: tuple[Stated[Agent], ...] = ()
    editors: tuple[Stated[Agent], ...] = ()
    contributors: tuple[Stated[Agent], ...] = ()
    issued: Stated[PartialDate] | None = None
    publishers: tuple[Stated[Organisation], ...] = ()
    places: tuple[Stated[Place], ...] = ()
    themes: tuple[Stated[Theme], ...] = ()
    abstract: Stated[str] | None = None
    citation: Stated[str] | None = None  # the reference, as the page gives it
    temporal: Stated[Period] | None = None
    identifiers: tuple[Stated[Identifier], ...] = ()
    series: Stated[str] | None = None
    download: Stated[Download] | None = None
    rights: Stated[str] | None = None  # a licence IRI; only with a passage that says so
    sections: tuple[Stated[str], ...] = ()  # the headings inside the abstract
    things: tuple[Thing, ...] = ()  # what the page speaks of: findings, activities, works
    facts: tuple[Fact, ...] = ()  # of the publication itself, about those things
    remarks: tuple[Remark, ...] = ()
    curator: Curator | None = None  # whose notes it holds values from
