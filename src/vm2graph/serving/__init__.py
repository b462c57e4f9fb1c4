"""Room 5: the site, over HTTP.

Knows Flask and the snapshots of a collection, and reads only: nothing here can publish. Knows nothing
of pages as received, of SHACL or of rdflib. Blueprints are closed over what they are given; there is
no state of the application besides, and nothing depends on the host a request names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from vm2graph.serving.evidence_document import PageText
    from vm2graph.settings import Settings
    from vm2graph.storing import Snapshots

__all__ = ["create_app"]


def create_app(settings: Settings, snapshots: Snapshots, page_text: PageText | None = None) -> Flask:
    """The WSGI application of a collection.

    ``page_text`` reads the page of a record, for what stands around the passages on the page of evidence;
    this room cannot, and does without where it is not given.
    """
    # the query processes and the server's parent import modules of this room too, and need no Flask
    from vm2graph.serving.application import build  # noqa: PLC0415

    return build(settings, snapshots, page_text)
