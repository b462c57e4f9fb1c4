"""``check``: pages and RDF files held to the shapes, without a collection."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from vm2graph import inputs
from vm2graph.checking import check_rdf, is_rdf
from vm2graph.cli import console
from vm2graph.cli.options import DEFAULT_BASE, private_option
from vm2graph.errors import Vm2graphError
from vm2graph.fetching import Web
from vm2graph.inputs import Given, Unread
from vm2graph.names import Iris
from vm2graph.outcomes import REFUSALS
from vm2graph.packaged import packaged
from vm2graph.pipeline import convert as convert_page

if TYPE_CHECKING:
    from vm2graph.gate import Gate


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--lang", "language", type=click.Choice(["nl", "en"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file, a line each.")
@click.option(
    "--profile",
    type=click.Choice(["core", "aggregator"]),
    default="core",
    show_default=True,
    help="The shapes: what a record must be, or what aggregators would like of it.",
)
@private_option
def check(files: tuple[str, ...], language: str, as_json: bool, profile: str, allow_private: bool) -> None:
    """Check pages or RDF files against the shapes.

    A FILE is whatever `convert` takes (a page, a folder, a pattern, an address, - for standard input), or RDF.
    Says what is wrong, where in the page, and what to do. Exit code 0: all conform; 1: at least one
    does not; 2: at least one could not be read.
    """
    from vm2graph.gate import Gate  # noqa: PLC0415 - SHACL is loaded by the commands that need it

    gate = Gate(shapes=packaged("shapes", f"{profile}.ttl").read_bytes())
    web, worst = Web(allow_private=allow_private), 0
    with console.progress(inputs.count(files), "Checking", quiet=sys.stdout.isatty()) as advance:
        for file in files:
            for given in inputs.pages([file], web=web):
                name = given.source_id if inputs.is_several(file) else file
                worst = max(worst, _check_one(name, given, gate, language, as_json=as_json))
                advance()
    sys.exit(worst)


def _check_one(name: str, given: Given, gate: Gate, language: str, *, as_json: bool) -> int:
    started = time.perf_counter()
    try:
        document, conforms = _report_on(given, gate)
    except Vm2graphError as error:
        return _cannot(name, error, language, as_json=as_json)
    document = {"file": name, **document, "seconds": round(time.perf_counter() - started, 4)}
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        _print_report(document, language)
    return 0 if conforms else 1


def _cannot(name: str, error: Vm2graphError, language: str, *, as_json: bool) -> int:
    if as_json:
        click.echo(json.dumps({"file": name, "error": error.code, "sentence": str(error)}, ensure_ascii=False))
    else:
        told = REFUSALS[error.code].nl if language == "nl" and error.code in REFUSALS else str(error)
        click.secho(f"{name}: {told}", err=True, fg="red")
    return error.exit_code


def _report_on(given: Given, gate: Gate) -> tuple[dict[str, Any], bool]:
    if isinstance(given, Unread):
        raise given.error
    if is_rdf(given.source_id):
        report = check_rdf(given.data, given.source_id, gate)
        return report.to_json(), report.conforms
    converted = convert_page(given, Iris(DEFAULT_BASE), gate)
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
