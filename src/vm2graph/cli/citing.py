"""``reference``: APA references apart, one a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import IO, Any

import click

from vm2graph.errors import ReadError, Vm2graphError
from vm2graph.reading.apa import LONGEST, parse_reference
from vm2graph.reading.decoding import decode
from vm2graph.reading.references import parts

_LINE = 200_000  # bytes


@click.command()
@click.argument("file", type=click.File("rb"), metavar="FILE_OR_-")
def reference(file: IO[bytes]) -> None:
    """Take APA references apart, one a line, to JSON Lines.

    A line is a reference, or a JSON object with it as "raw" and an "id" of yours, which the answer keeps. Every answer
    has authors, editors, issued, title, subtitle, container, volume, issue, pages, places, publishers, doi, url,
    isbn and more; what a reference does not have is null or empty. Lines that cannot be read are told on standard
    error, the others are answered; exit code 1 when there were any.
    """
    refused = 0
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            answer = _answer(line)
        except Vm2graphError as error:
            refused += 1
            click.secho(f"line {number}: {error}", err=True, fg="red")
            continue
        # each line goes out at once, for a reader that waits at the other end of a pipe
        click.echo(json.dumps(answer, ensure_ascii=False))
    sys.exit(1 if refused else 0)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines, each as far as a reference can reach: one without end is not held in memory."""
    first = file.readline(_LINE)
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 has no lines before it is decoded
        yield from (each.encode() for each in decode(first + file.read()).splitlines())
        return
    line = first
    while line:
        yield line
        while len(line) == _LINE and not line.endswith(b"\n"):
            line = file.readline(_LINE)
        line = file.readline(_LINE)


def _answer(line: bytes) -> dict[str, Any]:
    text = decode(line).strip()
    given: dict[str, Any] = {"reference": text}
    if text.startswith("{"):
        given, text = _of_json(text)
    if len(text) > LONGEST:
        raise ReadError(f"It has {len(text):,} characters; a reference has at most {LONGEST:,}.", "too_long")
    return {**given, **parts(parse_reference(text))}


def _of_json(text: str) -> tuple[dict[str, Any], str]:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadError(
            "It starts as a JSON object and is none; mend it, or give the bare reference.", "not_json"
        ) from error
    raw = row.get("raw")
    if not isinstance(raw, str):
        raise ReadError('It has no text "raw"; give {"id": ..., "raw": "the reference"}.', "not_json")
    kept = {"id": row["id"]} if "id" in row else {}
    return {**kept, "reference": raw}, raw
