"""The files that travel with the program: ``ontology/``, ``shapes/`` and ``data/``.

In the wheel they lie beside the code; in a checkout they are the folders at the top.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def packaged_names(folder: str) -> list[str]:
    """The names of the files of a packaged folder, such as ``ontology/questions``; raises FileNotFoundError."""
    for root in _roots():
        found = root / folder
        if found.is_dir():
            return sorted(each.name for each in found.iterdir() if each.is_file())
    raise FileNotFoundError(f"{folder} is not part of this installation")


def _roots() -> tuple[Traversable, ...]:
    return files("vm2graph") / "resources", Path(__file__).parents[2]


def packaged(folder: str, name: str) -> Traversable:
    """A packaged file, such as ``packaged("shapes", "core.ttl")``; raises FileNotFoundError."""
    for root in _roots():
        found = root / folder / name
        if found.is_file():
            return found
    raise FileNotFoundError(f"{folder}/{name} is not part of this installation")
