"""The JSON Schema of notes files (draft 2020-12), made of ``knowledge.KINDS``: editors complete and check by it."""

from __future__ import annotations

import json
from typing import Any

from vm2graph.knowledge import KINDS, Holds, Key, Kind
from vm2graph.model import RemarkKind, Status

FILE_NAME = "notes.schema.json"
_ID = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_DATE = "^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_ABOUT = {
    Holds.WORDS: "words of the page; they are their own quote",
    Holds.NAME: "a name on the page; it is its own quote",
    Holds.TERM: "one of a list",
    Holds.DATE: "2008, 2008-09 or 2008-09-01",
    Holds.PERIOD: "two years: 2008-2012",
    Holds.THING: "the name of an entry of this file",
    Holds.ADDRESS: "the address of the same thing elsewhere, with “from”: where that was found",
}


def schema() -> dict[str, Any]:
    """The schema as a document."""
    parts = {kind.plural: _entries(kind) for kind in KINDS.values() if kind.name != "publication"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Notes on a page, for vm2graph",
        "type": "object",
        "required": ["curator"],
        "additionalProperties": False,
        "properties": {
            "curator": {**_TEXT, "description": "who vouches for these notes"},
            "publication": _object(_keys(KINDS["publication"]), "what is stated of the publication itself"),
            **parts,
            "readings": {"type": "array", "items": {"$ref": "#/$defs/reading"}, "description": "slips of the page"},
            "leave_out": {
                "description": "quotes of what a rule took for a finding and is none",
                "$ref": "#/$defs/quotes",
            },
        },
        "$defs": {
            **_facts(),
            "quote": {**_TEXT, "description": "words of the page, as they stand there"},
            "label": _object({"nl": _TEXT, "en": _TEXT}, "our words for it", required=["nl", "en"]),
            "which": _object(_WHICH, "words of the page, and which of several places", required=["quote"]),
            "quotes": {
                "anyOf": [
                    {"$ref": "#/$defs/quote"},
                    {"$ref": "#/$defs/which"},
                    {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/quote"}, {"$ref": "#/$defs/which"}]}},
                ]
            },
            "reading": _object(
                {
                    **_WHICH,
                    "kind": {"enum": [each.value for each in RemarkKind]},
                    "read": {**_TEXT, "description": "how it is read, where the page itself settles that"},
                    "comment": {"$ref": "#/$defs/label"},
                },
                "a slip of the page; its text stays as it is",
                required=["quote", "kind"],
            )
            | {"anyOf": [{"required": ["read"]}, {"required": ["comment"]}]},
        },
    }


def schema_text() -> str:
    """The schema as the file that is shipped."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


_WHICH: dict[str, Any] = {
    "quote": {"anyOf": [{"$ref": "#/$defs/quote"}, {"type": "array", "items": {"$ref": "#/$defs/quote"}}]},
    "within": {"$ref": "#/$defs/quote", "description": "a longer quote that holds it"},
    "occurrence": {"type": "integer", "minimum": 1, "description": "the how manieth, where it stands there often"},
}


def _object(properties: dict[str, Any], description: str, required: list[str] | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "object", "description": description, "additionalProperties": False}
    return {**made, "properties": properties, **({"required": required} if required else {})}


def _entries(kind: Kind) -> dict[str, Any]:
    entry = _object(
        {
            "quote": {"$ref": "#/$defs/quotes", "description": "what all of the entry rests on, unless it says else"},
            "label": {"$ref": "#/$defs/label"},
            **_keys(kind),
        },
        f"{kind.name}: a name of your own, and what is stated of it",
        [key.name for key in kind.keys if key.needed],
    )
    return {"type": "object", "propertyNames": {"pattern": _ID}, "additionalProperties": entry}


def _keys(kind: Kind) -> dict[str, Any]:
    return {key.name: _key(key) for key in kind.keys}


def _key(key: Key) -> dict[str, Any]:
    about = _ABOUT[key.holds]
    if key.holds is Holds.THING:
        about += f" ({', '.join(KINDS[each].plural for each in key.of)})"
    name = _fact_name(key)
    return {"description": about, "$ref": f"#/$defs/{name}{'s' if key.many else ''}"}


def _fact_name(key: Key) -> str:
    return key.name if key.holds is Holds.TERM else f"{key.holds.value}_fact"


def _facts() -> dict[str, Any]:
    """One value, or several, of each sort that keys have."""
    made: dict[str, Any] = {}
    for key in (key for kind in KINDS.values() for key in kind.keys):
        value: dict[str, Any] = _TEXT
        if key.holds is Holds.TERM:
            value = {"enum": list(key.of)}
        elif key.holds is Holds.DATE:
            value = {"type": ["string", "integer"], "pattern": _DATE}
        elif key.holds is Holds.PERIOD:
            value = {"type": "string", "pattern": "[-/]"}
        name = _fact_name(key)
        whole = {**_object({"is": value, **_WHICH, **_MANNER}, _ABOUT[key.holds]), "allOf": _DEMANDS}
        if key.holds is Holds.ADDRESS:  # always from elsewhere, so it cannot be said in short
            made[name] = {**whole, "required": ["is", "from"]}
        else:
            worded = key.holds in (Holds.WORDS, Holds.NAME)
            said = {"anyOf": [{"required": ["is"]}, {"required": ["quote"]}]} if worded else {"required": ["is"]}
            made[name] = {"anyOf": [value, {**whole, **said}]}
        one = {"$ref": f"#/$defs/{name}"}
        made[f"{name}s"] = {"anyOf": [one, {"type": "array", "items": one}]}
    return made


_MANNER = {
    "status": {"enum": [each.value for each in Status], "description": "how the value follows from the quote"},
    "why": {**_TEXT, "description": "the reason; needed where it is inferred"},
    "from": {**_TEXT, "description": "the other source of a value that is not on the page"},
}
_DEMANDS: list[dict[str, Any]] = [  # each status demands what honesty does
    {
        "if": {"properties": {"status": {"const": status.value}}, "required": ["status"]},
        "then": {"required": [demanded]},
    }
    for status, demanded in ((Status.INFERRED, "why"), (Status.EXTERNAL, "from"))
]
