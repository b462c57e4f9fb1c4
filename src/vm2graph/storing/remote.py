"""Any SPARQL 1.1 endpoint, through SPARQLWrapper. One client a call: a query is never state on an object."""

from __future__ import annotations

import ast
import json
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

import pyoxigraph as ox
from pyoxigraph import QueryResultsFormat, RdfFormat, Triple
from SPARQLWrapper import JSON, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from vm2graph.errors import QuerySyntaxError, RemoteError
from vm2graph.storing import QueryAnswer

_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
_ANSWER_CAP = 512 * 1024 * 1024  # bytes; an endpoint that sends more is not taken at its word


class RemoteStore:
    """A SPARQL 1.1 Protocol endpoint as a Store."""

    def __init__(self, url: str, timeout: float = 60) -> None:
        self.url = url
        self._timeout = timeout

    def query(self, sparql: str) -> QueryAnswer:
        """Asks the endpoint. Raises QuerySyntaxError for a 400, RemoteError for anything else that goes wrong."""
        client = SPARQLWrapper(self.url, agent="vm2graph")
        client.setMethod(POST)
        client.setTimeout(max(1, int(self._timeout)))
        client.setQuery(sparql)
        graph = client.queryType in _GRAPH_FORMS
        if graph:
            # N-Triples is what every store writes without rewriting a literal
            client.setOnlyConneg(True)
            client.addCustomHttpHeader("Accept", "application/n-triples, text/turtle;q=0.8")
        else:
            client.setReturnFormat(JSON)
        content, media_type = self._ask(client)
        try:
            if graph:
                kind = RdfFormat.from_media_type(media_type) or RdfFormat.TURTLE
                return [quad.triple for quad in ox.parse(content, format=kind)]
            return ox.parse_query_results(content, format=QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise RemoteError(f"{self.url} answered with {media_type} that cannot be read: {error}.") from error

    def graph(self, iri: str) -> list[Triple]:
        """One named graph of the endpoint."""
        if any(c in iri for c in '<>"{}|\\^` \n\r\t'):
            raise RemoteError(f"{iri!r} is not an IRI.")
        answer = self.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")
        return answer if isinstance(answer, list) else []

    def _ask(self, client: Any) -> tuple[bytes, str]:
        try:
            response = client.query().response
            content = response.read(_ANSWER_CAP + 1)
        except QueryBadFormed as error:
            raise QuerySyntaxError(f"{self.url} did not take the query: {_plain(error)}") from error
        except SPARQLWrapperException as error:
            raise RemoteError(f"{self.url} answered with an error: {_plain(error)}") from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            raise RemoteError(f"{self.url} could not be reached: {error}.") from error
        if len(content) > _ANSWER_CAP:
            raise RemoteError(f"{self.url} sent more than {_ANSWER_CAP // 1024**2} MB; ask for less with LIMIT.")
        return content, response.headers.get("Content-Type", "").split(";")[0].strip()


def _plain(error: Exception) -> str:
    """The endpoint's own words, without SPARQLWrapper's around them, on one line and not without end."""
    said = str(error).partition("Response:")[2].strip() or str(error)
    try:
        body = ast.literal_eval(said)  # SPARQLWrapper shows the body as a bytes literal
        said = body.decode("utf-8", "replace") if isinstance(body, bytes) else said
        said = json.loads(said)["detail"]  # RFC 9457
    except (ValueError, SyntaxError, KeyError, TypeError):
        pass
    return " ".join(str(said).split())[:500]
