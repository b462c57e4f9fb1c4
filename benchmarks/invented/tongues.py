"""A language that pages are written in: its labels, sentences and ways to write a date."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.invented import prose, words


@dataclass(frozen=True, slots=True)
class Tongue:
    """Everything of a page that differs between languages. ``column`` is that of the pairs in ``words``."""

    code: str
    column: int
    forms: tuple[tuple[str, str], ...]
    openings: tuple[str, ...]
    methods: tuple[str, ...]
    frames: tuple[str, ...]
    fares: tuple[tuple[str, str], ...]
    tails: tuple[str, ...]
    advice_frames: tuple[str, ...]
    advice: tuple[str, ...]
    headings: tuple[str, ...]
    months: tuple[str, ...]
    labels: dict[str, tuple[str, ...]]
    links: tuple[str, ...]
    last: str  # the word between the last two names of a by-line


def _labels(text: str) -> dict[str, tuple[str, ...]]:
    rows = (line.split(": ", 1) for line in text.strip().splitlines())
    return {name.strip(): tuple(spellings.split(" | ")) for name, spellings in rows}


DUTCH = Tongue(
    "nl",
    0,
    words.FORMS_NL,
    prose.OPENINGS_NL,
    prose.METHODS_NL,
    prose.FRAMES_NL,
    prose.FARES_NL,
    prose.TAILS_NL,
    prose.ADVICE_FRAMES_NL,
    prose.ADVICE_NL,
    prose.HEADINGS_NL,
    words.MONTHS_NL,
    _labels(
        """author: Auteur | Door | Auteur(s)
        authors: Auteurs | Auteurs | Auteurs | Door | Auteur(s)
        editors: Redactie | Onder redactie van
        date: Publicatiedatum | Publicatiedatum | Datum | Verschenen op
        theme: Thema | Onderwerp
        themes: Thema's | Thema’s | Trefwoorden | Onderwerpen
        reference: APA-referentie | APA-referentie | Referentie | Bronvermelding
        summary: Korte samenvatting | Korte samenvatting | Samenvatting | Beschrijving
        series: Reeks
        isbn: ISBN
        report: Rapportnummer | Publicatienummer
        publisher: Uitgever"""
    ),
    ("Download de onderzoekspublicatie", "Download het rapport", "Download de publicatie (pdf)", "Bekijk het rapport"),
    "en",
)
ENGLISH = Tongue(
    "en",
    1,
    words.FORMS_EN,
    prose.OPENINGS_EN,
    prose.METHODS_EN,
    prose.FRAMES_EN,
    prose.FARES_EN,
    prose.TAILS_EN,
    prose.ADVICE_FRAMES_EN,
    prose.ADVICE_EN,
    prose.HEADINGS_EN,
    words.MONTHS_EN,
    _labels(
        """author: Author | By | Author(s)
        authors: Authors | Authors | By | Author(s)
        editors: Editors | Edited by
        date: Publication date | Date | Published on
        theme: Theme | Topic
        themes: Themes | Keywords | Topics
        reference: APA reference | Reference | Citation
        summary: Summary | Short summary | Abstract
        series: Series
        isbn: ISBN
        report: Report number
        publisher: Publisher"""
    ),
    ("Download the report", "Download the publication (pdf)", "Read the full report"),
    "and",
)
