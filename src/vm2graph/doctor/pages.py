"""The page of a publication: negotiation, Signposting, the head, and the data in it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from vm2graph.doctor import Check, Run
from vm2graph.doctor.probe import Answer, Probe, Skip

_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[\w*]+\s*=\s*(?:"[^"]*"|[^",;\s]+))*)')
_PARAMETER = re.compile(r'([\w*]+)\s*=\s*(?:"([^"]*)"|([^",;\s]+))')
Link = dict[str, str]


class _Head(HTMLParser):
    """Meta tags, links and JSON-LD of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, str]] = []
        self.links: list[Link] = []
        self.data: list[str] = []
        self._in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collects what a head says."""
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and "name" in given:
            self.tags.append((given["name"], given.get("content", "")))
        if tag == "link":
            self.links.append({**given, "target": given.get("href", "")})
        if tag == "script" and given.get("type") == "application/ld+json":
            self._in_data = True
            self.data.append("")

    def handle_endtag(self, tag: str) -> None:
        """The end of a block of data."""
        self._in_data = self._in_data and tag != "script"

    def handle_data(self, data: str) -> None:
        """What a block of data holds."""
        if self._in_data:
            self.data[-1] += data


def _page(probe: Probe) -> Answer:
    answer = probe.get(probe.landing, Accept="text/html")
    if answer.status != 200 or answer.media_type != "text/html":
        raise Skip(f"{probe.landing} gives no page (status {answer.status}, {answer.media_type or 'no media type'})")
    return answer


def _head(probe: Probe) -> _Head:
    head = _Head()
    head.feed(_page(probe).body.decode("utf-8", "replace"))
    return head


def _links(answer: Answer) -> list[Link]:
    """The Link header, RFC 8288."""
    return [
        {"target": target, **{name: quoted or plain for name, quoted, plain in _PARAMETER.findall(rest)}}
        for target, rest in _LINK.findall(answer.headers.get("link", ""))
    ]


def _signposts(probe: Probe, relation: str) -> list[Link]:
    found = [*_links(_page(probe)), *_head(probe).links]
    return [link for link in found if relation in link.get("rel", "").split()]


def _tag(probe: Probe, name: str) -> list[str]:
    return [content for key, content in _head(probe).tags if key.lower() == name and content.strip()]


# ---------------------------------------------------------------- negotiation


def _negotiated(media_type: str) -> Run:
    def run(probe: Probe) -> str | None:
        answer = probe.get(probe.landing, Accept=media_type)
        if answer.status == 200 and answer.media_type == media_type:
            return None
        return f"{probe.landing} gives {answer.media_type or 'nothing'} (status {answer.status}) for {media_type}."

    return run


def _vary(probe: Probe) -> str | None:
    told = _page(probe).headers.get("vary", "").lower()
    return None if "accept" in [one.strip() for one in told.split(",")] else f"Vary is {told!r}."


def _unsatisfiable(probe: Probe) -> str | None:
    answer = probe.get(probe.landing, Accept="application/x-nothing")
    return (
        None
        if answer.status == 406
        else f"The status is {answer.status} where only a type is accepted that there is not."
    )


def _same_head(probe: Probe) -> str | None:
    get, head = _page(probe), probe.get(probe.landing, "HEAD", Accept="text/html")
    for name in ("content-type", "etag", "link", "vary"):
        if get.headers.get(name) != head.headers.get(name):
            return f"HEAD has another {name} than GET."
    return None if head.status == get.status else f"HEAD has the status {head.status}."


def _validated(probe: Probe) -> str | None:
    page = _page(probe)
    if not (tag := page.headers.get("etag")):
        return "A page has no ETag."
    again = probe.get(probe.landing, Accept="text/html", If_None_Match=tag)
    return None if again.status == 304 else f"A page that is asked for with its ETag gives {again.status}."


# ---------------------------------------------------------------- Signposting


def _has(relation: str, *, many: bool = False) -> Run:
    def run(probe: Probe) -> str | None:
        found = {link["target"] for link in _signposts(probe, relation)}
        if not found:
            return f"The page has no link with rel={relation}."
        return None if many or len(found) == 1 else f"The page has {len(found)} links with rel={relation}."

    return run


def _cited(probe: Probe) -> str | None:
    if wrong := _has("cite-as")(probe):
        return wrong
    target = probe.local(_signposts(probe, "cite-as")[0]["target"])
    answer = probe.get(target, Accept="text/html")
    return None if answer.url == _page(probe).url else f"cite-as leads to {answer.url}, not back to the page."


def _linkset(probe: Probe) -> str | None:
    found = [link for link in _signposts(probe, "linkset") if link.get("type") == "application/linkset+json"]
    if not found:
        raise Skip("the page has no link set as JSON")
    answer = probe.get(probe.local(found[0]["target"]))
    if answer.media_type != "application/linkset+json":
        return f"The link set has the media type {answer.media_type!r}."
    try:
        contexts = json.loads(answer.body)["linkset"]
        empty = [one for one in contexts if any(not value for value in one.values())]
        relative = [one["anchor"] for one in contexts if not one["anchor"].startswith("http")]
    except (ValueError, KeyError, TypeError, AttributeError):
        return "The link set is not of the form of RFC 9264."
    return "The link set has empty members, or anchors that are not absolute." if empty or relative else None


def _absolute(probe: Probe) -> str | None:
    links = _links(_page(probe))
    if not links:
        raise Skip("the page has no Link header")
    wrong = [link["target"] for link in links if not link["target"].startswith(("http://", "https://"))]
    if wrong:
        return f"The Link header has the relative address {wrong[0]!r}."
    size = len(_page(probe).headers.get("link", ""))
    return None if size < 4096 else f"The Link header has {size} bytes."


# ---------------------------------------------------------------- the head


def _scholar(probe: Probe) -> str | None:
    missing = [name for name in ("citation_title", "citation_author") if not _tag(probe, name)]
    return f"The page has no {', no '.join(missing)}." if missing else None


def _dated(probe: Probe) -> str | None:
    dates = _tag(probe, "citation_publication_date")
    wrong = [one for one in dates if not re.fullmatch(r"\d{4}(/\d\d?(/\d\d?)?)?", one)]
    return f"The date {wrong[0]!r} is not YYYY or YYYY/MM/DD." if wrong else None


def _report(probe: Probe) -> str | None:
    return None if _tag(probe, "citation_technical_report_institution") else "The page has no such tag."


def _initials(probe: Probe) -> str | None:
    wrong = [one for one in _tag(probe, "citation_author") if re.search(r"\b[A-Z]\. [A-Z]\.", one)]
    return f"The author {wrong[0]!r} has spaces between the initials, where Zotero cuts." if wrong else None


def _data(probe: Probe) -> str | None:
    blocks = _head(probe).data
    if not blocks:
        return "The page has no JSON-LD."
    try:
        made = [json.loads(block) for block in blocks]
    except ValueError:
        return "The JSON-LD of the page is not JSON."
    types = {kind for one in made if isinstance(one, dict) for kind in _listed(one.get("@type"))}
    if any(kind.rpartition(":")[2] == "Dataset" for kind in types):
        return "The publication is said to be a Dataset."
    return None if types else "The JSON-LD of the page says no type."


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def _inline(probe: Probe) -> str | None:
    answer = probe.get(probe.landing, Accept="application/ld+json")
    if answer.status != 200:
        raise Skip("there is no JSON-LD by negotiation")
    try:
        context = json.loads(answer.body).get("@context")
    except (ValueError, AttributeError):
        return "The JSON-LD is not a JSON object."
    remote = [one for one in (context if isinstance(context, list) else [context]) if isinstance(one, str)]
    return f"The context {remote[0]} must be fetched from elsewhere." if remote else None


CHECKS = (
    *(
        Check("CN-01", "MUST", f"{media_type} by negotiation", "Offer it by Accept.", _negotiated(media_type))
        for media_type in ("text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples")
    ),
    *(
        Check("CN-01", "SHOULD", f"{media_type} by negotiation", "Offer it by Accept.", _negotiated(media_type))
        for media_type in (
            "application/x-bibtex",
            "application/x-research-info-systems",
            "application/vnd.citationstyles.csl+json",
            "application/linkset+json",
        )
    ),
    Check("CN-01", "MUST", "Vary: Accept", "Say on what the choice depends.", _vary),
    Check("CN-01", "MUST", "406 where nothing fits", "Answer 406 with the types that there are.", _unsatisfiable),
    Check("CN-01", "MUST", "HEAD as GET", "Give HEAD the headers of GET.", _same_head),
    Check("GEN-01", "MUST", "ETag and 304", "Send an ETag and honour If-None-Match.", _validated),
    Check("SIG-L1", "MUST", "cite-as", "Link to the persistent address, which leads back to the page.", _cited),
    Check("SIG-L1", "MUST", "describedby", "Link to the metadata.", _has("describedby", many=True)),
    Check("SIG-L1", "MUST", "type", "Link to the types of the page.", _has("type", many=True)),
    Check("SIG-L2", "SHOULD", "linkset", "Link to a link set.", _has("linkset", many=True)),
    Check(
        "SIG-02", "MUST", "the form of the link set", "Follow RFC 9264 section 4.2, without empty members.", _linkset
    ),
    Check("SIG-03", "MUST", "absolute links, less than 4 KiB", "Send whole addresses, and not too many.", _absolute),
    Check("HW-01", "MUST", "citation_title and citation_author", "Put both in the head of the page.", _scholar),
    Check("HW-01", "MUST", "the form of the date", "Give a year, or year, month and day with slashes.", _dated),
    Check("HW-03", "MUST", "a report for Zotero", "Add citation_technical_report_institution.", _report),
    Check("HW-06", "MUST", "initials without spaces", "Write them together.", _initials),
    Check("SDO-01", "MUST", "JSON-LD in the page", "Put a block of type Report in the page.", _data),
    Check("SDO-03", "MUST", "an inline context", "Put the context in the document.", _inline),
)
