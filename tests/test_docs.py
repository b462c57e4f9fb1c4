"""What the documents point at is there."""

import re

import pytest

from tests.conftest import ROOT
from vm2graph.knowledge import KINDS

HARVESTING = (ROOT / "docs" / "harvesting.md").read_text()


_ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
ROWS = [[cell.strip() for cell in row] for row in _ROW.findall(HARVESTING) if row[0].strip() not in ("id", "---")]


def test_every_number_of_the_requirements_has_one_row() -> None:
    told = HARVESTING.partition("<!-- every number:")[2].partition("-->")[0]
    spans = re.findall(r"(\w+)-(\d\d)\.\.(\d\d)", told)
    expected = {f"{name}-{n:02}" for name, first, last in spans for n in range(int(first), int(last) + 1)}
    assert len(expected) == 90
    ticked = [number for row in ROWS for number in row[0].split(", ") if re.fullmatch(r"\w+-\d\d", number)]
    assert sorted(ticked) == sorted(expected)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_ticked_requirement_names_code_and_a_test_that_are_there(row: list[str]) -> None:
    _, level, done, where, tests = row
    if done.startswith(("later", "the owner's to do")):
        assert level != "MUST"
        assert not tests
        return
    modules, named = re.findall(r"`([^`]+)`", where), re.findall(r"`([^`]+)::(\w+)`", tests)
    assert modules
    assert named
    assert all((ROOT / "src" / "vm2graph" / module).is_file() for module in modules)
    for file, test in named:
        assert re.search(rf"^ *def {test}\(", (ROOT / "tests" / file).read_text(), re.MULTILINE), f"{file}: {test}"


def test_links_between_documents_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_decisions_are_numbered_one_by_one_and_named_by_numbers_that_exist() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(file.name[:4]) for file in files]
    assert numbers == list(range(1, len(files) + 1))
    for number, file in zip(numbers, files, strict=True):
        assert file.read_text(encoding="utf-8").startswith(f"# {number}. "), file.name
    for document in (ROOT / "docs").rglob("*.md"):
        for named in re.findall(r"decision (\d+)", document.read_text(encoding="utf-8")):
            assert int(named) in numbers, document.name


def test_the_table_of_notes_has_every_kind_and_key() -> None:
    text = (ROOT / "docs" / "notes.md").read_text(encoding="utf-8")
    table = text.partition("<!-- kinds -->")[2].partition("<!-- end -->")[0]
    for kind in KINDS.values():
        row = next(line for line in table.splitlines() if line.startswith(f"| `{kind.plural}` |"))
        assert re.findall(r"`(\w+)`", row) == [kind.plural, *(key.name for key in kind.keys)]
