"""The SHACL engines, behind one interface. The only module that imports them.

pySHACL is the reference; ``shacl`` is some hundred times faster. Both are imported when first used: they,
or what they import, cost more to start than the rest of the program.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from vm2graph.errors import GateError
from vm2graph.gate.report import BLANK, SH

if TYPE_CHECKING:
    import rdflib


@dataclass(frozen=True, slots=True)
class Result:
    """A validation result as an engine gives it; terms as in :class:`~vm2graph.gate.report.Finding`."""

    shape: str
    focus: str
    path: str | None
    value: str | None
    component: str
    severity: str
    message: str


class Engine(Protocol):
    """Compiles shapes when it is made and validates graphs from then on."""

    @property
    def name(self) -> str:
        """Name and version, as reports carry it."""
        ...

    def results(self, triples: list[Triple]) -> Iterator[Result]:
        """The results on one graph, in any order."""
        ...

    def results_of_text(self, text: str) -> Iterator[Result]:
        """The results on one graph that is given as N-Triples."""
        ...


class FastEngine:
    """The ``shacl`` package, an optional extra: compiled shapes, text in, results out."""

    def __init__(self, shapes: bytes) -> None:
        """Compiles the shapes; raises ImportError where the extra is not installed."""
        import shacl  # noqa: PLC0415 - optional, and only where it is wanted

        self.name = f"shacl {version('shacl')}"
        try:
            self._shapes = shacl.Shapes.from_text(shapes.decode(), "turtle")
        except ValueError as error:
            raise GateError(f"The shapes cannot be used: {error}.") from error

    def results(self, triples: list[Triple]) -> Iterator[Result]:
        """The results on one graph."""
        return self.results_of_text((serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode())

    def results_of_text(self, text: str) -> Iterator[Result]:
        """The results on one graph that is given as N-Triples."""
        try:
            report = self._shapes.validate_text(text, format="ntriples")
        except (ValueError, RuntimeError) as error:
            raise GateError(f"The SHACL engine gave up: {error}.") from error
        for result in report.results:
            yield Result(
                shape=_node(_parsed(result.root_shape or result.source_shape or BLANK)),
                focus=_node(_parsed(result.focus_node)),
                path=_simple(result.path),
                value=None if result.value is None else _written(_parsed(result.value)),
                component=result.component_iri,
                severity=result.severity_iri,
                message=result.message or "",
            )


class PyshaclEngine:
    """pySHACL over rdflib.

    It writes to the shapes graph it is given, so what it wrote is taken out again, and it changes
    rdflib's settings while it reads files, so it is never given a path.
    """

    def __init__(self, shapes: bytes) -> None:
        """Parses the shapes; pySHACL compiles them anew for each graph."""
        import rdflib  # noqa: PLC0415 - takes a second to import, and only this engine needs it

        self.name = f"pyshacl {version('pyshacl')}"
        try:
            self._shapes = rdflib.Graph(bind_namespaces="none").parse(data=shapes, format="turtle")
        except (SyntaxError, ValueError) as error:
            raise GateError(f"The shapes cannot be used: {error}.") from error
        self._own = frozenset(self._shapes)

    def results_of_text(self, text: str) -> Iterator[Result]:
        """The results on one graph that is given as N-Triples."""
        return self.results([quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)])

    def results(self, triples: list[Triple]) -> Iterator[Result]:
        """The results on one graph."""
        import pyshacl  # noqa: PLC0415 - takes a second to import, and only this engine needs it
        import rdflib  # noqa: PLC0415

        try:
            with _quiet("rdflib.term"):
                _, report, text = pyshacl.validate(_rdflib_graph(triples), shacl_graph=self._shapes, inplace=True)
        except Exception as error:  # rdflib lets errors of every kind out of a query
            raise GateError(f"pySHACL gave up: {error!r}") from error
        finally:
            self._restore()
        if not isinstance(report, rdflib.Graph):  # a ValidationFailure comes in place of the report
            raise GateError(f"pySHACL gave up: {text}")
        sh = rdflib.Namespace(SH)
        # results that explain others hang on those (sh:detail); only those of the report itself count
        for node in report.objects(None, sh.result):
            said = {str(property_): value for property_, value in report.predicate_objects(node)}
            path, value, message = (said.get(SH + name) for name in ("resultPath", "value", "resultMessage"))
            yield Result(
                shape=_node(_oxigraph_term(said.get(SH + "sourceShape"))),
                focus=_node(_oxigraph_term(said[SH + "focusNode"])),
                path=str(path) if isinstance(path, rdflib.URIRef) else None,
                value=None if value is None else _written(_oxigraph_term(value)),
                component=str(said[SH + "sourceConstraintComponent"]),
                severity=str(said[SH + "resultSeverity"]),
                message=str(message or ""),
            )

    def _restore(self) -> None:
        """The shapes as they were given."""
        for triple in [each for each in self._shapes if each not in self._own]:
            self._shapes.remove(triple)


_Term = NamedNode | BlankNode | Literal


def _simple(path: str | None) -> str | None:
    """The property of a path that is one; longer paths are told by the shape."""
    found = re.fullmatch("<([^<>]+)>", path or "")
    return found[1] if found else None


def _parsed(text: str) -> _Term:
    """A term from N-Triples; blank nodes lose their label."""
    if text == BLANK or text.startswith("_:"):
        return BlankNode()
    quad = next(parse(f"<x:s> <x:p> {text} .".encode(), format=RdfFormat.N_TRIPLES))
    term: _Term = quad.object  # results hold no triple terms
    return term


def _written(term: _Term) -> str:
    """A term as N-Triples."""
    return BLANK if isinstance(term, BlankNode) else str(term)


def _node(term: _Term) -> str:
    """A term as N-Triples, but an IRI bare."""
    return term.value if isinstance(term, NamedNode) else _written(term)


def _oxigraph_term(term: Any) -> _Term:
    """A term of rdflib as one of pyoxigraph."""
    import rdflib  # noqa: PLC0415

    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.Literal):
        if term.language:
            return Literal(str(term), language=term.language)
        return Literal(str(term), datatype=NamedNode(str(term.datatype))) if term.datatype else Literal(str(term))
    return BlankNode()


def _rdflib_graph(triples: Iterable[Triple]) -> rdflib.Graph:
    """The triples in rdflib, every literal with the characters it has."""
    import rdflib  # noqa: PLC0415

    def node(term: Any) -> rdflib.term.Node:
        if isinstance(term, NamedNode):
            return rdflib.URIRef(term.value)
        if isinstance(term, BlankNode):
            return rdflib.BNode(term.value)
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        if term.datatype.value == str(rdflib.XSD.string):
            return rdflib.Literal(term.value)
        return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)

    graph = _graph_class()(bind_namespaces="none")
    with _quiet("rdflib.term"):
        for triple in triples:
            graph.add((node(triple.subject), node(triple.predicate), node(triple.object)))
    return graph


@lru_cache(maxsize=1)
def _graph_class() -> type[rdflib.Graph]:
    """A Graph that parses each SPARQL query once: half the time of pySHACL goes into parsing the same few."""
    import rdflib  # noqa: PLC0415
    from rdflib.plugins.sparql import prepareQuery  # noqa: PLC0415

    prepared = lru_cache(maxsize=256)(prepareQuery)

    class DataGraph(rdflib.Graph):
        def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Any:
            if isinstance(query_object, str):
                query_object = prepared(query_object)
            return super().query(query_object, *args, **kwargs)

    return DataGraph


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """rdflib logs a traceback for every ill-typed literal; saying so is the business of the shapes."""
    logger = logging.getLogger(name)
    was, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = was
