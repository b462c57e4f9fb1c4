"""A small page, damaged in several ways, and what pySHACL says of each: the entrance examination of an engine.

pySHACL takes seconds to start, so its answers are kept here; a test proves that they are still its answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from pyoxigraph import RdfFormat, Triple, parse

from vm2graph.errors import GateError
from vm2graph.gate.engines import Engine
from vm2graph.gate.notes import CORE
from vm2graph.names import PREFIXES, VM2
from vm2graph.packaged import packaged

_BASE = "http://localhost/"
_TEXT = "Samen léren 𝄞 Ada Bos 2013 Uitgeverij Zuid Leren"

_RECORD = """
x:doc a dcat:CatalogRecord , foaf:Document ; foaf:primaryTopic x:pub ; prov:wasDerivedFrom x:page ;
    dcterms:hasPart x:remark .
x:page a prov:Entity ; schema:text "TEXT" ; dcterms:format "text/plain" ;
    schema:sha256 "0000000000000000000000000000000000000000000000000000000000000000" .
x:pub a schema:Report , bibo:Report ; dcterms:identifier "1" ; schema:identifier "1" ;
    schema:name "Samen léren"@nl ; schema:author x:ada ; schema:datePublished "2013"^^xsd:gYear ;
    schema:publisher x:zuid ; bibo:authorList x:list .
x:list rdf:first x:ada ; rdf:rest rdf:nil .
x:ada a schema:Person ; schema:name "Ada Bos" .
x:zuid a schema:Organization ; schema:name "Uitgeverij Zuid" .
x:leren a skos:Concept ; skos:prefLabel "Leren"@nl ; schema:name "Leren"@nl ;
    skos:inScheme x:scheme ; schema:inDefinedTermSet x:scheme .
x:remark a vm2:SourceRemark , oa:Annotation ; oa:hasTarget x:page ; vm2:remarkKind vm2:missingLink ;
    vm2:remarkCode "missing_link" ; vm2:aboutField "download" ; rdfs:comment "Geen link."@nl , "No link."@en .
