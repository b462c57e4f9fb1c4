"""The visible text of an HTML page: its elements as lines, and what each line was.

Spaces are collapsed as a browser does. A block is a line; so are the links and marked names that stand side by
side, each a value of its own. Of every line it is kept whether it was a label, a heading or the text of a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from vm2graph.addresses import joined
from vm2graph.model import Link, Span
from vm2graph.reading.elements import Element
from vm2graph.reading.labels import label_of
from vm2graph.reading.markup import HEADINGS, STRONG, Markup, begins_with_label, is_alone
from vm2graph.reading.site_lines import DOWNLOAD
from vm2graph.reading.text import Hints
from vm2graph.reading.wordlists import words

_BLOCKS = words(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu ol p pre section summary table tbody td tfoot th"
    " thead tr ul br button"
)
_NOTED = HEADINGS | STRONG | words("dt th h1 a")
_PARAGRAPHS = words("p li td div")
_PREFORMATTED = words("pre xmp listing plaintext")
_SUBTITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sub-?title|ondertitel|subtitel|sub-?kop|untertitel|sub-?heading)(?:$|[\s_-])", re.IGNORECASE
)
_ITEM_CLASS = re.compile(
    r"(?:^|[\s_-])(?:authors?|auteurs?|creators?|contributors?|persons?|names?|items?|tags?|keywords?|terms?|themes?"
    r"|thema|subjects?|badge|chip|pill)(?:$|[\s_-])",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"[\d,*†‡ ]{1,8}")
_MOST_LINES_OF_LINK = 20
_SIGNS = " :|•·»>/–-"
_SPACE = re.compile(r" [ \t\n\r\f\v]+|[\t\n\r\f\v][ \t\n\r\f\v]*")  # all but a single blank, which may stay
_SPACE_ON_LINE = re.compile(r" [ \t\f\v]+|[\t\f\v][ \t\f\v]*")
_FILE = re.compile(r"\.(?:pdf|epub|docx?|odt)(?:$|[?#])", re.IGNORECASE)
_ASIDES = words("span small em i")
_SIZE = re.compile(r"\s*[(\[][^()\[\]]{1,40}[)\]]?\s*")


@dataclass(slots=True)
class _Opened:
    """Where an element that is still open began: offset, piece of the line, lines before it, and which line it was."""

    at: int
    piece: int
    line: int
    serial: int  # lines that were left out count here too


class Lines:
    """Writes the visible content as lines; keeps where title, labels, headings and links stand."""

    def __init__(self, markup: Markup, base: str | None) -> None:
        self._markup, self._base = markup, base
        self._lines: list[str] = []
        self._starts: list[int] = []
        self._line: list[str] = []
        self._serials: list[int] = []
        self._serial = 0  # of the line being written
        self._length = 0
        self._start = 0  # offset of it
        self.headings: list[Span] = []  # of the first level
        self._subtitle: Span | None = None
        self._labels: set[int] = set()
        self._ends: set[int] = set()
        self._headings: set[int] = set()
        self._run_in: dict[int, int] = {}
        self._links: list[Link] = []
        self._files: list[Link] = []  # links to a file that do not say "download"
        self._rows: set[Element] = set()  # elements that hold a label and its value
        self._opened: dict[Element, _Opened] = {}
        self._preformatted = 0
        self._in_h1 = False

    def walk(self, part: Element) -> None:
        """Goes through the tree without recursion, as deep as it may be."""
        events = etree.iterwalk(part, events=("start", "end"))
        for event, element in events:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if element is not part and (self._markup.is_skipped(element, tag) or self._is_footnote(element, tag)):
                    events.skip_subtree()
                    continue
                self._begin(element, tag)
            else:
                opened = self._opened.pop(element, None)
                if opened is not None:
                    self._end(element, tag, opened)
                if element is not part:
                    self._write(element.tail)
        self._break()

    @property
    def text(self) -> str:
        """The lines."""
        return "\n".join(self._lines)

    def hints(self) -> Hints:
        """What the mark-up says about the lines; the title is chosen elsewhere."""
        return Hints(
            subtitle=self._subtitle,
            labels=frozenset(self._labels),
            run_in=self._run_in,
            headings=frozenset(self._headings),
            links=tuple(self._links or self._files[:1]),
            ends=frozenset(self._ends),
        )

    # ------------------------------------------------------------ elements

    def _begin(self, element: Element, tag: str) -> None:
        if tag in _BLOCKS or (self._in_h1 and _is_subtitle(element, tag)) or _is_next_item(element, tag):
            self._break()
        if tag == "h1":
            self._in_h1 = True
        self._preformatted += tag in _PREFORMATTED
        self._opened[element] = _Opened(self._start + self._length, len(self._line), len(self._lines), self._serial)
        self._write(element.text)

    def _end(self, element: Element, tag: str, opened: _Opened) -> None:
        if tag in _NOTED or element in self._markup.labels or element.get("class"):
            self._note(element, tag, opened)
        self._preformatted -= tag in _PREFORMATTED
        if tag == "h1":
            self._in_h1 = False
        if tag in _BLOCKS:
            self._break()
        if element in self._rows or (tag in _PARAGRAPHS and begins_with_label(element)):
            self._break()
            self._ends.add(self._start)

    def _note(self, element: Element, tag: str, opened: _Opened) -> None:
        """What an element that just ended was, if it held words."""
        span = next(self._passages(opened), None)
        if span is None:
            return
        if tag == "h1":
            self.headings.append(span)
        elif element in self._markup.labels or tag == "dt" or (tag == "th" and _is_beside_cell(element)):
            self._label(element, tag, span)
        elif tag in STRONG:
            if span.start == self._start and label_of(self._words(span)):
                self._run_in[self._start] = span.end
                self._rows.add(_row(element))
        elif tag in HEADINGS:
            self._headings.add(span.start)
        elif tag == "a":
            self._link(element, span, self._passages(opened))
        if (
            self.headings
            and self._subtitle is None
            and span.start > self.headings[0].start
            and _is_subtitle(element, tag)
            and label_of(self._words(span)) is None
        ):
            self._subtitle = span

    def _label(self, element: Element, tag: str, span: Span) -> None:
        if span.start != self._start and span.start not in self._starts[-3:]:
            return  # in the middle of a line
        tail = (element.tail or "").lstrip()
        self._labels.add(span.start)
        self._rows.add(_row(element))
        if tag not in _BLOCKS and not tail.startswith(":") and not self._words(span).endswith(":"):
            self._break()

    def _link(self, element: Element, first: Span, passages: Iterator[Span]) -> None:
        target = _target(element, self._base)
        for span in islice(passages, _MOST_LINES_OF_LINK):
            if DOWNLOAD.match(self._words(span)):
                self._links.append(Link(span, target))
                return
        is_file = element.get("download") is not None or _FILE.search(target or "")
        if target and is_file and first.start in {self._start, *self._starts[-1:]} and _stands_alone(element):
            self._files.append(Link(first, target))

    def _is_footnote(self, element: Element, tag: str) -> bool:
        """The mark of a footnote behind a word, as in a name with an affiliation."""
        if tag != "sup" or len(element) or not _FOOTNOTE.fullmatch(element.text or "") or not self._line:
            return False
        return re.search(r"[^\W\d_]{3}[\s,.]*$", self._line[-1][-8:]) is not None

    # ------------------------------------------------------------ lines

    def _write(self, words: str | None) -> None:
        if not words:
            return
        if self._preformatted and "\n" in words:
            for number, line in enumerate(words.split("\n")):
                if number:
                    self._break()
                self._put(_SPACE_ON_LINE.sub(" ", line))
        else:
            self._put(_SPACE.sub(" ", words))

    def _put(self, words: str) -> None:
        if words[:1] == " " and (not self._line or self._line[-1].endswith(" ")):
            words = words[1:]
        if words:
            self._line.append(words)
            self._length += len(words)

    def _break(self) -> None:
        line = "".join(self._line).rstrip(" ")
        self._line, self._length, self._serial = [], 0, self._serial + 1
        if line.strip(_SIGNS):  # a line of its own for a colon or an arrow says nothing
            self._lines.append(line)
            self._starts.append(self._start)
            self._serials.append(self._serial)
            self._start += len(line) + 1

    def _passages(self, opened: _Opened) -> Iterator[Span]:
        """What an element wrote, a passage a line."""
        for line in range(opened.line, len(self._lines)):
            start, end = self._starts[line], self._starts[line] + len(self._lines[line])
            left = opened.at if self._serials[line] == opened.serial else start
            if left < end:
                yield Span(left, end)
        is_same = opened.serial == self._serial
        written = "".join(self._line[opened.piece if is_same else 0 :])
        if written.strip() and written.strip(_SIGNS):  # else the line may be left out
            start = opened.at if is_same else self._start
            yield Span(start + len(written) - len(written.lstrip()), start + len(written.rstrip()))

    def _words(self, span: Span) -> str:
        """The words of a passage on the line being written, or on one of the last lines."""
        if span.start >= self._start:
            return "".join(self._line)[span.start - self._start : span.end - self._start]
        for start, line in zip(reversed(self._starts), reversed(self._lines), strict=True):
            if start <= span.start:
                return line[span.start - start : span.end - start]
        return ""


def _is_subtitle(element: Element, tag: str) -> bool:
    return tag == "small" or _SUBTITLE_CLASS.search(element.get("class") or "") is not None


def _is_next_item(element: Element, tag: str) -> bool:
    """Whether an element follows one of its like with nothing between: one value each, as links to authors are."""
    before = element.getprevious()
    if before is None or before.tag != tag or (before.tail or "").strip():
        return False
    name = element.get("class") or ""
    return tag == "a" or (tag == "span" and name == before.get("class") and _ITEM_CLASS.search(name) is not None)


def _is_beside_cell(head: Element) -> bool:
    """Whether a ``th`` has its value beside or below it; in a row of them, each heads a column."""
    after = head.getnext()
    return (after is not None and after.tag == "td") or (after is None and head.getprevious() is None)


def _row(label: Element) -> Element:
    """The element that holds a label and its value."""
    at, parent = label, label.getparent()
    while parent is not None and is_alone(at) and not (at.tail or "").strip() and parent.tag != "body":
        at, parent = parent, parent.getparent()
    return at if parent is None else parent


def _stands_alone(anchor: Element) -> bool:
    """Whether nothing but its size follows a link on its line."""
    after, tail = anchor.getnext(), anchor.tail or ""
    if after is not None and after.tag in _ASIDES and not tail.strip() and _SIZE.fullmatch(after.text or ""):
        tail, after = after.tail or "", after.getnext()
    return (not tail.strip() or _SIZE.fullmatch(tail) is not None) and (after is None or after.tag in _BLOCKS)


def _target(anchor: Element, base: str | None) -> str | None:
    """Where a link goes; nowhere for ``#`` and for what is no web address."""
    href = (anchor.get("href") or "").strip()
    if not href or href.startswith("#") or re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:", href, re.IGNORECASE):
        return None
    return joined(base, href)
