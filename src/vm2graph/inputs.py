"""The pages a user names: files, folders, patterns, archives, JSON Lines and addresses of the web, one at a time.

A file is a page, and its source id is its name; ``-`` is standard input. A page of the web has the address that
answered as its id: what redirects to a page is not another source, and links are relative to it. Of a folder,
every page below it is taken in the order of their paths, which are their ids; a pattern such as
``site/**/*.html`` takes what it matches, with ids relative to its fixed part. A ``.zip`` or ``.tar.gz`` is read
like a folder, and a ``.jsonl`` file has an object a line: ``{"id": ..., "text": ...}`` or ``"html"``. At most one
page is held at any time, and nothing is unpacked to disk.
"""

from __future__ import annotations

import glob
import gzip
import json
import os
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from vm2graph.errors import ReadError
from vm2graph.fetching import Web, is_address
from vm2graph.model import PageBytes

PAGE_CAP = 64 * 1024 * 1024  # bytes; a page of a report is a few kilobytes
_PORTION = 65_536  # bytes; some readers reserve at once whatever they are asked for
_PAGES = ("", ".txt", ".text", ".htm", ".html", ".xhtml", ".md")
_TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
STDIN = "-"
_WEB = Web()


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that could not be read: an outcome like any other."""

    source_id: str
    error: ReadError


Given = PageBytes | Unread
_Opened = Callable[[], IO[bytes] | None]


def pages(names: Iterable[str | Path], cap: int = PAGE_CAP, web: Web = _WEB) -> Iterator[Given]:
    """The pages of all inputs, in the order given; what cannot be read is told in its place."""
    for name in names:
        if name == STDIN:
            yield _one("stdin", lambda: PageBytes("stdin", _capped(sys.stdin.buffer, "Standard input", cap)))
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
        or path.name.lower().endswith((".zip", *_TARS, *_LINES))
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
            return _capped(handle, str(path), cap)
    except FileNotFoundError as error:
        raise ReadError(f"{path} does not exist; check the name.", "missing_file") from error
    except OSError as error:
        raise ReadError(f"{path} cannot be read: {error.strerror or error}.", "unreadable_file") from error


def _pages(path: Path, cap: int) -> Iterator[Given]:
    name = path.name.lower()
    if path.is_dir():
        yield from _files(((_within(found, path), found) for found in _walk(path)), cap)
    elif not path.exists() and glob.has_magic(str(path)):
        yield from _matched(path, cap)
    elif name.endswith(".zip"):
        yield from _told(path, _zipped(path, cap))
    elif name.endswith(_TARS):
        yield from _told(path, _tarred(path, cap))
    elif name.endswith(_LINES):
        yield from _told(path, _lines(path, cap))
    else:
        yield from _files([(path.name, path)], cap)


def _count(path: Path) -> int:
    name = path.name.lower()
    try:
        if path.is_dir():
            return sum(1 for _ in _walk(path))
        if not path.exists() and glob.has_magic(str(path)):
            return max(1, sum(1 for _ in _matches(path)))
        if name.endswith(".zip"):
            with zipfile.ZipFile(path) as archive:
                return sum(1 for member in archive.infolist() if not member.is_dir() and _is_page(member.filename))
        if name.endswith(_TARS):
            with tarfile.open(path, "r|*") as archive:
                return sum(1 for member in _members(archive) if _is_page(member.name))
        if name.endswith(_LINES):
            with _open_lines(path) as handle:
                return sum(1 for line in handle if line.strip())
    except (OSError, EOFError, zlib.error, tarfile.TarError, zipfile.BadZipFile):
        pass  # told when it is read
    return 1


# ---------------------------------------------------------------- files and folders


def _files(found: Iterable[tuple[str, Path]], cap: int) -> Iterator[Given]:
    for source_id, path in found:
        if not _writable(source_id):
            told = f"The name {source_id!r} is not in the encoding of this system; rename the file."
            yield Unread(repr(source_id), ReadError(told, "unreadable_file"))
            continue
        try:
            yield PageBytes(source_id, read(path, cap))
        except ReadError as error:
            yield Unread(source_id, error)


def _writable(source_id: str) -> bool:
    """Whether a name can be written as UTF-8, as everything of a record is."""
    try:
        source_id.encode()
    except UnicodeEncodeError:
        return False
    return True


def _walk(folder: Path) -> Iterator[Path]:
    """The pages below a folder, by path; one listing at a time is held. Links are followed to files only."""
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(entry)
        elif _is_page(entry.name):
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


def _is_page(name: str) -> bool:
    """Whether a file of a folder or archive is a page: by its suffix, and not hidden."""
    parts = PurePosixPath(name)
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts.parts)
    return not hidden and parts.suffix.lower() in _PAGES and not name.endswith("~")


# ---------------------------------------------------------------- archives


def _told(path: Path, given: Iterator[Given]) -> Iterator[Given]:
    """What is given, until the container cannot be read any further."""
    try:
        yield from given
    except FileNotFoundError:
        yield Unread(path.name, ReadError(f"{path} does not exist; check the name.", "missing_file"))
    except (OSError, EOFError, RuntimeError, zlib.error, tarfile.TarError, zipfile.BadZipFile) as error:
        yield Unread(path.name, ReadError(f"{path} is damaged or no archive: {error}.", "unreadable_file"))


def _zipped(path: Path, cap: int) -> Iterator[Given]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.is_dir() or not _is_page(member.filename):
                continue
            if member.flag_bits & 1:
                error = ReadError(f"{member.filename} in {path} is encrypted; unpack it first.", "unreadable_file")
                yield Unread(member.filename, error)
                continue

            def opened(member: zipfile.ZipInfo = member) -> IO[bytes]:
                return archive.open(member)

            yield _member(path, member.filename, opened, cap)


def _tarred(path: Path, cap: int) -> Iterator[Given]:
    with tarfile.open(path, "r|*") as archive:
        for member in _members(archive):
            if _is_page(member.name):

                def opened(member: tarfile.TarInfo = member) -> IO[bytes] | None:
                    return archive.extractfile(member)

                yield _member(path, member.name.removeprefix("./"), opened, cap)


def _members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for member in archive:
        if member.isfile():
            yield member
        archive.members.clear()  # type: ignore[attr-defined]  # it would keep them all


def _member(path: Path, name: str, opened: _Opened, cap: int) -> Given:
    if name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts:
        return Unread(name, ReadError(f"{name} in {path} leads out of the archive; it is left out.", "unreadable_file"))
    try:
        with opened() or open(os.devnull, "rb") as handle:  # noqa: PTH123 - a regular member always has bytes
            return PageBytes(name, _capped(handle, f"{name} in {path}", cap))
    except ReadError as error:
        return Unread(name, error)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error) as error:
        return Unread(name, ReadError(f"{name} in {path} cannot be read: {error}.", "unreadable_file"))


def _capped(handle: IO[bytes], name: str, cap: int) -> bytes:
    """All bytes, but never more than the cap, whatever the container says of the size."""
    parts, size = [], 0
    while part := handle.read(_PORTION):
        parts.append(part)
        size += len(part)
        if size > cap:
            raise ReadError(f"{name} is larger than {cap // 1024**2 or 1} MB; that is no page.", "too_large")
    return b"".join(parts)


# ---------------------------------------------------------------- JSON Lines


def _open_lines(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _lines(path: Path, cap: int) -> Iterator[Given]:
    with _open_lines(path) as handle:
        number = 0
        while line := handle.readline(cap + 1):
            number += 1
            if len(line) > cap and not line.endswith(b"\n"):
                while (rest := handle.readline(cap + 1)) and not rest.endswith(b"\n"):
                    pass
                yield Unread(f"{path.name}#{number}", ReadError(f"Line {number} of {path} is too long.", "too_large"))
            elif line.strip():
                yield _line(path, number, line)


def _line(path: Path, number: int, line: bytes) -> Given:
    try:
        said = json.loads(line)
        named = (said.get(key) for key in ("id", "source_id", "url"))
        source_id = next((name for name in named if isinstance(name, str) and _writable(name)), f"{path.name}#{number}")
        for key, media_type in (("text", "text/plain"), ("html", "text/html"), ("content", said.get("media_type"))):
            if isinstance(said.get(key), str):
                return PageBytes(source_id, said[key].encode(), media_type)
    except (ValueError, AttributeError) as error:
        told = f"Line {number} of {path} is not a JSON object: {error}."
        return Unread(f"{path.name}#{number}", ReadError(told, "unreadable_file"))
    return Unread(source_id, ReadError(f'Line {number} of {path} has no "text" or "html".', "unreadable_file"))
