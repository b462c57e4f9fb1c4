"""One frozen Settings, read at the edge (``vm2graph.toml`` and ``VM2GRAPH_*``) and passed in.

Every key of the file can be overruled by a variable: ``[sparql] seconds`` is ``VM2GRAPH_SPARQL_SECONDS``.
An unknown key or a value that does not fit is a SettingsError that names it.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from vm2graph.errors import SettingsError

FILE_NAME = "vm2graph.toml"


@dataclass(frozen=True, slots=True)
class CollectionSettings:
    """[collection]: what the collection is called and how its IRIs start."""

    base_iri: str = "http://localhost:8000"
    title_nl: str = "Onderzoekspublicaties"
    title_en: str = "Research publications"
    email: str = ""
    language: str = "nl"
    keep_snapshots: int = 5
    evidence: str = "queryable"  # or "document": served, but not loaded as quads


@dataclass(frozen=True, slots=True)
class GateSettings:
    """[gate]: which SHACL engine holds the door."""

    engine: str = "auto"  # "auto", "pyshacl" or "fast"


@dataclass(frozen=True, slots=True)
class SparqlSettings:
    """[sparql]: what one query may cost."""

    workers: int = 2
    seconds: float = 10.0  # wall clock
    memory_mb: int = 1500  # address space of a worker
    resident_share: float = 0.5  # of the machine's memory, for copies in memory at their largest; 0: always from disk
    body_bytes: int = 200_000
    nesting: int = 100  # braces, brackets and parentheses
    rows: int = 0  # of one answer; 0: as many as fit in answer_mb
    answer_mb: int = 1024  # of one answer
    waiting_mb: int = 4096  # of all answers that wait to be sent
    queue: int = 32  # waiting queries before 503
    trusted_services: str = ""  # endpoints that SERVICE may ask, by IRI, separated by spaces


@dataclass(frozen=True, slots=True)
class ServingSettings:
    """[serving]: the web side."""

    processes: int = 1
    page_size: int = 50
    trusted_proxies: int = 0  # how many proxies in front may set X-Forwarded-*
    show_source: str = "quotes"  # beside the evidence: passages and what stands around them, or the whole "page"


@dataclass(frozen=True, slots=True)
class HarvestingSettings:
    """[harvesting]: what aggregators are told."""

    repository_identifier: str = ""  # "oai:{this}:slug"; empty: the record's IRI is its OAI identifier
    page_records: int = 100  # of one response
    kept_mb: int = 1024  # of records as they were sent, in a file beside the catalogue
    dumps: str = "asked"  # made when first asked for; or "prepared": by `vm2graph prepare` alone
    metadata_licence: str = ""  # IRI of the licence of the records, not of the publications
    publisher: str = ""  # who keeps the collection
    theme: str = ""  # IRI of the EU data themes, for catalogues of open data


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a collection."""

    collection: CollectionSettings = field(default_factory=CollectionSettings)
    gate: GateSettings = field(default_factory=GateSettings)
    sparql: SparqlSettings = field(default_factory=SparqlSettings)
    serving: ServingSettings = field(default_factory=ServingSettings)
    harvesting: HarvestingSettings = field(default_factory=HarvestingSettings)


CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("collection", "language"): ("nl", "en", "de", "fr"),
    ("collection", "evidence"): ("queryable", "document"),
    ("gate", "engine"): ("auto", "pyshacl", "fast"),
    ("serving", "show_source"): ("quotes", "page"),
    ("harvesting", "dumps"): ("asked", "prepared"),
}
_SECTIONS: dict[str, type] = {
    "collection": CollectionSettings,
    "gate": GateSettings,
    "sparql": SparqlSettings,
    "serving": ServingSettings,
    "harvesting": HarvestingSettings,
}


def load(path: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of a TOML file, overruled by VM2GRAPH_* variables.

    Raises SettingsError for a file that is no TOML, an unknown key, or a value that does not fit.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}.") from error
    return parse(document, os.environ if environ is None else environ, where=str(path))


