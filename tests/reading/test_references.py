"""References with their parts marked: every part is found, and nothing else is."""

import re
from pathlib import Path

import pytest

from vm2graph.reading.apa import parse_reference

LINES = [
    line
    for line in Path(__file__).with_name("references.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ONES = {
    "t": "title",
    "st": "subtitle",
    "ctr": "container",
    "vol": "volume",
    "iss": "issue",
    "pp": "pages",
    "edn": "edition",
    "typ": "genre",
    "ser": "series",
    "no": "report_number",
    "y": "date",
    "doi": "doi",
    "url": "url",
    "isbn": "isbn",
}
LISTS = {"ed": "editors", "co": "contributors", "pl": "places", "pu": "publishers"}
_TAG = re.compile(r"</?[a-z]+>")


def marked(line: str, tag: str) -> list[str]:
    return [_TAG.sub("", words) for words in re.findall(rf"<{tag}>(.*?)</{tag}>", line)]


def wanted(line: str) -> dict[str, object]:
    parts: dict[str, object] = {name: (marked(line, tag) or [None])[0] for tag, name in ONES.items()}
    parts |= {name: marked(line, tag) for tag, name in LISTS.items()}
    parts["authors"] = [(words, tag == "org") for tag, words in re.findall(r"<(au|org)>(.*?)</\1>", line)]
    return parts


def found(text: str) -> dict[str, object]:
    reference = parse_reference(text)

    def of(part):
        return getattr(part, "span", part).of(text)

    parts = {name: part and of(part) for name in ONES.values() for part in [getattr(reference, name)]}
    parts |= {name: [of(part) for part in getattr(reference, name)] for name in LISTS.values()}
    parts["authors"] = [(of(name), name.is_body) for name in reference.authors]
    return parts


@pytest.mark.parametrize("line", LINES)
def test_reference(line):
    assert found(_TAG.sub("", line)) == wanted(line)
