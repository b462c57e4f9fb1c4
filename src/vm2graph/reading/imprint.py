"""When, where and by whom a publication was issued, and the numbers it goes by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vm2graph.model import (
    Agent,
    Identifier,
    Organisation,
    PartialDate,
    Period,
    Place,
    Remark,
    Span,
    Stated,
    Status,
)
from vm2graph.reading.cited_places import cities_in, city_behind
from vm2graph.reading.cited_series import is_number
from vm2graph.reading.dates import agree, find_date, find_periods, is_year_range, precision
from vm2graph.reading.remarks import remark
from vm2graph.reading.tidy import BULLET, Tidy, fold, stated
from vm2graph.reading.witnesses import REFERENCE_RULE, Witnesses
from vm2graph.reading.wordlists import words


def issued(page: Witnesses, remarks: list[Remark]) -> Stated[PartialDate] | None:
    """The date of the field, made more precise by the reference where both agree."""
    labelled, cited = _labelled_date(page, remarks), _cited_date(page)
    if labelled and cited:
        if agree(labelled.value, cited.value):
            return cited if precision(cited.value) > precision(labelled.value) else labelled
        evidence = (*labelled.evidence, *cited.evidence)
        remarks.append(remark("date_disagreement", "issued", evidence, value=labelled.value.isoformat()))
    return labelled or cited or _embedded_date(page)


def _labelled_date(page: Witnesses, remarks: list[Remark]) -> Stated[PartialDate] | None:
    for field in page.fields("issued"):
        for value in page.said(field):
            tidy = Tidy(page.page.text, value)
            found = None if is_year_range(tidy.text) else find_date(tidy.text)
            if found:
                passage = tidy.span(found.start, found.end)
                return Stated(found.value, (passage,), "label:issued", Status.NORMALISED)
            if re.search(r"\w", tidy.text):
                remarks.append(remark("unreadable_date", "issued", (tidy.passage,), value=tidy.text))
    return None


def _cited_date(page: Witnesses) -> Stated[PartialDate] | None:
    date, value = page.reference.date, page.reference.issued
    if date is None or value is None:
        return None
    return Stated(value, (page.cited(date),), REFERENCE_RULE, Status.NORMALISED)


def _embedded_date(page: Witnesses) -> Stated[PartialDate] | None:
    """Only from metadata about the publication; a page's own date says nothing of it."""
    for embedded in page.embedded("issued"):
        if found := find_date(embedded.value.of(page.page.text)):
            return Stated(found.value, (embedded.value,), f"embedded:{embedded.scheme}", Status.NORMALISED)
    return None


def temporal(text: str, *lines: Stated[str] | None) -> Stated[Period] | None:
    """The one stretch of years that subtitle or title states."""
    for line in lines:
        if line is None:
            continue
        tidy = Tidy(text, line.evidence[0])
        found = list(find_periods(tidy.text))
        if len(found) == 1:
            passage = tidy.span(found[0].start, found[0].end)
            return Stated(found[0].value, (passage,), "year-range", Status.NORMALISED)
    return None


# ---------------------------------------------------------------- publisher and place

_AUTHOR = words("auteur auteurs author authors autor autoren verfasser deauteur deauteurs")


def publishers(
    page: Witnesses, subtitle: Stated[str] | None, creators: tuple[Stated[Agent], ...]
) -> tuple[Stated[Organisation], ...]:
    """The publishers of the label, else of the reference; ``auteur`` stands for the authors, as far as
    bodies come first.

    Where a page prints no reference, those that its metadata gives the work.
    """
    if labelled := [_without_city(page, name) for name in _items(page, "publishers")]:
        if len(labelled) == 1:
            labelled = _paired(page, labelled[0])
        return tuple(Stated(Organisation(name), name.evidence, name.rule, Status.NORMALISED) for name in labelled)
    found: list[Stated[Organisation]] = []
    for part in page.reference.publishers:
        name = page.from_reference(part)
        said = stated(page.page.text, page.cited(part), REFERENCE_RULE)
        if fold(name.value) in _AUTHOR:
            found += _author_as_publisher(name, creators)
        elif not (subtitle and fold(subtitle.value) == fold(name.value)):
            found.append(Stated(Organisation(said), name.evidence, REFERENCE_RULE, Status.NORMALISED))
    return tuple(found) if page.citation else tuple(_embedded_publishers(page))


