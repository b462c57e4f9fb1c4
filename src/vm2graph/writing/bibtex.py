r"""BibTeX, readable by BibTeX, biber and reference managers: UTF-8, what TeX takes for markup escaped.

Text has no bare brace, so that braces balance whatever the data: BibTeX counts ``\{`` as a brace too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, unquote

from vm2graph.names import slugify
from vm2graph.writing.bibliography import Reference, line
from vm2graph.writing.credited import BodyName, Credited, PersonName, initials

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{mark: f"\\{mark}" for mark in "&%$#_"},
    }
)
_URL_SAFE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"<>\\^`{|}')
_LANGUAGES = {"nl": "dutch", "en": "english", "de": "german", "fr": "french"}  # as babel names them
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(reference: Reference) -> bytes:
    """One ``@techreport``, which biblatex reads as ``@report``; its key is the slug of the publication's IRI."""
    fields = [f"  {name} = {value},\n" for name, value in _fields(reference) if value not in ("", "{}")]
    return f"@techreport{{{_key(reference.iri)},\n{''.join(fields)}}}\n".encode()


def _fields(given: Reference) -> Iterator[tuple[str, str]]:
    """Names and values; a value stands in braces or is the name of a month."""
    yield "author", _braced(_people(given.authors))
    yield "editor", _braced(_people(given.editors))
    yield "title", _braced(_title(given.full_title))
    yield "institution", _braced(_listed(each.name for each in given.publishers))
    yield "address", _text(given.place)
    if given.issued is not None:
        yield "year", _braced(f"{given.issued.year:04d}")
        yield "month", _MONTHS[given.issued.month - 1] if given.issued.month else ""
        yield "day", _braced(str(given.issued.day or ""))
    yield "number", _text(given.report_number)
    yield "series", _text(given.series)
    yield "isbn", _text(", ".join(given.isbns))
    yield "doi", _braced(_verbatim(given.doi))
    if given.handle:
        yield "eprint", _braced(_verbatim(given.handle))
        yield "eprinttype", "{hdl}"
    yield "language", _text(_LANGUAGES.get(given.language or "", given.language))
    yield "keywords", _text(", ".join(filter(None, map(line, given.themes))))
    yield "abstract", _text(given.abstract)
    yield "url", _braced(_verbatim(given.iri))
    yield "file", _braced(";".join(_verbatim(file.url) for file in given.files))
    yield "copyright", _braced(_verbatim(given.licence)) or _text(given.rights[0].text if given.rights else None)
    # styles print a note, and so the page's own reference would stand in a bibliography twice; none prints this
    yield "annote", _text(given.citation)


def _key(iri: str) -> str:
    return slugify(unquote(iri.rstrip("/").rpartition("/")[2]))


def _escaped(text: str | None) -> str:
    return line(text).translate(_TEX)


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""


def _text(text: str | None) -> str:
    return _braced(_escaped(text))


def _verbatim(address: str | None) -> str:
    """An identifier or address: not escaped, since biblatex and ``url`` take it as it is; braces percent-encoded."""
    return quote(line(address), safe=_URL_SAFE)


_WORD = re.compile(r"^(\W*)(.*?)(\W*)$")


def _title(title: str | None) -> str:
    """A word that styles may not put into lower case stands in braces; the first letter of a part they leave alone."""
    made, opening = [], True
    for word in line(title).split(" "):
        before, core, after = _WORD.findall(word)[0]
        free = core.lower() in (core, core[:1].lower() + core[1:] if opening else core)
        made.append(_escaped(before) + (_escaped(core) if free else _braced(_escaped(core))) + _escaped(after))
        opening = word.endswith(":")
    return " ".join(made)


def _people(names: Sequence[Credited]) -> str:
    return " and ".join(filter(None, map(_person, names)))


def _person(credited: Credited) -> str:
    """``van Schoonhoven, Renée``; a body in braces, so that its words are no given and family names."""
    if isinstance(credited, BodyName) or credited.full_family is None:
        return _braced(_escaped(credited.name))
    return ", ".join(filter(None, (_part(credited.full_family), _part(_given(credited)))))


def _given(person: PersonName) -> str | None:
    """BibTeX takes ``P.J.`` for one name and ``P. J.`` for two."""
    return initials(person.given, " ") if person.given and person.initials_only else person.given


def _part(text: str | None) -> str:
    """A part of a name; in braces where BibTeX would cut it."""
    escaped = _escaped(text)
    return _braced(escaped) if re.search(r",|\band\b", escaped, re.IGNORECASE) else escaped


def _listed(names: Iterator[str]) -> str:
    """Several bodies; biblatex cuts this field at ``and`` too."""
    escaped = [_escaped(name) for name in names]
    return " and ".join(
        _braced(each) if re.search(r"\band\b", each, re.IGNORECASE) else each for each in escaped if each
    )
