"""How machines find what there is: robots.txt, sitemaps, ResourceSync, the feed, VoID and DCAT, the list of services.

Everything is read from the catalogue of the current snapshot when it is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, request

from vm2graph.serving import dataset, feed, sitemaps
from vm2graph.serving.dumps import DATASET_DUMPS, Offered, dataset_dumps
from vm2graph.serving.faces import GRAPH_FACES, Face
from vm2graph.serving.pages import VERSION, Site, Visit
from vm2graph.serving.problems import Problem
from vm2graph.serving.resourcesync import RESOURCES, ResourceSync
from vm2graph.serving.responding import Document, LinkTo, conditional, fixed_face, head, respond
from vm2graph.serving.sitemaps import Entry
from vm2graph.storing import Snapshot, Snapshots
from vm2graph.storing.representations import Representations
from vm2graph.writing import jsonld

_PART = 50_000  # addresses in one sitemap, which is the most that sitemaps.org allows
_FEED = 50
_XML = "application/xml; charset=utf-8"
_FEEDS: dict[str, tuple[str, Callable[[feed.Feed, Sequence[feed.Changed]], bytes]]] = {
    "feed.atom": ("application/atom+xml; charset=utf-8", feed.atom),
    "feed.rss": ("application/rss+xml; charset=utf-8", feed.rss),
}
_LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'


def discovery_blueprint(site: Site, snapshots: Snapshots, offered: Offered) -> Blueprint:
    """The addresses that crawlers and harvesters know by convention."""
    blueprint = Blueprint("discovery", __name__)
    lists, base = _Lists(site), site.iris.base
    kept = Representations(snapshots.dumps.collection, site.settings.harvesting.kept_mb << 20)
    synchronised = ResourceSync(site, kept, lists.parts)

    def dumped() -> bool:
        return bool(offered.found(RESOURCES))

    def add(path: str, make: Callable[..., bytes | None], content_type: str = _XML) -> None:
        def view(**place: int) -> Response:
            snapshot = snapshots.current()
            return _fixed(site, snapshot, lambda: make(snapshot, **place), content_type, variant=str(dumped()))

        blueprint.add_url_rule(path, path.replace(".", "-"), view)

    add("/sitemap.xml", lists.sitemap_index)
    add("/sitemap/<int:number>.xml", lists.sitemap)
    add("/.well-known/resourcesync", synchronised.source_description)
    add("/resourcesync/capabilities.xml", lambda now: synchronised.capabilities(now, dumped=offered.is_had(RESOURCES)))
    add("/resourcesync/resources.xml", synchronised.resource_index)
    add(
        "/resourcesync/resources/<int:number>.xml",
        lambda now, number: synchronised.resources(now, number, dumped=dumped()),
    )
    add("/resourcesync/changes.xml", synchronised.changes)
    add("/resourcesync/dump.xml", lambda now: synchronised.dump(now, offered.files(RESOURCES)))
    for name, (type_, _) in _FEEDS.items():
        add(f"/{name}", lambda now, name=name: lists.feed(now, name, request.args.get("before", "")), type_)
    add("/.well-known/api-catalog", lists.services, _LINKSET)

    add("/robots.txt", lambda _now: _robots(base), "text/plain; charset=utf-8")

    @blueprint.get("/.well-known/void")
    @blueprint.get("/catalog")
    def described() -> Response:
        return Response(status=303, headers={"Location": f"{base}/dataset"})

    @blueprint.get("/dataset")
    @blueprint.get("/dataset.<extension>")
    def about(extension: str | None = None) -> Response:
        return respond(_dataset(site, snapshots), fixed_face(extension, GRAPH_FACES), request, site)

    return blueprint


def _robots(base: str) -> bytes:
    """Answers to queries and dumps are no use to a search engine; every document is linked elsewhere."""
    closed = "".join(f"Disallow: /{each}\n" for each in ("sparql?", *(dump.path for dump in DATASET_DUMPS)))
    return f"User-agent: *\n{closed}Allow: /\n\nSitemap: {base}/sitemap.xml\n".encode()


def _fixed(
    site: Site, snapshot: Snapshot, make: Callable[[], bytes | None], content_type: str, variant: str
) -> Response:
    """What changes with the snapshot alone, or with ``variant``; None is a page that there is not."""
    measure = f"{request.full_path} {snapshot.number} {snapshot.time} {site.salt} {VERSION} {variant}"
    etag, modified = hashlib.sha256(measure.encode()).hexdigest()[:32], datetime.fromisoformat(snapshot.time)

    def whole() -> Response:
        if (body := make()) is None:
            raise Problem(404, "not_found")
        return Response(body, content_type=content_type)

    return conditional(whole, request, etag, modified)


def _dataset(site: Site, snapshots: Snapshots) -> Document:
    snapshot, dumps = snapshots.current(), dataset_dumps(site, snapshots)
    root = f"{site.iris.base}/dataset#records"
    doors = [(name, f"{site.iris.base}/{path}") for name, path in _DOORS]

    def make(face: Face, visit: Visit) -> bytes:
        triples = dataset.description(site.settings, snapshot, dumps)
        if face.rdf and face.rdf.write:
            return face.rdf.write(root, triples)
        return site.page(
            "dataset.html",
            visit,
            count=snapshot.count(),
            snapshot_time=snapshot.time,
            doors=[*doors, *((each.title, f"{site.iris.base}/{each.path}") for each in dumps)],
            licence=site.settings.harvesting.metadata_licence,
            publisher=site.settings.harvesting.publisher,
            **head(document, f"{site.iris.base}/dataset", jsonld.document(root, triples)),
        )

    document = Document(
        name="dataset",
        directory=f"{site.iris.base}/",
        faces=GRAPH_FACES,
        make=make,
        modified=snapshot.time,
        links=(LinkTo(f"{site.iris.base}/dataset", "canonical"), LinkTo(f"{site.iris.base}/{_API}", "api-catalog")),
    )
    return document


_API = ".well-known/api-catalog"
_DOORS = (
    ("SPARQL", "sparql"),
    ("OAI-PMH", "oai?verb=Identify"),
    ("Sitemap", "sitemap.xml"),
    ("ResourceSync", ".well-known/resourcesync"),
    ("Atom", "feed.atom"),
    ("API catalog", _API),
)


class _Lists:
    """Makes the lists; knows the site, and nothing of a request."""

    def __init__(self, site: Site) -> None:
        self.site, self.base = site, site.iris.base
        self._known: tuple[int, Sequence[tuple[str, str]]] = (-1, ())

    def parts(self, snapshot: Snapshot) -> Sequence[tuple[str, str]]:
        """Where each file begins. It takes a walk through the catalogue, so it is done once a snapshot."""
        known = self._known
        if known[0] != snapshot.number:
            known = self._known = (snapshot.number, snapshot.harvest.parts(_PART))
        return known[1]

    def _page(self, slug: str) -> str:
        return LinkTo(self.site.iris.document("publication", slug), "").uri

    def _thing(self, slug: str) -> str:
        return LinkTo(self.site.iris.thing("publication", slug), "").uri

    # ------------------------------------------------------------ sitemaps

    def sitemap_index(self, snapshot: Snapshot) -> bytes:
        parts = enumerate(self.parts(snapshot), 1)
        return sitemaps.index(Entry(f"{self.base}/sitemap/{number}.xml", changed) for number, (_, changed) in parts)

    def sitemap(self, snapshot: Snapshot, number: int) -> bytes | None:
        if (rows := self._part(snapshot, number)) is None:
            return None
        return sitemaps.urlset(Entry(self._page(slug), changed) for slug, changed in rows)

    def _part(self, snapshot: Snapshot, number: int) -> list[tuple[str, str]] | None:
        parts = self.parts(snapshot)
        if not 1 <= number <= len(parts):
            return None
        return list(snapshot.harvest.stamps(parts[number - 1][0], _PART))

    # ------------------------------------------------------------ the feed and the services

    def feed(self, snapshot: Snapshot, name: str, before: str) -> bytes:
        """A page of the feed of a name; ``before`` is where it begins, empty for the newest."""
        stamp, _, slug = before.partition(" ")
        found = snapshot.harvest.changes((stamp, slug) if slug else None, _FEED + 1)
        shown, first = found[:_FEED], f"{self.base}/{name}"
        more = f"{shown[-1].datestamp} {shown[-1].slug}" if len(found) > _FEED else ""
        collection = self.site.settings.collection
        title = collection.title_en if self.site.language == "en" else collection.title_nl
        told = feed.Feed(
            address=f"{first}?{urlencode({'before': before})}" if before else first,
            first=first,
            home=f"{self.base}/",
            title=title,
            updated=shown[0].datestamp if shown else snapshot.time,
            author=self.site.settings.harvesting.publisher or title,
            language=self.site.language,
            next=f"{first}?{urlencode({'before': more})}" if more else "",
        )
        return _FEEDS[name][1](told, [feed.Changed(one, self._thing(one.slug), self._page(one.slug)) for one in shown])

    def services(self, _snapshot: Snapshot) -> bytes:
        """RFC 9727: each service with its documentation and what it says of itself."""
        told = (
            ("oai", "http://www.openarchives.org/OAI/openarchivesprotocol.html", "oai?verb=Identify", "text/xml"),
            ("sparql", "https://www.w3.org/TR/sparql11-protocol/", "dataset.ttl", "text/turtle"),
            ("sitemap.xml", "https://www.sitemaps.org/protocol.html", "", ""),
            (".well-known/resourcesync", "http://www.openarchives.org/rs/1.1/resourcesync", "", ""),
            ("feed.atom", "https://www.rfc-editor.org/rfc/rfc4287", "", ""),
        )
        linkset = [
            {
                "anchor": f"{self.base}/{path}",
                "service-doc": [{"href": document, "type": "text/html"}],
                **({"service-meta": [{"href": f"{self.base}/{meta}", "type": type_}]} if meta else {}),
            }
            for path, document, meta, type_ in told
        ]
        return orjson.dumps({"linkset": linkset})
