"""The application as ``serve`` and ``demo`` run it: the site, and a reader for the pages behind it.

The site itself reads no pages. The page of evidence shows what stands around a passage where somebody
reads the page for it, and that is done here, in the process that serves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm2graph.errors import CollectionDamaged, ReadError
from vm2graph.storing import RecordRow
from vm2graph.storing.collection import Collection

if TYPE_CHECKING:
    from flask import Flask


def load(collection_path: str) -> Flask:
    """The application of a collection, in the process that is to serve it."""
    from vm2graph.serving import create_app  # noqa: PLC0415 - the parent process serves nothing itself

    collection = Collection.open(collection_path)

    def page_text(row: RecordRow) -> str | None:
        from vm2graph.reading import read_page  # noqa: PLC0415 - few ask for evidence

        try:
            data = collection.sources.read(row.sha256)
            return read_page(data, row.source_id, row.media_type).text
        except (CollectionDamaged, ReadError):
            return None

    return create_app(collection.settings, collection, page_text)
