"""Which program this is, to the byte: what one has made and kept, another may make otherwise."""

from __future__ import annotations

import hashlib
import importlib.metadata
from functools import cache
from pathlib import Path

_WRITERS = ("vm2graph", "lxml", "pyoxigraph")


@cache
def program() -> str:
    """A digest of our own modules and of the versions of the libraries that write for us; takes some milliseconds."""
    whole = hashlib.sha256(" ".join(importlib.metadata.version(name) for name in _WRITERS).encode())
    home = Path(__file__).parents[1]
    for path in sorted(home.rglob("*.py")):
        whole.update(path.relative_to(home).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()
