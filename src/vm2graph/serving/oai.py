"""OAI-PMH 2.0, without HTTP: arguments and the time in, the bytes of a response out.

Lists go by slug rather than by datestamp and a token says after which one to go on. So a harvest that runs while
records are published, changed or withdrawn gets every record once, as it is at that moment, and whatever changes
after it was told has a later datestamp for the next harvest. A token never becomes invalid.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from lxml import etree

from vm2graph.errors import IncompleteRecord
from vm2graph.names import Iris
from vm2graph.serving import oai_sets
from vm2graph.serving.oai_formats import METADATA_FORMATS, MetadataFormat
from vm2graph.serving.oai_packed import Packed, Written
from vm2graph.serving.oai_records import Records
from vm2graph.serving.oai_requests import OaiError, OaiRequest, read_request
from vm2graph.serving.oai_sets import SETS, theme_set
from vm2graph.serving.oai_tokens import Token, Tokens
from vm2graph.serving.oai_xml import OAI, place, put, written
from vm2graph.settings import Settings
from vm2graph.storing import HarvestItem, Selection, Snapshot, Snapshots
from vm2graph.storing.representations import Representations
from vm2graph.writing.lines import About
from vm2graph.writing.xml import XSI

_OAI_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
_CODINGS = ("gzip", "br", "zstd")
_LIFE = timedelta(days=7)  # what is promised; a token does not in fact expire
_NONE = "No record is in that window, set and format."
_NO_MORE = "No record is left in this list: those that were still to come have changed or gone since. It is complete."


class Repository:
    """A collection as an OAI-PMH repository."""

    def __init__(self, settings: Settings, snapshots: Snapshots, said_of: Callable[[Snapshot, str], About]) -> None:
        """``said_of`` gives all that the document of a record shows, by its slug."""
        self._settings, self._snapshots = settings, snapshots
        self._iris = Iris(settings.collection.base_iri)
        self.address = f"{self._iris.base}/oai"
        self._tokens = Tokens(self._iris.base)
        kept = Representations(snapshots.dumps.collection, settings.harvesting.kept_mb << 20)
        self._records = Records(settings, kept, said_of)
        self._size = max(1, settings.harvesting.page_records)
        self._lock = threading.Lock()
        self._counted: dict[tuple[int, Selection], int] = {}
        self._verbs: dict[str, Callable[[OaiRequest, etree._Element, datetime], list[bytes] | Packed | None]] = {
            "Identify": self._identify,
            "ListMetadataFormats": self._formats,
            "ListSets": self._sets,
            "GetRecord": self._get,
            "ListIdentifiers": self._list,
            "ListRecords": self._list,
        }

    def answer(self, given: Sequence[tuple[str, str]], now: datetime) -> Written:
        """The response to arguments as they came, names repeated where they were; errors of the protocol included."""
        head = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
        head.set(f"{{{XSI}}}schemaLocation", f"{OAI} {OAI}OAI-PMH.xsd")
        put(head, "responseDate", _utc(now))
        asked = put(head, "request", self.address)
        records: list[bytes] | Packed = []
        try:
            request = read_request(given)
            # no attributes where verb or arguments are bad; section 3.2
            body = etree.Element(f"{{{OAI}}}{request.verb}")
            try:
                records = self._verbs[request.verb](request, body, now) or []
            except OaiError as error:
                if error.code == "badArgument":
                    raise
                _echo(asked, request)
                raise
            _echo(asked, request)
            head.append(body)
        except OaiError as error:
            put(head, "error", error.message).set("code", error.code)
        return written(head, records)

    # ------------------------------------------------------------ verbs

    def _identify(self, _request: OaiRequest, body: etree._Element, _now: datetime) -> None:
        collection, repository = self._settings.collection, self._settings.harvesting.repository_identifier
        put(body, "repositoryName", collection.title_en if collection.language == "en" else collection.title_nl)
        put(body, "baseURL", self.address)
        put(body, "protocolVersion", "2.0")
        put(body, "adminEmail", collection.email or _postmaster(self._iris.base))
        put(body, "earliestDatestamp", self._snapshots.current().harvest.earliest())
        put(body, "deletedRecord", "persistent")
        put(body, "granularity", "YYYY-MM-DDThh:mm:ssZ")
        for coding in _CODINGS:
            put(body, "compression", coding)
        if repository:
            block = etree.SubElement(
                put(body, "description"), f"{{{_OAI_IDENTIFIER}}}oai-identifier", nsmap={None: _OAI_IDENTIFIER}
            )
            block.set(f"{{{XSI}}}schemaLocation", f"{_OAI_IDENTIFIER} {_OAI_IDENTIFIER}.xsd")
            example = next(iter(self._snapshots.current().records(limit=1)), None)
            sample = self._records.identifier(example.slug if example else "example")
            told = (("scheme", "oai"), ("repositoryIdentifier", repository), ("delimiter", ":"))
            for tag, value in (*told, ("sampleIdentifier", sample)):
                etree.SubElement(block, f"{{{_OAI_IDENTIFIER}}}{tag}").text = value

    def _formats(self, request: OaiRequest, body: etree._Element, _now: datetime) -> None:
        item = None
        if "identifier" in request.arguments:
            item = self._item(self._snapshots.current(), request.arguments["identifier"])
        for each in METADATA_FORMATS.values():
            if item and each.dated and not item.dated:
                continue
            made = put(body, "metadataFormat")
            put(made, "metadataPrefix", each.prefix)
            put(made, "schema", each.schema)
            put(made, "metadataNamespace", each.namespace)

    def _sets(self, request: OaiRequest, body: etree._Element, now: datetime) -> None:
        token, size = self._token(request), max(self._size, len(SETS))
        snapshot = self._snapshots.current()
        if not token.after:
            for spec, name in SETS:
                _set(body, spec, name)
        themes = snapshot.entities("theme", after=token.after or None, limit=size + 1)
        for theme in themes[:size]:
            _set(body, theme_set(theme.slug), theme.label)
        if len(themes) > size:
            self._resume(body, replace(token, after=themes[size - 1].slug, cursor=token.cursor + len(body)), now)
        elif token.after:
            put(body, "resumptionToken").set("cursor", str(token.cursor))

    def _get(self, request: OaiRequest, body: etree._Element, _now: datetime) -> list[bytes]:
        snapshot, format_ = self._snapshots.current(), _format(request.arguments["metadataPrefix"])
        item = self._item(snapshot, request.arguments["identifier"])
        try:
            made = self._records.record(snapshot, item, format_)
        except IncompleteRecord as error:
            raise OaiError("cannotDisseminateFormat", str(error)) from error
        place(body)
        return [made]

    def _list(self, request: OaiRequest, body: etree._Element, now: datetime) -> list[bytes] | Packed:
        """A page of headers or records: section 3.5 of the protocol."""
        token, snapshot = self._token(request), self._snapshots.current()
        format_ = _format(token.prefix)
        selection = oai_sets.selection(token.set, token.since, token.until, dated=format_.dated)
        after, more, first = token.after, selection is not None, not token.total
        records: list[bytes] | Packed = []
        if selection is not None and first:
            token = replace(token, total=self._count(snapshot, selection))
        while more and selection is not None and not records:  # a page of nothing but refused records is no page
            items = snapshot.harvest.items(selection, after, self._size + 1)
            more = len(items) > self._size
            told = items[: self._size]
            after = told[-1].slug if told else after
            if request.verb == "ListRecords":
                whole = selection == Selection(dated=format_.dated)
                records = self._of_records(snapshot, told, format_, whole=whole)
            else:
                records = self._records.headers(snapshot, told)
        if not records:
            # of a later page: all that was still to come has left the list since the page before it
            raise OaiError("noRecordsMatch", _NONE if first else _NO_MORE)
        place(body)
        if more:
            self._resume(body, replace(token, after=after, cursor=token.cursor + len(records)), now, token)
        elif not first:
            self._end(body, token, len(records))
        return records

    # ------------------------------------------------------------ parts

    def _of_records(
        self, snapshot: Snapshot, items: Sequence[HarvestItem], format_: MetadataFormat, *, whole: bool
    ) -> list[bytes] | Packed:
        """A page of records; ``whole``: of the list of all."""
        make = self._records.page if whole else self._records.records
        return make(snapshot, items, format_)

    def _item(self, snapshot: Snapshot, identifier: str) -> HarvestItem:
        start = self._records.identifier("")
        slug = unquote(identifier.removeprefix(start)) if identifier.startswith(start) else ""
        item = snapshot.harvest.item(slug) if slug else None
        if item is None or self._records.identifier(slug) != identifier:
            raise OaiError("idDoesNotExist", "There is no record of that identifier.")
        return item

    def _token(self, request: OaiRequest) -> Token:
        """Where the list goes on, or its beginning."""
        given = request.arguments.get("resumptionToken")
        if given is None:
            since, until = request.window()
            return Token(
                request.verb,
                request.arguments.get("metadataPrefix", ""),
                request.arguments.get("set", ""),
                since,
                until,
            )
        token = self._tokens.read(given)
        if token is None or token.verb != request.verb:
            raise OaiError("badResumptionToken", "That is no resumptionToken of this list; begin the list again.")
        return token

    def _resume(self, body: etree._Element, following: Token, now: datetime, here: Token | None = None) -> None:
        made = put(body, "resumptionToken", self._tokens.write(following))
        made.set("expirationDate", _utc(now + _LIFE))
        if here is not None:
            made.set("completeListSize", str(max(here.total, following.cursor + 1)))
            made.set("cursor", str(here.cursor))

    def _end(self, body: etree._Element, token: Token, told: int) -> None:
        """The last page of a list in several: an empty token."""
        made = put(body, "resumptionToken")
        made.set("completeListSize", str(token.cursor + told))
        made.set("cursor", str(token.cursor))

    def _count(self, snapshot: Snapshot, selection: Selection) -> int:
        key = (snapshot.number, selection)
        found = self._counted.get(key)
        if found is None:
            found = snapshot.harvest.count(selection)
            with self._lock:
                if len(self._counted) >= 256:
                    self._counted.clear()
                self._counted[key] = found
        return found


class NotPacked(Exception):
    """A response takes more than a page that is packed already."""


class PackedRepository(Repository):
    """The same for who cannot wait: ListRecords by pages that are packed already, else NotPacked is raised."""

    def _of_records(
        self, snapshot: Snapshot, items: Sequence[HarvestItem], format_: MetadataFormat, *, whole: bool
    ) -> Packed:
        packed = self._records.packed(snapshot, items, format_) if whole else None
        if packed is None:
            raise NotPacked
        return packed


def _format(prefix: str) -> MetadataFormat:
    if prefix not in METADATA_FORMATS:
        raise OaiError("cannotDisseminateFormat", f"There is no such format; there are {', '.join(METADATA_FORMATS)}.")
    return METADATA_FORMATS[prefix]


def _set(body: etree._Element, spec: str, name: str) -> None:
    made = put(body, "set")
    put(made, "setSpec", spec)
    put(made, "setName", name)


def _echo(element: etree._Element, request: OaiRequest) -> None:
    for name, value in request.echoed().items():
        element.set(name, value)


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _postmaster(base: str) -> str:
    """Whom mail about a domain reaches where the owner names nobody; RFC 5321 section 4.5.1."""
    host = urlsplit(base).hostname or "localhost"
    return f"postmaster@{host if '.' in host else f'{host}.localdomain'}"
