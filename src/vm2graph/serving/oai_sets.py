"""The sets of the repository: what they are called, and what they select."""

from __future__ import annotations

from urllib.parse import quote, unquote

from vm2graph.storing import Selection

REPORTS = "publication:report"
SETS = (
    ("openaire", "OpenAIRE"),
    ("publication", "Publications"),
    (REPORTS, "Reports"),
    ("theme", "Themes"),
)
"""setSpec and name of every set but those of the single themes."""

_THEME = "theme:"


def theme_set(slug: str) -> str:
    """``theme:`` and the slug; characters that a setSpec has not stand as ``~`` and two hexadecimal digits."""
    return _THEME + quote(slug, safe="-_.!*'()").replace("~", "%7E").replace("%", "~")


def selection(spec: str, since: str, until: str, *, dated: bool) -> Selection | None:
    """What a set selects within a window; None for a set without records, known or not.

    ``openaire`` is for what is open to all or names a funded project, and nothing shows that of any record yet.
    """
    if spec.startswith(_THEME):
        return Selection(since, until, unquote(spec.removeprefix(_THEME).replace("~", "%")), dated)
    if spec == "theme":
        return Selection(since, until, "", dated)
    if spec in ("", "publication", REPORTS):
        return Selection(since, until, None, dated)
    return None
