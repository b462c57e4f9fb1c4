"""ParsedPage to Publication: the only place where judgements are made.

For each field the witnesses are asked in a fixed order: the page's own label first, then its
reference, then its embedded metadata. What no witness says is absent, and a remark says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from vm2graph.addresses import joined
from vm2graph.errors import InterpretError
from vm2graph.model import (
    Download,
    ParsedPage,
    Person,
    Publication,
    Remark,
    Span,
    Stated,
    Status,
)
from vm2graph.reading.activities import activities
from vm2graph.reading.agents import makers
from vm2graph.reading.findings import findings, headings
from vm2graph.reading.imprint import identifiers, issued, places, publishers, rights, series, temporal
from vm2graph.reading.language import foreign_title, language_of, named_language
from vm2graph.reading.outline import LONGEST_TITLE
from vm2graph.reading.remarks import remark
from vm2graph.reading.slips import slips
from vm2graph.reading.subjects import themes
from vm2graph.reading.tidy import Tidy, fold, stated, stated_prose
from vm2graph.reading.titles import titles
from vm2graph.reading.witnesses import EMBEDDED, Witnesses
from vm2graph.reading.wordlists import words

# labels that only a page about a publication has; two different ones, or a reference, make it one
_TELLING = words("creators editors contributors citation abstract publishers isbn doi handle series report download")
_IN_PRINT = words("citation publishers isbn doi handle series report")
_EVENT = words("locatie tijd tijdstip aanvang zaal spreker sprekers prijs kosten")
_RESEARCH = re.compile(
    r"\bonderzoeks?(?:publicatie|rapport|verslag|rapportage)|\bresearch (?:report|publication|paper)"
    r"|\bforschungsbericht",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+$", re.IGNORECASE)


def interpret(page: ParsedPage, default_language: str = "nl") -> Publication:
    """The publication a page describes. Raises InterpretError where it describes none."""
    witnesses = Witnesses(page)
    if not _is_publication(witnesses):
        raise InterpretError(
            "This page does not describe a publication: it has no reference, and no authors with a summary;"
            " give the page of one publication.",
            "not_a_publication",
        )
    remarks: list[Remark] = []
    title, subtitle = titles(witnesses, remarks)
    who = makers(witnesses)
    remarks += who.remarks
    page_language = _page_language(witnesses, title, default_language)
    date = issued(witnesses, remarks)
    imprint = publishers(witnesses, subtitle, who.creators)
    subject, abstract = themes(witnesses), _abstract(witnesses)
    numbers, download = identifiers(witnesses, remarks), _download(page, remarks)
    citation = stated(page.text, witnesses.citation.passage, "label:citation") if witnesses.citation else None
    publication = Publication(
        source=page.source,
        title=title,
        language=_language(witnesses, title, subtitle, page_language),
        page_language=page_language,
        kind=_kind(witnesses, title),
        subtitle=subtitle,
        creators=who.creators,
        editors=who.editors,
        contributors=who.contributors,
        issued=date,
        publishers=imprint,
        places=places(witnesses),
        themes=subject,
        abstract=abstract,
        citation=citation,
        temporal=temporal(page.text, subtitle, title),
        identifiers=numbers,
        series=series(witnesses),
        download=download,
        rights=rights(witnesses),
        sections=headings(page),
    )
    publication = _with_things(page, publication)
    remarks += _gaps(witnesses, publication)
    if abstract is not None:
        remarks += slips(page.text, abstract.evidence[0])
    return replace(publication, remarks=tuple(remarks))


def _with_things(page: ParsedPage, publication: Publication) -> Publication:
    """The publication with what its page says beyond the bibliography."""
    prose = publication.abstract.evidence[0] if publication.abstract else None
    people = [agent.value for agent in (*publication.creators, *publication.editors)]
    families = {fold(one.family.value) for one in people if isinstance(one, Person) and one.family is not None}
    done, facts = activities(page.text, prose, (publication.title, publication.subtitle), families)
    return replace(publication, things=(*findings(page), *done), facts=tuple(facts))


def _is_publication(page: Witnesses) -> bool:
    fields = page.page.fields
    names = {f.name for f in fields if f.label.end > f.label.start or f.name == "citation"} & _TELLING
    if page.page.links:
        names.add("download")
    if not names & _IN_PRINT and _is_event(page):
        return False
    return "citation" in names or len(names) > 1 or _is_described(page)


def _is_event(page: Witnesses) -> bool:
    """Whether two labels of the page are those of a meeting, such as ``Locatie`` and ``Tijd``."""
    return len({label for f in page.fields("other") if (label := fold(f.label.of(page.page.text))) in _EVENT}) > 1


def _is_described(page: Witnesses) -> bool:
    """Whether metadata made for publications names the makers of the very work in the heading of the page."""
    shown = page.page.title
    heading = fold(shown.of(page.page.text)[:LONGEST_TITLE]) if shown else ""
    works = [fold(work.value.of(page.page.text)) for work in page.embedded("title", *EMBEDDED[:-1])]
    named = page.embedded("creators", *EMBEDDED[:-1])
    return bool(heading and named) and any(work.startswith(heading) for work in works)


def _abstract(page: Witnesses) -> Stated[str] | None:
    for field in page.fields("abstract"):
        for value in field.values:
            if field.label.end > field.label.start:
                return stated_prose(page.page.text, value, "label:abstract")
            prose = stated_prose(page.page.text, value, "unlabelled-prose")
            note = "the page labels no summary; this is the prose that stands beside its fields"
            return Stated(prose.value, prose.evidence, prose.rule, Status.INFERRED, note)
    return None


def _page_language(page: Witnesses, title: Stated[str], default: str) -> Stated[str]:
    abstract = page.values("abstract")[:1]
    if abstract and (language := language_of(abstract[0].of(page.page.text), least=3)):
        note = "the language most of the summary's common words are in"
        return Stated(language, abstract, "common-words", Status.INFERRED, note)
    if language := page.page.label_language:
        evidence = tuple(field.label for field in page.page.fields if field.label.end > field.label.start)
        return Stated(language, evidence[:3], "labels", Status.INFERRED, "the language most labels are in")
    for value in page.embedded("page_language", "html"):
        if language := named_language(value.value.of(page.page.text)):
            note = "the language the page declares"
            return Stated(language, (value.value,), "embedded:html", Status.INFERRED, note)
    return Stated(default, title.evidence, "default", Status.INFERRED, "no words to tell by; the collection's default")


def _language(
    page: Witnesses, title: Stated[str], subtitle: Stated[str] | None, page_language: Stated[str]
) -> Stated[str]:
    for value in page.values("language"):
        tidy = Tidy(page.page.text, value)
        if language := named_language(tidy.text):
            return Stated(language, (tidy.passage,), "label:language", Status.NORMALISED)
    for embedded in page.embedded("language"):
        if language := named_language(embedded.value.of(page.page.text)):
            return Stated(language, (embedded.value,), f"embedded:{embedded.scheme}", Status.NORMALISED)
    words = title.value + (f" {subtitle.value}" if subtitle else "")
    evidence = title.evidence + (subtitle.evidence if subtitle else ())
    if language := foreign_title(words, page_language.value):
        note = "the language the common words of the title are in, unlike those of the page"
        return Stated(language, evidence, "title-words", Status.INFERRED, note)
    note = "taken to be the language of the page: " + (page_language.note or "")
    return Stated(page_language.value, page_language.evidence, page_language.rule, Status.INFERRED, note)


def _kind(page: Witnesses, title: Stated[str]) -> Stated[str]:
    text = page.page.text
    places = [link.text for link in page.page.links] + list(page.values("kind"))
    places += [span for span in (page.page.title, page.page.subtitle) if span is not None]
    for place in places:
        if match := _RESEARCH.search(text, place.start, place.end):
            note = "the page calls it a research publication"
            return Stated("research report", (Span(*match.span()),), "kind-words", Status.INFERRED, note)
    return Stated(
        "report", title.evidence, "default", Status.INFERRED, "the page does not say that it reports research"
    )


def _download(page: ParsedPage, remarks: list[Remark]) -> Stated[Download] | None:
    """The link to the publication; its address only where the page gives one that leads somewhere."""
    named = next((link for link in page.links if link.target), page.links[0] if page.links else None)
    if named is None:
        return _download_field(page)
    name = stated(page.text, named.text, "download-link")
    base = page.source.id if _ADDRESS.match(page.source.id) else None
    target = joined(base, named.target) if named.target else None
    if target and _ADDRESS.match(target):
        url = Stated(target, (named.text,), "link-target", Status.NORMALISED)
        return Stated(Download(name, url), (named.text,), "download-link", Status.NORMALISED)
    remarks.append(remark("relative_link" if target else "missing_link", "download", (named.text,), value=target or ""))
    return Stated(Download(name), (named.text,), "download-link", Status.NORMALISED)


def _download_field(page: ParsedPage) -> Stated[Download] | None:
    """An address under a label such as ``Download:``."""
    for value in Witnesses(page).values("download"):
        tidy = Tidy(page.text, value)
        if _ADDRESS.match(tidy.text):
            url = Stated(tidy.text, (tidy.passage,), "label:download", Status.VERBATIM)
            return Stated(
                Download(stated(page.text, value, "label:download"), url),
                (tidy.passage,),
                "label:download",
                Status.NORMALISED,
            )
    return None


# a field of the record, the code of its absence, and whether the reference may fill it
_GAPS = (
    ("creators", "missing_creator"),
    ("issued", "missing_date"),
    ("publishers", "missing_publisher"),
    ("themes", "missing_theme"),
    ("abstract", "missing_abstract"),
    ("citation", "missing_citation"),
    ("download", "missing_download"),
)


def _gaps(page: Witnesses, publication: Publication) -> Iterator[Remark]:
    """What is missing, what is empty, and what stands twice."""
    for name, code in _GAPS:
        label = page.label(name)
        present = bool(getattr(publication, name)) or (name == "creators" and bool(publication.editors))
        if not present:
            yield remark(code, name, label)
        elif label and not page.values(name) and name != "download":
            yield remark("empty_field", name, label)
    for first, again in page.repeated():
        yield remark("duplicate_label", _RECORD_FIELD.get(first.name, first.name), (first.label, again.label))
    if page.citation and page.reference.title is None:
        yield remark("unreadable_citation", "citation", (page.citation.passage,))


_RECORD_FIELD = dict.fromkeys(("isbn", "doi", "handle", "url", "report"), "identifiers")
