from dataclasses import replace

from hypothesis import given

from tests.writing.references import ANY, BARE, FULL
from vm2graph.model import PartialDate
from vm2graph.writing.bibliography import Reference
from vm2graph.writing.credited import PersonName
from vm2graph.writing.head_tags import head_tags


def values(reference: Reference, name: str) -> list[str]:
    return [value for key, value in head_tags(reference) if key == name]


def test_every_tag() -> None:
    assert values(FULL, "citation_title") == ["Leren & werken: 100% praktijk in het MBO"]
    assert values(FULL, "citation_author") == ["van der Meer, Els", "Raad voor Leren en Werken", "'t Hooft, Th.A."]
    assert values(FULL, "citation_publication_date") == ["2014/03/09"]
    assert values(FULL, "citation_technical_report_institution") == ["Bureau Noord"]
    assert values(FULL, "citation_keywords") == ["Taal; Rekenen_en_meten"]
    assert values(FULL, "DCTERMS.license") == ["https://creativecommons.org/licenses/by/4.0/"]


def test_what_is_not_known_has_no_tag() -> None:
    told = {name for name, _ in head_tags(BARE)}
    assert not {"citation_publication_date", "DCTERMS.issued", "citation_technical_report_institution"} & told


def test_no_spaces_between_initials_and_dates_as_far_as_known() -> None:
    one = replace(FULL, authors=(PersonName("P. J. Jansen", "P. J.", None, "Jansen"),), issued=PartialDate(2014, 3))
    assert values(one, "citation_author") == ["Jansen, P.J."]
    assert values(one, "citation_publication_date") == ["2014/03"]


@given(ANY)
def test_the_two_kinds_never_contradict(reference: Reference) -> None:
    assert values(reference, "citation_author") == values(reference, "DCTERMS.creator")
    assert values(reference, "citation_title") == values(reference, "DCTERMS.title")
    dates = [value.replace("/", "-") for value in values(reference, "citation_publication_date")]
    assert dates == values(reference, "DCTERMS.issued")
    assert all(value and "\n" not in value for _, value in head_tags(reference))
