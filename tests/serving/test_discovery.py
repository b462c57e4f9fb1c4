"""What crawlers, catalogues and feed readers find."""

import re
from collections.abc import Callable
from dataclasses import replace

import feedparser
import pytest
from flask.testing import FlaskClient
from lxml import etree
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, VOID

from tests.conftest import BASE, own_page
from vm2graph.serving import create_app, discovery, resourcesync
from vm2graph.serving.dataset import description
from vm2graph.settings import CollectionSettings, HarvestingSettings, Settings, missing_for_dcat_ap_nl
from vm2graph.storing.collection import Collection
from vm2graph.writing.formats import NTRIPLES

S = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "rs": "http://www.openarchives.org/rs/terms/"}


@pytest.fixture
def collection(make_collection: Callable[..., Collection]) -> Collection:
    made = make_collection({f"{n}.txt": own_page(n) for n in range(1, 6)})
    with made.writer() as batch:
        batch.withdraw(slug_of(made, 5), "dubbel")
    return made


@pytest.fixture
def client(collection: Collection) -> FlaskClient:
    return create_app(collection.settings, collection).test_client()


def slug_of(collection: Collection, number: int) -> str:
    return next(row.slug for row in collection.current().records() if row.source_id == f"{number}.txt")


def xml(client: FlaskClient, path: str) -> etree._Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype in ("application/xml", "application/atom+xml")
    return etree.fromstring(answer.data)


def here(address: str) -> str:
    assert address.startswith(f"{BASE}/")
    return address.removeprefix(BASE)


def test_robots_name_the_sitemap_and_close_no_document(client: FlaskClient) -> None:
    told = client.get("/robots.txt").text
    assert f"Sitemap: {BASE}/sitemap.xml" in told
    assert re.findall(r"Disallow: (.*)", told) == ["/sparql?", "/dataset.nq.gz", "/dataset.ttl.gz"]


