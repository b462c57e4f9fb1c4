"""Pages for people: links, languages, the ontology, the query form."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from fakes import BASE, SLUG, Fake, settings
from flask.testing import FlaskClient
from rdflib import Graph
from rdflib.compare import isomorphic
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from vm2graph.packaged import packaged
from vm2graph.serving import create_app
from vm2graph.serving.sparql_examples import EXAMPLES, questions
from vm2graph.serving.texts import WORDS
from vm2graph.serving.views import Block, blocks

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Links(HTMLParser):
    """Every address a page mentions."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.langs: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        if given.get("rel") != "canonical":
            self.found += [given[name] for name in ("href", "src", "action") if given.get(name)]
        if "id" in given:
            assert given["id"] not in self.ids, f"twice {given['id']}"
            self.ids.add(given["id"])


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def client(fake: Fake) -> FlaskClient:
    return create_app(settings(), fake).test_client()


def crawl(get, start: str, prefix: str = "") -> set[str]:
    """Every page and file that can be reached; each must answer 200."""
    seen: set[str] = set()
    queue = [start]
    while queue:
        path = queue.pop()
        if path in seen or ("/sparql?" in path and "query=" in path):  # queries need processes; see test_server
            continue
        seen.add(path)
        answer = get(path)
        assert answer.status_code == 200, path
        if answer.mimetype != "text/html":
            continue
        page = Links(answer.text)
        for link in page.found:
            target = urlsplit(urljoin(f"http://x{path}", link))
            if target.netloc == "x":
                assert target.path.startswith(prefix + "/"), link
                queue.append(target.path + (f"?{target.query}" if target.query else ""))
            else:
                assert target.scheme in ("http", "https", "mailto")
            if link.startswith("#"):
                assert link[1:] in page.ids, link
    return seen


