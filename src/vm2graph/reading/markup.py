"""What the mark-up of a page tells before it is read: which elements are labels, and which are not content.

Sites mark labels in their own ways (``dt``, ``th``, a class, the first of two cells), but each in one way. So
elements are counted by kind: tag, class and place. A kind of which two are labels of the table, and which is
mostly labels, is how this page marks them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from vm2graph.reading.elements import Element
from vm2graph.reading.labels import LONGEST_LABEL, OTHER, Label, label_of
from vm2graph.reading.wordlists import words

HEADINGS = words("h2 h3 h4 h5 h6")
STRONG = words("strong b")
_SKIPPED = words(
    "script style nav noscript template svg math iframe object embed select option input textarea head link meta title"
    " canvas audio video map dialog datalist frameset"
)
_ROLES = words("navigation contentinfo search banner dialog alertdialog menu menubar tablist tab toolbar tooltip")
_MAIN = ("//main", "//*[@role='main']", "//article", "//*[@id='main' or @id='content' or @id='inhoud']")
_TELLING = words("creators editors contributors issued themes citation publishers places isbn doi series")
_MAY_LABEL = words("div span p td label strong b em i u font small dfn summary button h2 h3 h4 h5 h6")
_LONGEST_UNKNOWN = 40  # characters of a label that is not in the table
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:^|[-_])(?:cookies?|cookiebar|cookiebanner|consent|gdpr|breadcrumbs?|broodkruimels?|kruimelpad|crumbs|share|sharing|social"
    r"|socials|deel|delen|navbar|navigation|navigatie|menu|skip-?link|skip|pagination|pager|newsletter|nieuwsbrief"
    r"|comments|reacties|toolbar|toc|inhoudsopgave|popup|banner)(?:$|[-_])",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:^|[-_])(?:related|gerelateerde?|relatedposts|recommended|recommendations|see-?also|lees-?ook|zie-?ook"
    r"|more-?publications|meer-?publicaties)(?:$|[-_])",
    re.IGNORECASE,
)
_KEPT_WHOLE = words("html body main article h1")

Kind = tuple[str, str, str, str, bool]


@dataclass(slots=True)
class _Like:
    """The elements of one kind."""

    count: int = 0
    known: list[tuple[Element, Label]] = field(default_factory=list)
    unknown: list[Element] = field(default_factory=list)


@dataclass
class Markup:
    """A page's mark-up, surveyed in one pass."""

    root: Element
    labels: set[Element] = field(default_factory=set)
    titled: set[Element] = field(default_factory=set)  # what holds the heading of the page
    fields: dict[Element, set[str]] = field(default_factory=dict)  # which labels an element holds
    h1s: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        kinds: dict[Kind, _Like] = {}
        for element in self.root.iter():
            if isinstance(element.tag, str):
                self._see(element, element.tag, kinds)
        for kind, like in kinds.items():
            self._promote(kind, like)

    def _see(self, element: Element, tag: str, kinds: dict[Kind, _Like]) -> None:
        if tag == "h1" and not _is_logo(element):
            self.h1s.append(element)
            at: Element | None = element
            while at is not None and at not in self.titled:
                self.titled.add(at)
                at = at.getparent()
        if tag in {"dt", "th"} and (label := _label_in(element)):
            self._tell(element, label)
        elif tag in _MAY_LABEL or "-" in tag:
            like = kinds.setdefault(_kind(element, tag), _Like())
            like.count += 1
            if label := _label_in(element):
                like.known.append((element, label))
                self._tell(element, label)
            elif _may_be_label(element):
                like.unknown.append(element)
            if label is None and (begun := begins_with_label(element)):
                self._tell(element, begun)

    def _tell(self, element: Element, label: Label) -> None:
        at = element.getparent()
        while at is not None and label.field not in self.fields.setdefault(at, set()):
            self.fields[at].add(label.field)
            at = at.getparent()

    def _promote(self, kind: Kind, like: _Like) -> None:
        tag = kind[0]
        telling = {label.field for _, label in like.known} & _TELLING
        if tag in {"summary", "button"}:
            self.labels.update(element for element, label in like.known if label.field in _TELLING)
        elif tag in HEADINGS:
            if len({label.field for _, label in like.known} & (_TELLING | {"abstract"})) >= 2:
                self.labels.update(element for element, label in like.known if label.field in _TELLING)
        elif len(telling) >= 2 and 2 * len(like.known) >= like.count:
            bare = not kind[1] and tag not in STRONG and tag != "label"  # then values may be of the same kind
            self.labels.update(element for element, _ in like.known if not bare or is_beside(element))
            if tag not in STRONG:
                self.labels.update(element for element in like.unknown if is_beside(element))

    # ------------------------------------------------------------ what is content

    def main(self) -> list[Element]:
        """The elements with the page's own content, in order: one, or the heading and what it stands above."""
        body = self.root.find("body")
        whole = body if body is not None else self.root
        for path in _MAIN:
            found: list[Element] = self.root.xpath(path)
            if path == "//article" and len(found) > 1:
                found = [element for element in found if element in self.titled]
            for element in found:
                if any(piece.strip() for piece in element.itertext()):
                    return self._with_heading(element, whole)
        return [whole]

    def _with_heading(self, main: Element, whole: Element) -> list[Element]:
        told = self.fields.get(main, set()) & _TELLING
        if not told and self.fields.get(whole, set()) & _TELLING:
            return [whole]  # the labels stand beside it
        if main in self.titled or not self.h1s or any(main is each for each in self.h1s[0].iterancestors()):
            return [main]
        heading = self.h1s[0]
        above = heading.getparent()
        if above is None or above is whole or any(above is each for each in main.iterancestors()):
            return [heading, main]
        return [above, main]

    def is_skipped(self, element: Element, tag: str) -> bool:
        """Whether an element is not shown, or is the site's and not the publication's."""
        if tag in _SKIPPED or not tag or _is_hidden(element):
            return True
        if element in self.titled:
            return False
        told = len(self.fields.get(element, set()) & _TELLING)
        if tag in {"header", "footer", "form", "aside", "button"}:
            return self._is_apart(element, tag, told)
        if tag in {"ul", "ol"} and _is_contents(element):
            return True
        return tag not in _KEPT_WHOLE and _is_named_furniture(element, told)

    def _is_apart(self, element: Element, tag: str, told: int) -> bool:
        """Whether an element that may hold what is the site's does; a page may also keep its fields in one."""
        if tag == "button":
            parent = element.getparent()
            return element not in self.labels and (parent is None or parent.tag not in HEADINGS | {"a"})
        if tag in {"header", "footer"}:
            return not _is_inside(element) or (tag == "footer" and not told)
        return told < 2 or _is_named_furniture(element, told)


