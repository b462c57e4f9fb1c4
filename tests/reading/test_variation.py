"""What a page says does not depend on how it is laid out: the same record, whatever the layout."""

import re
from functools import cache

import pytest

from tests.reading import variations
from tests.reading.test_corpus import CORPUS, flat, pages, plain, references, said
from vm2graph.errors import InterpretError, ReadError
from vm2graph.model import Publication
from vm2graph.reading import interpret, read_page
from vm2graph.reading.apa import parse_reference
from vm2graph.reading.references import parts

TEXTS = ("t001", "t009", "t010", "t013", "t016", "t017", "t021", "t023", "t025", "t030", "t037")
HTML = ("w001", "w003", "w005", "w006", "w009", "w015", "w017")
REFERENCES = "r001 r003 r004 r005 r011 r013 r015 r017 r020 r022 r025 r026 r027 r037 r040 r041 r043 r049 r051 r053 r055"
REFERENCES += " r061 r063 r064 r067 r079 r087 r091 r103 r112 r147"

# Ways that are known to change the answer. Mended? Take it off.
KNOWN = {
    "ampersand entity twice",
    "html: a dash for a value, as definition list",
    "html: authors a line each, as divs with items",
}


@cache
def text_of(item: str) -> str:
    """A page as text, with plain line ends and no encoding of its own."""
    gold = pages()[item]
    text = (CORPUS / gold["half"] / gold["page"]).read_bytes().decode(gold["input"]["encoding"])
    return re.sub("\r\n?", "\n", text).lstrip("\ufeff")


def even(text: str | None) -> str | None:
    """A value without what an even hand would not look at: signs that do not show, kinds of apostrophe."""
    return text and flat(re.sub("[\u200b\u00ad]", "", text.replace("’", "'")))


def record(publication: Publication) -> dict[str, object]:
    """What is compared."""
    title, subtitle, abstract, citation = (
        even(stated.value) if stated else ""
        for stated in (publication.title, publication.subtitle, publication.abstract, publication.citation)
    )
    agents = (publication.creators, publication.editors, publication.contributors, publication.publishers)
    return {
        "title": (title, subtitle),
        "agents": [[[even(part) for part in said(agent.value)] for agent in role] for role in agents],
        "issued": publication.issued and publication.issued.value,
        "places": [even(place.value.name.value) for place in publication.places],
        "themes": [even(theme.value.label.value) for theme in publication.themes],
        "language": publication.language.value,
        "abstract": abstract[:60],
        "citation": citation.strip("-• “”").replace("*", ""),  # a bullet or quotes around it may stay
        "identifiers": {str(each.value) for each in publication.identifiers if each.value.scheme in ("isbn", "doi")},
    }


def read(page: str | bytes, kind: str) -> dict[str, object]:
    return record(interpret(read_page(page.encode() if isinstance(page, str) else page, f"page.{kind}")))


@cache
def as_it_is(item: str, kind: str) -> dict[str, object]:
    return read(text_of(item), kind)


def differing(vary: variations.Variation, items: tuple[str, ...], kind: str, to: str) -> list[str]:
    """The pages that answer otherwise in another layout."""
    found, tried = [], 0
    for item in items:
        text = text_of(item)
        if (varied := vary(text)) is None:
            continue
        tried += 1
        try:
            same = read(varied, to) == as_it_is(item, kind)
        except (ReadError, InterpretError):
            same = False
        if not same:
            found.append(item)
    assert tried, "this variation applies to none of the pages"
    return found


def reference(text: str) -> dict[str, object]:
    """The parts of a reference, without what an even hand would not look at."""

    def evened(value: object) -> object:
        if isinstance(value, list | tuple):
            return [evened(each) for each in value]
        return even(value).replace("–", "-").replace(". ", ".").rstrip(".") if isinstance(value, str) else value

    return {name: evened(plain(value)) for name, value in parts(parse_reference(text)).items()}


def verdict(name: str, differ: list[str]) -> None:
    if name in KNOWN:
        assert differ, "it no longer changes any answer: take it off the list"
    else:
        assert not differ


@pytest.mark.parametrize("name", variations.TEXTS)
def test_a_page_of_text_laid_out_otherwise(name):
    verdict(name, differing(variations.TEXTS[name], TEXTS, "txt", "txt"))


@pytest.mark.parametrize("name", variations.MARKED_UP)
def test_a_page_of_text_as_html(name):
    verdict("html: " + name, differing(variations.MARKED_UP[name], TEXTS, "txt", "html"))


@pytest.mark.parametrize("name", variations.PAGES_OF_HTML)
def test_a_page_of_html_laid_out_otherwise(name):
    verdict("html: " + name, differing(variations.PAGES_OF_HTML[name], HTML, "html", "html"))


@pytest.mark.parametrize("name", variations.REFERENCES)
def test_a_reference_written_otherwise(name):
    texts = {item: references()[item]["raw"] for item in REFERENCES.split()}
    varied = {
        item: new for item, text in texts.items() if (new := variations.REFERENCES[name](text)) not in (None, text)
    }
    assert varied, "this variation applies to none of the references"
    verdict("reference: " + name, [item for item, new in varied.items() if reference(new) != reference(texts[item])])


def test_known_are_variations():
    names = {*variations.TEXTS, *(f"html: {name}" for name in {**variations.MARKED_UP, **variations.PAGES_OF_HTML})}
    assert names | {f"reference: {name}" for name in variations.REFERENCES} >= KNOWN


FROM_LABELS = {
    "Thema": "themes",
    "Onderwerp": "themes",
    "Publicatiedatum": "issued",
    "Auteurs": "agents",
    "Auteur": "agents",
}


@pytest.mark.parametrize("item", TEXTS)
def test_what_is_taken_from_a_page_is_gone_and_nothing_else(item):
    page = variations.layout(text_of(item))
    if page is None:
        pytest.skip("not a plain page of labels")
    whole = as_it_is(item, "txt")
    for label, lines in page.fields[:-1]:
        if (field := FROM_LABELS.get(label)) is None:
            continue
        rest = page._replace(fields=[pair for pair in page.fields if pair != (label, lines)])
        less = read(rest.write(), "txt")
        assert {**less, field: whole[field]} == whole
        assert field != "themes" or not less["themes"]
