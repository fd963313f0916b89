"""The app without a terminal: a fenced home, a filled store, and a pilot that presses keys."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from textual.pilot import WaitForScreenTimeout
from textual.worker import WorkerState

from lifeos_cli.record import consents, demo
from lifeos_cli.record.beginning import fresh
from lifeos_cli.record.users import whose
from lifeos_cli.settings import load
from lifeos_cli.store.database import Store
from lifeos_cli.tui.app import LifeosApp
from lifeos_cli.tui.desk import Desk
from tests.model_server import ModelServer, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from textual.pilot import Pilot

    from lifeos_cli.paths import Paths

NOW = "2026-11-22T20:30:00"
"""The frozen clock of these tests: a Sunday evening, the evening check-in due."""
PATIENCE = 400
"""How many times the app may be asked whether something has come about."""
GHOST = 3.0
"""Seconds the pilot waits for all widgets at a time."""


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """One instant, no colours taken away: Textual drops styles under NO_COLOR."""
    monkeypatch.setenv("LIFEOS_NOW", NOW)
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setattr("lifeos_cli.tui.warm.LATER", 3600)


@pytest.fixture
def store(paths: Paths) -> Iterator[Store]:
    """The store of the home, as another process would have it open."""
    with Store(paths) as opened:
        yield opened


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with sixty made-up days in it, and the person's agreement."""
    user = whose(store, None)
    demo.fill(store, user.id, days=60, seed=1)
    consents.answer(store, user.id, "adult", granted=True, origin="first_run")
    return store


def desk_of(store: Store) -> Desk:
    """Return what the app is given for the store's person."""
    person = whose(store, None)
    return Desk(store.paths, load(store.paths), person.id, person.name, fresh=fresh(store, person.id))


class Driven:
    """The app and the hands on it.

    Args:
        app: The app.
        pilot: Textual's own.
    """

    def __init__(self, app: LifeosApp, pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *keys: str) -> None:
        """Press keys, and let the app do what they mean."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something is so; every wait is for the app's own next move, so it ends as soon as it can."""
        import asyncio

        for _ in range(PATIENCE):
            await self.pilot.pause()
            if holds():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"it never came about; the screen was\n{self.screen()}")

    async def open(self, mode: str) -> Any:
        """Go to a mode and wait until it has its first answers; returns its screen."""
        await self.app.action_mode(mode)
        await self.pilot.pause()
        screen: Any = self.app.screen
        await self.until(lambda: all(query.row and query.row.seq >= 0 for query in screen._queries))
        await self.pilot.pause()
        return screen

    def screen(self) -> str:
        """Return what is on the screen, as plain text."""
        compositor = self.app.screen._compositor
        lines = compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in lines)


def _wait_for_no_ghost(pilot: Pilot[Any]) -> None:
    """Let the pilot go on when a widget it waits for has left the screen meanwhile: that one never answers.

    What a test wants to see it waits for itself (`Driven.until`), so an app
    that hangs is still found.
    """
    wait = pilot._wait_for_screen

    async def patient(timeout: float = GHOST) -> bool:  # noqa: ASYNC109 - as the pilot calls it
        try:
            return await wait(timeout)
        except WaitForScreenTimeout:
            return True

    pilot._wait_for_screen = patient  # type: ignore[method-assign]


@pytest.fixture
def drive() -> Callable[..., Any]:
    """Give what runs the app over a store, as an asynchronous context with hands on it."""

    @asynccontextmanager
    async def run(store: Store, *, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driven]:
        app = LifeosApp(desk_of(store))
        fell: list[Any] = []
        own_up = app.own_up

        def noted(event: Any) -> None:
            own_up(event)
            if event.state is WorkerState.ERROR:
                fell.append(event.worker.error)

        app.own_up = noted  # type: ignore[method-assign]
        async with app.run_test(size=size, notifications=True) as pilot:
            _wait_for_no_ghost(pilot)
            hands = Driven(app, pilot)
            await pilot.pause()
            yield hands
            app.exit(0)
        assert not fell, fell
        if app.failure is not None:
            raise app.failure

    return run


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A model on loopback, and the settings that lead to it."""
    for found in serve():
        for name, value in found.env().items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.fixture
def agreed(filled: Store, server: ModelServer) -> Store:
    """A filled store whose person lets the model on loopback be sent their words."""
    consents.answer(
        filled, whose(filled, None).id, "send_to_model", granted=True, detail="anthropic", origin="command"
    )
    return filled
