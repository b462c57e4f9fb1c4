"""The application as it is served: it can read the pages behind the records."""

from collections.abc import Callable

import pytest
from werkzeug.test import Client

from tests.conftest import SEED_NAME, SEED_SLUG
from vm2graph.cli.web import load
from vm2graph.storing.collection import Collection

PATH = f"/evidence/publication/{SEED_SLUG}"


@pytest.fixture
def published(make_collection: Callable[..., Collection], seed: bytes) -> Collection:
    return make_collection({SEED_NAME: seed})


def test_a_label_that_no_value_rests_on_stands_around_those_that_do(published: Collection) -> None:
    page = Client(load(str(published.path))).get(PATH).text
    assert "APA-referentie:" in page
    assert "[…]" not in page  # on so short a page nothing is further than 80 characters from a passage


def test_a_page_that_is_lost_leaves_the_passages(published: Collection) -> None:
    row = published.current().record(SEED_SLUG)
    published.sources.remove(row.sha256)  # type: ignore[union-attr]  # the seed is there
    page = Client(load(str(published.path))).get(PATH).text
    assert "APA-referentie:" not in page
    assert "Expertisecentrum Beroepsonderwijs" in page
