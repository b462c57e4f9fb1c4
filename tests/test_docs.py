"""What the documents point at is there."""

import re

import pytest

from tests.conftest import ROOT

HARVESTING = (ROOT / "docs" / "harvesting.md").read_text()


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"`([a-z_]+/[a-z_]+\.py|test_[a-z_]+\.py|settings\.py)`", HARVESTING)))
)
def test_every_module_and_test_that_ticks_a_requirement_is_there(name: str) -> None:
    assert (ROOT / "tests" / name).exists() or (ROOT / "src" / "vm2graph" / name).exists()


def test_links_between_documents_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
