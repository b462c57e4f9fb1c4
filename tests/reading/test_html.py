"""HTML pages in the forms that sites use."""

import contextlib

import pytest

from tests.reading.pages import codes, plain, read
from vm2graph.errors import ReadError
from vm2graph.reading import read_page

CITATION = "Van der Meer, E., &amp; Bos, J. (2012). Werken aan taal. Een verkenning. Ede: Bureau Noord."
HEAD = """<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8">
<title>Werken aan taal | Kennisbank</title>{meta}</head>
<body><header><a href="/">Kennisbank</a></header><nav><ul><li>Home</li></ul></nav><main>"""
FOOT = """</main><footer>Postbus 1</footer><script>var a = "Auteurs:";</script></body></html>"""
LINK = '<a href="/bestanden/taal.pdf">Download de onderzoekspublicatie</a>'

DEFINITIONS = f"""<article><h1>Werken aan taal</h1><p class="subtitle">Een verkenning</p><dl>
<dt>Auteurs</dt><dd>Els van der Meer</dd><dd>Jan Bos</dd><dt>Publicatiedatum</dt><dd>maart 2012</dd>
<dt>Pagina's</dt><dd>80</dd><dt>Bestelcode</dt><dd>A1</dd><dt>Thema</dt><dd>Taal</dd>
<dt>APA-referentie</dt><dd>{CITATION}</dd></dl>
<h2>Korte samenvatting</h2><p>Wat leren studenten van de <em>taal</em>?</p>
<h3>Opzet</h3><p>De makers spraken docenten.</p>
<p>{LINK}</p></article>"""
TABLE = f"""<table><tr><td colspan=2><h1>Werken aan taal</h1></td></tr><tr><td colspan=2>Een verkenning</td></tr>
<tr><th>Auteurs</th><td>Els van der Meer, Jan Bos</td></tr><tr><th>Publicatiedatum</th><td>maart 2012</td></tr>
<tr><th>Thema</th><td>Taal</td></tr><tr><th>APA-referentie</th><td>{CITATION}</td></tr>
<tr><th>Samenvatting</th><td><p>Wat leren studenten van de taal?</p></td></tr><tr><td>{LINK}</td></tr></table>"""
DIVS = f"""<div><div><div class="t">Werken aan taal</div><div>Een verkenning</div></div>
<div><span>Auteurs:</span> <span>Els van der Meer &amp; Jan Bos</span></div>
<div><span>Publicatiedatum:</span> <span>maart&nbsp;2012</span></div><div><span>Thema:</span> <span>Taal</span></div>
<div><span>APA-referentie:</span> <span>{CITATION}</span></div>
<div><span>Samenvatting:</span><div>Wat leren studenten van de taal?</div></div><div>{LINK}</div></div>"""
BREAKS = f"""<h1>Werken aan taal</h1><p><em>Een verkenning</em></p>
<p><strong>Auteurs:</strong> Els van der Meer en Jan Bos<br>
<strong>Publicatiedatum:</strong> maart 2012<br/><strong>Thema:</strong> Taal<br>
<strong>APA-referentie:</strong> {CITATION}</p>
<p><b>Samenvatting:</b><br>Wat leren studenten van de taal?</p><p>{LINK}</p>"""

WHOLE = {
    "title": "Werken aan taal",
    "subtitle": "Een verkenning",
    "creators": ["Els van der Meer", "Jan Bos"],
    "issued": "2012-03",
    "publishers": ["Bureau Noord"],
    "places": ["Ede"],
    "themes": ["Taal"],
    "abstract": "Wat leren studenten van de taal?",
    "citation": CITATION.replace("&amp;", "&"),
    "language": "nl",
}


def html(body, meta=""):
    return HEAD.replace("{meta}", meta) + body + FOOT


@pytest.mark.parametrize("body", [DEFINITIONS, TABLE, DIVS, BREAKS], ids=["dl", "table", "div", "br"])
def test_forms(body):
    record = read(html(body), "https://example.org/publicaties/taal/")
    assert plain(record) == WHOLE
    assert record.download is not None
    assert record.download.value.url is not None
    assert record.download.value.url.value == "https://example.org/bestanden/taal.pdf"


def test_the_text_is_the_visible_main_content():
    page = read_page(html(DEFINITIONS).encode(), "x.html")
    assert page.text.startswith("Werken aan taal\nEen verkenning\nAuteurs\nEls van der Meer\n")
    for words in ("Kennisbank", "Home", "Postbus", "var a"):
        assert words not in page.text
    assert [s.heading.of(page.text) for s in page.sections] == ["Opzet"]
    assert page.source.media_type == "text/html"


def test_a_relative_link_without_a_base_is_no_address():
    record = read(html(DIVS), "taal.html")
    assert record.download is not None
    assert record.download.value.url is None
    assert "relative_link" in codes(record)
    assert "missing_link" in codes(read(html(DIVS.replace("/bestanden/taal.pdf", "#")), "https://example.org/"))
    assert "missing_link" in codes(
        read(html(DIVS.replace("/bestanden/taal.pdf", "javascript:x()")), "https://example.org/")
    )


