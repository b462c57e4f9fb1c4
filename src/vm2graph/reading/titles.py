"""The title and subtitle of a page: its first lines, checked against the reference."""

from __future__ import annotations

import re

from vm2graph.errors import InterpretError
from vm2graph.model import Remark, Span, Stated
from vm2graph.reading.outline import LONGEST_TITLE, is_line_of_data
from vm2graph.reading.remarks import remark
from vm2graph.reading.tidy import Tidy, fold, stated
from vm2graph.reading.witnesses import REFERENCE_RULE, Witnesses

_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,400}>")


def titles(page: Witnesses, remarks: list[Remark]) -> tuple[Stated[str], Stated[str] | None]:
    """Title and subtitle. Raises InterpretError where the page has neither a title nor a reference with one."""
    title, subtitle, rule = _lines(page)
    if title is None:
        return _from_reference(page, remarks)
    if subtitle is None and (both := _cut_as_cited(page, title)):
        title, subtitle = both
    said = stated(page.page.text, title, rule)
    if _MARKUP.search(said.value):
        remarks.append(remark("markup_in_title", "title", said.evidence))
    if subtitle is None:
        below = _cited_subtitle(page, said.value)
    else:
        below = stated(page.page.text, subtitle, "second-line" if rule == "first-line" else rule)
        below = below if below.value else None
    cited = page.reference.title
    if cited is not None and not _agree(said.value, _cited_words(page)):
        remarks.append(remark("title_disagreement", "title", (*said.evidence, page.cited(cited))))
    return said, below


def _lines(page: Witnesses) -> tuple[Span | None, Span | None, str]:
    """The passages of title and subtitle, and the rule that found them."""
    for value in page.values("title"):
        if Tidy(page.page.text, value).text and value.end - value.start <= LONGEST_TITLE:
            return value, next(iter(page.values("subtitle")), page.page.subtitle), "label:title"
    title, subtitle = page.page.title, page.page.subtitle
    if title is None or not Tidy(page.page.text, title).text:
        return None, None, "first-line"
    cited = _cited_words(page)
    if cited and not _agree(title.of(page.page.text), cited):
        # something of the site stands above the title: the line that the reference has is the title
        lines = _lead(page)
        for i, line in enumerate(lines):
            if found := _cited_line(page, line):
                below = lines[i + 1] if i + 1 < len(lines) else None
                if below and is_line_of_data(below.of(page.page.text)):
                    below = None
                return found, below, "line-in-reference"
    elif cited and (bare := _without_year(page, title)):
        title = bare
    elif cited and (wrapped := _wrapped(page, title)):
        return wrapped, next((line for line in _lead(page) if line.start > wrapped.end), None), "first-line"
    return title, subtitle or next(iter(page.values("subtitle")), None), "first-line"


_YEAR = re.compile(r"\s*\((?:1[5-9]|20)\d\d\)$")


def _without_year(page: Witnesses, title: Span) -> Span | None:
    """``Op koers (2015)``, where the reference has the title without."""
    year = _YEAR.search(words := title.of(page.page.text))
    return Span(title.start, title.start + year.start()) if year and _same(words[: year.start()], page) else None


_PREFIX = re.compile(r"[^:]{3,30}:\s+")
_SITE = re.compile(r"\s+[|–—-]\s")
_CUT = re.compile(r"(?P<kept>[?!…]*)\s*[:;.–—-]?\s+")


def _cut_as_cited(page: Witnesses, line: Span) -> tuple[Span, Span] | None:
    """``Title: subtitle`` on one line is cut where the reference cuts the same words."""
    cited = page.reference.title
    if cited is None or page.reference.subtitle is None:
        return None
    tidy = Tidy(page.page.text, line)
    if fold(tidy.text[:LONGEST_TITLE]) != fold(_cited_words(page)):
        return None
    for cut in _CUT.finditer(tidy.text):
        if fold(tidy.text[: cut.start()]) == fold(cited.of(page.reference.text)):
            return tidy.span(0, cut.end("kept")), tidy.span(cut.end(), len(tidy.text))
    return None


def _wrapped(page: Witnesses, title: Span) -> Span | None:
    """A title that runs on over the next line or two, as the reference shows."""
    if _same(title.of(page.page.text), page):
        return None
    for line in [line for line in _lead(page) if line.start > title.end][:2]:
        whole = Span(title.start, line.end)
        if _is_title(whole.of(page.page.text), page):
            return whole
    return None


def _is_title(line: str, page: Witnesses) -> bool:
    title = page.reference.title
    return title is not None and fold(line[:LONGEST_TITLE]) == fold(title.of(page.reference.text))


def _cited_line(page: Witnesses, line: Span) -> Span | None:
    """A line that is the title of the reference, without what the site adds: ``Title | Site``, ``Rapport: Title``."""
    words = line.of(page.page.text)
    for cut in (len(words), *(found.start() for found in _SITE.finditer(words[:LONGEST_TITLE]))):
        if _same(words[:cut], page):
            return Span(line.start, line.start + cut)
    prefix = _PREFIX.match(words)
    return Span(line.start + prefix.end(), line.end) if prefix and _same(words[prefix.end() :], page) else None


def _lead(page: Witnesses) -> list[Span]:
    """The lines above the first label."""
    text = page.page.text
    first = min((f.label.start for f in page.page.fields if f.label.end > f.label.start), default=0)
    lines, start = [], 0
    for line in text[: min(first, 5000)].split("\n"):
        stripped = line.strip()
        if stripped:
            left = start + len(line) - len(line.lstrip())
            lines.append(Span(left, left + len(stripped)))
        start += len(line) + 1
    return lines


def _cited_words(page: Witnesses) -> str:
    """Title and subtitle of the reference, as it runs."""
    title, subtitle = page.reference.title, page.reference.subtitle
    return "" if title is None else page.reference.text[title.start : (subtitle or title).end]


def _agree(line: str, cited: str) -> bool:
    """Whether a line and the reference begin with the same words."""
    mine, yours = fold(line[:LONGEST_TITLE]), fold(cited)
    return bool(mine) and (yours.startswith(mine) or mine.startswith(yours))


def _same(line: str, page: Witnesses) -> bool:
    title = page.reference.title
    mine = fold(line[:LONGEST_TITLE])
    return title is not None and mine in {fold(title.of(page.reference.text)), fold(_cited_words(page))}


def _cited_subtitle(page: Witnesses, title: str) -> Stated[str] | None:
    """The reference's subtitle, where its title is the page's and the page prints no subtitle."""
    cited, subtitle = page.reference.title, page.reference.subtitle
    if cited is None or subtitle is None or fold(cited.of(page.reference.text)) != fold(title):
        return None
    return page.from_reference(subtitle)


def _from_reference(page: Witnesses, remarks: list[Remark]) -> tuple[Stated[str], Stated[str] | None]:
    title = page.reference.title
    if title is None or title.end - title.start > LONGEST_TITLE:
        raise InterpretError(
            "The page has no title; put the title of the publication on its first line.", "missing_title"
        )
    remarks.append(remark("missing_title", "title", (page.cited(title),)))
    subtitle = page.reference.subtitle
    return page.from_reference(title, REFERENCE_RULE), page.from_reference(subtitle) if subtitle else None
