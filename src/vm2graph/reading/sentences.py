"""Running text cut into its sentences, each a passage of the page.

Dutch, English and German prose of web pages: full stops that end nothing (``bijv.``, ``o.a.``, ``Dr.``, ``2.5``,
``3. Oktober``), quotations, brackets, list items, and the space that an editor forgot (``kwam.Ook``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vm2graph.model import Span
from vm2graph.reading.wordlists import words

# never the end of a sentence: something always follows
_LEADING = words(
    "bijv bv d.w.z dwz o.a oa m.n i.p.v ipv t.a.v t.b.v t.o.v m.b.t m.b.v i.v.m i.s.m i.c a.d.h.v o.l.v n.a.v i.h.b t.w"
    " resp ca circa nr nrs no vgl zgn blz pag p pp par art hfst vol ed eds red deel jrg dr drs prof ir ing mr mw dhr st"
    " e.g eg i.e ie cf vs approx fig tab mrs ms sr jr"
    " z.b bzw d.h u.a ggf vgl abb abs bd hrsg inkl sog evtl insb"
)
# the end of a sentence where a capital follows
_TRAILING = words("etc enz e.d ed.a e.a o.i.d usw et.al al m.a.w")
_MONTHS = words("januar februar märz april mai juni juli august september oktober november dezember jahrhundert")
_END = re.compile(r"(?P<stop>[.!?…]+)(?P<close>[\"'”’»)\]]*)(?P<gap>\s+|(?=[A-ZÀ-Þ][a-zà-ÿ])|$)")
_OPENS = re.compile(r"[\"'“‘«(\[„]*[A-ZÀ-Þ0-9]|[\"'“‘«„]|’[snt]\s|(?:v?mbo|hbo|havo|vwo)\b")
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“‘«„/]+$")
_ITEM = re.compile(r"[-*•–·▪◦]\s+|\(?\d{1,2}[.)]\s+|[a-z]\)\s+")
_BLANK = " \t\r\f\v\u00a0\u200b\ufeff"
_WRAPPED = 55  # characters; a line as long as this that goes on in small letters was broken by an editor's window
_LONGEST = 100_000  # characters of a passage that is looked at


def sentences(text: str, passage: Span) -> list[Span]:
    """The sentences of a passage, without list marks and the blanks around them."""
    found: list[Span] = []
    for block in blocks(text, passage):
        found += _cut(text, block)
    return found


def blocks(text: str, passage: Span) -> Iterator[Span]:
    """Paragraphs and list items: lines, joined where one goes on in the next."""
    start = end = -1
    at, stop = passage.start, min(passage.end, passage.start + _LONGEST)
    while at < stop:
        newline = text.find("\n", at, stop)
        line_end = stop if newline < 0 else newline
        line = _stripped(text, at, line_end)
        at = line_end + 1
        if start >= 0 and line.end > line.start and _goes_on(text, Span(start, end), line):
            end = line.end
            continue
        if start >= 0:
            yield _stripped(text, start, end)
        start = end = -1
        if line.end > line.start:
            item = _ITEM.match(text, line.start, line.end)
            start, end = (item.end() if item else line.start), line.end
    if start >= 0:
        yield _stripped(text, start, end)


def _goes_on(text: str, before: Span, line: Span) -> bool:
    """Whether a line is the rest of the one before, which an editor's window broke."""
    last = text.rfind("\n", before.start, before.end) + 1 or before.start
    first = text[line.start]
    return before.end - max(last, before.start) >= _WRAPPED and (
        (first.islower() and not _ITEM.match(text, line.start, line.end)) or text[before.end - 1] in ",-"
    )


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _BLANK:
        start += 1
    while end > start and text[end - 1] in _BLANK:
        end -= 1
    return Span(start, end)


def _cut(text: str, block: Span) -> Iterator[Span]:
    start = block.start
    for match in _END.finditer(text, block.start, block.end):
        if match.end("close") < block.end and not _ends(text, start, match, block.end):
            continue
        yield _stripped(text, start, match.end("close"))
        start = match.end()
    if start < block.end:
        yield _stripped(text, start, block.end)


def _ends(text: str, start: int, match: re.Match[str], limit: int) -> bool:
    """Whether a stop inside a block ends a sentence."""
    after = text[match.end() : min(match.end() + 40, limit)]
    if not match["gap"]:
        # no space: only between two words, not in an address or an abbreviation
        before = _WORD_BEFORE.search(text, max(start, match.start() - 40), match.start())
        return before is not None and before[0].isalpha() and before[0][1:].islower() and len(before[0]) > 1
    end = match.end("close")
    if not _OPENS.match(after) or _open_bracket(text, start, end) or _open_quote(text, start, end, limit):
        return False
    if match["stop"] != ".":
        return match["stop"] != "…" or after[0].isupper()
    return not _abbreviates(text, start, match, after)


def _abbreviates(text: str, start: int, match: re.Match[str], after: str) -> bool:
    """Whether the full stop belongs to the word before it."""
    if match["close"]:
        return False
    found = _WORD_BEFORE.search(text, max(start, match.start() - 40), match.start())
    word = found[0] if found else ""
    key = word.casefold()
    if key in _TRAILING:
        return not after[0].isupper()
    if key in _LEADING or (len(word) == 1 and word.isalpha()):
        return True
    if word.isdigit():
        whole = found is not None and found.start() == start
        return whole or (len(word) <= 2 and after.split(maxsplit=1)[0].strip(",.").casefold() in _MONTHS)
    return "." in word and len(word) <= 8 and all(len(part) <= 2 for part in word.split("."))


_BACK = 2000  # characters in which what is open at a stop was opened: a text of initials alone is read in time too


def _open_bracket(text: str, start: int, end: int) -> bool:
    """Whether a stop stands between brackets that a later one closes."""
    opened = text.rfind("(", max(start, end - _BACK), end)
    return opened >= 0 and text.rfind(")", opened, end) < 0 and text.find(")", end, end + 300) > 0


_ANY_QUOTE = re.compile('[“„«‘"]')
_QUOTES = (
    (re.compile("[“]"), re.compile("[”]")),
    (re.compile("[„]"), re.compile("[“”]")),
    (re.compile("«"), re.compile("»")),
    (re.compile(r"(?<!\w)‘"), re.compile(r"’(?!\w)")),
    (re.compile(r'(?<!\w)"(?=\w)'), re.compile(r'"(?!\w)')),
)


def _open_quote(text: str, start: int, end: int, limit: int) -> bool:
    """Whether a stop stands in a quotation that began after the first words of its sentence and goes on behind it."""
    back = max(start + 1, end - _BACK)
    for opens, closes in _QUOTES if _ANY_QUOTE.search(text, back, end) else ():
        opened = max((found.end() for found in opens.finditer(text, back, end)), default=0)
        if opened and not closes.search(text, opened, end) and closes.search(text, end, min(limit, end + 300)):
            return True
    return False
