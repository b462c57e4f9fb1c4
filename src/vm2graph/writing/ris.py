"""RIS: one ``RPRT`` of a publication, in UTF-8, with CRLF as its line end."""

from __future__ import annotations

import unicodedata

from vm2graph.writing.bibliography import Reference


def ris(reference: Reference) -> bytes:
    """The entry, from TY to ER. A line break in a value becomes a space, so that no value makes a tag."""
    issued = reference.issued
    tags: list[tuple[str, str]] = [
        *(("AU", name.inverted) for name in reference.authors),
        *(("A2", name.inverted) for name in reference.editors),
        ("TI", reference.full_title),
        ("PY", str(issued[0]) if issued else ""),
        ("DA", "/".join([reference.date.replace("-", "/"), *[""] * (3 - len(issued))]) if len(issued) > 1 else ""),
        ("PB", " / ".join(reference.publishers)),
        ("CY", " / ".join(reference.places)),
        ("T3", reference.series),
        ("M1", reference.number),
        *(("SN", isbn) for isbn in reference.isbns),
        ("DO", reference.doi),
        ("LA", reference.language),
        *(("KW", label) for _, label in reference.themes),
        ("AB", reference.abstract),
        ("UR", reference.iri),
        *(("L1", address) for address in reference.files),
        ("N1", reference.citation),
    ]
    lines = ["TY  - RPRT", *(f"{tag}  - {_line(value)}" for tag, value in tags if _line(value)), "ER  - "]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _line(value: str) -> str:
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in value).split())
