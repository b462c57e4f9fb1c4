"""What the shapes say of themselves: messages and remedies in two languages, field and severity.

Engines drop languages, or a message of two, on the way; so we read the shapes ourselves and look the
words up by the shape that a result comes from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from vm2graph.errors import GateError
from vm2graph.gate.report import SH, Severity
from vm2graph.model import Bilingual

CORE = "https://w3id.org/vm2graph/shapes/core#"
_SEVERITIES = {severity.iri: severity for severity in Severity}


@dataclass(frozen=True, slots=True)
class Note:
    """The words of one shape."""

    message: Bilingual | None
    remedy: Bilingual
    field: str | None
    blames_value: bool  # the value of a result is at fault, not its focus node


NO_REMEDY = Bilingual("Zie de omschrijving van de vorm.", "See the description of the shape.")
NO_NOTE = Note(None, NO_REMEDY, None, blames_value=False)


def severity_of(iri: str) -> Severity:
    """A severity of SHACL's; what shapes of others invent counts as a Violation."""
    return _SEVERITIES.get(iri, Severity.VIOLATION)


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a shapes graph."""

    by_shape: Mapping[str, Note]
    field_of: Mapping[str, str]  # property -> field, for properties that belong to one field only


def read_notes(shapes: bytes) -> Notes:
    """The notes of a shapes graph in Turtle."""
    words: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    paths: dict[str, str] = {}
    try:
        for quad in parse(shapes, format=RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                key = (quad.predicate.value, quad.object.language or "")
                words[quad.subject.value].setdefault(key, quad.object.value)
            elif quad.predicate.value == SH + "path" and isinstance(quad.object, NamedNode):
                paths[str(quad.subject).strip("<>")] = quad.object.value
    except SyntaxError as error:
        raise GateError(f"The shapes cannot be read as Turtle: {error}.") from error
    notes = {shape: _note(said) for shape, said in words.items()}
    fields: dict[str, set[str]] = defaultdict(set)
    for shape, path in paths.items():
        if shape in notes and (field := notes[shape].field):
            fields[path].add(field)
    return Notes(notes, {path: next(iter(found)) for path, found in fields.items() if len(found) == 1})


def _note(words: dict[tuple[str, str], str]) -> Note:
    return Note(
        message=_bilingual(words, SH + "message"),
        remedy=_bilingual(words, CORE + "remedy") or NO_REMEDY,
        field=words.get((CORE + "field", "")),
        blames_value=words.get((CORE + "blames", "")) == "value",
    )


def _bilingual(words: dict[tuple[str, str], str], property_: str) -> Bilingual | None:
    """Both languages; where only one is given, or none is tagged, that one twice."""
    found = [words[property_, tag] for tag in ("nl", "en", "") if (property_, tag) in words]
    if not found:
        return None
    nl, en = words.get((property_, "nl")), words.get((property_, "en"))
    return Bilingual(nl or found[0], en or found[0])
