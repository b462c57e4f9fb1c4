"""Which of four languages a passage is in, by its commonest words. No model, no guess without a word."""

from __future__ import annotations

import re
from collections import Counter

# function words first, then words of the trade that titles are made of
_WORDS = {
    "nl": "de het een en van voor met op aan bij naar"
    " uit door tot om als dat die dit deze wat hoe waar niet ook maar zijn"
    " worden wordt werd er je jij wij we ze zij hun haar over onder tussen tegen zonder binnen meer wie welke te is"
    " onderwijs beroepsonderwijs onderzoek leren werk opleiding opleidingen scholen studenten leerlingen arbeidsmarkt"
    " samenvatting rapport verslag overgang vmbo mbo hbo eindrapport monitor",
    "en": "the a an and of for with on at by to"
    " from as that this these what how where not also but are is was were be it"
    " we they their its into about between among than or who which should can in over under education training"
    " research learning work skills schools students learners jobs report summary study policy vocational toward"
    " towards",
    "de": "der die das ein eine einer eines"
    " einem einen und von für mit auf an bei zum zur aus durch bis um als dass dies"
    " diese was wie wo nicht auch aber sind ist werden wird im am dem den des über unter zwischen gegen ohne sich es"
    " bildung berufsbildung ausbildung forschung lernen arbeit schule schulen bericht studie ergebnisse",
    "fr": "le la les un une et de du des pour avec sur par à au aux en dans que qui ce cette ces est sont pas plus mais"
    " ou où comment entre sans leur leurs l'enseignement formation recherche apprentissage travail école étude rapport"
    " d'une d'un l'école",
}
_LANGUAGES = {  # word -> its languages
    word: tuple(language for language in _WORDS if word in _WORDS[language].split())
    for words in _WORDS.values()
    for word in words.split()
}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LONGEST = 20_000


def counts(text: str) -> Counter[str]:
    """How many words of each language a text has, a word of several languages counting for each."""
    found: Counter[str] = Counter()
    for languages in map(_LANGUAGES.get, _WORD.findall(text[:_LONGEST].casefold().replace("’", "'"))):
        if languages is not None:  # as of one word in three
            for language in languages:
                found[language] += 1
    return found


def language_of(text: str, least: int = 2) -> str | None:
    """The language with most words, where it has ``least`` and no other has as many."""
    return _winner(counts(text), least)


def _winner(found: Counter[str], least: int = 2) -> str | None:
    ranked = found.most_common(2)
    if not ranked or ranked[0][1] < least:
        return None
    return None if len(ranked) > 1 and ranked[1][1] == ranked[0][1] else ranked[0][0]


def foreign_title(title: str, page_language: str) -> str | None:
    """The language of a title that has words of it, twice or more, and none of the page's own language."""
    found = counts(title)
    language = _winner(found)
    if language is None or language == page_language:
        return None
    return language if found[page_language] == 0 or found[language] >= 3 * found[page_language] else None


_NAMES = {
    "nl": "nl nld dut nederlands dutch niederländisch néerlandais nederlandstalig",
    "en": "en eng engels english englisch anglais engelstalig",
    "de": "de deu ger duits german deutsch allemand duitstalig",
    "fr": "fr fra fre frans french französisch français franstalig",
}
_NAMED = {name: language for language, names in _NAMES.items() for name in names.split()}


def named_language(text: str) -> str | None:
    """The language that a value such as ``Nederlands`` or ``en-GB`` names."""
    word = re.split(r"[\s,;/_-]", text.strip().casefold(), maxsplit=1)[0].strip(".")
    return _NAMED.get(word)
