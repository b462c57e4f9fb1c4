"""Findings and conclusions: the sentences under a heading that says what they are.

Only the heading speaks for them. A sentence that asks, announces a list, sends the reader elsewhere or tells of the
report itself is none, nor is part of a sentence, and a section with another heading has none, whatever it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vm2graph.knowledge import Fact, Thing
from vm2graph.model import ParsedPage, Span, Stated, Status
from vm2graph.reading.sentences import sentences
from vm2graph.reading.tidy import fold, stated, stated_prose

RULE = "heading"
_MOST = 100  # findings of a page


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading makes of the sentences under it."""

    kind: str  # "finding" or "conclusion"
    polarity: str | None = None


_FAVOURABLE, _UNFAVOURABLE = Heading("finding", "favourable"), Heading("finding", "unfavourable")
_NEUTRAL, _CONDITION = Heading("finding", "neutral"), Heading("finding", "condition")
_CONCLUSION = Heading("conclusion")

# what it makes of its sentences, and the headings as pages print them, without "de belangrijkste" before them;
# limits of a study ("Beperkingen") are about the study, and are not here
_TABLE: tuple[tuple[Heading, str], ...] = (
    (
        _FAVOURABLE,
        """pluspunten | pluspunt | plussen | sterke punten | wat ging goed | wat gaat goed | wat werkt | dit werkt
        | successen | positieve ervaringen | positieve bevindingen | positieve resultaten | positieve punten
        | positieve uitkomsten | goede ervaringen
        | strengths | what worked | what works | what went well | successes | benefits | positive findings
        | positive experiences
        | stärken | was gut lief | was funktioniert | pluspunkte | erfolge | positive ergebnisse""",
    ),
    (
        _UNFAVOURABLE,
        """leermomenten | leermoment | leerpunten | minpunten | minpunt | knelpunten | knelpunt | verbeterpunten
        | zwakke punten | wat kan beter | wat kon beter | wat ging minder goed | wat gaat minder goed
        | minder goede ervaringen | minder positieve ervaringen | negatieve ervaringen | tegenvallers | wat werkt niet
        | negatieve punten | belemmeringen
        | weaknesses | bottlenecks | barriers | what went less well | what did not work | what didn't work
        | shortcomings | points for improvement
        | schwächen | verbesserungsbedarf | schwachstellen | was weniger gut lief | probleme | hindernisse""",
    ),
    (
        _NEUTRAL,
        """bevindingen | bevinding | uitkomsten | resultaten | wat viel op | wat valt op | opvallend
        | opvallende bevindingen | opvallende uitkomsten | onderzoeksresultaten | opbrengsten
        | findings | results | outcomes | lessons learned | lessons learnt
        | ergebnisse | befunde""",
    ),
    (
        _CONDITION,
        """succesfactoren | succesfactor | randvoorwaarden | voorwaarden voor succes | kritische succesfactoren
        | success factors | conditions for success | critical success factors
        | erfolgsfaktoren | gelingensbedingungen""",
    ),
    (
        _CONCLUSION,
        """conclusie | conclusies | aanbeveling | aanbevelingen | conclusies en aanbevelingen
        | conclusie en aanbevelingen | advies | adviezen
        | conclusion | conclusions | recommendation | recommendations | conclusions and recommendations
        | fazit | schlussfolgerung | schlussfolgerungen | empfehlung | empfehlungen | handlungsempfehlungen""",
    ),
)
_HEADINGS = {fold(words): heading for heading, row in _TABLE for words in row.split("|")}
_ADVICE_TO = re.compile(r"(?:aanbevelingen|recommendations|empfehlungen)\s+(?:voor|for|für)\s", re.IGNORECASE)
_FIRST_WORDS = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?(?:(?:de|het|onze|the|our|die|unsere)\s+)?"
    r"(?:(?:belangrijkste|voornaamste|main|key|most important|wichtigsten?|zentralen?)\s+)?",
    re.IGNORECASE,
)
_LONGEST_HEADING = 60

