"""By-lines, dates and themes as pages write them, each on a page with its reference."""

import pytest

from tests.reading.pages import codes, plain, read


def page(
    authors="Els van der Meer & Jan Bos",
    who="Van der Meer, E., & Bos, J.",
    date="maart 2012",
    theme="Taal",
    year="2012",
):
    return f"""Werken aan taal

Een verkenning

Auteurs:

{authors}

Publicatiedatum:

{date}

Thema:

{theme}

APA-referentie:

{who} ({year}). Werken aan taal. Een verkenning. Ede: Bureau Noord.

Korte samenvatting:

Wat leren studenten van de taal op hun werkplek? Dit rapport zoekt het uit.

Download de publicatie
"""


# a by-line, the names in the reference, the names of the record
BYLINES = [
    ("Prof. dr. Els van der Meer en drs. Jan Bos", "Van der Meer, E. & Bos, J.", ["Els van der Meer", "Jan Bos"]),
    ("dr. ir. E. van der Meer (ECBO), J. Bos MSc (KBA)", "Van der Meer, E., & Bos, J.", ["E. van der Meer", "J. Bos"]),
    ("Els van der Meer, PhD; Jan Bos, MSc", "Van der Meer, E., & Bos, J.", ["Els van der Meer", "Jan Bos"]),
    ("Els van der Meer (projectleider), Jan Bos", "Van der Meer, E., & Bos, J.", ["Els van der Meer", "Jan Bos"]),
    ("Els van der Meer – ECBO\nJan Bos – KBA", "Van der Meer, E., & Bos, J.", ["Els van der Meer", "Jan Bos"]),
    ("Els van der Meer, ECBO\nJan Bos, KBA", "Van der Meer, E., & Bos, J.", ["Els van der Meer", "Jan Bos"]),
    ("Van der Meer, Els; Bos, Jan", "Van der Meer, E., & Bos, J.", ["Els van der Meer", "Jan Bos"]),
    ("Meer, Els van der; Bos, Jan", "Van der Meer, E., & Bos, J.", ["Els van der Meer", "Jan Bos"]),
    ("Meer, E. van der, Bos, J.", "Van der Meer, E., & Bos, J.", ["E. van der Meer", "J. Bos"]),
    ("Van der Meer, E. & Bos, J.", "Van der Meer, E., & Bos, J.", ["E. van der Meer", "J. Bos"]),
    (
        "J.W. Duyvendak, P.A. 't Hart, H. in 't Veld",
        "Duyvendak, J.W., 't Hart, P.A., & In 't Veld, H.",
        ["J.W. Duyvendak", "P.A. 't Hart", "H. in 't Veld"],
    ),
    ("Raf De Smet en An Van den Broeck", "De Smet, R., & Van den Broeck, A.", ["Raf De Smet", "An Van den Broeck"]),
    ("Mohamed El Khalfi, Fatima Ait Moha", "El Khalfi, M., & Ait Moha, F.", ["Mohamed El Khalfi", "Fatima Ait Moha"]),
    (
        "Hester Vermeulen-de Wit & Anne-Marie van 't Hof-Jansen",
        "Vermeulen-de Wit, H., & Van 't Hof-Jansen, A.-M.",
        ["Hester Vermeulen-de Wit", "Anne-Marie van 't Hof-Jansen"],
    ),
    ("Bart Jansen van der Sligte", "Jansen van der Sligte, B.", ["Bart Jansen van der Sligte"]),
    ("Sander O’Neill, Rob McDonald", "O’Neill, S., & McDonald, R.", ["Sander O’Neill", "Rob McDonald"]),
    ("B.V. Bos en N.V. Smit", "Bos, B.V., & Smit, N.V.", ["B.V. Bos", "N.V. Smit"]),
    ("E.A. Bos, U.A. Smit en M.M. Vos", "Bos, E.A., Smit, U.A., & Vos, M.M.", ["E.A. Bos", "U.A. Smit", "M.M. Vos"]),
    ("H.C. Bos", "Bos, H.C.", ["H.C. Bos"]),
    ("Els Bos e.a.", "Bos, E., Smit, J., & Kok, A.", ["Els Bos", "J. Smit", "A. Kok"]),
    ("Els Bos en anderen", "Bos, E. e.a.", ["Els Bos"]),
    ("Els Bos, Jan Smit et al.", "Bos, E., Smit, J., et al.", ["Els Bos", "Jan Smit"]),
    ("Els Bos m.m.v. Jan Smit", "Bos, E.", ["Els Bos"]),
    ("Els Bos (m.m.v. Jan Smit)", "Bos, E.", ["Els Bos"]),
    ("Els Bos, met medewerking van Jan Smit en Karin de Wit", "Bos, E.", ["Els Bos"]),
    ("Els Bos namens de projectgroep", "Bos, E.", ["Els Bos"]),
    ("Jan Peter van den Berg", "Van den Berg, J. P.", ["Jan Peter van den Berg"]),
    ("Jean-Pierre d'Hooghe", "D'Hooghe, J.-P.", ["Jean-Pierre d'Hooghe"]),
    ("Maria García Márquez", "García Márquez, M.", ["Maria García Márquez"]),
    ("Özlem Yılmaz-Kaya", "Yılmaz-Kaya, Ö.", ["Özlem Yılmaz-Kaya"]),
    (
        "Ministerie van Onderwijs, Cultuur en Wetenschap",
        "Ministerie van Onderwijs, Cultuur en Wetenschap.",
        ["Ministerie van Onderwijs, Cultuur en Wetenschap"],
    ),
    ("MBO Raad", "MBO Raad.", ["MBO Raad"]),
    ("Tweede Kamer der Staten-Generaal", "Tweede Kamer der Staten-Generaal.", ["Tweede Kamer der Staten-Generaal"]),
    ("Sociaal en Cultureel Planbureau", "Sociaal en Cultureel Planbureau.", ["Sociaal en Cultureel Planbureau"]),
    ("Jan Smit, Onderwijsraad", "Smit, J. & Onderwijsraad", ["Jan Smit", "Onderwijsraad"]),
    (
        "Centraal Bureau voor de Statistiek (CBS)",
        "Centraal Bureau voor de Statistiek",
        ["Centraal Bureau voor de Statistiek (CBS)"],
    ),
    ("Dhr. J. Bos en mw. E. Smit", "Bos, J. & Smit, E.", ["J. Bos", "E. Smit"]),
    ("mr. dr. Jan Bos", "Bos, J.", ["Jan Bos"]),
    ("Jan Bos jr.", "Bos, J., jr.", ["Jan Bos jr."]),
    ("Jan Bos\nEls Smit\nKarin de Wit", "Bos, J., Smit, E., & Wit, K. de", ["Jan Bos", "Els Smit", "Karin de Wit"]),
    ("Jan Bos,\nEls Smit,\nKarin de Wit", "Bos, J., Smit, E., & Wit, K. de", ["Jan Bos", "Els Smit", "Karin de Wit"]),
    ("- Jan Bos\n- Els Smit", "Bos, J., Smit, E.", ["Jan Bos", "Els Smit"]),
    ("Jan Bos | Els Smit", "Bos, J., Smit, E.", ["Jan Bos", "Els Smit"]),
    ("Jan Bos + Els Smit", "Bos, J., Smit, E.", ["Jan Bos", "Els Smit"]),
    ("Jan Bos, Els Smit, & Karin de Wit", "Bos, J., Smit, E., & Wit, K. de", ["Jan Bos", "Els Smit", "Karin de Wit"]),
    ("Th. A. M. Bos & Chr. Kok", "Bos, Th. A. M., & Kok, Chr.", ["Th. A. M. Bos", "Chr. Kok"]),
    ("JAN BOS EN ELS SMIT", "Bos, J. & Smit, E.", ["JAN BOS", "ELS SMIT"]),
    (
        "Jan Bos, Stichting Werk & Els Smit",
        "Bos, J., Stichting Werk, & Smit, E.",
        ["Jan Bos", "Stichting Werk", "Els Smit"],
    ),
    ("Jan Bos*, Els Smit**", "Bos, J., Smit, E.", ["Jan Bos", "Els Smit"]),
    ("Jan Bos1, Els Smit2", "Bos, J., Smit, E.", ["Jan Bos", "Els Smit"]),
]

