"""The doctor finds nothing wrong with us, and each fault of a server that has exactly that fault."""

import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from click.testing import CliRunner
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app

from tests.conftest import SEED_NAME, own_page, put
from vm2graph.cli import cli
from vm2graph.cli.settings_text import settings_text
from vm2graph.doctor import Check, Finding, dumps, examine, oai, oai_lists, pages, services
from vm2graph.doctor.probe import Probe, Unreachable
from vm2graph.gate import Gate
from vm2graph.serving import create_app
from vm2graph.serving.preparing import KINDS, prepare
from vm2graph.serving.server import free_port
from vm2graph.settings import HarvestingSettings
from vm2graph.storing.collection import Collection

ALL = (*oai.CHECKS, *oai_lists.CHECKS, *pages.CHECKS, *services.CHECKS, *dumps.CHECKS)
Fault = Callable[[dict[str, Any], int, dict[str, str], bytes], tuple[int, dict[str, str], bytes]]


class Site:
    """Our own server, between whose answers and the client a fault can be put."""

    def __init__(self, folder: Path, seed: bytes, gate: Gate) -> None:
        self.port = free_port("127.0.0.1", 18_950)
        self.base = f"http://127.0.0.1:{self.port}"
        collection = Collection.create(folder / "c", settings_text(self.base, "beheer@example.org"))
        put(collection, {SEED_NAME: seed, **{f"{n}.txt": own_page(n) for n in range(1, 5)}}, gate)
        list(prepare(collection, [*KINDS]))
        settings = replace(collection.settings, harvesting=HarvestingSettings(page_records=2))
        self.app = create_app(settings, collection)
        self.fault: Fault | None = None
        self.question: Callable[[dict[str, Any]], None] | None = None
        self.server = make_server("127.0.0.1", self.port, self.answer, threaded=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if self.question:
            self.question(environ)
        chunks, status, headers = run_wsgi_app(self.app, environ, buffered=True)
        body, code, told = b"".join(chunks), int(status.split()[0]), dict(headers.items())
        if self.fault and "Content-Encoding" not in told:
            code, told, body = self.fault(environ, code, told, body)
            told["Content-Length"] = str(len(body))
        start_response(f"{code} x", list(told.items()))
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else []

    @contextmanager
    def ill(self, fault: Fault | None, question: Callable[[dict[str, Any]], None] | None = None) -> Iterator[None]:
        self.fault, self.question = fault, question
        try:
            yield
        finally:
            self.fault = self.question = None

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.app.extensions["vm2graph"].pools.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, seed: bytes, gate: Gate) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("examined"), seed, gate)
    yield made
    made.close()


def found(site: Site, checks: tuple[Check, ...] = ALL, **how: Any) -> list[Finding]:
    return list(examine(Probe(site.base, per_second=10_000, **how), checks))


def failed(findings: list[Finding]) -> set[str]:
    return {each.id for each in findings if each.outcome == "fail"}


def test_we_are_healthy(site: Site) -> None:
    findings = found(site)
    assert {each.id: each.detail for each in findings if each.outcome != "pass"} == {
        "OAI-19": "A response has 2 records."  # so that lists are in several
    }


# ---------------------------------------------------------------- faults


def text(place: str, old: str, new: str) -> Fault:
    """Something else in the body of the answers of a path, or of requests with a text in them."""

    def fault(environ: dict[str, Any], status: int, headers: dict[str, str], body: bytes) -> Any:
        asked = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']} {environ.get('HTTP_ACCEPT', '')}"
        return status, headers, re.sub(old.encode(), new.encode(), body) if place in asked else body

    return fault


def header(place: str, name: str, value: str | None) -> Fault:
    """Another header, or none."""

    def fault(environ: dict[str, Any], status: int, headers: dict[str, str], body: bytes) -> Any:
        if place in f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}":
            headers = {key: told for key, told in headers.items() if key.lower() != name.lower()}
            headers |= {name: value} if value is not None else {}
        return status, headers, body

    return fault


def code(place: str, status: int, method: str = "") -> Fault:
    """Another status."""

    def fault(environ: dict[str, Any], was: int, headers: dict[str, str], body: bytes) -> Any:
        here = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']} {environ.get('HTTP_ACCEPT', '')}"
        hit = place in here and method in ("", environ["REQUEST_METHOD"])
        return status if hit else was, headers, body

    return fault


