"""Files that are whole or not there, manifests that notice a change, a lock that tells its holder."""

import json
import os
from pathlib import Path

import pytest

from vm2graph.errors import CollectionDamaged, CollectionError, CollectionLocked
from vm2graph.storing import files


def folder_of(path: Path, **contents: bytes) -> Path:
    (path / "quads").mkdir(parents=True)
    for name, data in contents.items():
        (path / "quads" / name).write_bytes(data)
    return path


def test_a_durable_write_replaces_the_whole_file_and_leaves_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    files.write_durably(path, b"a longer text")
    files.write_durably(path, b"short")
    assert path.read_bytes() == b"short"
    assert [each.name for each in tmp_path.iterdir()] == ["a.toml"]


def test_a_durable_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.toml"
    files.write_durably(path, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.write_durably(path, b"new")
    assert path.read_bytes() == b"old"


def test_what_is_written_durably_is_synced_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, sync = [], os.fsync

    def watched(handle: int) -> None:
        told.append((Path(f"/proc/self/fd/{handle}").readlink().name, (tmp_path / "a").exists()))
        sync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    files.write_durably(tmp_path / "a", b"x")
    assert told == [("a.new", False), (tmp_path.name, True)]


def test_a_link_is_switched_over_what_a_killed_switch_left(tmp_path: Path) -> None:
    link = tmp_path / "current"
    files.switch(link, Path("snapshots/000001"))
    (tmp_path / "current.new").symlink_to("snapshots/000009")
    files.switch(link, Path("snapshots/000002"))
    assert link.readlink() == Path("snapshots/000002")
    assert not (tmp_path / "current.new").is_symlink()


def test_a_manifest_comes_back_as_it_was_written(tmp_path: Path) -> None:
    manifest = {"number": 3, "files": {"a": {"bytes": 1, "sha256": "x"}}}
    files.write_manifest(tmp_path, manifest)
    assert files.read_manifest(tmp_path) == manifest


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda text: text.replace('"quads": 7', '"quads": 8'), "not as it was written"),
        (lambda text: text.replace('"quads": 7', '"quads": 7, "more": 1'), "not as it was written"),
        (lambda _text: json.dumps({"quads": 7}), "not as it was written"),
        (lambda text: text[:20], "cannot be read"),
        (lambda _text: "", "cannot be read"),
        (lambda _text: "[]", "cannot be read"),
        (lambda _text: "7", "cannot be read"),
        (lambda _text: "\x00" * 50, "cannot be read"),
    ],
)
def test_a_manifest_that_was_changed_is_damaged(tmp_path: Path, spoil, told: str) -> None:
    files.write_manifest(tmp_path, {"number": 3, "quads": 7})
    path = tmp_path / files.MANIFEST
    path.write_text(spoil(path.read_text()))
    with pytest.raises(CollectionDamaged, match=told):
        files.read_manifest(tmp_path)


def test_a_manifest_that_is_not_there_is_damage(tmp_path: Path) -> None:
    with pytest.raises(CollectionDamaged, match="cannot be read"):
        files.read_manifest(tmp_path)


def test_digests_are_of_every_file_but_those_that_are_rocksdbs_own(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "s", a=b"a", LOCK=b"", LOG=b"log", **{"LOG.old.7": b"log"})
    (folder / files.MANIFEST).write_bytes(b"{}")
    empty = {"bytes": 1, "sha256": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}
    assert files.digests(folder) == {"quads/a": empty}


def test_a_file_shared_with_the_parent_is_not_read_again(tmp_path: Path) -> None:
    parent = folder_of(tmp_path / "1", shared=b"same", copied=b"same")
    known = files.digests(parent)
    known["quads/shared"]["sha256"] = known["quads/copied"]["sha256"] = "as the parent has it"
    files.write_manifest(parent, {"files": known})
    child = folder_of(tmp_path / "2", copied=b"same", fresh=b"new")
    (child / "quads" / "shared").hardlink_to(parent / "quads" / "shared")
    found = files.digests(child, parent)
    assert found["quads/shared"] == known["quads/shared"]
    assert found["quads/copied"] == files.digests(child)["quads/copied"]
    assert sorted(found) == ["quads/copied", "quads/fresh", "quads/shared"]


def test_a_tree_loses_its_manifest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(tmp_path / "s", a=b"a")
    files.write_manifest(folder, {"number": 1})
    monkeypatch.setattr(files.shutil, "rmtree", lambda *_args, **_options: None)  # killed here
    files.remove_tree(folder)
    assert not (folder / files.MANIFEST).exists()
    monkeypatch.undo()
    files.remove_tree(folder)
    assert not folder.exists()
    files.remove_tree(folder)


def test_the_lock_tells_who_holds_it_and_since_when(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    told = f"process {os.getpid()}, since 2026-01-01T00:00:00Z"
    with (
        files.locked(path, "2026-01-01T00:00:00Z"),
        pytest.raises(CollectionLocked, match=told),
        files.locked(path, "2027-01-01T00:00:00Z"),
    ):
        pass
    assert path.read_text() == ""
    with files.locked(path, "2028-01-01T00:00:00Z"):
        assert "2028" in path.read_text()


def test_the_lock_is_free_after_an_exception(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), files.locked(tmp_path / "lock", "x"):
        raise KeyboardInterrupt
    with files.locked(tmp_path / "lock", "y"):
        pass


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(CollectionError, match="cannot be written: No such file"),
        files.locked(tmp_path / "no" / "lock", "x"),
    ):
        pass
