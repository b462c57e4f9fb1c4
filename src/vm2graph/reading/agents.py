"""Who made a publication: the names of its by-lines, matched with those of its reference.

A name in the by-line and one in the reference are one person only within one page, and only where
family name and first initial agree; the reference's form is then an alternate name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vm2graph.model import Agent, Organisation, Person, Remark, Span, Stated, Status
from vm2graph.reading.bylines import HELPERS, parse_byline
from vm2graph.reading.names_of_people import Name, initials_of
from vm2graph.reading.remarks import remark
from vm2graph.reading.tidy import Tidy, fold
from vm2graph.reading.witnesses import REFERENCE_RULE, Witnesses


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as one line of the page has it."""

    name: Name
    line: Tidy
    rule: str

    def words(self, span: Span | None) -> str:
        """The words of a part of the name."""
        return "" if span is None else span.of(self.line.text)

    def said(self, span: Span) -> Stated[str]:
        """A part of the name as a value."""
        return self.line.stated(span.start, span.end, self.rule)

    @property
    def inverted(self) -> bool:
        """Whether the family name stands first."""
        name = self.name
        return name.family is not None and name.given is not None and name.family.start < name.given.start


@dataclass(slots=True)
class Makers:
    """Creators, editors and contributors in page order, and what there is to remark about them."""

    creators: tuple[Stated[Agent], ...]
    editors: tuple[Stated[Agent], ...]
    contributors: tuple[Stated[Agent], ...]
    remarks: list[Remark]


def makers(page: Witnesses) -> Makers:
    """Everyone a page names, by role."""
    reference = page.reference
    cited = _cited(page, reference.authors)
    cited_editors = _cited(page, () if reference.container else reference.editors)
    creators, helpers, edited, et_al = _named(page, "creators")
    editors, more_helpers, _, _ = _named(page, "editors")
    contributors = [*_named(page, "contributors")[0], *helpers, *more_helpers]
    creators = _without_affiliations(creators, cited)
    if edited:
        creators, editors = [], [*editors, *creators]
    remarks: list[Remark] = []
    if creators and (complete := _completed(creators, cited)) and et_al:
        creators, et_al = complete, reference.et_al
    elif creators and cited and not reference.et_al:
        remarks += _disagreement(creators, [*cited, *cited_editors], [*editors, *contributors])
    if not creators and not editors:
        creators, editors, et_al = cited, cited_editors, reference.et_al
    if not creators and not editors:
        creators = _from_metadata(page)
    if et_al:
        remarks.append(remark("incomplete_creators", "creators", tuple(m.line.passage for m in creators[:1])))
    others = [*cited, *cited_editors]
    return Makers(
        tuple(_agent(m, others) for m in creators),
        tuple(_agent(m, others) for m in editors),
        tuple(_agent(m, others) for m in contributors),
        remarks,
    )


def _cited(page: Witnesses, names: Iterable[Name]) -> list[Mention]:
    line = page.citation
    return [] if line is None else [Mention(name, line, REFERENCE_RULE) for name in names]


def _named(page: Witnesses, field: str) -> tuple[list[Mention], list[Mention], bool, bool]:
    """The names under a label, those who helped, whether they edited, and whether there are more."""
    names: list[Mention] = []
    helpers: list[Mention] = []
    edited = et_al = False
    rule = "by-line" if field == "creators" else f"label:{field}"
    for value in page.values(field):
        line = Tidy(page.page.text, value)
        cut = HELPERS.search(line.text)
        by = _BY.match(line.text)
        start = by.end() if by else 0
        byline = parse_byline(line.text[start : cut.start() if cut else None]).moved(start)
        if not byline.edited and (whole := _as_cited(page, line)):
            names.append(Mention(whole, line, rule))
            continue
        names += [Mention(name, line, rule) for name in byline.names]
        if cut:
            found = parse_byline(line.text[cut.end() :]).names
            helpers += [Mention(name.moved(cut.end()), line, rule) for name in found]
        edited, et_al = edited or byline.edited, et_al or byline.et_al
    return _once(names), _once(helpers), edited, et_al


_BY = re.compile(r"(?:geschreven door|door|written by|by|von)\s+(?=[A-ZÀ-Þ])", re.IGNORECASE)


def _as_cited(page: Witnesses, line: Tidy) -> Name | None:
    """The whole line as one body, where the reference names that body."""
    bodies = {fold(name.span.of(page.reference.text)) for name in page.reference.authors if name.is_body}
    return Name(Span(0, len(line.text))) if line.text and fold(line.text) in bodies else None


def _once(mentions: list[Mention]) -> list[Mention]:
    """The same words twice are one name."""
    return list({fold(m.words(m.name.span)): m for m in reversed(mentions)}.values())[::-1]


def _from_metadata(page: Witnesses) -> list[Mention]:
    """Names that stand only in embedded metadata."""
    found: list[Mention] = []
    for value in page.embedded("creators"):
        line = Tidy(page.page.text, value.value)
        found += [Mention(name, line, f"embedded:{value.scheme}") for name in parse_byline(line.text).names]
    return _once(found)


# ---------------------------------------------------------------- one person, two forms


