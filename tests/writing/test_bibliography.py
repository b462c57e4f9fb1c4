import pytest
from pyoxigraph import Literal, NamedNode, Triple

from tests.conftest import own_page
from tests.writing.references import BARE, COUNCIL, ELS, FULL, THEO, of_page
from vm2graph.gate import Gate
from vm2graph.model import PartialDate
from vm2graph.names import BIBO, DCTERMS, RDF, SCHEMA, SKOS
from vm2graph.particles import split_family
from vm2graph.pipeline import Converted
from vm2graph.writing.bibliographic_formats import BIBLIOGRAPHIC_FORMATS
from vm2graph.writing.bibliography import Reference, line, prose, reference
from vm2graph.writing.credited import BodyName, PersonName, family_first, initials, inverted_dc

PUBLICATION = "https://example.org/id/publication/p"


def triple(subject: str, property_: str, value: str, *, node: bool = False, language: str | None = None) -> Triple:
    object_ = NamedNode(value) if node else Literal(value, language=language) if language else Literal(value)
    return Triple(NamedNode(subject), NamedNode(property_), object_)


@pytest.fixture(scope="module")
def seed_reference(converted: Converted) -> Reference:
    return reference(converted.description.publication, converted.description.shown())


def test_the_seed_as_its_page_has_it(seed_reference: Reference) -> None:
    assert seed_reference.authors == (
        PersonName("Renée van Schoonhoven", "Renée", "van", "Schoonhoven"),
        PersonName("Machiel Bouwmans", "Machiel", None, "Bouwmans"),
    )
    assert seed_reference.full_title == "Vijf jaar VM2: Samenvatting van de uitkomsten van de VM2-monitor 2008-2012"
    assert seed_reference.issued == PartialDate(2013)
    assert seed_reference.place == "Utrecht/'s-Hertogenbosch"
    assert seed_reference.publishers == (BodyName("Expertisecentrum Beroepsonderwijs"),)
    assert (seed_reference.language, seed_reference.themes) == ("nl", ("Instroom-doorstroom-uitstroom",))
    assert seed_reference.period == "2008/2012"
    assert [note.language for note in seed_reference.rights] == ["nl", "en"]
    absent = ("doi", "handle", "report_number", "series", "licence", "isbns", "files", "editors", "contributors")
    assert not any(getattr(seed_reference, name) for name in absent)


def test_the_order_of_triples_does_not_matter(converted: Converted, seed_reference: Reference) -> None:
    assert reference(converted.description.publication, converted.description.shown()[::-1]) == seed_reference


def test_a_person_known_by_initials_has_them_as_given_names(gate: Gate) -> None:
    given = of_page(own_page(authors="A. de Vries & P.J. Jansen & Onderwijsraad"), gate)
    assert given.authors == (
        PersonName("A. de Vries", "A.", "de", "Vries"),
        PersonName("P.J. Jansen", "P.J.", None, "Jansen"),
        BodyName("Onderwijsraad"),
    )


def test_nothing_is_read_where_nothing_is_said() -> None:
    assert reference(PUBLICATION, []) == Reference(PUBLICATION)
    assert Reference(PUBLICATION).full_title is None
    assert Reference(PUBLICATION).place is None


def test_a_list_that_runs_in_a_circle_ends_and_who_is_in_none_follows() -> None:
    people = [f"https://example.org/id/person/{name}" for name in "abc"]
    cells = [f"{PUBLICATION}#authors-{number}" for number in (1, 2)]
    triples = [triple(PUBLICATION, BIBO.authorList, cells[0], node=True)]
    for cell, person, rest in zip(cells, (people[2], people[0]), cells[::-1], strict=True):
        triples += [triple(cell, RDF.first, person, node=True), triple(cell, RDF.rest, rest, node=True)]
    for person in people:
        triples += [triple(PUBLICATION, DCTERMS.creator, person, node=True), triple(person, SCHEMA.name, person[-1])]
    assert [each.name for each in reference(PUBLICATION, triples).authors] == ["c", "a", "b"]


