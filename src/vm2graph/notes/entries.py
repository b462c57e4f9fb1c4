"""Entries of a notes file to things with facts, as ``knowledge.KINDS`` allows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vm2graph.knowledge import CURATOR_RULE, KINDS, PUBLICATION, Fact, Holds, Key, Kind, Ref, Thing
from vm2graph.model import Bilingual, PartialDate, Period, Remark, RemarkKind, Span, Stated, Status
from vm2graph.notes.nodes import Node, load
from vm2graph.notes.quotes import Page

FACT_KEYS = ("is", "quote", "within", "occurrence", "status", "why", "from")
ENTRY_KEYS = ("quote", "label")
TOP_KEYS = ("curator", *(kind.plural for kind in KINDS.values()), "readings", "leave_out")
READING_KEYS = ("quote", "within", "occurrence", "kind", "read", "comment")
PLACEHOLDER = "your name"
"""The curator of a notes file that was only begun."""
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_DATE = re.compile(r"([12]\d{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:[/?#][^\s<>\"{}|\\^`\x00-\x20\x7f-\x9f]*)?")


@dataclass(frozen=True, slots=True)
class Notes:
    """What a curator says about one page."""

    curator: str
    sha256: str
    things: tuple[Thing, ...] = ()
    facts: tuple[Fact, ...] = ()  # of the publication
    remarks: tuple[Remark, ...] = ()
    left_out: tuple[Span, ...] = ()  # where rules are not to find anything


@dataclass(slots=True)
class _Reading:
    """A notes file while it is read."""

    page: Page
    ids: dict[str, set[str]] = field(default_factory=dict)  # kind -> ids

    # ------------------------------------------------------------ passages

    def passage(self, node: Node, scope: Span | None = None, extra: tuple[str, ...] = ()) -> tuple[Span, ...]:
        """The passages of a quote: a text, a list of texts, or a mapping that says which one."""
        found: list[Span] = []
        for one in node.each():
            if one.is_map:
                given = one.items(("quote", "within", "occurrence", *extra))
                if "quote" not in given:
                    raise one.error("“quote” is missing: the words of the page that say it.")
                found += self.quoted(given, scope)
            else:
                found.append(self.page.find(one, scope))
        return tuple(found)

    def quoted(self, given: dict[str, Node], scope: Span | None) -> list[Span]:
        """The passages of the quotes of a mapping."""
        which = given.get("within"), given.get("occurrence")
        return [self.page.find(one, scope, *which) for one in given["quote"].each()]

    # ------------------------------------------------------------ things

    def thing(self, kind: Kind, id_: str, node: Node) -> Thing:
        """One entry."""
        given = node.items((*ENTRY_KEYS, *(key.name for key in kind.keys)))
        default = self.passage(given["quote"]) if "quote" in given else ()
        facts: list[Fact] = []
        scope = default[0] if default else None
        for key in sorted(kind.keys, key=lambda key: key.name != "text"):
            if key.name in given:
                made = list(self.facts(key, given[key.name], scope, default))
                facts += made
                if key.name == "text":  # what else is said of a finding stands in it
                    scope = scope or made[0].stated.evidence[0]
                    default = default or made[0].stated.evidence
            elif key.needed:
                raise node.error(f"“{key.name}” is missing: every one of {kind.plural} has it.")
        return Thing(kind.name, id_, tuple(facts), _label(given["label"]) if "label" in given else None)

    def facts(self, key: Key, node: Node, scope: Span | None, default: tuple[Span, ...]) -> Iterator[Fact]:
        """What an entry says under one key."""
        members = node.each()
        if len(members) != 1 and not key.many:
            raise node.error(f"“{key.name}” has one value.")
        for member in members:
            yield Fact(key.name, self.stated(key, member, scope, default))

    def stated(
        self, key: Key, node: Node, scope: Span | None, default: tuple[Span, ...]
    ) -> Stated[str | PartialDate | Period | Ref]:
        """One value: in short, or as a mapping that says where it comes from."""
        given = node.items(FACT_KEYS) if node.is_map else {}
        worded = key.holds in (Holds.WORDS, Holds.NAME)
        if not node.is_map and worded:
            given = {"quote": node}
        elif not node.is_map:
            given = {"is": node}
        evidence = tuple(self.quoted(given, scope)) if "quote" in given else ()
        status, why, origin = self.manner(node, given, key)
        if not evidence and status is not Status.EXTERNAL:
            evidence = default
        if not evidence and status is not Status.EXTERNAL:
            raise node.error(f"the page must say it: add “quote” to “{key.name}”, or to the whole entry.")
        value: str | PartialDate | Period | Ref
        if "is" in given:
            value = self.value(key, given["is"])
        elif worded and evidence:
            value = " ".join(evidence[0].of(self.page.text).split())
        else:
            raise node.error(f"“is” is missing: the value of “{key.name}”.")
        if status is None:
            same = len(evidence) == 1 and value == evidence[0].of(self.page.text)
            status = Status.VERBATIM if same else Status.NORMALISED
        elif status is Status.VERBATIM and not (evidence and value == evidence[0].of(self.page.text)):
            raise node.error("the value is not the quoted words, so it is not verbatim; leave “status” out.")
        return Stated(value, evidence, CURATOR_RULE, status, why, origin)

    def manner(self, node: Node, given: dict[str, Node], key: Key) -> tuple[Status | None, str | None, str | None]:
        """Status, reason and other source; each demands the other where honesty does."""
        status = _one_of(given["status"], [each.value for each in Status]) if "status" in given else None
        if key.holds is Holds.ADDRESS and status is None:
            status = Status.EXTERNAL.value
        why = " ".join(given["why"].text().split()) if "why" in given else None
        origin = given["from"].text().strip() if "from" in given else None
        if status == Status.EXTERNAL and origin is None:
            raise node.error("a value from elsewhere names its source; add “from: an address or a title”.")
        if status == Status.INFERRED and why is None:
            raise node.error("what is inferred is explained; add “why: ...”.")
        if origin is not None and origin.startswith("http") and not _ADDRESS.fullmatch(origin):
            raise given["from"].error("this is not a whole web address.")
        return (Status(status) if status else None), why, origin

    def value(self, key: Key, node: Node) -> str | PartialDate | Period | Ref:
        """What stands under ``is``."""
        said = " ".join(node.text().split())
        match key.holds:
            case Holds.TERM:
                return _one_of(node, list(key.of))
            case Holds.DATE:
                return _date(node, said)
            case Holds.PERIOD:
                start, dash, end = said.partition("/" if "/" in said else "-")
                if not dash:
                    raise node.error("a period is two years with a dash: 2008-2012.")
                return Period(*(_date(node, part.strip()) if part.strip(" .") else None for part in (start, end)))
            case Holds.THING:
                return self.ref(node, said, key)
            case Holds.ADDRESS if not _ADDRESS.fullmatch(said):
                raise node.error(f"{said!r} is not a whole web address.")
        return said

    def ref(self, node: Node, id_: str, key: Key) -> Ref:
        """The thing that an id names."""
        if id_ == "publication" and "publication" in key.of:
            return PUBLICATION
        found = [kind for kind in key.of if id_ in self.ids.get(kind, ())]
        if len(found) == 1:
            return Ref(found[0], id_)
        places = " or ".join(KINDS[kind].plural for kind in key.of)
        if not found:
            raise node.error(f"there is no {id_!r} in {places} of this file; add it there, or correct the name.")
        raise node.error(f"{id_!r} is in {' and '.join(KINDS[kind].plural for kind in found)}; give one another name.")

    # ------------------------------------------------------------ readings of slips

    def reading(self, node: Node) -> Remark:
        """A slip, and how it is read."""
        given = node.items(READING_KEYS)
        for key in ("quote", "kind"):
            if key not in given:
                raise node.error(f"“{key}” is missing.")
        kind = RemarkKind(_one_of(given["kind"], [each.value for each in RemarkKind]))
        evidence = tuple(self.quoted(given, None))
        proposed = given["read"].text().strip() if "read" in given else None
        if proposed is not None and proposed == evidence[0].of(self.page.text):
            raise given["read"].error("this is what the page says; write how it is read instead, or leave “read” out.")
        if "comment" in given:
            comment = _label(given["comment"])
        elif proposed is not None:
            comment = Bilingual(f"Gelezen als “{proposed}”.", f"Read as “{proposed}”.")
        else:
            raise node.error(
                "say how it is read (“read”), or what there is to say of it (“comment: {nl: ..., en: ...}”)."
            )
        return Remark(kind, CURATOR_RULE, "abstract", comment, evidence, proposed)


def read_notes(data: bytes, text: str, file: str) -> Notes:
    """The notes in a file on the page with this text. Raises NotesError with the line and column of what is wrong."""
    root = load(data, file)
    given = root.items(TOP_KEYS)
    if "curator" not in given:
        raise root.error("“curator” is missing: who vouches for these notes.")
    curator = " ".join(given["curator"].text().split())
    if curator == PLACEHOLDER and len(given) > 1:
        raise given["curator"].error(f"write your own name in place of “{PLACEHOLDER}”.")
    reading = _Reading(Page(text))
    entries: list[tuple[Kind, str, Node]] = []
    for kind in KINDS.values():
        if kind.plural not in given or kind.name == "publication":
            continue
        for id_, node in given[kind.plural].items().items():
            if not _ID.fullmatch(id_) or (kind.name == "work" and id_ == "publication"):
                raise node.error(f"{id_!r} cannot be a name here; use small letters, digits and hyphens: lower-uitval.")
            reading.ids.setdefault(kind.name, set()).add(id_)
            entries.append((kind, id_, node))
    own = given.get("publication")
    facts: list[Fact] = []
    for name, node in own.items(key.name for key in KINDS["publication"].keys).items() if own else ():
        key = KINDS["publication"].key(name)
        assert key is not None  # noqa: S101 - items() lets no other through
        facts += reading.facts(key, node, None, ())
    left_out = (
        [span for one in given["leave_out"].each() for span in reading.passage(one)] if "leave_out" in given else []
    )
    return Notes(
        curator=curator,
        sha256=hashlib.sha256(data).hexdigest(),
        things=tuple(reading.thing(*entry) for entry in entries),
        facts=tuple(facts),
        remarks=tuple(reading.reading(one) for one in given["readings"].each()) if "readings" in given else (),
        left_out=tuple(left_out),
    )


def _one_of(node: Node, known: list[str]) -> str:
    said = node.text().strip()
    if said not in known:
        raise node.error(f"{said!r} is not one of {', '.join(known)}.")
    return said


def _date(node: Node, said: str) -> PartialDate:
    match = _DATE.fullmatch(said)
    if match is None:
        raise node.error(f"{said!r} is no date; write 2008, 2008-09 or 2008-09-01.")
    year, month, day = match.groups()
    return PartialDate(int(year), int(month) if month else None, int(day) if day else None)


def _label(node: Node) -> Bilingual:
    given = node.items(("nl", "en"))
    if set(given) != {"nl", "en"}:
        raise node.error("give it in both languages: {nl: ..., en: ...}.")
    return Bilingual(*(" ".join(given[language].text().split()) for language in ("nl", "en")))