def _same(one: Mention, other: Mention) -> Mention | None:
    """``one`` where ``other`` names the same, cut where the reference cuts the family name."""
    mine, yours = one.name, other.name
    if mine.is_body or yours.is_body:
        return one if _body_key(one.words(mine.span)) == _body_key(other.words(yours.span)) else None
    if not _initials_agree(one.words(mine.given), other.words(yours.given)):
        return None
    family = fold(other.words(yours.family))
    if fold(one.words(mine.family)) == family:
        return one
    if fold(one.words(mine.particle) + one.words(mine.family)) == fold(
        other.words(yours.particle) + other.words(yours.family)
    ):
        return one
    return None if one.inverted else _recut(one, family)


def _body_key(words: str) -> str:
    """A body without the abbreviation in brackets behind it: ``Sociaal en Cultureel Planbureau (SCP)``."""
    return fold(re.sub(r"\s*\([^()]{1,20}\)$", "", words))


def _initials_agree(one: str, other: str) -> bool:
    """Whether a given name may stand behind initials; a name in use need not be the first one."""
    mine, yours = initials_of(one), initials_of(other)
    return not mine or not yours or mine[0] in yours or yours[0] in mine


def _recut(one: Mention, family: str) -> Mention | None:
    """``Maria García Lopez`` is García Lopez, M. where the reference says so."""
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", one.line.text[: one.name.span.end])]
    words = [w for w in words if w[0] >= one.name.span.start]
    for i in range(1, len(words)):
        if fold(one.line.text[words[i][0] : words[-1][1]]) == family:
            given, last = Span(words[0][0], words[i - 1][1]), Span(words[i][0], words[-1][1])
            return replace(one, name=replace(one.name, given=given, particle=None, family=last))
    return None


def _without_affiliations(creators: list[Mention], cited: Sequence[Mention]) -> list[Mention]:
    """``Jan Smit, Hogeschool Zuid``: the body behind a person is no author where the reference has only people."""
    if not cited or any(c.name.is_body for c in cited):
        return creators
    kept: list[Mention] = []
    for before, mention in zip([None, *creators], creators, strict=False):
        known = before is not None and before.line is mention.line and any(_same(before, c) for c in cited)
        if not (known and before and mention.name.is_body and _only_comma(before, mention)):
            kept.append(mention)
    return kept


def _only_comma(one: Mention, other: Mention) -> bool:
    between = one.line.text[one.name.span.end : other.name.span.start]
    return re.search(r"&|\b(?:en|and|und)\b|;", between) is None


def _completed(creators: Sequence[Mention], cited: Sequence[Mention]) -> list[Mention] | None:
    """A by-line with ``e.a.`` and the rest of the names from the reference, which goes on from it."""
    if len(cited) <= len(creators):
        return None
    if all(_same(mine, yours) for mine, yours in zip(creators, cited, strict=False)):
        return [*creators, *cited[len(creators) :]]
    return None


def _disagreement(creators: Sequence[Mention], cited: Sequence[Mention], others: Sequence[Mention]) -> list[Remark]:
    """Names that stand only in the by-line or only in the reference."""
    only_here = [m for m in creators if not any(_same(m, c) for c in cited)]
    only_there = [c for c in cited if not any(_same(m, c) for m in [*creators, *others])]
    if not only_here and not only_there:
        return []
    differing = [*only_here, *only_there]
    names = " / ".join(m.words(m.name.span) for m in differing)
    evidence = tuple(m.line.span(m.name.span.start, m.name.span.end) for m in differing)
    return [remark("creator_disagreement", "creators", evidence, value=names)]


# ---------------------------------------------------------------- as values


def _agent(mention: Mention, cited: Sequence[Mention]) -> Stated[Agent]:
    match = next(((c, cut) for c in cited if c is not mention and (cut := _same(mention, c))), None)
    alternates: tuple[Stated[str], ...] = ()
    if match is not None:
        other, mention = match
        if other.words(other.name.span) != mention.words(mention.name.span):
            alternates = (other.said(other.name.span),)
    evidence = (mention.line.span(mention.name.span.start, mention.name.span.end),)
    agent: Agent = (
        Organisation(mention.said(mention.name.span), alternates)
        if mention.name.is_body
        else _person(mention, alternates)
    )
    return Stated(agent, evidence, mention.rule, Status.NORMALISED)


def _person(mention: Mention, alternates: tuple[Stated[str], ...]) -> Person:
    name = mention.name
    assert name.family is not None  # noqa: S101 - a body is no person
    said, particle = mention.said(name.span), mention.said(name.particle) if name.particle else None
    if mention.inverted:
        alternates = (said, *alternates)
        if particle is not None and particle.value != particle.value.lower():
            particle = replace(particle, value=particle.value.lower(), status=Status.NORMALISED)
        words = [mention.words(name.given), particle.value if particle else "", mention.words(name.family)]
        said = replace(said, value=" ".join(word for word in words if word), status=Status.NORMALISED)
    given = mention.said(name.given) if name.given else None
    return Person(said, given, particle, mention.said(name.family), alternates, initials_only=name.initials_only)
