"""The themes of a page, one by one."""

from __future__ import annotations

import re

from vm2graph.model import Span, Stated, Status, Theme
from vm2graph.reading.labels import label_of
from vm2graph.reading.tidy import BULLET, Tidy, fold, stated
from vm2graph.reading.witnesses import Witnesses

_STRONG = re.compile(r"[;|•·]|\s[/–—]\s|\s+(?=#\w)")
_MOST = 100
_LONGEST = 200  # characters; a longer item is prose


def themes(page: Witnesses) -> tuple[Stated[Theme], ...]:
    """Every theme of every kind of label (``Thema``, ``Trefwoorden``), in page order, each once.

    Where a page has no such label and prints no reference, the keywords that its metadata gives the work.
    """
    found: dict[str, Stated[Theme]] = {}
    read: set[str] = set()
    for field in page.fields("themes"):
        label = fold(field.label.of(page.page.text))
        if not field.values or label.rstrip("s") in read:
            continue
        read.add(label.rstrip("s"))
        for value in page.said(field):
            for passage in _items(Tidy(page.page.text, value), _is_plural(field.label.of(page.page.text))):
                said = stated(page.page.text, passage, "label:theme")
                theme = Stated(Theme(said), said.evidence, "label:theme", Status.NORMALISED)
                if said.value and len(said.value) <= _LONGEST:
                    found.setdefault(fold(said.value), theme)
    if not page.fields("themes") and page.citation is None:
        for embedded in page.embedded("themes"):
            for passage in _items(Tidy(page.page.text, embedded.value), plural=True):
                said = stated(page.page.text, passage, f"embedded:{embedded.scheme}")
                if said.value and len(said.value) <= _LONGEST:
                    theme = Stated(Theme(said), said.evidence, said.rule, Status.NORMALISED)
                    found.setdefault(fold(said.value), theme)
    return tuple(found.values())[:_MOST]


def _is_plural(label: str) -> bool:
    word = label.strip(" :").casefold().replace("’", "'")
    return label_of(word) is not None and word.endswith(("s", "en", "en)", "s)", "n", "ën"))


def _items(tidy: Tidy, plural: bool) -> list[Span]:
    """Cut at semicolons; at commas only in a list, since a theme may hold a comma itself."""
    cuts = [match.span() for match in _STRONG.finditer(tidy.text)]
    if not cuts:
        commas = [match.span() for match in re.finditer(r"\s*,\s*", tidy.text)]
        items = re.split(r"\s*,\s*", tidy.text)
        if plural or all(item[:1].isupper() for item in items[1:]) or all(len(item.split()) == 1 for item in items):
            cuts = commas
    spans, at = [], 0
    for start, end in [*cuts, (len(tidy.text), len(tidy.text))]:
        words = BULLET.sub("", tidy.text[at:start].strip(" .#"))
        if words:
            left = at + tidy.text[at:start].index(words)
            spans.append(tidy.span(left, left + len(words)))
        at = end
    return spans
