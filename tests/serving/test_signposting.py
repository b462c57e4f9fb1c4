"""A record's page as machines find their way in it: read by the client of the Signposting community."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.request import urlopen

import pytest
from signposting import Signposting, find_signposting_html, find_signposting_http, find_signposting_linkset
from werkzeug.serving import make_server

from tests.conftest import SEED_NAME, SEED_SLUG, own_page
from tests.writing.references import FULL
from vm2graph.serving import create_app
from vm2graph.serving.faces import RECORD_FACES
from vm2graph.serving.server import free_port
from vm2graph.serving.signposting import landing_links, linkset
from vm2graph.storing.collection import Collection
from vm2graph.writing.bibliography import File

DOC = f"/doc/publication/{SEED_SLUG}"


@pytest.fixture
def base(make_collection: Callable[..., Collection], seed: bytes) -> Iterator[str]:
    port = free_port("127.0.0.1", 18_900)
    base = f"http://localhost:{port}"
    collection = make_collection({SEED_NAME: seed, "a.txt": own_page()}, base=base)
    server = make_server("127.0.0.1", port, create_app(collection.settings, collection), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield base
    server.shutdown()
    server.server_close()


def told(found: Signposting) -> dict[str, set[tuple[str, str | None]]]:
    """Relation to the targets and their types."""
    named = {
        "cite-as": [found.citeAs] if found.citeAs else [],
        "type": found.types,
        "author": found.authors,
        "license": [found.license] if found.license else [],
        "describedby": found.describedBy,
        "item": found.items,
        "collection": [found.collection] if found.collection else [],
        "linkset": found.linksets,
    }
    return {name: {(str(one.target), one.type) for one in links} for name, links in named.items() if links}


def test_headers_page_and_link_set_say_the_same(base: str) -> None:
    by_http, by_html = (told(find(base + DOC)) for find in (find_signposting_http, find_signposting_html))
    by_set = told(find_signposting_linkset(f"{base}{DOC}.linkset").for_context(base + DOC))
    by_text = told(find_signposting_linkset(f"{base}{DOC}.links").for_context(base + DOC))
    assert by_http == by_html == by_set == by_text
    assert by_http["cite-as"] == {(f"{base}/id/publication/{SEED_SLUG}", "text/html")}
    assert {target for target, _ in by_http["type"]} == {"https://schema.org/Report", "https://schema.org/AboutPage"}
    assert {kind for _, kind in by_http["linkset"]} == {"application/linkset+json", "application/linkset"}
    assert (f"{base}{DOC}.ttl", "text/turtle") in by_http["describedby"]
    assert (f"{base}{DOC}.mods", "application/mods+xml") in by_http["describedby"]
    assert not {"author", "license", "item", "collection"} & set(by_http)  # the page gives none


def test_every_form_leads_back_to_the_page(base: str) -> None:
    for target, kind in told(find_signposting_http(base + DOC))["describedby"]:
        found = find_signposting_http(target)
        assert {str(one.target) for one in found.signposts if one.rel == "describes"} == {base + DOC}, (target, kind)


def test_a_form_in_rdf_names_its_profile(base: str) -> None:
    for extension, profile in (("ttl", "http://purl.org/dc/terms/"), ("jsonld", "https://schema.org/")):
        found = find_signposting_http(f"{base}{DOC}.{extension}").signposts
        with urlopen(f"{base}{DOC}.{extension}") as answer:
            assert f'<{profile}>; rel="profile"' in answer.headers["Link"]
        assert {one.rel for one in found} >= {"describes", "linkset"}


def test_rdf_xml_says_report_in_a_namespace_that_zotero_knows(base: str) -> None:
    with urlopen(f"{base}{DOC}.rdf") as answer:
        assert b"<bibo:Report " in answer.read()


def test_the_persistent_address_ends_at_the_page(base: str) -> None:
    found = find_signposting_http(f"{base}/id/publication/{SEED_SLUG}")
    assert str(found.citeAs.target) == f"{base}/id/publication/{SEED_SLUG}"


def test_headers_stay_small_with_long_addresses(make_collection: Callable[..., Collection]) -> None:
    base = "https://linked-data.publications.knowledge-institute.example.org/reports"
    made = make_collection({"a.txt": own_page(1, title="Onderzoekspublicaties over leren " * 4)}, base=base)
    client = create_app(made.settings, made).test_client()
    (row,) = made.current().records()
    assert len(row.slug) > 80
    for accept in ("text/html", "text/turtle", "application/linkset+json"):
        answer = client.get(f"/doc/publication/{row.slug}", headers={"Accept": accept})
        assert answer.status_code == 200
        assert len(answer.headers["Link"]) < 4096


def test_authors_and_licence_where_the_record_has_them() -> None:
    links = landing_links("https://x.org/id/a", "https://x.org/doc/a", RECORD_FACES, FULL)
    assert [link.uri for link in links if link.rel == "author"] == ["https://orcid.org/0000-0002-1825-0097"]
    assert [link.uri for link in links if link.rel == "license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert [(link.uri, link.type) for link in links if link.rel == "item"] == [("https://example.org/a%20b.pdf", "")]
    strange = (File("javascript:alert(1)"), File("https://example.org/" + "x" * 2000))
    bare = replace(FULL, authors=(), licence=None, files=strange)
    assert not {"author", "license", "item"} & {
        link.rel for link in landing_links("https://x.org/id/a", "https://x.org/doc/a", RECORD_FACES, bare)
    }


def test_a_link_set_has_no_empty_member() -> None:
    json, text = (
        linkset("https://x.org/id/é", "https://x.org/doc/é", RECORD_FACES, FULL, form)
        for form in RECORD_FACES
        if "linkset" in form.media_type
    )
    assert b"null" not in json
    assert b"[]" not in json
    assert json.isascii()
    assert len(text.splitlines()) == text.count(b"anchor=")


def test_the_head_is_read_as_a_report(base: str, make_collection: Callable[..., Collection], seed: bytes) -> None:
    client = create_app((collection := make_collection({SEED_NAME: seed}, "other")).settings, collection).test_client()
    page = client.get(DOC, headers={"Accept": "text/html"}).text
    tags = re.findall(r'<meta name="([^"]+)" content="([^"]*)">', page)
    said = {name: [value for key, value in tags if key == name] for name, _ in tags}
    assert said["citation_author"] == said["DCTERMS.creator"] == ["van Schoonhoven, Renée", "Bouwmans, Machiel"]
    assert said["citation_publication_date"] == said["DCTERMS.issued"] == ["2013"]
    assert said["citation_technical_report_institution"] == ["Expertisecentrum Beroepsonderwijs"]
    assert said["citation_language"] == ["nl"]
    assert "citation_pdf_url" not in said
    assert "citation_doi" not in said
