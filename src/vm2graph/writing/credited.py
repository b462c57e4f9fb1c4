"""Who a publication is credited to, and the forms in which catalogues write a name.

Formats differ in where a Dutch particle goes: BibTeX, RIS and Highwire tags want ``van Schoonhoven,
Renée``, CSL wants it apart, the DRIVER guidelines behind ``oai_dc`` want ``Schoonhoven, R. (Renée) van``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_INITIAL = r"[^\W\d_]{1,3}\."
_INITIALS = re.compile(rf"{_INITIAL}(?:[\s-]*{_INITIAL})*")
_BETWEEN_INITIALS = re.compile(rf"(?<=\.)\s+(?={_INITIAL})")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person; without ``family`` only the whole name is known."""

    name: str  # as in running text
    given: str | None = None  # given names or initials
    particle: str | None = None
    family: str | None = None  # without the particle
    same_as: tuple[str, ...] = ()  # IRIs of the person elsewhere

    @property
    def full_family(self) -> str | None:
        """``van Schoonhoven``: the particle and the family name."""
        if self.family is None:
            return None
        return f"{self.particle} {self.family}" if self.particle else self.family

    @property
    def initials_only(self) -> bool:
        """Whether the given names are initials."""
        return self.given is not None and is_initials(self.given)


@dataclass(frozen=True, slots=True)
class BodyName:
    """A body: a council, a ministry, an institute."""

    name: str
    same_as: tuple[str, ...] = ()


Credited = PersonName | BodyName


def is_initials(given: str) -> bool:
    """Whether given names are initials with stops: ``R.``, ``P.J.``, ``Th. A.``."""
    return _INITIALS.fullmatch(given) is not None


def initials(given: str, between: str = "") -> str:
    """``Renée Maria`` as ``R.M.``, ``Jan-Willem`` as ``J.-W.``; initials that are given stay (``Th.``)."""
    if is_initials(given):
        parts = [f"{part}." for part in re.findall(r"-?[^\W\d_]+", given)]
    else:
        parts = [f"{mark}{first}." for mark, first in re.findall(r"(?:^|\s|(-))([^\W\d_])", given) if first.isupper()]
    return between.join(parts).replace(f"{between}-", "-")


def family_first(credited: Credited) -> str:
    """``van Schoonhoven, Renée``; a body as is. No spaces between initials (``Jansen, P.J.``): Zotero cuts at those."""
    if isinstance(credited, BodyName) or credited.full_family is None:
        return credited.name
    if credited.given is None:
        return credited.full_family
    return f"{credited.full_family}, {_BETWEEN_INITIALS.sub('', credited.given)}"


def inverted_dc(credited: Credited) -> str:
    """``Schoonhoven, R. (Renée) van``, of the DRIVER and OpenAIRE 3 guidelines; a body as is."""
    if isinstance(credited, BodyName) or credited.family is None:
        return credited.name
    given = credited.given or ""
    rest = [initials(given), "" if credited.initials_only or not given else f"({given})", credited.particle or ""]
    said = " ".join(part for part in rest if part)
    return f"{credited.family}, {said}" if said else credited.family
