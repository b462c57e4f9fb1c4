"""The beginning of a notes file: what the page says, sentence by sentence, and what was noticed, to be completed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from vm2graph.knowledge import Ref
from vm2graph.model import PageBytes, ParsedPage, PartialDate, Period, Publication, Span
from vm2graph.notes.schema import FILE_NAME
from vm2graph.reading import interpret, read_page
from vm2graph.reading.sentences import sentences

_HEAD = """# yaml-language-server: $schema={schema}
#
# Notes on {name}
#
# What no rule can read in it. Everything you add quotes the page, word for word; what vm2graph found by itself
# stands below and need not be repeated. Take the # away from what you use.

curator: your name

# findings:
#   a-name-of-your-own:
#     text: the words of the page that state it
#     polarity: favourable            # unfavourable, neutral, condition
#     outcome: a-concept              # the name of one of the concepts
#     direction: {{is: lower, quote: words that say so}}

# concepts:
#   a-concept:
#     name: the words of the page for it
#     label: {{nl: in het Nederlands, en: in English}}

# experiments: ... monitoring: ... routes: ... works: ...   (see docs/notes.md)
"""


def starter(page: PageBytes, language: str = "nl") -> str:
    """A notes file that says nothing yet. Raises ReadError or InterpretError."""
    parsed = read_page(page.data, page.source_id, page.media_type)
    publication = interpret(parsed, language)
    lines = [_HEAD.format(schema=FILE_NAME, name=" ".join(page.source_id.split()))]
    lines += _found(publication)
    lines += _remarks(parsed, publication)
    lines += _text(parsed, publication)
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Words on one line, as YAML takes them: JSON is YAML."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _found(publication: Publication) -> Iterator[str]:
    yield "# ---------------------------------------------------------------- found by rule"
    for thing in publication.things:
        yield f"#\n# {thing.kind} {thing.id}"
        for fact in thing.facts:
            yield f"#   {fact.key}: {_quoted(_shown(fact.stated.value))}"
    if not publication.things:
        yield "#\n# nothing"


def _shown(value: str | PartialDate | Period | Ref) -> str:
    if isinstance(value, Period):
        return "-".join(end.isoformat() if end else "" for end in (value.start, value.end))
    if isinstance(value, PartialDate):
        return value.isoformat()
    return value.id if isinstance(value, Ref) else value


def _remarks(page: ParsedPage, publication: Publication) -> Iterator[str]:
    yield "\n# ---------------------------------------------------------------- slips: agree, correct or add\n"
    yield "# readings:"
    for remark in publication.remarks:
        if remark.evidence and remark.proposed is not None:
            yield f"#   - quote: {_quoted(remark.evidence[0].of(page.text))}"
            yield f"#     kind: {remark.kind}"
            yield f"#     read: {_quoted(remark.proposed)}"


def _text(page: ParsedPage, publication: Publication) -> Iterator[str]:
    yield "\n# ---------------------------------------------------------------- the page, sentence by sentence"
    headings = {section.heading.start: section for section in page.sections}
    for body in publication.abstract.evidence if publication.abstract else ():
        for sentence in sentences(page.text, body):
            if sentence.start in headings:
                yield f"#\n# {_words(page, sentence)}\n#"
            else:
                yield f"#   - {_quoted(_words(page, sentence))}"


def _words(page: ParsedPage, span: Span) -> str:
    return " ".join(span.of(page.text).split())
