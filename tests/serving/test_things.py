"""The record's page shows what the page speaks of: findings with their polarity, activities, works and routes."""

import re

import pytest

from tests.conftest import BASE, ROOT, SEED_NAME, SEED_SLUG
from vm2graph.cli.settings_text import settings_text
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.pipeline import publish
from vm2graph.serving import create_app
from vm2graph.storing.collection import Collection


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, gate: Gate, seed: bytes) -> str:
    collection = Collection.create(tmp_path_factory.mktemp("noted") / "c", settings_text(BASE, ""))
    notes = (ROOT / "data" / "vijf-jaar-vm2.notes.yaml").read_bytes()
    publish(collection, [PageBytes(SEED_NAME, seed, notes=notes)], gate)
    client = create_app(collection.settings, collection).test_client()
    answer = client.get(f"/doc/publication/{SEED_SLUG}.html?lang=nl")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def item(page: str, fragment: str) -> str:
    found = re.search(rf'<li id="{fragment}".*?</li>', page, re.DOTALL)
    assert found is not None, fragment
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_findings_stand_in_the_order_of_the_page_with_their_polarity(page: str) -> None:
    order = re.findall(r'<li id="((?:finding|conclusion)-[a-z-]+)"', page)
    assert order == [
        "conclusion-goede-basis",
        "finding-minder-uitval",
        "finding-sneller-startkwalificatie",
        "finding-vaker-startkwalificatie",
        "finding-samenwerking-essentieel",
        "finding-voortijdig-beeindigd",
        "finding-overstap",
    ]
    said = item(page, "finding-minder-uitval")
    assert said.startswith("gunstig het percentage schooluitvallers")
    for words in ("uitkomst schooluitval", "vergeleken met vergelijkbare groepen", "richting lager"):
        assert words in said


def test_activities_works_and_routes_are_told_with_what_is_stated_of_them(page: str) -> None:
    said = item(page, "monitoring-vm2-monitor")
    for words in ("monitoring VM2-monitor 2008-2012", "uitgevoerd door Actis", "periode 2008–2012"):
        assert words in said
    assert "in opdracht van Expertisecentrum Beroepsonderwijs" in said
    assert 'href="#experiment-vm2-experiment"' in page
    assert item(page, "work-eindrapport").startswith("werk eindrapport van het landelijk experiment")
    assert "gender" not in item(page, "person-dekker")
