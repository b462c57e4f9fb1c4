"""The pages a user names: files, folders, patterns, archives, JSON Lines and addresses of the web, one at a time.

A file is a page, and its source id is its name; ``-`` is standard input. A page of the web has the address that
answered as its id: what redirects to a page is not another source, and links are relative to it. Of a folder,
every page below it is taken in the order of their paths, which are their ids; a pattern such as
``site/**/*.html`` takes what it matches, with ids relative to its fixed part. A ``.zip`` or ``.tar.gz`` is read
like a folder, and a ``.jsonl`` file has an object a line: ``{"id": ..., "text": ...}`` or ``"html"``. At most one
page is held at any time, and nothing is unpacked to disk.

A curator's notes come with their page: ``report.notes.yaml`` beside ``report.txt`` (or ``report.txt.notes.yaml``), in
a folder or an archive; in JSON Lines as ``"notes"``.
"""

from __future__ import annotations

import glob
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from vm2graph import containers
from vm2graph.containers import LINES, NOTES_CAP, TARS, ZIPS, Given, Unread, capped, is_page, notes_names, writable
from vm2graph.errors import ReadError
from vm2graph.fetching import Web, is_address
from vm2graph.model import PageBytes

__all__ = ["PAGE_CAP", "STDIN", "Given", "Unread", "count", "is_several", "pages", "read"]

PAGE_CAP = 64 * 1024 * 1024  # bytes; a page of a report is a few kilobytes
STDIN = "-"
_WEB = Web()


def pages(names: Iterable[str | Path], cap: int = PAGE_CAP, web: Web = _WEB) -> Iterator[Given]:
    """The pages of all inputs, in the order given; what cannot be read is told in its place."""
    for name in names:
        if name == STDIN:
            yield _one("stdin", lambda: PageBytes("stdin", capped(sys.stdin.buffer, "Standard input", cap)))
        elif is_address(str(name)):
            yield _one(str(name), lambda name=str(name): web.fetch(name))  # type: ignore[misc]  # read at once
        else:
            yield from _pages(Path(name), cap)


def count(names: Iterable[str | Path]) -> int:
    """How many :func:`pages` will give, without reading them."""
    return sum(1 if name == STDIN or is_address(str(name)) else _count(Path(name)) for name in names)


def is_several(name: str | Path) -> bool:
    """Whether an input stands for any number of pages: a folder, a pattern, an archive, JSON Lines."""
    if name == STDIN or is_address(str(name)):
        return False
    path = Path(name)
    return (
        path.is_dir()
        or path.name.lower().endswith((*ZIPS, *TARS, *LINES))
        or (glob.has_magic(str(path)) and not path.exists())
    )


def _one(source_id: str, read_it: Callable[[], PageBytes]) -> Given:
    try:
        return read_it()
    except ReadError as error:
        return Unread(source_id, error)


def read(path: Path, cap: int = PAGE_CAP) -> bytes:
    """The bytes of one file. Raises ReadError in one sentence."""
    try:
        if path.is_dir():
            raise ReadError(f"{path} is a folder; name the pages in it.", "unreadable_file")
        with path.open("rb") as handle:
            return capped(handle, str(path), cap)
    except FileNotFoundError as error:
        raise ReadError(f"{path} does not exist; check the name.", "missing_file") from error
    except OSError as error:
        raise ReadError(f"{path} cannot be read: {error.strerror or error}.", "unreadable_file") from error


def _pages(path: Path, cap: int) -> Iterator[Given]:
    if path.is_dir():
        yield from _files(((_within(found, path), found) for found in _walk(path)), cap)
    elif not path.exists() and glob.has_magic(str(path)):
        yield from _matched(path, cap)
    elif (contained := containers.given_by(path, cap)) is not None:
        yield from contained
    else:
        yield from _files([(path.name, path)], cap)


def _count(path: Path) -> int:
    try:
        if path.is_dir():
            return sum(1 for _ in _walk(path))
        if not path.exists() and glob.has_magic(str(path)):
            return max(1, sum(1 for _ in _matches(path)))
    except OSError:
        return 1  # told when it is read
    contained = containers.count(path)
    return 1 if contained is None else contained


# ---------------------------------------------------------------- files and folders


def _files(found: Iterable[tuple[str, Path]], cap: int) -> Iterator[Given]:
    for source_id, path in found:
        if not writable(source_id):
            told = f"The name {source_id!r} is not in the encoding of this system; rename the file."
            yield Unread(repr(source_id), ReadError(told, "unreadable_file"))
            continue
        try:
            yield _with_notes(PageBytes(source_id, read(path, cap)), path)
        except ReadError as error:
            yield Unread(source_id, error)


def _with_notes(page: PageBytes, path: Path) -> PageBytes:
    """The page of a file with the notes beside it, if any."""
    for beside in (path.with_name(name) for name in notes_names(path.name)):
        if beside.is_file():
            return replace(page, notes=read(beside, NOTES_CAP), notes_name=str(beside))
    return page


def _walk(folder: Path) -> Iterator[Path]:
    """The pages below a folder, by path; one listing at a time is held. Links are followed to files only."""
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(entry)
        elif is_page(entry.name):
            yield entry


def _matched(pattern: Path, cap: int) -> Iterator[Given]:
    found, fixed = False, _fixed(pattern)
    for path in _matches(pattern):
        found = True
        yield from _files([(_within(path, fixed), path)], cap)
    if not found:
        yield Unread(str(pattern), ReadError(f"No file matches {pattern}; check the pattern.", "missing_file"))


def _matches(pattern: Path) -> Iterator[Path]:
    return (Path(each) for each in sorted(glob.glob(str(pattern), recursive=True)) if Path(each).is_file())  # noqa: PTH207 - the pattern may be absolute


def _fixed(pattern: Path) -> Path:
    """The folders of a pattern before its first wildcard."""
    parts: list[str] = []
    for part in pattern.parts[:-1]:
        if glob.has_magic(part):
            break
        parts.append(part)
    return Path(*parts)


def _within(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
