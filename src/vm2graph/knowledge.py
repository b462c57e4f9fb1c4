"""What a page says beyond its bibliography: findings, activities, works, routes, and what may be stated of each.

The nouns are values only. :data:`KINDS` is the one table that the rules of ``reading``, the notes of a curator, the
graph, the pages and the JSON Schema of the notes go by.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from vm2graph.names import BIBO, DCTERMS, ORG, PROV, RDFS, SCHEMA, SKOS, VM2

if TYPE_CHECKING:
    from vm2graph.model import Bilingual, PartialDate, Period, Stated


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Another thing of the same record; the publication itself is ``Ref("publication", "")``."""

    kind: str
    id: str


PUBLICATION = Ref("publication", "")
CURATOR_RULE = "curator"
"""The rule of values that a curator's notes state."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is stated of a thing; ``key`` is one of its kind's."""

    key: str
    stated: Stated[str | PartialDate | Period | Ref]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something the page speaks of. ``id`` is unique among the things of its kind on the page."""

    kind: str
    id: str
    facts: tuple[Fact, ...]
    label: Bilingual | None = None  # our words for it, where the page has none
    section: int | None = None  # the section of the abstract it was read in, from 1

    @property
    def ref(self) -> Ref:
        """How other things name this one."""
        return Ref(self.kind, self.id)

    def all(self, key: str) -> list[Stated[str | PartialDate | Period | Ref]]:
        """Everything stated under a key."""
        return [fact.stated for fact in self.facts if fact.key == key]


@dataclass(frozen=True, slots=True)
class Curator:
    """Whose notes a record holds values from."""

    name: str
    notes: str  # SHA-256 of the file


class Holds(Enum):
    """What a key has for a value."""

    WORDS = "words"  # of the page, in its language
    NAME = "name"  # of a person, body or place: in no language
    TERM = "term"  # a concept of the ontology
    DATE = "date"
    PERIOD = "period"
    THING = "thing"
    ADDRESS = "address"  # the same thing elsewhere: always from another source


@dataclass(frozen=True, slots=True)
class Key:
    """What may be stated of a thing of some kind."""

    name: str
    properties: tuple[str, ...]
    holds: Holds = Holds.WORDS
    of: tuple[str, ...] = ()  # kinds of thing, or terms, that it may have
    many: bool = False
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing."""

    name: str
    plural: str  # its part of a notes file
    classes: tuple[str, ...]
    keys: tuple[Key, ...]
    entity: str | None = None  # the type of entity it is, where its names stand in a graph of their own

    def key(self, name: str) -> Key | None:
        """The key of a name."""
        return next((key for key in self.keys if key.name == name), None)


POLARITIES = ("favourable", "unfavourable", "neutral", "condition")
DIRECTIONS = (
    "higher", "lower", "moreOften", "lessOften", "sooner", "later", "relativelyMany", "relativelyFew",
    "strikinglyOften", "unchanged",
)  # fmt: skip

