"""The pages as received and the notes beside them, by the SHA-256 of their bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from vm2graph.errors import CollectionDamaged
from vm2graph.model import PageBytes


class Sources:
    """A folder of pages, two levels deep: ``ab/ab12...``. What is in it never changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where a page is kept."""
        return self.folder / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """The page as received. Raises CollectionDamaged when it is gone."""
        try:
            return self.path(sha256).read_bytes()
        except OSError as error:
            raise CollectionDamaged(f"The source {sha256} is not in {self.folder}: {error.strerror}.") from error

    def keep(self, sha256: str, data: bytes, *, durably: bool = True) -> None:
        """Keeps a page. Any number of processes may do so at once.

        Of thousands, waiting for each to be on disk takes longer than all else: keep those with
        ``durably=False`` and call :meth:`sync` once.
        """
        path = self.path(sha256)
        if path.exists():
            return
        path.parent.mkdir(exist_ok=True)
        fresh = path.with_name(f"{sha256}.{os.getpid()}.new")
        with fresh.open("wb") as handle:
            handle.write(data)
            if durably:
                handle.flush()
                os.fsync(handle.fileno())
        fresh.replace(path)

    def sync(self) -> None:
        """Waits until every page kept is on disk."""
        os.sync()

    def all(self) -> Iterator[Path]:
        """Every file below the folder."""
        for folder in sorted(self.folder.iterdir()):
            yield from sorted(folder.iterdir()) if folder.is_dir() else [folder]

    def remove(self, sha256: str) -> None:
        """The page goes, if it is there."""
        self.path(sha256).unlink(missing_ok=True)


def keep_page(sources: Sources, page: PageBytes, sha256: str, *, durably: bool = True) -> None:
    """Keeps a page and the notes beside it."""
    sources.keep(sha256, page.data, durably=durably)
    if page.notes is not None and page.notes_sha256 is not None:
        sources.keep(page.notes_sha256, page.notes, durably=durably)
