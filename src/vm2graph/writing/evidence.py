"""The passage and the rule behind each stated value.

One vm2:SourcedStatement a value, whatever the number of properties that carry it, with the rule that read it or
the curator who stated it; and one vm2:Passage a span (W3C Web Annotation Data Model section 4.2), with position
and quotation in one selector.

Four fifths of all that is said of a page is said here, so it is written as N-Triples at once; whoever wants
triples has them parsed.
"""

from __future__ import annotations

from functools import lru_cache

from pyoxigraph import Literal, Triple

from vm2graph.knowledge import CURATOR_RULE
from vm2graph.model import Span
from vm2graph.names import DCTERMS, OA, PROV, RDF, RDFS, VM2, XSD, Iris
from vm2graph.writing.graph import Description
from vm2graph.writing.terms import in_order, triples_of

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
    return tuple(in_order(triples_of(lines)))


def evidence_lines(description: Description, page_text: str, sha256: str, iris: Iris) -> str:
    """:func:`evidence` as sorted N-Triples."""
    graph, source = iris.evidence(description.slug), iris.source(sha256)
    lines: list[str] = []
    spans: set[Span] = set()
    for value in description.values:
        stated = value.stated
        node = f"<{graph}#{value.name}>"
        lines += (
            f"{node} {_STATEMENT}",
            f"{node} {_OF_SUBJECT} {value.subject} .\n",
            f"{node} {_OF_VALUE} {value.value} .\n",
            f"{node} {_STATUS}{stated.status}> .\n",
        )
        lines += [f"{node} {_OF_PROPERTY} <{property_}> .\n" for property_ in value.properties]
        if description.curator is not None and stated.rule == CURATOR_RULE:
            lines.append(f"{node} <{PROV.wasAttributedTo}> <{description.curator}> .\n")
        else:
            lines.append(f"{node} {_RULE} {_literal(stated.rule)} .\n")
        if stated.origin:
            lines.append(f"{node} <{DCTERMS.source}> {_origin(stated.origin)} .\n")
        if stated.note:
            lines.append(f"{node} <{RDFS.comment}> {_literal(stated.note, 'en')} .\n")
        lines += [f"{node} {_SUPPORTED_BY} <{source}#char={span.start},{span.end}> .\n" for span in stated.evidence]
        spans.update(stated.evidence)
    spans.update(_targets(description, f"{source}#char="))
    for span in spans:
        lines += _passage(span, page_text, source)
    return "".join(sorted(set(lines)))


def _targets(description: Description, prefix: str) -> set[Span]:
    """The passages that remarks of the record point at."""
    found = set()
    for triple in description.record:
        if triple.predicate.value == OA.hasTarget and not isinstance(triple.object, (Literal, Triple)):
            target = triple.object.value
            if target.startswith(prefix):
                start, end = target.removeprefix(prefix).split(",")
                found.add(Span(int(start), int(end)))
    return found


def _passage(span: Span, page_text: str, source: str) -> list[str]:
    place = f"{span.start},{span.end}"
    passage, selector = f"<{source}#char={place}>", f"<{source}#sel={place}>"
    return [
        f"{passage} {_PASSAGE}",
        f"{passage} {_SOURCE} <{source}> .\n",
        f"{passage} {_SELECTOR} {selector} .\n",
        f"{selector} {_POSITION}",
        f"{selector} {_QUOTE}",
        f'{selector} {_START} "{span.start}"{_INTEGER} .\n',
        f'{selector} {_END} "{span.end}"{_INTEGER} .\n',
        f"{selector} {_EXACT} {Literal(span.of(page_text))} .\n",
    ]


def _origin(origin: str) -> str:
    """Another source: its address, or what it is called."""
    return f"<{origin}>" if origin.startswith(("https://", "http://")) else _literal(origin)


@lru_cache(maxsize=1024)
def _literal(text: str, language: str | None = None) -> str:
    """Rules and notes recur in every record."""
    return str(Literal(text, language=language) if language else Literal(text))
