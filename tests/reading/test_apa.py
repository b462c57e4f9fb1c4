"""The grammar of references. Each example is one rule of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vm2graph.reading.apa import parse_reference


def read(text):
    """A reference as plain words."""
    found = parse_reference(text)

    def say(part):
        if part is None:
            return None
        if isinstance(part, list):
            return [p.of(text) for p in part]
        return part.of(text)

    names = [
        "title",
        "subtitle",
        "container",
        "volume",
        "issue",
        "pages",
        "edition",
        "genre",
        "series",
        "report_number",
        "doi",
        "url",
        "isbn",
    ]
    record = {name: say(getattr(found, name)) for name in [*names, "places", "publishers"]}
    record["authors"] = [(a.family or a.span).of(text) for a in found.authors]
    record["editors"] = [(a.family or a.span).of(text) for a in found.editors]
    record["issued"] = found.issued.isoformat() if found.issued else None
    return {key: value for key, value in record.items() if value not in (None, [])}


SEED = (
    "Van Schoonhoven, R., & Bouwmans, M. (2013). Vijf jaar VM2. Samenvatting van de uitkomsten van de VM2-monitor"
    " 2008-2012. Utrecht/'s-Hertogenbosch: Expertisecentrum Beroepsonderwijs."
)

EXAMPLES = {
    SEED: {
        "authors": ["Schoonhoven", "Bouwmans"],
        "issued": "2013",
        "title": "Vijf jaar VM2",
        "subtitle": "Samenvatting van de uitkomsten van de VM2-monitor 2008-2012",
        "places": ["Utrecht", "'s-Hertogenbosch"],
        "publishers": ["Expertisecentrum Beroepsonderwijs"],
    },
    "Smit, J. (2012). Leren doe je zo: een verkenning. Ede: Bureau Noord. ISBN 978-90-5003-529-3": {
        "authors": ["Smit"],
        "issued": "2012",
        "title": "Leren doe je zo",
        "subtitle": "een verkenning",
        "places": ["Ede"],
        "publishers": ["Bureau Noord"],
        "isbn": "978-90-5003-529-3",
    },
    "Bos, E. (2021, 3 mei). Wat werkt? Bureau Noord. https://doi.org/10.1234/noord.7": {
        "authors": ["Bos"],
        "issued": "2021-05-03",
        "title": "Wat werkt?",
        "publishers": ["Bureau Noord"],
        "doi": "10.1234/noord.7",
    },
    "Onderwijsraad (2014). Ver weg. Den Haag: Onderwijsraad.": {
        "authors": ["Onderwijsraad"],
        "issued": "2014",
        "title": "Ver weg",
        "places": ["Den Haag"],
        "publishers": ["Onderwijsraad"],
    },
    "Ministerie van Onderwijs, Cultuur en Wetenschap. (2019). Brief. Den Haag: auteur.": {
        "authors": ["Ministerie van Onderwijs, Cultuur en Wetenschap"],
        "issued": "2019",
        "title": "Brief",
        "places": ["Den Haag"],
        "publishers": ["auteur"],
    },
    "Smit, J., & de Boer, P. (Reds.). (2012). In de wijk (2e druk). Gent/Ede: Garant.": {
        "editors": ["Smit", "Boer"],
        "issued": "2012",
        "title": "In de wijk",
        "edition": "2e druk",
        "places": ["Gent", "Ede"],
        "publishers": ["Garant"],
    },
    "Smit, J. (2004). Kort nieuws: twee wegen. Vakblad, 89(4445), 52–54.": {
        "authors": ["Smit"],
        "issued": "2004",
        "title": "Kort nieuws: twee wegen",
        "container": "Vakblad",
        "volume": "89",
        "issue": "4445",
        "pages": "52–54",
    },
    "Wit, O. de (1998). De haven. In K. Visser (red.), Havenstad (blz. 45-67). Rotterdam: Stichting Kade.": {
        "authors": ["Wit"],
        "editors": ["Visser"],
        "issued": "1998",
        "title": "De haven",
        "container": "Havenstad",
        "pages": "45-67",
        "places": ["Rotterdam"],
        "publishers": ["Stichting Kade"],
    },
    "Smit, J. (2015). Plan 2015 (AN 9.0000.1). Ede: Noord/Zuid.": {
        "authors": ["Smit"],
        "issued": "2015",
        "title": "Plan 2015",
        "report_number": "9.0000.1",
        "places": ["Ede"],
        "publishers": ["Noord/Zuid"],
    },
    "Smit, J. (2015). Plan. Ede & Den Haag: Noord/Zuid.": {
        "authors": ["Smit"],
        "issued": "2015",
        "title": "Plan",
        "places": ["Ede", "Den Haag"],
        "publishers": [["Noord", "Zuid"][0], "Zuid"],
    },
    "Smit, J. (2016). Skills. Noord Working Papers. Paris: Noord Press.": {
        "authors": ["Smit"],
        "issued": "2016",
        "title": "Skills",
        "series": "Noord Working Papers",
        "places": ["Paris"],
        "publishers": ["Noord Press"],
    },
    "Smit, J. [Podcast]. (2023). Handwerk! Vakpraat.": {
        "authors": ["Smit"],
        "issued": "2023",
        "genre": "Podcast",
        "title": "Handwerk!",
        "publishers": ["Vakpraat"],
    },
    "Dijk, B. van en Smit, C. (2005), Leren; ervaringen, Utrecht, Bureau Noord.": {
        "authors": ["Dijk", "Smit"],
        "issued": "2005",
        "title": "Leren",
        "subtitle": "ervaringen",
        "places": ["Utrecht"],
        "publishers": ["Bureau Noord"],
    },
    "Brug, J. van der. 2010. Kansen. Ede: Noord.": {
        "authors": ["Brug"],
        "issued": "2010",
        "title": "Kansen",
        "places": ["Ede"],
        "publishers": ["Noord"],
    },
    "Taal in de klas. (2014). Ede: Noord.": {
        "issued": "2014",
        "title": "Taal in de klas",
        "places": ["Ede"],
        "publishers": ["Noord"],
    },
    "Smit, J. (z.d.). Later. Ede: Noord B.V.": {
        "authors": ["Smit"],
        "title": "Later",
        "places": ["Ede"],
        "publishers": ["Noord B.V."],
    },
    "Bos, E. (2020). Taal. Noord. Geraadpleegd op 3 februari 2021, van https://example.org/taal/": {
        "authors": ["Bos"],
        "issued": "2020",
        "title": "Taal",
        "publishers": ["Noord"],
        "url": "https://example.org/taal/",
    },
    "Smit, J. (2014). Titel (ISBN 978-90-5003-529-3). Washington, DC: Bank.": {
        "authors": ["Smit"],
        "issued": "2014",
        "title": "Titel",
        "isbn": "978-90-5003-529-3",
        "places": ["Washington, DC"],
        "publishers": ["Bank"],
    },
}


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text[:40])
def test_examples(text):
    assert read(text) == EXAMPLES[text]


def test_et_al():
    assert parse_reference("Jong, M. de, Berg, K. van den, e.a. (2009). Druk. Ede: Noord.").et_al


WORD = st.sampled_from(
    [
        "Leren",
        "werken",
        "stages",
        "regio",
        "kansen",
        "beleid",
        "loopbaan",
        "vakwerk",
        "route",
        "toekomst",
        "mbo",
        "praktijk",
    ]
)
SENTENCE = st.lists(WORD, min_size=2, max_size=6).map(lambda words: " ".join(words).capitalize())
AUTHOR = st.tuples(
    st.sampled_from(["", "Van ", "van der ", "de "]),
    st.sampled_from(["Smit", "Bouwmans", "Groß", "Bertrand-Cloodt"]),
    st.sampled_from(["J.", "R. K.", "D.-J.", "Th."]),
)
PLACE = st.sampled_from(["Utrecht", "'s-Hertogenbosch", "Den Haag", "Bergen op Zoom", "Ede"])


@settings(deadline=None)
@given(
    st.lists(AUTHOR, min_size=1, max_size=5),
    st.integers(1950, 2030),
    SENTENCE,
    st.none() | SENTENCE,
    st.lists(PLACE, max_size=2, unique=True),
    st.sampled_from(["Bureau Noord", "Expertisecentrum Zuid", "Stichting Lezen & Schrijven"]),
)
def test_parts_put_together_are_taken_apart(authors, year, title, subtitle, places, publisher):
    names = [f"{particle}{family}, {initials}" for particle, family, initials in authors]
    who = names[0] if len(names) == 1 else ", ".join(names[:-1]) + ", & " + names[-1]
    what = title + (f". {subtitle}" if subtitle else "")
    where = "/".join(places) + ": " if places else ""
    expected = {
        "authors": [family for _, family, _ in authors],
        "issued": str(year),
        "title": title,
        "publishers": [publisher],
    }
    if subtitle:
        expected["subtitle"] = subtitle
    if places:
        expected["places"] = places
    assert read(f"{who} ({year}). {what}. {where}{publisher}.") == expected


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("Aa .,&;:()[]'’-?!1920/\n"), max_size=120) | st.text(max_size=120))
def test_any_text_is_safe(text):
    read(text)


@pytest.mark.parametrize("piece", ["A, B. ", "(", "A. ", "A: ", "(2010) ", "In ", ", 1", "A/", "http://", "ISBN 9"])
def test_long_input_is_read_in_linear_time(piece):
    read(piece * (100_000 // len(piece)))
