"""RIS, as reference managers read it: a tag a line, ``TY`` first and ``ER`` last, CRLF at every end."""

from __future__ import annotations

from collections.abc import Iterator

from vm2graph.writing.bibliography import Reference, line
from vm2graph.writing.credited import family_first


def ris(reference: Reference) -> bytes:
    """One report in UTF-8. Every value is one line, so that none can begin a tag or end the record."""
    lines = ["TY  - RPRT", *(f"{tag}  - {value}" for tag, text in _tags(reference) if (value := line(text))), "ER  - "]
    return "".join(f"{each}\r\n" for each in lines).encode()


def _tags(given: Reference) -> Iterator[tuple[str, str | None]]:
    yield "TI", given.full_title
    yield from (("AU", family_first(each)) for each in given.authors)
    yield from (("ED", family_first(each)) for each in given.editors)
    if issued := given.issued:
        yield "PY", f"{issued.year:04d}"
        if issued.month is not None:  # a year alone is no date
            yield "DA", f"{issued.year:04d}/{issued.month:02d}/{f'{issued.day:02d}' if issued.day else ''}/"
    yield from (("PB", each.name) for each in given.publishers)
    yield "CY", given.place
    yield "LA", given.language
    yield "T3", given.series
    yield "M1", given.report_number
    yield from (("SN", isbn) for isbn in given.isbns)
    yield "DO", given.doi
    yield from (("KW", theme) for theme in given.themes)
    yield "AB", given.abstract
    yield "UR", given.iri
    yield from (("L1", file.url) for file in given.files)