_T, _N = Holds.THING, Holds.NAME
_AGENTS, _ACTIVITIES, _WORKS = ("person", "organisation"), ("experiment", "monitoring", "research"), ("work", "letter")
_NAME = Key("name", (SCHEMA.name,))
_ASSOCIATED = (
    Key("carried_out_by", (VM2.carriedOutBy,), _T, _AGENTS, many=True),
    Key("commissioned_by", (VM2.commissionedBy,), _T, _AGENTS, many=True),
    Key("aim", (VM2.aim,)),
)
_PERIOD = Key("period", (DCTERMS.temporal,), Holds.PERIOD)
_SAME = Key("same_as", (SCHEMA.sameAs,), Holds.ADDRESS, many=True)
_NAMES = (
    Key("name", (SCHEMA.name,), _N, needed=True),
    Key("other_name", (SCHEMA.alternateName,), _N, many=True),
    _SAME,
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "publication",
            "publication",
            (),
            (
                Key("reports_on", (VM2.reportsOn,), _T, _ACTIVITIES, many=True),
                Key("about", (SCHEMA.about,), _T, ("route", "experiment"), many=True),
                Key("subject", (DCTERMS.subject, SCHEMA.about), _T, ("concept",), many=True),
                Key("related", (DCTERMS.relation,), _T, _WORKS, many=True),
            ),
        ),
        Kind(
            "finding",
            "findings",
            (VM2.Finding,),
            (
                Key("text", (SCHEMA.text,), needed=True),
                Key("polarity", (VM2.polarity,), Holds.TERM, POLARITIES),
                Key("outcome", (VM2.outcome,), _T, ("concept",)),
                Key("direction", (VM2.direction,), Holds.TERM, DIRECTIONS),
                Key("population", (VM2.population,)),
                Key("comparator", (VM2.comparator,)),
                Key("significance", (VM2.statedSignificance,)),
                Key("cause", (VM2.statedCause,)),
                Key("condition_for", (VM2.conditionFor,), _T, ("finding",), many=True),
                Key("reported_in", (VM2.reportedIn,), _T, ("publication", *_WORKS), many=True),
                Key("result_of", (PROV.wasGeneratedBy,), _T, _ACTIVITIES),
            ),
        ),
        Kind(
            "conclusion",
            "conclusions",
            (VM2.Conclusion,),
            (
                Key("text", (SCHEMA.text,), needed=True),
                Key("by", (PROV.wasAttributedTo,), _T, _AGENTS, many=True),
                Key("reported_in", (VM2.reportedIn,), _T, ("publication", *_WORKS), many=True),
                Key("about", (SCHEMA.about,), _T, ("route", *_ACTIVITIES, "concept"), many=True),
            ),
        ),
        Kind(
            "experiment",
            "experiments",
            (VM2.PolicyExperiment,),
            (
                _NAME,
                Key("description", (SCHEMA.description,)),
                Key("tests", (VM2.tests,), _T, ("route",), many=True),
                Key("start", (SCHEMA.startDate,), Holds.DATE),
                Key("end", (SCHEMA.endDate,), Holds.DATE),
                Key("area", (DCTERMS.spatial,), _T, ("place",), many=True),
                *_ASSOCIATED,
            ),
        ),
        Kind(
            "monitoring",
            "monitoring",
            (VM2.Monitoring,),
            (_NAME, Key("monitors", (VM2.monitors,), _T, ("experiment", "research")), _PERIOD, *_ASSOCIATED),
        ),
        Kind("research", "research", (PROV.Activity,), (_NAME, _PERIOD, *_ASSOCIATED)),
        Kind(
            "route",
            "routes",
            (VM2.LearningRoute,),
            (
                _NAME,
                Key("other_name", (SCHEMA.alternateName,), many=True),
                Key("description", (DCTERMS.description,)),
                Key("from_sector", (VM2.fromSector,), _T, ("concept",), many=True),
                Key("to_sector", (VM2.toSector,), _T, ("concept",), many=True),
                Key("core", (VM2.coreFeature,), _T, ("concept",), many=True),
                Key("subject", (DCTERMS.subject,), _T, ("concept",), many=True),
            ),
        ),
        Kind(
            "work",
            "works",
            (SCHEMA.Report, BIBO.Report),
            (
                Key("title", (DCTERMS.title, SCHEMA.name)),
                Key("by", (DCTERMS.creator, SCHEMA.author), _T, _AGENTS, many=True),
                Key("reports_on", (VM2.reportsOn,), _T, _ACTIVITIES, many=True),
            ),
        ),
        Kind(
            "letter",
            "letters",
            (SCHEMA.Message, BIBO.Letter),
            (
                Key("title", (DCTERMS.title, SCHEMA.name)),
                Key("by", (DCTERMS.creator, SCHEMA.author), _T, _AGENTS, many=True),
                Key("to", (SCHEMA.recipient,), _T, _AGENTS, many=True),
            ),
        ),
        Kind(
            "offering",
            "offerings",
            (SCHEMA.SendAction, PROV.Activity),
            (
                Key("by", (SCHEMA.agent,), _T, _AGENTS, many=True),
                Key("what", (SCHEMA.object,), _T, ("publication", *_WORKS), many=True),
                Key("to", (SCHEMA.recipient,), _T, _AGENTS, many=True),
            ),
        ),
        Kind(
            "post",
            "posts",
            (ORG.Post,),
            (
                Key("name", (RDFS.label,), needed=True),
                Key("at", (ORG.postIn,), _T, ("organisation",)),
            ),
        ),
        Kind(
            "person",
            "people",
            (SCHEMA.Person,),
            (
                *_NAMES,
                Key("given_name", (SCHEMA.givenName,), _N),
                Key("family_name", (SCHEMA.familyName,), _N),
                Key("job", (SCHEMA.jobTitle,)),
                Key("holds", (ORG.holds,), _T, ("post",)),
            ),
            "person",
        ),
        Kind("organisation", "organisations", (SCHEMA.Organization,), _NAMES, "organization"),
        Kind("place", "places", (SCHEMA.Place,), (_NAMES[0], _SAME), "place"),
        Kind(
            "concept",
            "concepts",
            (SKOS.Concept, SCHEMA.DefinedTerm),
            (
                Key("name", (SKOS.prefLabel, SCHEMA.name), needed=True),
                Key("exact_match", (SKOS.exactMatch,), Holds.ADDRESS, many=True),
                Key("close_match", (SKOS.closeMatch,), Holds.ADDRESS, many=True),
                Key("broad_match", (SKOS.broadMatch,), Holds.ADDRESS, many=True),
            ),
            "concept",
        ),
    )
}
