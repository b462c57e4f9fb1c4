"""``verify``, ``dump``, ``load``, ``gc``, ``rollback`` and ``withdraw --purge`` as a user types them."""

import gzip
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import BASE, own_page, put
from tests.test_cli import one_sentence, run
from vm2graph.cli import cli
from vm2graph.cli.settings_text import settings_text
from vm2graph.gate import Gate
from vm2graph.storing.collection import Collection
from vm2graph.storing.dumping import dump


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Path:
    collection = Collection.create(tmp_path_factory.mktemp("base") / "c", settings_text(BASE, ""))
    put(collection, {"a.txt": own_page(1), "b.txt": own_page(2)}, gate)
    put(collection, {"a.txt": own_page(1, theme="Iets anders")}, gate)
    return collection.path


@pytest.fixture
def folder(base: Path, tmp_path: Path) -> Path:
    shutil.copytree(base, tmp_path / "c", symlinks=True)
    return tmp_path / "c"


def invoke(*arguments: str | Path) -> Result:
    """A command in this process; only for what ends without an error."""
    return CliRunner().invoke(cli, [*map(str, arguments)], catch_exceptions=False)


def damage(folder: Path) -> Path:
    path = max((folder / "current" / "quads").glob("*.sst"), key=lambda each: each.stat().st_size)
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 8
    path.write_bytes(data)
    return path


def test_a_sound_collection_is_said_to_be_sound(folder: Path) -> None:
    result = invoke("verify", folder)
    assert (result.exit_code, result.stdout) == (0, f"{folder} is sound: snapshot 2.\n")


def test_damage_is_a_line_each_and_exit_code_1_and_repair_heals_it(folder: Path) -> None:
    path = damage(folder)
    result = run("verify", folder)
    assert "put it right with: vm2graph verify --repair" in one_sentence(result, 1)
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert [f"snapshots/000002/quads/{path.name}", "The file is not as it was written."] in lines
    assert all(len(line) == 2 for line in lines)
    repaired = invoke("verify", folder, "--repair")
    assert repaired.exit_code == 0
    assert "is repaired; snapshot 3" in repaired.stderr
    assert invoke("verify", folder).exit_code == 0


def test_a_store_that_cannot_be_opened_gives_no_trace(folder: Path) -> None:
    shutil.rmtree(folder / "current" / "quads")
    result = run("verify", folder)
    assert "--repair" in one_sentence(result, 1)
    assert "snapshots/000002/quads/CURRENT\tThe file is missing." in result.stdout
    assert invoke("verify", folder, "--repair").exit_code == 0


def test_what_only_a_copy_can_replace_is_exit_code_1_with_repair_too(folder: Path) -> None:
    shutil.rmtree(folder / "sources")
    (folder / "sources").mkdir()
    result = invoke("verify", folder, "--repair")
    assert result.exit_code == 1
    assert "restore a copy, or load a dump" in result.stderr
    assert Collection.open(folder).current_number() == 2


@pytest.mark.parametrize("name", ["all.nq", "all.nq.gz"])
def test_a_dump_is_loaded_into_a_new_collection(folder: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert invoke("dump", folder, "-o", path).exit_code == 0
    expected = b"".join(dump(Collection.open(folder)))
    assert (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()) == expected
    assert not list(tmp_path.glob("*.new"))
    assert invoke("init", tmp_path / "d", "--base-iri", BASE).exit_code == 0
    result = invoke("load", tmp_path / "d", path)
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'd'}: 2 publications, 0 withdrawn; snapshot 1.\n")
    assert invoke("dump", tmp_path / "d").stdout_bytes == expected


def test_equal_collections_give_equal_packed_dumps(folder: Path, tmp_path: Path) -> None:
    for name in ("one.nq.gz", "other.nq.gz"):
        assert invoke("dump", folder, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / "one.nq.gz").read_bytes() == (tmp_path / "other.nq.gz").read_bytes()


def test_a_dump_that_cannot_be_loaded_or_written_is_a_sentence(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.nq").write_bytes(own_page())
    assert "not a dump" in one_sentence(run("load", folder, tmp_path / "x.nq"), 2)
    invoke("dump", folder, "-o", tmp_path / "all.nq")
    assert "is not empty" in one_sentence(run("load", folder, tmp_path / "all.nq"), 2)
    assert "cannot be written" in one_sentence(run("dump", folder, "-o", tmp_path / "no" / "all.nq"), 2)
    assert "vm2graph init" in one_sentence(run("dump", tmp_path), 2)


def test_gc_says_what_went_and_then_that_nothing_did(folder: Path) -> None:
    (folder / "incoming").mkdir()
    assert invoke("gc", folder).stdout == f"{folder}: removed 1 files.\n"
    assert invoke("gc", folder).stdout == f"{folder}: nothing to remove.\n"


def test_a_roll_back_says_what_changed(folder: Path) -> None:
    result = invoke("rollback", folder)
    assert (result.exit_code, result.stdout.split("; ")[0]) == (0, f"{folder}: 1 updated")
    assert invoke("verify", folder).exit_code == 0
    assert "Snapshot 9 is not kept" in one_sentence(run("rollback", folder, "9"), 2)


def test_a_roll_back_past_a_curators_decision_says_so(folder: Path, gate: Gate) -> None:
    (folder / "entities.yaml").write_text("person/anna-de-vries:\n  label: Anna Curata\n")
    put(Collection.open(folder), {}, gate)
    assert "entities.yaml says otherwise" in invoke("rollback", folder).stderr


def test_a_purge_says_that_copies_are_the_users_own_business(folder: Path) -> None:
    slug = Collection.open(folder).current().records()[0].slug
    result = invoke("withdraw", folder, slug, "--reason", "privacy", "--purge")
    assert result.exit_code == 0
    assert "withdrawn and purged, with 3 older snapshots; snapshot 3. Copies of your own" in result.stdout
    assert "There is no record" in one_sentence(run("restore", folder, slug), 2)
    assert "There is no record none" in one_sentence(run("withdraw", folder, "none", "--reason", "x", "--purge"), 2)


def test_a_catalogue_that_is_no_database_gives_no_trace(folder: Path) -> None:
    for path in folder.glob("catalogue.sqlite*"):
        path.unlink()
    (folder / "catalogue.sqlite").write_bytes(b"nothing of the kind" * 500)
    for command in ("verify", "dump", "gc", "rollback"):
        assert "catalogue" in one_sentence(run(command, folder), 2)


def test_status_says_what_harvesters_cannot_have(folder: Path, gate: Gate) -> None:
    assert "oai_openaire" not in invoke("status", folder).stdout
    undated = own_page(9, date="", reference="De Vries, A., & Jansen, P. (z.d.). Kiezen in jaar 9. Zwolle: Keuze.")
    put(Collection.open(folder), {"9.txt": undated}, gate)
    told = invoke("status", folder).stdout
    assert "1 cannot be had in oai_openaire" in told
    assert "[harvesting] publisher" in told
    (line,) = invoke("status", folder, "--refused").stdout.splitlines()
    slug, prefix, why = line.split("\t")
    assert (slug.rpartition("-")[0], prefix, why) == ("kiezen-in-jaar-9", "oai_openaire", "no date of issue")
