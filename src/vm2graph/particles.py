"""Particles of personal names: what stands between given and family name and does not count for sorting."""

from __future__ import annotations

from collections.abc import Sequence


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = _words(
    """van de den der ten ter te 't 's von und zu zum zur vom du des la le les del della di da dos do das el al op aan
    in uit bij onder over voor af y e i tot thoe toe"""
)
"""Words between given and family name."""

OPENING_PARTICLES = PARTICLES - _words("und af y e i toe")
"""Particles that may begin a run; the others only follow one of these."""

BEFORE_ARTICLES = _words("aan in op bij uit onder over voor tot")
"""Prepositions that stand in a name before an article only: ``op den Kamp``; not ``Huis voor Preventie``."""

_APOSTROPHE = str.maketrans("’‘ʼ´`", "'''''")


def is_particle(word: str, *, opening: bool = False) -> bool:
    """Whether a word is a particle, in any case and with any apostrophe; ``opening``: one that may begin a run."""
    return word.translate(_APOSTROPHE).casefold() in (OPENING_PARTICLES if opening else PARTICLES)


def leading_particles(words: Sequence[str]) -> int:
    """How many words a family name opens with are particles; the last word never is."""
    count = 0
    while count < len(words) - 1 and is_particle(words[count], opening=count == 0):
        count += 1
    return count


def split_family(family: str) -> tuple[str | None, str]:
    """``van der Meer`` as ``("van der", "Meer")``; without a particle ``(None, family)``."""
    words = family.split()
    count = leading_particles(words)
    if not count:
        return None, family
    return " ".join(words[:count]), " ".join(words[count:])