def _embedded_publishers(page: Witnesses) -> Iterator[Stated[Organisation]]:
    for value in page.embedded("publishers"):
        name = stated(page.page.text, value.value, f"embedded:{value.scheme}")
        if name.value:
            yield Stated(Organisation(name), name.evidence, name.rule, Status.NORMALISED)


def _paired(page: Witnesses, name: Stated[str]) -> list[Stated[str]]:
    """``ecbo/Stichting X`` beside two places is two publishers; else the stroke is part of the name."""
    count = len(_items(page, "places") or page.reference.places)
    tidy = Tidy(page.page.text, name.evidence[0])
    parts = list(re.finditer(r"[^\s/](?:[^/]*[^\s/])?", tidy.text))
    if count < 2 or len(parts) != count or "/" not in tidy.text:
        return [name]
    return [stated(page.page.text, tidy.span(*part.span()), name.rule) for part in parts]


def _without_city(page: Witnesses, name: Stated[str]) -> Stated[str]:
    """``Bureau Noord, Utrecht`` and ``Utrecht: Bureau Noord``: the publisher alone."""
    tidy = Tidy(page.page.text, name.evidence[0])
    start, end = _around(tidy.text)
    return stated(page.page.text, tidy.span(start, end), name.rule) if end - start < len(tidy.text) else name


def _around(words: str) -> tuple[int, int]:
    """Where a publisher stands between the cities before a colon and those behind a comma."""
    if cut := city_behind(words):
        return 0, cut - len(", ")
    before, _, name = words.partition(":")
    if name.strip() and cities_in(before, Span(0, len(before.rstrip()))):
        return len(words) - len(name.lstrip()), len(words)
    return 0, len(words)


def _cities(page: Witnesses) -> Iterator[Stated[str]]:
    """The cities that stand around publishers."""
    for name in _items(page, "publishers"):
        tidy = Tidy(page.page.text, name.evidence[0])
        start, end = _around(tidy.text)
        for where in (Span(0, len(tidy.text[:start].rstrip(" :"))), Span(min(end + 2, len(tidy.text)), len(tidy.text))):
            for city in cities_in(tidy.text, where):
                yield stated(page.page.text, tidy.span(city.start, city.end), name.rule)


def _author_as_publisher(word: Stated[str], creators: tuple[Stated[Agent], ...]) -> Iterator[Stated[Organisation]]:
    for creator in creators:
        if not isinstance(body := creator.value, Organisation):
            return
        evidence = (*word.evidence, *creator.evidence)
        yield Stated(Organisation(body.name), evidence, "author-as-publisher", Status.NORMALISED)


def places(page: Witnesses) -> tuple[Stated[Place], ...]:
    """The places of publication of the label, else of the reference, else those behind the publishers."""
    cited = [stated(page.page.text, page.cited(part), REFERENCE_RULE) for part in page.reference.places]
    names = _items(page, "places") or cited or list(_cities(page))
    return tuple(Stated(Place(name), name.evidence, name.rule, Status.NORMALISED) for name in names)


_ITEM = re.compile(r"[^;|/]+")


def _items(page: Witnesses, name: str) -> list[Stated[str]]:
    """The values under a label: a line each, or several on a line."""
    items: list[Stated[str]] = []
    for value in page.values(name):
        tidy = Tidy(page.page.text, value)
        pattern = _ITEM if name == "places" else re.compile(r"[^;|]+")
        for match in pattern.finditer(tidy.text):
            words = BULLET.sub("", match[0].strip(" .,"))
            if words:
                start = match.start() + match[0].index(words)
                items.append(stated(page.page.text, tidy.span(start, start + len(words)), f"label:{name}"))
    return items


def series(page: Witnesses) -> Stated[str] | None:
    """The series of the label, else of the reference."""
    for value in page.values("series"):
        if (said := stated(page.page.text, value, "label:series")).value and not is_number(said.value):
            return said
    part = page.reference.series
    return stated(page.page.text, page.cited(part), REFERENCE_RULE) if part else None


# ---------------------------------------------------------------- identifiers and rights

