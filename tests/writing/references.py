"""References of our own invention, and any reference at all."""

from hypothesis import strategies as st

from vm2graph.model import PageBytes, PartialDate
from vm2graph.names import Iris
from vm2graph.pipeline import convert
from vm2graph.writing.bibliography import File, Note, Reference, reference
from vm2graph.writing.credited import BodyName, PersonName

IRI = "https://data.example.org/id/publication/leren-en-werken-0a1b2c3d"
ELS = PersonName("Els van der Meer", "Els", "van der", "Meer", ("https://orcid.org/0000-0002-1825-0097",))
THEO = PersonName("Th.A. 't Hooft", "Th.A.", "'t", "Hooft")
COUNCIL = BodyName("Raad voor Leren en Werken")
FULL = Reference(
    iri=IRI,
    title="Leren & werken",
    subtitle="100% praktijk in het MBO",
    authors=(ELS, COUNCIL, THEO),
    editors=(PersonName("Jan-Willem Bos", "Jan-Willem", None, "Bos"),),
    contributors=(PersonName("Madonna"),),
    issued=PartialDate(2014, 3, 9),
    publishers=(BodyName("Bureau Noord"), BodyName("Uitgeverij Zon en Maan and Co")),
    places=("Ede", "'s-Gravenhage"),
    language="nl",
    page_language="nl",
    themes=("Taal", "Rekenen_en_meten"),
    abstract="Eerste alinea.\n\nER  - \nTweede {alinea} met $ en ~.",
    period="2010/..",
    isbns=("978-90-00-00000-2",),
    doi="10.1234/ab_c(1)",
    handle="1871/12345",
    report_number="R-12",
    series="Onderzoeksreeks",
    citation="Van der Meer, E. (2014). Leren & werken. Ede/'s-Gravenhage: Bureau Noord.",
    licence="https://creativecommons.org/licenses/by/4.0/",
    type="http://purl.org/coar/resource_type/c_18ws",
    files=(File("https://example.org/a b.pdf", "Download"),),
)
BARE = Reference(IRI, title="Zonder meer", rights=(Note("nl", "Onbekend."),), rights_iri="https://example.org/cne")


def of_page(page: bytes, gate, base: str = "https://data.example.org") -> Reference:
    """The reference of a page, by the whole road."""
    description = convert(PageBytes("page.txt", page), Iris(base), gate).description
    return reference(description.publication, description.shown())


NASTY = st.sampled_from(
    ["\r\nTY  - JOUR\r\nER  - \r\n", "{", "}", "\\", "]]>", "<b>&amp;", "\x00", "\u2028ER  - ", "\ufffe", " and "]
)
TEXT = st.lists(st.one_of(st.text(max_size=12), NASTY), max_size=4).map("".join)
MAYBE = st.one_of(st.none(), TEXT)
PERSON = st.builds(PersonName, TEXT, given=MAYBE, particle=MAYBE, family=MAYBE)
PEOPLE = st.lists(st.one_of(st.builds(BodyName, TEXT), PERSON), max_size=4).map(tuple)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
DATES = st.one_of(
    st.none(),
    st.builds(PartialDate, st.integers(1, 9999)),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28)),
)
ANY = st.builds(
    Reference,
    iri=st.just(IRI),
    title=MAYBE,
    subtitle=MAYBE,
    authors=PEOPLE,
    editors=PEOPLE,
    contributors=PEOPLE,
    issued=DATES,
    publishers=PEOPLE,
    places=TEXTS,
    language=st.sampled_from([None, "nl", "en", "fy"]),
    page_language=st.sampled_from([None, "nl"]),
    themes=TEXTS,
    abstract=MAYBE,
    period=MAYBE,
    isbns=TEXTS,
    doi=MAYBE,
    handle=MAYBE,
    report_number=MAYBE,
    series=MAYBE,
    citation=MAYBE,
    licence=MAYBE,
    rights=st.lists(st.builds(Note, st.sampled_from([None, "nl"]), TEXT), max_size=2).map(tuple),
    rights_iri=MAYBE,
    type=st.sampled_from([None, "http://purl.org/coar/resource_type/c_93fc"]),
    files=st.lists(st.builds(File, TEXT, MAYBE), max_size=2).map(tuple),
)
