"""``init`` and ``publish``: making a collection and putting pages into it."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vm2graph import inputs
from vm2graph.cli import console
from vm2graph.cli.options import private_option
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import CollectionError
from vm2graph.fetching import Web
from vm2graph.storing.collection import Collection

if TYPE_CHECKING:
    from vm2graph.pipeline import Outcome, Plan, Published

_FEW = 200  # pages; starting processes takes longer than converting these
_CHANGES = ("added", "updated", "restored", "unchanged", "refused")


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
@click.argument("pages", nargs=-1, metavar="PAGE...")
@click.option("--same-as", metavar="SLUG", help="The record that these pages are another source of.")
@click.option("--jobs", type=click.IntRange(1), help="Processes that convert pages. [default: one a processor]")
@click.option("--dry-run", is_flag=True, help="Do everything but the commit.")
@click.option("--restamp", is_flag=True, help="Give every record a new datestamp, so that all is harvested again.")
@private_option
@click.option("--outcomes", type=click.Path(path_type=Path, dir_okay=False), help="A JSON Lines file: a line a page.")
def publish(  # noqa: PLR0913, PLR0917 - an argument an option
    folder: Path,
    pages: tuple[str, ...],
    same_as: str | None,
    jobs: int | None,
    dry_run: bool,
    restamp: bool,
    allow_private: bool,
    outcomes: Path | None,
) -> None:
    """Convert pages, check them against the shapes and commit them all at once.

    A PAGE is a file, an address of the web, a folder, a pattern such as 'pages/**/*.html', a .zip or .tar.gz
    archive, or a JSON Lines file of {"id": ..., "text" or "html": ...}. Without any, what entities.yaml now says is
    published. Refused pages are listed with their reasons and nothing of them enters. Exit code 1 when any was
    refused.

    Stopped with Ctrl-C, nothing is committed; the next run goes on with the pages that were converted already.
    """
    from vm2graph.pipeline import Plan  # noqa: PLC0415 - loads the rooms

    if inputs.STDIN in pages:
        raise click.UsageError("A page of a collection needs a name of its own: give a file, or a line of JSON Lines.")
    collection = Collection.open(folder)
    total = inputs.count(pages)
    workers = jobs or (min(os.cpu_count() or 1, 16) if total > _FEW else 1)
    plan = Plan(workers, same_as, restamp, dry_run)
    with _written(outcomes) as write:
        given = inputs.pages(pages, web=Web(allow_private=allow_private))
        published = _publish(collection, given, total, plan, write)
    _tell(folder, published, dry_run=dry_run)
    sys.exit(1 if published.pages["refused"] else 0)


def _publish(
    collection: Collection, pages: Iterator[inputs.Given], total: int, plan: Plan, write: Callable[[Outcome], None]
) -> Published:
    from vm2graph.gate import Gate  # noqa: PLC0415 - SHACL is loaded by the commands that need it
    from vm2graph.pipeline import publish as publish_pages  # noqa: PLC0415

    gate = Gate(collection.settings.gate.engine)
    with console.progress(total, "Publishing") as advance:

        def told(outcome: Outcome) -> None:
            console.outcome_lines([outcome])
            write(outcome)
            advance()

        return publish_pages(collection, pages, gate, plan=plan, on_outcome=told)


@contextmanager
def _written(path: Path | None) -> Iterator[Callable[[Outcome], None]]:
    """Writes outcomes as JSON Lines, as they come."""
    if path is None:
        yield lambda _outcome: None
        return
    try:
        handle = path.open("w", encoding="utf-8")
    except OSError as error:
        raise CollectionError(f"{path} cannot be written: {error.strerror or error}.") from error
    with handle:
        yield lambda outcome: print(json.dumps(asdict(outcome), ensure_ascii=False), file=handle)


def _tell(folder: Path, published: Published, *, dry_run: bool) -> None:
    """What was done, in a line; for many pages as a table on standard error."""
    counts = published.pages
    pages = sum(counts.values())
    if pages > _FEW:
        console.table("Pages", _rows(counts, published))
    told = [f"{counts[change]} {change}" for change in _CHANGES if counts[change]]
    told += [f"{published.batch[each]} restamped" for each in ("restamped",) if published.batch[each]]
    entities, dated = published.batch["entities"], published.batch["datestamps"]
    if entities and not pages:
        told.append(f"{entities} entities changed, {dated} records dated anew")
    state = "nothing was committed (dry run)" if dry_run else f"snapshot {published.snapshot}"
    click.echo(f"{folder}: {', '.join(told) or 'nothing to do'}; {state}.")


def _rows(counts: Counter[str], published: Published) -> list[tuple[str, str]]:
    pages = sum(counts.values())
    rows = [(change, f"{counts[change]:,}") for change in _CHANGES if counts[change]]
    rate = pages / published.seconds if published.seconds else 0.0
    return [*rows, ("pages a second", f"{rate:,.0f}"), ("seconds", f"{published.seconds:,.1f}")]
