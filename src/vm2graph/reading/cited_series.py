"""Series and report numbers: what says in which row of publications a work stands, and with which number.

series  = name [","] ["nr."] number      Reeks Leren en Werken, nr. 4 | OECD Education Working Papers, No. 33
kind    = whose kind ["nr."] number      CPB Document 205 | SCP-publicatie 2014-7; one "rapport" is no series
code    = capitals and digits            ROA-R-2017/10
papers  = of a parliament                Kamerstukken II 2011/12, 31 524, nr. 88
"""

from __future__ import annotations

import re

from vm2graph.model import Span
from vm2graph.reading.cutting import trim, without_stop
from vm2graph.reading.references import Reference

_LONGEST = 120

_NAMED = re.compile(
    r"(?:\b(?:(?:working|discussion|occasional|research|policy) papers?|papers?\s+(?:no|nr)|reports?\s+(?:no|nr)\b"
    r"|series\b|(?:\w{2,}|^)reeks\b|\breeks\b.*\d|(?:\w{2,}|^)serie\b|technical reports?|schriftenreihe|reihe\b"
    r"|reports$|papers$|cahier\s+\d)|^reviews? of|^[A-Z]{3,} reviews\b"
    r"|\b(?:no|nr|Heft)\.?\s*[\w/.-]*\d$)",
    re.IGNORECASE,
)
_ONE = (
    r"(?:(?:technical )?report|rapport(?:nummer|nr)?|publicatie(?:nummer|nr)?|projectnummer|bericht|factsheet|briefing"
    r"|advies)"
)
_ROW = (
    "rapporten|document|documenten|publicaties|publication|notitie|memorandum|cahier|bulletin|nota|studie|study|paper"
    "|monografie"
)
_NUMBER = r"(?!(?:1[5-9]|20)\d\d$)[A-Z]{0,4}-?\d[\w./|-]*"
_OF_A_KIND = re.compile(
    # whose, in capitals or joined by a hyphen; "Deelrapport 2" and "Jaarrapport 2012" are subtitles
    rf"(?:[A-Z][\w&.]*[ -](?:[A-Za-z&]+[ -]){{0,2}}?)(?i:(?P<one>{_ONE})|{_ROW})\.?,?\s*"
    r"(?:(?i:nr|no|nummer)\b\.?\s*)?"
    rf"(?P<number>{_NUMBER})"
)
_CODE = re.compile(r"[A-Z]{1,8}(?:[/-]?[A-Z]{1,5})*[/-]\d[\w./-]*")
_REPORT = re.compile(
    # whose row it is, is not said
    r"(?:(?:Rapport|Report|Kamerstuk|Publicatie|Bericht)\w*|(?-i:AN))\s+(?:(?:nr|no)\.?\s*)?(?P<number>[\w./-]*\d[\w./-]*)",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"(?:nr|no)\b", re.IGNORECASE)
_PAPERS = re.compile(
    r"(?:Kamerstukk?(?:en)?|Vergaderjaar|Handelingen)\b(?:\s*(?:I|II|TK|EK)\b)?[,\s]*(?:\d{4}\s?[-/–]\s?\d{2,4}\b,?\s*)?"
    r"(?P<number>\d{2}\s?\d{3}(?:\s[IVX]+)?)(?:,\s*(?:nr|no)\.?\s*(?P<piece>\w+))?"
    r"|\d{2}\s?\d{3}(?:\s[IVX]+)?,\s*(?:nr|no)\.?\s*(?P<alone>\w+)"
    r"|(?:Staatsblad|Staatscourant|Stb\.|Stcrt\.)\s*(?P<gazette>\d{4},\s*(?:nr\.?\s*)?\d{1,6})",
    re.IGNORECASE,
)
_TRAILING_NUMBER = re.compile(
    r"(?:[,;:\s]*\b(?:No\.?|nr\.?|nummer|number|Nr\.?|deel|vol\.?|Heft|Band)\s*"
    r"|[,;]?\s+(?=\d)|(?<![\w/.-])(?=[A-Z]))(?P<number>[\w./-]*\d[\w./-]*)\.?$",
    re.IGNORECASE,
)


_AFTER_NUMBER = re.compile(r"(?<=\d),\s+(?=[A-ZÀ-Þ])")  # a publisher's name


def is_series(words: str) -> bool:
    """Whether words name a series, with its number or without: ``Reeks Leren en Werken, nr. 4``."""
    said = words.rstrip(" .")
    if len(words) >= _LONGEST or said.endswith((")", "]")) or _REPORT.match(said) or _BARE_NUMBER.match(said):
        return False
    if _AFTER_NUMBER.search(said):
        return False
    name, comma, number = said.rpartition(", ")
    if comma and name[:1].isupper() and _CODE.fullmatch(number):  # ROA Research Memorandum, ROA-RM-2014/6
        return True
    return _NAMED.search(said) is not None or _OF_A_KIND.fullmatch(said) is not None


def is_number(words: str) -> bool:
    """Whether words are the number of a report and no more: ``Rapport nr. 12``, ``ROA-R-2017/10``."""
    said = words.strip(" .")
    return len(said) < _LONGEST and any(form.fullmatch(said) for form in (_CODE, _REPORT, _PAPERS))


def read_series(reference: Reference, sentence: Span) -> None:
    """A series and the number in it, or the number of a report alone."""
    text = reference.text
    sentence = without_stop(text, sentence)
    said = sentence.of(text)
    if not _CODE.fullmatch(said) and (report := _REPORT.fullmatch(said) or _PAPERS.fullmatch(said)):
        group = next(name for name in ("piece", "alone", "gazette", "number") if report.groupdict().get(name))
        reference.report_number = Span(sentence.start + report.start(group), sentence.start + report.end(group))
        return
    if number := _TRAILING_NUMBER.search(text, sentence.start, sentence.end):
        reference.report_number = Span(*number.span("number"))
        sentence = trim(text, sentence.start, number.start())
        if sentence.end <= sentence.start or ((kind := _OF_A_KIND.fullmatch(said)) and kind["one"]):
            return
    reference.series = reference.series or sentence


def is_numbered(words: str) -> bool:
    """Whether words are a series or the number of a report."""
    return is_series(words) or is_number(words)


def without_series(reference: Reference, imprint: Span) -> Span:
    """``OECD Education Working Papers, No. 33, OECD Publishing``: reads the series, and answers the publisher."""
    text = reference.text
    cut = _AFTER_NUMBER.search(text, imprint.start, imprint.end)
    if cut is None or not is_numbered(text[imprint.start : cut.start()]):
        return imprint
    read_series(reference, Span(imprint.start, cut.start()))
    return Span(cut.end(), imprint.end)
