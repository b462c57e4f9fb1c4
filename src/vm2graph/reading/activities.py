"""Who commissioned and who carried out the research a page tells of, and the monitor a title names.

Only where a documented pattern says so, word for word; each has its example:

- ``In opdracht van ECBO monitorde Actis de voortgang``: commissioner, verb, executor;
- ``Dit onderzoek is in opdracht van OCW uitgevoerd door KBA``, ``This study was carried out by X for Y``: the passive,
  with ``i.s.m.`` or ``in samenwerking met`` for who did it together;
- ``uitkomsten van de VM2-monitor 2008-2012``: a monitor with its period, in the title or subtitle.

A name is capitalised words, an acronym, or one of few nouns with what follows (``het ministerie van OCW``); what is
not so clearly a name states nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from vm2graph.knowledge import Fact, Ref, Thing
from vm2graph.model import Span, Stated, Status
from vm2graph.reading.dates import find_periods
from vm2graph.reading.sentences import sentences
from vm2graph.reading.tidy import Tidy, fold
from vm2graph.reading.wordlists import BODY_ENDINGS, BODY_WORDS

_CAPITALISED = r"(?:[A-ZÀ-Þ][\w&’'-]*|'s-[A-Z][\w-]+)"
_HEAD = (
    r"(?:ministerie(?:s)?|ministry|bundesministerium|gemeente|provincie|stichting|inspectie|universiteit|university"
    r"|universität|hogeschool|vereniging|instituut|departement|department)"
)
_LINK = r"(?:van|voor|of|for|the|der|des|für|de|het)"
_LINK_IN = r"(?:van|voor|en|of|for|and|the|der|des|für|und|de|het)"
# "KBA en ResearchNed" may be one body or two: such a name is not read. In that of a ministry "en" joins its subjects
_NAME = (
    rf"(?>(?:{_HEAD}(?:\s+{_LINK}){{0,2}}\s+{_CAPITALISED}(?:(?:,\s+|\s+(?:{_LINK_IN}\s+)?){_CAPITALISED}){{0,5}}"
    rf"|{_CAPITALISED}(?:\s+(?:{_LINK}\s+){{0,2}}{_CAPITALISED}){{0,6}})(?![\w&’'-]))"
    r"(?!,?\s+(?:en|and|und|&)\s+[A-ZÀ-Þ]|,\s+[A-ZÀ-Þ]|,\s+[\w-]+\s+(?:en|and|und)\b)"
)
_ARTICLE = r"(?:(?:de|het|the|der|die|das|dem|den)\s+)?"
_STUDY = (
    r"(?i:onderzoek|deelonderzoek|vervolgonderzoek|studie|evaluatie|evaluatieonderzoek|monitor|peiling|verkenning"
    r"|study|research|evaluation|survey|untersuchung|befragung)"
)
_AND = r"(?:\s+(?:i\.s\.m\.|in samenwerking met|samen met|in collaboration with|in Zusammenarbeit mit)\s+)"
_DONE = r"(?:uitgevoerd|verricht|gedaan|carried out|conducted|durchgeführt)"

_ACTIVE = re.compile(
    rf"\bIn opdracht van {_ARTICLE}(?P<by>{_NAME})\s+"
    rf"(?P<verb>monitorde|volgde|onderzocht|evalueerde|voerde)(?:n|en)?\s+"
    rf"{_ARTICLE}(?P<who>{_NAME})(?=\s+[a-zà-ÿ])"
)
_RESEARCH = re.compile(r"\b(?:onderzoek|studie|evaluatie)\b")
_VERBS = {"monitorde": "monitoring", "volgde": "monitoring"}
_PASSIVE = re.compile(
    rf"\b(?:[Dd]it|[Dd]eze|[Hh]et|[Dd]e|[Tt]his|[Tt]he|[Dd]iese?|[Dd]ie)\s+(?P<study>{_STUDY})\s+"
    rf"(?:is|werd|wordt|was|has been|wurde)\s+"
    rf"(?P<rest>[^;:]{{1,240}})"
)
_WHO = rf"{_ARTICLE}(?P<who>{_NAME})(?:{_AND}{_ARTICLE}(?P<with>{_NAME}))?"
_BY = (
    re.compile(rf"\b{_DONE}\s+(?:door|by|von)\s+{_WHO}"),
    re.compile(rf"\b(?:door|von)\s+{_WHO}\s+(?:is\s+|wurde\s+)?{_DONE}\b"),
)
_FOR = re.compile(
    rf"\b(?:in opdracht van|commissioned by|on behalf of|im Auftrag (?:von|des|der)|in Auftrag von)\s+{_ARTICLE}"
    rf"(?P<by>{_NAME})"
)
_MONITOR = re.compile(r"\b(?P<name>(?:[\w&]+-)?[Mm]onitor(?:ing)?\s+(?P<years>(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d))\b")
_OF = re.compile(
    r"\b(?:uitkomsten|resultaten|bevindingen|eindrapport|eindrapportage|rapportage|verslag|samenvatting|results|findings"
    r"|outcomes|report|ergebnisse)\s+(?:van|of|der|des)\s+(?:de|het|the)?\s*$",
    re.IGNORECASE,
)
_TOLD_OF = re.compile(  # what the patterns have in common: few pages and few sentences need looking at
    r"opdracht|uitgevoerd|verricht|gedaan|carried|conducted|durchgeführt|commissioned|behalf|Auftrag"
)
_RULE = "activity-pattern"
_TOLD = "the page tells so of the study it reports"


def activities(
    text: str, prose: Span | None, lines: Sequence[Stated[str] | None], people: Collection[str]
) -> tuple[list[Thing], list[Fact]]:
    """Activities, the bodies they name, and what is thereby stated of the publication.

    ``lines`` are its title and subtitle, ``prose`` the abstract, ``people`` the folded family names of its makers.
    """
    made, facts = _Made(people), list[Fact]()
    for given in lines:
        if given is not None:
            facts += _named_monitor(text, given, made)
    if prose is not None:
        for sentence in sentences(text, prose) if _TOLD_OF.search(text, prose.start, prose.end) else ():
            if not _TOLD_OF.search(text, sentence.start, sentence.end):
                continue
            line = Tidy(text, sentence)
            if made.active(line):
                continue
            facts += made.passive(line)
    return [*made.bodies.values(), *made.things], facts


class _Made:
    """Activities and bodies, as they are found."""

    def __init__(self, people: Collection[str]) -> None:
        self.things: list[Thing] = []
        self.bodies: dict[str, Thing] = {}
        self._people = people

    def is_body(self, name: str) -> bool:
        """Whether a name is surely no person's: of one word, an acronym, or with a word that only bodies have."""
        words = name.split()
        if fold(words[-1]) in self._people:
            return False
        if (inside := re.match(r"(.+)\s(?:van|of|von)\s", name)) and not _has_body_word(inside[1].split()):
            return False  # "Jan de Wit van Panteia"
        known = _has_body_word(words)
        return len(words) == 1 or known or any(word[1:] != word[1:].lower() for word in words)

    def active(self, line: Tidy) -> bool:
        """``In opdracht van X monitorde Y``."""
        match = _ACTIVE.search(line.text)
        if match is None or (
            match["verb"] == "voerde" and not re.search(r"\b(?:onderzoek|studie|evaluatie)\b", line.text)
        ):
            return False
        whole = line.span(match.start(), match.end())
        roles = {"commissioned_by": [match.span("by")], "carried_out_by": [match.span("who")]}
        if facts := list(self.roles(line, roles, whole)):
            self.add(_VERBS.get(match["verb"], "research"), facts)
        return True

    def passive(self, line: Tidy) -> Iterator[Fact]:
        """``Dit onderzoek is in opdracht van X uitgevoerd door Y i.s.m. Z``."""
        match = _PASSIVE.search(line.text)
        if match is None:
            return
        start, end = match.span("rest")
        order = _FOR.search(line.text, start, end)
        by = next((found for each in _BY if (found := each.search(line.text, start, end))), None)
        roles: dict[str, list[tuple[int, int]]] = {}
        if order:
            roles["commissioned_by"] = [order.span("by")]
        if by:
            roles["carried_out_by"] = [by.span(name) for name in ("who", "with") if by[name]]
        last = max((found.end() for found in (by, order) if found), default=0)
        whole = line.span(match.start(), last)
        facts = list(self.roles(line, roles, whole))
        if not facts:
            return
        ref = self.add("monitoring" if match["study"] == "monitor" else "research", facts)
        yield Fact("reports_on", Stated(ref, (whole,), _RULE, Status.INFERRED, _TOLD))

    def roles(self, line: Tidy, roles: dict[str, list[tuple[int, int]]], whole: Span) -> Iterator[Fact]:
        """The bodies in their roles."""
        for key, spans in roles.items():
            for start, found in spans:
                end = _end_of_body(line.text[start:found], start)
                name = line.stated(start, end, _RULE) if end > start else None
                if name is None or not self.is_body(name.value):
                    continue
                yield Fact(key, Stated(self.body(name), (whole,), _RULE, Status.NORMALISED))

    def body(self, name: Stated[str]) -> Ref:
        """A body by its name; the same name is the same body."""
        id_ = fold(name.value)
        self.bodies.setdefault(id_, Thing("organisation", id_, (Fact("name", name),)))
        return Ref("organisation", id_)

    def add(self, kind: str, facts: Iterable[Fact]) -> Ref:
        """An activity."""
        thing = Thing(kind, str(1 + sum(each.kind == kind for each in self.things)), tuple(facts))
        self.things.append(thing)
        return thing.ref


