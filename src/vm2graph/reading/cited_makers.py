"""The beginning of a reference: who made the work, and when.

    who   Van den Berg, J., De Wit, A. M., & Onderwijsraad (red.)
    when  (2011, april). or, in other styles, 2011. or 2011,

A reference without a date at its beginning may have its year at the end (``Utrecht: Bureau Noord, 2012.``);
then only names that cannot be a title are taken for names.
"""

from __future__ import annotations

import re

from vm2graph.model import Span
from vm2graph.reading.bylines import EDITOR_ROLE, HELPERS, parse_byline
from vm2graph.reading.cited_places import places_before_colon
from vm2graph.reading.cutting import trim, without_stop
from vm2graph.reading.dates import find_date
from vm2graph.reading.names_of_people import Name, is_body, parse_inverted, parse_vancouver, tells_body
from vm2graph.reading.references import Reference
from vm2graph.reading.wordlists import OF_A_SUBJECT

_LEAD = re.compile(
    # what a page sets before a reference: its label again, a bullet, a number of a list
    r"\s*(?:(?:Bron|Referentie|APA(?:-referentie)?|Citeren als|Literatuur|Source|Reference|Quelle)\s?:\s*|[•*·–-]\s+"
    r"|\[?\d{1,3}[\].)]\s+(?=[^\W\d_]))*"
)
_YEAR = r"(?:1[5-9]|20)\d\d[a-z]?(?![\w])"
_NO_YEAR = (
    r"[nzs]\.\s?d\.?|[nz]d|z\.\s?j\.?|s\.\s?a\.?|o\.\s?J\.?|zonder (?:datum|jaar)"
    r"|ongedateerd|undated|geen datum|no date|ohne Jahr"
    r"|in press|in druk|im Druck|im Erscheinen|forthcoming|te verschijnen|in voorbereiding|in preparation|submitted"
)
_DATE = re.compile(
    # ca. 2010, 2 november 2010, 2-11-2010
    r"[(\[]\s*(?P<date>(?:c(?:irc)?a?\.?\s*|(?:[0-3]?\d\.?\s)?[A-Za-zéä/]{3,19}[.,]?\s|(?:[0-3]?\d[-/.]){2})?"
    rf"{_YEAR}(?:\s?[,;/–-][^()\[\]]{{0,40}})?|(?:{_NO_YEAR})(?:-[a-z])?)\s*[)\]]",
    re.IGNORECASE,
)
_BARE_DATE = re.compile(rf"(?<=[\s.])\(?(?P<date>{_YEAR}|{_NO_YEAR})(?=[.,:])")
_YEAR_AT_END = re.compile(
    rf"(?:[,;(]\s*|\.\s+|(?<=[^\W\d])\s)(?P<date>{_YEAR})\)?[\s.]*(?:(?<=[\s.])\d{{1,4}}\s?(?:p|pp|blz|pag)\b[\s.]*)?$"
)
_YEAR_OF_JOURNAL = re.compile(rf"(?<=\s)(?P<date>{_YEAR})(?:\s\w{{3,9}})?;\s?(?=\d)")
_TITLE_BETWEEN = re.compile(r"[a-zà-ÿ]{3}\.\s+\w")
_LONGEST_HEAD = 400  # characters of names that are not all inverted
_MOST_WORDS_OF_BODY = 7


def who_and_when(reference: Reference) -> int:
    """Authors and date; answers where the title begins."""
    text = reference.text
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    if match := _front_date(text, start):
        _set_date(reference, match)
        _who(reference, start, match.start())
        return match.end()
    return _undated(reference, start)


def _set_date(reference: Reference, match: re.Match[str]) -> None:
    reference.date = Span(*match.span("date"))
    found = find_date(match["date"])
    reference.issued = found.value if found else None


