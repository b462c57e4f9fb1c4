"""The passage and the rule behind each stated value.

One vm2:SourcedStatement a value, whatever the number of properties that carry it, with the rule that read it or
the curator who stated it; and one vm2:Passage a span (W3C Web Annotation Data Model section 4.2), with position
and quotation in one selector.

Four fifths of all that is said of a page is said here, so it is written as N-Triples at once; whoever wants
triples has them parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pyoxigraph import Triple

from vm2graph.knowledge import CURATOR_RULE
from vm2graph.model import Span
from vm2graph.names import DCTERMS, OA, PROV, RDF, RDFS, VM2, XSD, Iris
from vm2graph.writing import written
from vm2graph.writing.graph import Description, StatedValue
from vm2graph.writing.terms import sorted_lines, triples_in_order

_TYPE, _INTEGER = f"<{RDF.type}>", f"^^<{XSD.integer}>"
# written out once: a page has hundreds of each
_STATEMENT, _PASSAGE = (f"{_TYPE} <{each}> .\n" for each in (VM2.SourcedStatement, VM2.Passage))
_POSITION, _QUOTE = (f"{_TYPE} <{each}> .\n" for each in (OA.TextPositionSelector, OA.TextQuoteSelector))
_OF_SUBJECT, _OF_PROPERTY, _OF_VALUE = (f"<{each}>" for each in (VM2.ofSubject, VM2.ofProperty, VM2.ofValue))
_SUPPORTED_BY, _RULE, _STATUS = f"<{VM2.supportedBy}>", f"<{VM2.rule}>", f"<{VM2.evidenceStatus}> <{VM2.base}"
_SOURCE, _SELECTOR, _START, _END, _EXACT = (
    f"<{each}>" for each in (OA.hasSource, OA.hasSelector, OA.start, OA.end, OA.exact)
)


def evidence(description: Description, page_text: str, sha256: str, iris: Iris) -> tuple[Triple, ...]:
    """The evidence graph of a description: statements, and the passages they and the remarks rest on."""
    lines = evidence_lines(description, page_text, sha256, iris)
    return tuple(triples_in_order(lines))


def evidence_lines(description: Description, page_text: str, sha256: str, iris: Iris) -> str:
    """:func:`evidence` as sorted N-Triples. Lines are made in the order they end up in: to sort them is quick then."""
    graph, source = iris.evidence(description.slug), iris.source(sha256)
    lines: list[str] = []
    spans = set(_targets(description, source))
    for value in sorted(description.values, key=lambda one: f"{one.name}>"):
        lines += _statement(value, f"<{graph}#{value.name}>", f"<{source}#char=", description.curator)
        spans.update(value.stated.evidence)
    places = sorted((f"{span.start},{span.end}>", span) for span in spans)
    passages = [_passage(f"<{source}#char={place}", f"<{source}#sel={place}", f"<{source}>") for place, _ in places]
    selectors = [_selector(f"<{source}#sel={place}", span, page_text) for place, span in places]
    return "".join((sorted_lines(lines), *passages, *selectors))  # so they are sorted: evidence, source; char, sel


def _passage(passage: str, selector: str, source: str) -> str:
    return f"{passage} {_PASSAGE}{passage} {_SELECTOR} {selector} .\n{passage} {_SOURCE} {source} .\n"


def _selector(selector: str, span: Span, page_text: str) -> str:
    return (
        f'{selector} {_POSITION}{selector} {_QUOTE}{selector} {_END} "{span.end}"{_INTEGER} .\n'
        f'{selector} {_EXACT} {written.text(span.of(page_text))} .\n{selector} {_START} "{span.start}"{_INTEGER} .\n'
    )


def _statement(value: StatedValue, node: str, passage: str, curator: str | None) -> list[str]:
    """What a value rests on, and by which rule or whose word. ``passage`` is what the IRI of a passage begins with."""
    stated = value.stated
    lines = [f"{node} <{DCTERMS.source}> {_origin(stated.origin)} .\n"] if stated.origin else []
    lines.append(f"{node} {_STATEMENT}")
    if stated.note:
        lines.append(f"{node} <{RDFS.comment}> {_literal(stated.note, 'en')} .\n")
    attributed = curator is not None and stated.rule == CURATOR_RULE
    if attributed:
        lines.append(f"{node} <{PROV.wasAttributedTo}> <{curator}> .\n")
    lines.append(f"{node} {_STATUS}{stated.status}> .\n")
    lines += [f"{node} {_OF_PROPERTY} <{property_}> .\n" for property_ in value.properties]
    lines.append(f"{node} {_OF_SUBJECT} {value.subject} .\n")
    lines.append(f"{node} {_OF_VALUE} {value.value} .\n")
    if not attributed:
        lines.append(f"{node} {_RULE} {_literal(stated.rule)} .\n")
    lines += [f"{node} {_SUPPORTED_BY} {passage}{span.start},{span.end}> .\n" for span in stated.evidence]
    return lines


def _targets(description: Description, source: str) -> Iterator[Span]:
    """The passages that remarks of the record point at."""
    pointing = f" <{OA.hasTarget}> <{source}#char="
    for line in description.lines.split("\n"):
        subject, points, place = line.partition(pointing)
        if points and " " not in subject:
            start, _, end = place.removesuffix("> .").partition(",")
            yield Span(int(start), int(end))


def _origin(origin: str) -> str:
    """Another source: its address, or what it is called."""
    return f"<{origin}>" if origin.startswith(("https://", "http://")) else _literal(origin)


@lru_cache(maxsize=1024)
def _literal(text: str, language: str | None = None) -> str:
    """Rules and notes recur in every record."""
    return written.text(text, language)
