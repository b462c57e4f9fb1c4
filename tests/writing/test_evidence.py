import os
import subprocess
import sys
from collections import Counter

from pyoxigraph import Triple

from tests.conftest import ROOT
from vm2graph.names import OA, RDF, VM2
from vm2graph.pipeline import Converted


def by_subject(triples: tuple[Triple, ...]) -> dict[str, dict[str, list[str]]]:
    made: dict[str, dict[str, list[str]]] = {}
    for t in triples:
        value = t.object.value
        made.setdefault(t.subject.value, {}).setdefault(t.predicate.value, []).append(value)
    return made


def test_every_passage_quotes_the_page_at_its_offsets(converted: Converted) -> None:
    nodes = by_subject(converted.evidence)
    passages = {iri: node for iri, node in nodes.items() if VM2.Passage in node.get(RDF.type, [])}
    assert len(passages) > 15
    for iri, node in passages.items():
        selector = nodes[node[OA.hasSelector][0]]
        start, end = int(selector[OA.start][0]), int(selector[OA.end][0])
        assert iri.endswith(f"#char={start},{end}")
        assert selector[OA.exact] == [converted.page.text[start:end]]


def test_one_statement_a_value_however_many_properties_carry_it(converted: Converted) -> None:
    nodes = by_subject(converted.evidence)
    title = next(node for iri, node in nodes.items() if iri.endswith("#title"))
    assert len(title[VM2.ofProperty]) == 2
    assert title[VM2.ofValue] == ["Vijf jaar VM2"]
    assert title[VM2.evidenceStatus] == [VM2.base + "verbatim"]
    assert title[VM2.rule]


def test_every_stated_value_is_asserted_in_the_graph(converted: Converted) -> None:
    shown = {(str(t.subject), t.predicate.value, str(t.object)) for t in converted.description.shown()}
    for value in converted.description.values:
        for property_ in value.properties:
            assert (value.subject, property_, value.value) in shown, value.name


def test_the_names_of_statements_are_unique(converted: Converted) -> None:
    names = Counter(value.name for value in converted.description.values)
    assert names.most_common(1)[0][1] == 1


def test_evidence_is_the_same_bytes_every_time(converted: Converted) -> None:
    assert list(converted.evidence) == sorted(set(converted.evidence), key=lambda t: list(converted.evidence).index(t))
    assert len(set(converted.evidence)) == len(converted.evidence)


def test_a_page_and_its_notes_give_the_same_bytes_in_every_process() -> None:
    code = """
import hashlib
from vm2graph import Gate, Iris, convert, inputs
(page,) = inputs.pages(["data/vijf-jaar-vm2.txt"])
made = convert(page, Iris("http://localhost:8000"), Gate())
whole = "".join((made.written.record, *made.written.entities, made.written.evidence))
print(hashlib.sha256(whole.encode()).hexdigest())
"""
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
