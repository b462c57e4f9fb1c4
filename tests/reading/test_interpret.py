"""What pages mean: one variant of a page, one judgement."""

import pytest

from tests.reading.pages import PAGE, bodies, codes, plain, read
from vm2graph.errors import InterpretError
from vm2graph.model import Organisation, Person, Status
from vm2graph.reading import interpret, read_page
from vm2graph.reading.remarks import CODES, FIELD_NAMES

WHOLE = {
    "title": "Werken aan taal",
    "subtitle": "Een verkenning in drie regio's",
    "creators": ["Els van der Meer", "Jan Bos"],
    "issued": "2012-03",
    "publishers": ["Bureau Noord"],
    "places": ["Ede"],
    "themes": ["Taal en rekenen"],
    "abstract": "Wat leren studenten van de taal op hun werkplek? Dit rapport zoekt het uit en het geeft een antwoord.",
    "citation": "Van der Meer, E., & Bos, J. (2012). Werken aan taal. Een verkenning in drie regio's."
    " Ede: Bureau Noord.",
    "language": "nl",
}


def without(label: str) -> str:
    """The page without one label and what stands under it."""
    head, _, rest = PAGE.partition(label + ":\n\n")
    return head + rest.partition("\n\n")[2]


def test_the_page_as_it_is():
    record = read(PAGE)
    assert plain(record) == WHOLE
    assert codes(record) == {"missing_link"}


@pytest.mark.parametrize(
    "page",
    [
        PAGE.replace(":\n\n", ": "),
        PAGE.replace("\n\n", "\n"),
        PAGE.replace("\n", "\r\n"),
        PAGE.replace(":\n", " :\n"),
        PAGE.replace("\n", "  \n"),
        PAGE.replace("&", "&amp;"),
        PAGE.replace("van der", "van\u00a0der").replace("Werken aan", "Werken\u00a0aan"),
        PAGE.replace("Auteurs:", "AUTEURS:").replace("Thema:", "Thema's:"),
        PAGE.replace("Auteurs:", "**Auteurs:**").replace("Thema:", "**Thema:**"),
        PAGE.replace(":\n\n", "\n\n"),
        "\ufeff" + PAGE,
        "\n\n\t\n" + PAGE,
        "Home > Publicaties > Taal\n\n" + PAGE,
        "Kennisbank\n\n" + PAGE,
        "# " + PAGE,
        PAGE.replace("aan taal\n\nEen", "aan\ntaal\n\nEen"),
        PAGE.replace("Auteurs:\n\nEls", "door Els"),
        PAGE.replace("Els van der Meer & ", "1. Els van der Meer\n2. "),
        PAGE.replace("Publicatiedatum:\n\nmaart 2012\n\nThema:\n\n", "Publicatiedatum: maart 2012 | Thema: "),
        PAGE.replace("APA-referentie:", "Literatuurverwijzing (APA):"),
        PAGE + "\n\nDeel dit bericht\n\nReageren kan niet meer.",
        PAGE.replace("Meer & Jan", "Meer en Jan"),
        PAGE.replace("Meer & Jan", "Meer\nJan"),
        PAGE.replace("Els van", "dr. Els van").replace("Bos\n\nPub", "Bos MSc\n\nPub"),
    ],
)
def test_layouts_that_say_the_same(page):
    assert plain(read(page)) == WHOLE


def test_labels_in_another_order():
    abstract = PAGE[PAGE.index("Korte samenvatting:") : PAGE.index("Download")]
    head, rest = PAGE.replace(abstract, "").split("Auteurs:", 1)
    assert plain(read(head + abstract + "Auteurs:" + rest)) == WHOLE


@pytest.mark.parametrize(
    ("label", "code", "field"),
    [
        ("Thema", "missing_theme", "themes"),
        ("APA-referentie", "missing_citation", "citation"),
    ],
)
def test_what_is_missing_is_remarked(label, code, field):
    record = read(without(label))
    assert code in codes(record)
    assert not getattr(record, field)


def test_a_page_with_little():
    record = read(
        "Leren\n\nAuteurs:\n\nPublicatiedatum:\n\nSamenvatting:\n\nEen korte tekst over het leren van taal.\n"
    )
    assert codes(record) == {
        "missing_creator",
        "missing_date",
        "missing_publisher",
        "missing_theme",
        "missing_citation",
        "missing_download",
    }
    assert record.issued is None
    missing_date = next(r for r in record.remarks if r.code == "missing_date")
    assert missing_date.evidence == (
        next(f.label for f in read_page(b"Leren\n\nAuteurs:\n\nPublicatiedatum:", "x").fields if f.name == "issued"),
    )