@pytest.mark.parametrize("size", [1, 3, 50_000])
def test_sitemaps_list_every_live_record_once(
    collection: Collection, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(discovery, "_PART", size)
    monkeypatch.setattr(resourcesync, "_PART", size)
    index = xml(client, "/sitemap.xml")
    places = [here(one.text) for one in index.findall("s:sitemap/s:loc", S)]
    assert len(places) == -(-4 // size)
    pages = [one for place in places for one in xml(client, place).findall("s:url", S)]
    live = {row.slug: row.datestamp for row in collection.current().records()}
    listed = {here(one.findtext("s:loc", namespaces=S)): one.findtext("s:lastmod", namespaces=S) for one in pages}
    assert listed == {f"/doc/publication/{slug}": stamp for slug, stamp in live.items()}
    assert len(pages) == 4
    assert client.get(f"/sitemap/{len(places) + 1}.xml").status_code == 404
    assert client.get("/sitemap/0.xml").status_code == 404
    assert all(client.get(path, headers={"Accept": "text/html"}).status_code == 200 for path in listed)


def test_resourcesync_leads_from_its_well_known_address_to_every_resource(
    collection: Collection, client: FlaskClient
) -> None:
    (capabilities,) = xml(client, "/.well-known/resourcesync").findall("s:url/s:loc", S)
    lists = {
        one.find("rs:md", S).get("capability"): here(one.findtext("s:loc", namespaces=S))
        for one in xml(client, here(capabilities.text)).findall("s:url", S)
    }
    assert set(lists) == {"resourcelist", "changelist", "resourcedump"}
    (part,) = xml(client, lists["resourcelist"]).findall("s:sitemap/s:loc", S)
    resources = xml(client, here(part.text))
    assert resources.find("rs:md", S).get("capability") == "resourcelist"
    for one in resources.findall("s:url", S):
        answer = client.get(here(one.findtext("s:loc", namespaces=S)))
        assert answer.mimetype == one.find("rs:md", S).get("type") == "text/turtle"
    changes = [
        (one.find("rs:md", S).get("change"), one.find("rs:md", S).get("datetime"))
        for one in xml(client, lists["changelist"]).findall("s:url", S)
    ]
    assert [what for what, _ in changes] == ["created"] * 4 + ["deleted"]
    assert [when for _, when in changes] == sorted(when for _, when in changes)


def test_the_feed_is_read_page_by_page(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "_FEED", 2)
    seen: list[str] = []
    gone: list[str] = []
    path = "/feed.atom"
    while path:
        data = client.get(path).data
        read = feedparser.parse(data)
        assert not read.bozo
        assert read.version == "atom10"
        assert read.feed.title == "Onderzoekspublicaties"
        seen += [entry.id for entry in read.entries]
        made = etree.fromstring(data)
        gone += [one.get("ref") for one in made.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")]
        path = next((here(link.href) for link in read.feed.links if link.rel == "next"), "")
    assert len(seen) == len(set(seen)) == 4
    assert len(gone) == 1
    assert all(one.startswith(f"{BASE}/id/publication/") for one in (*seen, *gone))


def test_rss_has_the_entries_of_atom_but_for_what_is_gone(client: FlaskClient) -> None:
    answer = client.get("/feed.rss")
    assert answer.mimetype == "application/rss+xml"
    rss, atom = feedparser.parse(answer.data), feedparser.parse(client.get("/feed.atom").data)
    assert not rss.bozo
    assert (rss.version, rss.feed.title, rss.feed.language) == ("rss20", atom.feed.title, "nl")
    assert len(rss.entries) == 4
    for ours, other in zip(rss.entries, atom.entries, strict=True):
        assert (ours.id, ours.link, ours.title) == (other.id, other.link, other.title)
        assert ours.published_parsed == other.updated_parsed


def test_a_feed_of_nonsense_is_a_feed(client: FlaskClient) -> None:
    for before in ("x", "2026-01-01 x", "\x00 \x00", "9999 z' OR 1"):
        for name in ("feed.atom", "feed.rss"):
            assert not feedparser.parse(client.get(f"/{name}", query_string={"before": before}).data).bozo


def test_the_services_are_where_the_catalogue_says(client: FlaskClient) -> None:
    answer = client.get("/.well-known/api-catalog")
    assert answer.mimetype == "application/linkset+json"
    for service in answer.json["linkset"]:
        for address in (service["anchor"], *(one["href"] for one in service.get("service-meta", []))):
            assert client.get(here(address)).status_code == 200, address


def test_lists_are_validated_by_etag_until_something_is_published(client: FlaskClient, collection: Collection) -> None:
    for path in (
        "/robots.txt",
        "/sitemap.xml",
        "/feed.atom",
        "/feed.rss",
        "/resourcesync/changes.xml",
        "/.well-known/api-catalog",
        "/dataset",
    ):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert first.headers["Last-Modified"]
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        assert {"ETag", "Link"} <= {*first.headers["Access-Control-Expose-Headers"].split(", ")}
    old = {path: client.get(path).headers["ETag"] for path in ("/sitemap.xml", "/feed.atom")}
    with collection.writer() as batch:
        batch.withdraw(slug_of(collection, 1), "weg")
    assert all(client.get(path, headers={"If-None-Match": tag}).status_code == 200 for path, tag in old.items())


def test_the_description_of_the_dataset_in_every_form(client: FlaskClient) -> None:
    for path in ("/catalog", "/.well-known/void"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{BASE}/dataset")
    graph = Graph().parse(data=client.get("/dataset.ttl").data, format="turtle")
    assert set(graph) == set(Graph().parse(data=client.get("/dataset.jsonld").data, format="json-ld"))
    records, catalogue = URIRef(f"{BASE}/dataset#records"), URIRef(f"{BASE}/dataset#catalogue")
    assert (records, RDF.type, VOID.Dataset) in graph
    assert (records, RDF.type, URIRef("https://schema.org/Dataset")) in graph
    assert (catalogue, RDF.type, DCAT.Catalog) in graph
    assert graph.value(records, VOID.sparqlEndpoint) == URIRef(f"{BASE}/sparql")
    assert graph.value(records, VOID.entities).toPython() == 4
    assert graph.value(records, DCTERMS.license) is None  # nobody has given one
    assert not list(graph.subjects(RDF.type, DCAT.Distribution))
    assert all(50 <= len(text) <= 5000 for text in graph.objects(records, DCTERMS.description))
    page = client.get("/dataset", headers={"Accept": "text/html"}).text
    assert f'href="{BASE}/oai?verb=Identify"' in page
    assert '"DataCatalog"' in page


def test_with_the_settings_it_asks_for_it_is_dcat_ap_nl(collection: Collection) -> None:
    bare = Settings()
    assert missing_for_dcat_ap_nl(bare) == [
        "[collection] email",
        "[harvesting] publisher",
        "[harvesting] metadata_licence",
        "[harvesting] theme",
    ]
    full = replace(
        bare,
        collection=CollectionSettings(email="data@example.org"),
        harvesting=HarvestingSettings(
            publisher="Kenniscentrum",
            metadata_licence="https://creativecommons.org/publicdomain/zero/1.0/",
            theme="http://publications.europa.eu/resource/authority/data-theme/EDUC",
        ),
    )
    assert missing_for_dcat_ap_nl(full) == []
    triples = description(full, collection.current())
    graph = Graph().parse(data=NTRIPLES.write("", triples), format="nt")
    demanded = {
        DCAT.Catalog: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint, DCAT.dataset],
        DCAT.Dataset: [
            *(DCTERMS.title, DCTERMS.description, DCTERMS.accessRights, DCTERMS.creator, DCTERMS.identifier),
            *(DCTERMS.publisher, DCAT.contactPoint, DCAT.theme),
        ],
        DCAT.Distribution: [DCAT.accessURL, DCTERMS.license],
        DCAT.DataService: [
            *(DCTERMS.title, DCTERMS.description, DCTERMS.accessRights, DCTERMS.identifier, DCTERMS.license),
            *(DCTERMS.publisher, DCAT.contactPoint, DCAT.theme, DCAT.endpointURL, DCAT.endpointDescription),
        ],
    }
    for type_, properties in demanded.items():
        found = list(graph.subjects(RDF.type, type_))
        assert found
        for node in found:
            assert [one for one in properties if graph.value(node, one) is None] == [], node
