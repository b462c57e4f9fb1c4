r"""What a query says before anything parses it: SERVICE, leading keyword, nesting (SPARQL 1.1 section 19).

The engine has no switch for SERVICE and overflows its stack on deep nesting, so the text is read
here first. Strings, comments, IRIs and names are told apart by the grammar's terminals, in linear time.

The engine's parser works on characters, not on tokens, so it accepts what a tokenizer would read
otherwise: ``SERVICESILENT<x>{}``, ``SERVICE:x {}`` (keyword and name, when the prefix reading fails),
``FILTER(?a<?b)SERVICE#>`` (an operator where the grammar's longest match is an IRI). The rules below
take the reading that could reach the network whenever both are possible. The query process cannot
open sockets in any case; this is the door that explains itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

UPDATE_FORMS = frozenset({"insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with"})
"""Keywords that open a SPARQL 1.1 Update operation."""

VOLATILE = frozenset({"now", "rand", "uuid", "struuid"})
"""Functions whose answer differs each time (section 17.4): such results have no ETag."""

_NAME = r"0-9A-Za-z_\-\u00B7\u00C0-\U000EFFFF"  # wider than PN_CHARS, so that nothing hides behind odd letters
_LOCAL = rf"(?:[{_NAME}:]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKENS = re.compile(
    r"(?P<space>[ \t\r\n]++|\#[^\r\n]*+)"
    r'|(?P<string>"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"""|' + r"'''(?:[^'\\]|\\.|'{1,2}(?!'))*+'''"
    r'|"(?!"")(?:[^"\\\r\n]|\\.)*+"|' + r"'(?!'')(?:[^'\\\r\n]|\\.)*+')"
    r'|(?P<iri><[^\x00-\x20<>"{}|^`\\]*+>)'
    rf"|(?P<variable>[?$][{_NAME}]++)"
    rf"|(?P<name>(?:[{_NAME}][{_NAME}.]*+)?:(?:{_LOCAL}(?:\.*+{_LOCAL})*+)?+)"
    rf"|(?P<word>@?[{_NAME}][{_NAME}.]*+)"  # with its dots: a run is read once, so odd runs cost no more
    r"|(?P<broken>[\"'])"
    r"|(?P<mark>.)",
    re.DOTALL,
)
# a reading of <...> as an operator cannot start with a scheme: http: would have to be followed by two divisions
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ENDS_IN_SERVICE = re.compile(r"service(?:silent)?$", re.IGNORECASE)
_GRAPH_NAMING = frozenset({"graph", "from", "named", "describe"})
_OPEN, _CLOSE = frozenset("({["), frozenset(")}]")


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found in a query text."""

    service: bool
    depth: int
    keyword: str
    volatile: bool
    dataset: bool
    """Whether the query names its own dataset (FROM, section 13.2)."""

    @property
    def update(self) -> bool:
        """Whether the text is an update and not a query."""
        return self.keyword in UPDATE_FORMS


def scan(text: str) -> Scan:
    """Reads a query text; where it has codepoint escapes (section 19.2), both as written and decoded."""
    found = _scan(text)
    if "\\u" not in text and "\\U" not in text:
        return found
    decoded = _scan(_ESCAPE.sub(_decode, text))
    return Scan(
        found.service or decoded.service,
        max(found.depth, decoded.depth),
        decoded.keyword,
        found.volatile or decoded.volatile,
        found.dataset or decoded.dataset,
    )


def services(text: str) -> tuple[str, ...] | None:
    """The endpoints a query asks, where every SERVICE is written plainly: ``SERVICE [SILENT] <iri> {``.

    None where there is one in any other form (a variable, a prefixed name, letters that a parser may read as
    SERVICE): nobody can say what that would reach.
    """
    if "\\" in text:
        return None
    tokens = [(m.lastgroup or "", m[0]) for m in _TOKENS.finditer(text) if m.lastgroup != "space"]
    found = []
    for i, (kind, token) in enumerate(tokens):
        if kind == "broken" or (kind == "iri" and not _ABSOLUTE.match(token) and "service" in token.lower()):
            return None
        if kind in ("string", "iri", "variable") or "service" not in token.lower():
            continue
        after = tokens[i + 1 : i + 4]
        after = after[1:] if after and after[0][1].lower() == "silent" else after[:2]
        if token.lower() != "service" or [one[0] for one in after] != ["iri", "mark"] or after[1][1] != "{":
            return None
        found.append(after[0][1][1:-1])
    return tuple(found)


def _decode(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else match[0]


def _scan(text: str) -> Scan:
    tokens: list[tuple[str, str]] = []
    service = volatile = dataset = False
    depth = deepest = 0
    for match in _TOKENS.finditer(text):
        kind, token = match.lastgroup or "", match[0]
        if kind == "space":
            continue
        if kind == "broken":  # a string that does not end: no parser takes it, so the rest is judged roughly
            rest = text[match.start() :]
            service = service or "service" in rest.lower()
            deepest = max(deepest, depth + sum(map(rest.count, _OPEN)))
            break
        if kind == "mark":
            if token in _OPEN:
                depth += 1
                deepest = max(deepest, depth)
            elif token in _CLOSE:
                depth = max(0, depth - 1)
        elif kind == "word":
            word = token.lower()
            service = service or ("service" in word and word[0] != "@")
            volatile = volatile or _last_word(word) in VOLATILE
            dataset = dataset or (depth == 0 and word.endswith("from"))
        elif kind == "name" and depth == 0:
            dataset = dataset or _glued_from(token, tokens)
        elif kind == "iri" and not _ABSOLUTE.match(token):
            inner_service, inner_depth = _as_operator(token)
            service = service or inner_service
            deepest = max(deepest, depth + inner_depth)
        tokens.append((kind, token))
    return Scan(service or _glued_service(tokens), deepest, _leading(tokens), volatile, dataset)


def _as_operator(token: str) -> tuple[bool, int]:
    """Reads ``<?b)SERVICE#>`` as less-than and what follows: SERVICE counts after the ``)`` of the filter."""
    closed = service = False
    depth = deepest = 0
    for match in _TOKENS.finditer(token[1:]):
        kind, part = match.lastgroup, match[0]
        closed = closed or part == ")"
        service = service or (closed and kind in ("word", "name") and "service" in part.lower())
        depth += (part in _OPEN) - (part in _CLOSE)
        deepest = max(deepest, depth)
    return service, deepest


def _glued_service(tokens: list[tuple[str, str]]) -> bool:
    """SERVICE within a name: ``SERVICE:x {``, ``p:SERVICE <x> {`` and ``p:a.b.SERVICEq:x {`` have no other use.

    A SERVICE clause ends in a name and an opening brace, so only what stands before those can hide one.
    """
    for i, token in enumerate(tokens):
        if token != ("mark", "{") or i == 0 or tokens[i - 1][0] not in ("iri", "name", "variable"):
            continue
        before = tokens[i - 2] if i > 1 else ("", "")
        hides = tokens[i - 1][0] == "name" and "service" in tokens[i - 1][1].lower()
        if hides and _last_word(before[1].lower()) not in _GRAPH_NAMING:
            return True
        if before[1].lower() == "silent" and i > 2:
            before = tokens[i - 3]
        if before[0] in ("name", "variable") and _ENDS_IN_SERVICE.search(before[1]):
            return True
    return False


def _glued_from(token: str, before: list[tuple[str, str]]) -> bool:
    """``FROM:g``, unless ``from:`` is a prefix of this query."""
    prefix, _, local = token.partition(":")
    declares = not local and before[-1:] != [] and before[-1][1].lower() == "prefix"
    return prefix.lower() == "from" and not declares and ("name", prefix + ":") not in before


def _last_word(token: str) -> str:
    return token.rpartition(".")[2]


def _leading(tokens: list[tuple[str, str]]) -> str:
    """The first keyword after the prologue (rule 4 of the grammar)."""
    words = iter(tokens)
    for kind, token in words:
        if kind != "word":
            return ""
        keyword = token.lower()
        if keyword not in ("base", "prefix", "version"):
            return keyword
        for skipped, _ in words:
            if skipped in ("iri", "string"):
                break
    return ""
