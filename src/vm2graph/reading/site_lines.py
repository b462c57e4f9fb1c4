"""Lines of a page that belong to its site and not to the publication: links, bread crumbs, dates of posting."""

from __future__ import annotations

import re

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

KIND = re.compile(rf"[\W_]*(?:{_PUBLICATION})?[\W_]*", re.IGNORECASE)
"""A kind of publication, with what sets it apart."""

FURNITURE = re.compile(
    r"^\W{0,3}(?:deel (?:dit|deze|op|via)\b|delen(?: op| via)?\b.{0,30}$|share (?:this|on)\b|teilen\b|print(?:en"
    r"| deze pagina)?$"
    r"|drucken$|terug(?: naar\b|$)|back to\b|zurück\b|naar boven$|reageren\b|reageer\b|cookies?\b.{0,60}$|©|copyright ©"
    r"|(?:gerelateerde|meer|andere|recente|vergelijkbare) (?:publicaties|rapporten|artikelen|berichten)$"
    r"|(?:more|other|recent) (?:publications|reports)$|weitere publikationen$"
    r"|lees ook$|zie ook$|related publications$|volg ons\b|nieuwsbrief$"
    r"|meer weten\?|(?:heeft u|heb je) (?:een )?vra(?:ag|gen)\b.{0,60}$|disclaimer$|sitemap$|colofon$|algemene"
    r" voorwaarden$"
    r"|aanmelden\b.{0,30}nieuwsbrief|e-?mail deze pagina|privacy(?:verklaring|statement)?$|postbus \d)",
    re.IGNORECASE,
)
"""Lines that belong to the site and not to the publication; the record ends at them."""

TRAIL = re.compile(r"^\s*(?:home|start|u bent hier|you are here|startseite)\b.{0,20}[>›»/|]", re.IGNORECASE)
"""A bread-crumb trail above the title."""

RELATED = re.compile(
    r"^\W{0,3}(?:gerelateerd\w*|(?:meer|andere|recente|vergelijkbare) (?:publicaties|rapporten|artikelen|berichten)"
    r"|zie ook|lees ook|bekijk ook|related|see also|(?:more|other|recent) (?:publications|reports)"
    r"|ähnliche|weitere)\b",
    re.IGNORECASE,
)
"""The heading of a list of other publications."""

POSTED = re.compile(
    r"^\W{0,3}(?:geplaatst|laatst gewijzigd|bijgewerkt|laatste wijziging|posted|last (?:modified|updated)|leestijd"
    r"|zuletzt|weergaven|gepubliceerd op|published on|online (?:sinds|since)|veröffentlicht am)\b.{0,4}\s\w",
    re.IGNORECASE,
)
"""A line about the web page itself above the first label."""

MENU = re.compile(
    r"^\W{0,3}(?:skip (?:to|naar)\b.{0,40}|(?:ga |spring |direct |overslaan en )*naar (?:de )?(?:hoofd)?inhoud"
    r"(?: gaan)?|(?:hoofd|toon )?menu|zoeken|search|home|inloggen|log ?in|startseite|zum inhalt(?: springen)?)\W{0,3}$",
    re.IGNORECASE,
)
"""A line of the site's own above the title."""

RULE = re.compile(r"([=_~*#-])\1{2,}")
"""A line drawn below a heading or between two parts."""
