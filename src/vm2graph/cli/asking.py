"""``query``: SPARQL against a collection or any endpoint."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, Triple

from vm2graph.errors import UnknownFormat
from vm2graph.names import PREFIXES
from vm2graph.storing import Store
from vm2graph.writing.formats import TURTLE

_RESULTS = {
    "json": QueryResultsFormat.JSON,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
}


@click.command()
@click.argument("where", metavar="DIR_OR_URL")
@click.argument("sparql", metavar="SPARQL|FILE")
@click.option("-f", "--format", "format_name", type=click.Choice(["table", *_RESULTS, "turtle"]), default=None)
def query(where: str, sparql: str, format_name: str | None) -> None:
    """Put a SPARQL query, or the query in a FILE, to a collection or to any endpoint.

    Rows are a table by default, triples Turtle. The usual prefixes need not be declared for a collection.
    """
    answer = _store(where).query(_text(sparql))
    if isinstance(answer, (QuerySolutions, QueryBoolean)):
        if format_name == "turtle":
            raise UnknownFormat("Rows cannot be written as Turtle; use table, json, csv, tsv or xml.")
        _write_results(answer, format_name or "table")
    else:
        if format_name not in (None, "turtle"):
            raise UnknownFormat(f"Triples cannot be written as {format_name}; use turtle.")
        _write_triples(answer)


def _store(where: str) -> Store:
    if where.startswith(("http://", "https://")):
        from vm2graph.storing.remote import RemoteStore  # noqa: PLC0415 - brings in rdflib

        return RemoteStore(where)
    from vm2graph.storing.collection import Collection  # noqa: PLC0415

    return Collection.open(where).current().store


def _text(given: str) -> str:
    """A query, or the contents of the file of that name."""
    try:
        path = Path(given)
        if path.is_file():
            return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        pass  # too long or odd for a file name: it is a query
    return given


def _write_results(answer: QuerySolutions | QueryBoolean, format_name: str) -> None:
    if format_name != "table":
        # standard output as it is: the engine writes UTF-8 bytes
        answer.serialize(sys.stdout.buffer, _RESULTS[format_name])
        sys.stdout.buffer.flush()
        if sys.stdout.isatty():
            click.echo()
    elif isinstance(answer, QueryBoolean):
        click.echo("yes" if answer else "no")
    else:
        _write_table(answer)


def _write_table(rows: QuerySolutions) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table()
    for variable in rows.variables:
        table.add_column(Text(variable.value))
    for row in rows:
        table.add_row(*(Text(_cell(term)) for term in row))
    # in a pipe there is no width to fold to
    Console(width=None if sys.stdout.isatty() else 10_000).print(table, soft_wrap=not sys.stdout.isatty())


def _cell(term: object) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal):
        return term.value
    if isinstance(term, NamedNode):
        for prefix, namespace in PREFIXES.items():
            if term.value.startswith(namespace):
                return f"{prefix}:{term.value.removeprefix(namespace)}"
        return term.value
    return str(term)


def _write_triples(answer: Iterable[Triple]) -> None:
    assert TURTLE.write is not None  # noqa: S101 - Turtle writes one graph
    sys.stdout.buffer.write(TURTLE.write("", answer))
    sys.stdout.buffer.flush()