def _front_date(text: str, start: int) -> re.Match[str] | None:
    """``(2013).`` behind the names, or a year without brackets where they end: ``Smit, A. 2012. Title``."""
    names = _names_run_to(text, start, len(text))
    match = _DATE.search(text, start)
    if match and match.start() >= names and (names > start or match.start() - start <= _LONGEST_HEAD):
        between = text[names : match.start()] if names > start else ""
        if not _TITLE_BETWEEN.search(between) or EDITOR_ROLE.search(between):
            return match
    if names > start and (bare := _BARE_DATE.match(text, names)):
        return bare
    bare = _BARE_DATE.search(text, start, start + _LONGEST_HEAD)
    if bare is None:
        return None
    head = text[start : bare.start()]
    after = text[bare.end() : bare.end() + 2]
    # Harvard: NCVER 2015, Title
    harvard = after == ", " and ":" not in head and tells_body(head)
    return bare if harvard or _are_makers(head) or (after == ". " and _is_body_of(head, text[bare.end() :])) else None


def _are_makers(head: str) -> bool:
    """Whether what stands before a bare year can only be names: people, or one body and a full stop."""
    if re.search(r"[\d:?!]", head) or not head.strip():
        return False
    names = parse_byline(head.rstrip(" .,")).names
    if names and not any(name.is_body for name in names):
        return True
    return head.rstrip().endswith(".") and is_body(head.strip(" .")) and len(head.split()) <= _MOST_WORDS_OF_BODY


def _is_body_of(head: str, rest: str) -> bool:
    """``Algemene Rekenkamer, 2016. Op koers. Den Haag: …``: a body, where the work still has a title behind it."""
    body = head.rstrip()
    if not body.endswith(",") or re.search(r"[\d:?!.]", body) or len(body.split()) > _MOST_WORDS_OF_BODY:
        return False
    title = rest.lstrip(". ")
    return tells_body(body[:-1]) and not places_before_colon(title, Span(0, len(title)))


def _names_at_start(text: str, start: int) -> list[Name]:
    names: list[Name] = []
    at = start
    while len(names) < 100 and (name := parse_inverted(text, at)):
        names.append(name)
        separator = re.compile(r"(?:[\s,;&]|…|\. ?\. ?\.)*(?:(?:en|and|und)\s+)?").match(text, name.span.end)
        at = separator.end() if separator else len(text)
    return names


def _names_run_to(text: str, start: int, limit: int) -> int:
    names = _names_at_start(text[:limit], start)
    if not names:
        return start
    tail = re.compile(r"[\s.,]*").match(text, names[-1].span.end)
    return tail.end() if tail else names[-1].span.end


def _undated(reference: Reference, start: int) -> int:
    """No date at the beginning: names that cannot be a title, and perhaps a year at the end."""
    text = reference.text
    names = (
        _names_at_start(text, start)
        or parse_vancouver(text, start)
        or _name_in_full(text, start)
        or _names_before_comma(text, start)
    )
    end = names[-1].span.end if names else start
    if names and (role := EDITOR_ROLE.match(text, end + len(text[end:]) - len(text[end:].lstrip(" ,")))):
        reference.editors, end = tuple(names), role.end()
    else:
        reference.authors = tuple(names)
    if year := _YEAR_OF_JOURNAL.search(text, end) or _YEAR_AT_END.search(text, max(end, len(text) - 300)):
        _set_date(reference, year)
    return end if names else start


def _name_in_full(text: str, start: int) -> list[Name]:
    """``Smit, Jan. Op koers. Utrecht: …``: the one sentence that is a name."""
    stop = text.find(". ", start, start + 80)
    if stop < 0 or not re.fullmatch(r"[A-ZÀ-Þ][\w'’-]+, [A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’.-]*){0,2}", text[start:stop]):
        return []
    return [name.moved(start) for name in parse_byline(text[start:stop]).names if not name.is_body]


_BEFORE_COMMA = re.compile(
    r"(?:(?:[A-ZÀ-Þ]\.\s?)+(?:-[A-ZÀ-Þ]\.\s?)?\s*(?:(?:van|von|de|den|der|ten|ter|te|in|op|['’]t|el)\s+)*"
    r"[A-ZÀ-Þ][\w'’-]+(?P<after>\s+(?:&|en|and)\s+|,\s+))+?(?=[^\W\d_]{2}|['\"‘“’])"
)


