from dataclasses import replace

import pytest
from hypothesis import given, settings
from lxml import etree

from tests.writing.references import ANY, BARE, COUNCIL, FULL, IRI
from vm2graph.errors import IncompleteRecord
from vm2graph.model import PartialDate
from vm2graph.pipeline import Converted
from vm2graph.writing.bibliography import Reference, line, reference
from vm2graph.writing.credited import BodyName, PersonName
from vm2graph.writing.datacite import datacite

D = {"d": "http://datacite.org/schema/kernel-4"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def texts(made: etree._Element, path: str) -> list[str]:
    return [each.text for each in made.iterfind(path, D)]


def test_the_seed(converted: Converted) -> None:
    description = converted.description
    made = etree.fromstring(datacite(reference(description.publication, description.shown())))
    assert made.tag == "{http://datacite.org/schema/kernel-4}resource"
    identifier = made.find("d:identifier", D)
    assert (identifier.get("identifierType"), identifier.text) == ("URL", description.publication)
    assert texts(made, "d:creators/d:creator/d:creatorName") == ["van Schoonhoven, Renée", "Bouwmans, Machiel"]
    assert texts(made, "d:creators/d:creator/d:familyName") == ["van Schoonhoven", "Bouwmans"]
    assert texts(made, "d:titles/d:title") == [
        "Vijf jaar VM2",
        "Samenvatting van de uitkomsten van de VM2-monitor 2008-2012",
    ]
    assert texts(made, "d:publisher") == ["Expertisecentrum Beroepsonderwijs"]
    assert texts(made, "d:publicationYear") == ["2013"]
    kind = made.find("d:resourceType", D)
    assert (kind.get("resourceTypeGeneral"), kind.text) == ("Report", "Research report")
    assert [(each.get("dateType"), each.text) for each in made.iterfind("d:dates/d:date", D)] == [
        ("Issued", "2013"),
        ("Coverage", "2008/2012"),
    ]
    rights = made.findall("d:rightsList/d:rights", D)
    assert {each.get("rightsURI") for each in rights} == {"http://rightsstatements.org/vocab/CNE/1.0/"}
    assert [each.get(LANG) for each in rights] == ["nl", "en"]
    assert "\n\nNieuwe leerroutes\n\n" in texts(made, "d:descriptions/d:description")[0]
    assert made.find("d:contributors", D) is None


def test_every_property() -> None:
    made = etree.fromstring(datacite(FULL))
    assert made.find("d:identifier", D).attrib == {"identifierType": "DOI"}
    assert [each.get("nameType") for each in made.iterfind(".//d:creatorName", D)] == [
        "Personal",
        "Organizational",
        "Personal",
    ]
    orcid = made.find(".//d:nameIdentifier", D)
    assert (orcid.get("nameIdentifierScheme"), orcid.text) == ("ORCID", "https://orcid.org/0000-0002-1825-0097")
    contributors = made.findall("d:contributors/d:contributor", D)
    assert [each.get("contributorType") for each in contributors] == ["Editor", "Other"]
    assert texts(made, "d:publisher") == ["Bureau Noord; Uitgeverij Zon en Maan and Co"]
    alternates = made.findall("d:alternateIdentifiers/d:alternateIdentifier", D)
    assert [(each.get("alternateIdentifierType"), each.text) for each in alternates] == [
        ("Handle", "1871/12345"),
        ("URL", IRI),
        ("ISBN", "978-90-00-00000-2"),
        ("Report number", "R-12"),
    ]
    assert texts(made, "d:dates/d:date") == ["2014-03-09", "2010/"]
    assert made.find(".//d:rights", D).get("rightsURI") == "https://creativecommons.org/licenses/by/4.0/"
    types = [each.get("descriptionType") for each in made.iterfind(".//d:description", D)]
    assert types == ["Abstract", "SeriesInformation"]


def test_a_publisher_with_an_identifier_elsewhere_is_identified() -> None:
    known = BodyName("Bureau Noord", ("https://example.org/x", "https://ror.org/012345678"))
    publisher = etree.fromstring(datacite(replace(FULL, publishers=(known,)))).find("d:publisher", D)
    assert publisher.get("publisherIdentifier") == "https://ror.org/012345678"
    assert publisher.get("publisherIdentifierScheme") == "ROR"


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"authors": ()}, ("creators",)),
        ({"title": " \x00"}, ("titles",)),
        ({"publishers": (BodyName(" "),)}, ("publisher",)),
        ({"issued": None}, ("publicationYear",)),
        ({"issued": None, "authors": ()}, ("creators", "publicationYear")),
    ],
)
def test_a_record_that_lacks_what_is_mandatory_is_refused(changes: dict[str, object], missing: tuple[str]) -> None:
    with pytest.raises(IncompleteRecord, match=", ".join(missing)) as refused:
        datacite(replace(FULL, **changes))
    assert refused.value.missing == missing


def test_nothing_is_padded() -> None:
    with pytest.raises(IncompleteRecord):
        datacite(BARE)
    least = replace(BARE, authors=(PersonName("Madonna"),), publishers=(BodyName("Zon"),), issued=PartialDate(850))
    made = etree.fromstring(datacite(replace(least, rights=())))
    assert [etree.QName(each).localname for each in made] == [
        "identifier",
        "creators",
        "titles",
        "publisher",
        "publicationYear",
        "resourceType",
        "dates",
    ]
    assert texts(made, "d:publicationYear") == ["0850"]


@settings(max_examples=30, deadline=None)
@given(ANY)
def test_well_formed_and_nothing_empty_whatever_the_data(any_reference: Reference) -> None:
    complete = replace(
        any_reference,
        title=f"Titel {any_reference.title}",
        authors=(COUNCIL, *any_reference.authors),
        publishers=(COUNCIL, *any_reference.publishers),
        issued=any_reference.issued or PartialDate(2000),
    )
    made = etree.fromstring(datacite(complete))
    assert all(len(each) or each.text for each in made.iter())
    assert texts(made, "d:titles/d:title")[0] == line(complete.title)
    assert made.find(".//d:creatorName", D).get("nameType") == "Organizational"
