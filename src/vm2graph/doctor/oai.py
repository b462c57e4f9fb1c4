"""OAI-PMH as OpenAIRE, BASE and the validators of openarchives.org look at it."""

from __future__ import annotations

import re

from lxml import etree

from vm2graph.doctor import Check
from vm2graph.doctor.probe import OAI, Probe, Skip

_ORDER = [
    "repositoryName",
    "baseURL",
    "protocolVersion",
    "adminEmail",
    "earliestDatestamp",
    "deletedRecord",
    "granularity",
]
_SET = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+")


def said(probe: Probe, tag: str) -> str:
    """What Identify says."""
    return probe.oai_xml("Identify").findtext(f"{OAI}Identify/{OAI}{tag}") or ""


def _error(probe: Probe, verb: str, code: str, **arguments: str) -> str | None:
    made = probe.oai_xml(verb, **arguments)
    found = [one.get("code") for one in made.findall(f"{OAI}error")]
    return None if code in found else f"{verb} {arguments} gives {found or 'no error'} instead of {code}."


def list_(probe: Probe) -> etree._Element:
    """The first response of a list of all records."""
    return probe.oai_xml("ListRecords", metadataPrefix="oai_dc")


def headers(made: etree._Element) -> list[etree._Element]:
    """The headers of a response; Skip where there are none."""
    found = made.findall(f".//{OAI}header")
    if not found:
        raise Skip("the repository has no records")
    return found


def _transport(probe: Probe) -> str | None:
    got = probe.verb("Identify")
    if got.xml() is None:
        return f"{probe.oai}?verb=Identify is not well-formed XML (status {got.status})."
    posted = probe.get(probe.oai, "POST", b"verb=Identify", Content_Type="application/x-www-form-urlencoded")
    for how, answer in (("GET", got), ("POST", posted)):
        if answer.status != 200:
            return f"Identify by {how} is answered with status {answer.status}."
        if answer.headers.get("content-type", "").lower().replace(" ", "") != "text/xml;charset=utf-8":
            return f"Identify by {how} has the media type {answer.headers.get('content-type')!r}."
    return None


def _address(probe: Probe) -> str | None:
    if probe.verb("Identify").redirected:
        return f"{probe.oai} redirects."
    told = said(probe, "baseURL")
    return None if told == probe.oai else f"Identify says {told}, but {probe.oai} was asked."


def _identify(probe: Probe) -> str | None:
    found = probe.oai_xml("Identify").find(f"{OAI}Identify")
    tags = [] if found is None else [etree.QName(one).localname for one in found if isinstance(one.tag, str)]
    order = list(dict.fromkeys(tag for tag in tags if tag in _ORDER))
    if order != _ORDER:
        missing = ", ".join(tag for tag in _ORDER if tag not in order)
        return (
            f"Identify lacks {missing}." if missing else "The elements of Identify are not in the order of the schema."
        )
    return None if said(probe, "protocolVersion") == "2.0" else "The protocolVersion is not 2.0."


def _named(probe: Probe) -> str | None:
    found = probe.oai_xml("Identify").findall(
        ".//{http://www.openarchives.org/OAI/2.0/oai-identifier}repositoryIdentifier"
    )
    if len(found) > 1:
        return "There is more than one oai-identifier description."
    wrong = [one.text for one in found if not _NAME.fullmatch(one.text or "")]
    return f"The repositoryIdentifier {wrong[0]!r} is not made of dotted labels." if wrong else None


def _earliest(probe: Probe) -> str | None:
    first = said(probe, "earliestDatestamp")
    again = probe.again(probe.verb_url("Identify")).xml()
    if again is None or again.findtext(f"{OAI}Identify/{OAI}earliestDatestamp") != first:
        return "earliestDatestamp is another one each time."
    stamps = [one.findtext(f"{OAI}datestamp") or "" for one in headers(list_(probe))]
    return (
        f"A record of {min(stamps)} is before the earliestDatestamp {first}."
        if min(stamps)[: len(first)] < first
        else None
    )


def _before(probe: Probe) -> str | None:
    first = said(probe, "earliestDatestamp")[:10]
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", first):
        return f"earliestDatestamp {first!r} is no date."
    year = str(int(first[:4]) - 1)
    return _error(probe, "ListRecords", "noRecordsMatch", metadataPrefix="oai_dc", until=f"{year}-01-01")