def _names_before_comma(text: str, start: int) -> list[Name]:
    """``M. Prins, De wet, Deventer: Kluwer 2013``, as lawyers cite: initials first, a comma behind the last name."""
    match = _BEFORE_COMMA.match(text, start)
    if match is None or not (
        text[match.end()] in "'\"‘“’" or _YEAR_AT_END.search(text, max(match.end(), len(text) - 300))
    ):
        return []
    names = parse_byline(text[start : match.end()].rstrip(", ")).names
    return [name.moved(start) for name in names]


def _who(reference: Reference, start: int, end: int) -> None:
    head = reference.text[start:end]
    if (genre := re.search(r"\[([^\[\]]{1,60})\][\s.]*$", head)) and not EDITOR_ROLE.search(
        genre[0]
    ):  # Koning, F. [Podcast]. (2023)
        reference.genre = Span(start + genre.start(1), start + genre.end(1))
        head = head[: genre.start()]
    if spelled := _spelled_out(head):
        reference.authors = (Name(Span(start + spelled.start, start + spelled.end)),)
        return
    if helpers := HELPERS.search(head):
        found = parse_byline(head[helpers.end() :].rstrip(" )")).names
        reference.contributors = tuple(name.moved(start + helpers.end()) for name in found)
        head = head[: helpers.start()]
    byline = parse_byline(head)
    names = byline.names
    if len(names) == 1 and not names[0].is_body and names[0].given is None:
        names = (Name(names[0].span),)  # de Argumentenfabriek: people have initials here
    if one := _one_body(head, names):
        names = (one,)
    elif names and names[0].is_body and not byline.edited:
        names = _body(head, names)
    if not names and (role := EDITOR_ROLE.search(head)) and head.strip(" .,") == role[0]:
        reference.authors = (Name(Span(start + role.start(), start + role.end())),)  # Redactie (2015)
        return
    names = tuple(name.moved(start) for name in names)
    reference.et_al = byline.et_al
    if byline.edited or EDITOR_ROLE.search(head):
        reference.editors = names
    else:
        reference.authors = names


def _spelled_out(head: str) -> Span | None:
    """``Bond van Waterschapslaboratoria & Meetdiensten (BWM)``: letters of its words say that the whole is one body."""
    match = re.fullmatch(r"\s*(?P<name>[^().;]{4,200}) \((?P<short>[A-Z]{2,8})\)[\s.,]*", head)
    if match is None:
        return None
    first_letters = "".join(re.findall(r"(?<![\w'’])\w", match["name"])).upper()
    rest = iter(first_letters)
    return (
        Span(match.start("name"), match.end("short") + 1) if all(letter in rest for letter in match["short"]) else None
    )


def _one_body(head: str, names: tuple[Name, ...]) -> Name | None:
    """``Departement Onderwijs & Vorming``: behind a body called after its subject, no other body or person."""
    first, others = (names[0].span.of(head), names[1:]) if names else ("", ())
    if (
        not others
        or not names[0].is_body
        or first.split()[0].casefold() not in OF_A_SUBJECT
        or re.search(r"[,;/+|]", head)
    ):
        return None
    for other in others:
        said = other.span.of(head)
        if other.initials_only or tells_body(said) or sum(c.isupper() for c in said.split()[0]) > 1:
            return None
    return Name(Span(names[0].span.start, names[-1].span.end))


def _body(head: str, names: tuple[Name, ...]) -> tuple[Name, ...]:
    """A head that begins with a body and holds no inverted name is that one body, commas and all."""
    if not all(name.is_body for name in names) or re.search(r"[&;/]", head):
        return names
    if ("," not in head or len(names) > 2) and all(tells_body(name.span.of(head)) for name in names):
        return names  # PO-Raad, VO-raad en MBO Raad
    whole = without_stop(head, trim(head, 0, len(head)))
    return (Name(whole),) if whole.end > whole.start else ()
