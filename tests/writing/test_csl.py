import json

from hypothesis import given, settings

from tests.writing.references import ANY, BARE, FULL, IRI
from vm2graph.pipeline import Converted
from vm2graph.writing.bibliography import Reference, reference
from vm2graph.writing.csl import csl, csl_json


def test_the_seed(converted: Converted) -> None:
    description = converted.description
    item = csl(reference(description.publication, description.shown()))
    assert item.pop("abstract").startswith("Onlangs is het eindrapport")
    assert item == {
        "id": description.publication,
        "type": "report",
        "title": "Vijf jaar VM2: Samenvatting van de uitkomsten van de VM2-monitor 2008-2012",
        "title-short": "Vijf jaar VM2",
        "author": [
            {"family": "Schoonhoven", "given": "Renée", "non-dropping-particle": "van"},
            {"family": "Bouwmans", "given": "Machiel"},
        ],
        "issued": {"date-parts": [[2013]]},
        "publisher": "Expertisecentrum Beroepsonderwijs",
        "publisher-place": "Utrecht/'s-Hertogenbosch",
        "language": "nl",
        "keyword": "Instroom-doorstroom-uitstroom",
        "URL": description.publication,
    }


def test_every_variable() -> None:
    item = csl(FULL)
    assert item["author"][1] == {"literal": "Raad voor Leren en Werken"}
    assert item["author"][2] == {"family": "Hooft", "given": "Th.A.", "non-dropping-particle": "'t"}
    assert item["contributor"] == [{"literal": "Madonna"}]
    assert item["issued"] == {"date-parts": [[2014, 3, 9]]}
    assert (item["ISBN"], item["DOI"]) == ("978-90-00-00000-2", "10.1234/ab_c(1)")
    assert (item["number"], item["collection-title"]) == ("R-12", "Onderzoeksreeks")
    assert item["publisher"] == "Bureau Noord; Uitgeverij Zon en Maan and Co"


def test_what_is_absent_has_no_key() -> None:
    assert csl(BARE) == {"id": IRI, "type": "report", "title": "Zonder meer", "URL": IRI}


@settings(max_examples=30, deadline=None)
@given(ANY)
def test_one_object_of_full_values_whatever_the_data(any_reference: Reference) -> None:
    read = json.loads(csl_json(any_reference))
    assert read == csl(any_reference)
    assert all(read.values())
    assert all(all(name.values()) for name in read.get("author", []))
