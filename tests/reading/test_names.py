"""Names of people and bodies, alone and in by-lines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vm2graph.particles import PARTICLES
from vm2graph.reading.bylines import parse_byline
from vm2graph.reading.names_of_people import INITIALS, is_body, parse_inverted, parse_name


def parts(name, text):
    if name.is_body:
        return name.span.of(text)
    return tuple(span.of(text) if span else None for span in (name.given, name.particle, name.family))


def byline(text):
    return [parts(name, text) for name in parse_byline(text).names]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Machiel Bouwmans", ("Machiel", None, "Bouwmans")),
        ("Renée van Schoonhoven", ("Renée", "van", "Schoonhoven")),
        ("Yvonne in ’t Veld", ("Yvonne", "in ’t", "Veld")),
        ("Bea op den Akker", ("Bea", "op den", "Akker")),
        ("Sierd Jan Koster", ("Sierd Jan", None, "Koster")),
        ("Koen Van den Branden", ("Koen", "Van den", "Branden")),
        ("Maria d’Ancona", ("Maria", None, "d’Ancona")),
        ("prof. dr. ir. C.D. de Wit", ("C.D.", "de", "Wit")),
        ("Inge van Meelis", ("Inge", "van", "Meelis")),
        ("Els Bos MSc", ("Els", None, "Bos")),
        ("Els Bos (Universiteit Utrecht)", ("Els", None, "Bos")),
        ("J.H. (Hans) de Vries", ("J.H. (Hans)", "de", "Vries")),
        ("Schoonhoven, R. van", ("R.", "van", "Schoonhoven")),
        ("Van Schoonhoven, Renée", ("Renée", "Van", "Schoonhoven")),
        ("Boris de Raad", ("Boris", "de", "Raad")),
        ("Coenraad Kuijpers", ("Coenraad", None, "Kuijpers")),
        ("Onderwijsraad", "Onderwijsraad"),
        ("SLO (nationaal expertisecentrum)", "SLO (nationaal expertisecentrum)"),
        ("Raad voor Cultuur", "Raad voor Cultuur"),
    ],
)
def test_one_name(text, expected):
    name = parse_name(text)
    assert name is not None
    assert parts(name, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Van Schoonhoven, R., & Bouwmans, M.", ("R.", "Van", "Schoonhoven")),
        ("van der Velden, R. K. W.", ("R. K. W.", "van der", "Velden")),
        ("’t Hart, P. J.", ("P. J.", "’t", "Hart")),
        ("Nijman, D.-J.", ("D.-J.", None, "Nijman")),
        ("Hout, P. van (1998)", ("P.", "van", "Hout")),
        ("Berg, K. van den, e.a.", ("K.", "van den", "Berg")),
        ("Smit, A 2012", ("A", None, "Smit")),
    ],
)
def test_inverted(text, expected):
    name = parse_inverted(text)
    assert name is not None
    assert parts(name, text) == expected


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Jan Smit, Els Bos & Piet de Boer", ["Smit", "Bos", "Boer"]),
        ("Jan Smit; Els Bos; Piet de Boer", ["Smit", "Bos", "Boer"]),
        ("Jan Smit en Els Bos", ["Smit", "Bos"]),
        ("Jan Smit and Els Bos", ["Smit", "Bos"]),
        ("D. Smit, F. Bos, J. van Thor", ["Smit", "Bos", "Thor"]),
        ("Smit, J., Wit, O. de & Bos, E.", ["Smit", "Wit", "Bos"]),
        ("Schoonhoven, Renée van; Bouwmans, Machiel", ["Schoonhoven", "Bouwmans"]),
    ],
)
def test_separators(text, families):
    assert [name[2] for name in byline(text)] == families


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sociaal en Cultureel Planbureau", ["Sociaal en Cultureel Planbureau"]),
        ("Ministerie van Onderwijs, Cultuur en Wetenschap", ["Ministerie van Onderwijs, Cultuur en Wetenschap"]),
        ("Inspectie van het Onderwijs; CINOP", ["Inspectie van het Onderwijs", "CINOP"]),
        ("Cedefop and Eurofound", ["Cedefop", "Eurofound"]),
        ("Jan Smit, Kenniscentrum Leren", [("Jan", None, "Smit"), "Kenniscentrum Leren"]),
    ],
)
def test_bodies_in_bylines(text, names):
    assert byline(text) == names


def test_roles_and_others():
    found = parse_byline("A. de Wit en B. Smit (red.)")
    assert found.edited
    assert len(found.names) == 2
    assert parse_byline("Jan Smit e.a.").et_al
    assert not parse_byline("Jan Smit").et_al


def test_bodies():
    assert is_body("Sociaal-Economische Raad")
    assert not is_body("Emma Bond")


FAMILIES = st.sampled_from(["Smit", "Bouwmans", "Groß", "Bertrand-Cloodt", "d’Ancona", "Ćosić"])
GIVENS = st.sampled_from(["Jan", "Renée", "Derk-Jan", "Sierd Jan", "Ö. K.", "A."])
MIDDLES = st.sampled_from([None, "van", "van der", "de", "op den", "ter"])
PEOPLE = st.lists(st.tuples(GIVENS, MIDDLES, FAMILIES), min_size=1, max_size=6)


@settings(deadline=None)
@given(PEOPLE, st.sampled_from([", ", "; ", " & ", " en "]))
def test_names_put_together_are_taken_apart(people, separator):
    text = separator.join(" ".join(part for part in person if part) for person in people)
    assert byline(text) == people


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("Aa .,&;()'’-éÉ1\n/"), max_size=80) | st.text(max_size=80))
def test_any_text_is_safe(text):
    for name in parse_byline(text).names:
        for span in (name.span, name.given, name.particle, name.family):
            assert span is None or name.span.start <= span.start <= span.end <= len(text)


def test_tables():
    assert "van" in PARTICLES
    assert INITIALS.fullmatch("R. K. W.")
