"""Room 3: SHACL. Triples in, a report out.

Knows the shapes (``shapes/core.ttl``) and the SHACL engines, and is the only room that does. It may not
know where triples come from or where they go, reads no RDF files but the shapes, and changes no graph.

    gate = Gate()
    report = gate.check(triples)
    if not report.conforms: ...

A graph is one publication: its record, the names it uses, its evidence, and ``schema:text`` of the source
page, which is never published and lets the gate compare every quotation with the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import Triple

from vm2graph.errors import GateError
from vm2graph.gate.engines import Engine, FastEngine, PyshaclEngine, Result
from vm2graph.gate.notes import NO_NOTE, read_notes, severity_of
from vm2graph.gate.report import Finding, Report, Severity
from vm2graph.gate.sample import disagreements
from vm2graph.model import Bilingual
from vm2graph.packaged import packaged

__all__ = ["ENGINES", "Finding", "Gate", "Report", "Severity"]

ENGINES = ("auto", "fast", "pyshacl")
_SHORT = "s:"  # the source page, to an engine


class Gate:
    """The shapes, compiled once, and the engine that applies them.

    ``engine`` is ``pyshacl``, ``fast``, or ``auto``: fast where it is installed and proves itself on a
    sample first, else pySHACL. ``why`` says in one sentence what decided.
    """

    def __init__(self, engine: str = "auto", shapes: bytes | None = None) -> None:
        """Reads ``shapes`` (Turtle; the packaged ones unless given) and starts the engine."""
        self.shapes = packaged("shapes", "core.ttl").read_bytes() if shapes is None else shapes
        self._notes = read_notes(self.shapes)
        self._engine, self.why = _choose(engine, self.shapes)

    @property
    def engine(self) -> str:
        """Name and version of the engine in use."""
        return self._engine.name

    def check(self, triples: Iterable[Triple]) -> Report:
        """Holds a graph against the shapes. Raises GateError where the engine cannot decide."""
        return self._report(self._engine.results(list(triples)))

    def check_ntriples(self, text: str, source: str | None = None) -> Report:
        """:meth:`check` for a graph that has been written already, as N-Triples.

        ``source`` is the IRI of the source page. Every passage bears it, the shapes look only at what follows
        it, and to read all of it each time costs an engine a sixth of its work: it is shown a short one.
        """
        short = None if source is None or f"<{_SHORT}" in text else source
        if short is not None:
            text = text.replace(f"<{short}", f"<{_SHORT}")
        report = self._report(self._engine.results_of_text(text))
        return report if short is None else _lengthened(report, short)

    def _report(self, results: Iterable[Result]) -> Report:
        findings = {self._finding(result) for result in results}
        return Report(tuple(sorted(findings, key=lambda finding: finding.sort_key)), self.engine)

    def _finding(self, result: Result) -> Finding:
        note = self._notes.by_shape.get(result.shape, NO_NOTE)
        focus, value = result.focus, result.value
        if note.blames_value and value is not None:
            focus, value = (value[1:-1] if value.startswith("<") else value), None
        if value == f"<{focus}>":
            value = None  # a shape about the node itself says nothing new with it
        return Finding(
            severity=severity_of(result.severity),
            shape=result.shape,
            focus=focus,
            path=result.path,
            value=value,
            message=note.message or Bilingual(result.message, result.message),
            remedy=note.remedy,
            component=result.component,
            field=note.field or self._notes.field_of.get(result.path or ""),
        )


def _lengthened(report: Report, source: str) -> Report:
    """The report with the IRI of the source in full."""

    def full(finding: Finding) -> Finding:
        focus, value = finding.focus, finding.value
        if focus.startswith(_SHORT):
            focus = source + focus.removeprefix(_SHORT)
        if value is not None and value.startswith(f"<{_SHORT}"):
            value = f"<{source}{value.removeprefix(f'<{_SHORT}')}"
        return replace(finding, focus=focus, value=value)

    found = sorted(map(full, report.findings), key=lambda finding: finding.sort_key)
    return replace(report, findings=tuple(found))


def _choose(engine: str, shapes: bytes) -> tuple[Engine, str]:
    """The engine of that name, and why it is the one."""
    if engine == "pyshacl":
        return PyshaclEngine(shapes), "It was asked for."
    if engine not in ENGINES:
        raise GateError(f"There is no SHACL engine {engine!r}; choose {', '.join(ENGINES)}.")
    try:
        fast = FastEngine(shapes)
        wrong = disagreements(FastEngine) if engine == "auto" else []
    except ImportError as error:
        if engine == "fast":
            raise GateError("The fast engine is not installed: pip install 'vm2graph[fast]'.") from error
        return PyshaclEngine(shapes), "The fast engine is not installed."
    except GateError as error:
        if engine == "fast":
            raise
        return PyshaclEngine(shapes), f"The fast engine does not take the shapes. {error}"
    if wrong:
        return PyshaclEngine(shapes), f"The fast engine differs from pySHACL on the sample: {', '.join(wrong)}."
    return fast, "It was asked for." if engine == "fast" else "It agrees with pySHACL on the sample."
