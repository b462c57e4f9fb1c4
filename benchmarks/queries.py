"""The mix of twelve queries, and the hostile ones."""

from __future__ import annotations

import itertools

_PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
PREFIX bibo: <http://purl.org/ontology/bibo/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""

PICK = (
    _PREFIXES
    + """SELECT ?author ?theme (SAMPLE(?pub) AS ?record) (COUNT(?pub) AS ?n)
{ ?pub dcterms:creator ?author ; dcterms:subject ?theme } GROUP BY ?author ?theme ORDER BY DESC(?n) LIMIT 1"""
)
"""An author, a theme and a record that much hangs on."""

RECORDS = _PREFIXES + "SELECT ?pub { ?pub a bibo:Report } LIMIT 20000"


def mix(record: str, author: str, theme: str) -> dict[str, str]:
    """Twelve queries about a record, an author and a theme."""
    bodies = {
        "point": f"SELECT ?p ?o {{ <{record}> ?p ?o }}",
        "construct": f"CONSTRUCT {{ <{record}> ?p ?o . ?o schema:name ?n }} "
        f"WHERE {{ <{record}> ?p ?o OPTIONAL {{ ?o schema:name ?n }} }}",
        "publications": "SELECT ?pub ?title ?date "
        f"{{ ?pub schema:author <{author}> ; dcterms:title ?title ; dcterms:issued ?date }}",
        "facets": "SELECT ?theme (COUNT(DISTINCT ?pub) AS ?n) { ?pub dcterms:subject ?theme } "
        "GROUP BY ?theme ORDER BY DESC(?n)",
        "co-authors": f"SELECT ?other (COUNT(?pub) AS ?n) {{ ?pub dcterms:creator <{author}> , ?other "
        f"FILTER(?other != <{author}>) }} GROUP BY ?other",
        "aggregate": "SELECT ?year (COUNT(?pub) AS ?n) { ?pub dcterms:issued ?d "
        "BIND(SUBSTR(STR(?d), 1, 4) AS ?year) } GROUP BY ?year",
        "optional": f"SELECT ?pub ?isbn {{ ?pub dcterms:subject <{theme}> ; dcterms:issued ?d "
        'OPTIONAL { ?pub schema:isbn ?isbn } FILTER(STR(?d) > "2010") }',
        "regex": 'SELECT ?pub { ?pub dcterms:title ?t FILTER(REGEX(STR(?t), "school", "i")) }',
        "path": f"SELECT ?one {{ <{record}> bibo:authorList/rdf:rest*/rdf:first ?one }}",
        "newest": "SELECT ?pub ?d { ?pub a bibo:Report ; dcterms:issued ?d } ORDER BY DESC(STR(?d)) ?pub LIMIT 20",
        "ask": f"ASK {{ ?pub dcterms:creator <{author}> ; dcterms:subject <{theme}> }}",
        "export": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 100000",
    }
    return {name: _PREFIXES + body for name, body in bodies.items()}


_DOUBLED = ["xs", *(f"v{number}" for number in range(30))]

HOSTILE = (
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "SELECT ?b (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?b",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT DISTINCT ?c ?f { ?a ?b ?c . ?d ?e ?f }",
    "SELECT ?x ?y { ?x (<http://e/p>|!<http://e/p>)* ?y }",
    "SELECT ?x ?y { ?x (!<http://e/p>/^!<http://e/p>)+ ?y } ORDER BY ?y",
    "SELECT (STRLEN(?v29) AS ?n) { VALUES ?xs { 'xxxxxxxxxxxxxxxx' } "
    + " ".join(f"BIND(CONCAT(?{one}, ?{one}) AS ?{two})" for one, two in itertools.pairwise(_DOUBLED))
    + " }",
    "SELECT (GROUP_CONCAT(?c) AS ?all) { ?a ?b ?c . ?d ?e ?f }",
    "ASK " + "{" * 5000 + "}" * 5000,
    "ASK " + "{" * 99 + "}" * 99,
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o . ?s2 ?p2 ?o2 }",
)
