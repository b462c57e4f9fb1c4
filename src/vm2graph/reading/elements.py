"""The elements of a parsed HTML page.

Those of lxml itself: its package for HTML makes each of them of a class of its own, and to look at one takes two to
three times as long.
"""

from __future__ import annotations

from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml has no other name for it
