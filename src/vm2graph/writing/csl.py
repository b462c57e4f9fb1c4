"""CSL-JSON (schema 1.0.2): one object and no array, as the services behind DOIs answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from vm2graph.model import PartialDate
from vm2graph.writing.bibliography import Reference, line, prose
from vm2graph.writing.credited import BodyName, Credited

Item = dict[str, Any]


def csl(reference: Reference) -> Item:
    """The report as a CSL item; its id is the publication's IRI. What is absent has no key."""
    item: Item = {
        "id": reference.iri,
        "type": "report",
        "title": reference.full_title,
        "title-short": line(reference.title) if line(reference.subtitle) else None,
        "author": _names(reference.authors),
        "editor": _names(reference.editors),
        "contributor": _names(reference.contributors),
        "issued": _date(reference.issued),
        "publisher": "; ".join(filter(None, (line(each.name) for each in reference.publishers))),
        "publisher-place": reference.place,
        "number": line(reference.report_number),
        "collection-title": line(reference.series),
        "language": reference.language,
        "keyword": ", ".join(filter(None, map(line, reference.themes))),
        "abstract": prose(reference.abstract),
        "ISBN": ", ".join(filter(None, map(line, reference.isbns))),
        "DOI": line(reference.doi),
        "URL": reference.iri,
    }
    return {name: value for name, value in item.items() if value}


def csl_json(reference: Reference) -> bytes:
    """The same as UTF-8 JSON, indented, with a final newline."""
    return orjson.dumps(csl(reference), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _names(names: Sequence[Credited]) -> list[dict[str, str]]:
    return [made for each in names if (made := _name(each))]


def _name(credited: Credited) -> dict[str, str]:
    if isinstance(credited, BodyName) or credited.family is None:
        parts = {"literal": credited.name}
    else:
        parts = {
            "family": credited.family,
            "given": credited.given or "",
            "non-dropping-particle": credited.particle or "",
        }
    return {name: said for name, value in parts.items() if (said := line(value))}


def _date(issued: PartialDate | None) -> dict[str, list[list[int]]] | None:
    if issued is None:
        return None
    return {"date-parts": [[part for part in (issued.year, issued.month, issued.day) if part is not None]]}
