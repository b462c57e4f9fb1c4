"""Lists of OAI-PMH: windows, resumption tokens, and the records in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from lxml import etree

from vm2graph.doctor import Check
from vm2graph.doctor.oai import headers, list_, said
from vm2graph.doctor.probe import OAI, Probe, Skip

_DC = "{http://purl.org/dc/elements/1.1/}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_TOKEN = re.compile(r"[A-Za-z0-9\-_.~]+")


def _granularity(probe: Probe) -> str | None:
    day = (headers(list_(probe))[0].findtext(f"{OAI}datestamp") or "")[:10]
    made = probe.oai_xml("ListIdentifiers", metadataPrefix="oai_dc", from_=day, until=day)
    if not made.findall(f".//{OAI}header"):
        return f"from={day}&until={day} gives nothing, though a record has that date."
    return None if said(probe, "granularity").endswith("ssZ") else "Only days are supported."


def _window(probe: Probe) -> str | None:
    stamp = headers(list_(probe))[0].findtext(f"{OAI}datestamp") or ""
    made = probe.oai_xml("ListIdentifiers", metadataPrefix="oai_dc", from_=stamp, until=stamp)
    outside = {one.findtext(f"{OAI}datestamp") for one in made.findall(f".//{OAI}header")} - {stamp}
    return f"A window of the second {stamp} has records of {', '.join(map(str, outside))}." if outside else None


def _stamps(probe: Probe) -> str | None:
    header = headers(list_(probe))[0]
    identifier, stamp = (header.findtext(f"{OAI}{tag}") or "" for tag in ("identifier", "datestamp"))
    if not _STAMP.fullmatch(stamp) and said(probe, "granularity").endswith("ssZ"):
        return f"The datestamp {stamp!r} has not the granularity that Identify says."
    alone = probe.oai_xml("GetRecord", metadataPrefix="oai_dc", identifier=identifier)
    told = alone.findtext(f".//{OAI}header/{OAI}datestamp")
    return None if told == stamp else f"{identifier} has the datestamp {stamp} in a list and {told} in GetRecord."


def _token(probe: Probe) -> etree._Element:
    found = list_(probe).find(f".//{OAI}resumptionToken")
    if found is None or not found.text:
        raise Skip("all records fit in one response")
    return found


def _single(probe: Probe) -> str | None:
    found = list_(probe).find(f".//{OAI}resumptionToken")
    return "A first response has an empty resumptionToken." if found is not None and not found.text else None


def _characters(probe: Probe) -> str | None:
    text = _token(probe).text or ""
    return (
        None if _TOKEN.fullmatch(text) else f"The token {text[:60]!r} must be escaped in a URL, which clients forget."
    )


def _idempotent(probe: Probe) -> str | None:
    url = probe.verb_url("ListRecords", resumptionToken=_token(probe).text or "")
    pages = [
        [one.findtext(f"{OAI}identifier") for one in made.findall(f".//{OAI}header")]
        for made in (probe.get(url).xml(), probe.again(url).xml())
        if made is not None
    ]
    if len(pages) != 2 or not pages[0]:
        return "The token of a first page gives no second page."
    first = {one.findtext(f"{OAI}identifier") for one in headers(list_(probe))}
    if first & set(pages[0]):
        return "The second page repeats records of the first."
    return None if pages[0] == pages[1] else "The same token gives another page the second time."


def _life(probe: Probe) -> str | None:
    token = _token(probe)
    expires, size = token.get("expirationDate", ""), token.get("completeListSize", "")
    if not _STAMP.fullmatch(expires):
        return "The token has no expirationDate."
    if datetime.fromisoformat(expires) < datetime.now(UTC) + timedelta(hours=23):
        return f"The token expires at {expires}, in less than 23 hours."
    return None if size.isdigit() and token.get("cursor") == "0" else "completeListSize or cursor is missing or wrong."


def _size(probe: Probe) -> str | None:
    _token(probe)
    count = len(headers(list_(probe)))
    return None if 100 <= count <= 500 else f"A response has {count} records."


def _locations(probe: Probe) -> str | None:
    for metadata in list_(probe).findall(f".//{OAI}metadata"):
        if not len(metadata):
            return "A record has an empty metadata element."
        if not metadata[0].get(_XSI):
            return "The root of a record's metadata has no xsi:schemaLocation."
    return None


def _minimal(probe: Probe) -> str | None:
    for record in list_(probe).findall(f".//{OAI}record"):
        metadata = record.find(f"{OAI}metadata")
        if metadata is None:
            continue
        links = [one.text or "" for one in metadata.iter(f"{_DC}identifier")]
        if not any(link.startswith(("http://", "https://")) for link in links):
            return f"{record.findtext(f'.//{OAI}identifier')} has no http address in dc:identifier."
        for tag in ("title", "type"):
            if not metadata.findtext(f".//{_DC}{tag}"):
                return f"{record.findtext(f'.//{OAI}identifier')} has no dc:{tag}."
    return None


CHECKS = (
    Check(
        "OAI-08", "MUST", "days and seconds", "Take both granularities; a day as until is the whole day.", _granularity
    ),
    Check("OAI-10", "MUST", "windows exact to the second", "Filter by the whole datestamp.", _window),
    Check("OAI-11", "MUST", "one datestamp for a record", "Take it from one place for all verbs.", _stamps),
    Check("OAI-13", "MUST", "no token where all fits", "Leave the element out of a list in one response.", _single),
    Check("OAI-15", "MUST", "characters of tokens", "Use letters, digits, - . _ ~ alone.", _characters),
    Check("OAI-17", "MUST", "a token is good twice", "Make the next page depend on the token alone.", _idempotent),
    Check("OAI-18", "SHOULD", "life and size of lists", "Give expirationDate, completeListSize and cursor.", _life),
    Check("OAI-19", "SHOULD", "100 to 500 records a page", "Set the size of a page.", _size),
    Check(
        "OAI-25", "MUST", "schemaLocation of metadata", "Put xsi:schemaLocation on the root of each record.", _locations
    ),
    Check(
        "BAS-03",
        "MUST",
        "title, type and an address in each record",
        "Fill dc:title, dc:type and an http dc:identifier.",
        _minimal,
    ),
)
