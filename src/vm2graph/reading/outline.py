"""What runs over a page's lines: lines themselves, title lines, headings, prose without a label."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from vm2graph.errors import ReadError
from vm2graph.model import Field, Link, Section, Span
from vm2graph.reading.bare_labels import CITED
from vm2graph.reading.bylines import parse_byline
from vm2graph.reading.dates import find_date
from vm2graph.reading.findings import heading_of
from vm2graph.reading.labels import label_of
from vm2graph.reading.site_lines import KIND
from vm2graph.reading.tidy import fold

LONGEST_TITLE = 1000
MOST_LINES = 100_000
BLANK = " \t\u00a0\u200b\ufeff\u00ad\f\v\u2028\u2029\x85"
URL = re.compile(r"https?://[^\s<>\"']{1,2000}")
_LINE = re.compile(r"[^\n\u2028\u2029\x85]+")
_LONGEST_SUBTITLE = 400
_LONGEST_DATED = 100
_PIECES = re.compile(r"\s+[—–-]\s+|\s*[|·•]\s*")
_SHORTEST_PROSE = 90
_HEADING_END = re.compile(r"[.;,:]$")
_STOP = re.compile(r"[.!?:](?:\W|$)|^[-*•–]\s")
# what stands below a summary on many pages, and is no part of it
_NO_PARTS_TEXT = """literatuur | literatuurlijst | referenties | bronnen | noten | contact | dankwoord | over de auteurs
    | over de auteur | meer lezen | meer weten | meer informatie | download | downloads | delen | nieuws | zie ook
    | gerelateerde publicaties | literature | references | sources | notes | acknowledgements | about the authors
    | about the author | read more | more information | cite this report | how to cite | more reports | see also | share
    | news | uri | doi | literatur | quellen | kontakt | danksagung | mehr lesen | weitere informationen | aktuelles"""
_NO_PARTS = frozenset(map(fold, _NO_PARTS_TEXT.split("|")))
_MARKS, _MARKS_BEHIND = re.compile(r"(?:#{1,6}\s+)?[*_]{0,3}"), re.compile(r"\s*[*_]{0,3}\s*#{0,6}$")  # of a heading
_SENTENCE = re.compile(r"[.!?]\s+[A-ZÀ-Þ\"'“‘]")


def lines_of(text: str, start: int, end: int) -> Iterator[Span]:
    """Every line without the blanks around it; an empty span stands for blank lines."""
    before = start
    for count, match in enumerate(_LINE.finditer(text, start, end)):
        if count == MOST_LINES:
            message = f"The page has more than {MOST_LINES:,} lines; give the page of one publication."
            raise ReadError(message, "too_large")
        if match.start() > before + 1:
            yield Span(before, before)
        before = match.end()
        line = match[0]
        left = match.start() + len(line) - len(line.lstrip(BLANK))
        yield Span(left, max(left, match.start() + len(line.rstrip(BLANK))))


def heading_lines(
    text: str, preamble: Sequence[Span], title: Span | None, subtitle: Span | None, fields: Sequence[Field] = ()
) -> tuple[Span | None, Span | None, list[Span]]:
    """Title, subtitle, and what else stands above the first label."""
    lines = list(preamble)
    if title is not None:
        lines = [line for line in lines if line.start >= title.end]
    elif lines and lines[0].end - lines[0].start <= LONGEST_TITLE:
        title = _without_marks(text, lines.pop(0))
    below = title is not None and lines and not any(title.end <= f.label.start < lines[0].start for f in fields)
    if subtitle is None and below and not _is_prose(said := lines[0].of(text)) and not is_line_of_data(said):
        subtitle = _without_marks(text, lines.pop(0))
    rest = [line for line in lines if subtitle is None or line.end <= subtitle.start or line.start >= subtitle.end]
    return title, subtitle, rest


def _without_marks(text: str, line: Span) -> Span:
    """A heading without the signs that plain text marks it with: ``# Title``, ``**Title**``."""
    words = line.of(text)
    left = _MARKS.match(words)
    right = _MARKS_BEHIND.search(words) if left and left.end() else None
    if left is None or right is None or right.start() <= left.end():
        return line
    return Span(line.start + left.end(), line.start + right.start())


def is_line_of_data(words: str) -> bool:
    """``Rapport, juni 2016``: what a page says below a title, and no part of it; ``Rapport 2016`` may be one."""
    if words.count(" | ") > 1:  # Bureau Noord | Reeks Evaluaties | nr. 12
        return True
    date = find_date(words) if len(words) <= _LONGEST_DATED else None
    if date is None or date.value.month is None:
        return False
    if KIND.fullmatch(f"{words[: date.start]} {words[date.end :]}"):
        return True
    pieces = _PIECES.split(words)  # 16 mei 2020 — Rapport — Judith Baart
    return len(pieces) > 1 and words[date.start : date.end] in pieces


_BYLINE = re.compile(r"(?:geschreven door|door|written by|by|von)(?=\s[A-ZÀ-Þ])", re.IGNORECASE)
_LONGEST_BYLINE = 300


def byline_of(words: str) -> Span | None:
    """``door Els Bos en Jan Smit, 4 mei 2011 | Bureau Noord``: the names, and a date behind them."""
    match = _BYLINE.match(words)
    if match is None or len(words) > _LONGEST_BYLINE:
        return None
    start, end = match.end() + 1, len(words)
    if apart := _APART.search(words):
        dated = _APART.search(words, apart.end())
        end = apart.start()
        if names_before_date(words[start : dated.start() if dated else None]):
            end = dated.start() if dated else len(words)
    cut = names_before_date(words[start:end])
    names = parse_byline(words[start : start + cut[0] if cut else end]).names
    return Span(start, end) if names and not any(name.is_body for name in names) else None