_ISBN = re.compile(r"(?<![\d-])(?:97[89][\s\u2010-\u2015-]?)?(?:\d[\s\u2010-\u2015-]?){9}[\dXx](?![\d-])")
_DOI = re.compile(r"10\.\d{4,9}/[^\s<>\"]{1,300}")
_HANDLE = re.compile(
    r"(?:https?://hdl\.handle\.net/|^hdl:\s*|^)(?P<handle>\d[\d.]{0,20}/[^\s<>\"]{1,200})", re.IGNORECASE
)
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]{3,1000}", re.IGNORECASE)


def identifiers(page: Witnesses, remarks: list[Remark]) -> tuple[Stated[Identifier], ...]:
    """Every number and address that labels, reference and embedded metadata give, each once."""
    found: dict[Identifier, Stated[Identifier]] = {}
    for scheme, number, evidence, rule in _numbers(page):
        value = _canonical(scheme, number)
        if value is None:
            if scheme == "isbn" and len(re.sub(r"[^\dXx]", "", number)) in {10, 13}:
                remarks.append(remark("invalid_isbn", "identifiers", (evidence,), value=number.strip()))
            continue
        identifier = Identifier(scheme, value)
        found.setdefault(identifier, Stated(identifier, (evidence,), rule, Status.NORMALISED))
    return tuple(found.values())


def _numbers(page: Witnesses) -> Iterator[tuple[str, str, Span, str]]:
    for scheme in ("isbn", "doi", "handle", "url", "report"):
        for value in page.values(scheme):
            tidy = Tidy(page.page.text, value)
            yield scheme, tidy.text, tidy.passage, f"label:{scheme}"
    for value in page.values("series"):  # Reeks: ROA-R-2015/6
        tidy = Tidy(page.page.text, value)
        if is_number(tidy.text):
            yield "report", tidy.text, tidy.passage, "label:series"
    reference = page.reference
    parts = {"isbn": reference.isbn, "doi": reference.doi, "url": reference.url, "report": reference.report_number}
    for scheme, part in parts.items():
        if part is not None:
            yield scheme, part.of(reference.text), page.cited(part), REFERENCE_RULE
    for scheme in ("isbn", "doi"):
        for embedded in page.embedded(scheme):
            yield scheme, embedded.value.of(page.page.text), embedded.value, f"embedded:{embedded.scheme}"


def _canonical(scheme: str, words: str) -> str | None:
    """The form that identifies: digits of an ISBN, a DOI in lower case without its resolver."""
    if scheme == "isbn":
        match = _ISBN.search(words)
        digits = re.sub(r"[^\dXx]", "", match[0]).upper() if match else ""
        return digits if is_isbn(digits) else None
    if scheme == "report":
        return words.strip(" .") or None
    match = {"doi": _DOI, "handle": _HANDLE, "url": _URL}[scheme].search(words)
    if match is None:
        return None
    if scheme == "handle":
        return match["handle"].rstrip(".,;")
    return match[0].rstrip(".,;").lower() if scheme == "doi" else match[0].rstrip(".,;")


def is_isbn(digits: str) -> bool:
    """Whether the check digit is right (ISO 2108)."""
    if not digits.isascii():
        return False
    if re.fullmatch(r"97[89]\d{10}", digits):
        return sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", digits):
        return sum((10 - i) * (10 if d == "X" else int(d)) for i, d in enumerate(digits)) % 11 == 0
    return False


_LICENCE_IRI = re.compile(
    r"https?://creativecommons\.org/(?P<path>(?:licenses/[a-z-]+|publicdomain/zero)/\d\.\d)", re.IGNORECASE
)
_LICENCE_NAME = re.compile(r"\bCC[ -](?P<terms>BY(?:-NC)?(?:-SA|-ND)?)[ -](?P<version>\d\.\d)\b", re.IGNORECASE)


def rights(page: Witnesses) -> Stated[str] | None:
    """A Creative Commons licence that the page names with its version under a label for rights."""
    for value in page.values("rights"):
        tidy = Tidy(page.page.text, value)
        if match := _LICENCE_IRI.search(tidy.text):
            iri = f"https://creativecommons.org/{match['path'].lower()}/"
        elif match := _LICENCE_NAME.search(tidy.text):
            iri = f"https://creativecommons.org/licenses/{match['terms'].lower()}/{match['version']}/"
        else:
            continue
        return Stated(iri, (tidy.span(*match.span()),), "label:rights", Status.NORMALISED)
    return None
