"""One graph from what all records say of an entity, and from what its curator says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from vm2graph.curation import Curated
from vm2graph.names import SCHEMA, SKOS

_OTHER_NAME = {SCHEMA.name: SCHEMA.alternateName, SKOS.prefLabel: SKOS.altLabel}
_PARTS = (SCHEMA.givenName, SCHEMA.familyName)
_MAIN_NAMES = (*_OTHER_NAME, *_PARTS)


def merge(said: Sequence[tuple[str, int]], subject: str, curated: Curated | None = None) -> list[Triple]:
    """The graph of an entity.

    ``said`` is what records say, as N-Triples, each with the number of records that say it. Of names only
    the commonest form stays the name (ties: first in the alphabet, per language), or the curator's; the
    other forms become alternate names. Everything else is the union.
    """
    node = NamedNode(subject)
    names: dict[tuple[str, str], Counter[Literal]] = defaultdict(Counter)
    merged: set[Triple] = set()
    for text, records in said:
        for triple in parse(text):
            if triple.predicate.value in _MAIN_NAMES and isinstance(triple.object, Literal):
                names[triple.predicate.value, triple.object.language or ""][triple.object] += records
            else:
                merged.add(triple)
    if curated is not None and said:
        merged.update(Triple(node, NamedNode(SCHEMA.sameAs), NamedNode(other)) for other in curated.identifiers)
        _put_labels(names, curated)
    whole = {_commonest(forms)[0].value for (property_, _), forms in names.items() if property_ == SCHEMA.name}
    for (property_, _language), forms in names.items():
        ranked = _commonest(forms)
        if property_ in _PARTS:  # of the name that was chosen, not of another form of it
            ranked = [form for form in ranked if any(form.value in name for name in whole)][:1]
        if not ranked:
            continue
        merged.add(Triple(node, NamedNode(property_), ranked[0]))
        if other := _OTHER_NAME.get(property_):
            merged.update(Triple(node, NamedNode(other), form) for form in ranked[1:])
    return sorted(merged, key=str)


def _commonest(forms: Counter[Literal]) -> list[Literal]:
    return sorted(forms, key=lambda form: (-forms[form], form.value))


def _put_labels(names: dict[tuple[str, str], Counter[Literal]], curated: Curated) -> None:
    """The curator's label outnumbers every form; untagged names (of people, bodies, places) stay untagged."""
    for property_ in _OTHER_NAME:
        languages = {language for name, language in names if name == property_}
        for language, label in curated.labels:
            tag = "" if languages == {""} else language
            if languages:
                names[property_, tag][Literal(label, language=tag) if tag else Literal(label)] += 1 << 62


def label_of(triples: Iterable[Triple], slug: str) -> str:
    """The name to list an entity under: untagged or Dutch before others."""
    names = [
        triple.object
        for triple in triples
        if triple.predicate.value == SCHEMA.name and isinstance(triple.object, Literal)
    ]
    ranked = sorted(names, key=lambda name: (name.language not in (None, "nl"), name.value))
    return ranked[0].value if ranked else slug


def names_once(text: str) -> bool:
    """Whether N-Triples give each name once, so that there is nothing to choose: the common case."""
    return all(text.count(f" <{name}> ") <= 1 for name in _MAIN_NAMES)


def ntriples(triples: Iterable[Triple]) -> str:
    """Sorted N-Triples lines: equal graphs give equal text."""
    return "".join(sorted(f"{triple} .\n" for triple in triples))


def parse(text: str) -> list[Triple]:
    """The triples of N-Triples."""
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]
