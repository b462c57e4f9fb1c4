"""A collection on disk.

::

    mycollection/
      vm2graph.toml          settings
      entities.yaml          what a curator decides about entities (optional)
      current -> snapshots/000042
      snapshots/000042/      quads/ (Oxigraph), manifest.json
      catalogue.sqlite       what is published, under which name, since when
      sources/ab/ab12...     the pages as received, by SHA-256
      incoming/              pages converted by a publish that is still going on
      dumps/                 files made of the current snapshot for whoever wants all of it
      lock                   held by the one writer

A commit makes the next snapshot beside the current one, writes its rows into the catalogue under its
number, and switches ``current`` at the very end: killed at any moment, the old state or the new one is
there, whole.
"""

from __future__ import annotations

import os
import shutil
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vm2graph import curation as curation_module
from vm2graph import settings as settings_module
from vm2graph.curation import Curation
from vm2graph.errors import CollectionDamaged, CollectionError, NotACollection
from vm2graph.settings import FILE_NAME, Settings
from vm2graph.storing import files, schema
from vm2graph.storing.batch import Batch
from vm2graph.storing.catalogue import Catalogue
from vm2graph.storing.catalogue_writer import CatalogueWriter, writing
from vm2graph.storing.dumps import Dumps
from vm2graph.storing.local import LocalStore, LocalWriter
from vm2graph.storing.snapshot import SnapshotView
from vm2graph.storing.sources import Sources

CATALOGUE = "catalogue.sqlite"
INCOMING = "incoming"
_CURRENT = "current"
_SNAPSHOTS = "snapshots"
Check = Callable[[str, str, str], None]


