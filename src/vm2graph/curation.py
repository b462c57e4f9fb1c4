"""``entities.yaml``: what a curator decides about people, bodies, themes and places.

::

    person/renee-van-schoonhoven:
      label: Renée van Schoonhoven              # or a label a language: {nl: ..., en: ...}
      identifiers: [https://orcid.org/0000-0002-1825-0097]
      merges: [person/r-van-schoonhoven-phd]    # names of the same person
    person/jan-jansen-groningen:
      label: Jan Jansen
      splits: person/jan-jansen                 # somebody else of the same name
      in: [taal-op-de-werkvloer-1a2b3c4d]       # in these publications

What it does not mention stays as the pages have it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from vm2graph.errors import CurationError
from vm2graph.names import ENTITY_TYPES

FILE_NAME = "entities.yaml"
_KEYS = ("label", "identifiers", "merges", "splits", "in")
_LANGUAGES = ("nl", "en", "de", "fr")


@dataclass(frozen=True, slots=True)
class Curated:
    """What is decided about one entity."""

    labels: tuple[tuple[str, str], ...] = ()  # language ("" for all), label
    identifiers: tuple[str, ...] = ()  # IRIs of the same thing elsewhere
    merges: tuple[str, ...] = ()  # slugs of the same type that are this entity too
    splits: str | None = None  # slug of the same type that this entity is told apart from
    publications: tuple[str, ...] = ()  # where it is told apart


@dataclass(frozen=True)
class Curation:
    """All decisions, by type and slug. Equal files give equal curations, whatever their layout."""

    entities: Mapping[tuple[str, str], Curated] = field(default_factory=dict)

    @cached_property
    def _targets(self) -> dict[tuple[str, str, str], str]:
        """(type, slug in the page's words, publication or "") -> slug."""
        targets = {}
        for (type_, slug), curated in self.entities.items():
            targets.update({(type_, other, ""): slug for other in curated.merges})
            if curated.splits is not None:
                targets.update({(type_, curated.splits, name): slug for name in curated.publications})
        return targets

    def target(self, type_: str, slug: str, publication: str) -> str:
        """Which entity the words of a publication mean."""
        if not self.entities:
            return slug
        found = self._targets.get((type_, slug, publication))
        return found if found is not None else self._targets.get((type_, slug, ""), slug)

    def get(self, type_: str, slug: str) -> Curated | None:
        """What is decided about an entity."""
        return self.entities.get((type_, slug))

    def to_json(self) -> str:
        """One canonical text."""
        rows = {
            f"{type_}/{slug}": {
                "labels": [list(pair) for pair in curated.labels],
                "identifiers": list(curated.identifiers),
                "merges": list(curated.merges),
                "splits": curated.splits,
                "publications": list(curated.publications),
            }
            for (type_, slug), curated in self.entities.items()
        }
        return json.dumps(rows, sort_keys=True, ensure_ascii=False)

    def to_yaml(self) -> str:
        """The file that says the same."""
        document: dict[str, dict[str, object]] = {}
        for (type_, slug), curated in sorted(self.entities.items()):
            labels = dict(curated.labels)
            said = {
                "label": labels.get("", labels),
                "identifiers": list(curated.identifiers),
                "merges": [f"{type_}/{other}" for other in curated.merges],
                "splits": curated.splits and f"{type_}/{curated.splits}",
                "in": list(curated.publications),
            }
            document[f"{type_}/{slug}"] = {key: value for key, value in said.items() if value}
        return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)

    @classmethod
    def from_json(cls, text: str) -> Curation:
        """The curation that :meth:`to_json` wrote."""
        made = {}
        for name, row in json.loads(text).items():
            type_, _, slug = name.partition("/")
            made[type_, slug] = Curated(
                tuple((language, label) for language, label in row["labels"]),
                tuple(row["identifiers"]),
                tuple(row["merges"]),
                row["splits"],
                tuple(row["publications"]),
            )
        return cls(made)

    def shown_differently(self, other: Curation) -> set[tuple[str, str]]:
        """Entities whose labels or identifiers differ between two curations."""
        return {
            name
            for name in {*self.entities, *other.entities}
            if _shown(self.entities.get(name)) != _shown(other.entities.get(name))
        }

    def meant_differently(self, other: Curation) -> set[tuple[str, str]]:
        """Entities, as pages name them, whose records are sent elsewhere by one curation than by the other."""
        ours, theirs = self._targets, other._targets
        return {key[:2] for key in {*ours, *theirs} if ours.get(key) != theirs.get(key)}


def _shown(curated: Curated | None) -> tuple[object, ...]:
    return ((), ()) if curated is None else (curated.labels, curated.identifiers)