def test_given_names_come_from_an_inverted_form_too() -> None:
    person = "https://example.org/id/person/a"
    triples = [
        triple(PUBLICATION, DCTERMS.creator, person, node=True),
        triple(person, RDF.type, SCHEMA.Person, node=True),
        triple(person, SCHEMA.name, "De heer van Dam"),
        triple(person, SCHEMA.alternateName, "Van Dam, K."),
        triple(person, SCHEMA.familyName, "van Dam"),
    ]
    # the name ends with the family name, and what precedes it stands where given names do
    assert reference(PUBLICATION, triples).authors[0].given == "De heer"
    triples[2] = triple(person, SCHEMA.name, "Van Dam")
    assert reference(PUBLICATION, triples).authors[0].given == "K."


def test_a_theme_is_named_in_the_language_of_the_page() -> None:
    theme = "https://example.org/id/theme/t"
    triples = [
        triple(PUBLICATION, DCTERMS.subject, theme, node=True),
        triple(PUBLICATION, DCTERMS.abstract, "Tekst", language="nl"),
        triple(theme, SKOS.prefLabel, "Language", language="en"),
        triple(theme, SKOS.prefLabel, "Taal", language="nl"),
    ]
    assert reference(PUBLICATION, triples).themes == ("Taal",)


@pytest.mark.parametrize(
    ("title", "joined"),
    [("Wat werkt", "Wat werkt: Een gids"), ("Wat werkt?", "Wat werkt? Een gids"), ("Taal.", "Taal. Een gids")],
)
def test_a_subtitle_follows_a_colon_unless_the_title_has_its_own_end(title: str, joined: str) -> None:
    assert Reference(PUBLICATION, title=title, subtitle="Een gids").full_title == joined


@pytest.mark.parametrize(
    ("credited", "tag", "dublin_core"),
    [
        (PersonName("R", "Renée", "van", "Schoonhoven"), "van Schoonhoven, Renée", "Schoonhoven, R. (Renée) van"),
        (PersonName("P", "P. J.", None, "Jansen"), "Jansen, P.J.", "Jansen, P.J."),
        (THEO, "'t Hooft, Th.A.", "Hooft, Th.A. 't"),
        (PersonName("J", "Jan-Willem Karel", None, "Bos"), "Bos, Jan-Willem Karel", "Bos, J.-W.K. (Jan-Willem Karel)"),
        (PersonName("D", None, "de", "Wit"), "de Wit", "Wit, de"),
        (PersonName("Bos", None, None, "Bos"), "Bos", "Bos"),
        (PersonName("Madonna"), "Madonna", "Madonna"),
        (COUNCIL, "Raad voor Leren en Werken", "Raad voor Leren en Werken"),
    ],
)
def test_names_as_catalogues_write_them(credited: BodyName | PersonName, tag: str, dublin_core: str) -> None:
    assert family_first(credited) == tag
    assert inverted_dc(credited) == dublin_core


def test_initials_keep_what_the_page_shortened() -> None:
    assert initials("Th.A.", " ") == "Th. A."
    assert initials("J.-W. K.") == "J.-W.K."
    assert initials("Anne Marie van", " ") == "A. M."


@pytest.mark.parametrize(
    ("family", "parts"),
    [
        ("van der Meer", ("van der", "Meer")),
        ("Van den Berghe", ("Van den", "Berghe")),
        ("’t Hooft", ("’t", "Hooft")),
        ("d'Ancona", (None, "d'Ancona")),
        ("Jansen Steur", (None, "Jansen Steur")),
        ("de", (None, "de")),
    ],
)
def test_a_particle_is_told_from_the_family_name(family: str, parts: tuple[str | None, str]) -> None:
    assert split_family(family) == parts


def test_what_no_format_can_hold_is_dropped() -> None:
    assert prose("a\x00b\ufffe\x0bc\ud800\r\nd ") == "abc\nd"
    assert line(" a\r\n\u2028\tb\x85c ") == "a b c"
    assert line(None) == ""


def test_no_two_formats_share_a_name_or_a_media_type() -> None:
    formats = BIBLIOGRAPHIC_FORMATS.values()
    for key in ("name", "media_type", "extension"):
        assert len({getattr(each, key) for each in formats}) == len(formats)
    assert {each.content_type for each in formats if each.media_type.startswith("text/")} <= {
        "text/x-bibliography; charset=utf-8"
    }


@pytest.mark.parametrize("name", BIBLIOGRAPHIC_FORMATS)
def test_the_same_reference_gives_the_same_bytes(name: str) -> None:
    write = BIBLIOGRAPHIC_FORMATS[name].write
    assert write(FULL) == write(FULL)
    assert ELS.name.split()[-1].encode() in write(FULL)
    assert BARE != FULL
