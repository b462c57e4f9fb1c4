"""What every test may use: the seed page, a small page of our own, a gate, a published collection."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vm2graph.cli.settings_text import settings_text
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.names import Iris
from vm2graph.pipeline import Converted, Outcome, Plan, convert, publish
from vm2graph.storing.collection import Collection

ROOT = Path(__file__).parents[1]
BASE = "http://localhost:8000"
SEED_NAME = "vijf-jaar-vm2.txt"
SEED_SLUG = "vijf-jaar-vm2-aee4f458"

PAGE = """{title}

Auteurs:

{authors}

Publicatiedatum:

{date}

Thema:

{theme}

APA-referentie:

{reference}

Korte samenvatting:

Dit onderzoek volgt studenten in hun eerste jaar. De begeleiding bleek van belang voor de keuze van een opleiding.

Download het rapport
"""


def pytest_xdist_auto_num_workers() -> int:
    """A process more than processors: many tests wait for a server or a deadline of theirs."""
    return (os.cpu_count() or 1) + 1


def own_page(number: int = 1, **changes: str) -> bytes:
    """A page of our own invention; each field can be replaced."""
    fields = {
        "title": f"Kiezen in jaar {number}",
        "authors": "Anna de Vries & Piet Jansen",
        "date": "2015",
        "theme": "Loopbaanbegeleiding",
        "reference": f"De Vries, A., & Jansen, P. (2015). Kiezen in jaar {number}. Zwolle: Instituut Keuze.",
    }
    return PAGE.format(**{**fields, **changes}).encode()


def skip_unless(present: object, what: str) -> None:
    """Skips where the machine lacks something, and fails where the run promised to skip nothing."""
    if not present:
        if os.environ.get("VM2GRAPH_TEST_NO_SKIP"):
            pytest.fail(f"{what} is missing, and this run may skip nothing")
        pytest.skip(f"{what} is missing on this machine")


def put(collection: Collection, pages: dict[str, bytes], gate: Gate, **options: Any) -> list[Outcome]:
    """Publishes pages by source id and gives their outcomes."""
    outcomes: list[Outcome] = []
    given = [PageBytes(*page) for page in pages.items()]
    publish(collection, given, gate, plan=Plan(**options), on_outcome=outcomes.append)
    return outcomes


@pytest.fixture(scope="session")
def seed() -> bytes:
    return (ROOT / "data" / SEED_NAME).read_bytes()


@pytest.fixture(scope="session")
def gate() -> Gate:
    return Gate()


@pytest.fixture(scope="session")
def iris() -> Iris:
    return Iris(BASE)


@pytest.fixture(scope="session")
def converted(seed: bytes, gate: Gate, iris: Iris) -> Converted:
    return convert(PageBytes(SEED_NAME, seed), iris, gate)


@pytest.fixture
def make_collection(tmp_path: Path, gate: Gate) -> Callable[..., Collection]:
    """Makes a collection with these pages: ``make_collection({"a.txt": b"..."})``."""

    def make(pages: dict[str, bytes] | None = None, name: str = "collection", base: str = BASE) -> Collection:
        collection = Collection.create(tmp_path / name, settings_text(base, "beheer@example.org"))
        if pages:
            outcomes = put(collection, pages, gate)
            assert all(outcome.change == "added" for outcome in outcomes), outcomes
        return collection

    return make
