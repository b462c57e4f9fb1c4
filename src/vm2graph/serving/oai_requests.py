"""What an OAI-PMH request asks, or the error that it deserves; sections 3.6 and 4 of the protocol."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_DAY, _SECOND = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"
_SHAPES = {
    _DAY: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),  # not \d, which takes digits of every script
    _SECOND: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"),
}
_UNRESERVED = r"[A-Za-z0-9\-_.!~*'()]+"
_FORMS = {
    "metadataPrefix": re.compile(_UNRESERVED),
    "set": re.compile(f"{_UNRESERVED}(:{_UNRESERVED})*"),
    "from": re.compile("|".join(shape.pattern for shape in _SHAPES.values())),
    "until": re.compile("|".join(shape.pattern for shape in _SHAPES.values())),
}
_ECHOED = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")  # the characters of a URI, RFC 3986


class OaiError(Exception):
    """An error of the protocol; ``code`` is one of section 3.6."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class _Verb:
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    resumable: bool = False


_LIST = _Verb(("metadataPrefix",), ("from", "until", "set"), resumable=True)
VERBS = {
    "Identify": _Verb(),
    "ListMetadataFormats": _Verb((), ("identifier",)),
    "ListSets": _Verb(resumable=True),
    "GetRecord": _Verb(("identifier", "metadataPrefix")),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
}


@dataclass(frozen=True, slots=True)
class OaiRequest:
    """A request whose arguments are the right ones for its verb."""

    verb: str
    arguments: dict[str, str]

    def echoed(self) -> dict[str, str]:
        """The attributes of the ``request`` element: nothing that would not be valid in it."""
        return {
            "verb": self.verb,
            **{name: value for name, value in self.arguments.items() if _ECHOED.fullmatch(value)},
        }

    def window(self) -> tuple[str, str]:
        """``from`` and ``until`` as whole seconds; a day as ``until`` is the whole day. Empty where not given."""
        since, until = self.arguments.get("from", ""), self.arguments.get("until", "")
        found = [_moment(since, "00:00:00", "from"), _moment(until, "23:59:59", "until")]
        if since and until and len(since) != len(until):
            raise OaiError("badArgument", "from and until must have the same granularity: both days or both seconds.")
        if since and until and found[0] > found[1]:
            raise OaiError("badArgument", "from must not be later than until.")
        return found[0], found[1]


def read_request(given: Sequence[tuple[str, str]]) -> OaiRequest:
    """The request of names and values as they came; raises OaiError."""
    verb = _verb([value for name, value in given if name == "verb"])
    form, rest = VERBS[verb], [(name, value) for name, value in given if name != "verb"]
    _check_names(verb, form, Counter(name for name, _ in rest))
    arguments = dict(rest)
    if "resumptionToken" in arguments:
        if len(arguments) > 1:
            raise OaiError("badArgument", "A resumptionToken is sent with the verb alone.")
        return OaiRequest(verb, arguments)
    for name in form.required:
        if name not in arguments:
            raise OaiError("badArgument", f"{verb} needs the argument {name}.")
    for name, value in arguments.items():
        if name in _FORMS and not _FORMS[name].fullmatch(value):
            raise OaiError("badArgument", f"The value of {name} has not the form that the protocol gives it.")
    return OaiRequest(verb, arguments)


def _verb(given: Sequence[str]) -> str:
    if len(given) == 1 and given[0] in VERBS:
        return given[0]
    wrong = "The argument verb is repeated." if given else "The argument verb is missing."
    wrong = "There is no such verb." if len(given) == 1 else wrong
    raise OaiError("badVerb", f"{wrong} Give one of {', '.join(VERBS)}.")


def _check_names(verb: str, form: _Verb, names: Counter[str]) -> None:
    allowed = {*form.required, *form.optional, *(("resumptionToken",) if form.resumable else ())}
    for name, count in names.items():
        if name not in allowed:
            told = f"{verb} takes {', '.join(sorted(allowed)) or 'no other argument'}."
            raise OaiError("badArgument", f"The request has an argument that {verb} does not take. {told}")
        if count > 1:
            raise OaiError("badArgument", f"The argument {name} is repeated.")


def _moment(value: str, clock: str, name: str) -> str:
    if not value:
        return ""
    form = _DAY if _SHAPES[_DAY].fullmatch(value) else _SECOND
    try:
        datetime.strptime(value, form).replace(tzinfo=UTC)
    except ValueError:
        raise OaiError("badArgument", f"The value of {name} is not a date.") from None
    return f"{value}T{clock}Z" if form is _DAY else value