DATES = [
    ("maart 2012", "2012-03"),
    ("12 maart 2012", "2012-03-12"),
    ("12-03-2012", "2012-03-12"),
    ("12/03/2012", "2012-03-12"),
    ("12.03.2012", "2012-03-12"),
    ("12-3-2012", "2012-03-12"),
    ("3/2012", "2012-03"),
    ("03-2012", "2012-03"),
    ("2012-03-12", "2012-03-12"),
    ("2012", "2012"),
    ("Maart 2012", "2012-03"),
    ("mrt. 2012", "2012-03"),
    ("mrt 2012", "2012-03"),
    ("12 mrt 2012", "2012-03-12"),
    ("March 12, 2012", "2012-03-12"),
    ("12th March 2012", "2012-03-12"),
    ("12. März 2012", "2012-03-12"),
    ("maart/april 2012", "2012-03"),
    ("maart - april 2012", "2012-03"),
    ("voorjaar 2012", "2012"),
    ("lente 2012", "2012"),
    ("najaar 2012", "2012"),
    ("begin 2012", "2012"),
    ("eind 2012", "2012"),
    ("Q1 2012", "2012"),
    ("1e kwartaal 2012", "2012"),
    ("2012 (maart)", "2012-03"),
    ("2012, maart", "2012-03"),
    ("maandag 12 maart 2012", "2012-03-12"),
    ("ca. 2012", "2012"),
    ("z.d.", "2012"),
    ("in druk", "2012"),
    ("12 maart '12", "2012"),
    ("12-03-12", "2012"),
    ("© 2012", "2012"),
    ("maart 2012, herziene versie april 2012", "2012-03"),
    ("1 maart 2012 (herzien 3 mei 2014)", "2012-03-01"),
    ("gepubliceerd in maart 2012", "2012-03"),
    ("2012 / 2013", "2012"),
    ("31-02-2012", "2012"),
    ("03/12/2012", "2012-12-03"),
    ("13/14 maart 2012", "2012-03-14"),
    ("12 & 13 maart 2012", "2012-03-13"),
]

