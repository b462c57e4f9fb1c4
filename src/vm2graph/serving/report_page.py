"""A stored validation report, for its page. What is stored is read with care: an older version may have made it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vm2graph.serving.texts import WORDS
from vm2graph.writing.jsonld import compact

_FIELDS = {"creators": "authors", "places": "published_in", "temporal": "period"}


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding."""

    level: str
    message: str
    remedy: str
    field: str
    path: str
    value: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report: the verdict, and the findings as they were ordered."""

    conforms: bool | None  # None: nothing readable is stored
    engine: str
    findings: list[FindingView]


def view(stored: str, language: str) -> ReportView:
    """The report of a record in one language."""
    try:
        data = json.loads(stored)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        return ReportView(None, "", [])
    found = data.get("findings")
    findings = [_finding(one, language) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    conforms = data.get("conforms")
    return ReportView(conforms if isinstance(conforms, bool) else None, str(data.get("engine") or ""), findings)


def _finding(data: Mapping[str, Any], language: str) -> FindingView:
    level = str(data.get("severity") or "info").lower()
    return FindingView(
        level=level if level in ("violation", "warning", "info") else "info",
        message=_bilingual(data.get("message"), language),
        remedy=_bilingual(data.get("remedy"), language),
        field=_field(str(data.get("field") or ""), language),
        path=compact(str(data.get("path") or "")),
        value=str(data.get("value") or ""),
    )


def _field(name: str, language: str) -> str:
    """A field of the record as its page calls it."""
    key = _FIELDS.get(name, name)
    return WORDS[key].get(language) if key in WORDS else name


def _bilingual(text: object, language: str) -> str:
    if isinstance(text, dict):
        return str(text.get(language) or text.get("en") or "")
    return str(text or "")
