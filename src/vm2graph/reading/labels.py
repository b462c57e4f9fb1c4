"""The labels of publication pages: one table from what pages print to the field it stands for.

A label not listed here still ends the value before it (``OTHER``) but states nothing we keep.
To teach the reader a label, add it to its row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from vm2graph.reading.wordlists import words

OTHER = "other"

# field -> language -> the label as pages print it, lower case, without colon
LABELS: dict[str, dict[str, str]] = {
    "title": {"nl": "titel", "en": "title", "de": "titel", "fr": "titre"},
    "subtitle": {
        "nl": "ondertitel | subtitel",
        "en": "subtitle",
        "de": "untertitel",
        "fr": "sous-titre",
    },
    "creators": {
        "nl": "auteur"
        " | auteurs | auteur(s) | door | geschreven door | onderzoeker | onderzoekers | schrijver | schrijvers",
        "en": "author | authors | author(s) | by | written by | creator | creators | researchers",
        "de": "autor | autoren | autor(en) | autor:innen | autorinnen und autoren | autor/in | autor/innen"
        " | verfasser | von",
        "fr": "auteure | auteures | auteur·rice·s",
    },
    "editors": {
        "nl": "redactie | redacteur | redacteuren | onder redactie van | eindredactie | redactie (red.)",
        "en": "editor | editors | editor(s) | edited by",
        "de": "herausgeber | herausgeber:innen | herausgegeben von | hrsg.",
    },
    "contributors": {
        "nl": "met medewerking van | m.m.v. | medewerking | medewerkers | met bijdragen van | bijdragen van",
        "en": "contributor | contributors | contributor(s) | with contributions from | with contributions by",
        "de": "mitwirkende | unter mitarbeit von",
    },
    "issued": {
        "nl": "datum | publicatiedatum | datum publicatie | datum van publicatie | datum van uitgave"
        " | verschijningsdatum | verschenen | verschenen op | gepubliceerd | gepubliceerd op | jaar"
        " | publicatiejaar | jaar van uitgave | jaar van publicatie | verschijningsjaar | uitgavejaar",
        "en": "date | publication date | date of publication | date published | published | published on | issued"
        " | year | publication year | year of publication | release date",
        "de": "veröffentlichungsdatum | veröffentlicht am | veröffentlicht | erscheinungsdatum | erscheinungsjahr"
        " | erschienen | jahr",
        "fr": "date de publication | année",
    },
    "themes": {
        "nl": "thema | thema's | thema(s) | thema('s) | themas | onderwerp | onderwerpen | onderwerp(en) | trefwoord"
        " | trefwoorden | tags | categorie | categorieën | rubriek | sleutelwoorden",
        "en": "theme | themes | theme(s) | topic | topics | topic(s) | subject | subjects | subject(s) | keyword"
        " | keywords | category | categories | tag",
        "de": "themen | thema/themen | schlagwort | schlagwörter | schlagworte | stichwörter | stichworte",
        "fr": "thème | thèmes | sujet | sujets | mots-clés",
    },
    "abstract": {
        "nl": "samenvatting | korte samenvatting | korte inhoud | inhoud | beschrijving | omschrijving | in het kort"
        " | over deze publicatie | over dit rapport | publiekssamenvatting",
        "en": "summary | short summary | abstract | description | executive summary | about this publication"
        " | about this report | brief summary",
        "de": "zusammenfassung | kurzzusammenfassung | kurzfassung | kurzbeschreibung | inhalt | beschreibung",
        "fr": "résumé",
    },
    "citation": {
        "nl": "referentie | apa-referentie | apa referentie | apa | literatuurverwijzing | bronvermelding | verwijzing"
        " | citeren als | citeer als | citeer dit rapport als | bron | apa-verwijzing | referentie (apa)",
        "en": "reference | apa reference | apa-reference | citation | apa citation | cite as | how to cite | cite this"
        " | suggested citation | reference (apa)",
        "de": "apa-referenz | referenz | zitierweise | zitiervorschlag | literaturangabe | quellenangabe | zitieren als"
        " | apa-zitation",
        "fr": "référence | référence apa",
    },
    "publishers": {
        "nl": "uitgever | uitgevers | uitgeverij | uitgegeven door | uitgave van",
        "en": "publisher | publishers | published by",
        "de": "verlag | herausgebende institution",
        "fr": "éditeur",
    },
    "places": {
        "nl": "plaats | plaats van uitgave | plaats van publicatie | plaats uitgave",
        "en": "place | place of publication",
        "de": "ort | erscheinungsort | verlagsort",
    },
    "series": {
        "nl": "reeks | serie | reekstitel | in de reeks",
        "en": "series | series title",
        "de": "reihe | schriftenreihe",
    },
    "isbn": {"nl": "isbn | isbn-nummer | isbn nummer | isbn-13 | isbn-10 | isbn13"},
    "doi": {"nl": "doi | doi-nummer"},
    "handle": {"nl": "handle | hdl"},
    "url": {"nl": "permalink | permanente link | url", "en": "permanent link"},
    "report": {
        "nl": "rapportnummer | publicatienummer | rapport nr. | rapportnr.",
        "en": "report number | report no.",
        "de": "berichtsnummer",
    },
    "language": {"nl": "taal | taal van de publicatie | talen", "en": "language | languages", "de": "sprache"},
    "rights": {
        "nl": "licentie | rechten | gebruiksrechten | auteursrecht",
        "en": "licence | license | rights | copyright",
        "de": "lizenz | rechte",
    },
    "kind": {
        "nl": "type | soort | type publicatie | publicatietype | soort publicatie | documenttype",
        "en": "publication type | document type | type of publication",
        "de": "publikationstyp | dokumenttyp | art der publikation",
    },
    "download": {
        "nl": "download | downloads | downloaden | bestand | bestanden | publicatie | bijlage | bijlagen",
        "en": "file | files | attachment",
        "de": "herunterladen | datei",
    },
    OTHER: {
        "nl": "aantal pagina's | pagina's | omvang | bestelnummer | prijs | opdrachtgever | in opdracht van"
        " | projectnummer | project | projectleider | contact | contactpersoon | doelgroep | sector | periode"
        " | laatst gewijzigd | gewijzigd op | laatst bijgewerkt | bijgewerkt op | status | versie | issn |"
        " editie | druk"
        " | geplaatst op | deel dit | gerelateerde publicaties | gerelateerd | zie ook | lees ook | meer informatie",
        "en": "pages"
        " | number of pages | extent | order number | price | commissioned by | project number | contact person"
        " | last modified | last updated | updated | version | edition | related publications | see also",
        "de": "seiten"
        " | seitenzahl | umfang | bestellnummer | preis | auftraggeber | ansprechpartner | zuletzt geändert",
    },
}

LISTS = frozenset({"creators", "editors", "contributors", "themes", "publishers", "places", "isbn", "download"})
"""Fields whose value may run over several paragraphs, one item each."""

# these words also head a section of an abstract, or are too common to stand alone without a colon
_COLON_ONLY = words(
    "door by von datum date type soort project status sector contact inhoud inhalt publicatie bron verwijzing"
    " referentie jaar year jahr thema onderwerp topic subject tag apa plaats place ort verlag reihe serie reeks series"
    " copyright rechten rights versie version download downloads bestand file url titel title periode prijs"
    " gepubliceerd"
    " published verschenen issued bijlage bijlagen pagina's pages doelgroep"
    " taal talen sprache language languages datei files tags omvang themen aantal"
)


@dataclass(frozen=True, slots=True)
class Label:
    """What a label stands for, and the language it is in."""

    field: str
    language: str | None  # None where the word is in no one language: "ISBN"


def _table() -> dict[str, Label]:
    table: dict[str, Label] = {}
    neutral = {"isbn", "doi", "handle"}
    for field, languages in LABELS.items():
        for language, spellings in languages.items():
            for word in spellings.split(" | "):
                known = table.get(word)
                shared = known is not None and known.language != language
                table[word] = known or Label(field, None if field in neutral or shared else language)
    return table


_TABLE = _table()
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'", "\u00a0": " ", "‑": "-", "–": "-"})
LONGEST_LABEL = max(map(len, _TABLE)) + 4
_TRIM = re.compile(r"^[\s*•_#>-]+|[\s*_:：]+$")
_IN_BRACKETS = re.compile(r"\s\([^()]*\)$")  # "Referentie (volgens APA)"
_SPACES = re.compile(r"\s+")


def label_of(text: str) -> Label | None:
    """The label a text is, with or without its colon; None where it is none we know."""
    return None if len(text) > LONGEST_LABEL + 12 else _label_of(text)


@lru_cache(maxsize=1024)  # pages use the same few labels
def _label_of(text: str) -> Label | None:
    word = _SPACES.sub(" ", _TRIM.sub("", text.translate(_APOSTROPHES)).casefold()).replace(" :", "")
    return _TABLE.get(word) or _TABLE.get(_IN_BRACKETS.sub("", word))


def is_plain(text: str) -> bool:
    """Whether a label is one even without a colon, wherever it stands alone on a line."""
    return _SPACES.sub(" ", _TRIM.sub("", text.translate(_APOSTROPHES)).casefold()) not in _COLON_ONLY


_PUBLICATION = (
    r"(?:onderzoeks?)?(?:publicatie|rapport|rapportage|verslag|onderzoek|brochure|samenvatting|notitie|artikel|document"
    r"|bestand|pdf|publication|report|paper|brief|study|file|full text|publikation|bericht|studie|dokument|eindrapport"
    r"|boek|handreiking|factsheet|oratie|intreerede|proefschrift|volledige tekst|summary|booklet|working paper)"
)
DOWNLOAD = re.compile(
    r"^\W{0,3}(?:download(?:en|s)?\b|herunterladen|télécharger"
    rf"|(?:lees|bekijk|open|naar|ga naar|read|view|get|open|lesen sie|lies|ansehen|zum"
    rf"|zur)\b[^.]{{0,40}}{_PUBLICATION}\b"
    rf"|{_PUBLICATION}\s*(?:\(?pdf\)?|downloaden|herunterladen|lezen|bekijken)\b)",
    re.IGNORECASE,
)
"""The text of a link to the publication itself."""

FURNITURE = re.compile(
    r"^\W{0,3}(?:deel (?:dit|deze|op|via)\b|delen(?: op| via)?\b.{0,30}$|share (?:this|on)\b|teilen\b|print(?:en"
    r"| deze pagina)?$"
    r"|drucken$|terug naar\b|back to\b|zurück\b|naar boven$|reageren\b|reageer\b|cookies?\b.{0,60}$|©|copyright ©"
    r"|gerelateerde (?:publicaties|artikelen)$|lees ook$|zie ook$|related publications$|volg ons\b|nieuwsbrief$"
    r"|aanmelden\b.{0,30}nieuwsbrief|e-?mail deze pagina|privacy(?:verklaring|statement)?$|postbus \d)",
    re.IGNORECASE,
)
"""Lines that belong to the site and not to the publication; the record ends at them."""

TRAIL = re.compile(r"^\s*(?:home|start|u bent hier|you are here|startseite)\b.{0,20}[>›»/|]", re.IGNORECASE)
"""A bread-crumb trail above the title."""
