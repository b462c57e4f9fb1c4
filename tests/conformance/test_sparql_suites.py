"""The W3C suites of SPARQL 1.0, 1.1 and 1.2 over HTTP, through our protocol layer and query processes.

The suites and the programs that run them are not part of this project: the tests that need them look in the folder
named by VM2GRAPH_CONFORMANCE, else in ``../shared/conformance`` beside the project. The exceptions are named, each with
its reason, in ``expected-*.txt``; one that passes fails the test, so that it leaves its list.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from pyoxigraph import BlankNode, QueryResultsFormat, QuerySolutions, parse_query_results

from tests.conformance.plain_store import PlainStore, serve
from tests.conftest import BASE, SEED_NAME, SEED_SLUG
from vm2graph.serving import create_app
from vm2graph.storing.collection import Collection

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RUNNERS = Path(os.environ.get("VM2GRAPH_CONFORMANCE", ROOT.parent / "shared" / "conformance"))
SUITES = RUNNERS / "data" / "w3c"

with_suites = pytest.mark.skipif(not SUITES.is_dir(), reason=f"the W3C suites are not in {RUNNERS}")


@pytest.fixture(scope="module")
def plain() -> Iterator[PlainStore]:
    store = PlainStore()
    yield store
    store.close()


def run(script: str, *arguments: str, results: Path) -> dict[str, set[str]]:
    """The outcomes of each test, over all formats it was run in."""
    command = [sys.executable, str(RUNNERS / script), *arguments, "--json", str(results)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=110, check=False)
    outcomes: dict[str, set[str]] = {}
    for row in json.loads(results.read_text())["rows"]:
        outcomes.setdefault(row["check"].partition(" [")[0], set()).add(row["result"])
    return outcomes


def expected(version: str) -> dict[str, str]:
    lines = (HERE / f"expected-{version}.txt").read_text().splitlines()
    named = dict(line.split("\t") for line in lines if not line.startswith("#"))
    assert all(len(reason) > 10 for reason in named.values())
    return named


@with_suites
@pytest.mark.slow
@pytest.mark.parametrize(("version", "passes"), [("1.0", 459), ("1.1", 326), ("1.2", 234)])
def test_evaluation_and_syntax(version: str, passes: int, tmp_path: Path) -> None:
    callback = "tests.conformance.plain_store:PlainStore"
    arguments = ["--suite", str(SUITES), "--version", version, "--callback", callback]
    outcomes = run("run_sparql_eval.py", *arguments, results=tmp_path / "results.json")
    failed = {name for name, found in outcomes.items() if "fail" in found}
    assert failed == set(expected(version))
    assert sum("pass" in found and "fail" not in found for found in outcomes.values()) >= passes


@with_suites
@pytest.mark.slow
def test_protocol(tmp_path: Path) -> None:
    callback = "tests.conformance.plain_store:PlainStore"
    arguments = ["x", "--suite", str(SUITES), "--callback", callback]
    outcomes = run("run_sparql_protocol.py", *arguments, results=tmp_path / "results.json")
    assert not [name for name, found in outcomes.items() if "fail" in found]
    assert sum("pass" in found for found in outcomes.values()) >= 93


@pytest.fixture
def collection(make_collection: Callable[..., Collection], seed: bytes) -> Iterator[str]:
    """The address of a server with one published page."""
    made = make_collection({SEED_NAME: seed})
    app = create_app(made.settings, made)
    server = serve(app)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    app.extensions["vm2graph"].pools.close()


@with_suites
@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "path", "options", "passes"),
    [
        ("run_sparql_protocol.py", "/sparql", ["--suite", str(SUITES)], 87),
        ("run_service_description.py", "/sparql", ["--endpoint-iri", f"{BASE}/sparql"], 18),
        (
            "run_gsp.py",
            "/rdf-graph-store",
            ["--suite", str(SUITES), "--read-only", "--graph", f"{BASE}/doc/publication/{SEED_SLUG}"],
            20,
        ),
    ],
)
def test_a_collection(collection: str, script: str, path: str, options: list[str], passes: int, tmp_path: Path) -> None:
    outcomes = run(script, collection + path, *options, results=tmp_path / "results.json")
    assert not [name for name, found in outcomes.items() if "fail" in found]
    assert sum("pass" in found for found in outcomes.values()) >= passes


DATA = {
    None: "<http://e/a> <http://e/p> <http://e/b> .\n<http://e/b> <http://e/p> <http://e/c> .\n"
    '<http://e/a> <http://e/n> "één \\"twee\\"\\ndrie, vier"@nl .\n'
    '<http://e/b> <http://e/n> "5"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
    "http://e/g": '<http://e/a> <http://e/n> "elders" .\n<http://e/a> <http://e/o> _:x .\n',
}
CASES = [
    ("SELECT * { <http://e/a> <http://e/p> ?o }", 1),
    ("SELECT ?o { <http://e/a> <http://e/p>+ ?o }", 2),
    ("SELECT ?n { ?s <http://e/n> ?n }", 2),
    ("SELECT ?n { GRAPH ?g { ?s <http://e/n> ?n } }", 1),
    ("SELECT ?n FROM <http://e/g> { ?s <http://e/n> ?n }", 1),
    ("SELECT ?s ?n { ?s <http://e/p> ?o OPTIONAL { ?o <http://e/n> ?n } }", 2),
    ("SELECT ?s { ?s <http://e/p> ?o MINUS { ?s <http://e/n> 5 } }", 1),
    ("SELECT ?s { ?s <http://e/p> ?o FILTER NOT EXISTS { ?o <http://e/p> ?x } }", 1),
    ("SELECT (COUNT(*) AS ?c) (SUM(?n) AS ?t) { ?s <http://e/n> ?n FILTER(isNumeric(?n)) }", 1),
    ("SELECT ?s (GROUP_CONCAT(?o) AS ?all) { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 1) ORDER BY ?s", 2),
    ("SELECT (?n + 1 AS ?m) { VALUES ?n { 1 2.5 3e0 } }", 3),
    ("SELECT ?x { BIND(STRLANG('x', 'nl') AS ?x) }", 1),
    ("SELECT ?x { VALUES (?x ?y) { (UNDEF 1) ('' 2) } }", 2),
    ("SELECT DISTINCT ?s { { ?s <http://e/p> ?o } UNION { ?s <http://e/n> ?o } } LIMIT 5 OFFSET 1", 1),
    ("SELECT ?y { { SELECT (MAX(?n) AS ?y) { ?s <http://e/n> ?n FILTER(isNumeric(?n)) } } }", 1),
    ("SELECT ?b { GRAPH ?g { ?s <http://e/o> ?b } FILTER(isBlank(?b)) }", 1),
]
FORMATS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}


@pytest.mark.parametrize(("query", "rows"), CASES)
def test_a_few_of_our_own_in_every_format(plain: PlainStore, query: str, rows: int) -> None:
    if plain.loaded != DATA:
        plain.load(DATA)
    seen = set()
    for media_type, format_ in FORMATS.items():
        results = parse_query_results(ask(plain, query, media_type), format=format_)
        assert isinstance(results, QuerySolutions)
        names = [variable.value for variable in results.variables]
        found = [tuple("blank" if isinstance(row[n], BlankNode) else str(row[n]) for n in names) for row in results]
        assert len(found) == rows
        seen.add((tuple(names), tuple(sorted(found))))
    assert len(seen) == 1
    lines = list(csv.reader(io.StringIO(ask(plain, query, "text/csv").decode(), newline="")))
    assert len(lines) == rows + 1


def ask(plain: PlainStore, query: str, accept: str) -> bytes:
    asked = Request(f"{plain.query_url}?{urlencode({'query': query})}", headers={"Accept": accept})
    with urlopen(asked, timeout=20) as answer:
        assert answer.headers["Content-Type"].partition(";")[0] == accept
        return bytes(answer.read())
