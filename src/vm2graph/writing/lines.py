"""N-Triples taken apart, for writers: graphs are kept as such lines, and making terms of them first costs more.

A term is as it stands in the line. Only what a writer shows otherwise than N-Triples has it is looked at closer.
There are no triples as terms (RDF 1.2) in what we keep.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

import orjson
import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from vm2graph.names import RDF, XSD
from vm2graph.writing.terms import Term, iri, triples_of

Pairs = Sequence[tuple[str, str]]
"""Predicate (an IRI) and object (as in N-Triples). A tuple is what many documents show: writers keep what they made."""

About = dict[str, Pairs]
"""What is said of each subject, an IRI or ``_:b``: ``rdf:type`` first, then by predicate and object."""

_TYPE = RDF.type
_LANG_STRING = RDF.base + "langString"
_LINE = re.compile(r"(<[^>]*>|_:\S+) <([^>]*)> (.*) \.\n")  # a dot stands for all but the end of a line


def about(text: str) -> About:
    """The subjects of N-Triples, a line each, none twice, in the one order."""
    made: dict[str, list[tuple[str, str]]] = {}
    last, pairs = "", list[tuple[str, str]]()
    for subject, predicate, term in _LINE.findall(text):
        if subject != last:
            last = subject
            pairs = made.setdefault(subject[1:-1] if subject[0] == "<" else subject, [])
        pairs.append((predicate, term))
    return {name: _in_order(made[name]) for name in sorted(made)}


def about_triples(triples: Iterable[Triple]) -> About:
    """The same of triples, in any order and however often they come."""
    return about("".join({f"{triple} .\n" for triple in triples}))


def joined(parts: Iterable[Mapping[str, Pairs]]) -> About:
    """Several graphs as one; what is given is left as it is."""
    made: About = {}
    for part in parts:
        for name, pairs in part.items():
            held = made.get(name)
            made[name] = pairs if held is None else _in_order({*held, *pairs})
    return {name: made[name] for name in sorted(made)}


def lines(said: Mapping[str, Pairs]) -> Iterator[str]:
    """N-Triples again, in the one order."""
    for name, pairs in said.items():
        subject = name if name.startswith("_:") else f"<{name}>"
        for predicate, term in pairs:
            yield f"{subject} <{predicate}> {term} .\n"


def triples(said: Mapping[str, Pairs]) -> list[Triple]:
    """The triples, in the one order."""
    return triples_of("".join(lines(said)))


def name_of(term: str) -> str:
    """The IRI of a term, or ``_:b``."""
    return term[1:-1] if term[0] == "<" else term


def literal(term: str) -> tuple[str, str, str]:
    """The value of a literal, its language or "", and its datatype."""
    end = term.rindex('"')
    value, rest = term[1:end], term[end + 1 :]
    if "\\" in value:
        value = _unescaped(term[: end + 1])
    if not rest:
        return value, "", XSD.string
    if rest[0] == "@":  # after "--" the direction of the text may stand, RDF 1.2
        return value, rest[1:].partition("--")[0], _LANG_STRING
    return value, "", rest[3:-1]


def made(term: str) -> Term:
    """The term itself."""
    if term[0] == '"':
        value, language, datatype = literal(term)
        if "--" not in term[term.rindex('"') :]:
            return Literal(value, language=language) if language else Literal(value, datatype=iri(datatype))
    elif term[0] == "<":
        return NamedNode(term[1:-1])
    return _parsed(f"_:s <x:p> {term} .")


def _parsed(line: str) -> Term:
    found: Term = next(iter(ox.parse(line, format=ox.RdfFormat.N_TRIPLES))).object
    return found


def _unescaped(quoted: str) -> str:
    """The escapes of N-Triples are those of JSON, but for a few that our lines do not have."""
    try:
        return str(orjson.loads(quoted))
    except orjson.JSONDecodeError:
        found = _parsed(f"_:s <x:p> {quoted} .")
        assert isinstance(found, Literal)  # noqa: S101 - it is in quotes
        return found.value


def _in_order(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    ordered = sorted(pairs)
    first = last = bisect_left(ordered, (_TYPE, ""))
    while last < len(ordered) and ordered[last][0] == _TYPE:
        last += 1
    return ordered[first:last] + ordered[:first] + ordered[last:] if first and first < last else ordered
