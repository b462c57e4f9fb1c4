"""The plain-text layout: title line, subtitle line, labels with their values, abstract, link.

    Title                         the first line
    Subtitle                      the next, if it stands before the first label
    Auteurs: / Auteurs: A & B     a label, its value on the same or the next lines, or none
    Korte samenvatting:           runs on, headings and all, to the next label or the link
    Download de publicatie        the text of a link

:func:`lay_out` also serves HTML, whose reader turns mark-up into such lines and adds what the
mark-up says (this line is the title, this one a label).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from vm2graph.model import Embedded, Field, Link, ParsedPage, Source, Span
from vm2graph.reading.bare_labels import CITED, announces_value, ends_abstract, label_before_gap, label_before_value
from vm2graph.reading.labels import LISTS, LONGEST_LABEL, OTHER, Label, has_small_labels, is_plain, label_of
from vm2graph.reading.outline import (
    URL,
    byline_of,
    ends_names,
    heading_lines,
    lines_of,
    link_of,
    names_before_date,
    parts_of,
    sections,
    unlabelled_abstract,
)
from vm2graph.reading.site_lines import DOWNLOAD, FURNITURE, MENU, POSTED, RELATED, RULE, TRAIL
from vm2graph.reading.unlabelled import MAKERS, with_unlabelled

_LONGEST_LINK = 120
_UNKNOWN_LABEL = re.compile(r"[A-ZÀ-Þ][\w'’()/.\u00a0 -]{1,38}:")
_AROUND = " \t\u00a0\u200b\ufeff\u00ad*_#"  # blanks, and what is left of emphasis


@dataclass(frozen=True, slots=True)
class Hints:
    """What mark-up says beyond the words. Lines are named by the offset they start at."""

    title: Span | None = None
    subtitle: Span | None = None
    labels: frozenset[int] = frozenset()  # lines marked up as the name of a value
    run_in: Mapping[int, int] = field(default_factory=dict)  # lines that begin with a label: where it ends
    headings: frozenset[int] = frozenset()  # lines marked up as headings
    ends: frozenset[int] = frozenset()  # lines that begin after the end of the value above them
    links: tuple[Link, ...] = ()
    embedded: tuple[Embedded, ...] = ()
    end: int | None = None  # where the visible text ends


@dataclass(slots=True)
class _Open:
    """A field whose value is still being read: its blocks are runs of lines without a blank line."""

    label: Label
    span: Span
    beside: bool = False  # whether its value begins beside it: then it ends at a blank line
    blocks: list[list[Span]] = field(default_factory=list)
    broken: bool = True  # whether the next line begins a new block

    def add(self, line: Span) -> None:
        if self.broken:
            self.blocks.append([])
        self.blocks[-1].append(line)
        self.broken = False


def read_text(text: str, source: Source) -> ParsedPage:
    """A plain-text page."""
    return lay_out(text, source, Hints())


def lay_out(text: str, source: Source, hints: Hints) -> ParsedPage:
    """What the lines of a page say."""
    reader = _Reader(text, hints)
    for line in lines_of(text, 0, len(text) if hints.end is None else hints.end):
        if line.start in hints.ends:
            reader.end_value()
        for part in parts_of(text, line):
            reader.take(part)
    reader.close()
    fields = reader.fields
    fields, preamble = with_unlabelled(text, fields, reader.preamble, reader.leftover, hints.title)
    title, subtitle, lead = heading_lines(text, preamble, hints.title, hints.subtitle, fields)
    said = {f.name for f in fields if f.values}
    if not any(f.name == "abstract" for f in fields):
        fields += unlabelled_abstract(text, sorted([*lead, *reader.leftover]), "citation" in said)
    languages = Counter(label.language for label in reader.seen if label.language)
    return ParsedPage(
        source=source,
        text=text,
        title=title,
        subtitle=subtitle,
        fields=tuple(fields),
        sections=tuple(sections(text, fields, hints.headings)),
        links=(*hints.links, *reader.links),
        embedded=hints.embedded,
        label_language=languages.most_common(1)[0][0] if languages else None,
    )


_OWN = frozenset({"title", "subtitle", "issued", "isbn", "doi"})
_ROLES = dict.fromkeys(MAKERS, "makers")


class _Reader:
    """Goes down the lines once, with at most one field open."""

    def __init__(self, text: str, hints: Hints) -> None:
        self.text, self.hints = text, hints
        self.preamble: list[Span] = []
        self.leftover: list[Span] = []
        self.fields: list[Field] = []
        self.links: list[Link] = []
        self.seen: list[Label] = []
        self._open: _Open | None = None
        self._sets_labels_apart = False  # whether this page's labels have colons or mark-up
        self._bare = False  # whether a label of this page stands before its value without a colon
        self._small = has_small_labels(text)
        self._had: set[str] = set()  # fields, those of people as one
        self._others = False  # past the heading of other publications
        self._ended = False  # past the link or the first line of the site's own
        self._linked = {link.text.start for link in hints.links}

    def take(self, line: Span) -> None:
        """One more line, blank or not."""
        words = line.of(self.text)
        if not words or RULE.fullmatch(words):
            if self._open:
                self._open.broken = True
        elif self._is_link(line, words):
            self._end()
            if line.start not in self._linked:
                self.links.append(link_of(self.text, line))
        elif (labelled := self._label(line, words)) and not self._is_of_another(labelled[0]):
            label, span, value = labelled
            said = span.of(self.text)
            apart = line.start in self.hints.labels or said.endswith(":")
            self._sets_labels_apart |= apart
            self._small |= apart and said[:1].islower()
            self._begin(label, span, value)
        elif self._ended:
            self._take_target(line, words)
        elif FURNITURE.match(words) and len(words) < _LONGEST_LINK:
            self._end()
            self._others |= RELATED.match(words) is not None
        elif self._open and not (self._open.beside and self._open.broken and not self._past_title()):
            self._go_on(self._open, line, words)
        elif not any(of_site.match(words[:60]) for of_site in (TRAIL, POSTED, MENU)):
            self.close()  # a page may begin with labels and have its title below them
            self.preamble.append(line)

    def _go_on(self, field: _Open, line: Span, words: str) -> None:
        """One more line of a value; prose and a reference are none of names."""
        if field.label.field in MAKERS and ends_names(words):
            self.close()
            self.leftover.append(line)
        else:
            field.add(line)

    def _is_of_another(self, label: Label) -> bool:
        """Whether a label stands below ``Zie ook`` and the like, where this page has said who made it."""
        if not self._others:
            return False
        return _ROLES.get(label.field, label.field) in self._had or (label.field in _OWN and "makers" in self._had)

    def _begin(self, label: Label, span: Span, value: Span | None) -> None:
        """A label, and what of its value stands on the same line."""
        self.close()
        self._ended = False
        self.seen.append(label)
        self._open = _Open(label, span, beside=value is not None)
        if value and label.field in MAKERS and (cut := names_before_date(value.of(self.text))):
            # the date is a field of its own
            self.fields.append(Field("issued", Span(span.start, span.start), (Span(value.start + cut[1], value.end),)))
            value = Span(value.start, value.start + cut[0])
        if value:
            self._open.add(value)

    def end_value(self) -> None:
        """The mark-up ends the value above here; a summary goes on to the next label all the same."""
        if self._open and self._open.blocks and not self._in_abstract:
            self.close()

    def close(self) -> None:
        """Ends the field that is open."""
        if self._open is None:
            return
        name, blocks = self._open.label.field, self._open.blocks
        lines = [line for block in blocks for line in block]
        if name == "abstract":
            values = [Span(lines[0].start, lines[-1].end)] if lines else []
        elif name in LISTS and not self._open.beside:
            values = lines
        elif name in LISTS:
            values = blocks[0] if blocks else []
            self.leftover += lines[len(values) :]
        else:
            values = [Span(block[0].start, block[-1].end) for block in blocks]
            self.leftover += values[1:]
            values = values[:1]
        self.fields.append(Field(name, self._open.span, tuple(values)))
        self._had.add(_ROLES.get(name, name))
        self._open = None

    def _end(self) -> None:
        """What follows is the site's, until the next label."""
        self.close()
        self._ended = bool(self.fields)

    def _is_link(self, line: Span, words: str) -> bool:
        if line.start in self._linked:
            return True
        if not DOWNLOAD.match(words):
            return False
        return len(URL.sub("", words)) <= _LONGEST_LINK and not self._plain_label(words)

    def _plain_label(self, words: str) -> bool:
        """``Download: x`` is a label and its value; ``Download het rapport: https://…`` is a link."""
        return ":" in words and label_of(words.partition(":")[0]) is not None

    def _label(self, line: Span, words: str) -> tuple[Label, Span, Span | None] | None:
        """The label a line begins with, its passage, and the value beside it."""
        marked = line.start in self.hints.labels
        end = line.start + words.find(":", 0, LONGEST_LABEL + 12) + 1
        if end == line.start and not self._in_abstract:
            end = self.hints.run_in.get(line.start, end)
        if end > line.start and (label := label_of(self.text[line.start : end])):
            rest = self.text[end : line.end]
            value = rest.strip(_AROUND)
            if self._in_abstract and not marked and not ends_abstract(label, words[: end - line.start], value):
                return None
            start = end + len(rest) - len(rest.lstrip(_AROUND))
            return label, Span(line.start, end), Span(start, start + len(value)) if value else None
        if not self.fields and not self._open and self._past_title() and (names := byline_of(words)):
            start, end = line.start + names.start, line.start + names.end
            return Label("creators", None), Span(line.start, start - 1), Span(start, end)
        if (label := label_of(words)) and (marked or self._stands_alone(label, line, words)):
            return label, line, None
        return self._unknown_label(line, words, marked) or self._bare_label(line, words)

    def _unknown_label(self, line: Span, words: str, marked: bool) -> tuple[Label, Span, Span | None] | None:
        """What mark-up or a colon makes a label that we do not know."""
        if marked or (not self._in_abstract and self._open and _UNKNOWN_LABEL.fullmatch(words)):
            return Label(OTHER, None), line, None
        if self._open and self._open.label.field in MAKERS and (unknown := _UNKNOWN_LABEL.match(words)):
            cut = line.start + unknown.end()  # no name has a colon in it
            return Label(OTHER, None), Span(line.start, cut), Span(cut, line.end)
        return None

    @property
    def _in_abstract(self) -> bool:
        return self._open is not None and self._open.label.field == "abstract"

    def _bare_label(self, line: Span, words: str) -> tuple[Label, Span, Span | None] | None:
        """A label with its value behind it and no colon between."""
        found = label_before_gap(words)
        if found and self._in_abstract and not ends_abstract(found[0], words[: found[1]], words):
            return None
        if found is None and self._past_title() and not POSTED.match(words[:60]):
            found = label_before_value(words, self._bare and not self._in_abstract)
            self._bare |= found is not None
        if found is None:
            return None
        label, cut = found
        value = words[cut:].strip(_AROUND)
        start = line.start + words.index(value, cut)
        return label, Span(line.start, line.start + cut), Span(start, start + len(value)) if value else None

    def _stands_alone(self, label: Label, line: Span, words: str) -> bool:
        """Whether a label without a colon is one here, and not a title, a heading or a value."""
        if not words.lstrip(_AROUND)[:1].isupper():
            return self._small and (is_plain(words) or announces_value(label, self.text, line.end))
        if self._past_title() and (self._in_abstract or self._sets_labels_apart) and not is_plain(words):
            return announces_value(label, self.text, line.end)
        if self._in_abstract:
            return is_plain(words) and label.field not in {"abstract", "title", "subtitle", OTHER}
        if not self._past_title():
            return False
        if not self._sets_labels_apart:
            # "Taal" is a label, and a theme as well
            return not (label.field == "language" and self._open and self._open.label.field == "themes")
        return is_plain(words) and not (self._open is not None and not self._open.blocks)

    def _past_title(self) -> bool:
        return bool(self.preamble or self.hints.title)

    def _take_target(self, line: Span, words: str) -> None:
        """The target of a link may stand on the line below it; and a line further down may cite the page."""
        if CITED.match(words):
            self.leftover.append(line)
        if self.links and self.links[-1].target is None and (url := URL.fullmatch(words)):
            self.links[-1] = Link(self.links[-1].text, url[0])