def _has_body_word(words: Iterable[str]) -> bool:
    return any(word.casefold() in BODY_WORDS or word.casefold().endswith(BODY_ENDINGS) for word in words)


_FOR_WHOM = re.compile(r"(\S+)\s+(?:voor|for|für)\s+((?:the|de|het|die|das|den)\s)?")
_NOUN = re.compile(
    r"(?:instituu?te?|centrum|cent(?:re|er)|zentrum|ministerie|ministry|ministerium|inspectie|inspectorate|bureau|office"
    r"|agency|agentur|agentschap|raad|council|commissie|committee|stichting|foundation|fonds|fund|vereniging"
    r"|association|academie|academy|society|departe?ment|laboratori?u?m|laboratory|universiteit|university|hogeschool"
    r"|netwerk|network|platform|school|bundesamt)$",
    re.IGNORECASE,
)


def _end_of_body(name: str, start: int) -> int:
    """Where a body's name ends. ``Panteia for Cedefop`` is one body's work for another; ``Institute for Health`` one.

    With a name of its own and an article behind ``for`` it may be either: then nothing is read, and ``start`` is given.
    """
    found = _FOR_WHOM.search(name)
    if found is None:
        return start + len(name)
    if not _NOUN.search(found[1]):
        return start if "für" in found[0] else start + found.end(1)  # "des Bundesministeriums für Bildung"
    return start if found[2] and found.start() else start + len(name)


def _named_monitor(text: str, line: Stated[str], made: _Made) -> Iterator[Fact]:
    """A monitor with its years in a title: its outcomes are what the publication reports, where the title says so."""
    tidy = Tidy(text, line.evidence[0])
    match = _MONITOR.search(tidy.text)
    years = next(find_periods(match["years"]), None) if match else None
    if match is None or years is None:
        return
    name = tidy.stated(*match.span("name"), _RULE)
    period = Stated(years.value, (tidy.span(*match.span("years")),), _RULE, Status.NORMALISED)
    ref = made.add("monitoring", (Fact("name", name), Fact("period", period)))
    if _OF.search(tidy.text[: match.start()]):
        yield Fact("reports_on", Stated(ref, (tidy.passage,), _RULE, Status.NORMALISED))
