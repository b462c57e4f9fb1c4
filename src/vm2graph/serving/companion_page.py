"""What stands beside the ontology at ``/def``: alignments, known things, the context of JSON-LD."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from pyoxigraph import Literal, NamedNode

from vm2graph.names import DCTERMS, ONTOLOGY, SCHEMA, VM2
from vm2graph.serving.faces import GRAPH_FACES, HTML, Face
from vm2graph.serving.packaged_graph import PackagedGraph
from vm2graph.serving.pages import Site, Visit
from vm2graph.serving.responding import Document, LinkTo, head
from vm2graph.serving.views import Text, web
from vm2graph.writing.formats import JSONLD
from vm2graph.writing.jsonld import CONTEXT, compact

COMPANIONS = ("alignments", "authorities")
"""The files beside the ontology, each a document at ``/def/{name}``."""

_JSON_LD = Face("context", JSONLD.label, JSONLD.media_type, JSONLD.content_type, JSONLD.extension)


@dataclass(frozen=True, slots=True)
class Described:
    """A thing of the file, and what it says of it."""

    fragment: str  # of a thing that has its IRI from the file
    name: Text
    rows: list[tuple[str, list[Text]]]  # property, values


class Companion(PackagedGraph):
    """A file beside the ontology."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}.ttl", f"{ONTOLOGY}/{name}")
        self.name = name

    def document(self, site: Site) -> Document:
        """The file as a page and in every RDF serialisation."""

        def make(face: Face, visit: Visit) -> bytes:
            return self._page(site, visit, document) if face is HTML else self.serialised(face)

        document = Document(
            name=self.name,
            directory=f"{site.iris.base}/def/",
            faces=GRAPH_FACES,
            make=make,
            modified=self.since(DCTERMS.base + "created"),
            links=(LinkTo(self.iri, "canonical"),),
        )
        return document

    def _page(self, site: Site, visit: Visit, document: Document) -> bytes:
        title = self.facts.literal(self.iri, DCTERMS.title, language=visit.language)
        subjects = dict.fromkeys(one.subject.value for one in self.triples if isinstance(one.subject, NamedNode))
        return site.page(
            "companion.html",
            visit,
            title=Text(title.value, title.language) if title else Text(self.iri),
            things=[self._described(one, visit) for one in subjects if one != self.iri],
            **head(document, self.iri, JSONLD.write(self.iri, self.triples) if JSONLD.write else b"{}"),
        )

    def _described(self, subject: str, visit: Visit) -> Described:
        properties = dict.fromkeys(one.predicate.value for one in self.triples if one.subject == NamedNode(subject))
        rows = []
        for property_ in properties:
            values = self.facts.values(subject, property_)
            tongues = {value.language for value in values if isinstance(value, Literal)}
            if visit.language in tongues:
                values = [one for one in values if not isinstance(one, Literal) or one.language == visit.language]
            rows.append((_short(property_), [_text(value) for value in values]))
        own = subject.startswith(f"{self.iri}#")
        return Described(
            fragment=subject.removeprefix(f"{self.iri}#") if own else "",
            name=Text(subject.rpartition("#")[2]) if own else _text(NamedNode(subject)),
            rows=rows,
        )


def context_document(site: Site) -> Document:
    """The context that every JSON-LD document of ours holds, for whoever writes JSON-LD of their own."""
    body = orjson.dumps({"@context": CONTEXT}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return Document(
        name="context",
        directory=f"{site.iris.base}/def/",
        faces=(_JSON_LD,),
        make=lambda _face, _visit: body,
        modified="2026-11-25T00:00:00+00:00",
    )


def _short(iri: str) -> str:
    short = compact(iri)
    return f"schema:{short}" if iri.startswith(SCHEMA.base) else short


def _text(value: object) -> Text:
    if isinstance(value, Literal):
        return Text(value.value, value.language)
    assert isinstance(value, NamedNode)  # noqa: S101 - the files hold no blank nodes
    if value.value.startswith(VM2.base):
        return Text(compact(value.value), None, "../def#" + value.value.removeprefix(VM2.base))
    return Text(_short(value.value), None, web(value.value))
