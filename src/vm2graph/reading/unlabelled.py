"""What a page says without a label: a reference to its own title, and the by-line that this reference confirms.

Tussen twee talen                        the title
Fokje de Jong en Klaas van der Veen      a by-line: the reference names the same people
Jong, F. de, & Van der Veen, K. (2015). Tussen twee talen. …
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from vm2graph.model import Field, Span
from vm2graph.reading.bare_labels import CITED
from vm2graph.reading.bylines import parse_byline
from vm2graph.reading.outline import lines_of
from vm2graph.reading.tidy import Tidy, fold

_LONGEST_REFERENCE = 2000
_LONGEST_BYLINE = 300
_LEAD = re.compile(r"[A-ZÀ-Þ][^\W\d_]+(?: [^\W\d_]+){0,3}:\s+(?=[A-ZÀ-Þ])")  # Meer lezen:


MAKERS = ("creators", "editors", "contributors")


def with_unlabelled(
    text: str, fields: list[Field], preamble: list[Span], leftover: list[Span], title: Span | None
) -> tuple[list[Field], list[Span]]:
    """The fields with those that have no label, and the lines above the first label without theirs."""
    title = title or next(iter(preamble), None)
    cited = next((field.values[0] for field in fields if field.name == "citation" and field.values), None)
    if cited is None and (field := _citation(text, [*preamble, *leftover], title)):
        fields, cited = [*fields, field], field.values[0]
        preamble = [line for line in preamble if line.end != cited.end]
        leftover[:] = [line for line in leftover if line.end != cited.end]
    elif cited is None and (found := _citation_in_abstract(text, fields, title)):
        fields, cited = found, found[-1].values[0]
    named = any(field.name in MAKERS and field.values for field in fields)
    if cited and not named and (lines := _byline(text, [each for each in preamble if each != title], cited)):
        fields = [*fields, Field("creators", Span(lines[0].start, lines[0].start), tuple(lines))]
        preamble = [each for each in preamble if each not in lines]
    return fields, preamble


def _citation_in_abstract(text: str, fields: list[Field], title: Span | None) -> list[Field] | None:
    """The fields where the summary ends at a line that cites the title of the page, and that line."""
    for i, field in enumerate(fields):
        if field.name != "abstract" or not field.values:
            continue
        value = field.values[0]
        lines = [line for line in lines_of(text, value.start, value.end) if line.end > line.start]
        if len(lines) > 1 and (cited := _citation(text, lines[1:], title)):
            last = max((line for line in lines if line.end < cited.values[0].end), key=lambda line: line.end)
            prose = Field(field.name, field.label, (Span(value.start, last.end),))
            return [*fields[:i], prose, *fields[i + 1 :], cited]
    return None


def _citation(text: str, lines: Iterable[Span], title: Span | None) -> Field | None:
    """The line that cites the very title of the page."""
    wanted = fold(Tidy(text, title).text) if title else ""
    for line in lines if wanted else ():
        if line.end - line.start > _LONGEST_REFERENCE or text.find("(", line.start, line.end) < 0:
            continue
        tidy = Tidy(text, line)
        match = CITED.match(tidy.text)
        if match and fold(tidy.text[match.end() :]).startswith(wanted):
            lead = _LEAD.match(tidy.text)
            start = tidy.span(lead.end(), len(tidy.text)).start if lead else line.start
            return Field("citation", Span(line.start, line.start), (Span(start, line.end),))
    return None


def _byline(text: str, lines: Sequence[Span], citation: Span) -> list[Span]:
    """The line of names that are all in the reference, or the lines, one below the other."""
    match = CITED.match(Tidy(text, citation).text)
    who = fold(match["who"]) if match else ""
    found: list[Span] = []
    for line in lines if who else ():
        words = Tidy(text, line).text
        if len(words) > _LONGEST_BYLINE or re.search(r"[\d:]", words):
            continue
        if fold(words) == who or _all_among(words, who):
            found.append(line)
        elif found:
            break
    return found


def _all_among(words: str, who: str) -> bool:
    names = parse_byline(words).names
    families = [fold(name.family.of(words)) if name.family else "" for name in names]
    return bool(families) and all(len(family) > 1 and family in who for family in families)
