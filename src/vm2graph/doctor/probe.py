"""A polite HTTP client: one request at a time, with a rate, a budget, and limits of time and size.

It asks nothing but the addresses of the site that the user named, those the site itself gives on the same host, and
where these redirect to; a site of the public internet cannot redirect it to this machine or a private network.
"""

from __future__ import annotations

import http.client
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from lxml import etree

from vm2graph import fetching
from vm2graph.addresses import joined, parts_of
from vm2graph.errors import Vm2graphError

OAI = "{http://www.openarchives.org/OAI/2.0/}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_LONGEST = 20 << 20  # bytes of an answer


class Skip(Exception):
    """There is nothing here to check; the text says why."""


class Unreachable(Vm2graphError):
    """The site does not answer, or not within the limits."""

    code = "unreachable"
    exit_code = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are lower case; several of one name are joined by commas."""

    url: str  # where it came from, after redirects
    status: int
    headers: Mapping[str, str]
    body: bytes
    redirected: bool = False

    @property
    def media_type(self) -> str:
        """Without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def xml(self) -> etree._Element | None:
        """The document element, or None where the body is not well-formed; nothing external is read."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            return etree.fromstring(self.body, parser)
        except etree.XMLSyntaxError:
            return None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Redirects are followed by hand, so that they are seen."""


@dataclass
class Probe:
    """The site under examination. ``page`` and ``oai`` are addresses, found by convention where they are not given."""

    site: str
    oai: str = ""
    page: str = ""
    seconds: float = 20.0  # of one request
    per_second: float = 5.0
    budget: int = 150  # requests
    asked: int = 0
    _last: float = 0.0
    _kept: dict[tuple[object, ...], Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.site = self.site.rstrip("/")
        self.oai = self.oai or f"{self.site}/oai"
        self._opener = urllib.request.build_opener(_NoRedirect)

    def get(self, url: str, method: str = "GET", data: bytes | None = None, **headers: str) -> Answer:
        """An answer, whatever its status; asked once for the same question. ``Accept_Encoding`` names a header."""
        key = (url, method, data, tuple(sorted(headers.items())))
        if key not in self._kept:
            self._kept[key] = self._follow(url, method, data, {k.replace("_", "-"): v for k, v in headers.items()})
        return self._kept[key]

    def again(self, url: str) -> Answer:
        """The same question, asked anew."""
        return self._follow(url, "GET", None, {})

    def reach(self) -> None:
        """Raises Unreachable where nobody answers at the site, whatever is said: then there is nothing to check."""
        self._ask(f"{self.site}/", "HEAD", None, {})

    def _follow(self, url: str, method: str, data: bytes | None, headers: dict[str, str]) -> Answer:
        place = url
        for _ in range(6):
            answer = self._ask(place, method, data, headers)
            if answer.status not in (301, 302, 303, 307, 308) or "location" not in answer.headers:
                return Answer(place, answer.status, answer.headers, answer.body, place != url)
            location = answer.headers["location"]
            place = joined(place, location) or location
            if parts_of(place).scheme not in ("http", "https"):
                raise Unreachable(f"{url} redirects to {place}, which is not http.")
            if self._leads_inside(place):
                raise Unreachable(f"{url} redirects to {place}, which is of this machine or a private network.")
        raise Unreachable(f"{url} redirects too often.")

    def _ask(self, url: str, method: str, data: bytes | None, headers: dict[str, str]) -> Answer:
        if self.asked >= self.budget:
            raise Skip(f"the budget of {self.budget} requests is used up")
        time.sleep(max(0.0, self._last + 1 / self.per_second - time.monotonic()))
        self.asked, self._last = self.asked + 1, time.monotonic()
        told = {"User-Agent": "vm2graph-doctor", **headers}
        try:
            request = urllib.request.Request(url, data=data, method=method, headers=told)  # noqa: S310 - http(s) only
            with self._opener.open(request, timeout=self.seconds) as response:
                return _answer(url, response.status, response, self.seconds)
        except urllib.error.HTTPError as error:
            with error:
                return _answer(url, error.code, error, self.seconds)
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Unreachable(f"{url} does not answer: {_reason(error)}.") from error

    def _leads_inside(self, place: str) -> bool:
        """Whether a site leads to a host of this machine or a private network that the user did not name."""
        named, host = parts_of(self.site).hostname, parts_of(place).hostname
        return host != named and not _is_public(host) and _is_public(named)

    # ------------------------------------------------------------ what several checks need

    def verb(self, verb: str, **arguments: str) -> Answer:
        """An OAI-PMH request by GET."""
        return self.get(self.verb_url(verb, **arguments))

    def verb_url(self, verb: str, **arguments: str) -> str:
        """The address of an OAI-PMH request; ``from_`` is the argument ``from``."""
        return f"{self.oai}?{urlencode({'verb': verb, **{k.rstrip('_'): v for k, v in arguments.items()}})}"

    def oai_xml(self, verb: str, **arguments: str) -> etree._Element:
        """The document of an OAI-PMH response; Skip where there is no such service."""
        made = self.verb(verb, **arguments).xml()
        if made is None or made.tag != f"{OAI}OAI-PMH":
            raise Skip(f"{self.oai} gives no OAI-PMH response to {verb}")
        return made

    @cached_property
    def landing(self) -> str:
        """The address of a page about one publication: the one given, or the first of the sitemap."""
        if self.page:
            return self.page
        place = f"{self.site}/sitemap.xml"
        for _ in range(3):
            made = self.get(place).xml()
            found = None if made is None else made.find(f"{{*}}*/{SITEMAP}loc")
            if made is None or found is None or not found.text:
                break
            place = self.local(found.text)
            if made.tag == f"{SITEMAP}urlset":
                return place
        raise Skip("no page is known: give one with --page, or a sitemap at /sitemap.xml")

    def local(self, address: str) -> str:
        """An address that the site gives; Skip where it leads to another host, which nobody named."""
        if parts_of(address).netloc != parts_of(self.site).netloc:
            raise Skip(f"{address} is on another host than {self.site}; examine that address")
        return address


def _is_public(host: str | None) -> bool:
    """Whether every address of a host is of the public internet; one that has none cannot be reached anyway."""
    try:
        found = socket.getaddrinfo(host or "", None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True
    return all(fetching.is_public(str(each[4][0])) for each in found)


def _reason(error: Exception) -> str:
    """Of what urllib wraps, what the system said."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    return (cause.strerror if isinstance(cause, OSError) else None) or str(cause) or type(cause).__name__


def _answer(url: str, status: int, response: object, seconds: float) -> Answer:
    over = time.monotonic() + seconds
    headers: dict[str, str] = {}
    for name, value in response.headers.items():  # type: ignore[attr-defined]  # both kinds of urllib have them
        headers[name.lower()] = f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
    parts, size = [], 0
    while part := response.read(65536):  # type: ignore[attr-defined]  # as above
        parts.append(part)
        size += len(part)
        if size > _LONGEST or time.monotonic() > over:
            raise Unreachable(f"{url} sends more than {_LONGEST >> 20} MB, or takes longer than {seconds:g} seconds.")
    return Answer(url, status, headers, b"".join(parts))
