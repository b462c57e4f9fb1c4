"""``init`` and ``publish``: making a collection and putting pages into it."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from vm2graph.cli import console
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import ReadError
from vm2graph.model import PageBytes
from vm2graph.pipeline import Outcome
from vm2graph.pipeline import publish as publish_pages
from vm2graph.storing.collection import Collection


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--base-iri", required=True, help="How every IRI starts, for good: https://data.example.org")
@click.option("--email", default="", help="Whom a harvester may write to.")
def init(folder: Path, base_iri: str, email: str) -> None:
    """Make an empty collection with a commented vm2graph.toml."""
    Collection.create(folder, settings_text(base_iri.rstrip("/"), email))
    click.echo(f"{folder} is an empty collection. Put pages into it with: vm2graph publish {folder} PAGE...")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("pages", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PAGE...")
@click.option("--same-as", metavar="SLUG", help="The record that these pages are another source of.")
def publish(folder: Path, pages: tuple[Path, ...], same_as: str | None) -> None:
    """Convert pages, check them against the shapes and commit them.

    Refused pages are listed with their reasons and nothing of them enters. Exit code 1 when any was refused.
    """
    collection = Collection.open(folder)
    outcomes = put_pages(collection, pages, same_as)
    console.outcome_lines(outcomes)
    counts = Counter(outcome.change for outcome in outcomes)
    told = ", ".join(
        f"{counts[change]} {change}" for change in ("added", "updated", "unchanged", "refused") if counts[change]
    )
    click.echo(f"{folder}: {told or 'nothing to do'}; snapshot {collection.current().number}.")
    sys.exit(1 if counts["refused"] else 0)


def put_pages(collection: Collection, paths: tuple[Path, ...], same_as: str | None = None) -> list[Outcome]:
    """Publishes files with a progress bar. A file that cannot be read is an outcome like any other."""
    from vm2graph.gate import Gate  # noqa: PLC0415 - SHACL is loaded by the commands that need it

    pages: list[PageBytes] = []
    unread: list[Outcome] = []
    for path in paths:
        try:
            pages.append(console.page(path))
        except ReadError as error:
            unread.append(Outcome(path.name, "error", [error.code], 0.0, sentences=[str(error)]))
    with console.progress(len(pages), "Publishing") as bar:
        gate = Gate(collection.settings.gate.engine)
        outcomes = publish_pages(
            collection, pages, gate, same_as=same_as, on_page=lambda _outcome: bar.advance(bar.task_ids[0])
        )
    return [*unread, *outcomes]
