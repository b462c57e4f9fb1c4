"""Files with all of the data: can a download go on where it broke off, and is what arrives what was sent?"""

from __future__ import annotations

import base64
import hashlib
import io
import lzma
import re
import zipfile
import zlib

import pyoxigraph as ox
from lxml import etree

from vm2graph.doctor import Check
from vm2graph.doctor.probe import SITEMAP, Answer, Probe, Skip

_RS = "{http://www.openarchives.org/rs/terms/}"
_DUMP = "http://rdfs.org/ns/void#dataDump"
_WHOLE = 4 << 20  # bytes; of a larger file only a part is fetched
_DAMAGED = (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)
_TOTAL = re.compile(r"bytes 0-(\d+)/(\d+)")


def _dump(probe: Probe) -> str:
    """The address of a dump that VoID names."""
    answer = probe.get(f"{probe.site}/.well-known/void", Accept="application/n-triples, text/turtle;q=0.9")
    try:
        kind = ox.RdfFormat.from_media_type(answer.media_type)
        found = [quad.object for quad in ox.parse(answer.body, format=kind) if quad.predicate.value == _DUMP]
    except (SyntaxError, ValueError, TypeError):
        found = []
    named = sorted(each.value for each in found if isinstance(each, ox.NamedNode))
    if answer.status != 200 or not named:
        raise Skip("no dump is described at /.well-known/void")
    return probe.local(named[0])


def _part(probe: Probe, url: str) -> tuple[Answer, int]:
    """The first bytes of a file, and how long the whole is; 0 where nothing tells."""
    part = probe.get(url, Range="bytes=0-99")
    if part.status == 503 and part.headers.get("retry-after", "").isdecimal():
        raise Skip(f"{url} is being made; ask again in {part.headers['retry-after']} seconds")
    told = _TOTAL.fullmatch(part.headers.get("content-range", ""))
    return part, int(told.group(2)) if told else 0


def _ranges(probe: Probe) -> str | None:
    url = _dump(probe)
    part, total = _part(probe, url)
    if part.status != 206 or not total or len(part.body) != min(100, total):
        return f"{url} does not send the part that Range asks for (status {part.status})."
    etag = part.headers.get("etag", "")
    if not etag.startswith('"'):
        return f"{url} has no strong ETag, so nobody can tell whether the rest is of the same file."
    if probe.get(url, Range="bytes=0-99", If_Range=etag).status != 206:
        return f"{url} does not send a part though If-Range has its own ETag."
    if total < _WHOLE and probe.get(url, Range="bytes=0-99", If_Range='"of-another-file"').status != 200:
        return f"{url} sends a part though If-Range is of another file."
    over = probe.get(url, Range=f"bytes={total}-")
    return None if over.status == 416 else f"{url} answers {over.status} and not 416 to a range behind its end."


def _digest(probe: Probe) -> str | None:
    url = _dump(probe)
    part, total = _part(probe, url)
    told = re.search(r"sha-256=:([A-Za-z0-9+/=]+):", part.headers.get("repr-digest", ""))
    if told is None:
        return f"{url} has no Repr-Digest."
    if not 0 < total < _WHOLE:
        return None
    made = base64.b64encode(hashlib.sha256(probe.get(url).body).digest()).decode()
    return None if made == told.group(1) else f"{url} is not what its Repr-Digest is of."


def _packages(probe: Probe) -> str | None:
    dump = _dump_list(probe)
    for entry in dump.iter(f"{SITEMAP}url"):
        url, about = entry.findtext(f"{SITEMAP}loc", ""), entry.find(f"{_RS}md")
        if about is None or about.get("type") != "application/zip":
            return f"{url} is not said to be a package, application/zip."
        length = about.get("length", "")
        if not length.isdecimal() or int(length) > _WHOLE:
            continue
        data = probe.get(probe.local(url)).body
        if f"sha-256:{hashlib.sha256(data).hexdigest()}" not in about.get("hash", "").split():
            return f"{url} is not what its hash is of."
        if (wrong := _manifest(url, data)) is not None:
            return wrong
    return None


def _dump_list(probe: Probe) -> etree._Element:
    """The list of packages that the capability list names."""
    for place in _places(probe, f"{probe.site}/.well-known/resourcesync", "capabilitylist"):
        for url in _places(probe, place, "resourcedump"):
            answer = probe.get(url)
            if answer.status == 503:
                raise Skip(f"{url} is being made")
            if (made := answer.xml()) is not None:
                return made
    raise Skip("no resource dump is offered")


def _places(probe: Probe, url: str, capability: str) -> list[str]:
    made = probe.get(url).xml()
    return [
        probe.local(entry.findtext(f"{SITEMAP}loc", ""))
        for entry in (() if made is None else made.iter(f"{SITEMAP}url"))
        for about in entry.iter(f"{_RS}md")
        if about.get("capability") == capability
    ]


def _manifest(url: str, data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            made = etree.fromstring(_read(package, "manifest.xml"), parser)
            for entry in list(made.iter(f"{SITEMAP}url"))[:20]:
                about = entry.find(f"{_RS}md")
                path = "" if about is None else about.get("path", "").lstrip("/")
                told = "" if about is None else about.get("hash", "")
                if f"sha-256:{hashlib.sha256(_read(package, path)).hexdigest()}" not in told.split():
                    return f"{path} in {url} is not what its hash is of."
    except (*_DAMAGED, KeyError, etree.XMLSyntaxError, ValueError) as error:
        return f"{url} is no package with a manifest: {error}."
    return None


def _read(package: zipfile.ZipFile, path: str) -> bytes:
    """A member that is not unpacked to more than a file may be here."""
    if package.getinfo(path).file_size > _WHOLE:
        raise ValueError(f"{path} is too large to look into")
    return package.read(path)


CHECKS = (
    Check(
        "CAT-02",
        "SHOULD",
        "dumps in parts",
        "Answer Range and If-Range, with a strong ETag: large downloads break off.",
        _ranges,
    ),
    Check("CAT-02", "SHOULD", "digest of dumps", "Send Repr-Digest with SHA-256 (RFC 9530).", _digest),
    Check(
        "RS-01", "SHOULD", "ResourceSync packages", "List ZIP packages with hash, length and a manifest.xml.", _packages
    ),
)
