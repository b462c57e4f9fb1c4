"""The commands as a user types them, each in a process of its own where that matters."""

import json
import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from tests.conftest import ROOT, SEED_NAME, own_page
from vm2graph.cli import cli

SEED = ROOT / "data" / SEED_NAME


def run(
    *arguments: str | Path, cwd: Path | None = None, stdin: str = "", **env: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vm2graph", *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        cwd=cwd,
        env={**os.environ, **env},
        timeout=60,
    )


def one_sentence(result: subprocess.CompletedProcess[str], code: int) -> str:
    """What every wrong move gives: one line on standard error, the right code, no trace."""
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert run("init", tmp_path / "c", "--base-iri", "http://localhost:8000").returncode == 0
    return tmp_path / "c"


def test_help_names_every_command() -> None:
    text = CliRunner().invoke(cli, ["--help"]).output
    for command in ("convert", "check", "init", "publish", "serve", "query", "demo"):
        assert re.search(rf"^  {command} ", text, re.MULTILINE)


def test_one_page_goes_to_standard_output_as_turtle() -> None:
    result = run("convert", SEED)
    assert result.returncode == 0
    assert result.stderr == ""
    assert len(list(ox.parse(result.stdout, format=ox.RdfFormat.TURTLE))) > 100


def test_the_reader_of_a_pipe_may_leave_early() -> None:
    command = f"'{sys.executable}' -m vm2graph convert '{SEED}' -f trig | head -1"
    result = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert result.stderr == ""


def test_several_pages_go_to_a_directory_with_outcomes(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_bytes(own_page())
    (tmp_path / "empty.txt").write_bytes(b"")
    result = run("convert", SEED, tmp_path / "own.txt", tmp_path / "empty.txt", "-o", tmp_path / "out", "-f", "jsonld")
    assert result.returncode == 1
    assert "empty.txt" in result.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "outcomes.json",
        "own.jsonld",
        "vijf-jaar-vm2.jsonld",
    ]
    outcomes = json.loads((tmp_path / "out" / "outcomes.json").read_text())
    assert {stem: row["status"] for stem, row in outcomes.items()} == {
        "vijf-jaar-vm2": "warning",
        "own": "warning",
        "empty": "error",
    }
    assert outcomes["empty"]["codes"] == ["empty_input"]
    assert all(set(row) == {"status", "codes", "seconds"} for row in outcomes.values())


def test_several_pages_need_a_directory() -> None:
    result = run("convert", SEED, SEED)
    assert result.returncode == 2
    assert "-o DIRECTORY" in result.stderr


def test_check_says_what_where_and_what_to_do_in_both_languages() -> None:
    dutch, english = run("check", SEED, "--lang", "nl"), run("check", SEED)
    assert (dutch.returncode, english.returncode) == (0, 0)
    assert "voldoet" in dutch.stdout
    assert "regel 36: “Download de onderzoekspublicatie”" in dutch.stdout
    assert "Wat te doen:" in dutch.stdout
    assert "conforms" in english.stdout
    assert "line 9: “Publicatiedatum:”" in english.stdout