def _bad_verb(probe: Probe) -> str | None:
    wrong = _error(probe, "junk", "badVerb")
    request = probe.oai_xml("junk").find(f"{OAI}request")
    return wrong or ("With badVerb, request has attributes." if request is not None and request.attrib else None)


def _echo(probe: Probe) -> str | None:
    answer = probe.verb("GetRecord", metadataPrefix="oai_dc", identifier='invalid"<id')
    return (
        None
        if answer.xml() is not None
        else "An identifier with a quote in it makes a response that is not well-formed."
    )


def _deleted(probe: Probe) -> str | None:
    told = said(probe, "deletedRecord")
    return None if told == "persistent" else f"deletedRecord is {told!r}."


def _gzip(probe: Probe) -> str | None:
    answer = probe.get(probe.verb_url("ListRecords", metadataPrefix="oai_dc"), Accept_Encoding="gzip")
    return (
        None if answer.headers.get("content-encoding") == "gzip" else "A list is not compressed when gzip is asked for."
    )


def _sets(probe: Probe) -> str | None:
    specs = [one.text or "" for one in probe.oai_xml("ListSets").findall(f".//{OAI}setSpec")]
    wrong = [one for one in specs if not _SET.fullmatch(one)]
    return f"The setSpec {wrong[0]!r} has characters that the protocol does not allow." if wrong else None


CHECKS = (
    Check(
        "OAI-01",
        "MUST",
        "GET and POST, text/xml in UTF-8, status 200",
        "Answer both with text/xml; charset=UTF-8.",
        _transport,
    ),
    Check(
        "OAI-02",
        "MUST",
        "baseURL is the address harvested",
        "Configure the public address of the repository.",
        _address,
    ),
    Check(
        "OAI-03",
        "MUST",
        "Identify is complete",
        "Give every element of Identify in the order of the schema.",
        _identify,
    ),
    Check("OAI-04", "MUST", "oai-identifier", "Use a domain name, or leave the block out.", _named),
    Check(
        "OAI-06", "MUST", "earliestDatestamp", "Give the date of the oldest record, deleted ones included.", _earliest
    ),
    Check("OAI-07", "MUST", "a window before everything", "Answer noRecordsMatch.", _before),
    Check(
        "OAI-09",
        "MUST",
        "mixed granularities",
        "Answer badArgument.",
        lambda p: _error(
            p, "ListRecords", "badArgument", metadataPrefix="oai_dc", from_="2002-02-05", until="2002-02-06T05:35:00Z"
        ),
    ),
    Check(
        "OAI-20",
        "MUST",
        "a junk token",
        "Answer badResumptionToken.",
        lambda p: _error(p, "ListRecords", "badResumptionToken", resumptionToken="junk"),
    ),
    Check("OAI-21", "MUST", "badVerb", "Answer it, without attributes on request.", _bad_verb),
    Check(
        "OAI-21",
        "MUST",
        "badArgument",
        "Answer it where metadataPrefix is missing.",
        lambda p: _error(p, "ListRecords", "badArgument"),
    ),
    Check(
        "OAI-21",
        "MUST",
        "cannotDisseminateFormat",
        "Answer it for a format that there is not.",
        lambda p: _error(p, "ListRecords", "cannotDisseminateFormat", metadataPrefix="nope"),
    ),
    Check(
        "OAI-21",
        "MUST",
        "idDoesNotExist",
        "Answer it for an unknown identifier.",
        lambda p: _error(p, "GetRecord", "idDoesNotExist", metadataPrefix="oai_dc", identifier="urn:nothing:here"),
    ),
    Check("OAI-22", "MUST", "bad arguments are not echoed", "Escape what is echoed, or leave it out.", _echo),
    Check("OAI-27", "MUST", "persistent deletions", "Keep deleted records and say so.", _deleted),
    Check("OAI-29", "SHOULD", "compression", "Send gzip to who takes it.", _gzip),
    Check("OAI-31", "SHOULD", "names of sets", "Use the characters of the protocol.", _sets),
)
