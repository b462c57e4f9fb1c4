"""Files that are whole or not there: durable writes, the manifest of a snapshot, and the writer's lock."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from vm2graph.errors import CollectionDamaged, CollectionError, CollectionLocked

MANIFEST = "manifest.json"
_IGNORED = ("LOCK", "LOG")  # RocksDB's own: one is empty, the other tells what happened


def write_durably(path: Path, data: bytes) -> None:
    """Writes a file that is there whole, after a power cut too, or not at all."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(path)
    sync(path.parent)


def switch(link: Path, target: Path) -> None:
    """A symbolic link names its target from one moment to the next: rename(2) replaces it at once."""
    fresh = link.with_name(link.name + ".new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)
    sync(link.parent)


def sync(path: Path) -> None:
    """Waits until a file or folder is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Waits until a folder and everything in it is on disk."""
    for path in (*folder.rglob("*"), folder, folder.parent):
        sync(path)


def remove_tree(folder: Path) -> None:
    """Removes a folder. Its manifest goes first: without it what remains is nobody's."""
    (folder / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


# ---------------------------------------------------------------- the manifest of a snapshot


def digests(folder: Path, parent: Path | None = None) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of every file of a snapshot.

    A file that is a hard link to the same file of the parent has the digest that the parent's manifest gives.
    """
    known = read_manifest(parent)["files"] if parent is not None else {}
    found = {}
    for path in files_of(folder):
        name = path.relative_to(folder).as_posix()
        old = parent / name if parent is not None else None
        if old is not None and name in known and old.exists() and old.samefile(path):
            found[name] = known[name]
        else:
            found[name] = {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
    return found


def files_of(folder: Path) -> list[Path]:
    """The files of a snapshot that its manifest speaks for."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name not in (MANIFEST, *_IGNORED) and not path.name.startswith("LOG.old")
    )


def sha256_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """The manifest, with a digest of itself."""
    whole = {**manifest, "sha256": _own_digest(manifest)}
    write_durably(folder / MANIFEST, (json.dumps(whole, indent=1) + "\n").encode())


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a snapshot. Raises CollectionDamaged where it is not as it was written."""
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_bytes())
        claimed = manifest.pop("sha256", None)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise CollectionDamaged(f"{path} cannot be read: {error}.") from error
    if claimed != _own_digest(manifest):
        raise CollectionDamaged(f"{path} is not as it was written.")
    return manifest


def _own_digest(manifest: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


# ---------------------------------------------------------------- one writer


@contextmanager
def locked(path: Path, since: str) -> Iterator[None]:
    """Holds the writer's lock. Raises CollectionLocked, which says who holds it."""
    try:
        handle: IO[str] = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise CollectionError(f"{path.parent} cannot be written: {error.strerror}.") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            holder = handle.read().strip() or "another process"
            raise CollectionLocked(
                f"{path.parent} is being written by {holder}; wait until it is done and try again."
            ) from None
        try:
            handle.truncate(0)
            handle.write(f"process {os.getpid()}, since {since}")
            handle.flush()
        except OSError as error:
            raise CollectionError(f"{path.parent} cannot be written: {error.strerror}.") from error
        yield
        handle.truncate(0)
