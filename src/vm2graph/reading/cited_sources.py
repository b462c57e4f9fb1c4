"""What holds a work: the journal of an article, the book of a chapter.

    article  title. journal, volume(issue), pages.     Pedagogische Studiën, 89(3), 123-145.
    chapter  title. In editors (red.), book (pp. pages). imprint

The title of an article is one string, colon and all: journals print no subtitles apart.
"""

from __future__ import annotations

import re

from vm2graph.model import Span
from vm2graph.reading.bylines import EDITOR_ROLE, parse_byline
from vm2graph.reading.cited_imprint import imprint_apart, read_imprint
from vm2graph.reading.cited_places import names_city
from vm2graph.reading.cited_series import is_number
from vm2graph.reading.cited_titles import read_notes, read_title
from vm2graph.reading.cutting import sentences as sentences_of
from vm2graph.reading.cutting import trim, without_stop
from vm2graph.reading.dates import find_date
from vm2graph.reading.references import Reference

_NUMBER = r"\d{1,4}(?:\s?[-/–&]\s?\d{1,4})?"
_PAGES = r"(?:[A-Z]{1,2}|e)?\d+(?:\s?[-–—]\s?[A-Z]?\d+)?"
_TAIL = re.compile(
    # each number with the words that may announce it, in the order in which journals are cited
    r"(?:,\s*(?P<month>[^\W\d_]{3,9}(?:/[^\W\d_]{3,9})?\s(?:19|20)\d\d)(?=,\s*(?:pp?\b|blz\b|\d)))?"
    r"(?:\s+(?P<date>(?:19|20)\d\d)(?:\s\w{3,9})?(?=;|,\s*(?:nr|no|afl|nummer|pp?|blz)\b))?"
    rf"(?:[,;]?\s*(?P<volume_word>(?:jrg|jaargang|vol|volume|Bd|Jg|Jahrgang)\b\.?\s*)?"
    rf"(?P<volume>{_NUMBER}|(?-i:(?<=, )[IVXLC]{{2,8}}))(?![\w-]))?"
    rf"(?:\s*\((?:19|20)\d\d\)\s*(?P<after_year>{_NUMBER})|\s*\((?P<issue>[^()]{{1,30}})\)"
    rf"|[,;]?\s*(?P<issue_word>(?:nrs?|no|nummer|issue|Heft|H|afl|aflevering)\b\.?\s*)(?P<number>{_NUMBER})(?![\w-])"
    rf"|,\s*(?P<bare>{_NUMBER})(?=,\s*(?:(?:pp?|blz|pag|S)\b|\d+\s?[-–]\s?\d)))?"
    r"(?P<comma>\s*[,:;])?\s*(?P<page_word>(?:pp?|blz|pag|S|Article|artikel|Art)\b\.?\s*)?"
    rf"(?P<pages>{_PAGES})?\s*\.?$",
    re.IGNORECASE,
)
_PART_OF = {
    "volume": "volume",
    "issue": "issue",
    "number": "issue",
    "bare": "issue",
    "after_year": "issue",
    "pages": "pages",
}
_LONGEST_TAIL = 120  # characters a journal's volume, issue and pages take at most


def read_article(reference: Reference, body: Span) -> bool:
    """A journal is told by the numbers behind its name."""
    text = reference.text
    in_book = _in_book(text, body)
    if in_book and in_book[1]:  # with editors
        return False
    last = text[body.start : body.end].rstrip(" .")[-1:]
    if not last.isdigit() and last != ")":  # as nearly all reports end: then the numbers need not be looked for
        return False
    tail = _TAIL.search(text, max(body.start, body.end - _LONGEST_TAIL), body.end)
    if tail is None or not (_is_tail(tail) or (_is_daily(reference) and _PAGE_OF_DAILY.match(tail[0]))):
        return False
    sentences = list(sentences_of(text, body.start, tail.start()))
    if not sentences or names_city(text, sentences[-1]) or is_number(text[sentences[-1].start : body.end]):
        return False  # the last: Kamerstukken II 2013-2014, 31524, nr. 207
    name = without_stop(text, sentences.pop())
    if not sentences:
        head = _title_and_journal(reference, name)
        if head is None:
            return False
        title, name = head
    else:
        title = _unquoted(text, without_stop(text, Span(sentences[0].start, sentences[-1].end)))
    lead = re.compile(r"In:?\s+").match(text, name.start)
    reference.container = Span(lead.end(), name.end) if lead and lead.end() < name.end else name
    reference.title = without_stop(text, title)
    only = [group for group in _PART_OF if tail[group]] == ["volume"] and not tail["volume_word"]
    for group, part in _PART_OF.items():
        if tail[group]:
            setattr(reference, "pages" if only else part, Span(*tail.span(group)))
    if reference.date is None and tail["date"]:
        reference.date, found = Span(*tail.span("date")), find_date(tail["date"])
        reference.issued = found.value if found else None
    return True


def _unquoted(text: str, title: Span) -> Span:
    """``"Title". Journal``: Chicago's quotes, not those of a title that is a quotation."""
    said = title.of(text)
    return Span(title.start + 1, title.end - 1) if len(said) > 2 and said[0] == said[-1] == '"' else title


