"""Pages that mean harm: a clear outcome within ten seconds and bounded memory, and never something invented."""

import json
import resource
import subprocess
import sys

import pytest

SECONDS, BYTES = 10, 1_500_000_000
HEAD, PAGE = "<html><head><title>T</title>", "</head><body><h1>T</h1>"
LD = "<script type='application/ld+json'>"
PAGES = {  # name -> pieces with how often each stands, and how the page may end
    "nested": ([(HEAD + PAGE, 1), ("<div>", 100_000)], {"too_deep"}),
    "a million cells": ([(HEAD + PAGE + "<table>", 1), ("<tr><td>a<td>b", 500_000)], {"too_large"}),
    "a row of labels": ([(HEAD + PAGE + "<table><tr>", 1), ("<th>Auteurs", 90_000)], {"not_a_publication"}),
    "definitions": ([(HEAD + PAGE + "<dl>", 1), ("<dt>Auteurs<dd>A B", 45_000)], {"not_a_publication", "ok"}),
    "a huge attribute": ([(HEAD + PAGE + "<p title='", 1), ("a ", 4_000_000), ("'>x", 1)], {"not_a_publication"}),
    "many attributes": ([(HEAD + PAGE + "<p ", 1), ("b", 1), (" a=1", 700_000), (">x", 1)], {"too_large"}),
    "attributes after a quote": ([(HEAD + PAGE + "<p t='>' ", 1), ("a ", 1_000_000), (">x", 1)], {"too_large"}),
    "JSON-LD in JSON-LD": ([(HEAD + LD, 1), ("[", 900_000), ("</script>" + PAGE, 1)], {"not_a_publication"}),
    "many scripts": (
        [(HEAD, 1), (LD + '{"@type":"Book","name":"x"}</script>', 90_000), (PAGE, 1)],
        {"not_a_publication"},
    ),
    "one line": ([("Titel\nAuteurs: ", 1), ("A. Bos, ", 650_000)], {"not_a_publication", "ok"}),
    "a reference without end": ([("Titel\n\nReferentie:\n", 1), ("Bos, J. (2012). ", 320_000)], {"ok"}),
    "brackets": ([("Titel\n\nReferentie:\n", 1), ("(", 5_000_000)], {"ok"}),
    "blanks": ([("Titel\nAuteurs:", 1), (" ", 5_000_000), ("x", 1)], {"not_a_publication"}),
    "entities": ([("Titel\nAuteurs: A Bos\nSamenvatting:\n", 1), ("&amp;", 1_000_000)], {"ok"}),
    "accents": ([("Titel\nAuteurs: A Bos\nSamenvatting:\ne", 1), ("\u0301", 2_000_000)], {"ok"}),
    "labels": ([("Titel\n", 1), ("Auteurs: A Bos\nDatum: 2012\n", 49_000)], {"not_a_publication", "ok"}),
    "lines": ([("Titel\n", 1), ("x\n", 500_000)], {"too_large"}),
    "one character": ([("<", 8_000_000)], {"not_a_publication"}),
    "comments": ([("<!--", 1_500_000)], {"empty_input", "not_a_publication"}),
}
RUN = """
import json, sys, time
from vm2graph.errors import InterpretError, ReadError
from vm2graph.reading import interpret, read_page
pieces = json.load(sys.stdin)
data = "".join(piece * times for piece, times in pieces).encode()
try:
    record = interpret(read_page(data, "page.html" if "<html" in pieces[0][0] else "page.txt"))
    print("ok", len(record.title.value))
except (ReadError, InterpretError) as error:
    print(error.code)
"""


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def outcome(pieces: list[tuple[str, int]]) -> str:
    run = [sys.executable, "-c", RUN]
    result = subprocess.run(run, input=json.dumps(pieces), capture_output=True, text=True, preexec_fn=limit)
    assert result.returncode == 0, result.stderr[-500:]
    return result.stdout.split()[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_within_the_limits(name):
    pieces, expected = PAGES[name]
    assert outcome(pieces) in expected


def test_within_the_limits_of_a_small_machine():
    """One of each kind, for every run of the tests."""
    for name in ("many attributes", "nested", "brackets"):
        pieces, expected = PAGES[name]
        assert outcome(pieces) in expected