"""

# property, value, where it stands, how it was obtained
_VALUES = (
    ("dcterms:title", '"Samen léren"@nl', (0, 11), "verbatim"),
    ("dcterms:creator", "x:ada", (14, 21), "normalised"),
    ("dcterms:issued", '"2013"^^xsd:gYear', (22, 26), "normalised"),
    ("dcterms:publisher", "x:zuid", (27, 42), "normalised"),
    ("dcterms:subject", "x:leren", (43, 48), "normalised"),
    ("schema:about", "x:leren", (43, 48), "normalised"),
    ("dcterms:language", "<http://publications.europa.eu/resource/authority/language/NLD>", (0, 11), "inferred"),
    ("schema:inLanguage", '"nl"', (0, 11), "normalised"),
    ("dcterms:type", "<http://purl.org/coar/resource_type/c_18ws>", (0, 11), "normalised"),
)

# what pySHACL says of the sample as it is: the shape and the node, counted
_SAID = (
    "DownloadUnstated pub",
    "InferenceExplained s-dcterms-language",
    "Rights pub",
    "abstractGiven pub",
    "citationGiven pub",
    "conceptEnglish leren",
)

# what is changed in the Turtle, and how that changes what pySHACL says
DAMAGES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "nothing": ("", "", ()),
    "no record": ("dcat:CatalogRecord ,", "", ("+SomeRecord http://www.w3.org/ns/dcat#CatalogRecord",)),
    "title without a language": ('"Samen léren"@nl', '"Samen léren"', ("+title pub",)),
    "title under one property only": ('schema:name "Samen léren"@nl ;', "", ("+name pub",)),
    "year as text": ('"2013"^^xsd:gYear', '"2013"', ("+issued pub",)),
    "month that is none": ('"2013"^^xsd:gYear', '"2013-13"^^xsd:gYearMonth', ("+issued pub",)),
    "creator not in the list": ("rdf:first x:ada", "rdf:first x:zuid", ("+authorOrder pub", "+authorOrder pub")),
    "list without a name": ("x:list", "_:list", ("+ListCell []", "+authorList pub")),
    "publisher without a name": ('; schema:name "Uitgeverij Zuid"', "", ("+entityName zuid",)),
    "other words quoted": ('oa:exact "Ada Bos"', 'oa:exact "Ada Vos"', ("+PassageQuoted vm2:Passage",)),
    "other place quoted": (
        'oa:start "14"',
        'oa:start "13"',
        ("+PassageNamed vm2:Passage", "+PassageQuoted vm2:Passage"),
    ),
    "gap without a remark": ('"download"', '"themes"', ("-DownloadUnstated pub", "+DownloadExplained pub")),
    "remark in one language": (' , "No link."@en', "", ("+remarkEnglish remark",)),
    "value without evidence": (
        "vm2:ofValue x:leren",
        "vm2:ofValue x:zuid",
        ("+ContentStated pub", "+StatementAsserted vm2:SourcedStatement") * 2,
    ),
    "status outside the list": (
        "vm2:inferred",
        "vm2:guessed",
        ("-InferenceExplained s-dcterms-language", "+statementStatus s-dcterms-language"),
    ),
    "verbatim that is not": ("vm2:normalised", "vm2:verbatim", ("+VerbatimValue vm2:SourcedStatement",) * 6),
    "http form of schema.org": (
        "schema:author x:ada",
        "<http://schema.org/author> x:ada",
        ("+HttpSchema http://schema.org/", "+author pub"),
    ),
    "licence nobody gave": (
        "x:pub a",
        "x:pub dcterms:license x:by ; schema:license x:by ; a",
        ("-Rights pub", "+LicenceStated pub", "+LicenceStated pub"),
    ),
}


def sample(damage: str) -> list[Triple]:
    """The sample graph with that damage."""
    turtle = "".join(f"@prefix {prefix}: <{base}> .\n" for prefix, base in PREFIXES.items())
    turtle += f"@prefix x: <{_BASE}> ." + _RECORD.replace("TEXT", _TEXT)
    for property_, value, (start, end), status in _VALUES:
        statement = "x:s-" + property_.replace(":", "-")
        passage, selector = (f"<{_BASE}page#{kind}={start},{end}>" for kind in ("char", "sel"))
        turtle += f"""
x:pub {property_} {value} .
{statement} a vm2:SourcedStatement ; vm2:ofSubject x:pub ; vm2:ofProperty {property_} ; vm2:ofValue {value} ;
    vm2:evidenceStatus vm2:{status} ; vm2:rule "sample" ; vm2:supportedBy {passage} .
{passage} a vm2:Passage ; oa:hasSource x:page ; oa:hasSelector {selector} .
{selector} a oa:TextPositionSelector , oa:TextQuoteSelector ; oa:exact "{_TEXT[start:end]}" ;
    oa:start "{start}"^^xsd:integer ; oa:end "{end}"^^xsd:integer ."""
    old, new, _ = DAMAGES[damage]
    turtle = turtle.replace(old, new)
    return [quad.triple for quad in parse(turtle.encode(), format=RdfFormat.TURTLE)]


def expected(damage: str) -> Counter[str]:
    """What pySHACL says of the sample with that damage."""
    said = Counter(_SAID)
    for change in DAMAGES[damage][2]:
        said[change[1:]] += 1 if change[0] == "+" else -1
    return +said


def answers(engine: Engine, damage: str) -> Counter[str]:
    """What an engine says of it."""
    return Counter(f"{_short(each.shape)} {_short(each.focus)}" for each in engine.results(sample(damage)))


def _short(iri: str) -> str:
    return iri.removeprefix(CORE).removeprefix(_BASE).replace(VM2.base, "vm2:")


def disagreements(make: Callable[[bytes], Engine]) -> list[str]:
    """The damages of which an engine does not say what pySHACL does."""
    try:
        engine = make(packaged("shapes", "core.ttl").read_bytes())
        return [damage for damage in DAMAGES if answers(engine, damage) != expected(damage)]
    except GateError as error:
        return [str(error)]
