"""The reference and its forms: what they say, and that they hold whatever the values are."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from vm2graph.errors import UnknownFormat
from vm2graph.pipeline import Converted
from vm2graph.writing.bibliography import Name, Reference, read
from vm2graph.writing.bibtex import bibtex
from vm2graph.writing.citable import CITABLE_FORMATS
from vm2graph.writing.citing import citation, csl
from vm2graph.writing.crosswalks import DATACITE, MODS, datacite, mods
from vm2graph.writing.ris import ris

VAN_DER_BERG = Name("Anna Maria van der Berg", "Berg", "Anna Maria", "van der")
FLEMISH = Name("Jan-Piet Van Dam", "Van Dam", "Jan-Piet")
BODY = Name("Instituut Leren & Werken")
REPORT = Reference(
    iri="https://data.example.org/id/publication/leren-op-school",
    title="Leren op school",
    subtitle="een verkenning",
    authors=(VAN_DER_BERG, FLEMISH, BODY),
    editors=(Name("Els Bos", "Bos", "Els"),),
    issued=(2014, 3),
    publishers=("Instituut Leren & Werken",),
    places=("Gent", "'s-Hertogenbosch"),
    language="nl",
    themes=(("https://data.example.org/id/theme/school", "School"), ("https://data.example.org/id/theme/werk", "Werk")),
    abstract="Eerste alinea.\n\nTY  - tweede alinea.",
    series="Reeks 100%",
    isbns=("978-90-1234-567-8",),
    number="R_14",
    citation="Van der Berg, A. M. (2014). Leren op school.",
)


@pytest.fixture
def seed_reference(converted: Converted) -> Reference:
    return read(converted.description.publication, converted.description.shown())


class TestNames:
    @pytest.mark.parametrize(
        ("name", "inverted", "dc", "initials"),
        [
            (VAN_DER_BERG, "van der Berg, Anna Maria", "Berg, A. M. (Anna Maria) van der", "A. M."),
            (FLEMISH, "Van Dam, Jan-Piet", "Van Dam, J.-P. (Jan-Piet)", "J.-P."),
            (Name("R.M. Bos", "Bos", "R.M."), "Bos, R.M.", "Bos, R. M.", "R. M."),
            (Name("Bos", "Bos"), "Bos", "Bos", ""),
            (BODY, BODY.full, BODY.full, ""),
        ],
    )
    def test_each_format_has_its_order(self, name: Name, inverted: str, dc: str, initials: str) -> None:
        assert (name.inverted, name.inverted_dc, name.initials) == (inverted, dc, initials)


class TestForms:
    def test_bibtex(self) -> None:
        entry = bibtex(REPORT).decode()
        assert entry.startswith("@techreport{leren-op-school,\n")
        assert "author = {van der Berg, Anna Maria and Van Dam, Jan-Piet and {Instituut Leren \\& Werken}}" in entry
        assert "title = {{Leren op school: een verkenning}}" in entry
        assert "month = mar," in entry
        assert "series = {Reeks 100\\%}" in entry
        assert "number = {R\\_14}" in entry

    def test_ris(self) -> None:
        lines = ris(REPORT).decode().split("\r\n")
        assert lines[0] == "TY  - RPRT"
        assert lines[-2:] == ["ER  - ", ""]
        assert lines.count("AU  - van der Berg, Anna Maria") == 1
        assert "DA  - 2014/03/" in lines
        assert "AB  - Eerste alinea. TY - tweede alinea." in lines

    def test_csl(self) -> None:
        item = csl(REPORT)
        assert item["author"][0] == {"family": "Berg", "given": "Anna Maria", "non-dropping-particle": "van der"}
        assert item["author"][2] == {"literal": "Instituut Leren & Werken"}
        assert item["issued"] == {"date-parts": [[2014, 3]]}
        assert "DOI" not in item

    def test_datacite(self) -> None:
        root = etree.fromstring(datacite(REPORT))
        find = {"d": DATACITE}
        assert root.findtext("d:identifier", namespaces=find) == REPORT.iri
        assert root.findtext("d:creators/d:creator/d:familyName", namespaces=find) == "van der Berg"
        assert root.findtext("d:publicationYear", namespaces=find) == "2014"
        assert [one.text for one in root.iterfind("d:titles/d:title", find)] == ["Leren op school", "een verkenning"]

    def test_datacite_makes_nothing_up(self) -> None:
        with pytest.raises(UnknownFormat, match="creators, publisher, publicationYear"):
            datacite(Reference("https://e/x", "Titel"))

    def test_mods(self) -> None:
        root = etree.fromstring(mods(REPORT))
        find = {"m": MODS}
        assert [one.text for one in root.iterfind("m:name/m:role/m:roleTerm[@type='code']", find)] == ["aut"] * 3 + [
            "edt"
        ]
        assert root.findtext("m:language/m:languageTerm", namespaces=find) == "dut"
        assert root.findtext("m:originInfo/m:dateIssued", namespaces=find) == "2014-03"
        assert root.findtext("m:relatedItem/m:titleInfo/m:title", namespaces=find) == "Reeks 100%"


class TestCitation:
    def test_apa(self) -> None:
        start = (
            "van der Berg, A. M., Van Dam, J.-P., & Instituut Leren & Werken. (2014). Leren op school: een verkenning"
        )
        assert citation(REPORT).startswith(start)
        assert ".." not in citation(REPORT)
        assert citation(REPORT).endswith(REPORT.iri)

    def test_undated_in_two_languages(self) -> None:
        undated = Reference("https://e/x", "Zonder jaar", authors=(VAN_DER_BERG,))
        assert "z.d." in citation(undated)
        assert "n.d." in citation(undated, "apa", "en-GB")

    def test_another_style(self) -> None:
        assert "Beschikbaar op" in citation(REPORT, "harvard-cite-them-right", "nl-NL")

    @pytest.mark.parametrize("style", ["", "nope", "../apa", "APA", "a" * 200])
    def test_a_style_that_is_not_there(self, style: str) -> None:
        with pytest.raises(UnknownFormat, match="no citation style"):
            citation(REPORT, style)

    def test_a_style_that_the_processor_cannot_do(self) -> None:
        with pytest.raises(UnknownFormat, match="cannot be applied"):
            citation(REPORT, "pontificia-universidade-catolica-do-parana-abnt")

    @pytest.mark.parametrize("locale", ["", "xx-XX", "../nl-NL", "nl_NL"])
    def test_a_locale_that_is_not_there(self, locale: str) -> None:
        with pytest.raises(UnknownFormat, match="no locale"):
            citation(REPORT, "apa", locale)


class TestSeed:
    def test_it_reads_back_what_the_page_says(self, seed_reference: Reference) -> None:
        assert [name.inverted for name in seed_reference.authors] == ["van Schoonhoven, Renée", "Bouwmans, Machiel"]
        assert seed_reference.authors[0].inverted_dc == "Schoonhoven, R. (Renée) van"
        assert (seed_reference.date, seed_reference.language) == ("2013", "nl")
        assert seed_reference.publishers == ("Expertisecentrum Beroepsonderwijs",)
        assert seed_reference.period == "2008/2012"

    def test_its_apa_reference(self, seed_reference: Reference) -> None:
        assert citation(seed_reference) == (
            "van Schoonhoven, R., & Bouwmans, M. (2013). Vijf jaar VM2: Samenvatting van de uitkomsten van de "
            f"VM2-monitor 2008-2012. Expertisecentrum Beroepsonderwijs. {seed_reference.iri}"
        )


words = st.text(max_size=30)
names = st.builds(Name, full=words, family=words, given=words, particle=words, iri=st.just("https://e/p"))
references = st.builds(
    Reference,
    iri=st.just("https://e/id/publication/é-x"),
    title=words,
    subtitle=words,
    authors=st.tuples(names) | st.just(()),
    editors=st.tuples(names) | st.just(()),
    issued=st.sampled_from([(), (2013,), (2013, 5), (2013, 12, 31)]),
    publishers=st.tuples(words) | st.just(()),
    places=st.tuples(words, words) | st.just(()),
    language=st.sampled_from(["", "nl", "en", "fy"]),
    themes=st.tuples(st.tuples(st.just("https://e/t"), words)) | st.just(()),
    abstract=words,
    series=words,
    isbns=st.tuples(words) | st.just(()),
    number=words,
    citation=words,
)


@given(references)
def test_whatever_the_values_are_the_forms_hold(reference: Reference) -> None:
    for form in CITABLE_FORMATS.values():
        try:
            data = form.write(reference)
        except UnknownFormat:
            assert form.name == "datacite"
            continue
        text = data.decode()
        match form.name:
            case "bibtex":
                bare = re.sub(r"\\[{}]|\\text\w+\{\}", "", text)
                assert bare.count("{") == bare.count("}")
                assert re.fullmatch(r"@techreport\{[A-Za-z0-9-]+,\n(  \w+ = (\{.*\}|\w+),\n)*\}\n", text)
            case "ris":
                assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in text.split("\r\n")[:-1])
            case "csl":
                assert json.loads(text)["type"] == "report"
            case "datacite" | "mods":
                etree.fromstring(data)
            case "citation":
                assert text.count("\n") == 1
