"""The graph of a record or an entity as text, without asking the store.

A document shows a record's graph and those of the entities that it names: some seventy quads, each of which the
store finds and puts together from six tables. As sorted N-Triples, compressed, a record's graph is one row of
the catalogue. It hangs on the content that it is of, so it comes, stays and goes with that, and its digest stands
there. An entity's graph needs no copy: where a wording has the digest of what is shown, that is what is shown.
"""

from __future__ import annotations

import zstandard

from vm2graph.errors import CollectionDamaged
from vm2graph.names import Iris
from vm2graph.storing.catalogue import Catalogue
from vm2graph.storing.local import LocalStore
from vm2graph.storing.merging import ntriples
from vm2graph.storing.schema import LIVE

_RECORD = f"""SELECT g.triples FROM record r LEFT JOIN graph g ON g.content = r.content
  WHERE r.slug = :slug AND {LIVE.format("r")}"""
_ENTITY = f"""SELECT w.triples FROM entity e JOIN shown s ON s.entity = e.id AND {LIVE.format("s")}
  LEFT JOIN wording w ON w.entity = e.id AND lower(hex(w.digest)) = substr(s.digest, 1, 32)
  WHERE e.type = :type AND e.slug = :slug"""


class GraphTexts:
    """The graphs of one snapshot, as sorted N-Triples lines: what their digests are of."""

    def __init__(self, rows: Catalogue, number: int, store: LocalStore, iris: Iris) -> None:
        self._rows, self._n, self._store, self._iris = rows, number, store, iris
        # a catalogue of an earlier version has no such table until it is written to
        self._kept = bool(rows.rows("SELECT 1 FROM sqlite_master WHERE name = 'graph'"))

    def of(self, type_: str, slug: str) -> str:
        """The graph of a live record (``publication``) or of an entity; empty where there is none."""
        text = self.kept(slug) if type_ == "publication" else self._wording(type_, slug)
        return self._stored(type_, slug) if text is None else text

    def kept(self, slug: str) -> str | None:
        """What is kept of a live record's graph; None where nothing is."""
        found = self._rows.rows(_RECORD, slug=slug, n=self._n) if self._kept else []
        if not found or found[0][0] is None:
            return None
        try:
            return unpacked(found[0][0])
        except (zstandard.ZstdError, UnicodeDecodeError, TypeError) as error:
            raise CollectionDamaged(f"What is kept of the graph of {slug} cannot be read: {error}.") from error

    def _wording(self, type_: str, slug: str) -> str | None:
        found = self._rows.rows(_ENTITY, type=type_, slug=slug, n=self._n)
        return found[0][0] if found else None

    def _stored(self, type_: str, slug: str) -> str:
        return ntriples(self._store.graph(self._iris.document(type_, slug)))


def packed(quads: bytes, graph: str) -> bytes | None:
    """The triples of one graph among N-Quads lines, to be kept; None where there are none."""
    end = f" <{graph}> .\n".encode()
    own = quads[: quads.rfind(end) + len(end)] if end in quads else b""
    if own.count(end) != own.count(b"\n"):  # other graphs stand before or between; as a rule they come after
        own = b"".join(line + b"\n" for line in own.split(b"\n") if line.endswith(end[:-1]))
    if not own:
        return None
    text = own.replace(end, b" .\n")
    return zstandard.ZstdCompressor(level=3, write_checksum=True).compress(text)


def unpacked(kept: bytes) -> str:
    """The triples again. Raises ZstdError or UnicodeDecodeError."""
    return zstandard.ZstdDecompressor().decompress(kept).decode()
