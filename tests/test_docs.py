"""What the documents point at is there."""

import re

import pytest

from tests.conftest import ROOT
from vm2graph.knowledge import KINDS

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


def test_the_table_of_notes_has_every_kind_and_key() -> None:
    text = (ROOT / "docs" / "notes.md").read_text(encoding="utf-8")
    table = text.partition("<!-- kinds -->")[2].partition("<!-- end -->")[0]
    for kind in KINDS.values():
        row = next(line for line in table.splitlines() if line.startswith(f"| `{kind.plural}` |"))
        assert re.findall(r"`(\w+)`", row) == [kind.plural, *(key.name for key in kind.keys)]
