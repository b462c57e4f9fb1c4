"""Any number of invented pages of research reports, each a pure function of its number and a seed.

    python benchmarks/corpus.py 10000 -o pages.jsonl     # or .zip, .tar.gz, or a folder

:func:`page` gives a page and :func:`truth` what it says. Authors recur as they do in real lists, a few often and
many once, and their number grows with that of the pages. About 10 % is HTML, 5 % English, 1 % poor (something is
missing), 0.5 % no publication at all, and 0.5 % not plain UTF-8. Titles are all different up to a million.

The bytes are the same in every process and on every Python: chance is ``Random.random`` with a string for a seed,
and arithmetic is that of integers, ``*`` and ``sqrt``. Memory does not grow with the number of pages, save for a
zip file, which keeps its table of contents to the end.
"""

from __future__ import annotations

import argparse
import codecs
import gzip
import io
import json
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.invented.content import LACKS, Truth, about, content
from benchmarks.invented.layout import as_html, as_text
from benchmarks.invented.people import Dice
from benchmarks.invented.prose import OTHERS
from benchmarks.invented.tongues import DUTCH, ENGLISH

__all__ = ["Truth", "page", "pages", "truth", "write"]

_REFUSED, _POOR, _HTML, _ENGLISH, _ODD = 0.005, 0.01, 0.10, 0.05, 0.005


class _Made(NamedTuple):
    """A page before it is bytes."""

    source_id: str
    text: str
    encoding: str
    mark: bytes
    truth: Truth

    def data(self) -> bytes:
        # only HTML may hold what its encoding has not
        return self.mark + self.text.encode(self.encoding, "xmlcharrefreplace")


def page(number: int, seed: int = 0) -> tuple[str, bytes]:
    """The source id and the bytes of a page."""
    made = _make(number, seed)
    return made.source_id, made.data()


def truth(number: int, seed: int = 0) -> Truth:
    """What a reader should find on a page."""
    return _make(number, seed).truth


def pages(count: int, start: int = 0, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """``count`` pages from number ``start`` on, one at a time."""
    return (page(number, seed) for number in range(start, start + count))


def _make(number: int, seed: int) -> _Made:
    if number < 0:
        raise ValueError(f"pages are numbered from 0, not from {number}")
    dice = Dice(number, seed)
    fate, odd, html = dice.random(), dice.often(_ODD), dice.often(_HTML)
    tongue = ENGLISH if dice.often(_ENGLISH) else DUTCH
    if fate < _REFUSED:
        html, said = False, Truth("refused", None)
        text = about(number, seed, dice, DUTCH)[0].fill(dice.pick(OTHERS))
    else:
        lacks = dice.pick(LACKS) if fate < _REFUSED + _POOR else ""
        what = content(number, seed, dice, tongue, lacks)
        text = as_html(what, dice, "windows-1252" if odd else "utf-8") if html else as_text(what, dice)
        said = what.truth
    encoding, mark = _odd_encoding(text, dice, html=html) if odd else ("utf-8", b"")
    folder = number // 100
    source_id = f"{folder >> 8 & 255:02x}/{folder & 255:02x}/page-{number:07d}.{'html' if html else 'txt'}"
    return _Made(source_id, text, encoding, mark, said)


def _odd_encoding(text: str, dice: Dice, *, html: bool) -> tuple[str, bytes]:
    """An encoding that is not plain UTF-8, and its byte order mark."""
    if html or (dice.often(0.5) and text == text.encode("cp1252", "ignore").decode("cp1252")):
        return "cp1252", b""
    return dice.pick(
        (("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE), ("utf-8", codecs.BOM_UTF8))
    )


# ---------------------------------------------------------------- containers


def write(target: Path, count: int, start: int = 0, seed: int = 0) -> None:
    """Writes pages to a file of JSON Lines, a zip file, a compressed tar file, or a folder: the suffix says which."""
    if target.name.endswith(".jsonl"):
        _write_lines(target, count, start, seed)
    elif target.name.endswith(".zip"):
        _write_zip(target, pages(count, start, seed))
    elif target.name.endswith((".tar.gz", ".tgz")):
        _write_tar(target, pages(count, start, seed))
    elif target.suffix:
        raise ValueError(f"{target.name} is neither .jsonl, .zip, .tar.gz nor a folder")
    else:
        for name, data in pages(count, start, seed):
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def _write_lines(target: Path, count: int, start: int, seed: int) -> None:
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for number in range(start, start + count):
            made = _make(number, seed)
            kind = "html" if made.source_id.endswith(".html") else "text"
            file.write(json.dumps({"id": made.source_id, kind: made.text}, ensure_ascii=False) + "\n")


def _write_zip(target: Path, made: Iterator[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in made:
            entry = zipfile.ZipInfo(name)  # of 1980, whenever it is written
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, compresslevel=1)


def _write_tar(target: Path, made: Iterator[tuple[str, bytes]]) -> None:
    with (
        target.open("wb") as file,
        gzip.GzipFile("", "wb", compresslevel=1, fileobj=file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, data in made:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
            archive.getmembers().clear()  # the list itself, else every entry is kept


def main(arguments: list[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Writes invented pages of research reports.")
    parser.add_argument("count", type=int, help="how many pages")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, help="FILE.jsonl, FILE.zip, FILE.tar.gz or a folder"
    )
    parser.add_argument("--start", type=int, default=0, help="the number of the first page")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other pages")
    given = parser.parse_args(arguments)
    try:
        write(given.output, given.count, given.start, given.seed)
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