def linked(pattern: str, new: str) -> Fault:
    """Another Link header and link elements."""

    def fault(environ: dict[str, Any], status: int, headers: dict[str, str], body: bytes) -> Any:
        if "/doc/publication/" in environ["PATH_INFO"] and "Link" in headers:
            headers["Link"] = ", ".join(re.sub(pattern, new, one) for one in headers["Link"].split(", "))
            body = re.sub(rb'<link rel="(cite-as|describedby|type|linkset)"[^>]*>', b"", body)
        return status, headers, body

    return fault


PAGE, NQ = "/doc/publication/", "/dataset.nq.gz"
FAULTS: list[tuple[str, Fault]] = [
    ("OAI-01", header("/oai", "Content-Type", "text/html")),
    ("OAI-02", text("verb=Identify", "<baseURL>[^<]*", "<baseURL>http://elsewhere.example/oai")),
    ("OAI-03", text("verb=Identify", "<adminEmail>[^<]*</adminEmail>", "")),
    (
        "OAI-04",
        text(
            "verb=Identify",
            "</Identify>",
            '<description><oai-identifier xmlns="http://www.openarchives.org/OAI/2.0/oai-identifier">'
            "<repositoryIdentifier>localhost</repositoryIdentifier></oai-identifier></description></Identify>",
        ),
    ),
    ("OAI-06", text("verb=Identify", "<earliestDatestamp>[^<]*", "<earliestDatestamp>2099-01-01T00:00:00Z")),
    ("OAI-09", text("2002-02-05", 'code="badArgument"', 'code="noRecordsMatch"')),
    ("OAI-10", text("until=20", "<datestamp>[^<]*", "<datestamp>2031-01-01T00:00:00Z")),
    ("OAI-11", text("verb=GetRecord", "<datestamp>[^<]*", "<datestamp>2031-01-01T00:00:00Z")),
    ("OAI-13", text("ListRecords&metadataPrefix", "(<resumptionToken[^>]*>)[^<]*", r"\1")),
    ("OAI-15", text("verb=ListRecords", "(<resumptionToken[^>]*>)([^<]+)", r"\1\2==")),
    ("OAI-18", text("verb=ListRecords", 'expirationDate="[^"]*"', 'expirationDate="2020-01-01T00:00:00Z"')),
    ("OAI-20", text("junk", "badResumptionToken", "badArgument")),
    ("OAI-21", text("verb=junk", "badVerb", "badArgument")),
    ("OAI-21", text("verb=junk", "<request>", '<request verb="junk">')),
    ("OAI-21", text("nope", "cannotDisseminateFormat", "badArgument")),
    ("OAI-21", text("urn%3Anothing", "idDoesNotExist", "badArgument")),
    ("OAI-22", text("invalid%22", "<request ", '<request identifier="invalid"<id" ')),
    ("OAI-25", text("verb=ListRecords", 'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/[^"]*"', "")),
    ("OAI-27", text("verb=Identify", "persistent", "no")),
    ("OAI-31", text("verb=ListSets", "<setSpec>theme<", "<setSpec>the me<")),
    ("BAS-03", text("verb=ListRecords", "<dc:identifier>[^<]*</dc:identifier>", "")),
    ("CN-01", header(PAGE, "Vary", None)),
    ("CN-01", code("x-nothing", 200)),
    ("CN-01", code("text/turtle", 500)),
    ("CN-01", header(PAGE, "Content-Type", "text/html")),
    ("GEN-01", header(PAGE, "ETag", None)),
    ("SIG-L1", linked('rel="cite-as"', 'rel="x"')),
    ("SIG-L1", linked('rel="describedby"', 'rel="x"')),
    ("SIG-L1", linked('rel="type"', 'rel="x"')),
    ("SIG-L2", linked('rel="linkset"', 'rel="x"')),
    ("SIG-02", text(".linkset", r'"anchor":"http://[^/"]*', '"anchor":"')),
    ("SIG-03", linked("<http://[^/>]*/doc", "</doc")),
    ("HW-01", text(PAGE, 'name="citation_author"', 'name="author"')),
    (
        "HW-01",
        text(
            PAGE, 'name="citation_publication_date" content="[^"]*"', 'name="citation_publication_date" content="z.d."'
        ),
    ),
    ("HW-03", text(PAGE, "citation_technical_report_institution", "citation_institution")),
    ("HW-06", text(PAGE, 'name="citation_author" content="[^"]*"', 'name="citation_author" content="Bos, R. M."')),
    ("SDO-01", text(PAGE, '<script type="application/ld.json">', "<script>")),
    (
        "SDO-01",
        text(PAGE, '(?s)(<script type="application/ld.json">.*?"@type": ?)(\\[[^]]*\\]|"[^"]*")', r'\1"Dataset"'),
    ),
    ("SDO-03", text("application/ld+json", '"@context": ?\\{', '"@context": "https://schema.org/", "x": {')),
    ("SMP-01", text("/robots.txt", "Disallow: .*", "Disallow: /")),
    ("SMP-01", text("/robots.txt", "Sitemap:", "Site:")),
    ("SMP-01", text("/sitemap", "<lastmod>[^<]*", "<lastmod>yesterday")),
    ("SMP-01", text("/sitemap", "<loc>[^<]*", "<loc>http://[x")),
    ("RS-01", code("/.well-known/resourcesync", 404)),
    ("RS-01", text("/resourcesync/capabilities", "resourcelist", "x")),
    ("FED-01", code("/feed.atom", 404)),
    ("FED-01", text("/feed.atom", "<updated>[^<]*</updated>", "")),
    ("CAT-02", code("/dataset", 500)),
    ("CAT-02", code(NQ, 200)),
    ("CAT-02", header(NQ, "Content-Range", None)),
    ("CAT-02", header(NQ, "ETag", None)),
    ("CAT-02", header(NQ, "ETag", 'W/"x"')),
    ("CAT-02", header(NQ, "Repr-Digest", None)),
    ("CAT-02", text(NQ, r"(?s)\A..", "xx")),
    ("RS-01", text("/resourcesync/dump.xml", "sha-256:[0-9a-f]+", "sha-256:00")),
    ("RS-01", text("/resourcesync/dump.xml", "application/zip", "application/x-tar")),
    ("SIG-06", code("/.well-known/api-catalog", 404)),
    ("SPQ-01", code("/sparql?query=ASK", 500)),
    ("SPQ-02", code("/sparql", 415, "POST")),
    ("SPQ-03", code("nonsense", 200)),
    ("SPQ-04", code("/sparql", 200, "POST")),
    ("CAT-03", code("/sparql? text/turtle", 406)),
    ("GEN-01", header("/sparql", "Access-Control-Allow-Origin", None)),
]