class Collection:
    """A collection folder: :meth:`current` for readers, :meth:`writer` for the one writer."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.settings = settings
        self.sources = Sources(path / "sources")
        self.rows = Catalogue(path / CATALOGUE)
        self.dumps = Dumps(path)
        self._link = str(path / _CURRENT)
        self._view: SnapshotView | None = None
        self._opening = threading.Lock()

    @classmethod
    def create(cls, path: Path, settings_text: str) -> Collection:
        """An empty collection. Raises CollectionError where one already is or the folder cannot be written."""
        if (path / FILE_NAME).exists():
            raise CollectionError(f"{path} already holds a collection; publish pages into it or choose another folder.")
        settings_module.parse(tomllib.loads(settings_text))
        try:
            folder = path / _SNAPSHOTS / _folder_name(0)
            for each in (folder, path / "sources"):
                each.mkdir(parents=True, exist_ok=True)
            time = rfc3339(datetime.now(UTC))
            schema.create(path / CATALOGUE, time)
            LocalWriter(folder / "quads").close()
            first = {"number": 0, "parent": None, "time": time, "records": 0, "quads": 0}
            files.write_manifest(folder, {**first, "files": files.digests(folder)})
            files.switch(path / _CURRENT, Path(_SNAPSHOTS) / _folder_name(0))
            # last, for this file is what makes the folder a collection
            files.write_durably(path / FILE_NAME, settings_text.encode())
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
        number = self.current_number()
        view = self._view
        if view is None or view.number != number:
            with self._opening:
                view = self._view
                if view is None or view.number != number:
                    view = self._open(number)
                    self._view = view
        return view

    def snapshot(self, number: int) -> SnapshotView:
        """A snapshot that is kept. Raises CollectionError where it is not."""
        if number not in self.kept():
            kept = ", ".join(str(each) for each in self.kept())
            raise CollectionError(f"Snapshot {number} is not kept in {self.path}; there are {kept}.")
        return self._open(number)

    def _open(self, number: int) -> SnapshotView:
        return SnapshotView(number, self.folder(number), self.rows, self.settings.collection.base_iri)

    def kept(self) -> list[int]:
        """The numbers of the snapshots on disk, up to the current one, but for those that were being removed."""
        current = self.current_number()
        gone = set(self.leftovers(current))
        found = (each for each in (self.path / _SNAPSHOTS).iterdir() if each.name.isdigit())
        return sorted(int(each.name) for each in found if each not in gone)

    def folder(self, number: int) -> Path:
        """Where a snapshot is."""
        return self.path / _SNAPSHOTS / _folder_name(number)

    def curation(self) -> Curation:
        """What ``entities.yaml`` says now. Raises CurationError."""
        return curation_module.load(self.path / curation_module.FILE_NAME)

    @contextmanager
    def writer(
        self,
        curation: Curation | None = None,
        *,
        check: Check | None = None,
        dry_run: bool = False,
        not_before: str = "",
    ) -> Iterator[Batch]:
        """A batch that is committed whole when the block ends, and not at all when it raises.

        ``curation`` is what ``entities.yaml`` says, for who can make records again as it demands; without it what
        was decided before still holds. ``check`` is asked about entity graphs, see :meth:`Batch.finish`. With
        ``dry_run`` everything is done but the commit; the commit's time is ``not_before`` or later. Raises
        CollectionLocked while another process writes.
        """
        if curation is None:
            curation = Curation.from_json(self.rows.curation(self.current_number()))
        with self.commit(curation, not_before=not_before) as commit:
            batch = Batch(commit.rows, commit.store, self.settings.collection.base_iri, curation)
            yield batch
            if batch.changed:
                batch.finish(check)
            if batch.changed and not dry_run:
                commit.complete({name: batch.counts[name] for name in sorted(batch.counts)})

    @contextmanager
    def commit(self, curation: Curation, *, base: int | None = None, not_before: str = "") -> Iterator[Commit]:
        """The next snapshot in the making, from the quads of the current one, or of ``base``."""
        with files.locked(self.path / "lock", rfc3339(datetime.now(UTC))):
            number = self.current_number()
            for folder in self.leftovers(number):
                files.remove_tree(folder)
            last, _ = self.rows.snapshot(number)
            now = max(rfc3339(datetime.now(UTC)), _next_second(last), not_before)
            commit = None
            try:
                with writing(self.path / CATALOGUE, number, now, curation.to_json()) as rows:
                    commit = Commit(self, rows, number if base is None else base)
                    yield commit
                    commit.must_be_complete()
                files.switch(self.path / _CURRENT, Path(_SNAPSHOTS) / _folder_name(rows.number))
                shutil.rmtree(self.path / INCOMING, ignore_errors=True)
            except _Nothing:
                pass
            except OSError as error:
                raise CollectionError(
                    f"{self.path} cannot be written: {error.strerror or error}; nothing was changed."
                ) from error
            finally:
                if commit is not None and self.current_number() == number:
                    commit.drop()
            self._prune(self.current_number())

    def current_number(self) -> int:
        """The number of the current snapshot."""
        try:
            return int(os.readlink(self._link).rpartition("/")[2])  # noqa: PTH115 - asked at every request: 10 us less
        except (OSError, ValueError) as error:
            raise CollectionDamaged(f"{self.path / _CURRENT} does not name a snapshot: {error}.") from error

    def leftovers(self, current: int) -> list[Path]:
        """Snapshots above the current one were never finished, and one below it without a manifest was being removed.

        The current one is never among them: without a manifest it is damaged, and repaired from the pages.
        """
        found = [each for each in (self.path / _SNAPSHOTS).iterdir() if each.name.isdigit()]
        below = [each for each in found if int(each.name) < current and not (each / files.MANIFEST).exists()]
        return [each for each in found if int(each.name) > current] + below

    def _prune(self, current: int) -> None:
        """Keeps the newest snapshots, and dumps of the last; readers of an older one keep their open files."""
        for number in self.kept()[: -max(1, self.settings.collection.keep_snapshots)]:
            if number != current:
                files.remove_tree(self.folder(number))
        self.dumps.keep_only(current)


class _Nothing(Exception):
    """There is nothing to commit."""


class Commit:
    """The next snapshot in the making: rows in the catalogue, quads in a store of its own."""

    def __init__(self, collection: Collection, rows: CatalogueWriter, base: int) -> None:
        self.rows = rows
        self.manifest: dict[str, Any] | None = None
        self._parent: Path | None = collection.folder(base)
        self._folder = collection.folder(rows.number)
        self._writer: LocalWriter | None = None

    def store(self) -> LocalWriter:
        """The store of the new snapshot: a checkpoint, made when it is first asked for."""
        if self._writer is None:
            assert self._parent is not None  # noqa: S101 - only a fresh store has none
            manifest = files.read_manifest(self._parent)
            self._folder.mkdir()
            LocalStore(self._parent / "quads").copy_to(self._folder / "quads")
            self._writer = LocalWriter(self._folder / "quads", manifest["quads"])
        return self._writer

    def fresh_store(self) -> LocalWriter:
        """An empty store for the new snapshot, where the parent's is not to be built upon."""
        self._folder.mkdir()
        self._writer, self._parent = LocalWriter(self._folder / "quads"), None
        return self._writer

    def complete(self, summary: dict[str, int]) -> None:
        """Everything of the snapshot on disk, not yet current."""
        store = self.store()
        store.close()
        rows = self.rows
        manifest = {
            "number": rows.number,
            "parent": rows.number - 1,
            "time": rows.now,
            "quads": store.quads,
            **summary,
            "files": files.digests(self._folder, self._parent),
        }
        files.write_manifest(self._folder, manifest)
        files.sync_tree(self._folder)
        self.manifest = manifest

    def must_be_complete(self) -> None:
        """Raises, so that the rows are forgotten, where there was nothing to commit."""
        if self.manifest is None:
            raise _Nothing

    def drop(self) -> None:
        """Nothing of the snapshot remains."""
        if self._writer is not None:
            self._writer.abandon()
        if self._folder.exists():
            shutil.rmtree(self._folder, ignore_errors=True)


def rfc3339(moment: datetime) -> str:
    """A time in UTC, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _folder_name(number: int) -> str:
    return f"{number:06d}"


def _next_second(time: str) -> str:
    """Commit times rise even where the clock goes back."""
    return rfc3339(datetime.fromtimestamp(datetime.fromisoformat(time).timestamp() + 1, UTC))
