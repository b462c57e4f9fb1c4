"""A curator's notes on a page: what no rule can read in it, each with the words of the page that say it.

``vijf-jaar-vm2.notes.yaml`` stands beside ``vijf-jaar-vm2.txt``. :func:`read_notes` reads it against the text of the
page, and every quote is found in it or refused with its line and column; :func:`annotate` adds what it says to the
publication. Knows the model and YAML; knows no page layout, no RDF and no store. What a notes file may say is
``knowledge.KINDS`` and nothing else: :mod:`.schema` tells editors the same as JSON Schema.
"""

from vm2graph.notes.applying import annotate
from vm2graph.notes.entries import Notes, read_notes

__all__ = ["Notes", "annotate", "read_notes"]
