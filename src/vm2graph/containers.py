"""Files that hold many pages: archives and JSON Lines, read as a stream and never unpacked to disk."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, TypeVar, cast

from vm2graph.errors import ReadError
from vm2graph.model import PageBytes

ZIPS = (".zip",)
TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_PAGES = ("", ".txt", ".text", ".htm", ".html", ".xhtml", ".md")
NOTES_SUFFIX = ".notes.yaml"
NOTES_CAP = 1024 * 1024  # bytes
_NOTES_TOGETHER = 256 * NOTES_CAP  # of an archive that is read from front to back: they are held in memory
_PORTION = 65_536  # bytes; some readers reserve at once whatever they are asked for


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that could not be read: an outcome like any other."""

    source_id: str
    error: ReadError


Given = PageBytes | Unread
_DAMAGED = (RuntimeError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)
"""What reading a member raises where its bytes are wrong, or its compression is none that Python has."""
_Opened = Callable[[], IO[bytes] | None]
T = TypeVar("T")


def given_by(path: Path, cap: int) -> Iterator[Given] | None:
    """The pages in a file that holds many; None where it is no such file."""
    name = path.name.lower()
    for suffixes, opened in ((ZIPS, _zipped), (TARS, _tarred), (LINES, _lines)):
        if name.endswith(suffixes):
            return _told(path, opened(path, cap))
    return None


def count(path: Path) -> int | None:
    """How many pages a file holds that holds many, without reading them; None where it is no such file."""
    name = path.name.lower()
    try:
        if name.endswith(ZIPS):
            with zipfile.ZipFile(path) as archive:
                return sum(1 for member in archive.infolist() if not member.is_dir() and is_page(member.filename))
        if name.endswith(TARS):
            with tarfile.open(path, "r|*") as archive:
                return sum(1 for member in _members(archive) if is_page(member.name))
        if name.endswith(LINES):
            with _open_lines(path) as handle:
                return _count_lines(handle)
    except (OSError, EOFError, tarfile.TarError, *_DAMAGED):
        return 1  # told when it is read
    return None


def is_page(name: str) -> bool:
    """Whether a file of a folder or archive is a page: by its suffix, and not hidden."""
    parts = PurePosixPath(name)
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts.parts)
    return not hidden and parts.suffix.lower() in _PAGES and not name.endswith("~")


def notes_names(page: str) -> tuple[str, str]:
    """How the notes on a page of that name may be called: for this file alone, or for the page in any form."""
    return f"{page}{NOTES_SUFFIX}", f"{page.removesuffix(PurePosixPath(page).suffix)}{NOTES_SUFFIX}"


def writable(source_id: str) -> bool:
    """Whether a name can be written as UTF-8, as everything of a record is."""
    try:
        source_id.encode()
    except UnicodeEncodeError:
        return False
    return True


# ---------------------------------------------------------------- archives


def _told(path: Path, given: Iterator[Given]) -> Iterator[Given]:
    """What is given, until the container cannot be read any further."""
    try:
        yield from given
    except FileNotFoundError:
        yield Unread(path.name, ReadError(f"{path} does not exist; check the name.", "missing_file"))
    except (OSError, EOFError, tarfile.TarError, *_DAMAGED) as error:
        yield Unread(path.name, ReadError(f"{path} is damaged or no archive: {error}.", "unreadable_file"))


def _zipped(path: Path, cap: int) -> Iterator[Given]:
    with zipfile.ZipFile(path) as archive:
        noted = {name: name for name in archive.namelist() if name.lower().endswith(NOTES_SUFFIX)}
        for member in archive.infolist():
            if member.is_dir() or not is_page(member.filename):
                continue
            if member.flag_bits & 1:
                error = ReadError(f"{member.filename} in {path} is encrypted; unpack it first.", "unreadable_file")
                yield Unread(member.filename, error)
                continue

            def opened(member: zipfile.ZipInfo = member) -> IO[bytes]:
                return archive.open(member)

            yield _noted(path, _member(path, member.filename, opened, cap), noted, archive.open)


def _noted(path: Path, page: Given, noted: Mapping[str, T], opened: Callable[[T], IO[bytes]]) -> Given:
    """A page of an archive with the notes beside it."""
    if isinstance(page, Unread) or not noted:
        return page
    folder, slash, name = page.source_id.rpartition("/")
    for beside in (f"{folder}{slash}{each}" for each in notes_names(name)):
        if beside in noted:
            told = f"{beside} in {path}"
            try:
                with opened(noted[beside]) as handle:
                    return replace(page, notes=capped(handle, told, NOTES_CAP), notes_name=told)
            except ReadError as error:
                return Unread(page.source_id, error)
            except _DAMAGED as error:
                return Unread(page.source_id, ReadError(f"{told} cannot be read: {error}.", "unreadable_file"))
    return page


def _notes_of_tar(path: Path) -> dict[str, bytes]:
    """The notes in an archive that is read from front to back, where they may stand behind their pages."""
    found: dict[str, bytes] = {}
    size = 0
    with suppress(EOFError, tarfile.TarError, *_DAMAGED), tarfile.open(path, "r|*") as archive:  # told with its pages
        for member in _members(archive):
            if member.name.lower().endswith(NOTES_SUFFIX) and (handle := archive.extractfile(member)):
                notes = found[member.name.removeprefix("./")] = handle.read(NOTES_CAP + 1)
                if (size := size + len(notes)) > _NOTES_TOGETHER:
                    told = f"The notes in {path} are larger than {_NOTES_TOGETHER // 1024**2} MB together; unpack it."
                    raise ReadError(told, "too_large")
    return found


def _tarred(path: Path, cap: int) -> Iterator[Given]:
    try:
        noted = _notes_of_tar(path)
    except ReadError as error:
        yield Unread(path.name, error)
        return
    with tarfile.open(path, "r|*") as archive:
        for member in _members(archive):
            if is_page(member.name):

                def opened(member: tarfile.TarInfo = member) -> IO[bytes] | None:
                    return archive.extractfile(member)

                yield _noted(path, _member(path, member.name.removeprefix("./"), opened, cap), noted, io.BytesIO)


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
            return PageBytes(name, capped(handle, f"{name} in {path}", cap))
    except ReadError as error:
        return Unread(name, error)
    except _DAMAGED as error:
        return Unread(name, ReadError(f"{name} in {path} cannot be read: {error}.", "unreadable_file"))


def capped(handle: IO[bytes], name: str, cap: int) -> bytes:
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


def _count_lines(handle: IO[bytes]) -> int:
    """The lines that are not empty; a line may be longer than the memory is large."""
    number, filled = 0, False
    while part := handle.readline(_PORTION):
        filled = filled or bool(part.strip())
        if part.endswith(b"\n"):
            number, filled = number + filled, False
    return number + filled


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
        source_id = next((name for name in named if isinstance(name, str) and writable(name)), f"{path.name}#{number}")
        for key, media_type in (("text", "text/plain"), ("html", "text/html"), ("content", said.get("media_type"))):
            if isinstance(said.get(key), str):
                page = PageBytes(source_id, said[key].encode(), media_type)
                if isinstance(said.get("notes"), str):
                    told = f"the notes in line {number} of {path}"
                    page = replace(page, notes=said["notes"].encode(), notes_name=told)
                return page
    except (ValueError, AttributeError, RecursionError) as error:
        told = f"Line {number} of {path} is not a JSON object: {error}."
        return Unread(f"{path.name}#{number}", ReadError(told, "unreadable_file"))
    return Unread(source_id, ReadError(f'Line {number} of {path} has no "text" or "html".', "unreadable_file"))