def test_names_only_in_the_reference():
    record = read(without("Auteurs"))
    assert plain(record)["creators"] == ["E. van der Meer", "J. Bos"]
    person = record.creators[0].value
    assert isinstance(person, Person)
    assert person.given is not None
    assert (person.given.value, person.initials_only) == ("E.", True)
    assert person.name.status is Status.NORMALISED
    assert [a.value for a in person.alternates] == ["Van der Meer, E."]


def test_names_that_differ():
    record = read(PAGE.replace("& Jan Bos", "& Jan Bosch"))
    assert plain(record)["creators"] == ["Els van der Meer", "Jan Bosch"]
    remark = next(r for r in record.remarks if r.code == "creator_disagreement")
    assert remark.warning
    assert [
        span.of(read_page(PAGE.replace("& Jan Bos", "& Jan Bosch").encode(), "x").text) for span in remark.evidence
    ] == [
        "Jan Bosch",
        "Bos, J.",
    ]


def test_a_no_break_space_makes_a_name_normalised():
    person = read(PAGE.replace("van der", "van\u00a0der", 1)).creators[0].value
    assert isinstance(person, Person)
    assert (person.name.value, person.name.status) == ("Els van der Meer", Status.NORMALISED)
    assert person.given is not None
    assert person.given.status is Status.VERBATIM


def test_e_a_is_completed_from_the_reference():
    record = read(PAGE.replace("Meer & Jan Bos", "Meer e.a."))
    assert plain(record)["creators"] == ["Els van der Meer", "J. Bos"]
    record = read(PAGE.replace("Meer & Jan Bos", "Meer e.a.").replace("E., & Bos, J. (", "E., e.a. ("))
    assert "incomplete_creators" in codes(record)


def test_the_reference_tells_where_a_family_name_begins():
    page = PAGE.replace("Jan Bos", "Ana García Vos").replace("Bos, J.", "García Vos, A.")
    person = read(page).creators[1].value
    assert isinstance(person, Person)
    assert (person.given and person.given.value, person.family and person.family.value) == ("Ana", "García Vos")


@pytest.mark.parametrize(
    "line", ["Ministerie van Onderwijs, Cultuur en Wetenschap", "Onderwijsraad", "Sociaal en Cultureel Planbureau"]
)
def test_bodies_as_authors(line):
    page = PAGE.replace("Els van der Meer & Jan Bos", line).replace("Van der Meer, E., & Bos, J.", line + ".")
    record = read(page.replace("Bureau Noord.", "auteur."))
    assert bodies(record) == [line]
    assert [p.value.name.value for p in record.publishers] == [line]
    assert isinstance(record.publishers[0].value, Organisation)


def test_editors_and_helpers():
    record = read(PAGE.replace("Auteurs:", "Redactie:").replace("Bos, J. (", "Bos, J. (red.). ("))
    assert plain(record)["editors"] == ["Els van der Meer", "Jan Bos"]
    assert not record.creators
    assert "missing_creator" not in codes(record)
    record = read(PAGE.replace("Jan Bos\n", "Jan Bos, m.m.v. Piet de Wit\n"))
    assert plain(record)["contributors"] == ["Piet de Wit"]
    assert plain(record)["creators"] == ["Els van der Meer", "Jan Bos"]
    assert plain(read(PAGE.replace("Jan Bos\n", "Jan Bos (red.)\n")))["editors"] == ["Els van der Meer", "Jan Bos"]


@pytest.mark.parametrize(
    ("field", "cited", "issued", "code"),
    [
        ("maart 2012", "2012", "2012-03", None),
        ("2012", "2012, 12 maart", "2012-03-12", None),
        ("", "2012, maart", "2012-03", "empty_field"),
        ("maart 2011", "2012", "2011-03", "date_disagreement"),
        ("binnenkort", "2012", "2012", "unreadable_date"),
        ("onbekend", "2012", "2012", "empty_field"),
        ("2011-2012", "2012", "2012", "unreadable_date"),
        ("", "z.d.", None, "missing_date"),
    ],
)
def test_dates(field, cited, issued, code):
    record = read(PAGE.replace("maart 2012", field).replace("(2012)", f"({cited})"))
    assert (record.issued and record.issued.value.isoformat()) == issued
    assert codes(record) - {"missing_link"} == ({code} if code else set())


