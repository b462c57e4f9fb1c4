"""How fast pages are read, and how time and memory grow with a page.

    python benchmarks/reading.py [--pages 500] [--rounds 3] [--json FILE]

Invented pages of text and of HTML are read (bytes to :class:`~vm2graph.model.Publication`) and brought to N-Quads
(record, entities and evidence, without the gate). Beside them, rdflib makes the terms and graphs of the very same quads
from strings and serializes them: what the graph alone would take there, without reading the page. Then one page is
drawn out to ever more characters, each size in a process of its own: time for a character should stay the same.
Times are those of the processor; figures are medians of rounds, in each of which all take their turn.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pyoxigraph as ox

from benchmarks.corpus import pages as invented
from vm2graph.errors import InterpretError, ReadError
from vm2graph.names import Iris, publication_slug
from vm2graph.pipeline.converting import key_of
from vm2graph.reading import interpret, read_page
from vm2graph.writing.describe import describe
from vm2graph.writing.evidence import evidence_lines
from vm2graph.writing.terms import in_graph

Triple = tuple[str, str, str, tuple[str | None, str] | None]

IRIS = Iris("https://data.example.org")
KINDS = ("text", "html")
SIZES = tuple(5_000_000 // 4**step for step in range(6, -1, -1))
SHAPES = ("one line", "many lines", "html")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    found = [_shown(speed(kind, asked.pages, asked.rounds)) for kind in KINDS]
    found += [_shown(growth(shape, asked.rounds)) for shape in SHAPES]
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n")


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    print(json.dumps(row), flush=True)
    return row


# ---------------------------------------------------------------- speed


def speed(kind: str, count: int, rounds: int) -> dict[str, Any]:
    """Pages a second of one kind: read, and brought to N-Quads; and rdflib on the same quads."""
    sample = _sample(kind, count)
    quads = [_quads(*page) for page in sample]
    terms = [_terms(lines) for lines in quads]
    works: tuple[Callable[[], object], ...] = (
        lambda: [interpret(read_page(data, name)) for name, data in sample],
        lambda: [_quads(*page) for page in sample],
        lambda: [_with_rdflib(each) for each in terms],
    )
    times = [tuple(map(_seconds, works)) for _ in range(rounds)]
    read, ours, theirs = map(statistics.median, zip(*times, strict=True))
    return {
        "kind": kind,
        "pages": len(sample),
        "characters": round(statistics.mean(len(data) for _, data in sample)),
        "quads": round(statistics.mean(len(lines.splitlines()) for lines in quads)),
        "read_per_second": round(len(sample) / read),
        "nquads_per_second": round(len(sample) / ours),
        "rdflib_per_second": round(len(sample) / theirs),
        "rdflib_to_ours": round(statistics.median(its / own for _, own, its in times), 2),
        "reading_and_rdflib_to_ours": round(statistics.median((first + its) / own for first, own, its in times), 2),
    }


def _sample(kind: str, count: int) -> list[tuple[str, bytes]]:
    suffix = ".html" if kind == "html" else ".txt"
    found: list[tuple[str, bytes]] = []
    for name, data in invented(count * 20):
        if len(found) == count:
            break
        if name.endswith(suffix):
            try:
                interpret(read_page(data, name))
            except (ReadError, InterpretError):
                continue
            found.append((name, data))
    return found


def _quads(name: str, data: bytes) -> str:
    """The N-Quads of a page: record, entities, evidence."""
    parsed = read_page(data, name)
    publication = interpret(parsed)
    described = describe(publication, parsed.text, publication_slug(publication.title.value, key_of(publication)), IRIS)
    graphs = [(described.document, described.lines)]
    graphs += [(IRIS.document(each.type, each.slug), each.lines) for each in described.entities]
    graphs.append((IRIS.evidence(described.slug), evidence_lines(described, parsed.text, parsed.source.sha256, IRIS)))
    return "".join(in_graph(lines, graph) for graph, lines in graphs)


def _terms(quads: str) -> dict[str, list[Triple]]:
    """The triples of each graph as strings: subject, predicate, object, and of a literal its language or datatype."""
    found: dict[str, list[Triple]] = {}
    for quad in ox.parse(quads, format=ox.RdfFormat.N_QUADS):
        value = quad.object
        literal = (value.language, value.datatype.value) if isinstance(value, ox.Literal) else None
        row = (quad.subject.value, quad.predicate.value, value.value, literal)
        found.setdefault(quad.graph_name.value, []).append(row)
    return found


def _with_rdflib(graphs: dict[str, list[Triple]]) -> str:
    from rdflib import Dataset, Literal, URIRef  # noqa: PLC0415 - only for the comparison

    dataset = Dataset()
    for name, triples in graphs.items():
        graph = dataset.graph(URIRef(name))
        for subject, predicate, value, literal in triples:
            term: URIRef | Literal
            if literal is None:
                term = URIRef(value)
            elif literal[0]:
                term = Literal(value, lang=literal[0])
            else:
                term = Literal(value, datatype=URIRef(literal[1]))
            graph.add((URIRef(subject), URIRef(predicate), term))
    return str(dataset.serialize(format="nquads"))


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


# ---------------------------------------------------------------- growth


def growth(shape: str, rounds: int) -> dict[str, Any]:
    """Seconds and memory of pages from 1 KB to 5 MB, and how much faster than their size the time grows."""
    rows = [_one(shape, size, rounds) for size in SIZES]
    large = [row for row in rows if row["bytes"] >= 75_000]
    return {
        "shape": shape,
        "sizes": rows,
        "slowest_per_character": max(row["microseconds_per_character"] for row in large),
        # 1 is linear, 2 is quadratic: from the first size that is not all overhead to the last
        "time_over_size": round(
            (large[-1]["seconds"] / large[0]["seconds"]) / (large[-1]["bytes"] / large[0]["bytes"]), 2
        ),
    }


def _one(shape: str, size: int, rounds: int) -> dict[str, Any]:
    run = [sys.executable, "-c", _RUN, shape, str(size), str(rounds)]
    # the program and its arguments are those of this file
    row: dict[str, Any] = json.loads(subprocess.run(run, capture_output=True, text=True, check=True).stdout)
    return row


_RUN = """
import json, statistics, sys, time
from vm2graph.reading import interpret, read_page
shape, size, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
head = "Werken aan taal\\n\\nAuteurs: Els Bos & Jan Smit\\n\\nDatum: 2012\\n\\nThema: Taal\\n\\nSamenvatting:\\n\\n"
sentence = "Wie leert, doet dat op het werk en met anderen (samen). "
tail = "\\n\\nReferentie:\\n\\nBos, E., & Smit, J. (2012). Werken aan taal. Ede: Noord.\\n"
times = max(0, size - len(head) - len(tail)) // len(sentence)
if shape == "html":
    body = "".join(f"<p>{line}</p>" for line in head.split("\\n\\n")[1:] if line)
    body += f"<p>{sentence}</p>" * (times * len(sentence) // (len(sentence) + 7))
    data = f"<html><body><h1>Werken aan taal</h1>{body}</body></html>".encode()
else:
    data = (head + (sentence + ("\\n" if shape == "many lines" else "")) * times + tail).encode()
name = "page.html" if shape == "html" else "page.txt"
interpret(read_page((head + tail).encode(), "page.txt"))  # what is made once
peak = lambda: int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
base = peak()
found = []
for _ in range(rounds):
    began = time.process_time()
    interpret(read_page(data, name))
    found.append(time.process_time() - began)
seconds = statistics.median(found)
print(json.dumps({"bytes": len(data), "seconds": round(seconds, 4), "mb_above_start": (peak() - base) // 1024,
                  "microseconds_per_character": round(seconds / len(data) * 1e6, 3)}))
"""

if __name__ == "__main__":
    main()