# no assertion of the report: a pointer to it, a question, the beginning of a list
_PART = (
    r"(?:tabel|figuur|grafiek|hoofdstuk|paragraaf|bijlage|pagina|table|figure|chart|chapter|section|appendix|page"
    r"|tabelle|abbildung|kapitel|abschnitt|anhang|seite)"
)
_POINTER = re.compile(
    r"\W*(?:(?:lees|download|klik|bekijk|deel deze|meer (?:lezen|weten|informatie)|voor meer informatie"
    rf"|zie (?:ook|het|de|hier|verder|{_PART})"
    rf"|read (?:more|the)|click|share this|see (?:also|the|{_PART})|for more|more information"
    r"|lesen sie|klicken|siehe|weitere informationen|mehr (?:lesen|erfahren|informationen))\b"
    r"|(?:foto|beeld|bron|photo|image|source|bild|quelle)s?\s?:"
    rf"|(?:in\s+)?{_PART}\s+\d)",
    re.IGNORECASE,
)
_OF_THE_REPORT = re.compile(  # in small letters: where it is to be had, when it came out, what stands where in it
    rf"\b(?:staan|staat|vindt u|(?:is|zijn) te vinden|can be found|is given|are given|finden sie)\b.{{0,20}}\b{_PART}\b"
    r"|\b(?:rapport|eindrapport|publicatie|brochure|report|publication|bericht|studie|broschüre)\b.{0,80}"
    r"\b(?:(?:downloaden|bestellen|verkrijgbaar|verschenen|gedownload|gepresenteerd|aangeboden)\b"
    r"|(?:downloaded|available|published|presented)\b|(?:erhältlich|erschienen|vorgestellt|heruntergeladen)\b)"
    rf"|\b(?:shown|found|described|weergegeven|beschreven|opgenomen|dargestellt|beschrieben) in (?:\w+ )?{_PART}\b"
    rf"|\bin (?:\w+ )?{_PART} \d+\w? (?:weergegeven|beschreven|opgenomen|dargestellt|beschrieben)\b"
    r"|\bverscheen\b.{0,60}\b(?:artikel|rapport|publicatie|brochure|boek)\b"
    r"|\b(?:vorgestellt|erschienen)\b.{0,40}\bbericht\b"
)
_SMALL = re.compile(r"(?!(?:v?mbo|hbo|havo|vwo|vso|po|vo|wo)\b)[a-zà-ÿ](?![A-Z])")  # the rest of a sentence
_WORDS = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 3


def heading_of(words: str) -> Heading | None:
    """What a heading makes of its section; None for one that says nothing of that."""
    if len(words) > _LONGEST_HEADING:
        return None
    bare = _FIRST_WORDS.sub("", words, count=1)
    return _CONCLUSION if _ADVICE_TO.match(bare) else _HEADINGS.get(fold(bare))


def headings(page: ParsedPage) -> tuple[Stated[str], ...]:
    """The headings inside the abstract, in page order."""
    return tuple(stated(page.text, section.heading, "section-heading") for section in page.sections)


def findings(page: ParsedPage) -> tuple[Thing, ...]:
    """One finding or conclusion a sentence, in page order."""
    counts = {"finding": 0, "conclusion": 0}
    made: list[Thing] = []
    for number, section in enumerate(page.sections, 1):
        heading = heading_of(section.heading.of(page.text))
        if heading is None:
            continue
        for sentence in _assertions(page.text, section.body):
            counts[heading.kind] += 1
            facts = tuple(_facts(page.text, heading, section.heading, sentence))
            made.append(Thing(heading.kind, str(counts[heading.kind]), facts, section=number))
    return tuple(made[:_MOST])


def _assertions(text: str, body: Span) -> Iterator[Span]:
    for sentence in sentences(text, body):
        said = sentence.of(text)
        if said.rstrip("\"'”’»)").endswith(("?", ":", ";", ",", "…", "...")) or _SMALL.match(said):
            continue
        if _POINTER.match(said) or _OF_THE_REPORT.search(said.casefold()):
            continue
        if len(_WORDS.findall(said)) >= _FEWEST_WORDS:
            yield sentence


def _facts(text: str, heading: Heading, title: Span, sentence: Span) -> Iterator[Fact]:
    yield Fact("text", stated_prose(text, sentence, RULE))
    if heading.polarity is not None:
        note = "the heading of the section in which the page puts it"
        yield Fact("polarity", Stated(heading.polarity, (title,), RULE, Status.INFERRED, note))