@pytest.mark.parametrize(("id_", "fault"), FAULTS, ids=[f"{id_}-{n}" for n, (id_, _) in enumerate(FAULTS)])
def test_each_fault_is_found_and_told_with_its_remedy(site: Site, id_: str, fault: Fault) -> None:
    with site.ill(fault):
        findings = found(site, tuple(check for check in ALL if check.id == id_))
    wrong = [each for each in findings if each.outcome == "fail"]
    assert wrong
    assert all(each.detail and each.remedy for each in wrong)


def without(name: str) -> Callable[[dict[str, Any]], None]:
    def question(environ: dict[str, Any]) -> None:
        pairs = [pair for pair in parse_qsl(environ["QUERY_STRING"]) if pair[0] != name]
        environ["QUERY_STRING"] = urlencode(pairs)

    return question


def test_a_server_that_takes_no_notice_of_arguments_and_codings(site: Site) -> None:
    with site.ill(None, without("until")):
        assert {"OAI-07", "OAI-09"} <= failed(found(site, (*oai.CHECKS, *oai_lists.CHECKS)))
    with site.ill(None, without("resumptionToken")):
        assert {"OAI-17", "OAI-20"} <= failed(found(site, (*oai.CHECKS, *oai_lists.CHECKS)))
    with site.ill(None, lambda environ: environ.pop("HTTP_ACCEPT_ENCODING", None)):
        assert failed(found(site, (*oai.CHECKS, *oai_lists.CHECKS))) == {"OAI-19", "OAI-29"}


def test_days_that_find_nothing(site: Site) -> None:
    def only_seconds(environ: dict[str, Any]) -> None:
        environ["QUERY_STRING"] = re.sub(
            r"(from|until)=(\d{4}-\d\d-\d\d)(?=&|$)", r"\1=\2T00%3A00%3A00Z", environ["QUERY_STRING"]
        )

    with site.ill(None, only_seconds):
        assert "OAI-08" in failed(found(site, oai_lists.CHECKS))


def test_ranges_that_are_ignored_or_sent_of_another_file(site: Site) -> None:
    with site.ill(None, lambda environ: environ.pop("HTTP_RANGE", None)):
        assert "CAT-02" in failed(found(site, dumps.CHECKS))
    with site.ill(None, lambda environ: environ.pop("HTTP_IF_RANGE", None)):
        assert [each.title for each in found(site, dumps.CHECKS) if each.outcome == "fail"] == ["dumps in parts"]


