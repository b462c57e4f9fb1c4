"""A grammar of the references of APA 6 and 7, as Dutch pages write them.

    reference  = who [when] what [where] [locators]
    who        = name {"," name} ["&" name] | body         Van Schoonhoven, R., & Bouwmans, M.
               | who "(red.)"                              who edited the work
    when       = "(" date ")."                             2013 | 2013a | 2011, april | z.d. | in druk
    what       = title [subtitle] {note}
    title      = sentence [":" | ";" | " - " | "." subtitle]
    note       = "(" report number | series | edition | volume ")" | "[" genre "]"
    where      = [series "."] [places ":"] publishers ["." series]      APA 6 has places, APA 7 none
               | journal "," volume ["(" issue ")"] ["," pages]                     an article
               | "In" editors "(red.)," book "(pp." pages ")." [places ":"] publishers    a chapter
    locators   = "ISBN" isbn | doi | url | "Geraadpleegd op" date ", van" url

Pages also paste what is nearly APA, and it is read as far as it can be told apart: Harvard
(``Smit, J. 2012, Title, Publisher, Place.``), Chicago (``Smit, Jan. 2012. Title.``) and Vancouver
(``Smit J. Title. Place: Publisher; 2012.``).

``who`` and ``when`` are in :mod:`.cited_makers`, ``what`` in :mod:`.cited_titles` and :mod:`.cited_series`, journals
and books that hold the work in :mod:`.cited_sources`, the imprint in :mod:`.cited_imprint` with its places in
:mod:`.cited_places`, the rest in :mod:`.locators`.
Every part is a :class:`~vm2graph.model.Span` of the string parsed: what a page prints is not
changed here. Anything may be missing; a string that is no reference has no title and no date.
"""

from __future__ import annotations

from vm2graph.model import Span
from vm2graph.reading.cited_imprint import read_report
from vm2graph.reading.cited_makers import who_and_when
from vm2graph.reading.cited_sources import read_article, read_chapter
from vm2graph.reading.cutting import trim
from vm2graph.reading.locators import locators, without_asides
from vm2graph.reading.pasted import Pasted
from vm2graph.reading.references import Reference

LONGEST = 8000  # characters; more is no reference


def parse_reference(text: str) -> Reference:
    """The parts of a reference, as spans of ``text``."""
    text = text[:LONGEST]
    pasted = Pasted(text)
    return _read(text) if pasted.text == text else pasted.turned_back(_read(pasted.text), text)


def _read(text: str) -> Reference:
    """From left to right: who, when, then everything after from its end inward."""
    reference = Reference(text)
    at = who_and_when(reference)
    end = locators(reference, at)
    reference.text = without_asides(text)
    body = trim(reference.text, at, end)
    if body.end > body.start and not (read_article(reference, body) or read_chapter(reference, body)):
        read_report(reference, body)
    reference.text = text
    if reference.title is None and reference.authors and all(name.is_body for name in reference.authors):
        # nothing but a date and an address follows: what stands first is the title
        reference.title = Span(reference.authors[0].span.start, reference.authors[-1].span.end)
        reference.authors = ()
    return reference
