"""The words of the site in Dutch and English: plain tables, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from vm2graph.model import Bilingual
from vm2graph.names import BIBO, DCAT, DCTERMS, FABIO, ORG, PROV, PUBLICATION_TYPES, RDFS, SCHEMA, SKOS
from vm2graph.names import LANGUAGES as LANGUAGES_AUTHORITY

LANGUAGES = ("nl", "en")

_B = Bilingual

WORDS: dict[str, Bilingual] = {
    "skip": _B("Naar de inhoud", "Skip to the content"),
    "publications": _B("Publicaties", "Publications"),
    "dataset": _B("Deze collectie als data", "This collection as data"),
    "dataset_intro": _B(
        "Alle beschrijvingen zijn te bevragen en te oogsten. Dit zijn de adressen voor machines.",
        "All descriptions can be queried and harvested. These are the addresses for machines.",
    ),
    "publisher": _B("Beheerder", "Kept by"),
    "themes": _B("Thema’s", "Themes"),
    "concepts": _B("Begrippen", "Concepts"),
    "people": _B("Personen", "People"),
    "organizations": _B("Organisaties", "Organisations"),
    "places": _B("Plaatsen", "Places"),
    "schemes": _B("Begrippenlijsten", "Concept schemes"),
    "publication": _B("Publicatie", "Publication"),
    "theme": _B("Thema", "Theme"),
    "concept": _B("Begrip", "Concept"),
    "person": _B("Persoon", "Person"),
    "organization": _B("Organisatie", "Organisation"),
    "place": _B("Plaats", "Place"),
    "scheme": _B("Begrippenlijst", "Concept scheme"),
    "ontology": _B("Ontologie", "Ontology"),
    "sparql": _B("SPARQL", "SPARQL"),
    "site_navigation": _B("Hoofdnavigatie", "Main navigation"),
    "language_navigation": _B("Taal", "Language"),
    "in_nl": _B("Nederlands", "Nederlands"),
    "in_en": _B("English", "English"),
    "made_with": _B("Gepubliceerd als linked data met vm2graph", "Published as linked data with vm2graph"),
    "contact": _B("Contact", "Contact"),
    "home_intro": _B(
        "Beschrijvingen van onderzoekspublicaties als linked data. Elke waarde is terug te voeren op de woorden "
        "van de pagina waaruit zij komt.",
        "Descriptions of research publications as linked data. Every value can be traced to the words it came from.",
    ),
    "limits": _B("Grenzen", "Limits"),
    "newest_first": _B("Nieuwste eerst", "Newest first"),
    "nothing_yet": _B(
        "Er is nog niets gepubliceerd. Voeg een pagina toe met: vm2graph publish",
        "Nothing has been published yet. Add a page with: vm2graph publish",
    ),
    "no_more": _B("Hier staat niets (meer).", "There is nothing (more) here."),
    "next": _B("Volgende", "Next"),
    "first": _B("Naar het begin", "Back to the start"),
    "browse": _B("Bladeren", "Browse"),
    "and": _B("en", "and"),
    "undated": _B("zonder jaar", "undated"),
    "authors": _B("Auteurs", "Authors"),
    "editors": _B("Redactie", "Editors"),
    "contributors": _B("Met medewerking van", "Contributors"),
    "issued": _B("Verschenen", "Published"),
    "publishers": _B("Uitgever", "Publisher"),
    "published_in": _B("Plaats van uitgave", "Place of publication"),
    "language": _B("Taal van de publicatie", "Language of the publication"),
    "kind": _B("Soort", "Type"),
    "period": _B("Beschreven periode", "Period covered"),
    "series": _B("Reeks", "Series"),
    "identifiers": _B("Kenmerken", "Identifiers"),
    "download": _B("Document", "Document"),
    "no_address": _B("adres niet overgeleverd", "address not captured"),
    "rights": _B("Rechten", "Rights"),
    "licence": _B("Licentie", "Licence"),
    "abstract": _B("Samenvatting", "Abstract"),
    "citation": _B("Verwijzing", "Reference"),
    "claims": _B("Bevindingen en conclusies", "Findings and conclusions"),
    "claims_intro": _B(
        "In de woorden van de pagina: weergegeven, niet onderschreven.",
        "In the words of the page: reported, not endorsed.",
    ),
    "spoken_of": _B("Waar de pagina van vertelt", "What the page tells of"),
    "copy": _B("Kopieer", "Copy"),
    "copied": _B("Gekopieerd", "Copied"),
    "remarks": _B("Kanttekeningen bij de bron", "Remarks on the source"),
    "remarks_intro": _B(
        "Wat opviel op de pagina waaruit deze beschrijving is gelezen. De tekst van de bron is nergens veranderd.",
        "What stood out on the page this description was read from. The text of the source is unchanged throughout.",
    ),
    "says": _B("Er staat", "It says"),
    "read_as": _B("gelezen als", "read as"),
    "data": _B("Deze beschrijving als data", "This description as data"),
    "data_short": _B("Als data", "As data"),
    "reference_short": _B("Als verwijzing", "As a reference"),
    "accountability": _B("Verantwoording", "Accountability"),
    "evidence": _B("Bewijsplaatsen", "Evidence"),
    "evidence_of": _B("Bewijsplaatsen bij", "Evidence for"),
    "evidence_link": _B("Waar elke waarde op rust", "What every value rests on"),
    "evidence_intro": _B(
        "Elke waarde van de beschrijving, de passage van de pagina die haar draagt en de regel waarmee zij is gelezen.",
        "Every value of the description, the passage of the page that supports it, and the rule by which it was read.",
    ),
    "values": _B("Waarden", "Values"),
    "source_text": _B("De tekst van de pagina", "The text of the page"),
    "source_whole": _B(
        "De hele tekst, met de passages waarop waarden rusten.", "All of it, with the passages that values rest on."
    ),
    "source_quotes": _B(
        "De passages waarop waarden rusten, met wat eromheen staat; niet de hele pagina, die van de eigenaar is.",
        "The passages that values rest on, with what stands around them; not the whole page, which is its owner's.",
    ),
    "source_bare": _B("De passages waarop waarden rusten.", "The passages that values rest on."),
    "not_shown": _B("niet getoond", "not shown"),
    "property": _B("Gegeven", "Property"),
    "value": _B("Waarde", "Value"),
    "passage": _B("Passage", "Passage"),
    "rule": _B("Regel", "Rule"),
    "stated_by": _B("Opgegeven door", "Stated by"),
    "status": _B("Status", "Status"),
    "no_passage": _B("geen passage", "no passage"),
    "characters": _B("tekens", "characters"),
    "report": _B("Validatierapport", "Validation report"),
    "report_of": _B("Validatierapport van", "Validation report of"),
    "report_link": _B("Validatierapport", "Validation report"),
    "report_conforms": _B("De beschrijving voldoet aan de regels.", "The description conforms to the rules."),
    "report_fails": _B("De beschrijving voldoet niet aan de regels.", "The description does not conform to the rules."),
    "report_clean": _B("Er zijn geen bevindingen.", "There are no findings."),
    "message": _B("Melding", "Message"),
    "line": _B("Regel van de pagina", "Line of the page"),
    "field": _B("Veld", "Field"),
    "remedy": _B("Wat te doen", "What to do"),
    "level": _B("Niveau", "Level"),
    "level_violation": _B("Overtreding", "Violation"),
    "level_warning": _B("Waarschuwing", "Warning"),
    "level_info": _B("Ter informatie", "Information"),
    "source": _B("Bron", "Source"),
    "source_link": _B("De pagina waaruit is gelezen", "The page it was read from"),
    "source_intro": _B(
        "De pagina zoals ontvangen. De tekst zelf wordt hier niet gepubliceerd; de passages waarop waarden rusten wel.",
        "The page as received. Its text is not published here; the passages that values rest on are.",
    ),
    "sha256": _B("SHA-256", "SHA-256"),
    "media_type": _B("Mediatype", "Media type"),
    "known_as": _B("Bekend als", "Known as"),
    "read_from_it": _B("Hieruit gelezen", "Read from it"),
    "also_known_as": _B("Ook vermeld als", "Also named as"),
    "mentioned_in": _B("Publicaties", "Publications"),
    "in_scheme": _B("Begrippen", "Concepts"),
    "one_publication": _B("publicatie", "publication"),
    "many_publications": _B("publicaties", "publications"),
    "iri": _B("Blijvend adres", "Persistent address"),
    "changed": _B("Beschrijving gewijzigd", "Description changed"),
    "withdrawn": _B("Ingetrokken", "Withdrawn"),
    "reason": _B("Reden", "Reason"),
    "try": _B("Wat wel kan", "What you can do"),
    "classes": _B("Klassen", "Classes"),
    "properties": _B("Eigenschappen", "Properties"),
    "value_lists": _B("Waardenlijsten", "Value lists"),
    "domain": _B("Van", "Domain"),
    "range": _B("Naar", "Range"),
    "sub_class_of": _B("Valt onder", "Subclass of"),
    "sub_property_of": _B("Valt onder", "Subproperty of"),
    "inverse_of": _B("Omgekeerde van", "Inverse of"),
    "namespace": _B("Naamruimte", "Namespace"),
    "see_also": _B("Zie ook", "See also"),
    "alignments": _B("Verbanden met andere vocabulaires", "Alignments with other vocabularies"),
    "authorities": _B("Bekende dingen elders", "Known things elsewhere"),
    "json_ld_context": _B("De context van JSON-LD", "The context of JSON-LD"),
    "same_as": _B("Elders", "Elsewhere"),
    "version": _B("Versie", "Version"),
    "on_this_page": _B("Op deze pagina", "On this page"),
    "sparql_intro": _B(
        "Stel een vraag over de hele collectie in SPARQL 1.1. Alleen lezen; programma’s gebruiken hetzelfde adres.",
        "Query the whole collection in SPARQL 1.1. Read-only; programs use this same address.",
    ),
    "query": _B("Vraag", "Query"),
    "format": _B("Antwoord als", "Answer as"),
    "run": _B("Voer uit", "Run"),
    "examples": _B("Voorbeelden", "Examples"),
    "questions": _B("Vragen over wat publicaties zeggen", "Questions about what publications say"),
    "format_note": _B(
        "JSON, CSV, TSV en XML zijn voor SELECT en ASK; Turtle en JSON-LD voor CONSTRUCT en DESCRIBE.",
        "JSON, CSV, TSV and XML are for SELECT and ASK; Turtle and JSON-LD for CONSTRUCT and DESCRIBE.",
    ),
}
"""By key; the templates see them as ``t.key``."""

PLURALS = {
    "publication": "publications",
    "person": "people",
    "organization": "organizations",
    "theme": "themes",
    "concept": "concepts",
    "place": "places",
    "scheme": "schemes",
}

PROPERTIES: dict[str, Bilingual] = {
    DCTERMS.title: _B("titel", "title"),
    DCTERMS.alternative: _B("ondertitel", "subtitle"),
    DCTERMS.abstract: _B("samenvatting", "abstract"),
    DCTERMS.bibliographicCitation: _B("verwijzing", "reference"),
    DCTERMS.creator: _B("auteur", "author"),
    BIBO.editor: _B("redacteur", "editor"),
    DCTERMS.contributor: _B("medewerker", "contributor"),
    DCTERMS.issued: _B("verschenen", "published"),
    DCTERMS.publisher: _B("uitgever", "publisher"),
    FABIO.hasPlaceOfPublication: _B("plaats van uitgave", "place of publication"),
    FABIO.hasSeriesTitle: _B("reeks", "series"),
    DCTERMS.subject: _B("thema", "theme"),
    DCTERMS.language: _B("taal", "language"),
    SCHEMA.inLanguage: _B("taalcode", "language code"),
    DCTERMS.type: _B("soort", "type"),
    DCTERMS.temporal: _B("periode", "period"),
    SCHEMA.temporalCoverage: _B("periode", "period"),
    DCAT.startDate: _B("begin van de periode", "start of the period"),
    DCAT.endDate: _B("einde van de periode", "end of the period"),
    DCTERMS.identifier: _B("kenmerk", "identifier"),
    DCTERMS.license: _B("licentie", "licence"),
    SCHEMA.encoding: _B("document", "document"),
    SCHEMA.contentUrl: _B("adres van het document", "address of the document"),
    SCHEMA.name: _B("naam", "name"),
    SCHEMA.givenName: _B("voornaam", "given name"),
    SCHEMA.familyName: _B("achternaam", "family name"),
    SCHEMA.alternateName: _B("andere naamsvorm", "other form of the name"),
    SKOS.prefLabel: _B("naam", "label"),
    SCHEMA.sameAs: _B("elders", "elsewhere"),
    SKOS.exactMatch: _B("gelijk aan", "exactly matches"),
    SKOS.closeMatch: _B("bijna gelijk aan", "closely matches"),
    SKOS.broadMatch: _B("valt onder", "is narrower than"),
    SCHEMA.text: _B("tekst", "text"),
    SCHEMA.jobTitle: _B("functie", "job title"),
    SCHEMA.description: _B("omschrijving", "description"),
    SCHEMA.startDate: _B("begin", "start"),
    SCHEMA.agent: _B("door", "by"),
    SCHEMA.object: _B("wat", "what"),
    SCHEMA.recipient: _B("aan", "to"),
    DCTERMS.relation: _B("verwant werk", "related work"),
    DCTERMS.spatial: _B("gebied", "area"),
    DCTERMS.description: _B("omschrijving", "description"),
    PROV.wasAttributedTo: _B("van", "by"),
    PROV.wasGeneratedBy: _B("uitkomst van", "result of"),
    ORG.holds: _B("ambt", "office"),
    ORG.postIn: _B("bij", "at"),
    RDFS.label: _B("naam", "label"),
}
"""What a property is called in the table of evidence."""

KINDS: dict[str, Bilingual] = {
    PUBLICATION_TYPES["research report"]: _B("onderzoeksrapport", "research report"),
    PUBLICATION_TYPES["report"]: _B("rapport", "report"),
}

LANGUAGE_NAMES: dict[str, Bilingual] = {
    "nl": _B("Nederlands", "Dutch"),
    "en": _B("Engels", "English"),
    "de": _B("Duits", "German"),
    "fr": _B("Frans", "French"),
}

VALUES: dict[str, Bilingual] = {**KINDS, **{LANGUAGES_AUTHORITY[tag]: name for tag, name in LANGUAGE_NAMES.items()}}
"""What an IRI of somebody else's value list is called."""


class Words:
    """The words in one language, as attributes for the templates."""

    def __init__(self, language: str) -> None:
        """Picks a language."""
        for key, text in WORDS.items():
            setattr(self, key, text.get(language))

    def __getitem__(self, key: str) -> str:
        """``t["level_" ~ level]``."""
        return str(getattr(self, key))


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str) -> Words:
    """The words in a language."""
    return Words(language)


def in_language(table: Mapping[str, Bilingual], key: str, language: str) -> str:
    """A text of a table, or the key itself where the table has none."""
    return table[key].get(language) if key in table else key