def parse(document: Mapping[str, Any], environ: Mapping[str, str] | None = None, where: str = "settings") -> Settings:
    """Settings from a parsed document; every name and type is checked."""
    for name in document:
        if name not in _SECTIONS:
            raise SettingsError(f"{where}: [{name}] is not a section; there are {', '.join(_SECTIONS)}.")
    made: dict[str, Any] = {}
    for section, kind in _SECTIONS.items():
        given = document.get(section, {})
        if not isinstance(given, Mapping):
            raise SettingsError(f"{where}: {section} must be a section, [{section}].")
        made[section] = _section(section, kind, {**given, **_from_environment(section, kind, environ or {})}, where)
    settings = Settings(**made)
    _check_base(settings.collection.base_iri, where)
    _check_harvesting(settings, where)
    return settings


def _from_environment(section: str, kind: type, environ: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for key in fields(kind):
        name = f"VM2GRAPH_{section}_{key.name}".upper()
        if name in environ:
            found[key.name] = environ[name]
    return found


def _section(section: str, kind: type, given: Mapping[str, Any], where: str) -> Any:
    known = {key.name: key.default for key in fields(kind)}
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise SettingsError(f"{where}: [{section}] {name} is not a setting; there are {', '.join(known)}.")
        values[name] = _fit(section, name, value, known[name], where)
    return kind(**values)


def _fit(section: str, name: str, value: Any, default: Any, where: str) -> Any:
    wanted = type(default)
    try:
        fitted = wanted(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None
    except ValueError:
        fitted = None
    if fitted is None:
        raise SettingsError(
            f"{where}: [{section}] {name} = {value!r} is not {'a text' if wanted is str else 'a number'}."
        )
    if wanted is not str and fitted < 0:
        raise SettingsError(f"{where}: [{section}] {name} = {value!r} is below zero.")
    choices = CHOICES.get((section, name))
    if choices and fitted not in choices:
        raise SettingsError(f"{where}: [{section}] {name} = {value!r} is not one of {', '.join(choices)}.")
    return fitted


def _check_base(base: str, where: str) -> None:
    try:
        parts = urlsplit(base)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment
        valid = valid and not base.endswith("/") and not any(c.isspace() or c in '<>"{}|\\^`' for c in base)
    except ValueError:
        valid = False
    if not valid:
        raise SettingsError(
            f"{where}: base_iri = {base!r} must be an http(s) address without a final slash, such as https://data.example.org."
        )


def missing_for_dcat_ap_nl(settings: Settings) -> list[str]:
    """The settings without which the description of the collection is not DCAT-AP-NL 3."""
    found = {
        "[collection] email": settings.collection.email,
        "[harvesting] publisher": settings.harvesting.publisher,
        "[harvesting] metadata_licence": settings.harvesting.metadata_licence,
        "[harvesting] theme": settings.harvesting.theme,
    }
    return [name for name, value in found.items() if not value]


_REPOSITORY = re.compile(r"[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+")
_EMAIL = re.compile(r"[^\s@]+@([^\s@.]+\.)+[^\s@.]+")


def _check_harvesting(settings: Settings, where: str) -> None:
    """The forms that the schemas of OAI-PMH and of oai-identifier give."""
    name, email = settings.harvesting.repository_identifier, settings.collection.email
    if name and not _REPOSITORY.fullmatch(name):
        raise SettingsError(
            f"{where}: [harvesting] repository_identifier = {name!r} must be a domain name, such as data.example.org."
        )
    if email and not _EMAIL.fullmatch(email):
        raise SettingsError(f"{where}: [collection] email = {email!r} is not an address, such as data@example.org.")
    licence = settings.harvesting.metadata_licence
    if licence and not licence.startswith(("http://", "https://")):
        raise SettingsError(
            f"{where}: [harvesting] metadata_licence = {licence!r} must be an IRI, such as https://creativecommons.org/publicdomain/zero/1.0/."
        )