def _is_hidden(element: Element) -> bool:
    get = element.get
    if get("hidden") is not None or get("aria-hidden") == "true":
        return True
    if (role := get("role")) and role.strip().lower() in _ROLES:
        return True
    return bool((style := get("style")) and _HIDDEN_STYLE.search(style))


def _is_named_furniture(element: Element, told: int) -> bool:
    if not element.get("class") and not element.get("id"):
        return False
    for name in f"{element.get('class') or ''} {element.get('id') or ''}"[:1000].split():
        if (told < 2 and _FURNITURE.search(name)) or _RELATED.search(name):
            return True
    return False


def _is_inside(element: Element) -> bool:
    return any(each.tag in {"main", "article", "section"} for each in element.iterancestors())


def _is_logo(heading: Element) -> bool:
    """The name of the site, linked to its front page."""
    if len(heading) != 1 or heading[0].tag != "a" or (heading.text or "").strip() or (heading[0].tail or "").strip():
        return False
    return (
        re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+|home/?|nl/?|en/?)?", heading[0].get("href") or "#")
        is not None
    )


def _is_contents(items: Element) -> bool:
    """A table of contents, a row of tabs or a menu: every item is a link within the page, or two are labels."""
    if len(items) == 0 or len(items) > 40:
        return False
    inside, labels = True, set[str]()
    for item in items:
        link = item[0] if len(item) == 1 and not (item.text or "").strip() else None
        if link is None or link.tag != "a" or (link.tail or "").strip():
            return False
        inside = inside and re.match(r"#\w", link.get("href") or "") is not None
        if label := _label_in(link):
            labels.add(label.field)
    return inside or len(labels) >= 2


