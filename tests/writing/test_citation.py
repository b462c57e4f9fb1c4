import re
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.writing.references import BARE, COUNCIL, ELS, FULL, IRI, PEOPLE, TEXT, THEO
from vm2graph.errors import UnknownStyle
from vm2graph.model import PartialDate
from vm2graph.pipeline import Converted
from vm2graph.writing.bibliography import Reference, line, reference
from vm2graph.writing.citation import LOCALES, STYLES, citation, citation_text
from vm2graph.writing.credited import BodyName, PersonName

BOS = PersonName("Jan-Willem Karel Bos", "Jan-Willem Karel", None, "Bos")
REPORT = Reference(
    IRI,
    title="Werken aan taal",
    authors=(ELS, BOS),
    issued=PartialDate(2012, 3),
    publishers=(BodyName("Bureau Noord"),),
    places=("Ede",),
    language="nl",
)
TITLE = "Vijf jaar VM2: Samenvatting van de uitkomsten van de VM2-monitor 2008-2012"


@pytest.fixture(scope="module")
def seed_reference(converted: Converted) -> Reference:
    return reference(converted.description.publication, converted.description.shown())


def test_the_seed_in_apa(seed_reference: Reference) -> None:
    """As its page has it, but in the seventh edition: a colon, no place, and the particle as it is spelt."""
    expected = (
        f"van Schoonhoven, R., & Bouwmans, M. (2013). {TITLE}. Expertisecentrum Beroepsonderwijs. {seed_reference.iri}"
    )
    assert citation(seed_reference) == expected
    assert citation_text(seed_reference) == f"{expected}\n".encode()


@pytest.mark.parametrize(
    ("style", "locale", "before", "after"),
    [
        (
            "ieee",
            "nl-NL",
            "R. van Schoonhoven en M. Bouwmans, “",
            "”, Expertisecentrum Beroepsonderwijs, Utrecht/'s-Hertogenbosch, 2013. [Online]. Beschikbaar op: {url}",
        ),
        (
            "ieee",
            "en-US",
            "R. van Schoonhoven and M. Bouwmans, “",
            ",” Expertisecentrum Beroepsonderwijs, Utrecht/'s-Hertogenbosch, 2013. [Online]. Available: {url}",
        ),
        (
            "chicago-author-date",
            "nl-NL",
            "Schoonhoven, Renée van, en Machiel Bouwmans. 2013. ",
            ". Expertisecentrum Beroepsonderwijs. {url}.",
        ),
        (
            "harvard-cite-them-right",
            "en-GB",
            "van Schoonhoven, R. and Bouwmans, M. (2013) ",
            ". Utrecht/'s-Hertogenbosch: Expertisecentrum Beroepsonderwijs. Available at: {url}.",
        ),
        (
            "american-medical-association",
            "en-US",
            "van Schoonhoven R, Bouwmans M. ",
            ". Expertisecentrum Beroepsonderwijs; 2013. {url}",
        ),
    ],
)
def test_the_seed_in_other_styles(seed_reference: Reference, style: str, locale: str, before: str, after: str) -> None:
    expected = f"{before}{TITLE}{after.format(url=seed_reference.iri)}"
    assert citation(seed_reference, style, locale) == expected


APA = [
    ({}, "van der Meer, E., & Bos, J.-W. K. (2012). Werken aan taal. Bureau Noord."),
    ({"issued": None}, "van der Meer, E., & Bos, J.-W. K. (z.d.). Werken aan taal. Bureau Noord."),
    ({"authors": (THEO,)}, "'t Hooft, Th. A. (2012). Werken aan taal. Bureau Noord."),
    ({"authors": (COUNCIL,)}, "Raad voor Leren en Werken. (2012). Werken aan taal. Bureau Noord."),
    ({"authors": (COUNCIL,), "publishers": (COUNCIL,)}, "Raad voor Leren en Werken. (2012). Werken aan taal."),
    ({"authors": (), "editors": (ELS,)}, "van der Meer, E. (Red.). (2012). Werken aan taal. Bureau Noord."),
    (
        {"authors": (ELS,), "editors": (THEO,)},
        "van der Meer, E. (2012). Werken aan taal (Th. A. 't Hooft, Red.). Bureau Noord.",
    ),
    ({"authors": ()}, "Werken aan taal. (2012). Bureau Noord."),
    ({"authors": (), "report_number": "12"}, "Werken aan taal (No. 12). (2012). Bureau Noord."),
    ({"authors": (), "title": "Wat werkt?"}, "Wat werkt? (2012). Bureau Noord."),
    ({"authors": (BOS,), "title": "Wat werkt?"}, "Bos, J.-W. K. (2012). Wat werkt? Bureau Noord."),
    ({"authors": (BOS,), "title": "Einde."}, "Bos, J.-W. K. (2012). Einde. Bureau Noord."),
    ({"authors": (BOS,), "title": "R&D <i>'nu'</i>"}, "Bos, J.-W. K. (2012). R&D <i>'nu'</i>. Bureau Noord."),
    ({"authors": (BOS,), "title": "&amp;"}, "Bos, J.-W. K. (2012). &amp;. Bureau Noord."),
    ({"authors": (BOS,), "publishers": (BodyName("Zon B.V."),)}, "Bos, J.-W. K. (2012). Werken aan taal. Zon B.V."),
    ({"authors": (PersonName("Madonna"),), "publishers": ()}, "Madonna. (2012). Werken aan taal."),
]


