"""Metadata for machines: which of it speaks of the publication, and what it says."""

import pytest
from lxml import html

from tests.reading.pages import plain, read
from vm2graph.reading.embedded import embedded

LD = '<script type="application/ld+json">{}</script>'


def found(head: str = "", body: str = "") -> list[tuple[str, str, str]]:
    return list(embedded(html.document_fromstring(f"<html><head>{head}</head><body><p>x</p>{body}</body></html>")))


def test_meta_tags_of_publications_are_read_and_those_of_the_page_are_not():
    head = """<META NAME="DC.Title" CONTENT="T"><meta name="dcterms.issued" content="2012-03">
        <meta name="dc.date" content="2021"><meta name="dc.publisher" content="Site">
        <meta name="citation_authors" content="Bos, J.; Meer, E. van der"><meta name="citation_author" content=" ">
        <meta property="og:title" content="T | Site"><meta name="author" content="webredactie">"""
    assert found(head) == [
        ("dc", "title", "T"),
        ("dc", "issued", "2012-03"),
        ("citation", "creators", "Bos, J."),
        ("citation", "creators", "Meer, E. van der"),
        ("og", "title", "T | Site"),
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            """{"@graph": [{"@type": "WebPage", "name": "Page", "datePublished": "2021-01-01"},
            {"@type": ["Report", "CreativeWork"], "name": "T", "datePublished": 2012, "author":
            [{"@id": "#a"}, {"@type": "Person", "givenName": "Els", "familyName": "van der Meer"}]},
            {"@id": "#a", "name": "Jan Bos"}]}""",
            {("title", "T"), ("creators", "Jan Bos"), ("creators", "Els van der Meer"), ("issued", "2012")},
        ),
        (
            """{"@type": "WebPage", "mainEntity": {"@type": "http://schema.org/Report",
            "author": {"@list": [{"name": "A"}, "B"]}, "inLanguage": {"@type": "Language", "name": "nl"}}}""",
            {("creators", "A"), ("creators", "B"), ("language", "nl")},
        ),
        ('//<![CDATA[\n<!--\n{"@type": "Book", "name": "T\nU",}\n-->\n//]]>', {("title", "T U")}),
        ('{"@type": "Article", "author": {"name": "admin"}, "datePublished": "2021-06-30"}', set()),
        ('{"@type": "Report", "name": ', set()),
        ('{"@type": {"a": []}, "name": "T"}', set()),
        ('{"@type": "Report", "author": [[["x"]], null, 3, true, {"name": {}}, {"@list": [{"@list": []}]}]}', set()),
        ("[" * 100_000, set()),
        ('[{"@type": "Report", "name": "T"}' + ', {"@graph": [{}]}' * 50_000 + "]", {("title", "T")}),
    ],
    ids=["graph", "main", "wrapped", "article", "broken", "typed oddly", "odd values", "deep", "wide"],
)
def test_json_ld(script, expected):
    assert {(name, value) for _, name, value in found(LD.format(script))} == expected


def test_microdata_of_a_report_inside_that_of_a_page():
    body = """<div itemscope itemtype="https://schema.org/WebPage"><b itemprop="name">Page</b>
        <div itemprop="mainEntity" itemscope itemtype="http://schema.org/Report"><h1 itemprop="name">T</h1>
        <p itemprop="author" itemscope itemtype="http://schema.org/Person"><b itemprop="name">Jan Bos</b>
        <i itemprop="affiliation" itemscope><b itemprop="name">Bureau</b></i></p><b itemprop="author">Els</b>
        <time itemprop="datePublished" datetime="2012-03">maart</time><meta itemprop="inLanguage" content="nl"></div>
        <b itemprop="author">Site</b></div>
        <div itemscope itemtype="https://schema.org/NewsArticle"><b itemprop="name">News</b></div>"""
    assert found(body=body) == [
        ("microdata", "title", "T"),
        ("microdata", "creators", "Jan Bos"),
        ("microdata", "creators", "Els"),
        ("microdata", "issued", "2012-03"),
        ("microdata", "language", "nl"),
    ]


def test_rdfa_of_a_report_and_dublin_core_about_the_page():
    body = """<div vocab="http://schema.org/" typeof="Report"><h1 property="name">T</h1>
        <p property="author" typeof="Person"><b property="name">Jan Bos</b></p></div>
        <div><b property="dcterms:creator">Els</b><b property="http://purl.org/dc/terms/issued">2012</b>
        <b property="dc:publisher">Site</b><b property="dc:date">2021</b><b property="author">x</b></div>"""
    assert found(body=body) == [
        ("rdfa", "title", "T"),
        ("rdfa", "creators", "Jan Bos"),
        ("rdfa", "creators", "Els"),
        ("rdfa", "issued", "2012"),
    ]


def test_what_the_page_shows_outranks_what_it_carries():
    page = """<html><head>{}</head><body><main><h1>Werken aan taal</h1><p>Auteurs: Els Bos</p><p>Datum: 2012</p>
        <p>Samenvatting: Wat leren studenten?</p></main></body></html>"""
    said = LD.format('{"@type": "Report", "author": "Jan Smit", "datePublished": "2021", "isbn": "9789050035293"}')
    record = plain(read(page.format(said), "x.html"))
    assert record["creators"] == ["Els Bos"]
    assert record["issued"] == "2012"
    assert record["identifiers"] == [("isbn", "9789050035293")]
    bare = page.format(said).replace("<p>Auteurs: Els Bos</p><p>Datum: 2012</p>", "<p>Download het rapport</p>")
    made = read(bare, "x.html")
    assert [each.rule for each in made.creators] == ["embedded:json-ld"]
    assert made.issued is not None
    assert made.issued.rule == "embedded:json-ld"
