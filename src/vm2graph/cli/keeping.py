"""``status``, ``history``, ``withdraw``, ``restore`` and ``rollback``: what a collection holds and held."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from vm2graph.cli import console
from vm2graph.errors import CollectionError
from vm2graph.settings import FILE_NAME, missing_for_dcat_ap_nl
from vm2graph.storing.collection import Collection
from vm2graph.storing.snapshot import SnapshotView

folder_argument = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")


@click.command()
@folder_argument
@click.option("--refused", is_flag=True, help="List the records that a format of OAI-PMH refuses, and why.")
def status(folder: Path, refused: bool) -> None:
    """Say what a collection holds, since when, which snapshots are kept, and what harvesters cannot have."""
    collection = Collection.open(folder)
    snapshot = collection.current()
    if refused:
        for slug in _undated(snapshot):
            click.echo(f"{slug}\toai_openaire\tno date of issue")
        return
    click.echo(f"{folder}: {snapshot.count()} publications; snapshot {snapshot.number} of {snapshot.time}.")
    kept = collection.kept()
    for number, time, records in collection.rows.snapshots(snapshot.number):
        if number in kept:
            click.echo(f"  {number}\t{time}\t{records} publications")
    if lacking := sum(1 for _ in _undated(snapshot)):
        click.echo(f"  {lacking} cannot be had in oai_openaire; --refused lists them.")
    if unset := missing_for_dcat_ap_nl(collection.settings):
        click.echo(f"  /dataset is DCAT-AP-NL once {', '.join(unset)} are set in {FILE_NAME}.")


def _undated(snapshot: SnapshotView) -> Iterator[str]:
    after = ""
    while slugs := snapshot.harvest.undated(after, 1000):
        yield from slugs
        after = slugs[-1]


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
@click.option("--purge", is_flag=True, help="Remove every copy for good: the page, old versions and old snapshots.")
def withdraw(folder: Path, slug: str, reason: str, purge: bool) -> None:
    """Take a record out and leave a tombstone that says why."""
    collection = Collection.open(folder)
    whole = _slug(collection.current(), slug)
    if purge:
        from vm2graph.storing.purging import purge as purge_record  # noqa: PLC0415

        counts = purge_record(collection, whole, reason)
        click.echo(
            f"{whole} is withdrawn and purged, with {counts['snapshots']} older snapshots; "
            f"snapshot {collection.current().number}. Copies of your own, such as dumps, may still have it."
        )
        return
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


@click.command()
@folder_argument
@click.argument("snapshot", required=False, type=int)
def rollback(folder: Path, snapshot: int | None) -> None:
    """Make the content of an older snapshot current again; without a number, of the one before.

    It becomes a new snapshot: records that change get a new date and those that vanish a tombstone, so that
    harvesters see it.
    """
    from vm2graph.storing.rolling_back import roll_back  # noqa: PLC0415

    collection = Collection.open(folder)
    counts = roll_back(collection, snapshot)
    told = ", ".join(f"{counts[change]} {change}" for change in ("updated", "restored", "withdrawn") if counts[change])
    now = collection.current()
    click.echo(f"{folder}: {told or 'no record changed'}; snapshot {now.number} of {now.time}.")
    if collection.curation().to_json() != collection.rows.curation(now.number):
        click.echo("entities.yaml says otherwise than that snapshot; the next publish applies it again.", err=True)


def _slug(snapshot: SnapshotView, given: str) -> str:
    """The whole slug of a record or tombstone; a title slug will do where it names one live record."""
    found = snapshot.record(given)
    if found is None:
        raise CollectionError(f"There is no record {given}; `vm2graph history` lists them.")
    return found.slug