def _kind(element: Element, tag: str) -> Kind:
    parent = element.getparent()
    above = ("", "") if parent is None else (str(parent.tag), parent.get("class") or "")
    return tag, element.get("class") or element.get("style") or "", *above, element.getprevious() is None


def only_child(element: Element) -> Element | None:
    """The child of an element that has one. (To count children takes as long as there are children.)"""
    child = next(iter(element), None)
    return child if child is not None and child.getnext() is None else None


def short_text(element: Element) -> str | None:
    """The text of an element that holds at most one other, or None where it is longer than a label."""
    text = element.text or ""
    if len(text) > LONGEST_LABEL + 40:
        return None
    if next(iter(element), None) is None:
        return text
    child = only_child(element)
    if child is None or not isinstance(child.tag, str) or child.tag == "br":
        return None
    if next(iter(child), None) is not None:
        inner = only_child(child)
        if inner is None or next(iter(inner), None) is not None or text.strip() or (child.tail or "").strip():
            return None
        child, text = inner, child.text or ""
    text += (child.text or "") + (child.tail or "")
    return text if len(text) <= LONGEST_LABEL + 40 else None


def _label_in(element: Element) -> Label | None:
    text = short_text(element)
    return label_of(" ".join(text.split())) if text and not text.isspace() else None


def _may_be_label(element: Element) -> bool:
    text = (short_text(element) or "").strip()
    return 0 < len(text) <= _LONGEST_UNKNOWN


def begins_with_label(element: Element) -> Label | None:
    """The label that stands with a colon at the beginning of an element."""
    text = (element.text or "")[: LONGEST_LABEL + 12]
    return label_of(text.partition(":")[0]) if ":" in text else None


def is_beside(element: Element) -> bool:
    """Whether an element is the first of two, as a label and its value are."""
    while is_alone(element) and (parent := element.getparent()) is not None and parent.tag not in {"body", "li", "tr"}:
        element = parent
    after = element.getnext()
    is_pair = element.getprevious() is None and after is not None and after.getnext() is None
    return is_pair and not (element.tail or "").strip()


def is_alone(element: Element) -> bool:
    """Whether an element has no siblings."""
    return element.getprevious() is None and element.getnext() is None


# ---------------------------------------------------------------- tables whose first row has the labels


def turn_tables(root: Element) -> None:
    """Turns a table with a row of labels above one row of values into rows of a label and a value."""
    for table in list(root.iter("table")):
        parts = [part for part in (table, *table) if part.tag in {"table", "thead", "tbody"}]
        rows = [row for part in parts for row in part if row.tag == "tr"]
        if len(rows) == 2 and 2 <= len(rows[0]) == len(rows[1]) <= 40:
            labels = [_label_in(cell) for cell in rows[0]]
            fields = {label.field for label in labels if label} - {OTHER}
            if len(fields) >= 2 and 2 * labels.count(None) < len(labels):
                _turn(table, rows[0], rows[1])


def _turn(table: Element, heads: Element, values: Element) -> None:
    pairs = list(zip(list(heads), list(values), strict=True))
    for head, value in pairs:
        row = table.makeelement("tr")
        head.tag, value.tag = "th", "td"
        row.extend([head, value])
        table.append(row)
