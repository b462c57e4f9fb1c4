"""The commented ``vm2graph.toml`` that ``init`` writes."""

from __future__ import annotations

import json
from collections.abc import Callable

from vm2graph.settings import Settings


def settings_text(base_iri: str, email: str) -> str:
    """TOML with every setting, its default and what it is for."""
    standard = Settings()
    quoted = json.dumps  # a JSON string is a TOML basic string
    return f"""# Settings of this collection. Each can be overruled by a variable:
# [sparql] seconds is VM2GRAPH_SPARQL_SECONDS.

[collection]
# How every IRI starts. Decide once: IRIs that others have linked to must not change.
base_iri = {quoted(base_iri)}
# What the collection is called, in Dutch and in English.
title_nl = {quoted(standard.collection.title_nl)}
title_en = {quoted(standard.collection.title_en)}
# Whom a harvester may write to.
email = {quoted(email)}
# The language of a page that does not show its own.
language = {quoted(standard.collection.language)}
# How many snapshots are kept.
keep_snapshots = {standard.collection.keep_snapshots}
# Evidence is served at /evidence/... either way. "queryable": SPARQL sees it too. "document": it is kept
# compressed beside the record, which suits large collections: evidence is four fifths of all quads.
evidence = {quoted(standard.collection.evidence)}

[gate]
# The SHACL engine: "pyshacl" (the reference), "fast" (the extra vm2graph[fast]) or "auto".
engine = {quoted(standard.gate.engine)}

[sparql]
# What one public query may cost.
workers = {standard.sparql.workers}
seconds = {standard.sparql.seconds}
memory_mb = {standard.sparql.memory_mb}
body_bytes = {standard.sparql.body_bytes}
nesting = {standard.sparql.nesting}
# Rows or triples of one answer (0: no limit but the next), and MB of one answer and of all that wait to be sent.
rows = {standard.sparql.rows}
answer_mb = {standard.sparql.answer_mb}
waiting_mb = {standard.sparql.waiting_mb}
# How many queries may wait before the answer is 503.
queue = {standard.sparql.queue}
# Queries are answered from a copy in memory where it, and those that the query processes come to hold, take no more
# than this share of the machine's memory.
resident_share = {standard.sparql.resident_share}
# Endpoints that SERVICE may ask, by IRI, separated by spaces; none unless you name them.
trusted_services = {quoted(standard.sparql.trusted_services)}

[serving]
# Web processes, and how many records a list shows.
processes = {standard.serving.processes}
page_size = {standard.serving.page_size}
# How many proxies stand in front; only theirs are the X-Forwarded headers that are believed.
trusted_proxies = {standard.serving.trusted_proxies}
# What the page of evidence shows of a source: "quotes" (each passage and 80 characters around it) or the whole
# "page". Pages belong to their owners: the whole text is for your own eyes, or for pages of your own.
show_source = {quoted(standard.serving.show_source)}
{_harvesting(standard, quoted)}"""


def _harvesting(standard: Settings, quoted: Callable[[str], str]) -> str:
    return f"""
[harvesting]
# A domain name of yours, if harvesters are to see oai:that-name:record; otherwise a record's IRI is its identifier.
repository_identifier = {quoted(standard.harvesting.repository_identifier)}
# Records in one response of OAI-PMH, and MB of a file for records as they were sent to a harvester: about 2 kB a
# record and format; the next harvest is then many times as fast. 0: none are kept.
page_records = {standard.harvesting.page_records}
kept_mb = {standard.harvesting.kept_mb}
# Dumps are made when they are first "asked" for, once a snapshot, or only by `vm2graph prepare` ("prepared").
dumps = {quoted(standard.harvesting.dumps)}
# Who keeps this collection, and the licence of its records (not of the publications), as an IRI, for instance
# https://creativecommons.org/publicdomain/zero/1.0/. Catalogues of open data ask for both.
publisher = {quoted(standard.harvesting.publisher)}
metadata_licence = {quoted(standard.harvesting.metadata_licence)}
# And a theme of the EU list, for instance http://publications.europa.eu/resource/authority/data-theme/EDUC
theme = {quoted(standard.harvesting.theme)}
"""
