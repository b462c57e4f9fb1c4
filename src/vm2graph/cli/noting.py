"""``notes``: the beginning of a notes file for a curator."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vm2graph import inputs
from vm2graph.containers import notes_names
from vm2graph.errors import CollectionError, ReadError


@click.command()
@click.argument("page", required=False, type=click.Path(path_type=Path), metavar="PAGE")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write it; - is standard output.")
@click.option("--schema", "only_schema", is_flag=True, help="Print the JSON Schema of notes files, and nothing else.")
def notes(page: Path | None, output: Path | None, *, only_schema: bool) -> None:
    """Begin a notes file beside a page.

    It lists the page's sentences, what was found by rule and the slips that were noticed; complete it, and
    check it with: vm2graph check PAGE. The JSON Schema is written beside it, so that editors complete and check it.
    A file that is there already is left alone.
    """
    from vm2graph.notes.schema import FILE_NAME, schema_text  # noqa: PLC0415 - loads the rooms
    from vm2graph.pipeline.starting_notes import starter  # noqa: PLC0415

    if only_schema:
        click.echo(schema_text(), nl=False)
        return
    if page is None:
        raise click.UsageError("Name the page to write notes on.")
    given = next(inputs.pages([page]))
    if isinstance(given, inputs.Unread):
        raise given.error
    text = starter(given)
    if output == Path("-"):
        sys.stdout.write(text)
        return
    path = output or page.with_name(notes_names(page.name)[1])
    if path.exists():
        raise ReadError(f"{path} is there already; complete it, or move it away.", "notes_exist")
    try:
        path.write_text(text, encoding="utf-8")
        path.with_name(FILE_NAME).write_text(schema_text(), encoding="utf-8")
    except OSError as error:
        raise CollectionError(f"{path} cannot be written: {error.strerror or error}.") from error
    click.echo(f"{path} is a beginning; complete it, and see what it says with: vm2graph check {page}")
