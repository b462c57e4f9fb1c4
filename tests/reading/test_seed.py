"""The seed page, passage by passage."""

from pathlib import Path

import pytest

from vm2graph.model import PartialDate, Period, Person, RemarkKind, Span, Status
from vm2graph.reading import interpret, read_page

SEED = Path(__file__).parents[2] / "data" / "vijf-jaar-vm2.txt"


@pytest.fixture(scope="module")
def page():
    return read_page(SEED.read_bytes(), SEED.name)


@pytest.fixture(scope="module")
def record(page):
    return interpret(page)


def test_source(page):
    assert (page.source.id, page.source.media_type, page.source.size) == (SEED.name, "text/plain", 2044)
    assert page.source.sha256.startswith("fc7e072a011b")
    assert len(page.text) == 2034


def test_page(page):
    assert [field.name for field in page.fields] == ["creators", "issued", "themes", "citation", "abstract"]
    assert page.fields[1].values == ()
    assert [s.heading.of(page.text) for s in page.sections] == ["Nieuwe leerroutes", "Pluspunten", "Leermomenten"]
    assert page.label_language == "nl"


@pytest.mark.parametrize(
    ("field", "value", "span"),
    [
        ("title", "Vijf jaar VM2", (0, 13)),
        ("subtitle", "Samenvatting van de uitkomsten van de VM2-monitor 2008-2012", (15, 74)),
        ("citation", None, (203, 383)),
        ("abstract", None, (406, 2000)),
    ],
)
def test_verbatim(page, record, field, value, span):
    stated = getattr(record, field)
    assert stated.status is Status.VERBATIM
    assert stated.evidence == (Span(*span),)
    assert stated.value == page.text[slice(*span)]
    assert value is None or stated.value == value


def test_creators(record):
    first, second = record.creators
    assert first.evidence == (Span(86, 107),)
    assert first.status is Status.NORMALISED
    person = first.value
    assert isinstance(person, Person)
    assert (person.name.value, person.name.status) == ("Renée van Schoonhoven", Status.VERBATIM)
    assert person.given.evidence == (Span(86, 91),)
    assert (person.particle.value, person.particle.evidence) == ("van", (Span(92, 95),))
    assert (person.family.value, person.family.evidence) == ("Schoonhoven", (Span(96, 107),))
    (alternate,) = person.alternates
    assert (alternate.value, alternate.evidence) == ("Van Schoonhoven, R.", (Span(203, 222),))
    assert alternate.status is Status.VERBATIM
    assert second.evidence == (Span(110, 126),)
    assert second.value.particle is None
    assert second.value.alternates[0].evidence == (Span(226, 238),)
    assert record.editors == record.contributors == ()


def test_imprint(record):
    assert record.issued.value == PartialDate(2013)
    assert record.issued.evidence == (Span(240, 244),)
    assert [(p.value.name.value, p.evidence) for p in record.publishers] == [
        ("Expertisecentrum Beroepsonderwijs", (Span(349, 382),))
    ]
    assert [(p.value.name.value, p.evidence) for p in record.places] == [
        ("Utrecht", (Span(323, 330),)),
        ("'s-Hertogenbosch", (Span(331, 347),)),
    ]


def test_themes(record):
    (theme,) = record.themes
    assert theme.status is Status.NORMALISED
    assert theme.evidence == (Span(155, 184),)
    assert (theme.value.label.value, theme.value.label.status) == ("Instroom-doorstroom-uitstroom", Status.VERBATIM)


def test_inferred(record):
    for stated, value in ((record.language, "nl"), (record.page_language, "nl"), (record.kind, "research report")):
        assert stated.value == value
        assert stated.status is Status.INFERRED
        assert stated.evidence
        assert stated.note
    assert record.temporal.value == Period(PartialDate(2008), PartialDate(2012))
    assert record.temporal.evidence == (Span(65, 74),)


def test_nothing_is_invented(record):
    assert record.rights is None
    assert record.identifiers == ()
    assert record.series is None
    assert record.download.value.name.evidence == (Span(2002, 2034),)
    assert record.download.value.url is None


def test_remarks(page, record):
    found = {remark.code: remark for remark in record.remarks}
    assert set(found) == {"empty_field", "missing_link", "missing_space", "misspelling"}
    assert found["empty_field"].evidence == (Span(128, 144),)
    assert found["empty_field"].field == "issued"
    assert found["empty_field"].kind is RemarkKind.EMPTY_FIELD
    assert found["missing_link"].evidence == (Span(2002, 2034),)
    assert found["missing_space"].evidence[0].of(page.text) == "(OCW)aangeboden"
    assert found["missing_space"].proposed == "(OCW) aangeboden"
    assert found["misspelling"].proposed == "vmbo"
    assert not any(remark.warning for remark in record.remarks)
