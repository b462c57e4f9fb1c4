"""docs/outcomes.md lists every code; it is made of the code and the shapes: ``python -m tests.test_outcomes``."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from vm2graph.cli import cli
from vm2graph.errors import CollectionError, InterpretError, NotesError, ReadError, RecordRefused
from vm2graph.model import Bilingual
from vm2graph.outcomes import REFUSALS
from vm2graph.reading.remarks import CODES

DOCUMENT = ROOT / "docs" / "outcomes.md"
SHACL, CORE = "http://www.w3.org/ns/shacl#", "https://w3id.org/vm2graph/shapes/core#"
INTRODUCTION = """# Outcomes and their codes

`convert -o DIRECTORY` writes `outcomes.json`: for every page its `status`, its `codes` and the `seconds` it took.
`publish --outcomes FILE` writes the same and more, a line a page; `check --json` tells an `error`, or findings and
remarks. The codes below are all there are. They stay as they are, so that a script may rely on them.

| status | means | codes |
|---|---|---|
| `ok` | converted, nothing to do | of remarks that only explain |
| `warning` | converted; the editor of the page has something to do | of remarks and shapes, one of which warns |
| `error` | not converted | why the page was refused, or the shapes that refuse it |

The sentences are those that people see; `{field}` and `{value}` stand for what differs from page to page.
This page is made by `python -m tests.test_outcomes`, and a test holds it to the program.
"""


def table(rows: Iterator[tuple[str, str, str]]) -> str:
    lines = (f"| `{code}` | {dutch} | {english} |" for code, dutch, english in sorted(rows))
    return "\n".join(["| code | Nederlands | English |", "|---|---|---|", *lines])


def of_shapes(severity: str) -> Iterator[tuple[str, str, str]]:
    store = ox.Store()
    store.load(path=str(ROOT / "shapes" / "core.ttl"), format=ox.RdfFormat.TURTLE)
    node = ox.NamedNode(f"{SHACL}{severity}")
    for quad in store.quads_for_pattern(None, ox.NamedNode(f"{SHACL}severity"), node):
        said = store.quads_for_pattern(quad.subject, ox.NamedNode(f"{SHACL}message"), None)
        words = {each.object.language: each.object.value for each in said}
        yield quad.subject.value.removeprefix(CORE), words["nl"], words["en"]


def of_remarks(*, warning: bool) -> Iterator[tuple[str, str, str]]:
    return ((code, each.nl, each.en) for code, each in CODES.items() if each.warning is warning)


def document() -> str:
    parts = {
        "Refused: status `error`": table((code, each.nl, each.en) for code, each in REFUSALS.items()),
        "Remarks that warn: status `warning`": table(of_remarks(warning=True)),
        "Remarks that explain": table(of_remarks(warning=False)),
        "Shapes that warn: status `warning`": table(of_shapes("Warning")),
        "Shapes that refuse: status `error`": "Mostly a fault of the program or of RDF that somebody else made.\n\n"
        + table(of_shapes("Violation")),
    }
    return INTRODUCTION + "".join(f"\n## {heading}\n\n{text}\n" for heading, text in parts.items())


def raised() -> Iterator[str]:
    """The codes that errors about pages are raised with, anywhere in the program."""
    yield from (error.code for error in (ReadError, NotesError, InterpretError, CollectionError, RecordRefused))
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"ReadError", "InterpretError"}:
                given = [*node.args[1:], *(keyword.value for keyword in node.keywords if keyword.arg == "code")]
                constants = (each for argument in given for each in ast.walk(argument))
                yield from (each.value for each in constants if isinstance(each, ast.Constant) and each.value)


def test_the_document_is_what_the_program_says() -> None:
    assert DOCUMENT.read_text() == document(), "run: python -m tests.test_outcomes"


def test_every_code_that_is_raised_is_listed_and_no_other() -> None:
    assert set(raised()) == set(REFUSALS)


@pytest.mark.parametrize("said", [*REFUSALS.values(), *CODES.values()])
def test_every_code_has_a_sentence_in_both_languages(said: Bilingual) -> None:
    assert said.nl != said.en
    assert said.nl.endswith(".")
    assert said.en.endswith(".")


def test_check_says_it_in_the_language_asked_for(tmp_path: Path) -> None:
    (tmp_path / "leeg.txt").write_bytes(b"")
    dutch = CliRunner().invoke(cli, ["check", str(tmp_path / "leeg.txt"), "--lang", "nl"])
    assert dutch.stderr.endswith(REFUSALS["empty_input"].nl + "\n")
    row = json.loads(CliRunner().invoke(cli, ["check", str(tmp_path / "leeg.txt"), "--json"]).stdout)
    assert row["error"] == "empty_input"


if __name__ == "__main__":
    DOCUMENT.write_text(document())
