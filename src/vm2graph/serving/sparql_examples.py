"""The example queries of the form.

:data:`EXAMPLES` give an answer on any collection that holds a publication. :func:`questions` are those that the
ontology was made to answer, from the files of ``ontology/questions``: what publications find, who did what.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vm2graph.model import Bilingual
from vm2graph.packaged import packaged, packaged_names


@dataclass(frozen=True, slots=True)
class Example:
    """A query to start from."""

    title: Bilingual
    query: str
    format: str = "json"


EXAMPLES = (
    Example(
        Bilingual("Publicaties, nieuwste eerst", "Publications, newest first"),
        """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>

SELECT ?publication ?title ?date WHERE {
  ?publication a schema:Report ;
    dcterms:title ?title .
  OPTIONAL { ?publication dcterms:issued ?date }
}
ORDER BY DESC(?date)
LIMIT 50""",
    ),
    Example(
        Bilingual("Wie schreef wat", "Who wrote what"),
        """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>

SELECT ?name ?title WHERE {
  ?publication a schema:Report ;
    dcterms:creator ?person ;
    dcterms:title ?title .
  ?person schema:name ?name .
}
ORDER BY ?name
LIMIT 100""",
        "csv",
    ),
    Example(
        Bilingual("Publicaties per thema", "Publications by theme"),
        """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?theme (COUNT(?publication) AS ?publications) WHERE {
  ?publication a schema:Report ;
    dcterms:subject ?concept .
  ?concept skos:prefLabel ?theme .
}
GROUP BY ?theme
ORDER BY DESC(?publications)""",
        "csv",
    ),
    Example(
        Bilingual("Op welke woorden een waarde rust", "The words a value rests on"),
        """PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX vm2: <https://w3id.org/vm2graph/def#>

SELECT ?property ?value ?words WHERE {
  ?statement a vm2:SourcedStatement ;
    vm2:ofProperty ?property ;
    vm2:ofValue ?value ;
    vm2:supportedBy/oa:hasSelector/oa:exact ?words .
}
LIMIT 50""",
        "csv",
    ),
    Example(
        Bilingual("Kanttekeningen bij de bronnen", "Remarks on the sources"),
        """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX vm2: <https://w3id.org/vm2graph/def#>

SELECT ?remark ?code ?comment WHERE {
  ?remark a vm2:SourceRemark ;
    vm2:remarkCode ?code ;
    rdfs:comment ?comment .
}
LIMIT 100""",
        "csv",
    ),
)


@cache
def questions() -> tuple[Example, ...]:
    """The questions that the ontology answers."""
    return tuple(_question(packaged("ontology/questions", name).read_text("utf-8")) for name in _names())


def _names() -> list[str]:
    return [name for name in packaged_names("ontology/questions") if name.endswith(".rq")]


def _question(text: str) -> Example:
    """The question in Dutch and in English on the first two lines, then its query."""
    nl, en, query = text.split("\n", 2)
    return Example(Bilingual(nl.removeprefix("# nl: "), en.removeprefix("# en: ")), query.strip())
