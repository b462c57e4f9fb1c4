import pytest
from hypothesis import given, settings
from lxml import etree

from tests.schemas import schema
from tests.writing.references import ANY, BARE, FULL, IRI
from vm2graph.writing.bibliography import Reference
from vm2graph.writing.oai_dc import DC, oai_dc

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def valid() -> etree.XMLSchema:
    return schema("oai_dc.xsd")


def texts(reference: Reference, tag: str) -> list[str]:
    return [each.text for each in etree.fromstring(oai_dc(reference)).iterfind(f"{{{DC}}}{tag}")]


def test_every_element() -> None:
    assert texts(FULL, "title") == ["Leren & werken: 100% praktijk in het MBO"]
    assert texts(FULL, "creator") == ["Meer, E. (Els) van der", "Raad voor Leren en Werken", "Hooft, Th.A. 't"]
    assert texts(FULL, "contributor") == ["Bos, J.-W. (Jan-Willem)", "Madonna"]
    assert texts(FULL, "date") == ["2014-03-09"]
    assert texts(FULL, "type")[0] == "info:eu-repo/semantics/report"
    assert texts(FULL, "identifier")[:3] == [
        IRI,
        "https://doi.org/10.1234/ab_c(1)",
        "https://hdl.handle.net/1871/12345",
    ]
    assert texts(FULL, "relation")[0] == "info:eu-repo/semantics/altIdentifier/doi/10.1234/ab_c(1)"
    assert texts(FULL, "language") == ["nld"]
    assert texts(FULL, "rights")[1:] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert "\n\n" in texts(FULL, "description")[0]


def test_what_is_not_known_has_no_element() -> None:
    made = etree.fromstring(oai_dc(BARE))
    told = {each.tag.rpartition("}")[2] for each in made}
    assert told == {"title", "type", "identifier", "rights"}
    assert texts(BARE, "rights")[1:] == ["https://example.org/cne"]


@given(ANY)
@settings(max_examples=100)
def test_any_record_is_valid_and_has_no_empty_element(valid: etree.XMLSchema, given_: Reference) -> None:
    made = etree.fromstring(oai_dc(given_))
    valid.assertValid(made)
    assert all(each.text and each.text.strip() for each in made)
