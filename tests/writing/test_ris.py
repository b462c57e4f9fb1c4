import re

from hypothesis import given, settings

from tests.writing.references import ANY, BARE, FULL, IRI
from vm2graph.model import PartialDate
from vm2graph.pipeline import Converted
from vm2graph.writing.bibliography import Reference, line, reference
from vm2graph.writing.ris import ris


def tags(written: bytes) -> list[tuple[str, str]]:
    """The tags and values of one record."""
    assert written.endswith(b"\r\nER  - \r\n")
    lines = written.decode().split("\r\n")
    assert not any(re.search("[\n\r\x85\u2028]", each) for each in lines)
    found = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", each) for each in lines[:-1]]
    assert all(found), lines
    return [(each[1], each[2]) for each in found if each]


def test_the_seed(converted: Converted) -> None:
    description = converted.description
    said = tags(ris(reference(description.publication, description.shown())))
    assert [pair for pair in said if pair[0] != "AB"] == [
        ("TY", "RPRT"),
        ("TI", "Vijf jaar VM2: Samenvatting van de uitkomsten van de VM2-monitor 2008-2012"),
        ("AU", "van Schoonhoven, Renée"),
        ("AU", "Bouwmans, Machiel"),
        ("PY", "2013"),
        ("PB", "Expertisecentrum Beroepsonderwijs"),
        ("CY", "Utrecht/'s-Hertogenbosch"),
        ("LA", "nl"),
        ("KW", "Instroom-doorstroom-uitstroom"),
        ("UR", description.publication),
        ("ER", ""),
    ]


def test_every_tag() -> None:
    said = tags(ris(FULL))
    assert [value for tag, value in said if tag == "AU"] == [
        "van der Meer, Els",
        "Raad voor Leren en Werken",
        "'t Hooft, Th.A.",
    ]
    single = dict(said)
    assert single["ED"] == "Bos, Jan-Willem"
    assert (single["PY"], single["DA"]) == ("2014", "2014/03/09/")
    assert (single["M1"], single["SN"], single["DO"]) == ("R-12", "978-90-00-00000-2", "10.1234/ab_c(1)")
    assert single["AB"] == "Eerste alinea. ER - Tweede {alinea} met $ en ~."
    assert (single["T3"], single["L1"]) == ("Onderzoeksreeks", "https://example.org/a b.pdf")


def test_what_is_absent_is_left_out() -> None:
    assert tags(ris(BARE)) == [("TY", "RPRT"), ("TI", "Zonder meer"), ("UR", IRI), ("ER", "")]


def test_a_month_without_a_day() -> None:
    assert ("DA", "2015/04//") in tags(ris(Reference(IRI, issued=PartialDate(2015, 4))))


@settings(max_examples=30, deadline=None)
@given(ANY)
def test_one_record_whatever_the_data(any_reference: Reference) -> None:
    said = tags(ris(any_reference))
    assert said[0] == ("TY", "RPRT")
    assert [tag for tag, _ in said].count("TY") == [tag for tag, _ in said].count("ER") == 1
    assert [value for tag, value in said if tag == "AU" and not value] == []
    if title := line(any_reference.title):
        assert any(tag == "TI" and value.startswith(title) for tag, value in said)
