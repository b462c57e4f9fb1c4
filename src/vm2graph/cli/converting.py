"""``convert`` and ``check``: pages and RDF files, without a collection."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vm2graph import inputs
from vm2graph.cli import console
from vm2graph.errors import CollectionError, Vm2graphError
from vm2graph.pipeline import Converted, Outcome
from vm2graph.pipeline import convert as convert_page
from vm2graph.pipeline.making import attempt
from vm2graph.settings import CollectionSettings

if TYPE_CHECKING:
    from vm2graph.gate import Report

DEFAULT_BASE = CollectionSettings().base_iri
base_option = click.option(
    "--base-iri", default=DEFAULT_BASE, show_default=True, help="How the IRIs of the records start."
)
FORMAT_NAMES = ("turtle", "jsonld", "nt", "nquads", "rdfxml", "trig")


@click.command()
@click.argument("pages", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PAGE...")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file, or a directory for several pages.")
@click.option("-f", "--format", "format_name", type=click.Choice(FORMAT_NAMES), default="turtle", show_default=True)
@base_option
def convert(pages: tuple[Path, ...], output: Path | None, format_name: str, base_iri: str) -> None:
    """Write the RDF of pages.

    One page goes to standard output or to -o FILE. Several need -o DIRECTORY: one file per page, and
    outcomes.json with the status, codes and seconds of each. TriG and N-Quads hold the evidence too.
    """
    if output is not None and (len(pages) > 1 or output.is_dir()):
        sys.exit(_convert_many(pages, output, format_name, base_iri))
    if len(pages) > 1:
        raise click.UsageError("Several pages need a directory: add -o DIRECTORY.")
    converted = _convert_one(pages[0], base_iri)
    if not converted.report.conforms:
        _say_refused(pages[0], converted.report)
        sys.exit(1)
    data = serialise(converted, format_name, base_iri)
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        _write(output, data)


def _convert_one(path: Path, base_iri: str) -> Converted:
    from vm2graph.gate import Gate  # noqa: PLC0415 - SHACL is loaded by the commands that need it
    from vm2graph.names import Iris  # noqa: PLC0415

    return convert_page(console.page(path), Iris(base_iri), Gate())


def _convert_many(pages: tuple[Path, ...], folder: Path, format_name: str, base_iri: str) -> int:
    from vm2graph.gate import Gate  # noqa: PLC0415
    from vm2graph.names import Iris  # noqa: PLC0415
    from vm2graph.writing.formats import FORMATS  # noqa: PLC0415

    stems = [path.stem for path in pages]
    if len(set(stems)) < len(stems):
        twice = sorted({stem for stem in stems if stems.count(stem) > 1})
        raise click.UsageError(f"Two pages would be written as {twice[0]}; rename one.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CollectionError(f"{folder} cannot be made: {error.strerror}.") from error
    gate, iris, outcomes = Gate(), Iris(base_iri), {}
    with console.progress(len(pages), "Converting") as advance:
        for path in pages:

            def work(path: Path = path) -> tuple[Converted, str]:
                converted = convert_page(console.page(path), iris, gate)
                if converted.report.conforms:
                    name = f"{path.stem}.{FORMATS[format_name].extension}"
                    _write(folder / name, serialise(converted, format_name, base_iri))
                return converted, "converted"

            outcomes[path.stem], _ = attempt(path.name, work)
            advance()
    console.outcome_lines(outcomes.values())
    _write(folder / "outcomes.json", _outcomes_json(outcomes))
    return 1 if any(outcome.status == "error" for outcome in outcomes.values()) else 0


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


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CollectionError(f"{path} cannot be written: {error.strerror or error}.") from error


def _say_refused(path: Path, report: Report) -> None:
    for finding in report.violations:
        click.secho(f"{path}: {finding.message.en} {finding.remedy.en}", err=True, fg="red")


# ---------------------------------------------------------------- check


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--lang", "language", type=click.Choice(["nl", "en"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file, a line each.")
def check(files: tuple[Path, ...], language: str, as_json: bool) -> None:
    """Check pages or RDF files against the shapes.

    Says what is wrong, where in the page, and what to do. Exit code 0: all conform; 1: at least one
    does not; 2: at least one could not be read.
    """
    codes = [_check_one(path, language, as_json) for path in files]
    sys.exit(max(codes))


def _check_one(path: Path, language: str, as_json: bool) -> int:
    started = time.perf_counter()
    try:
        document, conforms = _report_on(path)
    except Vm2graphError as error:
        return _cannot(path, error, as_json)
    document = {"file": str(path), **document, "seconds": round(time.perf_counter() - started, 4)}
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        _print_report(document, language)
    return 0 if conforms else 1


def _cannot(path: Path, error: Vm2graphError, as_json: bool) -> int:
    if as_json:
        click.echo(json.dumps({"file": str(path), "error": error.code, "sentence": str(error)}, ensure_ascii=False))
    else:
        click.secho(f"{path}: {error}", err=True, fg="red")
    return error.exit_code


def _report_on(path: Path) -> tuple[dict[str, Any], bool]:
    from vm2graph.checking import check_rdf, is_rdf  # noqa: PLC0415

    if is_rdf(path.name):
        report = check_rdf(inputs.read(path), path.name)
        return report.to_json(), report.conforms
    converted = _convert_one(path, DEFAULT_BASE)
    remarks = [
        {
            "code": remark.code,
            "comment": {"nl": remark.comment.nl, "en": remark.comment.en},
            "warning": remark.warning,
            "passages": [
                {"line": place.line, "quote": place.quote} for place in map(converted.passage, remark.evidence)
            ],
        }
        for remark in converted.publication.remarks
    ]
    return {**json.loads(converted.report_json()), "remarks": remarks}, converted.report.conforms


_WORDS = {
    "nl": {
        "conforms": "voldoet",
        "fails": "voldoet niet",
        "line": "regel",
        "todo": "Wat te doen",
        "remarks": "Opgemerkt",
    },
    "en": {
        "conforms": "conforms",
        "fails": "does not conform",
        "line": "line",
        "todo": "What to do",
        "remarks": "Noticed",
    },
}
_SEVERITIES = {
    "nl": {"violation": "Fout", "warning": "Waarschuwing", "info": "Ter informatie"},
    "en": {"violation": "Violation", "warning": "Warning", "info": "For your information"},
}
_COLOURS = {"violation": "red", "warning": "yellow", "info": "blue"}


def _print_report(document: dict[str, Any], language: str) -> None:
    words = _WORDS[language]
    conforms = document["conforms"]
    click.secho(
        f"{document['file']}: {words['conforms'] if conforms else words['fails']}.", fg="green" if conforms else "red"
    )
    for finding in document["findings"]:
        severity = finding["severity"]
        click.secho(f"  {_SEVERITIES[language][severity]}: ", fg=_COLOURS[severity], nl=False)
        click.echo(finding["message"][language] + _where(finding, words))
        if finding["remedy"][language]:
            click.echo(f"    {words['todo']}: {finding['remedy'][language]}")
    remarks = document.get("remarks", [])
    if remarks:
        click.echo(f"  {words['remarks']}:")
    for remark in remarks:
        click.echo(f"    - {remark['comment'][language]}{_where(remark, words)}")


def _where(entry: dict[str, Any], words: dict[str, str]) -> str:
    places = [f"{words['line']} {place['line']}: “{place['quote']}”" for place in entry.get("passages", ())]
    return f" ({'; '.join(places)})" if places else ""
