"""The forms that sites give their pages: whatever the mark-up, the same publication is read."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.reading import test_html
from tests.reading.pages import plain, read
from tests.reading.test_reading import check

FIRST = "Wat leren studenten van de taal op hun werkplek? Dit rapport zoekt het uit en het geeft een antwoord."
SECOND = "De onderzoekers spraken met docenten en met studenten."
LINK = '<a href="/bestanden/taal.pdf">Download de onderzoekspublicatie</a>'
ROWS = {
    "Auteurs": "Els van der Meer, Jan Bos",
    "Publicatiedatum": "maart 2012",
    "Thema": "Taal",
    "APA-referentie": test_html.CITATION,
}
PARTS = {
    "TAIL": f"<h2>Samenvatting</h2><p>{FIRST}</p><h3>Opzet</h3><p>{SECOND}</p><p>{LINK}</p>",
    "DL": "<dl>" + "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in ROWS.items()) + "</dl>",
    "LINK": LINK,
    "CITATION": test_html.CITATION,
    "FIRST": FIRST,
    "SECOND": SECOND,
    "HEADING": "<h1>Werken aan taal</h1>",
    "SUBTITLE": '<p class="subtitle">Een verkenning</p>',
}
SHELL = """<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>Werken aan taal | Kennisbank</title></head>
<body><header><a href="/">Kennisbank</a></header><nav><ul><li>Home</li></ul></nav><main>{}</main>
<footer>Postbus 1</footer><script>var a = "Auteurs:";</script></body></html>"""
LAYOUTS = dict(
    re.findall(
        r"^== (\w+)\n(.*?)\n(?=\n== |\Z)", (Path(__file__).parent / "layouts.txt").read_text(), re.MULTILINE | re.DOTALL
    )
)
WHOLE = {**test_html.WHOLE, "abstract": FIRST}
WITHOUT_REFERENCE = {"no_h1_div", "site_h1"}


def test_there_are_layouts():
    assert len(LAYOUTS) > 100


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("has_main", [True, False], ids=["main", "body"])
def test_layout(name, has_main):
    body = re.sub(r"\{([A-Z]+)\}", lambda part: PARTS[part[1]], LAYOUTS[name])
    page = SHELL.format(body)
    if not has_main:
        page = page.replace("<main>", '<div id="wrap">').replace("</main>", "</div>")
    record = read(page, "https://example.org/publicaties/taal/")
    absent = {"citation", "publishers", "places"} if name in WITHOUT_REFERENCE else set()
    assert plain(record) == {field: value for field, value in WHOLE.items() if field not in absent}
    assert record.abstract is not None
    assert record.abstract.value.rstrip().endswith(SECOND)
    assert record.download is not None
    assert record.download.value.url is not None
    assert record.download.value.url.value == "https://example.org/bestanden/taal.pdf"


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<table>",
        "<tr>",
        "<td>",
        "<dt>",
        "<dd>",
        "<h1>",
        "</h1>",
        "<h2>",
        "<br>",
        "<b>",
        "</a>",
        "<a href='http://[x'>",
        "<a href=x.pdf>",
        "<base href=x>",
        "<pre>",
        "<!--",
        "<sup>1</sup>",
        "<button>",
        "<",
        "Auteurs:",
        "Thema",
        "Samenvatting",
        "Referentie:",
        "&nbsp;",
        "&#0;",
        " | ",
        "\xad",
        "é",
        "\n\n",
        "- ",
        ">",
        "<i itemscope itemtype=http://schema.org/Report>",
        "<i itemprop=author>",
        "<b property=dcterms:creator>",
    ]
)


@settings(max_examples=150, deadline=None)
@example(name="abs_then_dl", changes=[(519, 3, "<"), (0, 0, "<a href='http://[x'>")])
@given(
    st.sampled_from(sorted(LAYOUTS)), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 60), PIECES), max_size=9)
)
def test_whatever_is_broken_in_them(name, changes):
    body = re.sub(r"\{([A-Z]+)\}", lambda part: PARTS[part[1]], LAYOUTS[name])
    for at, length, piece in changes:
        body = body[:at] + piece + body[at + length :]
    check(SHELL.format("{}").replace("{}", body).encode("utf-8", "replace"), "https://example.org/")