def _is_tail(tail: re.Match[str]) -> bool:
    """Whether numbers are those of a journal, and not of a series or a year."""
    if tail["month"]:
        return True  # OnderwijsInnovatie, juni 2012, 17-26
    if tail["volume"]:
        numbers = any(tail[name] for name in ("volume_word", "issue", "number", "after_year", "pages"))
        return numbers or _is_page_range(tail)
    if tail["number"] or (tail["issue"] or "").isdigit():
        return bool(tail["pages"])
    return bool(tail["page_word"] and tail["comma"] and tail["pages"])


_PAGE_OF_DAILY = re.compile(r",\s*[A-Z]?\d{1,3}(?!\d)")  # not the year of "Monitor 2020"


def _is_daily(reference: Reference) -> bool:
    """``(2013, 4 mei). … De Gelderlander, 4.``: of a newspaper the day is known, and a page."""
    return reference.issued is not None and reference.issued.day is not None


def _is_page_range(tail: re.Match[str]) -> bool:
    """``Landleven Vandaag, 24-27``: a range behind a comma, though not of years."""
    return re.match(r",\s*(?!(?:19|20)\d\d\s?[-–—]\s?\d{2,4}\b)\d+\s?[-–—]\s?\d", tail[0]) is not None


_QUOTED = re.compile(r"(?:‘(?P<a>[^’]+(?:’\w[^’]*)*)’|“(?P<b>[^”]+)”|'(?P<c>.+?)'|\"(?P<d>[^\"]+)\")[,.]?\s+")


_INSIDE = re.compile(r",\s+[Ii]n:\s+(?=[A-ZÀ-Þ])")


def _title_and_journal(reference: Reference, sentence: Span) -> tuple[Span, Span] | None:
    """``'Title', Journal``, ``Title, in: Journal``, and a title that stands where the authors do."""
    text = reference.text
    if quoted := _QUOTED.match(text, sentence.start, sentence.end):
        group = quoted.lastgroup or "a"
        return Span(*quoted.span(group)), Span(quoted.end(), sentence.end)
    if inside := _INSIDE.search(text, sentence.start, sentence.end):
        return Span(sentence.start, inside.start()), Span(inside.end(), sentence.end)
    comma = text.rfind(", ", sentence.start, sentence.end)
    if comma > 0 and reference.comma_style:
        return Span(sentence.start, comma), Span(comma + 2, sentence.end)
    if len(reference.authors) == 1 and reference.authors[0].is_body:
        title, reference.authors = reference.authors[0].span, ()
        return title, sentence
    return None


_IN = re.compile(r"(?<=[.?!…\"”’')])\s+In:?\s+(?=[A-ZÀ-Þ'’a-z])")
_PAGES_AT_END = re.compile(
    r"(?:[,.]?\s+\(?(?:(?:pp?|blz|S|pag)\.|pp|blz)\s*(?P<pages>[\d.]*\d(?:\s?[-–—]\s?\d+)?)\)?"
    r"|,\s+(?P<range>\d+\s?[-–—]\s?\d+))[\s.]*$"
)
_PAGES_NOTE = re.compile(r"\((?:[^()]{1,60}[,;]\s*)?(?:pp?|blz|S|pag)\.?\s*\d[^()]{0,20}\)[\s.]*$")
_LONGEST_EDITORS = 600


def read_chapter(reference: Reference, body: Span) -> bool:
    """``In K. Visser (red.), Havenstad (blz. 45-67). Rotterdam: Stichting Havenstudies.``"""
    text = reference.text
    found = _in_book(text, body)
    if found is None:
        return False
    match, role = found
    rest = _without_pages(reference, trim(text, (role or match).end(), body.end))
    sentences = imprint_apart(text, list(sentences_of(text, rest.start, rest.end)))
    if not sentences:
        return False
    book, imprint = _book_and_imprint(text, sentences)
    book = _without_pages(reference, read_notes(reference, book, behind="book"))
    if role is None and reference.pages is None and ":" not in match[0]:
        return False
    reference.container = without_stop(text, book)
    if role:
        editors = parse_byline(text[match.end() : role.start()])
        reference.editors = tuple(name.moved(match.end()) for name in editors.names)
    read_title(reference, list(sentences_of(text, body.start, match.start())))
    if imprint:
        read_imprint(reference, without_stop(text, imprint))
    return True


def _in_book(text: str, body: Span) -> tuple[re.Match[str], re.Match[str] | None] | None:
    """Where a chapter's book begins with ``In``, and where its editors end, if it names them."""
    match = _IN.search(text, body.start, body.end) if text.find(" In", body.start, body.end) > 0 else None
    if match is None:
        return None
    return match, EDITOR_ROLE.search(text, match.end(), min(body.end, match.end() + _LONGEST_EDITORS))


def _without_pages(reference: Reference, passage: Span) -> Span:
    pages = _PAGES_AT_END.search(reference.text, passage.start, passage.end)
    if pages is None:
        return passage
    reference.pages = Span(*pages.span("pages" if pages["pages"] else "range"))
    return trim(reference.text, passage.start, pages.start())


def _book_and_imprint(text: str, sentences: list[Span]) -> tuple[Span, Span | None]:
    """``Zorg in zicht. Een bundel (pp. 1-9)`` and ``Assen: Van Gorcum``: the book may have a subtitle."""
    last = len(sentences) - 1
    paged = next(
        (i for i in range(last, -1, -1) if _PAGES_NOTE.search(text, sentences[i].start, sentences[i].end)), None
    )
    ends = paged if paged is not None else max(last - 1, 0)
    return Span(sentences[0].start, sentences[ends].end), sentences[last] if last > ends else None
