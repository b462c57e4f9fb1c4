"""Pages the tests share, and ways to read them."""

from vm2graph.model import Organisation, Publication
from vm2graph.reading import interpret, read_page

PAGE = """Werken aan taal

Een verkenning in drie regio's

Auteurs:

Els van der Meer & Jan Bos

Publicatiedatum:

maart 2012

Thema:

Taal en rekenen

APA-referentie:

Van der Meer, E., & Bos, J. (2012). Werken aan taal. Een verkenning in drie regio's. Ede: Bureau Noord.

Korte samenvatting:

Wat leren studenten van de taal op hun werkplek? Dit rapport zoekt het uit en het geeft een antwoord.

Opzet

De onderzoekers spraken met docenten en met studenten.

Download de onderzoekspublicatie
"""


def read(page: str | bytes, source_id: str = "page.txt", media_type: str | None = None) -> Publication:
    """The publication of a page."""
    return interpret(read_page(page.encode() if isinstance(page, str) else page, source_id, media_type))


def plain(publication: Publication) -> dict[str, object]:
    """The values alone, as strings and lists of strings; what is absent is left out."""

    def agents(items: object) -> list[str]:
        return [item.value.name.value for item in items]  # type: ignore[attr-defined]

    record = {
        "title": publication.title.value,
        "subtitle": publication.subtitle and publication.subtitle.value,
        "creators": agents(publication.creators),
        "editors": agents(publication.editors),
        "contributors": agents(publication.contributors),
        "issued": publication.issued and publication.issued.value.isoformat(),
        "publishers": agents(publication.publishers),
        "places": agents(publication.places),
        "themes": [theme.value.label.value for theme in publication.themes],
        "abstract": publication.abstract and publication.abstract.value.split("\n")[0].rstrip(),
        "citation": publication.citation and publication.citation.value,
        "language": publication.language.value,
        "identifiers": [(i.value.scheme, i.value.value) for i in publication.identifiers],
    }
    return {key: value for key, value in record.items() if value not in (None, [])}


def codes(publication: Publication) -> set[str]:
    """The codes of its remarks."""
    return {remark.code for remark in publication.remarks}


def bodies(publication: Publication) -> list[str]:
    """The creators that are bodies."""
    return [c.value.name.value for c in publication.creators if isinstance(c.value, Organisation)]
