"""RDF terms as they stand in a line of N-Triples, for who writes such lines: :mod:`.terms` has them as objects."""

from __future__ import annotations

from functools import lru_cache

from pyoxigraph import NamedNode

from vm2graph.model import PartialDate
from vm2graph.writing import terms

Written = str
"""``<http://example.org/a>``, ``"a word"@en``."""


@lru_cache(maxsize=4096)
def iri(value: str) -> Written:
    """A named node; raises ValueError for what is no absolute IRI."""
    return str(NamedNode(value))


def text(value: str, language: str | None = None) -> Written:
    """A plain or language-tagged literal."""
    return str(terms.text(value, language))


def typed(value: str, datatype: str) -> Written:
    """A literal with a datatype."""
    return str(terms.typed(value, datatype))


def date(value: PartialDate) -> Written:
    """xsd:gYear, gYearMonth or date: never more precise than the source."""
    return str(terms.date(value))
