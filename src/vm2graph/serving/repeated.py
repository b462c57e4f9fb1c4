"""What was answered to a request, by its very bytes: for requests that come again and are not parsed then."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from vm2graph.errors import Vm2graphError
from vm2graph.storing import Snapshots

_RAW_BYTES = 32 << 20

KnownAnswer = tuple[bytes, bytes]
"""Head, without Date and without the empty line that ends it, and body."""


class Repeated:
    """Answers of the current snapshot, the least recently used leaving first. For one thread."""

    def __init__(self, snapshots: Snapshots) -> None:
        """Holds nothing yet."""
        self._snapshots = snapshots
        self._raw: OrderedDict[bytes, KnownAnswer] = OrderedDict()
        self._raw_size, self._number = 0, -1
        self._loop: asyncio.AbstractEventLoop | None = None
        self._looked = False

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on all requests come in on one loop."""
        self._loop = loop

    def remember(self, raw: bytes, known: KnownAnswer) -> None:
        """Keeps what was answered to a request, by its very bytes, until the snapshot changes."""
        self._renew()
        if raw not in self._raw:
            self._raw[raw] = known
            self._raw_size += _size(raw, known)
            while self._raw_size > _RAW_BYTES:
                self._raw_size -= _size(*self._raw.popitem(last=False))

    def recall(self, raw: bytes) -> KnownAnswer | None:
        """What was answered to the same bytes, if that is still the answer."""
        if raw not in self._raw:
            return None
        self._renew()
        found = self._raw.get(raw)
        if found is not None:
            self._raw.move_to_end(raw)
        return found

    def _renew(self) -> None:
        """Forgets what was answered from another snapshot. Looks once for all requests that came in together."""
        if self._looked:
            return
        if self._loop is not None:
            self._looked = True
            self._loop.call_soon(self._look_again)  # before anything that arrives later is read
        try:
            number = self._snapshots.current().number
        except Vm2graphError:
            number = -1
        if number != self._number:
            self._raw.clear()
            self._raw_size, self._number = 0, number

    def _look_again(self) -> None:
        self._looked = False


def _size(raw: bytes, known: KnownAnswer) -> int:
    return len(raw) + len(known[0]) + len(known[1]) + 300
