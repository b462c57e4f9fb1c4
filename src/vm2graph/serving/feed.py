"""The last changes as Atom 1.0 (RFC 4287), deletions among them (RFC 6721), older ones on linked pages (RFC 5005).

And as RSS 2.0 for readers that take nothing else; it has no word for a deletion, so those are left out of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from vm2graph.storing import Change
from vm2graph.writing.bibliography import line

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a page of the feed says of itself. Addresses are URIs."""

    address: str  # of this page
    first: str  # of the feed
    home: str
    title: str
    updated: str  # RFC 3339
    author: str
    language: str
    next: str = ""  # the page with what is older


@dataclass(frozen=True, slots=True)
class Changed:
    """A change with the address of the thing and of its page."""

    change: Change
    thing: str
    page: str


def atom(feed: Feed, changes: Sequence[Changed]) -> bytes:
    """One page of the feed."""
    made = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "at": TOMBSTONES})
    made.set("{http://www.w3.org/XML/1998/namespace}lang", feed.language)
    _put(made, "id", feed.first)
    _put(made, "title", feed.title)
    _put(made, "updated", feed.updated)
    _put(_put(made, "author"), "name", feed.author)
    _link(made, "self", feed.address, "application/atom+xml")
    _link(made, "alternate", feed.home, "text/html")
    _link(made, "first", feed.first, "application/atom+xml")
    if feed.next:
        _link(made, "next", feed.next, "application/atom+xml")
    for each in changes:
        _entry(made, each)
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8") + b"\n"


def rss(feed: Feed, changes: Sequence[Changed]) -> bytes:
    """One page of the feed as RSS 2.0; the links between pages are those of Atom."""
    made = etree.Element("rss", version="2.0", nsmap={"atom": ATOM})
    channel = etree.SubElement(made, "channel")
    told = (("title", feed.title), ("link", feed.home), ("description", feed.title), ("language", feed.language))
    for tag, text in (*told, ("lastBuildDate", _rfc822(feed.updated))):
        etree.SubElement(channel, tag).text = text
    for relation, address in (("self", feed.address), ("next", feed.next)):
        if address:
            _link(channel, relation, address, "application/rss+xml")
    for each in changes:
        if each.change.what != "deleted":
            item = etree.SubElement(channel, "item")
            for tag, text in (("title", line(each.change.title)), ("link", each.page)):
                etree.SubElement(item, tag).text = text
            etree.SubElement(item, "guid", isPermaLink="true").text = each.thing
            etree.SubElement(item, "pubDate").text = _rfc822(each.change.datestamp)
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8") + b"\n"


def _rfc822(time: str) -> str:
    return format_datetime(datetime.fromisoformat(time), usegmt=True)


def _entry(feed: etree._Element, changed: Changed) -> None:
    change = changed.change
    if change.what == "deleted":
        gone = etree.SubElement(feed, f"{{{TOMBSTONES}}}deleted-entry", ref=changed.thing, when=change.datestamp)
        _link(gone, "alternate", changed.page, "text/html")
        if reason := line(change.reason):
            etree.SubElement(gone, f"{{{TOMBSTONES}}}comment").text = reason
        return
    entry = _put(feed, "entry")
    _put(entry, "id", changed.thing)
    _put(entry, "title", line(change.title))
    _put(entry, "updated", change.datestamp)
    _link(entry, "alternate", changed.page, "text/html")
    _link(entry, "describedby", f"{changed.page}.ttl", "text/turtle")
    _put(entry, "content", line(change.title)).set("type", "text")


def _put(parent: etree._Element, tag: str, text: str | None = None) -> etree._Element:
    made = etree.SubElement(parent, f"{{{ATOM}}}{tag}")
    made.text = text
    return made


def _link(parent: etree._Element, relation: str, address: str, type_: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", rel=relation, href=address, type=type_)
