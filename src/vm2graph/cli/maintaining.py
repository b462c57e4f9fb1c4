"""``verify``, ``dump``, ``load`` and ``gc``: keeping a collection sound."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from vm2graph.cli import console
from vm2graph.errors import CollectionError
from vm2graph.storing.collection import Collection

folder_argument = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")


@click.command()
@folder_argument
@click.option("--repair", is_flag=True, help="Remove what is nobody's, and make damaged quads again from the pages.")
def verify(folder: Path, repair: bool) -> None:
    """Check a collection: every file and digest, every quotation, catalogue against quads, files that are nobody's.

    Each problem is a line: where, and what. Exit code 0: sound, or repaired; 1: it is not. Nothing is changed
    without --repair.
    """
    from vm2graph.pipeline import verifying  # noqa: PLC0415 - loads the reading room

    collection = Collection.open(folder)
    with console.progress(verifying.steps(collection), "Verifying") as advance:
        problems = list(verifying.verify(collection, advance))
    for problem in problems:
        click.echo(f"{problem.where}\t{problem.sentence}")
    if problems and repair:
        from vm2graph.gate import Gate  # noqa: PLC0415

        with console.progress(verifying.steps(collection), "Repairing") as advance:
            problems = verifying.repair(collection, Gate(collection.settings.gate.engine), problems, advance)
        if not problems:
            click.echo(f"{folder} is repaired; snapshot {collection.current().number}.", err=True)
            return
    if problems:
        click.echo(f"{folder}: {_advice({problem.repair for problem in problems})}", err=True)
        sys.exit(1)
    click.echo(f"{folder} is sound: snapshot {collection.current().number}.")


def _advice(repairs: set[str]) -> str:
    if "rows" in repairs:
        return "the catalogue or the pages are damaged; restore a copy, or load a dump into a new collection."
    return "put it right with: vm2graph verify --repair"


@click.command()
@folder_argument
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="FILE.nq or FILE.nq.gz.")
def dump(folder: Path, output: Path | None) -> None:
    """Write a whole collection, pages included, as one file of N-Quads; to standard output without -o.

    Equal collections give equal files. `vm2graph load` makes the collection again.
    """
    from vm2graph.storing.dumping import dump as portions  # noqa: PLC0415

    collection = Collection.open(folder)
    total = collection.current().count()
    with console.progress(total, "Dumping") as advance, _output(output) as handle:
        for portion in portions(collection):
            handle.write(portion)
            advance()


@contextmanager
def _output(path: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that is there whole or not at all."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    fresh = path.with_name(f"{path.name}.new")
    try:
        with fresh.open("wb") as raw:
            if path.suffix == ".gz":
                # without a time or a name in it, so that equal collections give equal files
                with gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0) as packed:
                    yield packed  # type: ignore[misc]  # GzipFile is a binary file to whoever writes
            else:
                yield raw
        fresh.replace(path)
    except OSError as error:
        raise CollectionError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        fresh.unlink(missing_ok=True)


@click.command()
@folder_argument
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
def load(folder: Path, file: Path) -> None:
    """Fill an empty collection from a dump. Every record passes the gate; all of it enters or nothing."""
    from vm2graph.gate import Gate  # noqa: PLC0415
    from vm2graph.pipeline.loading import DumpFile  # noqa: PLC0415
    from vm2graph.pipeline.loading import load as load_dump  # noqa: PLC0415

    collection = Collection.open(folder)
    head = DumpFile(file, collection.settings.collection.base_iri).head()
    with console.progress(int(head["records"]), "Loading") as advance:
        counts = load_dump(file, collection, Gate(collection.settings.gate.engine), advance)
    told = f"{counts['records']} publications, {counts['tombstones']} withdrawn"
    click.echo(f"{folder}: {told}; snapshot {collection.current().number}.")


@click.command()
@folder_argument
def gc(folder: Path) -> None:
    """Remove what nothing refers to any more: old snapshots, old versions, pages and files that are nobody's."""
    from vm2graph.storing.cleaning import collect  # noqa: PLC0415

    counts = collect(Collection.open(folder))
    told = ", ".join(f"{counts[what]} {what}" for what in ("snapshots", "rows", "sources", "files") if counts[what])
    click.echo(f"{folder}: {f'removed {told}' if told else 'nothing to remove'}.")


@click.command()
@folder_argument
@click.option("--only", "kinds", help="Some of these, by name, separated by commas. [default: all]")
@click.option("--with-parent", is_flag=True, hidden=True, help="At low priority, for as long as the caller lives.")
def prepare(folder: Path, kinds: str | None, with_parent: bool) -> None:
    """Make now what harvesters will ask for, so that nobody has to wait.

    dataset: all data as one file, as N-Quads and as Turtle. resources: the packages of ResourceSync. oai_dc: the
    records of OAI-PMH in that format. What is there is not made again.
    """
    from vm2graph.serving import preparing  # noqa: PLC0415

    asked = kinds.split(",") if kinds else list(preparing.KINDS)
    if unknown := [each for each in asked if each not in preparing.KINDS]:
        raise click.BadParameter(f"There is no dump {unknown[0]!r}; there are {', '.join(preparing.KINDS)}.")
    if with_parent:
        preparing.give_way()
    for kind, made in preparing.prepare(Collection.open(folder), asked):
        for file in made:
            click.echo(f"{kind}\t{file.name}\t{file.size}\t{file.sha256}")
