"""The questions that the ontology was made to answer, asked of the packaged page and its notes over HTTP.

The answers were worked out by hand from the text of the page. Where two readings are possible and ours is another
than a first one would be, a comment says so.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.conftest import BASE, ROOT, SEED_NAME
from vm2graph import inputs
from vm2graph.cli.settings_text import settings_text
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.packaged import packaged, packaged_names
from vm2graph.pipeline import Outcome, publish
from vm2graph.serving import create_app
from vm2graph.serving.sparql_examples import questions
from vm2graph.storing.collection import Collection

OBK = "http://purl.edustandaard.nl/begrippenkader/"
VMBO, MBO = f"{OBK}c7942bb1-bf4f-409f-bc98-9a0b02f175dc", f"{OBK}f3ac3fbb-5eae-49e0-8494-0a44855fff25"

ANSWERS: dict[str, list[tuple[str, ...]]] = {
    "01-authors-in-order": [("1", "Renée van Schoonhoven"), ("2", "Machiel Bouwmans")],
    "02-imprint": [("2013", "Expertisecentrum Beroepsonderwijs", "Utrecht / 's-Hertogenbosch")],
    "03-monitoring": [("VM2-experiment", "Expertisecentrum Beroepsonderwijs", "Actis", "2008", "2012")],
    "04-core-features": [
        ("één docententeam", "one teaching team"),
        ("één locatie", "one location"),
        ("één pedagogisch-didactische aanpak", "one pedagogical-didactic approach"),
    ],
    "05-routes-and-sectors": [
        (route, "vmbo", VMBO, "mbo", MBO) for route in ("VM2", "technologieroute", "vakmanschaproute")
    ],
    "06-favourable-findings": [
        ("schooluitval", "lower", "vergelijkbare groepen", "significant", "1401", "1503"),
        ("startkwalificatie", "moreOften", "–", "–", "1505", "1585"),
        ("startkwalificatie", "sooner", "–", "–", "1505", "1585"),
    ],
    "07-unfavourable-findings": [
        ("overstap naar niet-VM2-opleidingen", "strikinglyOften", "–"),
        (
            "voortijdige beëindiging van experimenten",
            "relativelyMany",
            "de samenwerking tussen de vmbo- en mbo-instelling niet goed van de grond kwam",
        ),
    ],
    "08-success-condition": [
        (
            "regionale samenwerking tussen vmbo en mbo",
            "lager percentage schooluitvallers; sneller een startkwalificatie; vaker een startkwalificatie",
        )
    ],
    "09-offering": [
        (
            "Dekker",
            "staatssecretaris (OCW)",
            "OCW",
            "eindrapport van het landelijk experiment met de geïntegreerde leerroute VM2",
            "Tweede Kamer",
        )
    ],
    "10-new-routes": [
        (route, "Dekker", "brief van de staatssecretaris aan de Tweede Kamer")
        for route in ("technologieroute", "vakmanschaproute")
    ],
    "11-evidence": [
        ("abstract", "verbatim", "406", "2000"),
        ("alternative", "verbatim", "15", "74"),
        ("bibliographicCitation", "verbatim", "203", "383"),
        ("creator", "normalised", "86", "107"),
        ("creator", "normalised", "110", "126"),
        ("issued", "normalised", "240", "244"),
        # from the words of the summary, of which there are more than of the title
        ("language", "inferred", "406", "2000"),
        ("publisher", "normalised", "349", "382"),
        ("relation", "inferred", "417", "496"),
        ("subject", "normalised", "155", "184"),
        ("subject", "inferred", "1416", "1432"),
        # the two years alone, not the subtitle that they stand in
        ("temporal", "normalised", "65", "74"),
        ("title", "verbatim", "0", "13"),
        # the word that tells the type, not the whole link that it stands in
        ("type", "inferred", "2014", "2034"),
    ],
    "12-source-remarks": [
        ("128", "emptyField", "Publicatiedatum:", "–"),
        ("540", "missingSpace", "(OCW)aangeboden", "(OCW) aangeboden"),
        ("680", "misspelling", "VMS", "VM2"),
        # the misspelt word without the hyphen behind it
        ("896", "misspelling", "vbmo", "vmbo"),
        ("1083", "unresolved", "haar brief", "–"),
        (
            "1327",
            "missingWord",
            "Samenvatting van de uitkomsten van de VM2-monitor 2008-2012 laat zien",
            "De samenvatting van de uitkomsten van de VM2-monitor 2008-2012 laat zien",
        ),
        ("2002", "missingLink", "Download de onderzoekspublicatie", "–"),
    ],
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The site of a collection that holds the packaged page, with its query processes."""
    collection = Collection.create(tmp_path_factory.mktemp("questions") / "collection", settings_text(BASE, ""))
    pages = [given for given in inputs.pages([str(ROOT / "data" / SEED_NAME)]) if isinstance(given, PageBytes)]
    outcomes: list[Outcome] = []
    publish(collection, pages, Gate(), on_outcome=outcomes.append)
    assert [outcome.change for outcome in outcomes] == ["added"], outcomes
    app = create_app(collection.settings, collection)
    yield app.test_client()
    app.extensions["vm2graph"].pools.close()


def asked(client: FlaskClient, name: str) -> dict[str, object]:
    query = packaged("ontology/questions", f"{name}.rq").read_text("utf-8")
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": "application/sparql-results+json"})
    assert answer.status_code == 200, answer.text
    return answer.get_json()  # type: ignore[no-any-return]  # results are an object


def rows(answer: dict[str, object]) -> list[tuple[str, ...]]:
    names = answer["head"]["vars"]  # type: ignore[index]
    return [
        tuple(row.get(name, {"value": "–"})["value"] for name in names)
        for row in answer["results"]["bindings"]  # type: ignore[index]
    ]


@pytest.mark.parametrize("name", ANSWERS)
def test_a_question_has_the_answer_that_the_page_gives(client: FlaskClient, name: str) -> None:
    assert rows(asked(client, name)) == ANSWERS[name]


def test_works_are_kept_apart_and_nothing_is_made_up(client: FlaskClient) -> None:
    assert asked(client, "13-no-conflation")["boolean"] is True


def test_every_question_is_asked_here() -> None:
    names = [name.removesuffix(".rq") for name in packaged_names("ontology/questions")]
    assert [*sorted(ANSWERS), "13-no-conflation"] == names
    assert len(questions()) == len(names)