def test_every_link_of_every_page_answers(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    fake.add("tweede", "Tweede")
    seen = crawl(lambda path: client.get(path, headers=BROWSER), "/?lang=nl")
    assert f"/doc/publication/{SLUG}?lang=nl" in seen
    assert f"/doc/publication/{SLUG}.trig" in seen
    assert "/doc/person/renee-schoonhoven?lang=en" in seen


def test_every_link_holds_under_a_path_prefix(fake: Fake) -> None:
    fake.add()
    app = create_app(settings(), fake)
    mounted = Client(DispatcherMiddleware(app, {"/deep/er": app}))
    seen = crawl(lambda path: mounted.get(path, headers=BROWSER), "/deep/er/", "/deep/er")
    assert len(seen) > 20
    answer = mounted.get(f"/deep/er/id/publication/{SLUG}")
    assert urljoin(f"/deep/er/id/publication/{SLUG}", answer.headers["Location"]) == f"/deep/er/doc/publication/{SLUG}"


def test_the_path_of_the_base_iri_is_answered_too(fake: Fake) -> None:
    fake = Fake("https://data.example.org/vm2")
    fake.add()
    client = create_app(settings("https://data.example.org/vm2"), fake).test_client()
    for prefix in ("", "/vm2"):
        assert client.get(f"{prefix}/doc/publication/{SLUG}").status_code == 200
        assert client.get(f"{prefix}/").status_code == 200
    assert client.get("/vm2x/").status_code == 404


def test_nothing_depends_on_the_host(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    for path in ("/", f"/doc/publication/{SLUG}", "/def", "/nothing"):
        here = client.get(path, headers=BROWSER)
        there = client.get(path, headers={**BROWSER, "Host": "evil.example:99"}, base_url="https://evil.example:99")
        assert here.data == there.data
        assert sorted(here.headers.items()) == sorted(there.headers.items())


def test_a_record_page_reads_as_a_record(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    page = client.get(f"/doc/publication/{SLUG}?lang=en").text
    assert '<html lang="en">' in page
    assert '<h1 lang="nl">Vijf jaar VM2</h1>' in page
    assert "Samenvatting &amp; &lt;meer&gt;" in page
    authors = re.search(r'<p class="byline">(.*?)</p>', page)
    assert authors is not None
    assert re.sub("<[^>]+>", "", authors[1]) == "Renée Schoonhoven and Machiel Bouwmans"
    assert 'href="../../doc/person/renee-schoonhoven?lang=en"' in authors[1]
    assert "<h3>Pluspunten</h3>" in page
    assert "<p>Eerste alinea over iets.</p>" in page
    for shown in (
        "2013",
        "Expertisecentrum",
        "Utrecht",
        "2008–2012",
        "research report",
        "Dutch",
        "address not captured",
    ):
        assert shown in page
    assert "The source states no rights or licence." in page
    assert "Probably a slip of the pen." in page
    assert "Waarschijnlijk" not in page.partition("<body>")[2]
    assert "Waarschijnlijk een verschrijving." in client.get(f"/doc/publication/{SLUG}?lang=nl").text


def test_a_chosen_language_stays_chosen(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    page = client.get("/?lang=en", headers={"Accept-Language": "nl"})
    assert f"doc/publication/{SLUG}?lang=en" in page.text
    assert page.headers["Vary"] == "Accept-Encoding"
    plain = client.get("/", headers={"Accept-Language": "nl"})
    assert f'doc/publication/{SLUG}"' in plain.text
    assert plain.headers["Vary"] == "Accept-Language, Accept-Encoding"
    assert client.get("/?lang=xx").headers["Content-Language"] == "nl"


def test_lists_are_paged(fake: Fake) -> None:
    client = create_app(settings(page_size=2), fake).test_client()
    for number in range(5):
        fake.add(f"r{number}", f"Rapport {number}")
    path, titles = "/", []
    while path:
        page = client.get(path).text
        titles += re.findall(r"Rapport \d", page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path = f"/{following[1]}" if following else ""
    assert titles == [f"Rapport {number}" for number in range(5)]
    assert client.get("/doc/person/?after=zzz").status_code == 200


def test_an_empty_collection_says_how_to_begin(client: FlaskClient) -> None:
    assert "vm2graph publish" in client.get("/").text
    assert client.get("/doc/theme/").status_code == 200


def test_the_ontology_has_a_page_and_every_face(client: FlaskClient) -> None:
    expected = Graph().parse(data=packaged("ontology", "vm2.ttl").read_bytes(), format="turtle")
    for path in ("/def", "/def/0.1.0"):
        for extension, parser in (("ttl", "turtle"), ("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml")):
            answer = client.get(f"{path}.{extension}")
            assert isomorphic(Graph().parse(data=answer.data, format=parser), expected), extension
        page = client.get(path, headers=BROWSER).text
        for term in ("SourcedStatement", "evidenceStatus", "emptyField"):
            assert f'id="{term}"' in page
        assert "tekstplaats" in page
    assert client.get("/def", headers={"Accept": "text/turtle"}).mimetype == "text/turtle"
    moved = client.get("/def/Finding")
    assert (moved.status_code, moved.headers["Location"]) == (303, "../def#Finding")
    assert client.get("/def/Nothing").status_code == 404
    assert client.get("/def/9.9.9").status_code == 404
    assert client.get("/def.pdf").status_code == 404


def test_the_query_form(client: FlaskClient) -> None:
    page = client.get("/sparql", headers=BROWSER)
    assert page.mimetype == "text/html"
    assert '<form action="./sparql" method="get">' in page.text or '<form action="sparql" method="get">' in page.text
    assert "SELECT" in page.text


def test_what_stands_beside_the_ontology_is_a_page_and_data(client: FlaskClient) -> None:
    for name, term in (("alignments", "nif:RFC5147String"), ("authorities", "sws.geonames.org/2745912")):
        page = client.get(f"/def/{name}", headers=BROWSER)
        assert page.status_code == 200
        assert term.removeprefix("nif:") in page.text
        assert f'href="../def/{name}"' in client.get("/def/0.1.0.html").text
        file = Graph().parse(data=packaged("ontology", f"{name}.ttl").read_bytes(), format="turtle")
        for extension, kind in (("ttl", "turtle"), ("jsonld", "json-ld"), ("rdf", "xml"), ("nt", "nt")):
            data = client.get(f"/def/{name}.{extension}").data
            assert isomorphic(Graph().parse(data=data, format=kind), file), (name, extension)


def test_the_context_of_json_ld_is_served_as_it_is_written_in_documents(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    served = client.get("/def/context.jsonld")
    assert served.mimetype == "application/ld+json"
    assert served.json == {"@context": client.get(f"/doc/publication/{SLUG}.jsonld").json["@context"]}


def test_an_entity_is_tied_to_the_lists_that_have_it(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    assert 'href="https://sws.geonames.org/2745912/"' in client.get("/doc/place/utrecht", headers=BROWSER).text


def test_a_refused_query_is_told_on_a_page_of_the_site(client: FlaskClient) -> None:
    answer = client.get("/sparql?query=SELECT * { SERVICE <http://x> {} }", headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "SERVICE is refused" in answer.text
    assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.title.en)
def test_every_example_query_finds_something(fake: Fake, example) -> None:
    fake.add()
    assert list(fake.snapshot.store.query(example.query))


@pytest.mark.parametrize("example", questions(), ids=lambda one: one.title.en)
def test_every_question_is_a_query_that_is_offered(fake: Fake, client: FlaskClient, example) -> None:
    fake.add()
    fake.snapshot.store.query(example.query)
    for language, title in (("nl", example.title.nl), ("en", example.title.en)):
        assert title in client.get(f"/sparql?lang={language}", headers=BROWSER).text


def test_security_headers(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    for path in ("/", f"/doc/publication/{SLUG}", "/nothing", "/static/site.css"):
        headers = client.get(path).headers
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"]
        assert headers["Access-Control-Allow-Origin"] == "*"
    page = client.get(f"/doc/publication/{SLUG}").text
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*(src=|ld\+json))", page)
    assert "//cdn" not in page


def test_files_are_kept_by_their_version(client: FlaskClient) -> None:
    href = re.search(r'href="\./?(static/site\.css\?v=\w+)"|href="(static/site\.css\?v=\w+)"', client.get("/").text)
    assert href is not None
    answer = client.get("/" + (href[1] or href[2]))
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/static/site.css").headers["Cache-Control"] == "no-cache"
    assert client.get("/static/../application.py").status_code == 404
    assert client.get("/favicon.ico").mimetype == "image/svg+xml"
    assert client.get("/robots.txt").status_code == 200


def test_every_word_is_there_in_both_languages() -> None:
    assert [key for key, text in WORDS.items() if not text.nl or not text.en] == []


def test_short_lines_that_stand_alone_are_headings() -> None:
    text = "Inleiding loopt door.\n\nPluspunten\n\nEen alinea die langer is.\n\nTot slot"
    assert blocks(text) == [
        Block("Inleiding loopt door.", False),
        Block("Pluspunten", True),
        Block("Een alinea die langer is.", False),
        Block("Tot slot", False),
    ]
    assert blocks("") == []


def test_data_iris_are_canonical(fake: Fake, client: FlaskClient) -> None:
    fake.add()
    turtle = client.get(f"/doc/publication/{SLUG}.ttl", base_url="http://localhost:9999").text
    assert BASE in turtle
    assert "localhost" not in turtle
