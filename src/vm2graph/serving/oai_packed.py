"""Responses in two forms: as they are, and as gzip of which the records were packed once, for an earlier harvester.

Deflate (RFC 1951) is a row of blocks, and gzip (RFC 1952) puts a head before them and a checksum behind. Blocks that
end on a byte and refer to nothing before them can stand in any such row. So the records of a page are packed
once, and each response has them between what is its own: the date, the request and the token.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from isal import isal_zlib

_NUMBERS = struct.Struct(">3I")  # records, and CRC-32 and length of them as they are
_CHECK = struct.Struct(">I")  # CRC-32 of those numbers and what follows
_HEAD = b"\x1f\x8b\x08" + bytes(6) + b"\xff"  # RFC 1952 section 2.3: deflate, no name, no time, of no system
_LEVEL = 6
_QUICK = 2  # of ISA-L, for what is packed for one response alone


@dataclass(frozen=True, slots=True)
class Packed:
    """The records of a page as whole blocks of deflate."""

    records: int
    crc: int
    length: int
    blocks: bytes

    @classmethod
    def of(cls, records: Sequence[bytes]) -> Packed:
        """Packs the elements of records."""
        data = b"".join(records)
        return cls(len(records), isal_zlib.crc32(data), len(data), _deflated(data, _LEVEL))

    def __len__(self) -> int:
        return self.records

    @classmethod
    def read(cls, kept: bytes) -> Packed | None:
        """What :meth:`kept` gave; None where it is damaged."""
        check, rest = kept[: _CHECK.size], kept[_CHECK.size :]
        if len(rest) < _NUMBERS.size or _CHECK.pack(isal_zlib.crc32(rest)) != check:
            return None
        records, crc, length = _NUMBERS.unpack_from(rest)
        return cls(records, crc, length, rest[_NUMBERS.size :])

    def kept(self) -> bytes:
        """The same as bytes that show any damage."""
        rest = _NUMBERS.pack(self.records, self.crc, self.length) + self.blocks
        return _CHECK.pack(isal_zlib.crc32(rest)) + rest

    def plain(self) -> bytes:
        """The elements, one after the other."""
        return isal_zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.blocks)


@dataclass(frozen=True, slots=True)
class Written:
    """A response: what precedes its records, the records, and what follows them."""

    before: bytes
    records: Sequence[bytes] | Packed
    after: bytes

    def plain(self) -> bytes:
        """As it is."""
        records = [self.records.plain()] if isinstance(self.records, Packed) else self.records
        return b"".join((self.before, *records, self.after))

    def gzip(self) -> bytes:
        """One member of gzip."""
        if not isinstance(self.records, Packed):
            data = self.plain()
            packed = isal_zlib.compress(data, _QUICK, -zlib.MAX_WBITS)
            return _HEAD + packed + struct.pack("<2I", isal_zlib.crc32(data), len(data) & 0xFFFFFFFF)
        crc = isal_zlib.crc32_combine(isal_zlib.crc32(self.before), self.records.crc, self.records.length)
        crc = isal_zlib.crc32_combine(crc, isal_zlib.crc32(self.after), len(self.after))
        length = len(self.before) + self.records.length + len(self.after)
        parts = (_HEAD, _deflated(self.before), self.records.blocks, _deflated(self.after, last=True))
        return b"".join(parts) + struct.pack("<2I", crc, length & 0xFFFFFFFF)


def _deflated(data: bytes, level: int = 1, *, last: bool = False) -> bytes:
    """Whole blocks that end on a byte."""
    maker: Any = zlib if level == _LEVEL else isal_zlib  # which is made sooner, and packs less
    packing = maker.compressobj(level, wbits=-zlib.MAX_WBITS)
    return bytes(packing.compress(data) + packing.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH))