_APART = re.compile(r"\s[|·•]\s")
_BEFORE_DATE = re.compile(r"(?:[\s,|·–(-]+op)?[\s,|·–(-]+$")


def names_before_date(words: str) -> tuple[int, int] | None:
    """``Els Bos en Jan Smit, 4 mei 2011``: where the names end, and where the date begins that ends the line."""
    date = find_date(words)
    parted = _BEFORE_DATE.search(words, 0, date.start) if date else None
    if date is None or parted is None or not parted.start() or words[date.end :].strip(" .)"):
        return None
    return parted.start(), date.start


def _is_prose(words: str) -> bool:
    return len(words) > _LONGEST_SUBTITLE or (words.endswith(".") and _SENTENCE.search(words) is not None)


def ends_names(words: str) -> bool:
    """Whether a line below names is no name: sentences, or a reference."""
    return _is_prose(words) or CITED.match(words) is not None


def unlabelled_abstract(text: str, lines: Sequence[Span], cited: bool) -> list[Field]:
    """Prose that no label announces: a field with an empty label. Two sentences are enough beside a reference."""
    if not cited and sum(line.end - line.start for line in lines) < _SHORTEST_PROSE:
        return []
    first = next((i for i, line in enumerate(lines) if _is_prose(line.of(text))), None)
    if first is None:
        return []
    last = first
    # only what follows on: a label between two paragraphs is no part of the abstract
    while last + 1 < len(lines) and not text[lines[last].end : lines[last + 1].start].strip():
        last += 1
    return [
        Field("abstract", Span(lines[first].start, lines[first].start), (Span(lines[first].start, lines[last].end),))
    ]


def sections(text: str, fields: Sequence[Field], headings: Collection[int]) -> Iterator[Section]:
    """Headings inside the abstract and what stands under them."""
    for value in (v for f in fields if f.name == "abstract" for v in f.values):
        lines = [line for line in lines_of(text, value.start, value.end) if line.end > line.start]
        marked = [i for i, line in enumerate(lines[:-1]) if line.start in headings]
        # where a page marks its headings, a short line without a stop is an item of a list
        heads = marked or [i for i in range(1, len(lines) - 1) if _is_heading(text, lines[i], lines[i + 1].of(text))]
        # one that judges ends the section above it however it is set, or its sentences would have the other's polarity
        heads = sorted(
            {*heads, *(i for i in range(len(lines) - 1) if _judges(text, lines[i], lines[i + 1] if marked else None))}
        )
        for here, there in zip(heads, [*heads[1:], len(lines)], strict=False):
            heading = _without_marks(text, lines[here])
            if there > here + 1 and fold(heading.of(text)) not in _NO_PARTS:
                yield Section(heading, Span(lines[here + 1].start, lines[there - 1].end))


def _judges(text: str, line: Span, below: Span | None) -> bool:
    """Whether a line is a heading that says what the sentences under it are: ``Pluspunten:``, ``**Knelpunten**``.

    Where other lines are marked up as headings, ``Resultaten`` may be an item of a list, unless there are sentences
    ``below``; then the line below is given.
    """
    words = _without_marks(text, line).of(text)
    heading = None if words[0].isspace() else heading_of(words)
    if heading is None:
        return False
    return (
        below is None or heading.polarity in ("favourable", "unfavourable") or _STOP.search(below.of(text)) is not None
    )


def _is_heading(text: str, line: Span, below: str) -> bool:
    words, bare = line.of(text), _without_marks(text, line)
    if len(words) <= 80 and bare.start > line.start and text[bare.start] not in BLANK:
        return words[0] == "#" or bare.end < line.end  # plain text that marks its headings
    return (
        len(words) <= 80
        and len(words.split()) <= 10
        and words[0] not in "-*•–"
        and (
            not _HEADING_END.search(words) or (words[-1] == ":" and len(words.split()) <= 3 and below[0] not in "-*•–")
        )
        and len(below) > len(words)
        and bool(re.search(r"[.!?:]\W*$", below))
    )


def parts_of(text: str, line: Span) -> list[Span]:
    """A line cut at upright strokes: of ``Rapport | Datum: x | Thema: y`` what has a label with a colon."""
    words = line.of(text)
    if len(words) > 1000 or " | " not in words:
        return [line]
    parts: list[Span] = []
    at = line.start
    for part in words.split(" | "):
        if ":" in part and label_of(part.partition(":")[0].strip()) is not None:
            left = at + len(part) - len(part.lstrip())
            parts.append(Span(left, left + len(part.strip())))
        elif parts:  # "Thema: x | y" is one value
            parts[-1] = Span(parts[-1].start, at + len(part.rstrip()))
        at += len(part) + 3
    return parts or [line]


def link_of(text: str, line: Span) -> Link:
    """A line that is a link, with the address it may hold."""
    words = line.of(text)
    url = URL.search(words)
    if url is None:
        return Link(line)
    name = words[: url.start()].rstrip(" \t([<:-–")
    return Link(Span(line.start, line.start + len(name)) if name else line, url[0].rstrip(").,;]"))
