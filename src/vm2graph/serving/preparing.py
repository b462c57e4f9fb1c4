"""Makes dumps, in a process of its own: ``vm2graph prepare``, which an owner or a web process starts."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from vm2graph.names import Iris
from vm2graph.serving import content
from vm2graph.serving.oai_formats import METADATA_FORMATS
from vm2graph.serving.oai_records import Records
from vm2graph.serving.pages import Site
from vm2graph.serving.resourcesync import RESOURCES, write_packages
from vm2graph.storing import Selection, dumps
from vm2graph.storing.collection import Collection
from vm2graph.storing.dumps import DumpFile, DumpWriter
from vm2graph.storing.representations import Representations
from vm2graph.storing.snapshot import SnapshotView

_NICENESS = 10


def _dataset(collection: Collection, snapshot: SnapshotView, writer: DumpWriter) -> None:
    dumps.dataset(snapshot, Iris(collection.settings.collection.base_iri), writer)


def _resources(collection: Collection, snapshot: SnapshotView, writer: DumpWriter) -> None:
    kept = Representations(collection.path, collection.settings.harvesting.kept_mb << 20)
    write_packages(Site(collection.settings), kept, snapshot, writer)


def _records(collection: Collection, snapshot: SnapshotView, _writer: DumpWriter) -> None:
    """No file: what harvesters ask for first is made and kept, see :mod:`vm2graph.storing.representations`."""
    settings = collection.settings
    kept = Representations(collection.path, settings.harvesting.kept_mb << 20)
    records = Records(settings, kept, partial(content.record_lines, Site(settings)))
    after, size = "", max(1, settings.harvesting.page_records)
    while items := snapshot.harvest.items(Selection(), after, size):  # the pages of a list of everything
        records.page(snapshot, items, METADATA_FORMATS["oai_dc"])
        after = items[-1].slug


KINDS: Mapping[str, Callable[[Collection, SnapshotView, DumpWriter], None]] = {
    "dataset": _dataset,
    RESOURCES: _resources,
    "oai_dc": _records,
}
"""Every kind of dump there is."""


def prepare(collection: Collection, kinds: Sequence[str]) -> Iterator[tuple[str, tuple[DumpFile, ...]]]:
    """Makes what is not there of the current snapshot, when it is its turn, and tells each kind with its files."""
    with collection.dumps.turn():
        snapshot = collection.current()
        for kind in kinds:
            yield kind, collection.dumps.make(snapshot.number, kind, partial(KINDS[kind], collection, snapshot))
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
