"""Textual's stylesheet, parsing each source once.

Textual 8 parses every source again, the widgets' own too, whenever a screen
with CSS is shown for the first time and whenever the look is refreshed: nearly
half of what the first visit of a mode takes.
"""

from __future__ import annotations

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

SOURCES = 512
"""Parsed sources that are kept; the app has about a hundred."""


class Sheet(Stylesheet):
    """A stylesheet whose parsed sources serve until its variables change."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other variables; the same ones change nothing."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is new. The rules stay as they were if a source is wrong."""
        self.parse()