def test_a_package_whose_members_are_not_what_its_manifest_tells() -> None:
    def package(**members: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as packed:
            for name, data in members.items():
                packed.writestr(name.replace("_", "."), data)
        return made.getvalue()

    manifest = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:rs="http://www.openarchives.org/rs/terms/">'
        b'<url><rs:md path="/a.ttl" hash="sha-256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"/>'
        b"</url></urlset>"
    )
    assert dumps._manifest("x", package(manifest_xml=manifest, a_ttl=b"a")) is None
    whole = package(manifest_xml=manifest, a_ttl=b"a")
    packed_oddly = whole.replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x63\x00"
    )
    encrypted = whole.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    assert whole not in (packed_oddly, encrypted)
    wrong = package(manifest_xml=manifest, a_ttl=b"b"), package(manifest_xml=manifest), package(), b"no package"
    for ill in (*wrong, packed_oddly, encrypted):
        assert dumps._manifest("x", ill)


def test_every_check_has_been_seen_to_fail() -> None:
    seen = {id_ for id_, _ in FAULTS} | {"OAI-07", "OAI-08", "OAI-17", "OAI-19", "OAI-29"}
    assert {check.id for check in ALL} == seen


def test_it_is_polite(site: Site) -> None:
    probe = Probe(site.base, per_second=10_000, budget=5)
    findings = list(examine(probe, ALL))
    assert probe.asked == 5
    assert any("budget" in each.detail for each in findings if each.outcome == "skip")


def test_what_is_no_site_is_told_in_sentences() -> None:
    probe = Probe("http://127.0.0.1:9", seconds=2, per_second=10_000)
    findings = list(examine(probe, ALL))
    assert all(each.outcome in ("fail", "skip") for each in findings)
    with pytest.raises(Unreachable, match="does not answer"):
        probe.get("http://127.0.0.1:9/")


def test_endless_and_hostile_answers_end(site: Site) -> None:
    def bomb(environ: dict[str, Any], status: int, headers: dict[str, str], body: bytes) -> Any:
        entities = "".join(f'<!ENTITY a{n} "{"&a" + str(n - 1) + ";" if n else "ha"}{"&a0;" * 10}">' for n in range(9))
        return 200, {"Content-Type": "text/xml"}, f"<!DOCTYPE x [{entities}]><x>&a8;</x>".encode()

    def loop(environ: dict[str, Any], status: int, headers: dict[str, str], body: bytes) -> Any:
        return 302, {"Location": environ["PATH_INFO"]}, b""

    def elsewhere(environ: dict[str, Any], status: int, headers: dict[str, str], body: bytes) -> Any:
        return 302, {"Location": "file:///etc/passwd"}, b""

    for fault in (bomb, loop, elsewhere):
        with site.ill(fault):
            passed = {each.id for each in found(site) if each.outcome == "pass"}
            assert not [id_ for id_ in passed - {"OAI-29"} if id_.startswith(("OAI", "SIG"))]


def test_a_public_site_does_not_lead_into_a_private_network(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def inside(environ: dict[str, Any], status: int, headers: dict[str, str], body: bytes) -> Any:
        return 302, {"Location": site.base.replace("127.0.0.1", "127.0.0.2")}, b""

    monkeypatch.setattr("vm2graph.fetching.is_public", lambda address: address == "127.0.0.1")
    with site.ill(inside), pytest.raises(Unreachable, match="private network"):
        Probe(site.base, per_second=10_000).get(f"{site.base}/")


def test_the_command(site: Site) -> None:
    run = CliRunner().invoke(cli, ["doctor", site.base, "--rate", "10000", "--json"])
    assert run.exit_code == 0, run.output
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(rows) == len(ALL)
    assert set(rows[0]) == {"id", "level", "title", "outcome", "detail", "remedy"}
    with site.ill(code("/sparql?query=ASK", 500)):
        run = CliRunner().invoke(cli, ["doctor", site.base, "--rate", "10000", "--only", "services"])
    assert run.exit_code == 1
    assert "fail\tSPQ-01\tMUST" in run.stdout
    assert "1 fail" in run.stderr
    run = CliRunner().invoke(cli, ["doctor", "ftp://x"])
    assert run.exit_code == 2
    assert "is no http(s) address" in run.stderr
    run = CliRunner().invoke(cli, ["doctor", "http://[x"])
    assert run.exit_code == 2
    assert "is no http(s) address" in run.stderr
    run = CliRunner().invoke(cli, ["doctor", ""])
    assert run.exit_code == 2
    assert "is no http(s) address" in run.stderr


def test_where_nobody_answers_one_sentence_is_all() -> None:
    run = CliRunner().invoke(cli, ["doctor", "http://127.0.0.1:9"])
    assert run.output == ""
    assert isinstance(run.exception, Unreachable)
    assert str(run.exception) == "http://127.0.0.1:9/ does not answer: Connection refused."
