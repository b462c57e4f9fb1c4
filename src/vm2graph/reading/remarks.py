"""Every remark on a page: its stable code, what kind of flaw it is, and what an editor reads.

``warning`` is for what the page's editor should act on; the others explain a gap or a reading.
In the sentences ``{field}`` is the name of the field and ``{value}`` what the code adds.
"""

from __future__ import annotations

from dataclasses import dataclass

from vm2graph.model import Bilingual, Remark, RemarkKind, Span


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: RemarkKind
    nl: str
    en: str
    warning: bool = False


_MISSING = RemarkKind.MISSING_FIELD

CODES: dict[str, _Entry] = {
    "empty_field": _Entry(
        RemarkKind.EMPTY_FIELD,
        "Het veld {field} is op de pagina leeg; de waarde komt uit de referentie.",
        "The field {field} is empty on the page; the value comes from the reference.",
    ),
    "missing_title": _Entry(
        _MISSING,
        "De pagina begint niet met een titel; de titel komt uit de referentie.",
        "The page does not begin with a title; the title comes from the reference.",
        warning=True,
    ),
    "missing_creator": _Entry(
        _MISSING, "De pagina noemt geen auteur of redactie.", "The page names no author or editor.", warning=True
    ),
    "missing_date": _Entry(
        _MISSING, "De pagina geeft nergens een publicatiedatum.", "The page gives no date of publication.", warning=True
    ),
    "missing_publisher": _Entry(_MISSING, "De pagina noemt geen uitgever.", "The page names no publisher."),
    "missing_theme": _Entry(_MISSING, "De pagina noemt geen thema.", "The page names no theme."),
    "missing_abstract": _Entry(_MISSING, "De pagina heeft geen samenvatting.", "The page has no summary."),
    "missing_citation": _Entry(_MISSING, "De pagina heeft geen referentie.", "The page has no reference."),
    "missing_download": _Entry(
        _MISSING, "De pagina heeft geen link naar de publicatie.", "The page has no link to the publication."
    ),
    "missing_link": _Entry(
        RemarkKind.MISSING_LINK,
        "De downloadlink heeft geen doel: het adres van het bestand staat niet in de tekst.",
        "The download link has no target: the address of the file is not in the text.",
    ),
    "relative_link": _Entry(
        RemarkKind.MISSING_LINK,
        "De downloadlink ({value}) is niet volledig en het adres van de pagina is niet bekend.",
        "The download link ({value}) is not a full address and the address of the page is not known.",
    ),
    "duplicate_label": _Entry(
        RemarkKind.DUPLICATE_FIELD,
        "Het veld {field} staat meer dan eens op de pagina; de eerste waarde is gebruikt. Verwijder de andere.",
        "The field {field} stands more than once on the page; its first value is used. Remove the others.",
        warning=True,
    ),
    "date_disagreement": _Entry(
        RemarkKind.DISAGREEMENT,
        "Het datumveld ({value}) en de referentie noemen een andere datum; het datumveld is gebruikt.",
        "The date field ({value}) and the reference give different dates; the date field is used.",
        warning=True,
    ),
    "creator_disagreement": _Entry(
        RemarkKind.DISAGREEMENT,
        "De namen in het auteursveld en in de referentie verschillen ({value}); het auteursveld is gebruikt.",
        "The names in the author field and in the reference differ ({value}); the author field is used.",
        warning=True,
    ),
    "title_disagreement": _Entry(
        RemarkKind.DISAGREEMENT,
        "De titel van de pagina en die in de referentie verschillen; die van de pagina is gebruikt.",
        "The title of the page and that in the reference differ; the page's is used.",
    ),
    "incomplete_creators": _Entry(
        RemarkKind.UNRESOLVED,
        "De pagina noemt niet alle auteurs (“e.a.”).",
        "The page does not name all authors (“et al.”).",
    ),
    "unreadable_date": _Entry(
        RemarkKind.UNRESOLVED,
        "Het datumveld bevat geen datum die te lezen is: “{value}”. Schrijf bijvoorbeeld: 14 september 2023.",
        "The date field holds no date that can be read: “{value}”. Write for instance: 14 September 2023.",
        warning=True,
    ),
    "unreadable_citation": _Entry(
        RemarkKind.UNRESOLVED,
        "De referentie is niet als APA-referentie te lezen; ze is letterlijk overgenomen.",
        "The reference cannot be read as an APA reference; it is kept as it stands.",
    ),
    "invalid_isbn": _Entry(
        RemarkKind.MISSPELLING,
        "Het controlecijfer van ISBN {value} klopt niet; het nummer is niet overgenomen.",
        "The check digit of ISBN {value} is wrong; the number is not used.",
        warning=True,
    ),
    "missing_space": _Entry(
        RemarkKind.MISSING_SPACE,
        "Na het haakje ontbreekt een spatie; lees “{value}”.",
        "A space is missing after the bracket; read “{value}”.",
    ),
    "missing_space_before": _Entry(
        RemarkKind.MISSING_SPACE,
        "Voor het haakje ontbreekt een spatie; lees “{value}”.",
        "A space is missing before the bracket; read “{value}”.",
    ),
    "missing_space_after": _Entry(
        RemarkKind.MISSING_SPACE,
        "Na het leesteken ontbreekt een spatie; lees “{value}”.",
        "A space is missing after the punctuation mark; read “{value}”.",
    ),
    "misspelling": _Entry(
        RemarkKind.MISSPELLING,
        "Vermoedelijk een verschrijving; lees “{value}”.",
        "Probably a slip of the pen; read “{value}”.",
    ),
    "markup_in_title": _Entry(
        RemarkKind.UNRESOLVED,
        "In de titel staat HTML-code; ze is als gewone tekst overgenomen.",
        "There is HTML code in the title; it is kept as plain text.",
        warning=True,
    ),
}

FIELD_NAMES: dict[str, Bilingual] = {
    "title": Bilingual("titel", "title"),
    "subtitle": Bilingual("ondertitel", "subtitle"),
    "creators": Bilingual("auteurs", "authors"),
    "editors": Bilingual("redactie", "editors"),
    "contributors": Bilingual("medewerking", "contributors"),
    "issued": Bilingual("publicatiedatum", "publication date"),
    "publishers": Bilingual("uitgever", "publisher"),
    "places": Bilingual("plaats van uitgave", "place of publication"),
    "themes": Bilingual("thema", "theme"),
    "abstract": Bilingual("samenvatting", "summary"),
    "citation": Bilingual("referentie", "reference"),
    "series": Bilingual("reeks", "series"),
    "language": Bilingual("taal", "language"),
    "identifiers": Bilingual("nummer", "identifier"),
    "download": Bilingual("download", "download"),
    "rights": Bilingual("licentie", "licence"),
    "kind": Bilingual("soort publicatie", "type of publication"),
}
_SHOWN = 80  # characters of a value in a sentence


def remark(
    code: str, field: str, evidence: tuple[Span, ...] = (), *, value: str = "", proposed: str | None = None
) -> Remark:
    """A remark of the table about one field."""
    entry = CODES[code]
    name = FIELD_NAMES.get(field, Bilingual(field, field))
    shown = value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
    comment = Bilingual(
        entry.nl.replace("{field}", f"“{name.nl}”").replace("{value}", shown),
        entry.en.replace("{field}", f"“{name.en}”").replace("{value}", shown),
    )
    return Remark(entry.kind, code, field, comment, evidence, proposed, entry.warning)