def test_labels_that_stand_twice():
    page = PAGE.replace("Download", "Thema:\n\nIets anders\n\nDownload")
    record = read(page)
    assert plain(record) == WHOLE
    remark = next(r for r in record.remarks if r.code == "duplicate_label")
    assert remark.warning
    assert len(remark.evidence) == 2


@pytest.mark.parametrize(
    ("label", "value", "themes"),
    [
        ("Thema", "Taal en rekenen; Stages", ["Taal en rekenen", "Stages"]),
        ("Thema", "Loopbaan, begeleiding en advies", ["Loopbaan, begeleiding en advies"]),
        ("Thema’s", "taal, rekenen", ["taal", "rekenen"]),
        ("Trefwoorden", "Taal, Rekenen", ["Taal", "Rekenen"]),
        ("Onderwerp", "Taal\n\nRekenen", ["Taal", "Rekenen"]),
        ("Thema", "taal, rekenen, stages", ["taal", "rekenen", "stages"]),
    ],
)
def test_themes(label, value, themes):
    record = read(PAGE.replace("Thema:\n\nTaal en rekenen", f"{label}:\n\n{value}"))
    assert plain(record)["themes"] == themes


@pytest.mark.parametrize(
    ("cited", "identifiers", "code"),
    [
        ("ISBN 978-90-5003-529-3", [("isbn", "9789050035293")], None),
        ("ISBN 90-5003-529-1", [], "invalid_isbn"),
        ("https://doi.org/10.1234/Noord.7", [("doi", "10.1234/noord.7")], None),
        ("https://example.org/taal.pdf", [("url", "https://example.org/taal.pdf")], None),
    ],
)
def test_identifiers(cited, identifiers, code):
    record = read(PAGE.replace("Ede: Bureau Noord.", f"Ede: Bureau Noord. {cited}"))
    assert plain(record).get("identifiers", []) == identifiers
    assert (code is None) or code in codes(record)


def test_labelled_values_win():
    page = PAGE.replace(
        "Thema:",
        "Uitgever:\n\nBureau Zuid\n\nISBN:\n\n978-90-5003-529-3\n\nTaal:\n\nEngels\n\nReeks:\n\nNoord 3\n\nThema:",
    )
    record = read(page)
    assert plain(record)["publishers"] == ["Bureau Zuid"]
    assert plain(record)["identifiers"] == [("isbn", "9789050035293")]
    assert record.language.value == "en"
    assert record.series is not None
    assert record.series.value == "Noord 3"


def test_a_city_behind_a_publisher_is_its_place():
    record = plain(read(without("APA-referentie") + "\n\nUitgever: Bureau Zuid, Gouda\n"))
    assert (record["publishers"], record["places"]) == (["Bureau Zuid"], ["Gouda"])

    two = plain(read(without("APA-referentie") + "\n\nUitgever: Bureau Zuid, Antwerpen-Apeldoorn\n"))
    assert (two["publishers"], two["places"]) == (["Bureau Zuid"], ["Antwerpen", "Apeldoorn"])

    turned = plain(read(without("APA-referentie") + "\n\nUitgever: Den Haag : Bureau Zuid\n"))
    assert (turned["publishers"], turned["places"]) == (["Bureau Zuid"], ["Den Haag"])


def test_the_same_label_again_right_below_goes_on_with_its_list():
    lines = ("Auteur: Jan Bos", "Auteur: Els Smit", "Trefwoord: taal", "Trefwoord: werk", "Samenvatting: Een zin.")
    record = read("\n".join(("Werken aan taal", "", *lines)))
    assert plain(record)["creators"] == ["Jan Bos", "Els Smit"]
    assert plain(record)["themes"] == ["taal", "werk"]
    assert "duplicate_label" not in codes(record)


def test_a_source_that_says_neither_when_nor_what_is_no_reference():
    page = "Werken aan taal\n\nAuteur: Jan Bos\nBron : KBA Nijmegen i.s.m. ResearchNed\nSamenvatting: Een zin.\n"
    record = read(page)
    assert record.citation is None
    assert "missing_citation" in codes(record)


def test_a_line_with_a_date_among_other_things_is_no_subtitle():
    page = "Werken aan taal\n16 mei 2020 — Rapport — Jan Bos\n\nAuteur: Jan Bos\n\nSamenvatting: Een zin.\n"
    assert read(page).subtitle is None