THEMES = [
    ("Taal; Rekenen", ["Taal", "Rekenen"]),
    ("Taal en rekenen", ["Taal en rekenen"]),
    ("Leren, werken en wonen", ["Leren, werken en wonen"]),
    ("Instroom-doorstroom-uitstroom", ["Instroom-doorstroom-uitstroom"]),
    ("Taal\nRekenen", ["Taal", "Rekenen"]),
    ("Taal | Rekenen", ["Taal", "Rekenen"]),
    ("Taal / Rekenen", ["Taal", "Rekenen"]),
    ("Taal, Rekenen", ["Taal", "Rekenen"]),
    ("• Taal\n• Rekenen", ["Taal", "Rekenen"]),
    ("Leven lang leren & scholing", ["Leven lang leren & scholing"]),
    ("#taal #rekenen", ["taal", "rekenen"]),
    ("Taal > Lezen", ["Taal > Lezen"]),
]


@pytest.mark.parametrize(("authors", "who", "names"), BYLINES)
def test_byline(authors, who, names):
    record = read(page(authors, who))
    assert plain(record)["creators"] == names
    assert "creator_disagreement" not in codes(record)


@pytest.mark.parametrize(("date", "iso"), DATES)
def test_date(date, iso):
    assert plain(read(page(date=date)))["issued"] == iso


@pytest.mark.parametrize(("theme", "themes"), THEMES)
def test_themes(theme, themes):
    assert plain(read(page(theme=theme)))["themes"] == themes


@pytest.mark.parametrize(
    ("date", "year", "iso", "disagree"),
    [
        ("2014", "2012", "2014", True),
        ("mei 2012", "2012, maart", "2012-05", True),
        ("2012", "2012, maart", "2012-03", False),
        ("", "2012, 3 maart", "2012-03-03", False),
    ],
)
def test_two_dates(date, year, iso, disagree):
    """The page's own date goes before the reference's; where both agree, the more precise one stands."""
    record = read(page(date=date, year=year))
    assert plain(record)["issued"] == iso
    remarks = [remark for remark in record.remarks if remark.code == "date_disagreement"]
    assert len(remarks) == disagree
    assert all(len(remark.evidence) == 2 for remark in remarks)


def test_publishers_of_a_label_are_paired_with_places():
    text = page().replace("Thema:", "Uitgever:\n\necbo/Stichting Zuid\n\nPlaats:\n\nUtrecht/Ede\n\nThema:")
    assert plain(read(text))["publishers"] == ["ecbo", "Stichting Zuid"]
    assert plain(read(text.replace("Utrecht/Ede", "Utrecht")))["publishers"] == ["ecbo/Stichting Zuid"]


def test_a_label_with_an_entity():
    assert plain(read(page(theme="Taal; Rekenen").replace("Thema:", "Thema&#39;s:")))["themes"] == ["Taal", "Rekenen"]


def test_a_body_joined_by_and_is_an_author_and_one_behind_a_comma_an_institute():
    who = "Van der Meer, E."
    assert plain(read(page("Els van der Meer en de Projectgroep Taal", who)))["creators"][1:] == [
        "de Projectgroep Taal"
    ]
    assert plain(read(page("Els van der Meer, Hogeschool Oost", who)))["creators"] == ["Els van der Meer"]
