"""Notes brought to the publication of their page: they add, and where they speak of the same words they come first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from vm2graph.knowledge import Curator, Fact, Ref, Thing
from vm2graph.model import Publication, Remark, Span
from vm2graph.notes.entries import Notes

# what is an answer to the same question: a curator's conclusion replaces what a rule took for a finding
_SAME_SORT = {"finding": "claim", "conclusion": "claim", "monitoring": "activity", "research": "activity"}


def annotate(publication: Publication, notes: Notes) -> Publication:
    """The publication with the notes on its page.

    What a rule found on words that an entry of the same sort quotes, or on words that are left out, gives way.
    """
    claimed: dict[str, list[Span]] = {}
    for thing in notes.things:
        claimed.setdefault(_SAME_SORT.get(thing.kind, thing.kind), []).extend(_words(thing))
    kept = [thing for thing in publication.things if not _gives_way(thing, claimed, notes.left_out)]
    bodies = {_key(name): thing.ref for thing in notes.things for name in _names(thing)}
    renamed = {thing.ref: bodies[_key(name)] for thing in kept for name in _names(thing)[:1] if _key(name) in bodies}
    kept = [_pointed(thing, renamed) for thing in kept if thing.ref not in renamed]
    there = {thing.ref for thing in (*kept, *notes.things)}
    facts = [fact for fact in publication.facts if fact.stated.value in there]
    things = _named((*kept, *notes.things), [*facts, *notes.facts], {thing.ref for thing in notes.things})
    return replace(
        publication,
        things=tuple(things),
        facts=(*facts, *notes.facts),
        remarks=(*_other_remarks(publication.remarks, notes), *notes.remarks),
        curator=Curator(notes.curator, notes.sha256),
    )


def _words(thing: Thing) -> list[Span]:
    return [span for fact in thing.facts for span in fact.stated.evidence]


def _gives_way(thing: Thing, claimed: dict[str, list[Span]], left_out: Iterable[Span]) -> bool:
    sort = _SAME_SORT.get(thing.kind)
    if sort is None:
        return False
    words = _words(thing) if sort == "activity" else [span for one in thing.all("text") for span in one.evidence]
    return any(_overlap(here, there) for here in words for there in (*claimed.get(sort, ()), *left_out))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _names(thing: Thing) -> list[str]:
    if thing.kind != "organisation":
        return []
    return [str(stated.value) for key in ("name", "other_name") for stated in thing.all(key)]


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _pointed(thing: Thing, renamed: dict[Ref, Ref]) -> Thing:
    """A thing whose facts name the curator's bodies in place of a rule's."""
    if not renamed:
        return thing
    facts = (
        Fact(fact.key, replace(fact.stated, value=renamed[value]))
        if isinstance(value := fact.stated.value, Ref) and value in renamed
        else fact
        for fact in thing.facts
    )
    return replace(thing, facts=tuple(facts))


def _named(things: Iterable[Thing], facts: Iterable[Fact], own: set[Ref]) -> list[Thing]:
    """Without the bodies that rules found and nothing names any more."""
    given = list(things)
    used = {fact.stated.value for fact in facts} | {fact.stated.value for thing in given for fact in thing.facts}
    return [thing for thing in given if thing.kind != "organisation" or thing.ref in own or thing.ref in used]


def _other_remarks(remarks: Iterable[Remark], notes: Notes) -> list[Remark]:
    """Remarks of rules, but for slips on words that the curator reads."""
    return [
        remark
        for remark in remarks
        if not any(
            _overlap(here, there)
            for own in notes.remarks
            if own.kind is remark.kind
            for here in remark.evidence
            for there in own.evidence
        )
    ]