def test_a_date_behind_the_names_of_a_by_line_is_one():
    for line in ("Door: Els van der Meer en Jan Koop, juni 2021", "Auteurs: Els van der Meer en Jan Koop | juni 2021"):
        record = plain(read(f"Werken aan taal\n\n{line}\n\nSamenvatting: Een zin over taal.\n"))
        assert (record["creators"], record["issued"]) == (["Els van der Meer", "Jan Koop"], "2021-06")


def test_labels_in_small_letters_without_colons():
    lines = (
        "auteur",
        "Jan Bos",
        "verschenen",
        "mei 2009",
        "samenvatting",
        "Een zin over taal.",
        "isbn",
        "9789050035293",
    )
    record = plain(read("\n".join(("Werken aan taal", *lines))))
    assert {name: record[name] for name in ("title", "creators", "issued", "abstract", "identifiers")} == {
        "title": "Werken aan taal",
        "creators": ["Jan Bos"],
        "issued": "2009-05",
        "abstract": "Een zin over taal.",
        "identifiers": [("isbn", "9789050035293")],
    }


def test_words_before_a_reference_are_no_part_of_it():
    cited = "Meer, E. van der, & Bos, J. (2012). Werken aan taal. Ede: Bureau Noord."
    page = f"Werken aan taal\n\nDoor: Jan Bos\n\nSamenvatting\nEen zin over taal.\n\nMeer lezen: {cited}\n"
    assert plain(read(page))["citation"] == cited


def test_a_series_that_is_a_number_is_one():
    record = read(PAGE + "\n\nReeks: ROA-R-2015/6\n")
    assert record.series is None
    assert plain(record)["identifiers"] == [("report", "ROA-R-2015/6")]


def test_a_kind_before_the_title_and_one_with_a_date_below_it_are_no_part_of_it():
    page = PAGE.replace("Werken aan taal\n", "Nieuw rapport: Werken aan taal\n", 1)
    title = plain(read(page))["title"]
    dated = plain(read("Werken aan taal\nRapport, juni 2016\n\nAuteur: Jan Bos\n\nSamenvatting: Een zin.\n"))
    assert (title, dated["title"], dated.get("subtitle")) == ("Werken aan taal", "Werken aan taal", None)
    called = plain(read("Werken aan taal\nRapport 2016\n\nAuteur: Jan Bos\n\nSamenvatting: Een zin.\n"))
    assert called["subtitle"] == "Rapport 2016"


def test_a_foreign_title():
    page = PAGE.replace("Werken aan taal", "Learning for the jobs of tomorrow").replace(
        "Een verkenning in drie regio's", "What skills should students have"
    )
    record = read(page)
    assert (record.language.value, record.page_language.value) == ("en", "nl")


def test_an_english_page():
    page = (
        "Learning at work\n\nAuthors:\n\nAnn Smith and Bob Jones\n\nPublication date:\n\nMay 2016"
        "\n\nTopic:\n\nSkills\n\n"
        "APA reference:\n\nSmith, A., & Jones, B. (2016). Learning at work. Leeds: North Press.\n\nSummary:\n\n"
        "What do students learn at work, and how do they learn it? This paper has the answer."
        "\n\nDownload publication (pdf)"
    )
    record = read(page)
    assert plain(record)["creators"] == ["Ann Smith", "Bob Jones"]
    assert (record.language.value, record.page_language.value, record.kind.value) == ("en", "en", "report")


def test_a_german_page():
    page = (
        "Lernen im Betrieb\n\nAutoren:\n\nAnna von Bergen und Max Groß\n\nErscheinungsdatum:\n\n2. März 2015\n\n"
        "Schlagwörter:\n\nBetrieb\n\nReferenz:\n\nvon Bergen, A., & Groß, M. (2015). Lernen im Betrieb."
        " Bonn: Verlag Nord."
        "\n\nZusammenfassung:\n\nWas lernen die Auszubildenden im Betrieb und wie wird es bewertet?"
    )
    record = read(page)
    assert plain(record)["issued"] == "2015-03-02"
    assert plain(record)["creators"] == ["Anna von Bergen", "Max Groß"]
    assert record.language.value == "de"


