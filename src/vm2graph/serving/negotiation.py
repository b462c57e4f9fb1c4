"""Choosing what to send by what a client says it takes (RFC 9110 sections 12.4 and 12.5).

Plain strings in and out: nothing here knows Flask. Headers come from strangers, so what is read of
them is bounded, what does not parse is passed over, and decisions are kept in bounded caches.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

HEADER_LIMIT = 4096
"""Characters of a header that are read; browsers and RDF clients send a few hundred."""

_RANGES = 64
_BIBLIOGRAPHY = ("text", "x-bibliography")
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - the token of RFC 9110 section 5.6.2
_MEDIA = re.compile(rf"\s*({_TOKEN})/({_TOKEN})\s*")
_LANGUAGE = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*")
_PARAMETER = re.compile(rf"\s*({_TOKEN})\s*=\s*({_TOKEN}|\"(?:[^\"\\]|\\.)*\")\s*")
_QVALUE = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")
# parts are separated by commas and semicolons outside quoted strings; possessive, so linear
_PARTS = re.compile(r'(?:[^,"]++|"(?:[^"\\]|\\.)*+"?)++')
_PIECES = re.compile(r'(?:[^;"]++|"(?:[^"\\]|\\.)*+"?)++')


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One part of an Accept header: ``text/*;q=0.5``."""

    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...]
    q: float

    def specificity(self, media_type: str) -> int:
        """How closely this range names a media type; 0 where it does not match (RFC 9110 section 12.5.1)."""
        type_, _, subtype = media_type.partition("/")
        if self.parameters:
            return 0
        if self.type == "*":
            return 1 if self.subtype == "*" else 0
        if self.type != type_:
            return 0
        if self.subtype == "*":
            return 2
        return 3 if self.subtype == subtype else 0


@lru_cache(maxsize=512)
def parse_accept(header: str) -> tuple[MediaRange, ...]:
    """The ranges of an Accept header; malformed parts are left out.

    ``charset=utf-8`` and a JSON-LD ``profile`` do not narrow a range: everything sent is UTF-8, and a
    profile is a wish that may be passed over (JSON-LD 1.1 section 6). Any other parameter names a
    variant that is not offered, so such a range matches nothing; but for ``text/x-bibliography`` the style and
    locale are read by :func:`parameters`.
    """
    ranges = []
    for part in _parts(header):
        pieces = _PIECES.findall(part)
        media = _MEDIA.fullmatch(pieces[0]) if pieces else None
        if media is None:
            continue
        q, parameters = _weight(pieces[1:])
        if q is None:
            continue
        type_, subtype = media[1].lower(), media[2].lower()
        free = ("profile", "style", "locale") if (type_, subtype) == _BIBLIOGRAPHY else ("profile",)
        kept = tuple((n, v) for n, v in parameters if n not in free and (n, v.lower()) != ("charset", "utf-8"))
        ranges.append(MediaRange(type_, subtype, kept, q))
    return tuple(ranges)


def parameters(header: str | None, media_type: str) -> dict[str, str]:
    """The parameters that a client gives with a media type; of the first range that names it."""
    for part in _parts((header or "")[:HEADER_LIMIT]):
        pieces = _PIECES.findall(part)
        if pieces and pieces[0].strip().lower() == media_type:
            return dict(_weight(pieces[1:])[1])
    return {}


def quality(header: str | None, media_type: str) -> float:
    """The weight a client gives a media type: that of the most specific range that names it, 0 when none does."""
    ranges = parse_accept(header[:HEADER_LIMIT]) if header else ()
    if not ranges:
        return 1.0  # no header, or nothing in it that can be understood: anything goes
    return _quality(ranges, media_type)


def acceptable(header: str | None, offers: Sequence[str]) -> tuple[str, ...]:
    """The offers a client takes, best first; equal weights keep the order of ``offers``."""
    return _acceptable((header or "")[:HEADER_LIMIT], tuple(offers))


def choose(header: str | None, offers: Sequence[str]) -> str | None:
    """The best offer for an Accept header, or None when the client takes none of them (406)."""
    return next(iter(acceptable(header, offers)), None)


def prefers_html(header: str | None, others: Sequence[str] = ()) -> bool:
    """Whether a client asks for a page by name, as browsers do, and likes nothing among ``others`` better."""
    weight = quality(header, "text/html")
    named = any((r.type, r.subtype) == ("text", "html") for r in parse_accept((header or "")[:HEADER_LIMIT]))
    return named and weight > 0 and all(quality(header, other) <= weight for other in others)


def choose_language(header: str | None, offers: Sequence[str] = ("nl", "en"), default: str | None = None) -> str:
    """The best offered language for an Accept-Language header (RFC 9110 section 12.5.4, RFC 4647 lookup).

    ``nl-BE`` takes ``nl``; ``default`` (else the first offer) where the header names none of them.
    """
    return _language((header or "")[:HEADER_LIMIT], tuple(offers), default or offers[0])


def weights(header: str) -> dict[str, float]:
    """The tokens of a header such as Accept-Encoding, in lower case, with their weights, as far as they parse."""
    found: dict[str, float] = {}
    for part in _parts(header):
        pieces = _PIECES.findall(part)
        token = pieces[0].strip().lower() if pieces else ""
        q = _weight(pieces[1:])[0]
        if q is not None and re.fullmatch(_TOKEN, token):
            found.setdefault(token, q)
    return found


@lru_cache(maxsize=512)
def _acceptable(header: str, offers: tuple[str, ...]) -> tuple[str, ...]:
    ranges = parse_accept(header)
    if not ranges:
        return offers
    weighed = [(_quality(ranges, offer), offer) for offer in offers]
    # sorted() is stable, so the server's preference decides between equals
    return tuple(offer for q, offer in sorted(weighed, key=lambda pair: -pair[0]) if q > 0)


@lru_cache(maxsize=512)
def _language(header: str, offers: tuple[str, ...], default: str) -> str:
    weights: dict[str, float] = {}
    rest = 0.0
    for part in _parts(header):
        pieces = _PIECES.findall(part)
        tag = _LANGUAGE.fullmatch(pieces[0]) if pieces else None
        q = _weight(pieces[1:])[0]
        if tag is None or q is None:
            continue
        if tag[1] == "*":
            rest = max(rest, q)
        else:
            primary = tag[1].lower().partition("-")[0]
            weights[primary] = max(weights.get(primary, 0.0), q)
    order = [default, *(o for o in offers if o != default)]
    best = max(order, key=lambda o: weights.get(o, rest))
    return best if weights.get(best, rest) > 0 else default


def _parts(header: str) -> list[str]:
    return _PARTS.findall(header)[:_RANGES]


def _quality(ranges: tuple[MediaRange, ...], media_type: str) -> float:
    best, weight = 0, 0.0
    for candidate in ranges:
        specificity = candidate.specificity(media_type)
        if specificity > best or (specificity == best and specificity and candidate.q > weight):
            best, weight = specificity, candidate.q
    return weight


def _weight(pieces: Sequence[str]) -> tuple[float | None, list[tuple[str, str]]]:
    """The q of a part (None when it is malformed) and its parameters."""
    q = 1.0
    parameters: list[tuple[str, str]] = []
    for piece in pieces:
        if not piece.strip():
            continue
        match = _PARAMETER.fullmatch(piece)
        if match is None:
            return None, []
        name, value = match[1].lower(), match[2].strip('"')
        if name == "q":
            if not _QVALUE.fullmatch(value):
                return None, []
            return float(value), parameters  # what follows q are extensions, which have no meaning
        parameters.append((name, value))
    return q, parameters
