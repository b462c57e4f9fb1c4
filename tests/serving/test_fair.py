"""The published metrics of F-UJI 3.5.1, version 0.8, restated: what each looks at, and the points that it gives.

F-UJI itself cannot be had as a package. Of 26 points, a record whose page names no file and no licence gets 18: no
persistent identifier is invented (1), there is no content to look at (6), and no licence is claimed (1). The relation
that it counts is that of the record to the catalogue that lists it.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCTERMS

from tests.conftest import BASE, SEED_NAME, SEED_SLUG
from vm2graph.serving import create_app
from vm2graph.storing.collection import Collection

SDO, PROV = "https://schema.org/", "http://www.w3.org/ns/prov#"
COAR = re.compile(r"http://purl\.org/coar/access_right/c_\w+")
PID = re.compile(r"https?://(doi\.org|hdl\.handle\.net|w3id\.org|purl\.org|n2t\.net)/|urn:nbn:")
REGISTERED = {str(DCTERMS), SDO, PROV, "http://xmlns.com/foaf/0.1/", "http://www.w3.org/2004/02/skos/core#"}


class Assessed:
    """What a client without a network makes of the landing page, its headers and what they lead to."""

    def __init__(self, client: FlaskClient, slug: str = SEED_SLUG) -> None:
        self.thing = URIRef(f"{BASE}/id/publication/{slug}")
        self.answer = client.get(f"/doc/publication/{slug}", headers={"Accept": "text/html"})
        (block,) = re.findall(r'(?s)<script type="application/ld\+json">(.*?)</script>', self.answer.text)
        self.embedded = Graph().parse(data=block, format="json-ld")  # no remote context: nothing is fetched
        self.links = re.findall(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?', self.answer.headers["Link"])
        turtle = next(href for href, rel, type_ in self.links if rel == "describedby" and type_ == "text/turtle")
        self.typed = client.get(turtle.removeprefix(BASE))
        self.graph = self.embedded + Graph().parse(data=self.typed.data, format="turtle")

    def has(self, *names: str) -> bool:
        return all(self.embedded.value(self.thing, URIRef(SDO + name)) is not None for name in names)

    def content(self) -> list[str]:
        """The addresses of files: distribution, hasPart of a MediaObject, item links."""
        found = [str(one) for one in self.graph.objects(self.thing, URIRef(f"{SDO}distribution"))]
        media = self.graph.subjects(RDF.type, URIRef(f"{SDO}MediaObject"))
        found += [str(one) for node in media for one in self.graph.objects(node, URIRef(f"{SDO}contentUrl"))]
        return found + [href for href, rel, _ in self.links if rel == "item"]

    def related(self) -> list[str]:
        """Typed relations that lead somewhere."""
        names = [*(f"{SDO}{name}" for name in ("isBasedOn", "isPartOf", "mentions")), DCTERMS.source, DCTERMS.relation]
        found = (one for name in names for one in self.graph.objects(self.thing, URIRef(name)))
        tagged = re.findall(r'<meta name="DCTERMS\.(?:isPartOf|source|relation)" content="([^"]+)"', self.answer.text)
        return [*(str(one) for one in found if isinstance(one, URIRef)), *tagged]

    def rights(self) -> list[str]:
        """Access rights, in the graph or in the head of the page."""
        names = (URIRef(f"{SDO}conditionsOfAccess"), DCTERMS.accessRights)
        found = [str(one) for name in names for one in self.graph.objects(self.thing, name)]
        return found + re.findall(r'<meta name="DCTERMS\.accessRights" content="([^"]+)"', self.answer.text)

    def namespaces(self) -> set[str]:
        return {re.sub(r"[^/#]+$", "", str(predicate)) for predicate in self.graph.predicates()}

    def points(self) -> dict[str, float]:
        """By metric; its most points are those of :data:`MOST`."""
        content, meta = self.content(), self.typed.status_code == self.answer.status_code == 200
        licence = self.has("license") or self.graph.value(self.thing, DCTERMS.license) is not None
        core = (
            self.has("author", "name", "datePublished", "publisher") and (self.thing, RDF.type, None) in self.embedded
        )
        # it reads the summary and keywords of schema.org by other names, so these it has from the tags of the page
        more = all(f'<meta name="DCTERMS.{name}" content="' in self.answer.text for name in ("abstract", "subject"))
        return {
            "F1-01MD": float(str(self.thing).startswith("http")),
            "F1-02MD": float(bool(PID.match(str(self.thing)))),
            "F2-01M": core + float(core and more),
            "F3-01M": float(bool(content)),
            "F4-01M": 2.0 * (len(self.embedded) > 15),
            "A1-01M": float(any(COAR.match(one) for one in self.rights())),
            "A1-02MD": meta + float(bool(content)),
            "A1.1-01MD": meta + float(bool(content)),
            "A1.2-01MD": meta + float(bool(content)),
            "I1-01M": 2.0 * (self.typed.mimetype == "text/turtle" and len(self.embedded) > 0),
            "I2-01M": 2.0 * (len(self.namespaces() & REGISTERED) >= 3),
            "I3-01M": 2.0 * bool(self.related()),
            "R1-01M": self.has_type() + float(bool(content)),
            "R1.1-01M": float(licence),
            "R1.2-01M": float(any(str(one).startswith(PROV) for one in self.graph.predicates())),
            "R1.3-01M": float(
                "application/mods+xml" in [type_ for _, rel, type_ in self.links if rel == "describedby"]
            ),
            "R1.3-02D": float(bool(content)),
        }

    def has_type(self) -> float:
        return float((self.thing, RDF.type, URIRef(f"{SDO}Report")) in self.embedded)


ONE = ("F1-01MD", "F1-02MD", "F3-01M", "A1-01M", "R1.1-01M", "R1.2-01M", "R1.3-01M", "R1.3-02D")
TWO = ("F2-01M", "F4-01M", "A1-02MD", "A1.1-01MD", "A1.2-01MD", "I1-01M", "I2-01M", "I3-01M", "R1-01M")
MOST = {**dict.fromkeys(ONE, 1.0), **dict.fromkeys(TWO, 2.0)}


@pytest.fixture
def client(make_collection: Callable[..., Collection], seed: bytes) -> Iterator[FlaskClient]:
    app = create_app((collection := make_collection({SEED_NAME: seed})).settings, collection)
    yield app.test_client()
    app.extensions["vm2graph"].pools.close()


def test_the_ceiling_of_a_record_without_file_and_licence_is_reached(client: FlaskClient) -> None:
    assessed = Assessed(client)
    points = assessed.points()
    assert set(points) == set(MOST)
    assert sum(MOST.values()) == 26
    lost = {name: MOST[name] - points[name] for name in MOST if points[name] < MOST[name]}
    assert lost == {
        **dict.fromkeys(("F1-02MD", "F3-01M", "R1.1-01M", "R1.3-02D"), 1.0),
        **dict.fromkeys(("A1-02MD", "A1.1-01MD", "A1.2-01MD", "R1-01M"), 1.0),
    }
    assert sum(points.values()) == 18
    (whole,) = assessed.related()
    assert client.get(whole.removeprefix(BASE)).status_code == 200


PAGE = """<html lang="nl"><h1>Kiezen in jaar 1</h1><p>Auteurs:</p><p>Anna de Vries &amp; Piet Jansen</p>
<p>Thema:</p><p>Taal</p><p>APA-referentie:</p>
<p>De Vries, A., &amp; Jansen, P. (2015). Kiezen in jaar 1. Zwolle: Instituut Keuze.</p>
<h2>Korte samenvatting:</h2><p>Dit onderzoek volgt studenten in hun eerste jaar.</p>
<p><a href="https://example.org/rapport.pdf">Download het rapport</a></p></html>"""


def test_the_file_that_a_page_gives_the_address_of_is_found(make_collection: Callable[..., Collection]) -> None:
    collection = make_collection({"a.html": PAGE.encode()})
    app = create_app(collection.settings, collection)
    (row,) = collection.current().records()
    assessed = Assessed(app.test_client(), row.slug)
    app.extensions["vm2graph"].pools.close()
    assert ("https://example.org/rapport.pdf", "item", "") in assessed.links
    assert assessed.points()["F3-01M"] == 1


def test_nothing_is_claimed_to_reach_more(client: FlaskClient) -> None:
    assessed = Assessed(client)
    assert assessed.content() == []
    assert not [rel for _, rel, _ in assessed.links if rel in ("item", "license")]
    assert not assessed.has("license")
    assert not assessed.has("isAccessibleForFree")
