"""The labels of publication pages: one table from what pages print to the field it stands for.

A label not listed here still ends the value before it (``OTHER``) but states nothing we keep.
To teach the reader a label, add it to its row.
"""

from __future__ import annotations

import html
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
        "nl": "auteur | auteurs | auteur(s) | auteur/s | auteur('s) | auteur(en) | naam auteur | naam auteur(s)"
        " | namen auteurs"
        " | hoofdauteur | hoofdauteurs | eerste auteur | door | geschreven door"
        " | opgesteld door | samengesteld door | samenstelling | samensteller | samenstellers | onderzoeker"
        " | onderzoekers | onderzoeker(s) | uitgevoerd door | onderzoek door | schrijver | schrijvers"
        " | schrijver(s) | maker | makers",
        "en": "author | authors | author(s) | author/s | by | written by | prepared by | creator | creators"
        " | researchers"
        " | author name | lead author | principal author",
        "de": "autor | autoren | autor(en) | autor:innen | autor*innen | autorinnen und autoren | autor/in"
        " | autor/innen | autorin | autorinnen"
        " | autor/-in | verfasser | verfasser/in | verfasser:innen | verfasst von | von",
        "fr": "auteure | auteures | auteur·rice·s | par",
    },
    "editors": {
        "nl": "redactie | redacteur | redacteuren | redacteur(en) | redacteur(s) | redacteurs"
        " | onder redactie van | red."
        " | eindredactie | eindredacteur | redactie (red.) | hoofdredactie",
        "en": "editor | editors | editor(s) | edited by | ed. | eds.",
        "de": "herausgeber | herausgeber:innen | herausgeber/in | herausgegeben von | hrsg. | redaktion",
    },
    "contributors": {
        "nl": "met medewerking van | m.m.v. | mmv | medewerking | medewerker | medewerkers | met bijdragen van"
        " | bijdragen van | bijdrage van | in samenwerking met | i.s.m. | met dank aan",
        "en": "contributor | contributors | contributor(s) | with contributions from | with contributions by"
        " | in collaboration with",
        "de": "mitwirkende | unter mitarbeit von",
    },
    "issued": {
        "nl": "datum | publicatiedatum | datum publicatie | datum van publicatie | datum van uitgave | datum uitgave"
        " | datum uitgifte | uitgavedatum | uitgiftedatum | verschijningsdatum | datum van verschijnen"
        " | datum verschijning"
        " | verschenen | verschenen op | verschenen in | verschijnt | gepubliceerd | gepubliceerd op"
        " | gepubliceerd in"
        " | uitgegeven op | jaar | jaartal | publicatiejaar | jaar van uitgave | jaar van publicatie"
        " | jaar publicatie"
        " | jaar uitgave | jaar van verschijnen | verschijningsjaar | uitgavejaar | uitgiftejaar | publicatie datum"
        " | publicatiemaand | rapportdatum",
        "en": "date | publication date | date of publication | date published | published | published on"
        " | published in"
        " | date issued | issued | issue date | year | publication year | year of publication | year published"
        " | release date | released",
        "de": "veröffentlichungsdatum | veröffentlicht am | veröffentlicht | erscheinungsdatum | erscheinungsjahr"
        " | publikationsdatum | publikationsjahr | erschienen | erschienen am | jahr | stand",
        "fr": "date de publication | année",
    },
    "themes": {
        "nl": "thema | thema's | thema(s) | thema('s) | themas | onderwerp | onderwerpen | onderwerp(en) | trefwoord"
        " | trefwoorden | trefwoord(en) | tags | categorie | categorieën | categorie(ën) | rubriek | rubrieken"
        " | sleutelwoorden"
        " | sleutelwoord | kernwoorden | kernwoord | steekwoorden | zoekwoorden | zoektermen | hoofdthema"
        " | hoofdthema's"
        " | subthema | subthema's | onderzoeksthema | onderzoeksthema's | thema / onderwerp | thema/onderwerp"
        " | thema's en onderwerpen | dossier | dossiers | themagebied",
        "en": "theme | themes | theme(s) | topic | topics | topic(s) | subject | subjects | subject(s) | keyword"
        " | keywords | keyword(s) | key words | category | categories | tag | subject area | research theme",
        "de": "themen | thema/themen | schlagwort | schlagwörter | schlagworte | schlagwort(e) | stichwörter"
        " | stichworte"
        " | stichwort | themenfeld | themenfelder | themenbereich",
        "fr": "thème | thèmes | sujet | sujets | mots-clés",
    },
    "abstract": {
        "nl": "samenvatting | korte samenvatting | beknopte samenvatting | managementsamenvatting"
        " | bestuurlijke samenvatting"
        " | samenvatting van het rapport | samenvatting rapport | samenvatting van het onderzoek"
        " | samenvatting onderzoek"
        " | samenvatting van de publicatie | nederlandse samenvatting | korte inhoud | inhoud | korte beschrijving"
        " | korte omschrijving | beschrijving | omschrijving"
        " | annotatie | in het kort | in kort bestek | kort samengevat"
        " | over deze publicatie | over dit rapport | over het rapport | over dit onderzoek | over het onderzoek"
        " | publiekssamenvatting | abstract (nl)",
        "en": "summary | short summary | abstract | description | executive summary | about this publication"
        " | about this report | about the report | about this study | brief summary | brief description"
        " | short description"
        " | summary of the report | overview | synopsis",
        "de": "zusammenfassung | kurze zusammenfassung | kurzzusammenfassung | kurzfassung | kurzbeschreibung"
        " | inhalt"
        " | beschreibung | abstrakt",
        "fr": "résumé | bref résumé",
    },
    "citation": {
        "nl": "referentie | apa-referentie | apa referentie | apa | literatuurverwijzing | bronvermelding"
        " | verwijzing"
        " | citeren als | citeer als | citeer dit rapport als | citeer deze publicatie als | citeer dit onderzoek als"
        " | aanhalen als | aanbevolen citatie | aanbevolen verwijzing | verwijzen naar deze publicatie"
        " | zo verwijst u"
        " | bron | bron (apa) | apa-verwijzing | referentie (apa) | referentie apa | apa-notatie | apa-stijl"
        " | apa-bron"
        " | apa-literatuurverwijzing | literatuurreferentie | literatuur | citatie | citaat | referenties"
        " | apa-citatie"
        " | verwijzing volgens apa | referentie volgens apa | volledige referentie | titelbeschrijving"
        " | bibliografische gegevens | bibliografische referentie | bibliografische verwijzing"
        " | hoe te citeren | citeren"
        " | citeerwijze | refereren | refereren aan deze publicatie"
        " | zo citeert u | citeer dit artikel als | verwijs naar dit rapport als",
        "en": "reference | apa reference | apa-reference | citation | apa citation | cite as | how to cite"
        " | cite this | cite this report | cite this publication | cite this study | cite this paper"
        " | how to cite this study | how to cite this paper"
        " | suggested citation | recommended citation | suggested reference | preferred citation | reference (apa)"
        " | citation (apa) | please cite as | to cite this report | how to cite this report"
        " | how to cite this publication"
        " | full reference | bibliographic reference | source",
        "de": "apa-referenz | referenz | zitierweise | zitiervorschlag | literaturangabe | literaturhinweis"
        " | quellenangabe"
        " | zitieren als | zitation | apa-zitation | bibliografische angabe | quelle",
        "fr": "référence | référence apa",
    },
    "publishers": {
        "nl": "uitgever | uitgevers | uitgever(s) | uitgeverij | uitgegeven door | uitgave van | gepubliceerd door"
        " | een uitgave van | uitgevende instantie | uitgevende instelling",
        "en": "publisher | publishers | publisher(s) | published by | publishing body",
        "de": "verlag | herausgebende institution | veröffentlicht von",
        "fr": "éditeur",
    },
    "places": {
        "nl": "plaats | plaatsen | plaats van uitgave | plaats van publicatie | plaats uitgave | plaats van uitgifte"
        " | uitgaveplaats | publicatieplaats",
        "en": "place | places | place of publication | publication place",
        "de": "ort | erscheinungsort | verlagsort",
    },
    "series": {
        "nl": "reeks | serie | reekstitel | in de reeks | onderdeel van de reeks | publicatiereeks | rapportenreeks",
        "en": "series | series title",
        "de": "reihe | schriftenreihe",
    },
    "isbn": {
        "nl": "isbn | isbn-nummer | isbn nummer | isbn-13 | isbn-10 | isbn13 | isbn10 | isbn nr. | isbn-nr. | isbn/issn"
    },
    "doi": {"nl": "doi | doi-nummer"},
    "handle": {"nl": "handle | hdl"},
    "url": {"nl": "permalink | permanente link | url | link | weblink", "en": "permanent link"},
    "report": {
        "nl": "rapportnummer | publicatienummer | rapport nr. | rapportnr. | rapport-nr. | publicatienr.",
        "en": "report number | report no. | publication number",
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
        " | geplaatst op | geplaatst | datum van plaatsing | plaatsingsdatum | online sinds | laatste wijziging"
        " | onderzoeksperiode"
        " | looptijd | promotor | promotoren | copromotor | copromotoren | begeleider | begeleiders"
        " | stuurgroep"
        " | klankbordgroep | adviescommissie"
        " | financier | gefinancierd door | begeleidingscommissie | vormgeving | foto's | fotografie"
        " | drukwerk"
        " | telefoon | e-mail | website | oplage | deel dit | gerelateerde publicaties | gerelateerd | zie ook"
        " | lees ook | meer informatie"
        " | locatie | tijd | tijdstip | aanvang | zaal | spreker | sprekers | kosten | standplaats",
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
    " literatuur citaat citatie citeren maker makers bron source quelle par stand dossier dossiers website"
    " geplaatst telefoon e-mail vormgeving financier looptijd overview samenstelling jaartal released"
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
_TYPING = str.maketrans(
    {
        **dict.fromkeys("’‘´`ʼ", "'"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),
        "\u00a0": " ",
        "‑": "-",
        "–": "-",
    }
)
LONGEST_LABEL = max(map(len, _TABLE)) + 4
_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
_BEFORE, _BEHIND = _BLANKS + "*•_#>-", _BLANKS + "*_:："  # signs around a label
_IN_BRACKETS = re.compile(r"\s\([^()]*\)$")  # "Referentie (volgens APA)"


def label_of(text: str) -> Label | None:
    """The label a text is, with or without its colon; None where it is none we know."""
    return None if len(text) > LONGEST_LABEL + 12 else _label_of(text)


@lru_cache(maxsize=1024)  # pages use the same few labels
def _label_of(text: str) -> Label | None:
    said = html.unescape(text) if "&" in text else text
    word = _bare(said).replace(" :", "")
    return _TABLE.get(word) or _TABLE.get(_IN_BRACKETS.sub("", word))


def is_plain(text: str) -> bool:
    """Whether a label is one even without a colon, wherever it stands alone on a line."""
    return _bare(text) not in _COLON_ONLY


def _bare(text: str) -> str:
    """A label as the table has it: small letters, single blanks, no signs around it."""
    return " ".join(text.translate(_TYPING).lstrip(_BEFORE).rstrip(_BEHIND).casefold().split())


_SMALL_LINE = re.compile(r"(?m)^[a-zà-ÿ][a-zà-ÿ' -]{2,25}$")
_FEWEST_SMALL = 3
_LONGEST_PAGE = 50_000


def has_small_labels(text: str) -> bool:
    """Whether several labels stand alone on lines in small letters: then that is how a page has them."""
    found = {label.field for line in _SMALL_LINE.findall(text[:_LONGEST_PAGE]) if (label := label_of(line))}
    return len(found - {OTHER}) >= _FEWEST_SMALL
