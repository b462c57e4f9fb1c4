"""`vm2graph publish` on more than a page."""

import json
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.corpus import write
from tests.conftest import own_page
from tests.test_cli import run
from vm2graph.pipeline import parcels, verifying
from vm2graph.storing.collection import Collection

REFUSED = b"Nieuws\n\nDe kantine is vrijdag dicht.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert run("init", tmp_path / "c", "--base-iri", "http://localhost:8000").returncode == 0
    return tmp_path / "c"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    place = tmp_path / "site"
    (place / "a").mkdir(parents=True)
    (place / "b").mkdir()
    (place / "a" / "page.txt").write_bytes(own_page(1))
    (place / "b" / "page.txt").write_bytes(own_page(2))
    (place / "style.css").write_bytes(b"body {}")
    return place


def ids(folder: Path) -> set[str]:
    return {row.source_id for row in Collection.open(folder).current().records(limit=1000)}


def test_a_folder_a_pattern_and_archives_give_the_same_pages(folder: Path, site: Path, tmp_path: Path) -> None:
    assert "2 added; snapshot 1" in run("publish", folder, site).stdout
    assert ids(folder) == {"a/page.txt", "b/page.txt"}
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as packed:
        for path in sorted(site.rglob("*.txt")):
            packed.write(path, path.relative_to(site).as_posix())
    with tarfile.open(tmp_path / "s.tar.gz", "w:gz") as tar:
        tar.add(site, ".")
    lines = [{"id": f"{name}/page.txt", "text": (site / name / "page.txt").read_text()} for name in "ab"]
    (tmp_path / "s.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    for given in (str(site / "**" / "*.txt"), tmp_path / "s.zip", tmp_path / "s.tar.gz", tmp_path / "s.jsonl"):
        assert "2 unchanged; snapshot 1" in run("publish", folder, given).stdout, given


def test_a_dry_run_tells_and_changes_nothing(folder: Path, site: Path) -> None:
    told = run("publish", folder, site, "--dry-run").stdout
    assert "2 added; nothing was committed" in told
    assert Collection.open(folder).current().number == 0
    assert not list((folder / "sources").iterdir())
    assert "2 added; snapshot 1" in run("publish", folder, site).stdout


def test_outcomes_are_a_line_a_page(folder: Path, site: Path, tmp_path: Path) -> None:
    (site / "news.txt").write_bytes(REFUSED)
    result = run("publish", folder, site, "--outcomes", tmp_path / "o.jsonl", "--jobs", "2")
    assert result.returncode == 1
    outcomes = {row["source_id"]: row for row in map(json.loads, (tmp_path / "o.jsonl").read_text().splitlines())}
    assert {name: row["change"] for name, row in outcomes.items()} == {
        "a/page.txt": "added",
        "b/page.txt": "added",
        "news.txt": "refused",
    }
    assert outcomes["news.txt"]["codes"] == ["not_a_publication"]
    assert outcomes["news.txt"]["sentences"][0] in result.stderr


@pytest.mark.slow
def test_several_processes_give_the_same_collection_as_one(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "p.jsonl", 150)
    run("publish", folder, tmp_path / "p.jsonl", "--jobs", "2")
    run("init", tmp_path / "d", "--base-iri", "http://localhost:8000")
    run("publish", tmp_path / "d", tmp_path / "p.jsonl", "--jobs", "1")
    several, one = (Collection.open(each).current() for each in (folder, tmp_path / "d"))
    rows = [[(row.slug, row.digest) for row in each.records(limit=1000)] for each in (several, one)]
    assert rows[0] == rows[1]
    assert len(rows[0]) > 140
    assert not (folder / "incoming").exists()
    assert list(verifying.verify(Collection.open(folder))) == []


def test_restamp_dates_every_record_anew(folder: Path, site: Path) -> None:
    run("publish", folder, site)
    before = {row.slug: row.datestamp for row in Collection.open(folder).current().records()}
    assert "2 restamped; snapshot 2" in run("publish", folder, "--restamp").stdout
    after = {row.slug: row.datestamp for row in Collection.open(folder).current().records()}
    assert before.keys() == after.keys()
    assert all(after[slug] > before[slug] for slug in before)


def test_without_pages_there_may_be_nothing_to_do(folder: Path) -> None:
    assert "nothing to do; snapshot 0" in run("publish", folder).stdout


@pytest.mark.slow
def test_what_ctrl_c_interrupts_is_dropped_and_taken_up_again(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "p.jsonl", 2000)  # so that it is not done before it is interrupted, however busy the machine is
    command = [sys.executable, "-m", "vm2graph", "publish", str(folder), str(tmp_path / "p.jsonl"), "--jobs", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    incoming = folder / "incoming"
    until = time.monotonic() + 60
    while time.monotonic() < until and len(list(incoming.glob("*[0-9a-f]"))) < 2:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert Collection.open(folder).current().number == 0
    # a mark in what was converted before shows that the next run takes it as it is
    parcel = min(incoming.glob("*[0-9a-f]"))
    made = parcels.load(parcel)
    made[0] = replace(made[0], record=replace(made[0].record, title="Converted before"))
    parcel.write_bytes(parcels.pack(made))
    result = run("publish", folder, tmp_path / "p.jsonl", "--jobs", "2")
    assert "added" in result.stdout
    snapshot = Collection.open(folder).current()
    assert snapshot.number == 1
    assert snapshot.count() > 1150
    assert "Converted before" in {row.title for row in snapshot.records(limit=2000)}
    assert not incoming.exists()
