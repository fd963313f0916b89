"""What the app collects, and when."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING, Any, cast

import pytest

from lifeos_cli.tui import tidy
from lifeos_cli.tui.tidy import ENOUGH, IDLE, MOST, Tidy, give_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store


class Clock:
    """An app whose timers go off when the test lets time pass."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def set_timer(self, seconds: float, then: Callable[[], None]) -> Any:
        """Keep a timer; what it returns can be stopped."""
        entry = (self.now + seconds, then)
        self.timers.append(entry)
        clock = self

        class _Timer:
            def stop(self) -> None:
                clock.timers[:] = [one for one in clock.timers if one is not entry]

        return _Timer()

    def passes(self, seconds: float) -> None:
        """Let time pass, and the timers that are due go off."""
        self.now += seconds
        due = [one for one in self.timers if one[0] <= self.now]
        self.timers[:] = [one for one in self.timers if one[0] > self.now]
        for _, then in due:
            then()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(tidy, "monotonic", lambda: found.now)
    return found


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count the times everything was looked through, without doing so."""
    calls: list[str] = []
    monkeypatch.setattr(gc, "collect", lambda: calls.append("collect"))
    monkeypatch.setattr(tidy, "give_back", lambda: None)
    return calls


def test_it_waits_until_nobody_has_typed_for_a_while(clock: Clock, collected: list[str]) -> None:
    found = Tidy(cast("Any", clock))
    for _ in range(ENOUGH - 1):
        found.noticed()
    clock.passes(10 * IDLE)
    assert collected == []
    found.noticed()
    clock.passes(IDLE / 2)
    found.noticed()
    clock.passes(IDLE / 2)
    assert collected == []
    clock.passes(IDLE / 2)
    assert collected == ["collect"]
    clock.passes(10 * IDLE)
    assert collected == ["collect"]


def test_somebody_who_never_pauses_does_not_make_memory_grow(clock: Clock, collected: list[str]) -> None:
    found = Tidy(cast("Any", clock))
    for _ in range(MOST):
        found.noticed()
        clock.passes(0.1)
    assert collected == ["collect"]
    clock.passes(10 * IDLE)
    assert collected == ["collect"]
    assert clock.timers == []


async def test_keys_and_changes_of_the_record_count_and_what_was_closed_goes(
    filled: Store, drive: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with drive(filled) as hands:
        gc.disable()
        try:
            await hands.press("f1")
            page = weakref.ref(hands.app.screen)
            await hands.press("escape")
            before = hands.app.tidy._count
            assert before >= 2
            await hands.until(lambda: hands.app.screen is not page())
            monkeypatch.setattr(tidy, "MOST", 1)
            await hands.press("down")
            await hands.pilot.pause()
            assert hands.app.tidy._count == 0
            assert page() is None
        finally:
            gc.enable()


def test_giving_memory_back_works_or_is_left_out() -> None:
    give_back()
