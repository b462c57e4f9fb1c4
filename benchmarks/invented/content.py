"""What a page says, before it is laid out: who, when, what about, where issued, and a summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from benchmarks.invented import words
from benchmarks.invented.people import Author, Dice, authors, byline, capital, inverted
from benchmarks.invented.tongues import Tongue


@dataclass(frozen=True, slots=True)
class Truth:
    """What a reader should find on a page. ``title`` is None where it is no publication and must be refused."""

    kind: str  # "good", "poor" or "refused"
    title: str | None
    subtitle: str | None = None
    families: tuple[str, ...] = ()  # of authors or editors, in order, with particles: "van der Berg"
    year: int | None = None
    language: str = "nl"


class Content(NamedTuple):
    """Everything on a page. ``fields`` come before the reference, each a label and its values."""

    title: str
    subtitle: str | None
    fields: list[tuple[str, list[str]]]
    summary: list[tuple[str | None, str]]  # heading or None, paragraph
    summary_label: str
    link: str
    target: str  # the address of the publication; a page of text may lack it
    truth: Truth


LACKS = ("authors", "reference", "date", "summary", "reference and date")
"""What a poor page may lack."""


def content(number: int, seed: int, dice: Dice, tongue: Tongue, lacks: str) -> Content:
    """What the page of that number says; ``lacks`` names what is left out of it."""
    slots, title, subtitle, year = about(number, seed, dice, tongue)
    people = [] if lacks == "authors" else authors(number, dice)
    edited = len(people) > 1 and dice.often(0.07)
    dated = lacks not in {"date", "reference and date"}
    date, cited_date = _date(dice, year, tongue) if dated else ("", "z.d." if tongue.column == 0 else "n.d.")
    shown = None if subtitle and not lacks and dice.often(0.08) else subtitle
    fields = [(_label(dice, tongue, "date"), [date] if date else [])]
    if people:
        fields.insert(0, byline(people, dice, tongue, edited=edited))
    fields.insert(dice.below(len(fields)) + 1, _themes(dice, tongue))
    fields += _numbers(dice, tongue, year)
    if "reference" not in lacks:
        cited = _reference(people, cited_date, title, subtitle, dice, edited=edited)
        fields.append((_label(dice, tongue, "reference"), [cited]))
    elif lacks == "reference":
        fields = [f if f[1] or f[0] not in tongue.labels["date"] else (f[0], [str(year)]) for f in fields]
    families = tuple(" ".join(filter(None, (person.particle, person.family))) for person in people)
    return Content(
        title,
        shown,
        fields,
        [] if lacks == "summary" else _summary(dice, tongue, slots),
        _label(dice, tongue, "summary"),
        dice.pick(tongue.links),
        f"https://onderzoeksbank.example/bestand/{number:06d}.pdf",
        Truth("poor" if lacks else "good", title, subtitle, families, year if dated else None, tongue.code),
    )


def _label(dice: Dice, tongue: Tongue, name: str) -> str:
    return dice.pick(tongue.labels[name])


# ---------------------------------------------------------------- title

_TITLES = len(words.FORMS_NL) * len(words.TOPICS) * len(words.GROUPS) * len(words.REGIONS)  # 1.1 million
_STRIDE = 1_000_003  # a prime that divides no count of words: every title comes once in _TITLES pages


class Slots(NamedTuple):
    """What a page is about."""

    topic: str
    group: str
    region: str

    def fill(self, text: str) -> str:
        """A sentence with its slots filled."""
        return text.replace("{t}", self.topic).replace("{g}", self.group).replace("{r}", self.region)


def about(number: int, seed: int, dice: Dice, tongue: Tongue) -> tuple[Slots, str, str | None, int]:
    """Subject, title, subtitle and year. Dutch titles with their subtitles are all different up to ``_TITLES``."""
    rest, form = divmod((number * _STRIDE + seed * 7919) % _TITLES, len(words.FORMS_NL))
    rest, topic = divmod(rest, len(words.TOPICS))
    region, group = divmod(rest, len(words.GROUPS))
    slots = Slots(words.TOPICS[topic][tongue.column], words.GROUPS[group][tongue.column], words.REGIONS[region])
    year = 1995 + dice.below(31)
    end = year - 1 - dice.below(2)
    period = f"{end - 2 - dice.below(4)}-{end}"
    title, subtitle = (
        slots.fill(text.replace("{T}", capital(slots.topic)).replace("{G}", capital(slots.group))).replace(
            "{p}", period
        )
        for text in tongue.forms[form]
    )
    return slots, capital(title), None if subtitle == "-" else capital(subtitle), year


# ---------------------------------------------------------------- when, where, by whom


def _date(dice: Dice, year: int, tongue: Tongue) -> tuple[str, str]:
    """The date of the field, empty on some pages, and that of the reference."""
    month, day, form = dice.below(12), 1 + dice.below(28), dice.random()
    name = tongue.months[month]
    if form < 0.2:
        return "", str(year)
    if form < 0.45:
        return str(year), str(year)
    cited = f"{year}, {name}" if dice.often(0.05) else str(year)
    if form < 0.7:
        return f"{day} {name} {year}", cited
    if form < 0.85:
        return f"{name} {year}", cited
    return f"{day:02d}-{month + 1:02d}-{year}", cited


def _themes(dice: Dice, tongue: Tongue) -> tuple[str, list[str]]:
    chosen = list(dict.fromkeys(dice.pick(words.THEMES)[tongue.column] for _ in range(1 + dice.below(3))))
    if len(chosen) == 1:
        return _label(dice, tongue, "theme"), chosen
    values = chosen if dice.often(0.2) else [dice.pick((", ", "; ")).join(chosen)]
    return _label(dice, tongue, "themes"), values


def _numbers(dice: Dice, tongue: Tongue, year: int) -> list[tuple[str, list[str]]]:
    """Series, ISBN and report number, each on some pages."""
    fields = []
    if dice.often(0.12):
        fields.append((_label(dice, tongue, "series"), [dice.pick(words.SERIES)]))
    if dice.often(0.2):
        fields.append((_label(dice, tongue, "isbn"), [isbn(5000 + dice.below(2000), dice.below(1000))]))
    if dice.often(0.12):
        fields.append((_label(dice, tongue, "report"), [f"{year}-{1 + dice.below(99):02d}"]))
    return fields


def isbn(publisher: int, title: int) -> str:
    """An ISBN of the Dutch range, with its check digit."""
    digits = f"97890{publisher:04d}{title:03d}"
    check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10
    return f"978-90-{publisher:04d}-{title:03d}-{check}"


def _reference(
    people: Sequence[Author], date: str, title: str, subtitle: str | None, dice: Dice, *, edited: bool
) -> str:
    """``Van der Berg, A., & Jansen, B. (2013). Title. Subtitle. Utrecht: Publisher.``"""
    behind = dice.often(0.12)  # Berg, A. van der
    who = [inverted(each, behind=behind) for each in people]
    makers = ", ".join(who[:-1]) + (", & " if len(who) > 1 else "") + who[-1] if who else ""
    if edited:
        makers += dice.pick((" (Red.).", " (red.).", " (Eds.)."))
    colon = subtitle and ":" not in title and title[-1] != "?" and dice.often(0.3)
    whole = title if subtitle is None else f"{title}: {_lower(subtitle)}" if colon else f"{_stopped(title)} {subtitle}"
    publisher, town = dice.pick(words.PUBLISHERS), dice.pick(words.TOWNS)
    other, form = dice.pick(words.TOWNS), dice.random()
    imprint = f"{town}/{other}: {publisher}" if form < 0.06 and other != town else f"{town}: {publisher}"
    imprint = publisher if form > 0.9 else imprint
    if not makers:
        return f"{_stopped(title)} ({date}). {town}: {publisher}."
    return f"{makers} ({date}). {_stopped(whole)} {imprint}."


def _stopped(text: str) -> str:
    return text if text.endswith("?") else f"{text}."


def _lower(text: str) -> str:
    return text if text.split(maxsplit=1)[0] in _KEPT else text[0].lower() + text[1:]


_KEPT = frozenset(words.REGIONS)


# ---------------------------------------------------------------- summary


def _summary(dice: Dice, tongue: Tongue, slots: Slots) -> list[tuple[str | None, str]]:
    """Paragraphs of two to four sentences, all but the first under a heading on most pages."""
    length = 1250 + dice.below(550)
    first = " ".join((_sentence(dice, slots.fill(dice.pick(tongue.openings))), _method(dice, tongue)))
    parts: list[tuple[str | None, str]] = [(None, f"{first} {_claims(dice, tongue, slots)}")]
    left = list(tongue.headings)
    said = len(parts[0][1])
    while said < length:
        heading = left.pop(dice.below(len(left))) if left and dice.often(0.75) else None
        told = _claims(dice, tongue, slots)
        if heading == tongue.headings[2]:
            told = f"{_advice(dice, tongue, slots)} {told} {_advice(dice, tongue, slots)}"
        elif dice.often(0.3):
            told = f"{_method(dice, tongue)} {told}"
        parts.append((heading, told))
        said += len(told)
    return parts


def _sentence(dice: Dice, text: str) -> str:
    if "#" in text:
        text = text.replace("#", str(11 + dice.below(84)))
    return f"{text[0].upper()}{text[1:]}."


def _method(dice: Dice, tongue: Tongue) -> str:
    return _sentence(dice, dice.pick(tongue.methods))


def _advice(dice: Dice, tongue: Tongue, slots: Slots) -> str:
    return _sentence(dice, slots.fill(f"{dice.pick(tongue.advice_frames)} {dice.pick(tongue.advice)}"))


def _claims(dice: Dice, tongue: Tongue, slots: Slots) -> str:
    """Two or three findings."""
    told = []
    random, pick = dice.random, dice.pick
    for _ in range(2 + dice.below(2)):
        subordinate, main = pick(tongue.fares)
        group = slots.group if random() < 0.5 else pick(words.GROUPS)[tongue.column]
        text = f"{group} {main}" if random() < 0.35 else f"{pick(tongue.frames)} {group} {subordinate}"
        told.append(_sentence(dice, text + pick(tongue.tails) if random() < 0.5 else text))
    return " ".join(told)
