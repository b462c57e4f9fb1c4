"""Answers that the event loop makes itself: documents, and pages of OAI-PMH that are packed already.

Nearly all of what such an answer costs is Python, which runs in one thread at a time: where several threads make
answers, they and the loop take the interpreter from each other, and each costs twice the time. What takes
milliseconds is therefore made on the loop, a little at a time, so that others are answered in between. The steps are
those of the WSGI application, and so are the answers.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Protocol

from vm2graph.serving import coding
from vm2graph.serving.direct import Direct
from vm2graph.serving.hot import Hot, Known

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_TURN_SECONDS = 0.01  # of making answers, after which the loop looks at what else has arrived
_DECLINED = "vm2graph.declined"  # key of an environ: it has been tried, and takes longer


class Maker(Protocol):
    """Makes answers of one kind."""

    def is_for(self, environ: WSGIEnvironment) -> bool:
        """Whether a request may ask for one of these; told from its address."""

    def made(self, environ: WSGIEnvironment) -> Known | None:
        """The answer; None where the application must be asked. Takes some milliseconds at most."""


class SmallDocuments:
    """A maker of documents; they are kept for whoever asks next."""

    def __init__(self, direct: Direct, hot: Hot) -> None:
        """``direct`` makes them, ``hot`` keeps them."""
        self._direct, self._hot = direct, hot
        self.is_for = direct.is_for

    def made(self, environ: WSGIEnvironment) -> Known | None:
        """The document as it is kept, or made."""
        place = self._hot.place(environ)
        if place is None:
            return self._hot.known(environ)
        code, seen, tags = coding.prepared(environ)
        found = self._direct.answer(seen, small=True)
        if found is None:
            return None
        headers, chunks = coding.coded(str(found.status), found.headers, [found.body], code, tags)
        known = (found.status, headers, b"".join(chunks))
        self._hot.keep(place, known)
        return known


class AtOnce:
    """Makes answers on one loop."""

    def __init__(self, *makers: Maker) -> None:
        """Makes nothing at once before :meth:`begin`."""
        self._makers = makers
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queue = asyncio.Lock()
        self._spent, self._noted = 0.0, False

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """All requests come in on this loop."""
        self._loop = loop

    def now(self, environ: WSGIEnvironment) -> Known | None:
        """The answer, unless others wait or this turn of the loop has been long; or the application must be asked."""
        if self._loop is None or self._spent > _TURN_SECONDS or self._queue.locked():
            return None
        if not self._noted:
            self._noted = True
            self._loop.call_soon(self._next_turn)
        began = time.perf_counter()
        maker = self._maker(environ)
        found = maker.made(environ) if maker else None
        if found is None:
            environ[_DECLINED] = True
        self._spent += time.perf_counter() - began
        return found

    async def soon(self, environ: WSGIEnvironment) -> Known | None:
        """The answer when it is its turn, one in each turn of the loop; None where the application must be asked."""
        maker = self._maker(environ)
        if maker is None or _DECLINED in environ:
            return None
        async with self._queue:
            await asyncio.sleep(0)
            return maker.made(environ)

    def _maker(self, environ: WSGIEnvironment) -> Maker | None:
        return next((one for one in self._makers if one.is_for(environ)), None)

    def _next_turn(self) -> None:
        self._spent, self._noted = 0.0, False
