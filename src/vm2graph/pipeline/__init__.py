"""The whole road: page bytes -> what it says -> what it means -> triples -> gate -> collection.

Everything that turns a page into a record goes through :func:`convert`, and nothing enters a collection but
through :func:`publish` and its kin, which hold every record to the gate. :mod:`~vm2graph.pipeline.converting`
is the road of one page; :mod:`~vm2graph.pipeline.crew` walks it in several processes;
:mod:`~vm2graph.pipeline.publishing` brings the results into the collection.
"""

from vm2graph.pipeline.converting import Converted, Passage, convert, key_of
from vm2graph.pipeline.making import Made, Maker, Outcome
from vm2graph.pipeline.publishing import Plan, Published, publish, restore

__all__ = [
    "Converted",
    "Made",
    "Maker",
    "Outcome",
    "Passage",
    "Plan",
    "Published",
    "convert",
    "key_of",
    "publish",
    "restore",
]
