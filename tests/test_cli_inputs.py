"""What `convert`, `check` and `publish` take: files, folders, patterns, addresses and standard input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT, SEED_NAME, own_page
from tests.web import plain, server
from vm2graph.cli import cli
from vm2graph.cli.converting import file_name

SEED = ROOT / "data" / SEED_NAME


def run(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "vm2graph", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, input=stdin, timeout=60)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    for name, title in (("a/one.txt", "Een"), ("two.txt", "Twee"), ("two.md", "Drie")):
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(own_page(title=title))
    (tmp_path / "pages" / "empty.txt").write_bytes(b"")
    return tmp_path / "pages"


def written(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_is_converted_to_the_same_folders(pages: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["convert", str(pages), "-o", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "empty.txt: The page is empty" in result.stderr
    assert result.stdout == ""
    assert written(tmp_path / "out") == {"a/one.ttl", "two.ttl", "two.txt.ttl", "outcomes.json"}
    outcomes = json.loads((tmp_path / "out" / "outcomes.json").read_text())
    assert {name: row["status"] for name, row in outcomes.items()} == {
        "a/one": "warning",
        "two": "warning",
        "two.txt": "warning",
        "empty": "error",
    }


def test_a_pattern_and_a_file_together(pages: Path, tmp_path: Path) -> None:
    arguments = ["convert", str(pages / "**" / "one.*"), str(SEED), str(pages / "no*"), "-o", str(tmp_path / "out")]
    assert CliRunner().invoke(cli, arguments).exit_code == 1
    assert written(tmp_path / "out") == {"a/one.ttl", f"{SEED.stem}.ttl", "outcomes.json"}


def test_what_stands_for_several_pages_needs_a_directory(pages: Path) -> None:
    result = run("convert", pages)
    assert result.returncode == 2
    assert b"add -o DIRECTORY" in result.stderr
    assert result.stderr.count(b"\n") == 1


def test_standard_input_is_a_page_and_the_same_one() -> None:
    piped = run("convert", "-", stdin=SEED.read_bytes())
    assert piped.returncode == 0
    assert b"Vijf jaar VM2" in piped.stdout
    assert run("check", "-", stdin=SEED.read_bytes()).stdout.startswith(b"-: conforms")
    assert (
        run("convert", "-", stdin=b"").stderr
        == b"vm2graph: The page is empty; give a page with the text of one publication.\n"
    )


def test_standard_input_is_no_source_of_a_collection(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["publish", str(tmp_path), "-"])
    assert result.exit_code == 2
    assert "name of its own" in result.stderr


def test_check_takes_folders_and_tells_each_page(pages: Path) -> None:
    result = CliRunner().invoke(cli, ["check", str(pages), "--json"])
    assert result.exit_code == 2
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["file"] for row in rows] == ["a/one.txt", "empty.txt", "two.md", "two.txt"]
    assert [row.get("error") for row in rows] == [None, "empty_input", None, None]


def test_an_address_is_fetched_where_that_is_allowed(tmp_path: Path) -> None:
    page = own_page(title="Van het web").decode().encode("iso-8859-15")
    with server(plain(body=page, Content_Type="text/plain; charset=iso-8859-15")) as site:
        refused = CliRunner().invoke(cli, ["check", f"{site}/rapport.html", "--json"])
        assert json.loads(refused.stdout)["error"] == "private_address"
        arguments = [f"{site}/rapporten/een.html", "--allow-private"]
        assert "conforms" in CliRunner().invoke(cli, ["check", *arguments]).stdout
        single = CliRunner().invoke(cli, ["convert", *arguments])
        assert "Van het web" in single.stdout
        (tmp_path / "out").mkdir()
        assert CliRunner().invoke(cli, ["convert", *arguments, "-o", str(tmp_path / "out")]).exit_code == 0
        stem = f"127.0.0.1-{site.rpartition(':')[2]}-rapporten-een"
        assert written(tmp_path / "out") == {f"{stem}.ttl", "outcomes.json"}


def test_a_published_page_of_the_web_is_known_by_the_address_that_answered(tmp_path: Path) -> None:
    def answer(conversation, request):  # type: ignore[no-untyped-def]
        moved = request.startswith("GET /old ")
        conversation.sendall(plain("301 Moved", Location="/new") if moved else plain(body=own_page()))

    folder = str(tmp_path / "c")
    CliRunner().invoke(cli, ["init", folder, "--base-iri", "http://localhost:8000"])
    with server(answer) as site:
        first = CliRunner().invoke(cli, ["publish", folder, f"{site}/old", "--allow-private"])
        assert "1 added" in first.stdout, first.output
        again = CliRunner().invoke(cli, ["publish", folder, f"{site}/new", "--allow-private"])
        assert "1 unchanged" in again.stdout


@pytest.mark.parametrize(
    ("source_id", "expected"),
    [
        ("page.txt", "page"),
        ("mijn rapport.v2.html", "mijn rapport.v2"),
        ("a/b/page.html", "a/b/page"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/x.txt", "etc/x"),
        ("a/../b\x00.txt", "a/b-"),
        ("..", "page"),
        ("c:\\x.txt", "c--x"),
        ("https://example.org/", "example.org"),
        ("https://example.org/rapporten/taal.html?id=1", "example.org-rapporten-taalid-1"),
        ("https://example.org/../../x", "example.org-..-..-x"),
        ("http://[x/y.txt", "http-/[x/y"),
    ],
)
def test_files_are_named_after_their_page_and_stay_in_the_folder(source_id: str, expected: str) -> None:
    assert file_name(source_id) == expected
