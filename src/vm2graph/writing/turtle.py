"""Turtle 1.1, from lines: a block for each subject, an empty line before it, and only the prefixes that are used.

How a name is shortened is asked of Oxigraph, once for each: the names of the vocabularies are few. Whatever else
stands in Turtle as it does in N-Triples, literals too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

import pyoxigraph as ox

from vm2graph.names import PREFIXES
from vm2graph.writing.lines import Pairs, literal

_NAMES = tuple(f"<{namespace}" for namespace in PREFIXES.values())
_START = min(map(len, _NAMES))  # most names are a site's own, which a look at how they begin tells
_BETWEEN = " ;\n\t"  # two predicates
_STARTS = frozenset(name[:_START] for name in _NAMES)


def document(_root: str, said: Mapping[str, Pairs]) -> bytes:
    """A graph as UTF-8."""
    used: set[str] = set()
    blocks = []
    for name, pairs in said.items():
        if isinstance(pairs, tuple):
            block, needed = _shared(pairs)
            used |= needed
        else:
            block = predicates(pairs, used)
        blocks.append((name, block))
    made = [line for prefix, line in _prefixes() if prefix in used]
    made += [f"\n{_subject(name, used)} {block}" for name, block in blocks]
    return "".join(made).encode()


@lru_cache(maxsize=8192)
def _shared(pairs: tuple[tuple[str, str], ...]) -> tuple[str, set[str]]:
    used: set[str] = set()
    return predicates(pairs, used), used


def predicates(pairs: Pairs, used: set[str]) -> str:
    """What is said of one subject, to the end of its block; the prefixes that it needs are added to ``used``."""
    made: list[str] = []
    last = ""
    for predicate, term in pairs:
        if predicate == last:
            made.append(" , ")
        else:
            last = predicate
            verb, prefix = _verb(predicate)
            used.add(prefix)
            made.append(verb)
        if term[0] == '"' and term[-1] != ">":
            used.add("xsd" if term[-1] == '"' else "rdf")  # of the datatype that goes without saying
            made.append(term)
        elif term[0] == '"' or (term[:_START] in _STARTS and term.startswith(_NAMES)):
            form, prefix = _shortened(term)
            used.add(prefix)
            made.append(form)
        else:
            made.append(term)
    made.append(" .\n")
    return "".join(made).removeprefix(_BETWEEN)


def _subject(name: str, used: set[str]) -> str:
    """A name of a vocabulary is shortened where something else needs its prefix too."""
    if name.startswith("_:"):
        return name
    term = f"<{name}>"
    if term.startswith(_NAMES):
        form, prefix = _shortened(term)
        return form if prefix in used else term
    return term


@lru_cache(maxsize=8192)
def _shortened(term: str) -> tuple[str, str]:
    """A name of a vocabulary, or a literal with a datatype, as Turtle; and the prefix, "" where none is needed."""
    name = term[1:-1] if term[0] == "<" else literal(term)[2]
    prefix = next((prefix for prefix, namespace in PREFIXES.items() if name.startswith(namespace)), "")
    return _written(f"<x:s> <x:p> {term} .").split(" ", 2)[2], prefix


@lru_cache(maxsize=1024)
def _verb(predicate: str) -> tuple[str, str]:
    """A predicate between what is said before and its object; and its prefix."""
    prefix = next((prefix for prefix, namespace in PREFIXES.items() if predicate.startswith(namespace)), "")
    return f"{_BETWEEN}{_written(f'<x:s> <{predicate}> <x:o> .').split(' ')[1]} ", prefix


def _written(line: str) -> str:
    """One triple as Oxigraph writes it, on its line, without the end."""
    triples = [quad.triple for quad in ox.parse(line, format=ox.RdfFormat.N_TRIPLES, lenient=True)]
    made = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    # by line feeds alone: a literal may hold other ends of lines
    return made.rstrip(b"\n").rpartition(b"\n")[2].decode().removesuffix(" .")


@cache
def _prefixes() -> list[tuple[str, str]]:
    """The declarations in their order."""
    node = ox.NamedNode("x:s")
    made = ox.serialize([ox.Triple(node, node, node)], format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    return [(line.split()[1][:-1], line) for line in made.decode().splitlines(keepends=True)[:-1]]
