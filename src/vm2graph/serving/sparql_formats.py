"""The formats of SPARQL answers: names, media types and the IRIs that describe them.

A table and no code; the service description, the negotiation and the query processes read it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write an answer."""

    name: str
    """What ``?format=`` calls it, and what the query process knows it by."""
    media_type: str
    iri: str
    """Its name in https://www.w3.org/ns/formats/."""
    aliases: tuple[str, ...] = ()
    """Other media types it is asked for by, and then sent as."""
    short_names: tuple[str, ...] = ()


_W3C = "http://www.w3.org/ns/formats/"

RESULT_FORMATS: tuple[Format, ...] = (
    Format(
        "json",
        "application/sparql-results+json",
        _W3C + "SPARQL_Results_JSON",
        aliases=("application/json",),
        short_names=("srj", "sparql-results+json"),
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        _W3C + "SPARQL_Results_XML",
        aliases=("application/xml", "text/xml"),
        short_names=("srx", "sparql-results+xml"),
    ),
    Format("csv", "text/csv", _W3C + "SPARQL_Results_CSV"),
    Format("tsv", "text/tab-separated-values", _W3C + "SPARQL_Results_TSV"),
)
"""Formats of SELECT and ASK, in the server's order of preference."""

GRAPH_FORMATS: tuple[Format, ...] = (
    Format("turtle", "text/turtle", _W3C + "Turtle", short_names=("ttl", "n3")),  # Turtle is N3
    Format("ntriples", "application/n-triples", _W3C + "N-Triples", short_names=("nt",)),
    Format(
        "jsonld",
        "application/ld+json",
        _W3C + "JSON-LD",
        aliases=("application/json",),
        short_names=("json", "json-ld"),
    ),
    Format("rdfxml", "application/rdf+xml", _W3C + "RDF_XML", short_names=("rdf", "xml", "rdf-xml", "rdf+xml")),
)
"""Formats of CONSTRUCT, DESCRIBE and the service description, in the server's order of preference."""


SHOW_THEIR_END = frozenset(
    {"application/sparql-results+json", "application/json", "application/sparql-results+xml", "application/xml"}
    | {"text/xml", "application/ld+json", "application/rdf+xml"}
)
"""Media types of which a part is not well-formed, so that nobody takes it for the whole."""


def offers(formats: tuple[Format, ...]) -> dict[str, str]:
    """Media type to format name: every format by its own type first, then the aliases."""
    own = {f.media_type: f.name for f in formats}
    return own | {alias: f.name for f in formats for alias in f.aliases}


def named(name: str, formats: tuple[Format, ...]) -> tuple[tuple[str, str], ...]:
    """(media type, name) of the format ``?format=`` names, by short name or media type; empty when there is none.

    A plus sign that a client did not encode came as a space.
    """
    wanted = name.strip().lower().replace(" ", "+")
    for f in formats:
        if wanted in (f.name, f.media_type, *f.aliases, *f.short_names):
            return ((f.media_type, f.name),)
    return ()


def listing(formats: tuple[Format, ...]) -> str:
    """The media types, for a sentence."""
    return ", ".join(f.media_type for f in formats)
