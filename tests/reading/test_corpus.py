"""The reader examined: pages and references that institutes could have, with what a cataloguer would make of them.

Every answer must be right in full, save what ``corpus/known_misses.txt`` names; what has been mended must leave that
list. ``python -m tests.reading.test_corpus`` prints the list as it should be, and tells how much is right.
"""

import json
import re
import sys
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from vm2graph.errors import InterpretError, ReadError
from vm2graph.model import Agent, Organisation, Publication
from vm2graph.reading import interpret, read_page
from vm2graph.reading.apa import parse_reference
from vm2graph.reading.references import parts

CORPUS = Path(__file__).with_name("corpus")
KNOWN = CORPUS / "known_misses.txt"
HALVES = ("open", "kept")
DISAGREEMENTS = {"date_disagreement", "creator_disagreement"}
EXCUSED = {"byline_reference_spelling", "byline_reference_order", "subtitle_wording", "et_al", "contradictory_dates"}
NAMES = ("authors", "editors", "places", "publishers")
WORDS = ("title", "subtitle", "container", "series", "edition")
NUMBERS = ("issued", "volume", "issue", "pages", "report_number", "doi", "url", "isbn", "et_al")
PARTS = NAMES + WORDS + NUMBERS


@cache
def pages() -> dict[str, dict]:
    """The gold of every page, with ``half``; none of it is invented here."""
    found = {}
    for half in HALVES:
        for path in sorted((CORPUS / half / "gold").glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            found[gold["id"]] = {**gold, "half": half}
    return found


@cache
def references() -> dict[str, dict]:
    """Every reference with its parts, and ``half``."""
    found = {}
    for half in HALVES:
        for line in (CORPUS / half / "references.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found[row["id"]] = {**row, "half": half}
    return found


@cache
def known() -> dict[str, set[str]]:
    """What is known to be wrong: item to fields."""
    rows = (line.split() for line in KNOWN.read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#"))
    return {item: set(fields) for item, *fields in rows}


# ---------------------------------------------------------------- pages


def flat(text: str | None) -> str | None:
    """A passage without regard to how its lines were broken."""
    return text and unicodedata.normalize("NFC", re.sub(r"\s+", " ", text)).strip()


def said(agent: Agent) -> tuple[str, ...]:
    """A name as the gold gives it: its whole, and given name and family name with particle."""
    if isinstance(agent, Organisation):
        return (agent.name.value,)
    given, particle, family = ((part.value if part else "") for part in (agent.given, agent.particle, agent.family))
    return agent.name.value, given, f"{particle} {family}".strip()


def wanted(creator: dict) -> tuple[str, ...]:
    """A name of the gold in the same form."""
    if "organisation" in creator:
        return (creator["organisation"],)
    return (
        creator["full"],
        creator["given"] or "",
        " ".join(filter(None, (creator["particle"], creator["family"]))),
    )


def agents(creators: list[dict], role: str | None) -> list[tuple[str, ...]]:
    return [wanted(each) for each in creators if each.get("role") == role]


def wrong_codes(gold: dict, codes: set[str]) -> bool:
    """Whether a remark that is due is missing, or a disagreement is told that is none."""
    due = set(gold["expected"]["codes"])
    return not due <= codes or (not EXCUSED & set(gold["traps"]) and bool(codes & DISAGREEMENTS - due))


def unfit(gold: dict, record: Publication) -> set[str]:
    """The fields of a record that are not what the gold says, or another value it names as good."""

    def among(field: str, value: object) -> bool:
        return value in gold.get(f"{field}_acceptable", [gold[field]]) or value == gold[field]

    creators = [gold["creators"], *gold.get("creators_acceptable", [])]
    found = [said(each.value) for each in record.creators], [said(each.value) for each in record.editors]
    identifiers = {(each.value.scheme, each.value.value) for each in record.identifiers}
    due = {(each["type"], each["value"]) for each in gold["identifiers"] if each["required"]}
    allowed = {(each["type"], each["value"]) for each in gold["identifiers"]}
    issued = record.issued.value.isoformat() if record.issued else None
    abstract = flat(record.abstract.value) if record.abstract else None
    first = gold["abstract_first_sentence"]
    right = {
        "title": among("title", flat(record.title.value)),
        "subtitle": gold["subtitle"] == (flat(record.subtitle.value) if record.subtitle else None),
        "creators": found in [(agents(each, None), agents(each, "editor")) for each in creators],
        "contributors": [said(each.value) for each in record.contributors] == agents(gold["contributors"], None),
        "issued": issued in gold.get("issued_acceptable", [gold["issued"]["value"]]),
        "publisher": among("publisher", [each.value.name.value for each in record.publishers]),
        "places": among("places", [each.value.name.value for each in record.places]),
        "themes": among("themes", [each.value.label.value for each in record.themes]),
        "language": record.language.value in gold["language_acceptable"],
        "page_language": record.page_language.value == gold["page_language"],
        "abstract": (abstract or "").startswith(flat(first)) if first else abstract is None,
        "citation": flat(gold["reference_verbatim"]) == (flat(record.citation.value) if record.citation else None),
        "identifiers": due <= identifiers
        and not {each for each in identifiers - allowed if each[0] in ("doi", "isbn")},
        "codes": not wrong_codes(gold, {remark.code for remark in record.remarks}),
    }
    return {field for field, is_right in right.items() if not is_right}


def misses_of_page(item: str) -> set[str]:
    """The fields the reader has wrong; ``outcome`` where it answers and should not, or the other way round."""
    gold = pages()[item]
    expected = gold["expected"]
    path = CORPUS / gold["half"] / gold["page"]
    try:
        record = interpret(read_page(path.read_bytes(), path.name))
    except (ReadError, InterpretError) as error:
        fits = "error" in expected["outcome"] and error.code in (expected["codes"] or [error.code])
        return set() if fits else {"outcome"}
    if expected["outcome"] == ["error"] or gold["title"] is None:
        return {"outcome"}
    return unfit(gold, record)


# ---------------------------------------------------------------- references


def plain(value: object) -> object:
    """A part of a reference: names with their particle, nothing and empty alike."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        family = " ".join(filter(None, (value.get("particle"), value.get("family"))))
        return value.get("organisation") or (family, value.get("initials") or "")
    return value or None


def misses_of_reference(item: str) -> set[str]:
    """The parts the grammar has wrong, measured against the nearest of the readings the gold accepts."""
    row = references()[item]
    found = parts(parse_reference(row["raw"]))
    found["doi"] = found["doi"] and found["doi"].lower()
    found["isbn"] = found["isbn"] and re.sub(r"[^\dX]", "", found["isbn"])
    readings = [row["gold"], *({**row["gold"], **other} for other in row.get("also", []))]
    wrong = ({part for part in PARTS if plain(found[part]) != plain(gold[part])} for gold in readings)
    return min(wrong, key=len)


# ---------------------------------------------------------------- the examination


@pytest.mark.parametrize("item", sorted(pages()))
def test_page(item):
    assert misses_of_page(item) == known().get(item, set())


@pytest.mark.parametrize("item", sorted(references()))
def test_reference(item):
    assert misses_of_reference(item) == known().get(item, set())


def test_the_list_names_what_is_here():
    assert set(known()) <= pages().keys() | references().keys()


def test_the_halves_hold_the_same_kinds():
    assert len(pages()) >= 70
    assert len(references()) >= 160
    for items in (pages(), references()):
        halves = Counter(item["half"] for item in items.values())
        assert abs(halves["open"] - halves["kept"]) <= 1


def report() -> None:
    """The list of known misses to standard output, how much is right to standard error."""
    misses = {item: misses_of_page(item) for item in pages()}
    misses |= {item: misses_of_reference(item) for item in references()}
    wrong = [" ".join([item, *sorted(fields)]) for item, fields in sorted(misses.items()) if fields]
    head = "# What the reader is known to have wrong: an item, and its fields. Mended? Take it off."
    sys.stdout.write("\n".join([head, *wrong]) + "\n")
    for kind, items in (("pages", pages()), ("references", references())):
        for half in HALVES:
            names = [name for name, item in items.items() if item["half"] == half]
            right = sum(not misses[name] for name in names)
            sys.stderr.write(f"{kind}, {half}: {right} of {len(names)} right\n")


if __name__ == "__main__":
    report()
