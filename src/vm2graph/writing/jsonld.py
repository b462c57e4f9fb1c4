"""Compacted JSON-LD 1.1 against our one inline context, as a tree with one root.

The context is made from ``names.PREFIXES`` and has schema.org as its vocabulary: schema.org terms
are bare names, everything else is prefixed. Values are written out in full (``@id``, ``@value``), so
the context needs no type coercion and an unknown property can never be misread.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import orjson
from pyoxigraph import Triple

from vm2graph.names import BIBO, DCTERMS, FOAF, PREFIXES, RDF, SCHEMA, XSD
from vm2graph.writing import lines
from vm2graph.writing.lines import Pairs, name_of

CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "@vocab": SCHEMA.base,
    **{prefix: namespace for prefix, namespace in PREFIXES.items() if prefix != "schema"},
    "author": {"@id": SCHEMA.author, "@container": "@set"},
    "record": {"@reverse": FOAF.primaryTopic},
}
"""The context of every document. Inline, never remote: a firewalled harvester must be able to read us."""

_NAMESPACES = sorted(
    ((namespace, "" if prefix == "schema" else f"{prefix}:") for prefix, namespace in PREFIXES.items()),
    key=lambda pair: -len(pair[0]),
)
_ORDERED = {SCHEMA.author: BIBO.authorList, DCTERMS.creator: BIBO.authorList, SCHEMA.editor: BIBO.editorList}
_TYPE, _AUTHOR, _TOPIC = RDF.type, SCHEMA.author, FOAF.primaryTopic  # looked up for each triple

Node = dict[str, Any]


def document(root: str, triples: Iterable[Triple]) -> bytes:
    """The tree as UTF-8 JSON, indented, with a final newline."""
    return of_lines(root, lines.about_triples(triples))


def of_lines(root: str, said: Mapping[str, Pairs]) -> bytes:
    """The same of lines."""
    return orjson.dumps(_tree(root, said), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def tree(root: str, triples: Iterable[Triple]) -> Node:
    """One object with ``@context``: the root, everything reachable from it embedded where first met.

    Nodes that cannot be reached from the root stand beside it in ``@included``.
    """
    return _tree(root, lines.about_triples(triples))


def _tree(root: str, said: Mapping[str, Pairs]) -> Node:
    builder = _Builder(said)
    made = {**builder.node(root)}  # which may be shown elsewhere too
    _hang_records(builder, root, made)
    rest = [builder.node(name) for name in said if name not in builder.embedded]
    if rest:
        made["@included"] = rest
    return {"@context": CONTEXT, **made}


def _hang_records(builder: _Builder, root: str, made: Node) -> None:
    """The documents whose primary topic is the root hang on it by the reverse term ``record``."""
    records = []
    topic = (_TOPIC, root if root.startswith("_:") else f"<{root}>")
    for name, pairs in builder.said.items():
        if topic not in pairs or name in builder.embedded:
            continue
        if sum(predicate == _TOPIC for predicate, _ in pairs) == 1:
            records.append(builder.node(name, without=_TOPIC))
    if records:
        made["record"] = records


class _Builder:
    def __init__(self, said: Mapping[str, Pairs]) -> None:
        self.said = said
        self.embedded: set[str] = set()

    def node(self, name: str, without: str = "") -> Node:
        """A node with its properties, or its ``@id`` alone where it stands elsewhere or is not ours."""
        made: Node = {"@id": name}
        pairs = self.said.get(name)
        if pairs is None or name in self.embedded:
            return made
        self.embedded.add(name)
        if isinstance(pairs, tuple) and (shared := _shared(name, pairs)):
            return shared
        properties: dict[str, list[str]] = {}
        for predicate, term in pairs:
            if predicate in properties:
                properties[predicate].append(term)
            else:
                properties[predicate] = [term]
        if types := properties.pop(_TYPE, None):
            named = [compact(name_of(type_)) for type_ in types]
            made["@type"] = named if len(named) > 1 else named[0]
        properties.pop(without, None)
        # schema.org first, so that people and bodies are embedded under the names a web developer knows
        others = []
        for predicate, terms in properties.items():
            key, schema = _term(predicate)
            if schema:
                made[key] = self.values(predicate, terms, properties)
            else:
                others.append((key, predicate, terms))
        for key, predicate, terms in others:
            made[key] = self.values(predicate, terms, properties)
        return made

    def values(self, predicate: str, terms: list[str], properties: Mapping[str, list[str]]) -> Any:
        """The values of one property; one alone is no array, but for authors."""
        if len(terms) == 1:
            value = self.value(terms[0])
            return [value] if predicate == _AUTHOR else value
        if heads := properties.get(_ORDERED.get(predicate, "")):
            terms = self.in_list_order(terms, heads[0])
        return [self.value(term) for term in terms]

    def value(self, term: str) -> Any:
        if term[0] != '"':
            name = term[1:-1] if term[0] == "<" else term
            # most are names alone: of others' things, or of what has been shown
            return {"@id": name} if name not in self.said or name in self.embedded else self.node(name)
        if "\\" not in term:  # as most
            if term[-1] == '"':
                return term[1:-1]
            if term[-4:-2] == '"@':
                return {"@language": term[-2:], "@value": term[1:-4]}
        value, language, datatype = lines.literal(term)
        if language:
            return {"@language": language, "@value": value}
        return value if datatype == XSD.string else {"@type": compact(datatype), "@value": value}

    def in_list_order(self, terms: list[str], head: str) -> list[str]:
        """Authors and editors in the order of their rdf:List; anything else in the one order."""
        rank: dict[str, int] = {}
        cell, seen = name_of(head), set[str]()
        while cell in self.said and cell not in seen:
            seen.add(cell)
            firsts = [term for predicate, term in self.said[cell] if predicate == RDF.first]
            if not firsts:
                break
            rank.setdefault(firsts[0], len(rank))
            cell = next((name_of(term) for predicate, term in self.said[cell] if predicate == RDF.rest), "")
        return sorted(terms, key=lambda term: rank.get(term, len(rank)))


@lru_cache(maxsize=8192)
def _shared(name: str, pairs: tuple[tuple[str, str], ...]) -> Node | None:
    """The node of what many documents show, where it is the same in all of them: it has no values but literals."""
    if any(term[0] != '"' for predicate, term in pairs if predicate != RDF.type):
        return None
    return _Builder({name: list(pairs)}).node(name)


@lru_cache(maxsize=1024)
def _term(predicate: str) -> tuple[str, bool]:
    """The key of a property, and whether it is one of schema.org."""
    return compact(predicate), predicate.startswith(SCHEMA.base)


@lru_cache(maxsize=8192)
def compact(iri: str) -> str:
    """An IRI as a term or prefixed name of the context, or whole where none fits."""
    for namespace, prefix in _NAMESPACES:
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            if local and "/" not in local and ":" not in local and not (prefix == "" and local == "record"):
                return prefix + local
    return iri
