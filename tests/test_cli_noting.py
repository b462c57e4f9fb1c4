"""``vm2graph notes``: the beginning of a notes file."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT, SEED_NAME
from vm2graph.cli import cli
from vm2graph.errors import ReadError


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / SEED_NAME
    path.write_bytes((ROOT / "data" / SEED_NAME).read_bytes())
    return path


def test_a_beginning_is_written_beside_the_page_with_its_schema(page: Path) -> None:
    run = CliRunner().invoke(cli, ["notes", str(page)])
    assert run.exit_code == 0, run.output
    notes = page.with_name("vijf-jaar-vm2.notes.yaml")
    assert f"vm2graph check {page}" in run.output
    assert notes.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=notes.schema.json\n")
    assert json.loads(page.with_name("notes.schema.json").read_text(encoding="utf-8"))["required"] == ["curator"]
    checked = CliRunner().invoke(cli, ["check", str(page)])
    assert checked.exit_code == 0, checked.output


def test_a_file_that_is_there_is_left_alone(page: Path) -> None:
    notes = page.with_name("vijf-jaar-vm2.notes.yaml")
    notes.write_text("curator: Anna\n")
    run = CliRunner().invoke(cli, ["notes", str(page)])
    assert isinstance(run.exception, ReadError)
    assert "is there already" in str(run.exception)
    assert notes.read_text() == "curator: Anna\n"


def test_to_standard_output_and_the_schema_alone(page: Path) -> None:
    run = CliRunner().invoke(cli, ["notes", str(page), "-o", "-"])
    assert "curator: your name" in run.output
    assert sorted(each.name for each in page.parent.iterdir()) == [SEED_NAME]
    schema = CliRunner().invoke(cli, ["notes", "--schema"])
    assert schema.output == (ROOT / "data" / "notes.schema.json").read_text(encoding="utf-8")


def test_wrong_notes_are_told_by_check_with_line_and_column(page: Path) -> None:
    page.with_name(f"{SEED_NAME}.notes.yaml").write_text("curator: Anna\nfindings: {f: {text: Dit staat er niet}}\n")
    run = CliRunner().invoke(cli, ["check", str(page)])
    assert run.exit_code == 2
    assert "line 2, column 22: the page does not say “Dit staat er niet”" in run.output
