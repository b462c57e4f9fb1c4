"""Checks any site as a harvester would: ours, or another's. An HTTP client that knows nothing of our server.

A check is a row: the number of a requirement (``docs/harvesting.md``), how much it matters, and what to do where it
fails. :func:`examine` runs all of them politely: one request at a time, not too fast, never more than a budget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

from vm2graph.doctor.probe import Probe, Skip, Unreachable

Run = Callable[[Probe], str | None]


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the table. ``run`` gives what is wrong, or None; it raises Skip where there is nothing to check."""

    id: str
    level: str  # "MUST" or "SHOULD"
    title: str
    remedy: str
    run: Run


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found."""

    id: str
    level: str
    title: str
    outcome: str  # "pass", "fail" or "skip"
    detail: str = ""  # what is wrong, or why it was not checked
    remedy: str = ""  # what to do

    def to_json(self) -> dict[str, str]:
        """A flat object of texts."""
        return asdict(self)


def examine(probe: Probe, checks: Sequence[Check]) -> Iterator[Finding]:
    """Runs checks one after another and tells each as it is done."""
    for check in checks:
        try:
            wrong = check.run(probe)
        except Skip as reason:
            yield Finding(check.id, check.level, check.title, "skip", str(reason))
            continue
        except Unreachable as error:
            wrong = str(error)
        outcome, remedy = ("fail", check.remedy) if wrong else ("pass", "")
        yield Finding(check.id, check.level, check.title, outcome, wrong or "", remedy)


def is_healthy(findings: Sequence[Finding]) -> bool:
    """Whether nothing fails that a harvester cannot do without."""
    return not any(each.outcome == "fail" and each.level == "MUST" for each in findings)
