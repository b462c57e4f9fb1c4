"""One IRI, all its faces."""

import json
import re
from dataclasses import replace
from urllib.parse import urljoin

import pytest
from fakes import BASE, HOSTILE, SHA256, SLUG, Fake, publication, settings
from flask.testing import FlaskClient
from pyld import jsonld as pyld
from pyoxigraph import RdfFormat
from pyoxigraph import Store as OxStore
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic, to_isomorphic

from vm2graph.serving import create_app
from vm2graph.settings import ServingSettings
from vm2graph.storing import EntityRow, Tombstone
from vm2graph.writing.formats import NTRIPLES

DOC = f"/doc/publication/{SLUG}"


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def client(fake: Fake) -> FlaskClient:
    return create_app(settings(), fake).test_client()


def graph_of(triples) -> Graph:
    return Graph().parse(data=NTRIPLES.write("", list(triples)), format="nt")


def test_a_thing_answers_303_with_a_relative_location(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    for name in (SLUG, "vijf-jaar-vm2"):
        answer = client.get(f"/id/publication/{name}")
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"../../doc/publication/{SLUG}"
        assert answer.headers["Vary"] == "Accept, Accept-Encoding"
    assert client.get("/id/person/renee-schoonhoven").headers["Location"] == "../../doc/person/renee-schoonhoven"
    assert client.get("/id/publication/nothing").status_code == 404
    assert client.get("/id/person/nobody").status_code == 404
    assert client.get("/id/unheard/of").status_code == 404


def test_every_rdf_face_is_the_whole_graph(fake: Fake, client: FlaskClient) -> None:
    expected = to_isomorphic(graph_of(fake.add().shown()))
    for extension, parser in (("ttl", "turtle"), ("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml")):
        answer = client.get(f"{DOC}.{extension}")
        assert answer.status_code == 200
        assert to_isomorphic(Graph().parse(data=answer.data, format=parser)) == expected, extension
        assert answer.headers["Vary"] == "Accept-Encoding"
    quads = pyld.to_rdf(client.get(f"{DOC}.jsonld").json, {"format": "application/n-quads"})
    assert to_isomorphic(Graph().parse(data=quads, format="nt")) == expected


def test_trig_holds_the_record_its_entities_and_the_evidence(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    dataset = Dataset()
    dataset.parse(data=client.get(f"{DOC}.trig").data, format="trig")
    names = {str(graph.identifier) for graph in dataset.graphs() if len(graph)}
    assert {BASE + DOC, f"{BASE}/evidence/publication/{SLUG}", f"{BASE}/doc/person/renee-schoonhoven"} <= names


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("text/html;q=0.5, application/rdf+xml", "application/rdf+xml"),
        ("text/turtle;q=0.3, application/n-triples;q=0.9, */*;q=0.1", "application/n-triples"),
        ("application/trig", "application/trig"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ],
)
def test_accept_chooses_the_face(fake: Fake, client: FlaskClient, accept: str | None, media_type: str) -> None:
    fake.add()
    answer = client.get(DOC, headers={"Accept": accept} if accept else {})
    assert answer.mimetype == media_type
    assert answer.headers["Vary"] == "Accept, Accept-Language, Accept-Encoding"
    assert answer.headers["Content-Location"].startswith(f"{SLUG}.")
    assert client.get(f"/doc/publication/{answer.headers['Content-Location']}").mimetype == media_type


def test_format_argument_and_extension_overrule_accept(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    html = {"Accept": "text/html"}
    assert client.get(f"{DOC}?_format=ttl", headers=html).mimetype == "text/turtle"
    assert client.get(f"{DOC}?_format=application/ld%2Bjson", headers=html).mimetype == "application/ld+json"
    assert client.get(f"{DOC}.nt", headers=html).mimetype == "application/n-triples"
    assert client.get(f"{DOC}?_format=docx").status_code == 406


def test_406_lists_every_form(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    answer = client.get(DOC, headers={"Accept": "application/pdf"})
    assert (answer.status_code, answer.mimetype) == (406, "application/problem+json")
    assert [each["href"] for each in answer.json["alternatives"]] == [
        f"{SLUG}.{extension}"
        for extension in [
            "html",
            "ttl",
            "jsonld",
            "nt",
            "rdf",
            "trig",
            "nq",
            "bib",
            "ris",
            "csl",
            "txt",
            "datacite",
            "mods",
            "linkset",
            "links",
        ]
    ]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    page = client.get(f"{DOC}?_format=pdf", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (406, "text/html")
    assert f'href="{SLUG}.ttl"' in page.text


def test_an_extension_counts_only_where_the_whole_name_is_no_slug(fake: Fake, client: FlaskClient) -> None:
    fake.add("a", "A")
    fake.add("a.ttl", "Dotted")
    fake.add("v1.0", "Version")
    assert "Dotted" in client.get("/doc/publication/a.ttl").text
    assert client.get("/doc/publication/a.nt").mimetype == "application/n-triples"
    assert client.get("/doc/publication/a.ttl.nt").mimetype == "application/n-triples"
    assert client.get("/doc/publication/v1.0").status_code == 200
    assert client.get("/doc/publication/v1.0.ttl").mimetype == "text/turtle"
    assert client.get("/doc/publication/a.docx").status_code == 404


def test_a_title_slug_leads_to_the_canonical_document(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    for door in ("doc", "evidence", "report"):
        answer = client.get(f"/{door}/publication/vijf-jaar-vm2?lang=en")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{SLUG}?lang=en")
    assert client.get("/doc/publication/vijf-jaar-vm2.ttl").headers["Location"] == f"{SLUG}.ttl"


def test_a_withdrawn_record_is_told_at_every_door(fake: Fake, client: FlaskClient) -> None:
    fake.snapshot.gone["weg"] = Tombstone("weg", "Weg", "2026-02-03T04:05:06Z", "vervangen")
    for path in ("/id/publication/weg", "/doc/publication/weg", "/doc/publication/weg.ttl", "/report/publication/weg"):
        answer = client.get(path)
        assert (answer.status_code, answer.json["reason"]) == (410, "vervangen")
        assert answer.json["withdrawn"] == "2026-02-03T04:05:06Z"
    assert "vervangen" in client.get("/doc/publication/weg", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize("face", ["", ".html", ".ttl", ".trig", ".jsonld"])
def test_validators(fake: Fake, client: FlaskClient, face: str) -> None:
    fake.add()
    answer = client.get(DOC + face)
    etag = answer.headers["ETag"]
    assert etag.startswith('"')
    assert answer.last_modified is not None
    same = client.get(DOC + face, headers={"If-None-Match": f'"x", {etag}'})
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", etag)
    assert same.headers.get("Vary") == answer.headers.get("Vary")
    since = answer.headers["Last-Modified"]
    assert client.get(DOC + face, headers={"If-Modified-Since": since}).status_code == 304
    other = client.get(DOC + face, headers={"If-None-Match": '"x"', "If-Modified-Since": since})
    assert other.status_code == 200


def test_etags_differ_by_face_and_by_language_of_the_page(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    tags = [client.get(DOC + f).headers["ETag"] for f in (".ttl", ".nt", ".jsonld", ".html?lang=nl", ".html?lang=en")]
    assert len(set(tags)) == 5
    nl, en = (client.get(DOC, headers={"Accept-Language": one}) for one in ("nl-BE", "en;q=0.9, nl;q=0.1"))
    assert (nl.headers["Content-Language"], en.headers["Content-Language"]) == ("nl", "en")
    assert nl.headers["ETag"] != en.headers["ETag"]


@pytest.mark.parametrize(
    "path",
    [
        DOC,
        f"{DOC}.ttl",
        f"/id/publication/{SLUG}",
        "/doc/publication/nothing",
        f"/evidence/publication/{SLUG}",
        "/",
        "/def",
    ],
)
def test_head_has_the_headers_of_get(fake: Fake, client: FlaskClient, path: str) -> None:
    fake.add()
    head, get = client.head(path), client.get(path)
    assert head.data == b""
    assert sorted(head.headers.items()) == sorted(get.headers.items())


def test_link_header_of_a_form_leads_to_the_page_the_evidence_and_the_link_set(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    link = client.get(f"{DOC}.ttl").headers["Link"]
    assert f'<{BASE}{DOC}>; rel="describes"; type="text/html"' in link
    assert f'<{BASE}{DOC}.linkset>; rel="linkset"; type="application/linkset+json"' in link
    assert f'<{BASE}/evidence/publication/{SLUG}>; rel="http://www.w3.org/ns/prov#has_provenance"' in link
    assert f'<{BASE}/report/publication/{SLUG}>; rel="related"' in link
    assert len(link) < 4096


def test_an_entity_document_holds_its_names_and_its_publications_by_page(fake: Fake) -> None:
    client = create_app(settings(page_size=2), fake).test_client()
    for number in range(5):
        fake.add(f"r{number}", f"Rapport {number}")
    seen, path = Graph(), "/doc/person/renee-schoonhoven"
    for _ in range(3):
        answer = client.get(path, headers={"Accept": "text/turtle"})
        page = Graph().parse(data=answer.data, format="turtle")
        seen += page
        following = re.search(r'<([^>]+)>; rel="next"', answer.headers["Link"])
        path = following[1].removeprefix(BASE) if following else ""
    assert path == ""
    person = f"{BASE}/id/person/renee-schoonhoven"
    found = seen.query(
        f"SELECT ?p ?t {{ ?p <http://purl.org/dc/terms/creator> <{person}>; <http://purl.org/dc/terms/title> ?t }}"
    )
    assert sorted(str(title) for _, title in found) == [f"Rapport {number}" for number in range(5)]
    first = client.get("/doc/person/renee-schoonhoven").text
    assert "Rapport 1" in first
    assert "Rapport 2" not in first
    assert 'rel="next"' in first
    assert "Machiel Bouwmans" in first  # who wrote it with her is not left out


def test_an_entity_document_changes_with_what_mentions_it(fake: Fake, client: FlaskClient) -> None:
    fake.add("r1", "Een")
    before = client.get("/doc/person/renee-schoonhoven.ttl").headers["ETag"]
    fake.snapshot.number += 1
    fake.add("r2", "Twee")
    assert client.get("/doc/person/renee-schoonhoven.ttl").headers["ETag"] != before


def test_a_scheme_lists_its_concepts(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    assert "Café &amp; school" in client.get("/doc/scheme/themes").text
    turtle = client.get("/doc/scheme/themes.ttl").text
    assert "cafe-school" in turtle


def test_evidence_has_a_table_and_a_graph(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    page = client.get(f"/evidence/publication/{SLUG}?lang=nl").text
    assert "letterlijk" in page
    assert "test-rule" in page
    assert "Renée Schoonhoven" in page
    assert re.search(r"<h3>voornaam<span class=\"about\"> · <a [^>]*>Renée Schoonhoven</a></span></h3>", page)
    turtle = client.get(f"/evidence/publication/{SLUG}.ttl")
    assert isomorphic(
        Graph().parse(data=turtle.data, format="turtle"),
        graph_of(fake.snapshot.store.graph(f"{BASE}/evidence/publication/{SLUG}")),
    )


def test_values_and_passages_lead_to_each_other_without_scripts(fake: Fake) -> None:
    fake.add()
    client = create_app(settings(), fake, lambda _: None).test_client()
    page = client.get(f"/evidence/publication/{SLUG}").text
    inside = re.findall('href="#([^"]+)"', page)
    assert {"title", "citation"} <= set(inside)
    assert len([one for one in inside if one.startswith("char=")]) > 10
    assert set(inside) <= set(re.findall('id="([^"]+)"', page))


def test_what_stands_around_a_passage_is_shown_where_the_page_can_be_read(fake: Fake) -> None:
    _, text = publication()
    text += "\n" + "geheim " * 50
    fake.add()

    def page(shown: str) -> str:
        given = replace(settings(), serving=ServingSettings(show_source=shown))
        return create_app(given, fake, lambda _: text).test_client().get(f"/evidence/publication/{SLUG}").text

    assert page("page").count("geheim") == 50
    assert 5 < page("quotes").count("geheim") < 15
    assert "geheim" not in create_app(settings(), fake).test_client().get(f"/evidence/publication/{SLUG}").text


def test_a_source_is_described_but_not_published(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    page = client.get(f"/source/{SHA256}")
    assert page.status_code == 200
    assert SHA256 in page.text
    assert "Eerste alinea" not in page.text
    assert "Schoonhoven, R. (2013)" not in page.text
    turtle = client.get(f"/source/{SHA256}.ttl").text
    assert "sha256" in turtle
    assert SLUG in turtle
    assert client.get(f"/source/{'0' * 64}").status_code == 404


def test_a_report_is_json_and_a_page_in_two_languages(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    path = f"/report/publication/{SLUG}"
    assert client.get(path, headers={"Accept": "application/json"}).json["conforms"] is True
    assert client.get(f"{path}.json").mimetype == "application/json"
    assert "Het veld is leeg." in client.get(f"{path}?lang=nl").text
    english = client.get(f"{path}?lang=en").text
    assert "The field is empty." in english
    assert "<b>hostile" not in english


@pytest.mark.parametrize("stored", ["", "[]", "{}", '{"findings": 3}', '{"findings": [1, {}], "conforms": "x"}'])
def test_a_report_of_another_age_does_not_break_the_page(fake: Fake, client: FlaskClient, stored: str) -> None:
    fake.add()
    fake.snapshot.reports[SLUG] = stored
    assert client.get(f"/report/publication/{SLUG}").status_code == 200


def test_iris_with_accents_spaces_and_slashes_resolve(fake: Fake, client: FlaskClient) -> None:
    iris = fake.iris
    for slug in ("café", "a b", "a/b", "50%", "a%2Fb"):
        fake.snapshot.found["theme", slug] = EntityRow("theme", slug, slug, "2026-01-01T00:00:00Z", "e", 0)
        encoded = iris.thing("theme", slug).removeprefix(BASE)
        answer = client.get(encoded)
        assert answer.status_code == 303, slug
        location = answer.headers["Location"]
        assert location.isascii()
        document = client.get("/" + location.removeprefix("../../"))
        assert document.status_code == 200, slug
        assert 'href="../../static/site.css' in document.text
        assert client.get(iris.document("theme", slug).removeprefix(BASE) + ".ttl").status_code == 200


def test_json_ld_of_a_hostile_record_cannot_leave_its_script(fake: Fake, client: FlaskClient) -> None:
    fake.add("hostile", HOSTILE)
    page = client.get("/doc/publication/hostile").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    assert json.loads(block[1])["name"]["@value"] == HOSTILE
    assert "<" not in block[1]
    assert "alert(" in page
    assert "<script>alert" not in page
    assert "<b>'x'" not in page
    for path in ("/", "/doc/person/renee-schoonhoven", "/evidence/publication/hostile", "/report/publication/hostile"):
        assert "<script>alert" not in client.get(path).text


def test_embedded_data_are_the_graph(fake: Fake, client: FlaskClient) -> None:
    expected = graph_of(fake.add().shown())
    page = client.get(DOC).text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    assert isomorphic(Graph().parse(data=block[1], format="json-ld"), expected)


def test_trig_parses_with_another_parser(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    store = OxStore()
    store.load(client.get(f"{DOC}.nq").data, format=RdfFormat.N_QUADS)
    assert len(store) > 50


def test_an_entity_that_was_merged_leads_to_the_one_it_is(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    fake.snapshot.merged["person", "r-schoonhoven"] = "renee-schoonhoven"
    for path, to in (
        ("/id/person/r-schoonhoven", "renee-schoonhoven"),
        ("/doc/person/r-schoonhoven", "renee-schoonhoven"),
        ("/doc/person/r-schoonhoven.ttl", "renee-schoonhoven.ttl"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (301, to)
        assert client.get(urljoin(path, to)).status_code in (200, 303)
    assert client.get("/doc/person/nobody").status_code == 404


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [
        ("bib", "application/x-bibtex"),
        ("ris", "application/x-research-info-systems"),
        ("csl", "application/vnd.citationstyles.csl+json"),
        ("txt", "text/x-bibliography"),
        ("datacite", "application/vnd.datacite.datacite+xml"),
        ("mods", "application/mods+xml"),
    ],
)
def test_a_reference_in_every_form(fake: Fake, client: FlaskClient, extension: str, media_type: str) -> None:
    fake.add()
    by_extension = client.get(f"{DOC}.{extension}")
    assert (by_extension.status_code, by_extension.mimetype) == (200, media_type)
    by_accept = client.get(DOC, headers={"Accept": f"{media_type}, text/html;q=0.1"})
    by_format = client.get(f"{DOC}?_format={extension}")
    assert by_extension.data == by_accept.data == by_format.data
    assert by_accept.headers["Content-Location"] == f"{SLUG}.{extension}"
    assert by_extension.headers["ETag"] == by_accept.headers["ETag"]
    again = client.get(f"{DOC}.{extension}", headers={"If-None-Match": by_extension.headers["ETag"]})
    assert again.status_code == 304


def test_a_reference_in_the_style_that_is_asked(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    asked = "text/x-bibliography; style=ieee; locale=en-GB"
    ieee = client.get(DOC, headers={"Accept": asked})
    assert ieee.content_type == f"{asked}; charset=utf-8"
    assert "Available:" in ieee.text
    assert client.get(f"{DOC}.txt?style=ieee&locale=en-GB").data == ieee.data
    assert client.get(f"{DOC}.txt").headers["ETag"] != ieee.headers["ETag"]
    refused = client.get(DOC, headers={"Accept": "text/x-bibliography; style=nope"})
    assert refused.status_code == 406
    assert "no citation style" in refused.json["detail"]
