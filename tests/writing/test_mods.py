from hypothesis import given, settings
from lxml import etree

from tests.writing.references import ANY, BARE, FULL, IRI
from vm2graph.pipeline import Converted
from vm2graph.writing.bibliography import Reference, line, reference
from vm2graph.writing.mods import mods

M = {"m": "http://www.loc.gov/mods/v3"}


def texts(made: etree._Element, path: str) -> list[str]:
    return [each.text for each in made.iterfind(path, M)]


def test_the_seed(converted: Converted) -> None:
    description = converted.description
    made = etree.fromstring(mods(reference(description.publication, description.shown())))
    assert (made.tag, made.get("version")) == ("{http://www.loc.gov/mods/v3}mods", "3.8")
    assert texts(made, "m:titleInfo/*") == [
        "Vijf jaar VM2",
        "Samenvatting van de uitkomsten van de VM2-monitor 2008-2012",
    ]
    assert texts(made, "m:name/m:namePart[@type='family']") == ["van Schoonhoven", "Bouwmans"]
    assert texts(made, "m:name/m:namePart[@type='given']") == ["Renée", "Machiel"]
    assert texts(made, "m:name/m:role/m:roleTerm[@type='code'][@authority='marcrelator']") == ["aut", "aut"]
    assert texts(made, "m:originInfo/m:place/m:placeTerm") == ["Utrecht", "'s-Hertogenbosch"]
    assert texts(made, "m:originInfo/m:publisher") == ["Expertisecentrum Beroepsonderwijs"]
    assert texts(made, "m:originInfo/m:dateIssued[@encoding='w3cdtf']") == ["2013"]
    assert texts(made, "m:language/m:languageTerm[@authority='iso639-2b']") == ["dut"]
    assert texts(made, "m:genre[@authority='coar']") == ["research report"]
    assert texts(made, "m:subject/m:topic") == ["Instroom-doorstroom-uitstroom"]
    assert texts(made, "m:subject/m:temporal") == ["2008/2012"]
    assert texts(made, "m:identifier[@type='uri']") == [description.publication]
    assert texts(made, "m:recordInfo/m:recordIdentifier") == [description.publication]
    assert "\n\nNieuwe leerroutes\n\n" in texts(made, "m:abstract")[0]
    condition = made.find("m:accessCondition", M)
    assert condition.get("{http://www.w3.org/1999/xlink}href") == "http://rightsstatements.org/vocab/CNE/1.0/"
    assert made.find("m:relatedItem", M) is None


def test_every_element() -> None:
    made = etree.fromstring(mods(FULL))
    assert [each.get("type") for each in made.iterfind("m:name", M)] == [
        "personal",
        "corporate",
        "personal",
        "personal",
        "personal",
    ]
    assert texts(made, ".//m:roleTerm[@type='text']") == ["author", "author", "author", "editor", "contributor"]
    assert texts(made, ".//m:nameIdentifier[@type='orcid']") == ["https://orcid.org/0000-0002-1825-0097"]
    assert texts(made, "m:relatedItem[@type='series']/m:titleInfo/m:title") == ["Onderzoeksreeks"]
    assert [(each.get("type"), each.text) for each in made.iterfind("m:identifier", M)] == [
        ("uri", IRI),
        ("doi", "10.1234/ab_c(1)"),
        ("hdl", "1871/12345"),
        ("isbn", "978-90-00-00000-2"),
        ("report number", "R-12"),
    ]
    assert texts(made, "m:location/m:url") == [IRI, "https://example.org/a b.pdf"]
    assert b"xmlns:xlink=" in mods(FULL)


def test_what_is_absent_has_no_element() -> None:
    made = etree.fromstring(mods(BARE))
    assert [etree.QName(each).localname for each in made] == [
        "titleInfo",
        "typeOfResource",
        "identifier",
        "location",
        "accessCondition",
        "recordInfo",
    ]


def test_a_language_without_a_library_code_keeps_its_own() -> None:
    made = etree.fromstring(mods(Reference(IRI, title="Skoalle", language="fy")))
    assert texts(made, "m:language/m:languageTerm[@authority='rfc5646']") == ["fy"]


@settings(max_examples=30, deadline=None)
@given(ANY)
def test_well_formed_and_nothing_empty_whatever_the_data(any_reference: Reference) -> None:
    made = etree.fromstring(mods(any_reference))
    assert all(len(each) or each.text for each in made.iter())
    assert texts(made, "m:titleInfo/m:title") == ([line(any_reference.title)] if line(any_reference.title) else [])
