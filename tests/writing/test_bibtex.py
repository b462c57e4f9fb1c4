import re

from hypothesis import given, settings

from tests.writing.references import ANY, BARE, FULL, IRI
from vm2graph.model import PartialDate
from vm2graph.pipeline import Converted
from vm2graph.writing.bibliography import Reference, reference
from vm2graph.writing.bibtex import bibtex
from vm2graph.writing.credited import BodyName, PersonName

FIELD = re.compile(r"  ([a-z]+) = (\{.*\}|[a-z]{3}),")


def fields(written: bytes) -> dict[str, str]:
    """A field a line, its outer braces taken off."""
    lines = written.decode().split("\n")
    assert re.fullmatch(r"@techreport\{[a-z0-9-]+,", lines[0]), lines[0]
    assert lines[-2:] == ["}", ""]
    found = [FIELD.fullmatch(each) for each in lines[1:-2]]
    assert all(found), lines
    return {each[1]: each[2][1:-1] if each[2][0] == "{" else each[2] for each in found if each}


def test_the_seed(converted: Converted) -> None:
    description = converted.description
    written = bibtex(reference(description.publication, description.shown()))
    said = fields(written)
    assert written.startswith(b"@techreport{vijf-jaar-vm2-aee4f458,\n")
    assert said["author"] == "van Schoonhoven, Renée and Bouwmans, Machiel"
    assert said["title"] == "Vijf jaar {VM2}: Samenvatting van de uitkomsten van de {VM2-monitor} 2008-2012"
    assert said["institution"] == "Expertisecentrum Beroepsonderwijs"
    assert said["address"] == "Utrecht/'s-Hertogenbosch"
    assert said["year"] == "2013"
    assert said["language"] == "dutch"
    assert said["url"] == description.publication
    assert said["annote"].startswith(r"Van Schoonhoven, R., \& Bouwmans, M. (2013).")
    assert not {"month", "note", "number", "isbn", "doi", "editor"} & set(said)


def test_every_field() -> None:
    said = fields(bibtex(FULL))
    assert said["author"] == "van der Meer, Els and {Raad voor Leren en Werken} and 't Hooft, Th. A."
    assert said["editor"] == "Bos, Jan-Willem"
    assert said["title"] == r"Leren \& werken: 100\% praktijk in het {MBO}"
    assert said["institution"] == "Bureau Noord and {Uitgeverij Zon en Maan and Co}"
    assert (said["year"], said["month"], said["day"]) == ("2014", "mar", "9")
    assert said["keywords"] == r"Taal, Rekenen\_en\_meten"
    assert said["abstract"].endswith(r"\textbraceleft{}alinea\textbraceright{} met \$ en \textasciitilde{}.")
    assert (said["number"], said["series"], said["isbn"]) == ("R-12", "Onderzoeksreeks", "978-90-00-00000-2")
    assert said["doi"] == "10.1234/ab_c(1)"  # as it is: it is no text
    assert (said["eprint"], said["eprinttype"]) == ("1871/12345", "hdl")
    assert said["file"] == "https://example.org/a%20b.pdf"
    assert said["copyright"] == "https://creativecommons.org/licenses/by/4.0/"


def test_what_is_absent_is_left_out() -> None:
    assert fields(bibtex(BARE)) == {"title": "Zonder meer", "url": IRI, "copyright": "Onbekend."}


def test_a_sole_body_stands_in_double_braces() -> None:
    assert b"author = {{Raad van A, B and C}}," in bibtex(Reference(IRI, authors=(BodyName("Raad van A, B and C"),)))


def test_a_name_that_would_be_cut_is_held_together() -> None:
    odd = PersonName("x", "Jan and Piet", None, "Bos, Jr")
    assert fields(bibtex(Reference(IRI, authors=(odd,))))["author"] == "{Bos, Jr}, {Jan and Piet}"


def test_the_key_is_ascii_whatever_the_iri() -> None:
    written = bibtex(Reference("https://example.org/id/publication/één%20twee/", issued=PartialDate(987)))
    assert written.startswith(b"@techreport{een-twee,\n")
    assert b"year = {0987}" in written


def test_capitals_survive_a_style_that_takes_them_away() -> None:
    title = "Leren in Ede (MBO): Een gids. De Vries & Co"
    assert fields(bibtex(Reference(IRI, title=title)))["title"] == (
        r"Leren in {Ede} ({MBO}): Een gids. {De} {Vries} \& {Co}"
    )
    assert fields(bibtex(Reference(IRI, title="VM2")))["title"] == "{VM2}"


@settings(max_examples=30, deadline=None)
@given(ANY)
def test_braces_balance_and_a_field_is_a_line_whatever_the_data(any_reference: Reference) -> None:
    for value in fields(bibtex(any_reference)).values():
        depth = 0
        for mark in value:
            depth += {"{": 1, "}": -1}.get(mark, 0)
            assert depth >= 0
        assert depth == 0
