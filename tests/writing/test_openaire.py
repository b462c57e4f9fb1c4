from dataclasses import replace

import pytest
from hypothesis import given, settings
from lxml import etree

from tests.schemas import schema
from tests.writing.references import ANY, BARE, FULL, IRI
from vm2graph.errors import IncompleteRecord
from vm2graph.names import PUBLICATION_TYPES
from vm2graph.writing.bibliography import Reference
from vm2graph.writing.openaire import openaire

N = {
    "oaire": "http://namespace.openaire.eu/schema/oaire/",
    "datacite": "http://datacite.org/schema/kernel-4",
    "dc": "http://purl.org/dc/elements/1.1/",
}


@pytest.fixture(scope="module")
def valid() -> etree.XMLSchema:
    return schema("openaire.xsd")


def texts(made: etree._Element, path: str) -> list[str]:
    return [each.text for each in made.iterfind(path, N)]


def test_every_element() -> None:
    made = etree.fromstring(openaire(FULL))
    assert texts(made, "datacite:titles/datacite:title") == ["Leren & werken", "100% praktijk in het MBO"]
    assert texts(made, ".//datacite:creatorName") == [
        "van der Meer, Els",
        "Raad voor Leren en Werken",
        "'t Hooft, Th.A.",
    ]
    assert [each.get("contributorType") for each in made.iterfind(".//datacite:contributor", N)] == ["Editor", "Other"]
    assert texts(made, "datacite:dates/datacite:date") == ["2014-03-09"]
    assert texts(made, "datacite:identifier") == [IRI]
    assert texts(made, "datacite:rights") == ["metadata only access"]
    assert made.find("oaire:licenseCondition", N).get("uri") == "https://creativecommons.org/licenses/by/4.0/"
    assert texts(made, "oaire:file") == ["https://example.org/a b.pdf"]


@pytest.mark.parametrize(("name", "iri"), PUBLICATION_TYPES.items())
def test_the_label_of_the_type_agrees_with_its_iri(name: str, iri: str) -> None:
    kind = etree.fromstring(openaire(replace(FULL, type=iri))).find("oaire:resourceType", N)
    assert (kind.text, kind.get("uri"), kind.get("resourceTypeGeneral")) == (name, iri, "literature")


def test_without_a_licence_there_is_none() -> None:
    made = etree.fromstring(openaire(replace(FULL, licence=None)))
    assert made.find("oaire:licenseCondition", N) is None


def test_a_record_that_lacks_what_is_demanded_is_refused_by_name() -> None:
    with pytest.raises(IncompleteRecord, match="date of issue") as told:
        openaire(BARE)
    assert told.value.missing == ("date of issue",)


@given(ANY)
@settings(max_examples=100)
def test_any_record_is_valid_or_refused(valid: etree.XMLSchema, given_: Reference) -> None:
    try:
        made = etree.fromstring(openaire(given_))
    except IncompleteRecord:
        return  # only what the schema cannot know is lacking
    valid.assertValid(made)
    assert len(made.findall("datacite:identifier", N)) == len(made.findall("oaire:resourceType", N)) == 1
    assert [each.get("dateType") for each in made.iterfind(".//datacite:date", N)] == ["Issued"]
    assert not [each for each in made.iter() if not len(each) and not (each.text or "").strip()]
