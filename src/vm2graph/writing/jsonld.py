"""Compacted JSON-LD 1.1 against our one inline context, as a tree with one root.

The context is made from ``names.PREFIXES`` and has schema.org as its vocabulary: schema.org terms
are bare names, everything else is prefixed. Values are written out in full (``@id``, ``@value``), so
the context needs no type coercion and an unknown property can never be misread.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import orjson
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from vm2graph.names import BIBO, DCTERMS, FOAF, PREFIXES, RDF, SCHEMA, XSD
from vm2graph.writing.terms import in_order

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

Node = dict[str, Any]


def document(root: str, triples: Iterable[Triple]) -> bytes:
    """The tree as UTF-8 JSON, indented, with a final newline."""
    return orjson.dumps(tree(root, triples), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def tree(root: str, triples: Iterable[Triple]) -> Node:
    """One object with ``@context``: the root, everything reachable from it embedded where first met.

    Nodes that cannot be reached from the root stand beside it in ``@included``.
    """
    about: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in in_order(list(triples)):
        about[_name(triple.subject)][triple.predicate.value].append(triple.object)
    builder = _Builder(about)
    made = builder.node(root)
    _hang_records(builder, root, made)
    rest = [builder.node(name) for name in sorted(about) if name not in builder.embedded]
    if rest:
        made["@included"] = rest
    return {"@context": CONTEXT, **made}


def _hang_records(builder: _Builder, root: str, made: Node) -> None:
    """The documents whose primary topic is the root hang on it by the reverse term ``record``."""
    records = []
    for name, properties in sorted(builder.about.items()):
        about = properties.get(FOAF.primaryTopic, ())
        topics = [topic if isinstance(topic, Literal) else _name(topic) for topic in about]
        if topics == [root] and name not in builder.embedded:
            records.append(builder.node(name, without=FOAF.primaryTopic))
    if records:
        made["record"] = records


class _Builder:
    def __init__(self, about: dict[str, dict[str, list[Any]]]) -> None:
        self.about = about
        self.embedded: set[str] = set()

    def node(self, name: str, without: str = "") -> Node:
        """A node with its properties, or its ``@id`` alone where it stands elsewhere or is not ours."""
        made: Node = {"@id": name}
        if name in self.embedded or name not in self.about:
            return made
        self.embedded.add(name)
        properties = self.about[name]
        types = [compact(type_.value) for type_ in properties.get(RDF.type, ())]
        if types:
            made["@type"] = types if len(types) > 1 else types[0]
        # schema.org first, so that people and bodies are embedded under the names a web developer knows
        for property_ in sorted(properties, key=lambda term: (not term.startswith(SCHEMA.base), term)):
            if property_ in (RDF.type, without):
                continue
            values = [self.value(value) for value in self.in_list_order(name, property_)]
            key = compact(property_)
            made[key] = values if len(values) > 1 or property_ == SCHEMA.author else values[0]
        return made

    def value(self, term: NamedNode | BlankNode | Literal) -> Any:
        if not isinstance(term, Literal):
            return self.node(_name(term))
        if term.language:
            return {"@language": term.language, "@value": term.value}
        if term.datatype.value == XSD.string:
            return term.value
        return {"@type": compact(term.datatype.value), "@value": term.value}

    def in_list_order(self, name: str, property_: str) -> list[Any]:
        """Authors and editors in the order of their rdf:List; anything else in the one order."""
        values = self.about[name][property_]
        heads = self.about[name].get(_ORDERED.get(property_, ""), ())
        if not heads:
            return values
        rank: dict[str, int] = {}
        cell, seen = _name(heads[0]), set[str]()
        while cell not in seen and RDF.first in self.about.get(cell, ()):
            seen.add(cell)
            rank.setdefault(_name(self.about[cell][RDF.first][0]), len(rank))
            rests = self.about[cell].get(RDF.rest)
            if not rests:
                break
            cell = _name(rests[0])
        return sorted(values, key=lambda term: rank.get(str(getattr(term, "value", "")), len(rank)))


@lru_cache(maxsize=8192)
def compact(iri: str) -> str:
    """An IRI as a term or prefixed name of the context, or whole where none fits."""
    for namespace, prefix in _NAMESPACES:
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            if local and "/" not in local and ":" not in local and not (prefix == "" and local == "record"):
                return prefix + local
    return iri


def _name(term: NamedNode | BlankNode | Triple) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)
