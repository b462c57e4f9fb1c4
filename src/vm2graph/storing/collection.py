"""A collection on disk.

::

    mycollection/
      vm2graph.toml          settings
      current -> snapshots/000042
      snapshots/000042/      quads/ (Oxigraph), manifest.json
      catalogue.sqlite       what is published, under which name, since when
      sources/ab/ab12...     the pages as received, by SHA-256
      lock                   held by the one writer

A commit makes the next snapshot beside the current one, writes its rows into the catalogue under its
number, and switches ``current`` at the very end: killed at any moment, the old state or the new one is
there, whole.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from vm2graph import settings as settings_module
from vm2graph.errors import CollectionDamaged, CollectionError, CollectionLocked, NotACollection
from vm2graph.settings import FILE_NAME, Settings
from vm2graph.storing import EntityRow, RecordRow, Tombstone, catalogue
from vm2graph.storing.batch import Batch
from vm2graph.storing.catalogue import Catalogue, Event
from vm2graph.storing.catalogue_writer import writing
from vm2graph.storing.local import LocalStore, LocalWriter

CATALOGUE = "catalogue.sqlite"
_CURRENT = "current"
_SNAPSHOTS = "snapshots"


class SnapshotView:
    """One committed state: implements :class:`vm2graph.storing.Snapshot`."""

    def __init__(self, number: int, folder: Path, rows: Catalogue) -> None:
        self.number = number
        self.path = str(folder / "quads")
        self.store = LocalStore(folder / "quads")
        self.time = rows.time(number)
        self._rows = rows

    def record(self, slug: str) -> RecordRow | Tombstone | None:
        """See Snapshot."""
        return self._rows.record(self.number, slug)

    def records(self, *, after: str | None = None, limit: int = 50) -> list[RecordRow]:
        """See Snapshot."""
        return self._rows.records(self.number, after, limit)

    def count(self) -> int:
        """See Snapshot."""
        return self._rows.count(self.number)

    def entity(self, type_: str, slug: str) -> EntityRow | None:
        """See Snapshot."""
        return self._rows.entity(self.number, type_, slug)

    def entities(self, type_: str, *, after: str | None = None, limit: int = 50) -> list[EntityRow]:
        """See Snapshot."""
        return self._rows.entities(self.number, type_, after, limit)

    def mentioning(self, type_: str, slug: str, *, after: str | None = None, limit: int = 50) -> list[RecordRow]:
        """See Snapshot."""
        return self._rows.records(self.number, after, limit, entity=(type_, slug))

    def sources(self, sha256: str) -> list[RecordRow]:
        """See Snapshot."""
        return self._rows.sources(self.number, sha256)

    def last(self, slug: str) -> RecordRow | None:
        """The newest version of a record, withdrawn ones too."""
        return self._rows.last(self.number, slug)

    def history(self, slug: str | None = None) -> list[Event]:
        """What each commit did, oldest first; to one record, where one is named."""
        return self._rows.history(self.number, slug)


class Collection:
    """A collection folder: :meth:`current` for readers, :meth:`writer` for the one writer."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.settings = settings
        self._rows = Catalogue(path / CATALOGUE)
        self._view: SnapshotView | None = None
        self._opening = threading.Lock()

    @classmethod
    def create(cls, path: Path, settings_text: str) -> Collection:
        """An empty collection. Raises CollectionError where one already is or the folder cannot be written."""
        if (path / FILE_NAME).exists():
            raise CollectionError(f"{path} already holds a collection; publish pages into it or choose another folder.")
        try:
            folder = path / _SNAPSHOTS / _folder_name(0)
            for each in (folder, path / "sources"):
                each.mkdir(parents=True, exist_ok=True)
            settings_module.parse(tomllib.loads(settings_text))
            time = _rfc3339(datetime.now(UTC))
            catalogue.create(path / CATALOGUE, time)
            LocalWriter(folder / "quads").close()
            _write_manifest(folder, {"number": 0, "parent": None, "time": time, "records": 0, "quads": 0})
            _switch(path, 0)
            # last, for this file is what makes the folder a collection
            _write_durably(path / FILE_NAME, settings_text.encode())
        except OSError as error:
            raise CollectionError(f"{path} cannot be written: {error.strerror or error}.") from error
        return cls.open(path)

    @classmethod
    def open(cls, path: Path | str) -> Collection:
        """The collection in a folder. Raises NotACollection, SettingsError."""
        folder = Path(path)
        if not (folder / FILE_NAME).is_file() or not (folder / CATALOGUE).is_file():
            raise NotACollection(
                f"{folder} is not a collection; make one with: vm2graph init {folder} --base-iri https://data.example.org"
            )
        return cls(folder, settings_module.load(folder / FILE_NAME))

    def current(self) -> SnapshotView:
        """The newest committed snapshot. Asks the file system each time, opens only when it has changed."""
        number = self._current_number()
        view = self._view
        if view is None or view.number != number:
            with self._opening:
                view = self._view
                if view is None or view.number != number:
                    view = SnapshotView(number, self.path / _SNAPSHOTS / _folder_name(number), self._rows)
                    self._view = view
        return view

    def source(self, sha256: str) -> bytes:
        """The page as received. Raises CollectionDamaged when it is gone."""
        try:
            return self._source_path(sha256).read_bytes()
        except OSError as error:
            raise CollectionDamaged(f"The source {sha256} is not in {self.path}: {error.strerror}.") from error

    @contextmanager
    def writer(self) -> Iterator[Batch]:
        """A batch that is committed whole when the block ends, and not at all when it raises.

        Raises CollectionLocked while another process writes.
        """
        with _locked(self.path / "lock"):
            number = self._current_number()
            self._remove_leftovers(number)
            parent = LocalStore(self.path / _SNAPSHOTS / _folder_name(number) / "quads")
            with writing(self.path / CATALOGUE, number) as rows:
                now = max(_rfc3339(datetime.now(UTC)), _next_second(rows.last_time()))
                batch = Batch(rows, self.settings.collection.base_iri, now)
                yield batch
                made = self._make_snapshot(batch, parent, number + 1) if batch.changed else None
                if made is not None:
                    rows.put_snapshot(now)
            if made is not None:
                _switch(self.path, made)
                self._prune(made)

    def _make_snapshot(self, batch: Batch, parent: LocalStore, number: int) -> int:
        """Everything of the new snapshot on disk, not yet current."""
        for sha256, data in batch.sources.items():
            self._keep_source(sha256, data)
        folder = self.path / _SNAPSHOTS / _folder_name(number)
        folder.mkdir()
        parent.copy_to(folder / "quads")
        store = LocalWriter(folder / "quads")
        store.replace(batch.finish(store.graph))
        manifest = {
            "number": number,
            "parent": number - 1,
            "time": batch.now,
            "quads": store.count(),
            **batch.summary(),
        }
        store.close()
        _write_manifest(folder, manifest)
        _sync_tree(folder)
        return number

    def _current_number(self) -> int:
        try:
            return int((self.path / _CURRENT).readlink().name)
        except (OSError, ValueError) as error:
            raise CollectionDamaged(f"{self.path / _CURRENT} does not name a snapshot: {error}.") from error

    def _remove_leftovers(self, current: int) -> None:
        """Snapshots above the current one were never finished: their writer was killed."""
        for folder in (self.path / _SNAPSHOTS).iterdir():
            if folder.name.isdigit() and int(folder.name) > current:
                shutil.rmtree(folder)

    def _prune(self, current: int) -> None:
        """Keeps the newest snapshots; readers of an older one keep their open files."""
        oldest = current - max(1, self.settings.collection.keep_snapshots) + 1
        for folder in (self.path / _SNAPSHOTS).iterdir():
            if folder.name.isdigit() and int(folder.name) < oldest:
                shutil.rmtree(folder, ignore_errors=True)

    def _source_path(self, sha256: str) -> Path:
        return self.path / "sources" / sha256[:2] / sha256

    def _keep_source(self, sha256: str, data: bytes) -> None:
        path = self._source_path(sha256)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            _write_durably(path, data)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
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
        handle.truncate(0)
        handle.write(f"process {os.getpid()}, since {_rfc3339(datetime.now(UTC))}")
        handle.flush()
        yield
        handle.truncate(0)


def _switch(path: Path, number: int) -> None:
    """``current`` names the snapshot from one moment to the next: rename(2) replaces it at once."""
    fresh = path / f"{_CURRENT}.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path(_SNAPSHOTS) / _folder_name(number))
    fresh.replace(path / _CURRENT)
    _sync(path)


def _write_manifest(folder: Path, manifest: dict[str, object]) -> None:
    _write_durably(folder / "manifest.json", (json.dumps(manifest, indent=1) + "\n").encode())


def _write_durably(path: Path, data: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(path)
    _sync(path.parent)


def _sync_tree(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder, folder.parent):
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _folder_name(number: int) -> str:
    return f"{number:06d}"


def _rfc3339(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _next_second(time: str) -> str:
    """Commit times rise even where the clock goes back."""
    return _rfc3339(datetime.fromtimestamp(datetime.fromisoformat(time).timestamp() + 1, UTC))