def test_check_as_json_is_one_object_a_file(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = run("check", SEED, tmp_path / "empty.txt", "--json")
    first, second = map(json.loads, result.stdout.splitlines())
    assert (first["conforms"], first["counts"]["violation"]) == (True, 0)
    assert second["error"] == "empty_input"
    assert result.returncode == 2


def test_check_tells_apart_conforming_not_conforming_and_unreadable(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.ttl", tmp_path / "bad.ttl"
    good.write_text(run("convert", SEED).stdout)
    bad.write_text(good.read_text().replace('schema:name "Vijf jaar VM2"@nl', 'schema:name "Anders"@nl'))
    assert run("check", good).returncode == 0
    result = run("check", bad)
    assert result.returncode == 1
    assert "does not conform" in result.stdout
    assert run("check", good, bad, tmp_path / "absent.ttl").returncode == 2


def test_publish_adds_updates_leaves_alone_and_refuses(folder: Path, tmp_path: Path) -> None:
    page, empty = tmp_path / "own.txt", tmp_path / "empty.txt"
    page.write_bytes(own_page())
    empty.write_bytes(b"")
    assert "1 added; snapshot 1" in run("publish", folder, page).stdout
    assert "1 unchanged; snapshot 1" in run("publish", folder, page).stdout
    page.write_bytes(own_page(title="Anders"))
    result = run("publish", folder, page, empty, tmp_path / "absent.txt")
    assert "1 updated, 2 refused; snapshot 2" in result.stdout
    assert result.returncode == 1
    assert "empty.txt: " in result.stderr
    assert "absent.txt does not exist" in result.stderr


def test_query_answers_in_every_format(folder: Path, tmp_path: Path) -> None:
    run("publish", folder, SEED)
    select = "SELECT ?title ?year { ?p dcterms:title ?title ; dcterms:issued ?year }"
    table = run("query", folder, select).stdout
    assert "Vijf jaar VM2" in table
    assert "2013" in table
    assert (
        json.loads(run("query", folder, select, "-f", "json").stdout)["results"]["bindings"][0]["year"]["type"]
        == "literal"
    )
    assert run("query", folder, select, "-f", "csv").stdout.splitlines() == ["title,year", "Vijf jaar VM2,2013"]
    assert run("query", folder, select, "-f", "tsv").stdout.startswith("?title\t?year")
    assert "<sparql" in run("query", folder, select, "-f", "xml").stdout
    (tmp_path / "q.rq").write_text("CONSTRUCT { ?p dcterms:title ?t } WHERE { ?p dcterms:title ?t }")
    assert "Vijf jaar VM2" in run("query", folder, tmp_path / "q.rq", "-f", "turtle").stdout
    assert run("query", folder, "ASK { ?s ?p ?o }").stdout == "yes\n"
    assert "table, json" in one_sentence(run("query", folder, select, "-f", "turtle"), 2)
    assert "not SPARQL" in one_sentence(run("query", folder, "SELEC"), 2)


def test_wrong_moves_are_one_sentence_each(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 8)
    assert "empty" in one_sentence(run("convert", tmp_path / "empty.txt"), 2)
    one_sentence(run("convert", tmp_path / "binary.txt"), 2)
    assert "does not exist" in one_sentence(run("convert", tmp_path / "absent.txt"), 2)
    assert "folder" in one_sentence(run("convert", tmp_path), 2)
    assert "not a collection" in one_sentence(run("publish", tmp_path, SEED), 2)
    assert "not a collection" in one_sentence(run("serve", tmp_path), 2)
    assert "not a collection" in one_sentence(run("query", tmp_path, "ASK {}"), 2)
    assert "already" in one_sentence(run("init", folder, "--base-iri", "http://x.org"), 2)
    assert "base_iri" in one_sentence(run("init", tmp_path / "d", "--base-iri", "x"), 2)
    assert "could not be reached" in one_sentence(run("query", "http://127.0.0.1:1/sparql", "ASK {}"), 2)
    assert "cannot be written" in one_sentence(run("convert", SEED, "-o", tmp_path / "no" / "where.ttl"), 2)


def test_an_unwritable_directory_is_one_sentence(tmp_path: Path) -> None:
    # a file where a directory is needed is unwritable for root too
    (tmp_path / "file").write_text("")
    assert "cannot be written" in one_sentence(run("init", tmp_path / "file" / "c", "--base-iri", "http://x.org"), 2)
    if os.geteuid() != 0:
        (tmp_path / "closed").mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)
        one_sentence(run("init", tmp_path / "closed" / "c", "--base-iri", "http://x.org"), 2)


def test_a_setting_that_is_wrong_is_named(folder: Path) -> None:
    result = run("publish", folder, SEED, VM2GRAPH_GATE_ENGINE="magic")
    assert "magic" in one_sentence(result, 2)


def test_a_taken_port_is_told_and_the_next_one_taken(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "vm2graph", "serve", str(folder), "--port", str(port)],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert f"Port {port} of 127.0.0.1 is taken; using {port + 1}" in process.stderr.readline()
        assert "0 publications at http://localhost:" in process.stderr.readline()
        process.terminate()
        assert process.wait(20) in (0, -15)
        assert process.stderr.read() == ""
        process.stderr.close()


def test_withdraw_history_status_and_restore(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_bytes(own_page())
    run("publish", folder, tmp_path / "own.txt")
    assert "1 publications; snapshot 1 of " in run("status", folder).stdout
    result = run("withdraw", folder, "kiezen-in-jaar-1", "--reason", "vervangen")
    assert result.returncode == 0, result.stderr
    slug = result.stdout.split()[0]
    assert slug.startswith("kiezen-in-jaar-1-")
    assert "0 publications; snapshot 2 of " in run("status", folder).stdout
    assert "published again; snapshot 3" in run("restore", folder, slug).stdout
    columns = [line.split("\t") for line in run("history", folder, slug).stdout.splitlines()]
    assert [(row[0], row[2], row[4]) for row in columns] == [
        ("1", "added", "Kiezen in jaar 1"),
        ("2", "withdrawn", "vervangen"),
        ("3", "restored", "Kiezen in jaar 1"),
    ]
    assert "no record" in one_sentence(run("withdraw", folder, "nothing", "--reason", "x"), 2)
    assert "was not withdrawn" in one_sentence(run("restore", folder, slug), 2)
