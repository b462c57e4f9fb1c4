"""Faults done for real; ``benchmarks/faults.py`` does the same two hundred times over."""

import random
import subprocess
from pathlib import Path

import pytest

from benchmarks import faults
from tests.conftest import skip_unless
from vm2graph.gate import Gate

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Path:
    return faults.make_base(tmp_path_factory.mktemp("faults"), gate)


@pytest.fixture
def disks(tmp_path: Path) -> Path:
    """A folder in which file systems can be mounted."""
    try:
        with faults.small_disk(tmp_path, 1):
            mounted = True
    except (OSError, subprocess.SubprocessError):
        mounted = False
    skip_unless(mounted, "the right to mount a file system in memory")
    return tmp_path


@pytest.mark.parametrize("name", faults.OPERATIONS)
def test_a_killed_writer_leaves_the_old_or_the_new_collection_whole(name: str, base: Path, tmp_path: Path, gate: Gate):
    old, new, seconds = faults.expected(name, base, tmp_path)
    chance = random.Random(name)
    for part in range(2):
        moment = (part + chance.random()) / 2 * seconds * 1.1
        assert faults.killed_at(name, base, tmp_path / "killed", moment, old, new, gate) in ("old", "new")


@pytest.mark.parametrize("room", [20_000, 400_000, 3_000_000])
def test_a_full_disk_leaves_the_collection_as_it_was(room: int, base: Path, disks: Path, gate: Gate) -> None:
    assert faults.full_disk(base, disks, room, gate) in ("refused", "published")


def test_a_disk_that_can_only_be_read_is_served_and_a_publish_says_why_not(base: Path, disks: Path, gate: Gate) -> None:
    assert "Read-only file system" in faults.read_only_disk(base, disks, gate)


def test_a_reader_holds_its_snapshot_across_five_publishes(base: Path, tmp_path: Path, gate: Gate) -> None:
    faults.held_reader(base, tmp_path, gate)


def test_a_damaged_file_is_noticed_and_nothing_false_is_served(base: Path, tmp_path: Path) -> None:
    chance = random.Random(7)
    for _ in range(8):
        faults.damage(base, tmp_path, chance)


def test_a_clock_that_goes_back_does_not_take_datestamps_with_it(base: Path, tmp_path: Path, gate: Gate) -> None:
    faults.clock_back(base, tmp_path, gate)


def test_the_harness_notices_a_collection_that_is_neither_state(base: Path, tmp_path: Path, gate: Gate) -> None:
    folder = faults.copy(base, tmp_path / "other")
    old = faults.state_of(faults.Collection.open(folder))
    faults.operate("publish", str(folder), gate)
    with pytest.raises(AssertionError, match="neither state"):
        faults.survived(folder, old, old, gate)