class _Loader(yaml.SafeLoader):
    """YAML's last word on a key that stands there twice would be said without a sound."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            if not isinstance(key.value, str):
                continue  # a key that is no text is refused below
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} stands here twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def load(path: Path) -> Curation:
    """The curation of a file; an empty one where there is no file. Raises CurationError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Curation()
    except (OSError, UnicodeDecodeError) as error:
        raise CurationError(f"{path} cannot be read: {error}.") from error
    try:
        document = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise CurationError(f"{path}{where}: {error.problem}; correct the YAML.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CurationError(f"{path} is not YAML: {error}.") from error
    return parse({} if document is None else document, str(path))


def parse(document: Any, where: str) -> Curation:
    """A curation from a parsed document; every name is checked."""
    if not isinstance(document, dict):
        raise CurationError(f"{where} must map entities, such as person/jan-jansen, to what is decided about them.")
    made = {}
    for name, given in document.items():
        made[_entity(name, where)] = _curated(name, given, f"{where}: {name}")
    curation = Curation(made)
    _check_once(curation, where)
    return curation


def _entity(name: object, where: str) -> tuple[str, str]:
    type_, _, slug = str(name).partition("/")
    if type_ not in ENTITY_TYPES or not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise CurationError(
            f"{where}: {name!r} is not an entity; write TYPE/SLUG as in its address, "
            f"TYPE one of {', '.join(ENTITY_TYPES)}."
        )
    return type_, slug


def _curated(name: str, given: Any, where: str) -> Curated:
    type_, slug = _entity(name, where)
    if not isinstance(given, dict) or not given:
        raise CurationError(f"{where}: give one or more of {', '.join(_KEYS)}.")
    for key in given:
        if key not in _KEYS:
            raise CurationError(f"{where}: {key} is not known; there are {', '.join(_KEYS)}.")
    others = []
    for key in ("merges", "splits"):
        for other in _texts(given.get(key), f"{where}: {key}"):
            other_type, other_slug = _entity(other, f"{where}: {key}")
            if other_type != type_ or other_slug == slug:
                raise CurationError(f"{where}: {key} must name another {type_}, not {other}.")
            others.append((key, other_slug))
    splits = [other for key, other in others if key == "splits"]
    publications = _texts(given.get("in"), f"{where}: in")
    if len(splits) > 1 or bool(splits) != bool(publications):
        raise CurationError(f"{where}: splits names one entity, and in the publications where it is told apart.")
    labels = _labels(given.get("label"), f"{where}: label")
    if type_ in ("theme", "scheme") and any(not language for language, _label in labels):
        raise CurationError(f"{where}: the label of a {type_} has a language; write label: {{nl: ...}}.")
    return Curated(
        labels=labels,
        identifiers=tuple(sorted(_iri(each, where) for each in _texts(given.get("identifiers"), where))),
        merges=tuple(sorted(other for key, other in others if key == "merges")),
        splits=splits[0] if splits else None,
        publications=tuple(sorted(publications)),
    )


def _texts(given: Any, where: str) -> list[str]:
    values = given if isinstance(given, list) else [] if given is None else [given]
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise CurationError(f"{where}: {given!r} must be a text or a list of texts.")
    return [str(value) for value in values]


def _labels(given: Any, where: str) -> tuple[tuple[str, str], ...]:
    pairs = given if isinstance(given, dict) else {} if given is None else {"": given}
    for language, label in pairs.items():
        if language not in ("", *_LANGUAGES):
            raise CurationError(f"{where}: {language!r} is no language; there are {', '.join(_LANGUAGES)}.")
        if not isinstance(label, str) or not label.isprintable() or not label or label != " ".join(label.split()):
            raise CurationError(f"{where}: {label!r} must be a name on one line, without spaces around it.")
    return tuple(sorted(pairs.items()))


_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?"
    r"([/?#]([^\x00-\x20\x7f-\x9f\ud800-\udfff<>\"{}|\\^`%\[\]#]|%[0-9A-Fa-f]{2})*){0,9}"
)


def _iri(given: str, where: str) -> str:
    if not _ADDRESS.fullmatch(given):
        raise CurationError(f"{where}: {given!r} is not an http(s) address of the same thing elsewhere.")
    return given


def _check_once(curation: Curation, where: str) -> None:
    """Words mean one entity: no name is sent to two, and none is sent on from where it was sent."""
    seen: dict[tuple[str, str, str], str] = {}
    for (type_, slug), curated in curation.entities.items():
        sent = [(type_, other, "") for other in curated.merges]
        sent += [(type_, curated.splits or "", name) for name in curated.publications]
        for key in sent:
            if key in seen:
                raise CurationError(f"{where}: {type_}/{key[1]} goes to both {seen[key]} and {slug}; choose one.")
            seen[key] = slug
    for (type_, other, _publication), slug in seen.items():
        if (type_, slug, "") in seen:
            raise CurationError(
                f"{where}: {type_}/{other} goes to {slug}, which goes elsewhere itself; name the last one."
            )
