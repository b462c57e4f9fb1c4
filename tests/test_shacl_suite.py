"""Both engines, as the gate uses them, pass the W3C test suite of SHACL 1.0.

``data/w3c-shacl`` holds the suite, core and SPARQL. Its manifests include each other and, in the end, files with
one test each: what to validate, the shapes, and the report to expect. Compared are whether the graph conforms and
the multiset of results (focus node, path, value, component, severity). The suite leaves messages free; blank nodes
and complex paths are what an engine's Result makes of them: ``[]`` and None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, RdfFormat, Triple, parse

from tests.conftest import skip_unless
from vm2graph.errors import GateError
from vm2graph.gate.engines import Engine, FastEngine, PyshaclEngine
from vm2graph.gate.report import BLANK, SH

SUITE = Path(__file__).parent / "data" / "w3c-shacl"
BASE = "http://localhost/w3c-shacl/"  # any will do: relative IRIs of the files resolve against it
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
STARTS = ("manifest.ttl", "sparql/component/nodeValidator-001.ttl")  # the latter, still proposed, is in no manifest
ENGINES: dict[str, Callable[[bytes], Engine]] = {"fast": FastEngine, "pyshacl": PyshaclEngine}

# what an engine gets wrong, how that shows, and why; what is repaired fails here, so that it leaves this list
KNOWN_MISSES: dict[tuple[str, str], tuple[type[BaseException], str]] = {
    ("fast", "sparql/pre-binding/unsupported-sparql-004"): (
        pytest.fail.Exception,
        "The engine refuses a subquery that uses $this without returning it; SHACL also one that does not use it.",
    ),
    ("pyshacl", "core/property/uniqueLang-002"): (
        AssertionError,
        'pySHACL asks whether sh:uniqueLang has the value true, which "1"^^xsd:boolean has; SHACL, for the term true.',
    ),
    ("pyshacl", "sparql/node/prefixes-001"): (
        GateError,
        "pySHACL does not follow owl:imports from sh:prefixes; where data that rdflib read bind the prefix, it passes.",
    ),
    ("pyshacl", "sparql/pre-binding/shapesGraph-001"): (
        GateError,
        "pySHACL refuses $shapesGraph, which SHACL leaves optional.",
    ),
}
REFUSAL = "Validation Failure|cannot be combined with SHACL pre-binding"  # of a query, and not of anything else

Term = NamedNode | BlankNode | Literal
Row = tuple[str, str | None, str | None, str, str]  # focus, path, value, component, severity


@dataclass(frozen=True)
class Case:
    """A sht:Validate. ``expected`` is None where the engine must refuse (sht:Failure)."""

    name: str  # "core/node/class-001"
    data: Path
    shapes: Path
    conforms: bool
    expected: tuple[Row, ...] | None


# ---------------------------------------------------------------- reading the suite


def iri_of(path: Path) -> str:
    return BASE + path.relative_to(SUITE).as_posix()


def path_of(iri: Term) -> Path:
    assert isinstance(iri, NamedNode)
    assert iri.value.startswith(BASE), iri
    return SUITE / iri.value.removeprefix(BASE)


def loaded(path: Path) -> Dataset:
    return Dataset(parse(path.read_bytes(), format=RdfFormat.TURTLE, base_iri=iri_of(path)))


def values(graph: Dataset, subject: Term, property_: str) -> list[Term]:
    assert not isinstance(subject, Literal)
    found = [quad.object for quad in graph.quads_for_subject(subject) if quad.predicate.value == property_]
    return [term for term in found if not isinstance(term, Triple)]


def value(graph: Dataset, subject: Term, property_: str) -> Term:
    (found,) = values(graph, subject, property_)
    return found


def members(graph: Dataset, head: Term) -> Iterator[Term]:
    while head != NamedNode(RDF + "nil"):
        yield value(graph, head, RDF + "first")
        head = value(graph, head, RDF + "rest")


def cases(manifest: Path) -> Iterator[Case]:
    """The tests of a manifest, then those of the manifests it includes."""
    graph, self = loaded(manifest), NamedNode(iri_of(manifest))
    for entries in values(graph, self, MF + "entries"):
        for entry in members(graph, entries):
            yield case(graph, entry)
    for included in values(graph, self, MF + "include"):
        yield from cases(path_of(included))


def case(graph: Dataset, entry: Term) -> Case:
    assert isinstance(entry, NamedNode)
    assert value(graph, entry, RDF + "type") == NamedNode(SHT + "Validate")
    action, result = (value(graph, entry, MF + name) for name in ("action", "result"))
    refused = result == NamedNode(SHT + "Failure")
    return Case(
        name=entry.value.removeprefix(BASE),
        data=path_of(value(graph, action, SHT + "dataGraph")),
        shapes=path_of(value(graph, action, SHT + "shapesGraph")),
        conforms=not refused and value(graph, result, SH + "conforms").value == "true",
        expected=None if refused else tuple(row(graph, each) for each in values(graph, result, SH + "result")),
    )


def row(graph: Dataset, result: Term) -> Row:
    """An expected result in the words of :class:`~vm2graph.gate.engines.Result`."""
    said = {name: next(iter(values(graph, result, SH + name)), None) for name in ("resultPath", "value")}
    path, about = said["resultPath"], said["value"]
    focus = value(graph, result, SH + "focusNode")
    return (
        focus.value if isinstance(focus, NamedNode) else written(focus),
        path.value if isinstance(path, NamedNode) else None,
        None if about is None else written(about),
        value(graph, result, SH + "sourceConstraintComponent").value,
        value(graph, result, SH + "resultSeverity").value,
    )


def written(term: Term) -> str:
    return BLANK if isinstance(term, BlankNode) else str(term)


CASES = {each.name: each for start in STARTS for each in sorted(cases(SUITE / start), key=lambda each: each.name)}


# ---------------------------------------------------------------- the tests


def test_the_whole_suite_is_here() -> None:
    assert Counter(name.split("/")[0] for name in CASES) == {"core": 98, "sparql": 23}
    assert sum(each.expected is None for each in CASES.values()) == 7
    assert sum(len(each.expected or ()) for each in CASES.values()) == 235


def test_a_known_miss_is_a_test_of_the_suite() -> None:
    assert {name for _, name in KNOWN_MISSES} <= set(CASES)
    assert {engine for engine, _ in KNOWN_MISSES} <= set(ENGINES)


def params() -> Iterator[object]:
    for engine in ENGINES:
        for each in CASES.values():
            miss = KNOWN_MISSES.get((engine, each.name))
            marks = [pytest.mark.xfail(raises=miss[0], reason=miss[1], strict=True)] if miss else []
            yield pytest.param(engine, each, id=f"{engine}-{each.name}", marks=marks)


@pytest.mark.parametrize(("engine", "case"), list(params()))
def test_an_engine_reports_what_the_suite_expects(engine: str, case: Case) -> None:
    skip_unless(engine != "fast" or find_spec("shacl"), "The fast engine")
    if case.expected is None:
        with pytest.raises(GateError, match=REFUSAL):
            validate(engine, case)
        return
    found = validate(engine, case)
    assert found == Counter(case.expected)
    assert (not found) == case.conforms


def validate(engine: str, case: Case) -> Counter[Row]:
    shapes = f"@base <{iri_of(case.shapes)}> .\n".encode() + case.shapes.read_bytes()
    data = parse(case.data.read_bytes(), format=RdfFormat.TURTLE, base_iri=iri_of(case.data))
    triples: list[Triple] = [quad.triple for quad in data]
    results = ENGINES[engine](shapes).results(triples)
    return Counter((each.focus, each.path, each.value, each.component, each.severity) for each in results)