def test_the_default_language_is_only_a_default():
    page = read_page(b"X\n\nISBN:\n\nDOI:\n\n", "x")
    assert interpret(page, "fr").page_language.value == "fr"
    assert interpret(read_page(PAGE.encode(), "x"), "fr").page_language.value == "nl"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("Download de publicatie: https://example.org/a.pdf", "https://example.org/a.pdf"),
        ("Download de publicatie (https://example.org/a.pdf)", "https://example.org/a.pdf"),
        ("Download de publicatie\nhttps://example.org/a.pdf", "https://example.org/a.pdf"),
        ("Lees het rapport", None),
    ],
)
def test_downloads(link, url):
    record = read(PAGE.replace("Download de onderzoekspublicatie", link))
    assert record.download is not None
    found = record.download.value.url
    assert (found and found.value) == url
    assert ("missing_link" in codes(record)) == (url is None)


def test_a_licence_needs_words():
    assert read(PAGE).rights is None
    record = read(PAGE.replace("Thema:", "Licentie:\n\nCC BY-SA 4.0\n\nThema:"))
    assert record.rights is not None
    assert record.rights.value == "https://creativecommons.org/licenses/by-sa/4.0/"


def test_a_title_that_only_the_reference_has():
    record = read(PAGE[PAGE.index("Auteurs") :])
    assert plain(record) == WHOLE
    assert "missing_title" in codes(record)


def test_markup_in_a_title_is_text():
    record = read(PAGE.replace("Werken aan taal\n", "<script>alert(1)</script> Werken aan taal\n", 1))
    assert record.title.value == "<script>alert(1)</script> Werken aan taal"
    assert "markup_in_title" in codes(record)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("Nieuwe directeur\n\nHet bestuur heeft Els Bos benoemd.\n\nReageren kan.", "not_a_publication"),
        ("Nieuwe directeur\n\nDatum: 1 mei 2020\n\nThema: personeel\n\nEls Bos begint op 1 juni.", "not_a_publication"),
        ("Auteurs:\n\nEls Bos\n\nSamenvatting:\n\nEen tekst.", "missing_title"),
        ("Een losse zin", "not_a_publication"),
        ("a" * 100_000, "not_a_publication"),
    ],
)
def test_pages_that_describe_no_publication(page, code):
    with pytest.raises(InterpretError) as caught:
        read(page)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


def test_prose_without_a_label_is_inferred():
    page = PAGE.replace("Korte samenvatting:\n\n", "")
    record = read(page)
    assert record.abstract is not None
    assert record.abstract.value.startswith("Wat leren studenten")
    assert record.abstract.status is Status.INFERRED


def test_every_remark_is_a_sentence_in_two_languages():
    for entry in CODES.values():
        for sentence in (entry.nl, entry.en):
            assert sentence[0].isupper()
            assert sentence.rstrip("”").endswith((".", "”")) or sentence.endswith(".")
    for name in FIELD_NAMES.values():
        assert name.nl
        assert name.en


CITED = "Meer, E. van der, & Bos, J. (2012). Werken aan taal. Ede: Bureau Noord."


@pytest.mark.parametrize(
    ("above", "creators"),
    [
        ("Drs. Els van der Meer (projectleider)\nMw. J. Bos", ["Els van der Meer", "J. Bos"]),
        ("door Els van der Meer en Jan Bos | april 2012 | Bureau Noord", ["Els van der Meer", "Jan Bos"]),
        ("door Els van der Meer en Jan Bos | Bureau Noord", ["Els van der Meer", "Jan Bos"]),
        (
            "Bureau Noord | Reeks Taal nr. 12 | ISSN 1234-5678\n\nEls van der Meer, Jan Bos",
            ["Els van der Meer", "Jan Bos"],
        ),
    ],
)
def test_names_above_the_first_label(above, creators):
    record = read(f"Werken aan taal (2012)\n{above}\n\nSamenvatting\nEen zin over taal.\n\nReferentie\n{CITED}\n")
    found = plain(record)
    assert (found["title"], found.get("subtitle"), found["creators"]) == ("Werken aan taal", None, creators)
    assert found["issued"] == ("2012-04" if "april" in above else "2012")


def test_who_supervised_is_no_author():
    page = (
        f"Werken aan taal\n\nAUTEURS\nEls van der Meer\nJan Bos\n\nPROMOTOR\nProf. Karin Mol\n\nREFERENTIE\n{CITED}\n"
    )
    assert plain(read(page))["creators"] == ["Els van der Meer", "Jan Bos"]


def test_a_reference_below_the_link_is_one_where_it_cites_the_page():
    page = "Werken aan taal\n\nSamenvatting: Een zin over taal.\n\nDownload het rapport\n\n{}\n"
    assert plain(read(page.format(CITED)))["citation"] == CITED
    other = read(page.format(CITED.replace("taal", "rekenen")))
    assert other.citation is None
