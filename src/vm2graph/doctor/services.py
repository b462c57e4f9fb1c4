"""Discovery and queries: robots.txt, sitemaps, ResourceSync, feeds, the description of the data, SPARQL."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

from vm2graph.addresses import parts_of
from vm2graph.doctor import Check
from vm2graph.doctor.probe import SITEMAP, Answer, Probe, Skip

_ATOM, _RS = "{http://www.w3.org/2005/Atom}", "{http://www.openarchives.org/rs/terms/}"
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?")


def _robots(probe: Probe) -> str | None:
    answer = probe.get(f"{probe.site}/robots.txt")
    if answer.status != 200:
        return f"/robots.txt has the status {answer.status}."
    told = answer.body.decode("utf-8", "replace")
    if re.search(r"(?im)^\s*disallow:\s*(/|/oai.*|/doc/?)\s*$", told):
        return "robots.txt closes pages or the OAI-PMH service to crawlers."
    return None if re.search(r"(?im)^\s*sitemap:\s*http", told) else "robots.txt names no sitemap."


def _sitemap(probe: Probe) -> str | None:
    made = probe.get(f"{probe.site}/sitemap.xml").xml()
    if made is None or made.tag not in (f"{SITEMAP}urlset", f"{SITEMAP}sitemapindex"):
        return "/sitemap.xml is no sitemap in the namespace of sitemaps.org 0.9."
    if len(made) > 50_000:
        return f"/sitemap.xml has {len(made)} addresses."
    wrong = [one.text for one in made.iter(f"{SITEMAP}lastmod") if not _DATE.fullmatch(one.text or "")]
    if wrong:
        return f"The lastmod {wrong[0]!r} is not a W3C date."
    elsewhere = [
        one.text for one in made.iter(f"{SITEMAP}loc") if parts_of(one.text or "").netloc != parts_of(probe.site).netloc
    ]
    return f"The sitemap names {elsewhere[0]}, which is on another host." if elsewhere else None


def _resourcesync(probe: Probe) -> str | None:
    answer = probe.get(f"{probe.site}/.well-known/resourcesync")
    if answer.status == 404:
        return "There is no /.well-known/resourcesync."
    made = answer.xml()
    about = None if made is None else made.find(f"{_RS}md")
    if about is None or about.get("capability") != "description":
        return "/.well-known/resourcesync is no source description."
    assert made is not None  # noqa: S101 - it has a child
    for place in made.iter(f"{SITEMAP}loc"):
        listed = probe.get(probe.local(place.text or "")).xml()
        found = set() if listed is None else {one.get("capability") for one in listed.iter(f"{_RS}md")}
        if not {"capabilitylist", "resourcelist"} <= found:
            return f"{place.text} is no capability list with a resource list."
    return None


def _feed(probe: Probe) -> str | None:
    answer = probe.get(f"{probe.site}/feed.atom")
    if answer.status == 404:
        return "There is no /feed.atom."
    made = answer.xml()
    if made is None or made.tag != f"{_ATOM}feed":
        return "/feed.atom is no Atom feed."
    for tag in ("id", "title", "updated"):
        for one in (made, *made.findall(f"{_ATOM}entry")):
            if not one.findtext(f"{_ATOM}{tag}"):
                return f"The feed or an entry of it has no {tag}."
    ids = [one.findtext(f"{_ATOM}id") for one in made.findall(f"{_ATOM}entry")]
    return None if len(ids) == len(set(ids)) else "Two entries of the feed have the same id."


def _void(probe: Probe) -> str | None:
    answer = probe.get(f"{probe.site}/.well-known/void", Accept="text/turtle")
    return (
        None
        if answer.status == 200 and b"void" in answer.body
        else f"/.well-known/void has the status {answer.status}."
    )


def _catalogue(probe: Probe) -> str | None:
    answer = probe.get(f"{probe.site}/.well-known/api-catalog")
    if answer.status != 200:
        return f"/.well-known/api-catalog has the status {answer.status}."
    try:
        anchors = [one["anchor"] for one in json.loads(answer.body)["linkset"]]
    except (ValueError, KeyError, TypeError):
        return "/.well-known/api-catalog is no link set."
    return None if anchors else "/.well-known/api-catalog names no service."


# ---------------------------------------------------------------- SPARQL


def _query(probe: Probe, query: str, accept: str = "application/sparql-results+json") -> Answer:
    answer = probe.get(f"{probe.site}/sparql?{urlencode({'query': query})}", Accept=accept)
    if answer.status == 404:
        raise Skip("there is no /sparql")
    return answer


def _asked(probe: Probe) -> str | None:
    answer = _query(probe, "ASK {}")
    try:
        true = json.loads(answer.body)["boolean"] is True
    except (ValueError, KeyError, TypeError):
        true = False
    return None if answer.status == 200 and true else f"ASK {{}} gives status {answer.status} and not true."


def _posted(probe: Probe) -> str | None:
    _query(probe, "ASK {}")
    address = f"{probe.site}/sparql"
    direct = probe.get(address, "POST", b"ASK {}", Content_Type="application/sparql-query")
    form = probe.get(address, "POST", b"query=ASK%20%7B%7D", Content_Type="application/x-www-form-urlencoded")
    return (
        None
        if direct.status == form.status == 200
        else f"POST gives {direct.status} directly and {form.status} as a form."
    )


def _malformed(probe: Probe) -> str | None:
    status = _query(probe, "SELECT nonsense").status
    return None if status == 400 else f"A query that is not SPARQL gives {status}."


def _described(probe: Probe) -> str | None:
    _query(probe, "ASK {}")
    answer = probe.get(f"{probe.site}/sparql", Accept="text/turtle")
    told = answer.status == 200 and b"sparql-service-description#" in answer.body
    return None if told else f"/sparql without a query gives no service description (status {answer.status})."


def _updates(probe: Probe) -> str | None:
    _query(probe, "ASK {}")
    answer = probe.get(
        f"{probe.site}/sparql",
        "POST",
        b"CLEAR SILENT GRAPH <urn:vm2graph:doctor:nothing>",
        Content_Type="application/sparql-update",
    )
    return None if answer.status >= 400 else "Anybody may update the store."


def _shared(probe: Probe) -> str | None:
    answer = _query(probe, "ASK {}")
    return None if answer.headers.get("access-control-allow-origin") else "Answers have no Access-Control-Allow-Origin."


CHECKS = (
    Check("SMP-01", "MUST", "robots.txt", "Let crawlers in, and name the sitemap.", _robots),
    Check("SMP-01", "MUST", "sitemap.xml", "Follow sitemaps.org 0.9, with true dates.", _sitemap),
    Check(
        "RS-01",
        "SHOULD",
        "ResourceSync",
        "Offer a source description, a capability list and a resource list.",
        _resourcesync,
    ),
    Check("FED-01", "SHOULD", "Atom feed", "Offer the last changes at /feed.atom.", _feed),
    Check("CAT-02", "SHOULD", "VoID", "Describe the data at /.well-known/void.", _void),
    Check("SIG-06", "SHOULD", "api-catalog", "List the services at /.well-known/api-catalog.", _catalogue),
    Check("SPQ-01", "MUST", "queries by GET", "Answer ASK {} as JSON.", _asked),
    Check("SPQ-02", "MUST", "queries by POST", "Take a query directly and as a form.", _posted),
    Check("SPQ-03", "MUST", "a malformed query is 400", "Answer 400 and say where it is wrong.", _malformed),
    Check("SPQ-04", "MUST", "no updates by anybody", "Refuse updates, or ask who it is.", _updates),
    Check("CAT-03", "SHOULD", "service description", "Answer a request without a query with it.", _described),
    Check("GEN-01", "MUST", "queries from other sites", "Send Access-Control-Allow-Origin.", _shared),
)
