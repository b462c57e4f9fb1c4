"""vm2graph turns the web page of a research report into linked data that people query and aggregators harvest.

    >>> from vm2graph import Gate, Iris, PageBytes, convert, to_rdflib
    >>> page = PageBytes("page.txt", open("data/vijf-jaar-vm2.txt", "rb").read())
    >>> converted = convert(page, Iris("https://data.example.org"), Gate())
    >>> converted.publication.title.value
    'Vijf jaar VM2'
    >>> len(to_rdflib(converted.description.shown()))
    201

The names below are the public ones; they are loaded when first used, so that a program pays only
for the rooms it enters.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vm2graph.errors import Vm2graphError as Vm2graphError
    from vm2graph.gate import Gate as Gate
    from vm2graph.gate import Report as Report
    from vm2graph.model import PageBytes as PageBytes
    from vm2graph.model import ParsedPage as ParsedPage
    from vm2graph.model import Publication as Publication
    from vm2graph.model import Stated as Stated
    from vm2graph.names import Iris as Iris
    from vm2graph.pipeline import Converted as Converted
    from vm2graph.pipeline import convert as convert
    from vm2graph.pipeline import publish as publish
    from vm2graph.reading import read_page as read_page
    from vm2graph.reading.interpret import interpret as interpret
    from vm2graph.storing.collection import Collection as Collection
    from vm2graph.writing.bridge import to_rdflib as to_rdflib
    from vm2graph.writing.describe import describe as describe

__version__ = "0.1.0"

_HOME = {
    "Collection": "vm2graph.storing.collection",
    "Converted": "vm2graph.pipeline",
    "Gate": "vm2graph.gate",
    "Iris": "vm2graph.names",
    "PageBytes": "vm2graph.model",
    "ParsedPage": "vm2graph.model",
    "Publication": "vm2graph.model",
    "Report": "vm2graph.gate",
    "Stated": "vm2graph.model",
    "Vm2graphError": "vm2graph.errors",
    "convert": "vm2graph.pipeline",
    "describe": "vm2graph.writing.describe",
    "interpret": "vm2graph.reading.interpret",
    "publish": "vm2graph.pipeline",
    "read_page": "vm2graph.reading",
    "to_rdflib": "vm2graph.writing.bridge",
}

__all__ = ["__version__", *_HOME]  # noqa: PLE0604 - a list of names, kept in one place


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'vm2graph' has no attribute {name!r}")
    return getattr(import_module(home), name)
