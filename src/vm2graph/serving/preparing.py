"""Makes dumps, in a process of its own: ``vm2graph prepare``, which an owner or a web process starts."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from vm2graph.names import Iris
from vm2graph.storing import dumps
from vm2graph.storing.collection import Collection
from vm2graph.storing.dumps import DumpFile, DumpWriter
from vm2graph.storing.snapshot import SnapshotView

_NICENESS = 10


KINDS: Mapping[str, Callable[[SnapshotView, Iris, DumpWriter], None]] = {"dataset": dumps.dataset}
"""Every kind of dump there is."""


def prepare(collection: Collection, kinds: Sequence[str]) -> Iterator[tuple[str, tuple[DumpFile, ...]]]:
    """Makes what is not there of the current snapshot, when it is its turn, and tells each kind with its files."""
    with collection.dumps.turn():
        snapshot, iris = collection.current(), Iris(collection.settings.collection.base_iri)
        for kind in kinds:
            yield kind, collection.dumps.make(snapshot.number, kind, partial(KINDS[kind], snapshot, iris))
            if (number := collection.current_number()) != snapshot.number:
                collection.dumps.keep_only(number)  # what was committed meanwhile removed what was there then


def give_way() -> None:
    """Lets everything else go first, and ends with the process that asked for it."""
    os.nice(_NICENESS)
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
