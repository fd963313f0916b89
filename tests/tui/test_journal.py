"""Journal in the app: the year, a day, courses, and looking back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import DAY, now_ms
from lifeos_cli.growth.checkins import windows
from lifeos_cli.ids import ulid
from lifeos_cli.record import checkins, consents
from lifeos_cli.settings import load
from lifeos_cli.store import checkins as stored
from lifeos_cli.tui.screens.dialogs import Choose, Confirm
from lifeos_cli.tui.screens.journal_doing import Correct
from lifeos_cli.tui.widgets.calendar import Calendar, today
from lifeos_cli.tui.widgets.parts import Text
from lifeos_cli.tui.widgets.rows import Rows
from tests.tui.test_skills import choose, whose

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store


def log(store: Store, at: int | None = None, **answers: Any) -> Any:
    """Log a check-in as another process would."""
    chosen = windows(load(store.paths).items("checkin.windows"))
    found = checkins.log(store, whose(store), answers, windows=chosen, origin="cli", at=at)
    assert found is not None
    return found[0]


def last_day(store: Store) -> date:
    """Return the newest day with a check-in."""
    return date.fromisoformat(stored.between(store.conn, whose(store))[-1].local_date)


async def at(hands: Any, day: date) -> Any:
    """Open Journal with the cursor on a day."""
    screen = await hands.open("journal")
    calendar = screen.query_one(Calendar)
    calendar.focus()
    calendar.cursor = day
    await hands.until(lambda: f"{day.day} {day:%B %Y}" in screen.query_one("#said", Text).said)
    return screen


async def test_the_year_shows_a_shade_for_every_day_with_an_answer(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled, size=(120, 30)) as hands:
        screen = await hands.open("journal")
        rows = stored.between(filled.conn, whose(filled))
        days = {row.local_date for row in rows if row.mood is not None and row.local_date[:4] == "2026"}
        grid = hands.screen().splitlines()[2:9]
        shades = sum(line.count(letter) for line in grid for letter in "░▒▓█")
        assert shades == len(days)
        assert screen.day == today()


async def test_arrows_walk_by_days_and_weeks_but_not_beyond_today(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await at(hands, today())
        await hands.press("down", "right")
        assert screen.day == today()
        await hands.press("left")
        assert screen.day == today() - timedelta(days=7)
        await hands.press("up")
        assert screen.day == today() - timedelta(days=8)
        await hands.press("pageup")
        await hands.until(lambda: "2025  " in hands.screen())
        await hands.press("end")
        assert screen.day == today()


async def test_the_day_tells_each_check_in_with_its_words(filled: Store, drive: Callable[..., Any]) -> None:
    log(filled, mood=6, energy=2, note="Saw Mara at the lake")
    async with drive(filled) as hands:
        await at(hands, today())
        await hands.until(lambda: "Saw Mara at the lake" in hands.screen())
        assert "mood 6, energy 2" in hands.screen()


async def test_a_check_in_of_another_process_appears_and_the_cursor_stays(
    filled: Store, drive: Callable[..., Any]
) -> None:
    day = today() - timedelta(days=1)
    async with drive(filled) as hands:
        screen = await at(hands, day)
        log(filled, at=now_ms() - DAY, mood=1, note="From elsewhere")
        await hands.until(lambda: "From elsewhere" in screen.query_one("#said", Text).said)
        assert screen.query_one(Calendar).cursor == day


async def test_another_scale_draws_the_year_anew(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await hands.open("journal")
        await hands.press("i")
        await choose(hands, "hours did you sleep")
        await hands.until(lambda: "0 to 14" in hands.screen())
        assert screen.item == "sleep_hours"


async def test_courses_are_against_ones_own_baseline(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled, size=(120, 30)) as hands:
        screen = await hands.open("journal")
        rows: Rows[Any] = screen.query_one("#courses", Rows)
        mood = next(one for one in rows.items if one.item == "mood")
        answers = [
            row.mood
            for row in stored.between(filled.conn, whose(filled))
            if row.mood is not None and row.timing != "backfilled"
        ]
        assert list(mood.values) == answers[-len(mood.values) :]
        assert f"usually {mood.usual:g}, lately {mood.recent:.1f}" in hands.screen()


async def test_looking_back_on_each_period(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled, size=(100, 40)) as hands:
        await at(hands, last_day(filled))
        for kind in ("day", "week", "month", "year"):
            await hands.press("r")
            await choose(hands, f"The {kind} of")
            await hands.until(lambda kind=kind: f"Your {kind}:" in hands.screen())
            assert "check-in" in hands.screen()
        await hands.press("escape")
        await hands.until(lambda: "Your year:" not in hands.screen())


async def test_a_check_in_is_corrected_and_withdrawn_after_a_question(
    filled: Store, drive: Callable[..., Any]
) -> None:
    row = log(filled, mood=2, note="Wrong")
    async with drive(filled, size=(100, 40)) as hands:
        screen = await at(hands, today())
        await hands.until(lambda: any(one.id == row.id for one in screen.entries))
        await hands.press("e")
        await hands.until(lambda: isinstance(hands.app.screen, Choose | Correct))
        if isinstance(hands.app.screen, Choose):
            await choose(hands, row.handle)
        await hands.until(lambda: isinstance(hands.app.screen, Correct))
        await hands.press("7", "enter")
        await hands.until(lambda: checkins.find(filled, whose(filled), row.handle).mood == 7)
        await hands.until(lambda: "mood 7" in hands.screen())
        await hands.press("w")
        await hands.until(lambda: isinstance(hands.app.screen, Choose | Confirm))
        if isinstance(hands.app.screen, Choose):
            await choose(hands, row.handle)
        await hands.until(lambda: isinstance(hands.app.screen, Confirm))
        await hands.press("y")
        await hands.until(lambda: "mood 7" not in hands.screen())


async def test_a_check_in_that_is_gone_meanwhile_is_told_and_the_app_goes_on(
    filled: Store, drive: Callable[..., Any]
) -> None:
    row = log(filled, mood=2)
    async with drive(filled, size=(100, 40)) as hands:
        screen = await at(hands, today())
        await hands.until(lambda: any(one.id == row.id for one in screen.entries))
        # As if it had been forgotten between the last look and the key.
        screen.entries = [one._replace(id=ulid()) for one in screen.entries if one.id == row.id]
        await hands.press("e")
        await hands.until(lambda: any("no check-in" in str(one.message) for one in hands.app._notifications))
        assert hands.app.failure is None
        assert hands.app.is_running


async def test_without_check_ins_it_says_what_to_do(store: Store, drive: Callable[..., Any]) -> None:
    consents.answer(store, whose(store), "adult", granted=True, origin="first_run")
    async with drive(store) as hands:
        if len(hands.app.screen_stack) > 1:
            await hands.press("escape")
        await hands.open("journal")
        await hands.until(lambda: "No check-ins yet" in hands.screen())
        await hands.press("e", "w", "home", "left", "enter", "escape")
        assert hands.app.failure is None


async def test_at_40_columns_the_newest_weeks_are_in_the_picture(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled, size=(40, 24)) as hands:
        await at(hands, today())
        drawn = hands.screen()
        assert "Nov" in drawn
        assert "Jan" not in drawn
        assert all(len(line) <= 40 for line in drawn.splitlines())
