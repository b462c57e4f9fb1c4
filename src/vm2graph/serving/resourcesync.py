"""ResourceSync (ANSI/NISO Z39.99-2017): every record as Turtle, listed, with its changes, and packed for who wants all.

A resource dump is made as the other dumps are (:mod:`vm2graph.serving.dumps`): packages of Turtle files, each with its
manifest. Making one tells the SHA-256 and length of every file; the resource lists of that snapshot then have them too.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import IO

from vm2graph.serving import content, sitemaps
from vm2graph.serving.pages import Site, segment
from vm2graph.serving.program import program
from vm2graph.serving.responding import LinkTo
from vm2graph.serving.sitemaps import Entry
from vm2graph.storing import HarvestItem, Selection, Snapshot
from vm2graph.storing.dumps import DumpFile, DumpWriter
from vm2graph.storing.representations import Representations
from vm2graph.writing.formats import TURTLE

CHANGES, PER_PACKAGE = 10_000, 10_000  # records
RESOURCES = "resources"
"""The kind of the dump."""

_PART, _PAGE = 50_000, 500
_DIGESTS = "turtle-sha256"  # what is kept of a record: SHA-256 and length of its Turtle
_UNPACKED = 0o644 << 16  # a file that its owner may write, for whoever unpacks it
About = tuple[tuple[str, str], ...]


class ResourceSync:
    """Makes the lists; knows the site, and nothing of a request."""

    def __init__(
        self, site: Site, kept: Representations, parts: Callable[[Snapshot], Sequence[tuple[str, str]]]
    ) -> None:
        """``parts``: after which slug each file of a list begins, and the newest datestamp in it."""
        self._site, self._kept, self._parts = site, kept, parts
        self._base = site.iris.base
        self._up = f"{self._base}/resourcesync/capabilities.xml"

    def source_description(self, _snapshot: Snapshot) -> bytes:
        """Section 8."""
        return sitemaps.urlset(
            [Entry(self._up, about=(("capability", "capabilitylist"),))], (("capability", "description"),)
        )

    def capabilities(self, _snapshot: Snapshot, *, dumped: bool) -> bytes:
        """Section 9; ``dumped``: a resource dump can be had."""
        there = [("resources", "resourcelist"), ("changes", "changelist"), *([("dump", "resourcedump")] * dumped)]
        entries = [
            Entry(f"{self._base}/resourcesync/{name}.xml", about=(("capability", capability),))
            for name, capability in there
        ]
        return sitemaps.urlset(entries, (("capability", "capabilitylist"),), f"{self._base}/.well-known/resourcesync")

    def resource_index(self, snapshot: Snapshot) -> bytes:
        """Section 10, in several files."""
        parts = enumerate(self._parts(snapshot), 1)
        entries = (Entry(f"{self._base}/resourcesync/resources/{n}.xml", changed) for n, (_, changed) in parts)
        return sitemaps.index(entries, _at("resourcelist", snapshot), self._up)

    def resources(self, snapshot: Snapshot, number: int, *, dumped: bool) -> bytes | None:
        """One of those files; None where there is none of that number. ``dumped``: digests are known."""
        parts = self._parts(snapshot)
        if not 1 <= number <= len(parts):
            return None
        return sitemaps.urlset(
            self._listed(snapshot, parts[number - 1][0], dumped=dumped),
            _at("resourcelist", snapshot),
            f"{self._base}/resourcesync/resources.xml",
        )

    def _listed(self, snapshot: Snapshot, after: str, *, dumped: bool) -> Iterator[Entry]:
        for items in pages_of(snapshot, after, _PART):
            measures = {item.slug: _measure(item) for item in items} if dumped else {}
            known = self._kept.find(_DIGESTS, measures) if dumped else {}
            for item in items:
                yield _entry(self._site, item.slug, item.datestamp, _told(known.get(item.slug)))

    def changes(self, snapshot: Snapshot) -> bytes:
        """The last change of each of the records that changed last, oldest first: section 12."""
        found = list(reversed(snapshot.harvest.changes(None, CHANGES)))
        since = found[0].datestamp if found else snapshot.time
        about = (("capability", "changelist"), ("from", since), ("until", snapshot.time))
        entries = (
            _entry(self._site, one.slug, one.datestamp, (("change", one.what), ("datetime", one.datestamp)))
            for one in found
        )
        return sitemaps.urlset(entries, about, self._up)

    def dump(self, snapshot: Snapshot, files: Sequence[DumpFile]) -> bytes:
        """Section 11: where the packages are, each with its manifest."""
        entries = [
            Entry(
                f"{self._base}/resourcesync/dump/{file.name}",
                snapshot.time,
                (("hash", f"sha-256:{file.sha256}"), ("length", str(file.size)), ("type", "application/zip")),
                (("contents", f"{self._base}/resourcesync/dump/{file.name.removesuffix('.zip')}.xml"),),
            )
            for file in files
            if file.name.endswith(".zip")
        ]
        return sitemaps.urlset(entries, _at("resourcedump", snapshot), self._up)


def write_packages(site: Site, kept: Representations, snapshot: Snapshot, writer: DumpWriter) -> None:
    """``1.zip`` and so on, with their manifests as ``1.xml``; memory for the manifest of one."""
    after, number = "", 0
    while number == 0 or after:
        number += 1
        with writer.file(f"{number}.zip") as package:
            manifest, after = _write_package(site, kept, snapshot, after, package)
        with writer.file(f"{number}.xml") as file:
            file.write(manifest)


def _write_package(
    site: Site, kept: Representations, snapshot: Snapshot, after: str, package: IO[bytes]
) -> tuple[bytes, str]:
    """Gives the manifest, and the slug to go on after; empty at the end."""
    entries: list[Entry] = []
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as packed:
        for items in pages_of(snapshot, after, PER_PACKAGE):
            fresh: list[tuple[str, bytes, bytes]] = []
            for item in items:
                turtle = _turtle(site, snapshot, item.slug)
                digest = hashlib.sha256(turtle).hexdigest().encode() + f" {len(turtle)}".encode()
                path = f"resources/{segment(item.slug)}.ttl"
                packed.writestr(_member(path, item.datestamp), turtle)
                entries.append(_entry(site, item.slug, item.datestamp, (*_told(digest), ("path", f"/{path}"))))
                fresh.append((item.slug, _measure(item), digest))
                after = item.slug
            kept.keep(_DIGESTS, fresh)
        about = _at("resourcedump-manifest", snapshot)
        manifest = sitemaps.urlset(entries, about, f"{site.iris.base}/resourcesync/capabilities.xml")
        packed.writestr(_member("manifest.xml", snapshot.time), manifest)
    return manifest, after if len(entries) == PER_PACKAGE and snapshot.harvest.stamps(after, 1) else ""


def _turtle(site: Site, snapshot: Snapshot, slug: str) -> bytes:
    """The document about a record, as it is served."""
    assert TURTLE.of_lines is not None  # noqa: S101 - it is a format of one graph
    return TURTLE.of_lines(site.iris.thing("publication", slug), content.record_lines(site, snapshot, slug))


def pages_of(snapshot: Snapshot, after: str = "", most: int | None = None) -> Iterator[list[HarvestItem]]:
    """Live records by slug, some at a time; ``most`` in all, where it is given."""
    left = most
    while left != 0 and (found := snapshot.harvest.items(Selection(), after, min(_PAGE, left or _PAGE))):
        after = found[-1].slug
        live = [item for item in found if not item.deleted]
        if left is not None:
            left -= len(live)
        if live:
            yield live


def _member(path: str, time: str) -> zipfile.ZipInfo:
    """With nothing in it that another run would have otherwise."""
    made = zipfile.ZipInfo(path, datetime.fromisoformat(time).timetuple()[:6])
    made.compress_type, made.external_attr, made.create_system = zipfile.ZIP_DEFLATED, _UNPACKED, 3
    return made


def _at(capability: str, snapshot: Snapshot) -> About:
    return (("capability", capability), ("at", snapshot.time))


def _measure(item: HarvestItem) -> bytes:
    """Of everything that the bytes of a record's Turtle follow from."""
    return hashlib.sha256("\n".join((program(), item.digest)).encode()).digest()[:16]


def _told(digest: bytes | None) -> About:
    """``hash`` and ``length`` of a resource, where they are known."""
    if digest is None:
        return ()
    sha256, length = digest.decode().split()
    return (("hash", f"sha-256:{sha256}"), ("length", length))


def _entry(site: Site, slug: str, changed: str, about: About) -> Entry:
    page = LinkTo(site.iris.document("publication", slug), "").uri
    thing = LinkTo(site.iris.thing("publication", slug), "").uri
    return Entry(f"{page}.ttl", changed, (*about, ("type", "text/turtle")), (("describes", thing), ("alternate", page)))
