"""Documents that the event loop makes itself.

Nearly all of what a cold document costs is Python, which runs in one thread at a time: where several threads make
documents, they and the loop take the interpreter from each other, and each document costs twice the time. What takes
milliseconds is therefore made on the loop, a little at a time, so that others are answered in between. The steps are
those of the WSGI application, and so are the answers.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from vm2graph.serving import coding
from vm2graph.serving.direct import Direct
from vm2graph.serving.hot import Hot, Known

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_TURN_SECONDS = 0.01  # of making documents, after which the loop looks at what else has arrived


class AtOnce:
    """Makes documents on one loop; they are kept for whoever asks next."""

    def __init__(self, direct: Direct, hot: Hot) -> None:
        """Makes nothing at once before :meth:`begin`."""
        self._direct, self._hot = direct, hot
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queue = asyncio.Lock()
        self._spent, self._noted = 0.0, False

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """All requests come in on this loop."""
        self._loop = loop

    def now(self, environ: WSGIEnvironment) -> Known | None:
        """The document, unless others wait or this turn of the loop has been long; or the application must be asked."""
        if self._loop is None or self._spent > _TURN_SECONDS or self._queue.locked():
            return None
        if not self._noted:
            self._noted = True
            self._loop.call_soon(self._next_turn)
        began = time.perf_counter()
        found = self._make(environ)
        self._spent += time.perf_counter() - began
        return found

    async def soon(self, environ: WSGIEnvironment) -> Known | None:
        """The document when it is its turn, one in each turn of the loop; None where the application must be asked."""
        if not self._direct.is_for(environ):
            return None
        async with self._queue:
            await asyncio.sleep(0)
            return self._hot.known(environ) or self._make(environ)

    def _make(self, environ: WSGIEnvironment) -> Known | None:
        place = self._hot.place(environ) if self._direct.is_for(environ) else None
        if place is None:
            return None
        code, seen, tags = coding.prepared(environ)
        found = self._direct.answer(seen, small=True)
        if found is None:
            return None
        headers, chunks = coding.coded(str(found.status), found.headers, [found.body], code, tags)
        known = (found.status, headers, b"".join(chunks))
        self._hot.keep(place, known)
        return known

    def _next_turn(self) -> None:
        self._spent, self._noted = 0.0, False
