"""What the site says when something is wrong, in Dutch and English."""

from __future__ import annotations

from vm2graph.model import Bilingual

_B = Bilingual

PROBLEMS: dict[str, tuple[Bilingual, Bilingual]] = {
    "bad_request": (
        _B("Dit verzoek klopt niet", "This request is not right"),
        _B(
            "Het verzoek kon niet worden gelezen. Controleer het adres.",
            "The request could not be read. Check the address.",
        ),
    ),
    "not_found": (
        _B("Niet gevonden", "Not found"),
        _B(
            "Op dit adres staat niets. Controleer de spelling, of begin bij de lijst van publicaties.",
            "There is nothing at this address. Check the spelling, or start from the list of publications.",
        ),
    ),
    "gone": (
        _B("Ingetrokken", "Withdrawn"),
        _B(
            "Deze publicatie is ingetrokken; haar beschrijving is niet meer beschikbaar.",
            "This publication was withdrawn; its description is no longer available.",
        ),
    ),
    "method_not_allowed": (
        _B("Deze methode kan hier niet", "This method cannot be used here"),
        _B(
            "Dit adres kan alleen worden gelezen. Gebruik GET of HEAD; publiceren gaat met de opdracht vm2graph.",
            "This address can only be read. Use GET or HEAD; publishing is done with the vm2graph command.",
        ),
    ),
    "not_acceptable": (
        _B("Niet in deze vorm", "Not in this form"),
        _B(
            "Dit document is er niet in de gevraagde vorm. Kies een van de vormen hieronder.",
            "This document does not exist in the form asked for. Choose one of the forms listed.",
        ),
    ),
    "error": (
        _B("Dit kan niet", "This cannot be done"),
        _B(
            "Het verzoek kon niet worden uitgevoerd. Controleer het adres.",
            "The request could not be done. Check the address.",
        ),
    ),
    "unavailable": (
        _B("Even niet beschikbaar", "Not available just now"),
        _B(
            "De collectie kan nu niet worden gelezen. Probeer het over een halve minuut opnieuw.",
            "The collection cannot be read just now. Try again in half a minute.",
        ),
    ),
    "changed": (
        _B("Intussen veranderd", "Changed meanwhile"),
        _B(
            "Dit bestand is niet meer dat waarvan u al een deel hebt. Haal het opnieuw op.",
            "This file is no longer the one of which you have a part. Fetch it anew.",
        ),
    ),
    "range": (
        _B("Buiten het bestand", "Outside the file"),
        _B(
            "Het gevraagde deel begint voorbij het einde. Content-Range zegt hoe lang het bestand is.",
            "The part asked for begins behind the end. Content-Range says how long the file is.",
        ),
    ),
    "being_made": (
        _B("Wordt gemaakt", "Being made"),
        _B(
            "Dit bestand wordt nu gemaakt. Vraag het opnieuw na de tijd die Retry-After noemt.",
            "This file is being made. Ask again after the time that Retry-After gives.",
        ),
    ),
    "not_prepared": (
        _B("Nog niet gemaakt", "Not made yet"),
        _B(
            "Dit bestand is er nog niet. Wie de collectie beheert, maakt het met: vm2graph prepare.",
            "This file is not there yet. Whoever keeps the collection makes it with: vm2graph prepare.",
        ),
    ),
    "broken": (
        _B("Er ging iets mis", "Something went wrong"),
        _B(
            "De server kon dit niet afmaken; de oorzaak staat in zijn logboek. Probeer het later opnieuw.",
            "The server could not finish this; its log says why. Try again later.",
        ),
    ),
}
"""By code: title and detail."""
