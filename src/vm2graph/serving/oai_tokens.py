"""Resumption tokens: everything that the next page depends on, in characters that no URL escapes.

A token is the whole state: it outlives restarts, is good in every process, and gives the same page as often as it
is sent. A checksum shows any change to it. It holds nothing that the arguments of a request could not say.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass, fields

_MARK = 9  # bytes of the checksum
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Token:
    """Where a list goes on."""

    verb: str
    prefix: str = ""
    set: str = ""
    since: str = ""
    until: str = ""
    after: str = ""  # the slug of the last one told
    cursor: int = 0  # how many were told before
    total: int = 0


_FIELDS = [field.name for field in fields(Token)]


class Tokens:
    """The tokens of one collection."""

    def __init__(self, base: str) -> None:
        self._key = hashlib.sha256(f"resumption tokens of {base}".encode()).digest()

    def write(self, token: Token) -> str:
        """Letters, digits, ``-`` and ``_``."""
        values = [getattr(token, name) for name in _FIELDS]
        said = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._mark(said) + said).rstrip(b"=").decode()

    def read(self, text: str) -> Token | None:
        """None for what is no token of this collection, or was changed."""
        if len(text) > _LONGEST:
            return None
        try:
            data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        mark, said = data[:_MARK], data[_MARK:]
        if not hmac.compare_digest(mark, self._mark(said)):
            return None
        token = Token(*json.loads(said))
        return token if self.write(token) == text else None  # the one way of writing it

    def _mark(self, said: bytes) -> bytes:
        return hmac.new(self._key, said, hashlib.sha256).digest()[:_MARK]
