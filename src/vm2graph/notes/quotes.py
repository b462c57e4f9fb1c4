"""Where on the page a quote stands: once, or the curator says which."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vm2graph.model import Span
from vm2graph.notes.nodes import Node

_LONGEST = 20_000


class Page:
    """The text of a page, asked for quotes. White space in a quote stands for any on the page."""

    def __init__(self, text: str) -> None:
        self.text = text

    def find(
        self, quote: Node, scope: Span | None = None, within: Node | None = None, which: Node | None = None
    ) -> Span:
        """The passage of a quote: within the words of ``within``, else within ``scope`` where it stands there."""
        words = quote.text()
        if within is not None:
            scope = self.find(within)
            found = list(self._all(words, scope))
            if not found:
                raise quote.error(f"the passage of “within” does not say “{_short(words)}”; correct one of the two.")
        else:
            found = list(self._all(words, scope)) if scope is not None else []
            found = found or list(self._all(words, Span(0, len(self.text))))
        if not found:
            raise quote.error(f"the page does not say “{_short(words)}”{self._nearly(words)}")
        if which is not None:
            number = which.number()
            if number > len(found):
                raise which.error(f"the page says “{_short(words)}” {len(found)} times, not {number}.")
            return found[number - 1]
        if len(found) > 1:
            lines = ", ".join(str(self.text.count("\n", 0, span.start) + 1) for span in found[:5])
            raise quote.error(
                f"the page says “{_short(words)}” {len(found)} times (lines {lines}); quote more of it, or add"
                " “within: a longer quote” or “occurrence: 1”."
            )
        return found[0]

    def _all(self, words: str, scope: Span) -> Iterator[Span]:
        pattern = _pattern(words)
        return (Span(*match.span()) for match in pattern.finditer(self.text, scope.start, scope.end))

    def _nearly(self, words: str) -> str:
        """How far the page goes along with a quote."""
        parts = words.split()
        low, high = 0, len(parts)
        while low < high:
            middle = (low + high + 1) // 2
            if _pattern(" ".join(parts[:middle])).search(self.text):
                low = middle
            else:
                high = middle - 1
        if low == 0:
            return "; copy the words from the page."
        match = _pattern(" ".join(parts[:low])).search(self.text)
        end = match.end() if match else 0
        return f"; after “{' '.join(parts[:low][-4:])}” it goes on “{' '.join(self.text[end : end + 40].split())}”."


def _pattern(words: str) -> re.Pattern[str]:
    """A quote as a pattern: whole words, any white space between them."""
    parts = words[:_LONGEST].split()
    body = r"\s+".join(re.escape(part) for part in parts)
    left = r"(?<!\w)" if parts[0][0].isalnum() else ""
    right = r"(?!\w)" if parts[-1][-1].isalnum() else ""
    return re.compile(left + body + right)


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"
