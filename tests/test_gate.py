"""The shapes catch what they say they catch, and both engines say the same."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

import vm2graph.gate
from vm2graph.errors import GateError
from vm2graph.gate import Finding, Gate, Report, Severity, sample
from vm2graph.gate.engines import FastEngine, PyshaclEngine, Result
from vm2graph.model import RemarkKind, Status
from vm2graph.names import VM2
from vm2graph.packaged import packaged

HERE = Path(__file__).parent / "shapes"
GOOD = (HERE / "good.ttl").read_text(encoding="utf-8")
BAD: list[dict[str, Any]] = tomllib.loads((HERE / "bad.toml").read_text(encoding="utf-8"))["bad"]
CORE = "https://w3id.org/vm2graph/shapes/core#"
PUBLICATION = "http://localhost:8000/id/publication/leren-op-de-bouwplaats-0f1e2d3c"
SH = "http://www.w3.org/ns/shacl#"

# one of each kind of constraint; the rest of the sweep by pySHACL is slow
BY_PYSHACL = (
    "nothing is a catalogue record",
    "two titles in one language",
    "a creator as text",
    "about something that is no theme",
    "a finding in our words",
    "the order of the authors is lost",
    "no creators, as a remark on the whole page says",
    "a theme that no passage names",
    "from another source that is not named",
    "counted in UTF-16 units after an emoji",
    "a passage that runs backward",
    "an end that is no number",
    "a class of http://schema.org/",
)


def triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(turtle.encode(), format=RdfFormat.TURTLE)]


def damaged(bad: dict[str, Any], good: str = GOOD) -> list[Triple]:
    turtle = good
    for old, new in bad.get("replace", ()):
        assert old in turtle, f"{old!r} is not in the good graph"
        turtle = turtle.replace(old, new)
    return triples(turtle + bad.get("add", ""))


@cache
def gate(engine: str) -> Gate:
    if engine == "fast":
        pytest.importorskip("shacl")
    return Gate(engine)


def shapes_of(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.shape.removeprefix(CORE) for finding in findings}


def by_name(bad: dict[str, Any]) -> str:
    return f"{bad['shape']}: {bad['why']}"


# ---------------------------------------------------------------- good and bad


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
def test_the_good_graph_conforms(engine: str) -> None:
    report = gate(engine).check(triples(GOOD))
    assert report.conforms
    assert shapes_of(report.findings) == {"DownloadUnstated", "conceptEnglish"}


@pytest.mark.parametrize("bad", BAD, ids=by_name)
def test_each_bad_graph_is_caught_by_its_shape(bad: dict[str, Any]) -> None:
    assert bad["shape"] in shapes_of(gate("fast").check(damaged(bad)).findings)


@pytest.mark.parametrize(
    "bad", [pytest.param(bad, marks=() if bad["why"] in BY_PYSHACL else pytest.mark.slow) for bad in BAD], ids=by_name
)
def test_pyshacl_finds_exactly_the_same(bad: dict[str, Any]) -> None:
    reference = gate("pyshacl").check(damaged(bad))
    assert bad["shape"] in shapes_of(reference.findings)
    assert gate("fast").check(damaged(bad)).findings == reference.findings


def test_every_shape_that_can_report_has_a_bad_graph() -> None:
    assert {bad["shape"] for bad in BAD} == {shape.removeprefix(CORE) for shape in reportable("core")}


def test_a_gap_is_told_once_as_what_it_is() -> None:
    for field in ("Creators", "Issued", "Publishers", "Themes", "Download"):
        for name, other in (("Explained", "Unstated"), ("Unstated", "Explained")):
            (bad,) = [bad for bad in BAD if bad["shape"] == field + name]
            assert field + other not in shapes_of(gate("fast").check(damaged(bad)).findings)


def test_without_the_text_of_the_page_quotations_are_taken_as_they_are() -> None:
    (bad,) = [bad for bad in BAD if bad["why"] == "counted in UTF-16 units after an emoji"]
    published = [triple for triple in damaged(bad) if triple.predicate.value != "https://schema.org/text"]
    assert "PassageQuoted" not in shapes_of(gate("fast").check(published).findings)


@pytest.mark.parametrize("bad", BAD, ids=by_name)
def test_a_short_source_changes_no_word_of_a_report(bad: dict[str, Any]) -> None:
    source = "http://localhost:8000/source/" + "ab" * 32
    text = (serialize(damaged(bad), format=RdfFormat.N_TRIPLES) or b"").decode()
    text = re.sub("<http://localhost:8000/source/[0-9a-f]{64}", f"<{source}", text)
    assert f"<{source}" in text
    for whole in (text, text + f"<s:#char=1,2> <{SH}name> <s:> .\n"):  # the short one is a page's own word
        assert gate("fast").check_ntriples(whole, source) == gate("fast").check_ntriples(whole)


def test_the_node_at_fault_is_the_focus() -> None:
    (bad,) = [bad for bad in BAD if bad["why"] == "other words than the page reads"]
    findings = gate("fast").check(damaged(bad)).violations
    (finding,) = [finding for finding in findings if finding.shape == CORE + "PassageQuoted"]
    assert finding.focus.endswith("#char=72,83")
    assert finding.value is None


def test_a_finding_names_its_field_also_where_the_shape_is_about_many() -> None:
    (bad,) = [bad for bad in BAD if bad["why"] == "a theme that no passage names"]
    fields = {f.field for f in gate("fast").check(damaged(bad)).violations if f.shape == CORE + "ContentStated"}
    assert fields == {"themes"}


def test_a_page_in_another_language_is_no_wrong_graph() -> None:
    english = GOOD.replace("@nl", "@en").replace('"Thema’s van publicaties"@en', '"Thema’s van publicaties"@nl')
    english = english.replace('rdfs:comment "Het', 'rdfs:comment "Het veld."@nl , "Het')
    english = english.replace('rdfs:comment "Een', 'rdfs:comment "Een link."@nl , "Een')
    report = gate("fast").check(triples(english))
    assert report.conforms
    assert shapes_of(report.warnings) == {"DownloadUnstated", "conceptDutch"}


# ---------------------------------------------------------------- what the shapes say of themselves


@cache
def shape_triples(name: str) -> list[Triple]:
    return triples(packaged("shapes", f"{name}.ttl").read_text(encoding="utf-8"))


def reportable(name: str) -> set[str]:
    """The shapes with a severity; the others are conditions inside them."""
    return {
        triple.subject.value
        for triple in shape_triples(name)
        if triple.predicate.value == SH + "severity" and isinstance(triple.subject, NamedNode)
    }


@pytest.mark.parametrize("name", ["core", "ontology", "aggregator"])
def test_every_shape_is_an_iri_with_words_in_both_languages(name: str) -> None:
    shapes = {
        triple.subject
        for triple in shape_triples(name)
        if isinstance(triple.object, NamedNode)
        and triple.object.value in {SH + "NodeShape", SH + "PropertyShape", SH + "SPARQLConstraint"}
    }
    assert not [shape for shape in shapes if isinstance(shape, BlankNode)]
    said: dict[tuple[str, str], list[str]] = {}
    for triple in shape_triples(name):
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, Literal) and triple.object.language:
            key = (triple.subject.value, triple.predicate.value.rpartition("#")[2])
            said.setdefault(key, []).append(triple.object.language)
    for shape in reportable(name):
        assert sorted(said.get((shape, "message"), [])) == ["en", "nl"], shape
        assert sorted(said.get((shape, "remedy"), [])) == ["en", "nl"], shape
        assert said.get((shape, "comment")) == ["en"], shape


@pytest.mark.parametrize("name", ["core", "ontology", "aggregator"])
def test_conditions_are_only_used_inside_shapes(name: str) -> None:
    by_property: dict[str, set[str]] = {}
    for triple in shape_triples(name):
        if isinstance(triple.object, NamedNode):
            by_property.setdefault(triple.predicate.value, set()).add(triple.object.value)
    targets = {
        triple.subject.value
        for triple in shape_triples(name)
        if triple.predicate.value.startswith(SH + "target") and isinstance(triple.subject, NamedNode)
    }
    properties = by_property.get(SH + "property", set()) - {CORE + "IsExternal", CORE + "HasSource"}
    assert targets | properties == reportable(name)


def test_no_constraint_holds_values() -> None:
    queries = [str(triple.object) for triple in shape_triples("core") if triple.predicate.value == SH + "select"]
    assert queries
    assert not [query for query in queries if "VALUES" in query]


def test_every_term_of_the_shapes_namespace_is_used() -> None:
    described = {triple.subject.value for triple in shape_triples("core") if isinstance(triple.subject, NamedNode)}
    pointed_at = {triple.object.value for triple in shape_triples("core") if isinstance(triple.object, NamedNode)}
    annotations = {CORE + name for name in ("remedy", "field", "blames")}
    assert {iri for iri in described if iri.startswith(CORE)} - pointed_at - annotations <= reportable("core")


# ---------------------------------------------------------------- the ontology


@pytest.fixture(scope="module")
def ontology() -> str:
    return packaged("ontology", "vm2.ttl").read_text(encoding="utf-8")


@cache
def ontology_gate(engine: str) -> Gate:
    if engine == "fast":
        pytest.importorskip("shacl")
    return Gate(engine, shapes=packaged("shapes", "ontology.ttl").read_bytes())


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
def test_the_ontology_passes_its_shapes(engine: str, ontology: str) -> None:
    assert ontology_gate(engine).check(triples(ontology)).findings == ()


POOR: list[dict[str, Any]] = tomllib.loads((HERE / "ontology.toml").read_text(encoding="utf-8"))["bad"]


@pytest.mark.parametrize("bad", POOR, ids=by_name)
def test_a_poor_ontology_is_caught(bad: dict[str, Any], ontology: str) -> None:
    found = ontology_gate("fast").check(damaged(bad, ontology)).findings
    assert bad["shape"] in {finding.shape.rpartition("#")[2] for finding in found}


def test_every_shape_of_the_ontology_has_a_poor_one() -> None:
    assert {bad["shape"] for bad in POOR} == {shape.rpartition("#")[2] for shape in reportable("ontology")}


def test_the_ontology_defines_every_term_we_emit(ontology: str) -> None:
    defined = {triple.subject.value for triple in triples(ontology) if isinstance(triple.subject, NamedNode)}
    emitted = {VM2.base + name for name in VM2.__annotations__ if name != "base"}
    emitted |= {VM2.base + each for each in (*Status, *RemarkKind)}
    assert emitted <= defined


def test_the_ontology_has_no_blank_nodes(ontology: str) -> None:
    assert not [t for t in triples(ontology) if isinstance(t.subject, BlankNode) or isinstance(t.object, BlankNode)]


# ---------------------------------------------------------------- the aggregator profile

AGGREGATOR = "https://w3id.org/vm2graph/shapes/aggregator#"
WISHED: list[dict[str, Any]] = tomllib.loads((HERE / "aggregator.toml").read_text(encoding="utf-8"))["bad"]
WELCOME = (HERE / "aggregator.ttl").read_text(encoding="utf-8")


@cache
def adviser(engine: str) -> Gate:
    return Gate(engine, shapes=packaged("shapes", "aggregator.ttl").read_bytes())


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
def test_a_record_and_a_collection_that_aggregators_welcome(engine: str) -> None:
    assert adviser(engine).check(triples(WELCOME)).findings == ()


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize("bad", WISHED, ids=by_name)
def test_each_wish_is_told_and_refuses_nothing(bad: dict[str, Any], engine: str) -> None:
    report = adviser(engine).check(damaged(bad, WELCOME))
    assert bad["shape"] in {finding.shape.removeprefix(AGGREGATOR) for finding in report.findings}
    assert report.conforms


def test_every_wish_has_an_example() -> None:
    assert {bad["shape"] for bad in WISHED} == {shape.removeprefix(AGGREGATOR) for shape in reportable("aggregator")}


# ---------------------------------------------------------------- reports


@pytest.fixture(scope="module")
def report() -> Report:
    (bad,) = [bad for bad in BAD if bad["why"] == "a creator as text"]
    return gate("fast").check(damaged(bad))


def test_a_report_is_sorted_and_told_in_both_languages(report: Report) -> None:
    assert not report.conforms
    assert [finding.severity for finding in report.findings] == sorted(
        (finding.severity for finding in report.findings), key=list(Severity).index
    )
    (finding,) = [
        f
        for f in report.findings
        if f.shape == CORE + "creator" and f.component.endswith("NodeKindConstraintComponent")
    ]
    assert (finding.focus, finding.path) == (PUBLICATION, "http://purl.org/dc/terms/creator")
    assert (finding.value, finding.field) == ('"A. de Wit"', "creators")
    assert finding.message.nl == "Een maker is geen persoon of organisatie met een eigen IRI."
    assert finding.message.en == "A creator is not a person or organisation with an IRI of its own."
    assert finding.remedy.nl.startswith("Zet de pagina opnieuw om")


def test_a_report_survives_json(report: Report) -> None:
    data = json.loads(json.dumps(report.to_json()))
    assert Report.from_json(data) == report
    assert data["counts"] == {"violation": len(report.violations), "warning": 1, "info": 2}


def test_a_report_is_a_shacl_report_without_blank_nodes(report: Report) -> None:
    iri = "http://localhost:8000/report/1"
    graph = report.to_triples(iri)
    assert not [t for t in graph if isinstance(t.subject, BlankNode) or isinstance(t.object, BlankNode)]
    assert sum(t.predicate.value == SH + "result" for t in graph) == len(report.findings)
    assert Triple(NamedNode(iri), NamedNode(SH + "conforms"), Literal(value=False)) in graph
    values = {t.object for t in graph if t.predicate.value == SH + "value"}
    assert Literal("A. de Wit") in values


def test_an_empty_report_conforms() -> None:
    iri = NamedNode("http://localhost:8000/report/1")
    assert Triple(iri, NamedNode(SH + "conforms"), Literal(value=True)) in Report((), "none").to_triples(iri.value)


def test_a_blank_node_in_a_finding_is_written_without_its_label() -> None:
    report = gate("fast").check([*triples(GOOD), *triples("[] a <http://localhost/x> .")])
    (finding,) = report.violations
    assert (finding.shape, finding.focus) == (CORE + "Named", "[]")
    iri = "http://localhost:8000/report/1"
    assert NamedNode(f"{iri}#blank") in {triple.object for triple in report.to_triples(iri)}


# ---------------------------------------------------------------- engines


class _Broken(FastEngine):
    def results(self, triples: list[Triple]) -> Iterator[Result]:
        return (each for each in super().results(triples) if not each.shape.endswith("#authorOrder"))


def test_auto_takes_the_fast_engine_that_passes_the_sample() -> None:
    pytest.importorskip("shacl")
    chosen = Gate()
    assert chosen.engine.startswith("shacl ")
    assert chosen.why == "It agrees with pySHACL on the sample."


def test_auto_does_without_an_engine_that_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("shacl")
    monkeypatch.setattr(vm2graph.gate, "FastEngine", _Broken)
    chosen = Gate()
    assert chosen.engine.startswith("pyshacl ")
    assert chosen.why == "The fast engine differs from pySHACL on the sample: creator not in the list."


def test_auto_does_without_an_engine_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "shacl", None)
    chosen = Gate()
    assert chosen.engine.startswith("pyshacl ")
    assert chosen.why == "The fast engine is not installed."
    with pytest.raises(GateError, match="pip install"):
        Gate("fast")


def test_the_sample_holds_what_pyshacl_says() -> None:
    assert sample.disagreements(PyshaclEngine) == []


def test_an_engine_by_another_name_is_refused() -> None:
    with pytest.raises(GateError, match="choose auto, fast, pyshacl"):
        Gate("slow")


@pytest.mark.parametrize("engine", ["auto", "fast", "pyshacl"])
def test_shapes_that_are_no_turtle_are_refused(engine: str) -> None:
    with pytest.raises(GateError):
        Gate(engine, shapes=b"these are no shapes")


def test_a_query_that_shacl_forbids_is_an_error_not_a_verdict() -> None:
    shapes = b"""
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <http://localhost/> .
        x:s a sh:NodeShape ; sh:targetNode x:a ; sh:sparql x:q .
        x:q sh:select "SELECT $this WHERE { VALUES ?x { 1 } $this ?p ?x }" ."""
    with pytest.raises(GateError, match="pySHACL gave up"):
        Gate("pyshacl", shapes=shapes).check(triples("<http://localhost/a> <http://localhost/p> 1 ."))


def test_shapes_of_others_speak_their_own_words() -> None:
    shapes = b"""
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <http://localhost/> .
        x:s a sh:NodeShape ; sh:targetNode x:a ; sh:property [ sh:path x:p ; sh:minCount 1 ; sh:message "No p." ] ."""
    (finding,) = Gate("pyshacl", shapes=shapes).check([]).findings
    assert finding.message.nl == finding.message.en == "No p."
    assert (finding.severity, finding.path) == (Severity.VIOLATION, "http://localhost/p")


def test_pyshacl_leaves_rdflib_as_it_was(caplog: pytest.LogCaptureFixture) -> None:
    (bad,) = [bad for bad in BAD if bad["why"] == "a day that is none"]
    checker = gate("pyshacl")
    before = len(checker._engine._shapes)  # type: ignore[attr-defined]
    with caplog.at_level(logging.WARNING):
        assert not checker.check(damaged(bad)).conforms
    assert len(checker._engine._shapes) == before  # type: ignore[attr-defined]
    assert rdflib.NORMALIZE_LITERALS is True
    assert not caplog.records


def test_starting_the_fast_gate_imports_neither_rdflib_nor_pyshacl() -> None:
    pytest.importorskip("shacl")
    code = "import sys; from vm2graph.gate import Gate; Gate(); print({'rdflib', 'pyshacl'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# ---------------------------------------------------------------- random damage


HOW = ("drop", "object", "subject", "add")
DAMAGE = st.lists(st.tuples(st.sampled_from(HOW), st.integers(0, 9999), st.integers(0, 9999)), min_size=1, max_size=4)


def _agree(damage: list[tuple[str, int, int]]) -> None:
    """Drops a few triples of the good graph, or gives them the object or subject of another."""
    graph = triples(GOOD)
    for how, first, second in damage:
        one, other = graph[first % len(graph)], graph[second % len(graph)]
        if how == "drop":
            graph.remove(one)
        elif how == "add":
            graph.append(Triple(one.subject, one.predicate, other.object))
        elif how == "object":
            graph[first % len(graph)] = Triple(one.subject, one.predicate, other.object)
        else:
            graph[first % len(graph)] = Triple(other.subject, one.predicate, one.object)
    assert gate("fast").check(graph).findings == gate("pyshacl").check(graph).findings


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DAMAGE)
def test_engines_agree_on_random_damage(damage: list[tuple[str, int, int]]) -> None:
    _agree(damage)


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DAMAGE)
def test_engines_agree_on_much_random_damage(damage: list[tuple[str, int, int]]) -> None:
    _agree(damage)
