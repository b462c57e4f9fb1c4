"""YAML as nodes that know where they stand, so that an error can say line and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

import yaml

from vm2graph.errors import NotesError

LARGEST = 1024 * 1024  # bytes
_DEEPEST = 12
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a notes file."""

    yaml: yaml.Node
    file: str

    def error(self, what: str) -> NotesError:
        """An error that says where in the file it is."""
        mark = self.yaml.start_mark
        return NotesError(f"{self.file}, line {mark.line + 1}, column {mark.column + 1}: {what}")

    @property
    def is_map(self) -> bool:
        """Whether it has keys."""
        return isinstance(self.yaml, yaml.MappingNode)

    def text(self) -> str:
        """The one value, as it is written: ``2013`` is no number here."""
        value = self.yaml.value if isinstance(self.yaml, yaml.ScalarNode) else ""
        if not isinstance(value, str) or not value.strip():
            raise self.error("there should be a text here.")
        return value

    def number(self) -> int:
        """A whole number from 1."""
        value = self.text()
        if not value.isdecimal() or len(value) > 4 or int(value) < 1:
            raise self.error(f"{value!r} should be a number from 1.")
        return int(value)

    def each(self) -> list[Node]:
        """The members of a list; anything else is a list of itself."""
        if isinstance(self.yaml, yaml.SequenceNode):
            return [Node(member, self.file) for member in self.yaml.value]
        return [self]

    def items(self, known: Iterable[str] | None = None) -> dict[str, Node]:
        """The values by key. Only ``known`` keys may be there, each once."""
        if not isinstance(self.yaml, yaml.MappingNode):
            raise self.error("there should be a list of keys with values here, such as “quote: ...”.")
        allowed = None if known is None else list(known)
        found: dict[str, Node] = {}
        for key_node, value in self.yaml.value:
            key = Node(key_node, self.file)
            name = key.text()
            if name in found:
                raise key.error(f"{name} stands here twice; leave one out.")
            if allowed is not None and name not in allowed:
                close = get_close_matches(name, allowed, 1, 0.7)
                meant = f"did you mean {close[0]}?" if close else f"there are {', '.join(allowed)}."
                raise key.error(f"{name} is not known here; {meant}")
            found[name] = Node(value, self.file)
        return found


def load(data: bytes, file: str) -> Node:
    """The root of a notes file. Raises NotesError."""
    if len(data) > LARGEST:
        raise NotesError(f"{file} is larger than 1 MB; that is no notes file.")
    try:
        root = _Loader(data.decode("utf-8-sig")).get_single_node()
        node = Node(root, file) if root is not None else None
        if node is not None:
            _check(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        if _tab_at(data, mark):
            raise NotesError(f"{file}{where}: a tab stands here; YAML indents with spaces.") from error
        raise NotesError(f"{file}{where}: {error.problem or error.context}; correct the YAML.") from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotesError(f"{file} is not YAML in UTF-8: {error}.") from error
    if node is None:
        raise NotesError(f"{file} is empty; begin with “curator: your name”, or remove it.")
    return node


def _tab_at(data: bytes, mark: yaml.Mark | None) -> bool:
    lines = data.decode("utf-8-sig", "replace").splitlines()
    return mark is not None and mark.line < len(lines) and "\t" in lines[mark.line][: mark.column + 1]


def _check(root: Node) -> None:
    """No node in two places (aliases make small files large), and none too deep."""
    seen: set[int] = set()
    for node, depth in _walk(root, 0):
        if id(node.yaml) in seen:
            raise node.error("this is repeated with * elsewhere; write it out.")
        if depth > _DEEPEST:
            raise node.error("this is nested too deeply.")
        seen.add(id(node.yaml))


def _walk(node: Node, depth: int) -> Iterator[tuple[Node, int]]:
    waiting = [(node.yaml, depth)]
    met: set[int] = set()
    while waiting:
        here, depth = waiting.pop()
        yield Node(here, node.file), depth
        if id(here) in met:
            continue
        met.add(id(here))
        if isinstance(here, yaml.MappingNode):
            waiting += [(each, depth + 1) for pair in here.value for each in pair]
        elif isinstance(here, yaml.SequenceNode):
            waiting += [(each, depth + 1) for each in here.value]