def test_metadata_is_quoted_from_the_end_of_the_text():
    meta = '<meta name="citation_isbn" content="978-90-5003-529-3"><meta name="DC.publisher" content="Kennisbank">'
    page = read_page(html(BREAKS, meta).encode(), "x.html")
    assert [(e.scheme, e.name, e.value.of(page.text)) for e in page.embedded] == [
        ("html", "page_language", "nl"),
        ("citation", "isbn", "978-90-5003-529-3"),
    ]
    assert page.text.endswith("\n\nnl\n978-90-5003-529-3")
    assert plain(read(html(BREAKS, meta), "x.html"))["identifiers"] == [("isbn", "9789050035293")]


def test_json_ld_of_the_report_counts_and_of_the_web_page_does_not():
    ld = """<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2021-06-30",
        "mainEntity": {"@type": "Report", "author": [{"name": "Els van der Meer"}],
        "datePublished": "2012"}}</script>"""
    body = "<h1>Werken aan taal</h1><p>Samenvatting:</p><p>Wat leren de studenten?</p>" + LINK
    record = plain(read(html(body, ld), "x.html"))
    assert record["creators"] == ["Els van der Meer"]
    assert record["issued"] == "2012"
    only_page = ld.replace('"Report"', '"Thing"')
    assert "issued" not in plain(read(html(body, only_page), "x.html"))


def test_hostile_markup():
    entities = '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><html><body><h1>T &a;</h1><p>ISBN: 1<p>DOI: 2'
    assert "root:" not in read_page(entities.encode(), "x.html").text
    for broken in ("<html>", "<html><body><script>x</script>", "<!DOCTYPE html>", "<html><body><p hidden>x"):
        with pytest.raises(ReadError) as caught:
            read_page(broken.encode(), "x.html")
        assert caught.value.code == "empty_input"


def test_escaped_markup_is_text():
    record = read(html(BREAKS.replace("<h1>", "<h1>&lt;img src=x onerror=alert(1)&gt; ")), "x.html")
    assert record.title.value == "<img src=x onerror=alert(1)> Werken aan taal"


def test_a_heading_of_signs_alone_is_no_title():
    page = read_page(b"<html><body><p>Titel</p><h1> &gt; </h1><p class=subtitle>|</p><p>DOI: 1</p>", "x.html")
    assert page.text == "Titel\nDOI: 1"
    assert page.title is not None
    assert page.title.of(page.text) == "Titel"


def test_depth():
    page = "<html><body><h1>T</h1>{}<p>DOI: 1</p>{}<p>end</p>"
    assert read_page(page.format("<div>" * 1500, "</div>" * 1500).encode(), "x.html").text == "T\nDOI: 1\nend"
    with pytest.raises(ReadError) as caught:
        read_page(page.format("<div>" * 100_000, "").encode(), "x.html")
    assert caught.value.code == "too_deep"


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<base href="https://files.example.org/a/">', "https://files.example.org/bestanden/taal.pdf"),
        ('<link rel="canonical" href="https://example.org/taal/">', "https://example.org/bestanden/taal.pdf"),
        ('<base href="http://[">', None),
    ],
)
def test_links_are_relative_to_the_address_that_the_page_states(head, url):
    record = read(html(DIVS, head), "taal.html")
    assert record.download is not None
    assert (record.download.value.url and record.download.value.url.value) == url


def test_a_page_that_needs_its_scripts_is_told_apart():
    with pytest.raises(ReadError, match="scripts") as caught:
        read_page(b"<html><body><div id=app></div><noscript>Zet JavaScript aan</noscript><script>x</script>", "x.html")
    assert caught.value.code == "empty_input"


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<h1>T</h1>", "<a href=x>Download</a>", "<p>x", "<dt>Auteurs</dt><dd>A B</dd>", "<!--", "<", "&a;"],
)
def test_long_input_ends(piece):
    with contextlib.suppress(ReadError):
        read_page(("<html><body>" + piece * (100_000 // len(piece))).encode(), "x.html")


def test_a_file_with_its_size_beside_it_is_the_publication():
    link = '<p><a href="/taal.pdf">taal_op_het_werk.pdf</a> <span>(2,4 MB)</span></p>'
    record = read(html(DIVS.replace(LINK, link)), "https://example.org/")
    assert record.download.value.url.value == "https://example.org/taal.pdf"


def test_labels_in_small_print_are_no_subtitle():
    page = (
        "<h1>Werken aan taal</h1><h3>Een verkenning</h3><p>Wat leren studenten van taal? Dit rapport zoekt het uit.</p>"
        "<p><small>AUTEURS</small><br>Jan Bos</p><p><small>PUBLICATIEDATUM</small><br>26-08-2020</p>"
        "<p><small>REFEREREN</small><br>Bos, J. (2020). <i>Werken aan taal. Een verkenning</i>. Ede: Bureau Noord.</p>"
    )
    record = read(html(page))
    assert record.subtitle is not None
    assert record.subtitle.value == "Een verkenning"
    assert record.issued.value.isoformat() == "2020-08-26"