@pytest.mark.parametrize(("changes", "expected"), APA)
def test_apa_in_dutch(changes: dict[str, object], expected: str) -> None:
    assert citation(replace(REPORT, **changes)) == f"{expected} {IRI}"


def test_apa_in_english() -> None:
    edited = replace(REPORT, authors=(), editors=(ELS, BOS), issued=None)
    expected = f"van der Meer, E., & Bos, J.-W. K. (Eds.). (n.d.). Werken aan taal. Bureau Noord. {IRI}"
    assert citation(edited, locale="en-US") == expected


def test_apa_names_twenty_authors_and_of_more_the_last() -> None:
    people = tuple(PersonName(f"P. Naam{number}", "P.", None, f"Naam{number}") for number in range(22))
    twenty = citation(replace(REPORT, authors=people[:20]))
    assert twenty.count("Naam") == 20
    assert "Naam18, P., & Naam19, P. (2012)." in twenty
    assert "Naam18, P., … Naam21, P. (2012)." in citation(replace(REPORT, authors=people))


def test_a_doi_stands_for_the_address() -> None:
    assert citation(FULL).endswith(". https://doi.org/10.1234/ab_c(1)")


def test_et_al_in_dutch_and_english() -> None:
    many = replace(REPORT, authors=(ELS, BOS, THEO, COUNCIL))
    assert citation(many, "harvard-cite-them-right", "nl").startswith("van der Meer, E. e.a. (2012)")
    assert citation(many, "harvard-cite-them-right", "en-GB").startswith("van der Meer, E. et al. (2012)")


def test_a_title_in_dutch_keeps_its_case_and_one_in_english_does_not() -> None:
    assert "Werken aan taal" in citation(REPORT, "chicago-author-date", "en-US")
    assert "Werken aan taal" in citation(replace(REPORT, language=None), "chicago-author-date", "en-US")
    english = replace(REPORT, language="en", title="Working on language")
    assert "Working on Language" in citation(english, "chicago-author-date", "en-US")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_style_in_every_locale(style: str, locale: str) -> None:
    for given_ in (REPORT, FULL, BARE, Reference(IRI)):
        said = citation(given_, style, locale)
        assert not re.search(r"\.\.|,,|::| {2}|\?\.|\.,\.|\(\)|\[\]|^\W*\d\W", said), said
        assert (given_.title or "") in said
        assert "retrieved" not in said.lower()


def test_the_same_style_gives_the_same_text_whatever_came_before() -> None:
    dated, month = replace(REPORT, issued=PartialDate(2012, 3, 4)), REPORT
    first = citation(dated, "ieee", "en-GB")
    citation(month, "ieee", "en-GB")
    citation(replace(month, authors=(), title="Ander"), "ieee", "en-GB")
    fresh = subprocess.run(
        [sys.executable, "-c", f"from {__name__} import *; print(citation({dated!r}, 'ieee', 'en-GB'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert fresh.stdout.strip() == first


@pytest.mark.parametrize(("given_", "meant"), [("nl", "nl-NL"), ("EN", "en-US"), ("en_gb", "en-GB"), (" de ", "de-DE")])
def test_a_locale_goes_by_its_language_too(given_: str, meant: str) -> None:
    undated = replace(REPORT, issued=None)
    assert citation(undated, "APA", given_) == citation(undated, "apa", meant)


@pytest.mark.parametrize("style", ["", "apa.csl", "../apa", "nature", "APA 7"])
def test_an_unknown_style_is_refused_with_the_list(style: str) -> None:
    with pytest.raises(UnknownStyle, match=re.escape(", ".join(STYLES))):
        citation(REPORT, style)


@pytest.mark.parametrize("locale", ["", "tlh", "nl-BE", "../nl-NL", "nl-NL\n\x00"])
def test_an_unknown_locale_is_refused_with_the_list(locale: str) -> None:
    with pytest.raises(UnknownStyle, match=re.escape(", ".join(LOCALES))):
        citation(REPORT, locale=locale)


SOME = st.builds(Reference, st.just(IRI), title=TEXT, authors=PEOPLE, publishers=PEOPLE)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SOME, st.sampled_from(list(STYLES)))
def test_one_line_that_names_the_address_whatever_the_data(some: Reference, style: str) -> None:
    said = citation(some, style)
    assert said == line(said)
    assert IRI in said
