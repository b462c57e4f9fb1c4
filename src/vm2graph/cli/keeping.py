"""``status``, ``history``, ``withdraw`` and ``restore``: what a collection holds and held."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vm2graph.cli import console
from vm2graph.errors import CollectionError
from vm2graph.storing.collection import Collection, SnapshotView

folder_argument = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")


@click.command()
@folder_argument
def status(folder: Path) -> None:
    """Say what a collection holds, and since when."""
    snapshot = Collection.open(folder).current()
    click.echo(f"{folder}: {snapshot.count()} publications; snapshot {snapshot.number} of {snapshot.time}.")


@click.command()
@folder_argument
@click.argument("slug", required=False)
def history(folder: Path, slug: str | None) -> None:
    """List what each commit did, oldest first: snapshot, time, what, slug, and the title or reason.

    The columns are separated by tabs.
    """
    snapshot = Collection.open(folder).current()
    events = snapshot.history(_slug(snapshot, slug) if slug else None)
    for event in events:
        told = " ".join(event.told.split())
        click.echo(f"{event.snapshot}\t{event.time}\t{event.what}\t{event.slug}\t{told}")


@click.command()
@folder_argument
@click.argument("slug")
@click.option("--reason", required=True, help="Why, in words that everybody may read.")
def withdraw(folder: Path, slug: str, reason: str) -> None:
    """Take a record out and leave a tombstone that says why."""
    collection = Collection.open(folder)
    whole = _slug(collection.current(), slug)
    with collection.writer() as batch:
        batch.withdraw(whole, reason)
    click.echo(f"{whole} is withdrawn; snapshot {collection.current().number}. Bring it back with: vm2graph restore")


@click.command()
@folder_argument
@click.argument("slug")
def restore(folder: Path, slug: str) -> None:
    """Publish a withdrawn record again, from the page as it was received."""
    from vm2graph.gate import Gate  # noqa: PLC0415 - SHACL is loaded by the commands that need it
    from vm2graph.pipeline import restore as restore_record  # noqa: PLC0415

    collection = Collection.open(folder)
    outcome = restore_record(collection, _slug(collection.current(), slug), Gate(collection.settings.gate.engine))
    console.outcome_lines([outcome])
    if outcome.change == "refused":
        sys.exit(1)
    click.echo(f"{outcome.slug} is published again; snapshot {collection.current().number}.")


def _slug(snapshot: SnapshotView, given: str) -> str:
    """The whole slug of a record or tombstone; a title slug will do where it names one live record."""
    found = snapshot.record(given)
    if found is None:
        raise CollectionError(f"There is no record {given}; `vm2graph history` lists them.")
    return found.slug
