"""What a page says without labels, where its own reference confirms it."""

import pytest

from tests.reading.pages import plain, read
from vm2graph.errors import InterpretError
from vm2graph.reading import read_page

PAGE = """Tussen twee oevers

Veerlieden over hun vak

Fokje de Boer en Klaas van der Plas

Wie een pont vaart, kent iedereen die oversteekt. Dit rapport vertelt wat veerlieden zien en horen.

De Boer, F., & Van der Plas, K. (2015, april). Tussen twee oevers. Veerlieden over hun vak. Sneek: Huis aan het Water.
"""


def test_a_reference_to_the_title_of_the_page_needs_no_label():
    assert plain(read(PAGE)) == {
        "title": "Tussen twee oevers",
        "subtitle": "Veerlieden over hun vak",
        "creators": ["Fokje de Boer", "Klaas van der Plas"],
        "issued": "2015-04",
        "publishers": ["Huis aan het Water"],
        "places": ["Sneek"],
        "abstract": PAGE.split("\n\n")[3],
        "citation": PAGE.split("\n\n")[4].strip(),
        "language": "nl",
    }


def test_without_a_subtitle_the_names_are_none():
    record = plain(read(PAGE.replace("Veerlieden over hun vak\n\n", "").replace(" Veerlieden over hun vak.", "")))
    assert "subtitle" not in record
    assert record["creators"] == ["Fokje de Boer", "Klaas van der Plas"]


def test_a_line_of_names_above_the_labels():
    page = PAGE.replace("De Boer, F.", "Referentie: De Boer, F.")
    assert plain(read(page))["creators"] == ["Fokje de Boer", "Klaas van der Plas"]


@pytest.mark.parametrize("other", ["Tussen drie oevers", "Een ander rapport over het water"])
def test_a_reference_to_another_work_makes_no_publication(other):
    page = PAGE.replace("(2015, april). Tussen twee oevers", f"(2015, april). {other}")
    assert not any(field.name == "citation" for field in read_page(page.encode(), "x.txt").fields)
    with pytest.raises(InterpretError):
        read(page)
