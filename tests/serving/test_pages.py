"""What all pages are made with."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest

from vm2graph.serving import pages


def test_templates_are_compiled_once_however_many_ask_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_compiled", cache(pages._compiled.__wrapped__))
    ready = threading.Barrier(8)

    def ask(_: int) -> object:
        ready.wait()
        return pages.templates()

    with ThreadPoolExecutor(8) as threads:
        assert len({id(one) for one in threads.map(ask, range(8))}) == 1
