"""What a newcomer does: start the demo, and try every line it prints, as printed."""

import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from pyld import jsonld as pyld
from rdflib.compare import isomorphic
from SPARQLWrapper import CSV, JSON, POST, SPARQLWrapper

from tests.conftest import SEED_SLUG, skip_unless


@dataclass
class Demo:
    base: str
    text: str
    process: subprocess.Popen[str]

    def lines(self, number: int) -> list[str]:
        """The commands of one of the five things to try."""
        block = re.search(rf"(?ms)^  {number}\. .*?\n(.*?)\n\n", self.text)
        assert block, self.text
        return [part.strip() for part in re.split(r"\n     (?! )", "\n" + block[1]) if part.strip()]


def shell(command: str) -> str:
    folder = str(Path(sys.executable).parent)
    run = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=60, env={"PATH": f"{folder}:/usr/bin:/bin"}
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def start(*arguments: str) -> Demo:
    process = subprocess.Popen(
        [sys.executable, "-m", "vm2graph", "demo", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    text = ""
    for line in process.stdout:
        text += line
        if line.startswith("Ctrl-C"):
            break
    base = re.search(r"The site is at (\S+)/ ", text)
    assert base, text + process.stderr.read()
    return Demo(base[1], text, process)


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    running = start()
    yield running
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(20) == 0
    assert running.process.stderr.read() in ("", "Port 8000 of 127.0.0.1 is taken; using 8001.\n")
    running.process.stdout.close()
    running.process.stderr.close()


@pytest.fixture(scope="module", autouse=True)
def curl() -> None:
    skip_unless(shutil.which("curl"), "curl")


def test_turtle_and_jsonld_are_the_same_graph_also_for_pyld(demo: Demo) -> None:
    turtle, jsonld = shell(demo.lines(1)[0]), shell(demo.lines(2)[0])
    first = rdflib.Graph().parse(data=turtle, format="turtle")
    assert len(first) > 100
    assert isomorphic(first, rdflib.Graph().parse(data=jsonld, format="json-ld"))
    nquads = pyld.to_rdf(json.loads(jsonld), {"format": "application/n-quads"})
    assert isomorphic(first, rdflib.Graph().parse(data=nquads, format="nt"))


def test_the_query_as_printed(demo: Demo) -> None:
    lines = shell(demo.lines(3)[0]).splitlines()
    assert lines[0] == "title,author,year"
    assert set(lines[1:]) == {"Vijf jaar VM2,Renée van Schoonhoven,2013", "Vijf jaar VM2,Machiel Bouwmans,2013"}


def test_the_page_in_a_browser(demo: Demo) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    skip_unless(browser, "a headless browser")
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={profile}", "--accept-lang=nl", "--dump-dom", demo.lines(4)[0],
        ]  # fmt: skip
        run = subprocess.run(command, capture_output=True, text=True, timeout=90)
    assert '<html lang="nl"' in run.stdout
    assert "Renée van Schoonhoven" in run.stdout
    assert "Korte samenvatting" in run.stdout or "Samenvatting" in run.stdout
    data = re.search(r'(?s)<script type="application/ld\+json">(.*?)</script>', run.stdout)
    assert json.loads(data[1])["name"]["@value"] == "Vijf jaar VM2"


def test_the_validation_report_as_printed(demo: Demo) -> None:
    checked, served = demo.lines(5)
    assert "conforms" in shell(checked)
    assert json.loads(shell(served))["conforms"] is True


def test_sparqlwrapper_gets_the_authors_in_order_the_year_and_its_datatype(demo: Demo) -> None:
    client = SPARQLWrapper(f"{demo.base}/sparql")
    client.setReturnFormat(JSON)
    client.setQuery("""
        PREFIX bibo: <http://purl.org/ontology/bibo/> PREFIX schema: <https://schema.org/>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?name ?year (COUNT(?before) AS ?place) {
          ?report dcterms:issued ?year ; bibo:authorList ?list .
          ?list rdf:rest* ?before . ?before rdf:rest* ?cell . ?cell rdf:first/schema:name ?name
        } GROUP BY ?name ?year ORDER BY ?place""")
    rows = client.query().convert()["results"]["bindings"]
    assert [row["name"]["value"] for row in rows] == ["Renée van Schoonhoven", "Machiel Bouwmans"]
    assert rows[0]["year"] == {
        "type": "literal",
        "value": "2013",
        "datatype": "http://www.w3.org/2001/XMLSchema#gYear",
    }
    client.setMethod(POST)
    client.setReturnFormat(CSV)
    assert b"Machiel" in client.query().convert()


def test_the_record_is_what_convert_writes(demo: Demo) -> None:
    served = shell(f"curl -s {demo.base}/doc/publication/{SEED_SLUG}.nt")
    page = demo.lines(5)[0].split()[-1]
    converted = shell(f"vm2graph convert {page} -f nt --base-iri {demo.base}")
    read = [set(ox.parse(each, format=ox.RdfFormat.N_TRIPLES)) for each in (served, converted)]
    assert read[0] == read[1]


def test_a_second_demo_takes_the_next_port_and_ends_cleanly(demo: Demo) -> None:
    port = int(demo.base.rpartition(":")[2])
    second = start("--port", str(port))
    assert second.base != demo.base
    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(20) == 0
    assert second.process.stderr.read() == f"Port {port} of 127.0.0.1 is taken; using {port + 1}.\n"
    second.process.stdout.close()
    second.process.stderr.close()
