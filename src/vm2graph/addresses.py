"""Addresses as pages and sites give them, taken apart without trust: what is none raises nothing (RFC 3986)."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

_NONE = SplitResult("", "", "", "", "")


def parts_of(address: str) -> SplitResult:
    """The parts of an address; all are empty where it is none, such as ``http://[x``."""
    try:
        return urlsplit(address)
    except ValueError:
        return _NONE


def joined(base: str | None, address: str) -> str | None:
    """Where an address leads from a base (section 5), or by itself; None where one of the two is none."""
    try:
        urlsplit(address)  # without a base, urljoin looks at nothing
        return urljoin(base or "", address)
    except ValueError:
        return None
