"""Finished small answers, by snapshot and query. Bounded in bytes; the least used goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

_OVERHEAD = 300  # of an entry, roughly, beside its bytes


@dataclass(frozen=True, slots=True)
class CachedAnswer:
    """The bytes of an answer and what they are."""

    content_type: str
    body: bytes


class AnswerCache:
    """Safe to use from many threads. A new snapshot makes new keys, and old ones go as room is needed."""

    def __init__(self, limit: int = 16 << 20) -> None:
        """``limit`` is in bytes."""
        self._limit = limit
        self._size = 0
        self._answers: OrderedDict[tuple[str, str], CachedAnswer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, str]) -> CachedAnswer | None:
        """The answer kept under a key."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def put(self, key: tuple[str, str], answer: CachedAnswer) -> None:
        """Keeps an answer."""
        with self._lock:
            old = self._answers.pop(key, None)
            self._size += len(answer.body) + _OVERHEAD - (len(old.body) + _OVERHEAD if old else 0)
            self._answers[key] = answer
            while self._size > self._limit:
                _, gone = self._answers.popitem(last=False)
                self._size -= len(gone.body) + _OVERHEAD
