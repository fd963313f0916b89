"""Textual's stylesheet, parsing each source once, and its cache of drawn lines, let go with its widget.

Textual 8 parses every source again, the widgets' own too, whenever a screen
with CSS is shown for the first time and whenever the look is refreshed: nearly
half of what the first visit of a mode takes.
"""

from __future__ import annotations

from functools import lru_cache

from textual._styles_cache import StylesCache
from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

SOURCES = 512
"""Parsed sources that are kept; the app has about a hundred."""
COLOURS = 1024
"""Pairs of backgrounds that are kept, as many as in Textual."""


def let_go() -> None:
    """Key Textual's cache of backgrounds by the colours alone.

    Textual 8 keys it by the widget's cache too, and so keeps all that the last 1,024 widgets drew: 10 kB a message of
    every conversation that was opened.
    """
    found = StylesCache.__dict__.get("get_inner_outer")
    plain = getattr(found, "__wrapped__", None)
    if plain is not None and not isinstance(found, classmethod):
        StylesCache.get_inner_outer = classmethod(lru_cache(COLOURS)(plain))  # type: ignore[method-assign,assignment,arg-type]


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
