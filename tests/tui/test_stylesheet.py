"""The stylesheet that parses each source once styles as Textual's own does."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from textual._styles_cache import StylesCache
from textual.color import Color
from textual.css.parse import parse
from textual.css.stylesheet import Stylesheet
from textual.style import Style

from lifeos_cli.tui.modes import MODES

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from lifeos_cli.store.database import Store


def _told(sheet: Stylesheet) -> list[tuple[Any, ...]]:
    return [(rule.selectors, repr(rule.styles.get_rules()), rule.tie_breaker) for rule in sheet.rules]


async def test_every_mode_is_styled_as_by_textuals_own_and_nothing_is_parsed_twice(
    filled: Store, drive: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[tuple[Any, ...]] = []

    def counted(scope: str, css: str, read_from: Any, *given: Any, **more: Any) -> Any:
        parsed.append((scope, css, read_from, more["is_default_rules"], more["tie_breaker"]))
        return parse(scope, css, read_from, *given, **more)

    async with drive(filled) as hands:
        await hands.pilot.pause()
        monkeypatch.setattr("textual.css.stylesheet.parse", counted)
        for mode in MODES:
            await hands.open(mode)
        assert len(parsed) == len(set(parsed))
        own = hands.app.stylesheet
        fresh = Stylesheet(variables=hands.app.get_css_variables())
        for read_from, source in own.source.items():
            fresh.add_source(
                source.content,
                read_from=read_from,
                is_default_css=source.is_defaults,
                tie_breaker=source.tie_breaker,
                scope=source.scope,
            )
        fresh.parse()
        assert _told(own) == _told(fresh)


async def test_another_theme_gives_every_rule_its_own_colours(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        await hands.pilot.pause()
        before = _told(hands.app.stylesheet)
        hands.app.theme = "textual-light"
        await hands.until(lambda: _told(hands.app.stylesheet) != before)


async def test_the_cache_of_backgrounds_holds_no_widget(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        await hands.open("journal")
        cache: Any = StylesCache.get_inner_outer
        before = cache.cache_info()
        assert before.misses
        one, other = Color(1, 2, 3), Color(4, 5, 6)
        for _ in range(3):
            widgets = StylesCache()
            assert widgets.get_inner_outer(one, other) == (
                Style(background=one + other),
                Style(background=one),
            )
            gone = weakref.ref(widgets)
            del widgets
            assert gone() is None
        assert cache.cache_info().misses == before.misses + 1
