"""Why a page was not used: every code with its sentence in Dutch and in English.

``outcomes.json``, ``publish --outcomes`` and ``check --json`` carry the codes; they do not change. The error itself
says more (which file, which limit) in English. Remarks have their codes in :mod:`vm2graph.reading.remarks`, shapes
in ``shapes/core.ttl``; docs/outcomes.md lists them all.
"""

from __future__ import annotations

from vm2graph.model import Bilingual

REFUSALS: dict[str, Bilingual] = {
    # ------------------------------------------------------------ the input
    "missing_file": Bilingual("Dit bestand is er niet; controleer de naam.", "There is no such file; check the name."),
    "unreadable_file": Bilingual(
        "Dit bestand is niet te lezen: geen toegang, beschadigd of geen bestand met pagina's.",
        "This file cannot be read: no access, damaged, or not a file of pages.",
    ),
    "too_large": Bilingual(
        "Dit is te groot voor de pagina van een publicatie.", "This is too large for the page of one publication."
    ),
    "bad_address": Bilingual(
        "Dit is geen adres dat opgevraagd wordt: alleen http en https, zonder gebruikersnaam.",
        "This is no address that is asked: only http and https, without a user name.",
    ),
    "private_address": Bilingual(
        "Dit adres is van deze computer of van een besloten netwerk; --allow-private staat dat toe.",
        "This address is of this machine or of a private network; --allow-private permits that.",
    ),
    "unreachable": Bilingual(
        "De pagina is niet op te halen: de server is er niet of antwoordt niet zoals het hoort.",
        "The page cannot be fetched: its server is not there, or does not answer as it should.",
    ),
    "http_error": Bilingual(
        "De server geeft geen pagina maar een foutmelding; open het adres in een browser.",
        "The server answers with an error and not with a page; open the address in a browser.",
    ),
    "too_many_redirects": Bilingual(
        "Het adres verwijst te vaak door, of in een kring; geef het laatste adres.",
        "The address redirects too often, or in a circle; give the last address.",
    ),
    "too_slow": Bilingual(
        "Het ophalen duurt te lang; bewaar de pagina en geef het bestand.",
        "Fetching takes too long; save the page and give the file.",
    ),
    "incomplete": Bilingual(
        "De server breekt de pagina halverwege af; probeer het opnieuw.",
        "The server breaks the page off half-way; try again.",
    ),
    # ------------------------------------------------------------ the bytes
    "empty_input": Bilingual(
        "De pagina is leeg of toont geen tekst; bewaar haar vanuit een browser.",
        "The page is empty or shows no text; save it from a browser.",
    ),
    "binary_input": Bilingual(
        "Dit is geen tekst maar een ander soort bestand; bewaar de pagina als tekst of HTML.",
        "This is not text but another kind of file; save the page as text or HTML.",
    ),
    "undecodable": Bilingual(
        "De pagina is niet in de codering die ze zelf opgeeft; bewaar haar opnieuw als UTF-8.",
        "The page is not in the encoding that it states; save it again as UTF-8.",
    ),
    "unsupported_media_type": Bilingual(
        "Bestanden van dit type worden niet gelezen; geef tekst of HTML.",
        "Files of this type are not read; give text or HTML.",
    ),
    "too_deep": Bilingual(
        "De elementen van deze pagina zijn te diep genest; bewaar haar opnieuw vanuit een browser.",
        "The elements of this page are nested too deeply; save it again from a browser.",
    ),
    "unreadable": Bilingual("De pagina is niet te lezen.", "The page cannot be read."),
    "crashed": Bilingual(
        "Het programma is over deze pagina gevallen; meld dat, met de pagina.",
        "The program broke down over this page; report that, with the page.",
    ),
    # ------------------------------------------------------------ the page
    "not_a_publication": Bilingual(
        "Deze pagina beschrijft geen publicatie: er is geen referentie, en geen auteur met een samenvatting.",
        "This page does not describe a publication: it has no reference, and no authors with a summary.",
    ),
    "missing_title": Bilingual(
        "De pagina heeft geen titel; zet de titel van de publicatie op de eerste regel.",
        "The page has no title; put the title of the publication on its first line.",
    ),
    # ------------------------------------------------------------ the collection
    "refused": Bilingual(
        "Deze pagina komt er niet in: een andere beschrijft dezelfde publicatie, of de beschrijving is ingetrokken.",
        "This page may not enter: another describes the same publication, or its record was withdrawn.",
    ),
    "collection": Bilingual(
        "De verzameling of de uitvoer kan niet worden geschreven.", "The collection or the output cannot be written."
    ),
    # ------------------------------------------------------------ the curator's notes
    "notes": Bilingual(
        "De notities bij deze pagina kloppen niet; de foutmelding noemt de regel en de kolom.",
        "The notes beside this page are not right; the message names the line and the column.",
    ),
    "notes_exist": Bilingual(
        "Er is al een notitiebestand bij deze pagina; vul het aan, of zet het ergens anders.",
        "There are notes beside this page already; complete them, or move them away.",
    ),
    # ------------------------------------------------------------ RDF and references
    "not_rdf": Bilingual(
        "Het bestand is niet de RDF die zijn naam belooft.", "The file is not the RDF that its name promises."
    ),
    "no_record": Bilingual(
        "Er staat geen beschrijving van een publicatie in dit bestand.", "This file holds no record of a publication."
    ),
    "not_json": Bilingual(
        "Deze regel lijkt JSON en is het niet; verbeter hem of geef de kale referentie.",
        "This line seems to be JSON and is not; mend it, or give the bare reference.",
    ),
    "too_long": Bilingual("Deze regel is te lang voor een referentie.", "This line is too long for a reference."),
}
