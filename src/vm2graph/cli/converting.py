"""``convert``: pages to RDF, without a collection."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from vm2graph import inputs
from vm2graph.addresses import parts_of
from vm2graph.cli import console
from vm2graph.cli.options import base_option, private_option
from vm2graph.errors import CollectionError, ReadError
from vm2graph.fetching import Web, is_address
from vm2graph.inputs import Given, Unread
from vm2graph.pipeline import Converted, Outcome
from vm2graph.pipeline import convert as convert_page
from vm2graph.pipeline.making import attempt

if TYPE_CHECKING:
    from vm2graph.gate import Report

FORMAT_NAMES = ("turtle", "jsonld", "nt", "nquads", "rdfxml", "trig")
_LONGEST_NAME = 150  # characters of a file's name


@click.command()
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file, or a directory for several pages.")
@click.option("-f", "--format", "format_name", type=click.Choice(FORMAT_NAMES), default="turtle", show_default=True)
@base_option
@private_option
def convert(pages: tuple[str, ...], output: Path | None, format_name: str, base_iri: str, allow_private: bool) -> None:
    """Write the RDF of pages.

    A PAGE is a file, the address of one (http or https), - for standard input, or several at once: a folder, a
    pattern such as 'site/**/*.html', a .zip or .tar.gz archive, a JSON Lines file.

    One page goes to standard output or to -o FILE. Several need -o DIRECTORY: one file per page, and
    outcomes.json with the status, codes and seconds of each. TriG and N-Quads hold the evidence too.
    """
    several = len(pages) > 1 or inputs.is_several(pages[0])
    web = Web(allow_private=allow_private)
    if output is not None and (several or output.is_dir()):
        sys.exit(_convert_many(pages, web, output, format_name, base_iri))
    if len(pages) > 1:
        raise click.UsageError("Several pages need a directory: add -o DIRECTORY.")
    if several:
        told = f"{pages[0]} stands for several pages (a folder, pattern or archive): add -o DIRECTORY."
        raise ReadError(told, "unreadable_file")
    converted = _convert_one(next(inputs.pages(pages, web=web)), base_iri)
    if not converted.report.conforms:
        _say_refused(pages[0], converted.report)
        sys.exit(1)
    data = serialise(converted, format_name, base_iri)
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        _write(output, data)


def _convert_one(given: Given, base_iri: str) -> Converted:
    from vm2graph.gate import Gate  # noqa: PLC0415 - SHACL is loaded by the commands that need it
    from vm2graph.names import Iris  # noqa: PLC0415

    if isinstance(given, Unread):
        raise given.error
    return convert_page(given, Iris(base_iri), Gate())


def _convert_many(pages: tuple[str, ...], web: Web, folder: Path, format_name: str, base_iri: str) -> int:
    from vm2graph.gate import Gate  # noqa: PLC0415
    from vm2graph.names import Iris  # noqa: PLC0415
    from vm2graph.writing.formats import FORMATS  # noqa: PLC0415

    _make(folder)
    gate, iris, outcomes = Gate(), Iris(base_iri), dict[str, Outcome]()
    with console.progress(inputs.count(pages), "Converting") as advance:
        for given in inputs.pages(pages, web=web):
            name = _unused(given.source_id, outcomes)

            def work(given: Given = given, name: str = name) -> tuple[Converted, str]:
                if isinstance(given, Unread):
                    raise given.error
                converted = convert_page(given, iris, gate)
                if converted.report.conforms:
                    path = folder / f"{name}.{FORMATS[format_name].extension}"
                    _make(path.parent)
                    _write(path, serialise(converted, format_name, base_iri))
                return converted, "converted"

            outcomes[name], _ = attempt(given.source_id, work)
            console.outcome_lines([outcomes[name]])
            advance()
    _write(folder / "outcomes.json", _outcomes_json(outcomes))
    return 1 if any(outcome.status == "error" for outcome in outcomes.values()) else 0


def file_name(source_id: str) -> str:
    """The path, without suffix, under which what is made of a page is written: never one that leads elsewhere."""
    if is_address(source_id) and (parts := parts_of(source_id)).netloc:
        bare = re.sub(r"\.(?:x?html?|txt|md|php|aspx?)$", "", parts.path.rstrip("/"), flags=re.IGNORECASE)
        return re.sub(r"[^\w.]+", "-", f"{parts.netloc}{bare}{parts.query}").strip("-.")[:_LONGEST_NAME]
    parts_of_path = [re.sub(r'[\x00-\x1f\\:*?"<>|]', "-", part) for part in source_id.split("/")]
    kept = [part[:_LONGEST_NAME] for part in parts_of_path if part not in ("", ".", "..")]
    return str(PurePosixPath(*kept).with_suffix("")) if kept else "page"


def _unused(source_id: str, taken: dict[str, Outcome]) -> str:
    """A name of its own for each page: two that differ in their suffix keep it, two of one name are numbered."""
    name = file_name(source_id)
    if name in taken and not is_address(source_id):
        name += PurePosixPath(source_id).suffix
    number, bare = 2, name
    while name in taken:
        name, number = f"{bare}-{number}", number + 1
    return name


def _outcomes_json(outcomes: dict[str, Outcome]) -> bytes:
    rows = {
        stem: {"status": outcome.status, "codes": outcome.codes, "seconds": outcome.seconds}
        for stem, outcome in outcomes.items()
    }
    return (json.dumps(rows, indent=1, ensure_ascii=False) + "\n").encode()


def serialise(converted: Converted, format_name: str, base_iri: str) -> bytes:
    """The record document, or for a dataset format every graph with the evidence."""
    from vm2graph.names import Iris  # noqa: PLC0415
    from vm2graph.writing.formats import FORMATS  # noqa: PLC0415

    form = FORMATS[format_name]
    if form.write_graphs is not None:
        return form.write_graphs(converted.graphs(Iris(base_iri)))
    assert form.write is not None  # noqa: S101 - a format writes one or the other
    return form.write(converted.description.publication, converted.description.shown())


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CollectionError(f"{folder} cannot be made: {error.strerror or error}.") from error


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CollectionError(f"{path} cannot be written: {error.strerror or error}.") from error


def _say_refused(page: str, report: Report) -> None:
    for finding in report.violations:
        click.secho(f"{page}: {finding.message.en} {finding.remedy.en}", err=True, fg="red")
