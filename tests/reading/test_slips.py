"""Slips that a page's own words settle: proposed, never corrected; and what only looks like one."""

import pytest

from vm2graph.model import Span
from vm2graph.reading.slips import slips


def found(text: str) -> list[tuple[str, str | None]]:
    return [(remark.evidence[0].of(text), remark.proposed) for remark in slips(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("door Dekker (OCW)aangeboden aan", [("(OCW)aangeboden", "(OCW) aangeboden")]),
        ("het ministerie(OCW) heeft", [("ministerie(OCW)", "ministerie (OCW)")]),
        ("niet van de grond kwam.Ook wisselden zij.", [("kwam.Ook", "kwam. Ook")]),
        ("begeleiding,lessen en stages", [("begeleiding,lessen", "begeleiding, lessen")]),
        ("Van vmbo naar mbo, tussen vbmo- en mbo-instellingen.", [("vbmo", "vmbo")]),
        ("VM2 werkt. De kern van VMS. In VM2 en buiten VM2.", [("VMS", "VM2")]),
        (
            "Het onderwijs groeit. Ander onderwijs ook. Ondewrijs helpt.",
            [("Ondewrijs", "Onderwijs")],
        ),
    ],
)
def test_slips(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "leerling(en) en (v)mbo en (her)examens",
        "zie www.voorbeeld.nl,info@voorbeeld.nl en Node.js of ASP.Net",
        "d.w.z. alles kost 1.250,50 euro, o.a.Jan",
        "VM2 en VM3, VMBO en VM2, en VM2",  # another code, another word
        "VM2 en VMS en VM2",  # too few to tell
        "CO2 daalt, CO2 stijgt, en na de COP daalt CO2",  # a word of its own
        "Niveau A2 en A2 is geen A2, zegt AI; en AS ook niet",
        "Wie Booking.Com gebruikt, vindt Marktplaats.Nl niet",
        "Each complaint counts, for a complaint is heard by compliant staff",
        "de vorm en het vrom, form en from, form en form",  # short words are often both words
        "De leerlingen en de leerlinge, begeleiders en begeleider, begeleiders",
        "onderwijs en Onderwijs",
    ],
)
def test_what_only_looks_like_a_slip(text: str) -> None:
    assert found(text) == []


def test_no_more_than_twenty_of_a_kind() -> None:
    assert len(found("kwam.Ook nu, " * 50)) == 20
