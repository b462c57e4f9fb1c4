"""BibTeX: one ``@techreport`` of a publication, in UTF-8."""

from __future__ import annotations

import re
import unicodedata

from vm2graph.writing.bibliography import Name, Reference

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_BABEL = {"nl": "dutch", "en": "english", "de": "german", "fr": "french"}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def bibtex(reference: Reference) -> bytes:
    """The entry; its key is the slug, in ASCII."""
    issued = reference.issued
    fields = {
        "author": " and ".join(map(_person, reference.authors)),
        "editor": " and ".join(map(_person, reference.editors)),
        "title": f"{{{_escaped(reference.full_title)}}}",  # capitals as they are
        "institution": _escaped(" / ".join(reference.publishers)),
        "address": _escaped(" / ".join(reference.places)),
        "year": str(issued[0]) if issued else "",
        "number": _escaped(reference.number),
        "series": _escaped(reference.series),
        "isbn": _escaped(", ".join(reference.isbns)),
        "doi": _escaped(reference.doi),
        "language": _BABEL.get(reference.language, ""),
        "keywords": _escaped(", ".join(label for _, label in reference.themes)),
        "abstract": _escaped(reference.abstract),
        "url": reference.iri.replace("%", r"\%"),
        "note": _escaped(reference.citation),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if len(issued) > 1:
        lines.append(f"  month = {_MONTHS[issued[1] - 1]},")  # a macro of every style
    return "\n".join([f"@techreport{{{_key(reference)},", *lines, "}", ""]).encode()


def _person(name: Name) -> str:
    inverted = _escaped(name.inverted)
    return inverted if name.is_person else f"{{{inverted}}}"


def _escaped(text: str) -> str:
    clean = " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text).split())
    return "".join(_SPECIAL.get(character, character) for character in clean)


def _key(reference: Reference) -> str:
    plain = unicodedata.normalize("NFKD", reference.slug).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9-]+", "-", plain).strip("-") or "publication"
