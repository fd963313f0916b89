"""Goals, Jobs and Settings in the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.extraction.queue import Queue
from lifeos_cli.record import goal_board
from lifeos_cli.settings import load
from lifeos_cli.tui.screens.dialogs import Ask, Choose, Confirm
from lifeos_cli.tui.widgets.parts import Field, Text
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store


def view(store: Store, title: str) -> Any:
    """Return the goal of a title."""
    user = store.conn.execute("SELECT id FROM users").fetchone()[0]
    return next(one for one in goal_board.board(store, user) if one.goal.title == title)


async def goals(hands: Any, title: str) -> Any:
    """Open Goals with the cursor on one."""
    screen = await hands.open("goals")
    rows: Rows[Any] = screen.query_one("#list", Rows)
    rows.go(next(one.goal.id for one in rows.items if one.goal.title == title))
    rows.focus()
    await hands.pilot.pause()
    return screen


async def test_a_milestone_is_ticked_in_place(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled, size=(100, 30)) as hands:
        screen = await goals(hands, "Run 10 km without a stop")
        steps: Rows[Any] = screen.query_one("#steps", Rows)
        assert [bool(step.done_on) for step in steps.items] == [True, True, True, False]
        steps.focus()
        await hands.press("end", "enter")
        await hands.until(lambda: all(step.done_on for step in steps.items))
        assert all(step.done_on for step in view(filled, "Run 10 km without a stop").milestones)
        assert "[x] 10 km" in hands.screen()


async def test_space_notes_that_a_habit_was_kept(filled: Store, drive: Callable[..., Any]) -> None:
    before = len(view(filled, "Meditate").events)
    async with drive(filled) as hands:
        await goals(hands, "Meditate")
        await hands.press("space")
        await hands.until(lambda: len(view(filled, "Meditate").events) == before + 1)


async def test_a_goal_is_set_and_told_why(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await hands.open("goals")
        await hands.press("n")
        assert isinstance(hands.app.screen, Ask)
        hands.app.screen.query_one(Field).value = "Swim a mile by 1 May"
        await hands.press("enter")
        rows: Rows[Any] = screen.query_one("#list", Rows)
        await hands.until(lambda: rows.item and rows.item.goal.title == "Swim a mile")
        assert rows.item is not None
        assert rows.item.goal.target_date == "2027-05-01"
        rows.focus()
        await hands.press("w")
        hands.app.screen.query_one(Field).value = "To feel light"
        await hands.press("enter")
        await hands.until(lambda: "To feel light" in screen.query_one("#card", Text).said)


@pytest.mark.parametrize(("answer", "status"), [("y", "completed"), ("n", "active")])
async def test_a_goal_is_reached_only_on_a_yes(
    answer: str, status: str, filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        await goals(hands, "Meditate")
        await hands.press("d")
        assert isinstance(hands.app.screen, Confirm)
        assert view(filled, "Meditate").standing.status == "active"
        await hands.press(answer)
        await hands.until(lambda: view(filled, "Meditate").standing.status == status)


async def test_the_board_has_a_column_a_status(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled, size=(120, 40)) as hands:
        screen = await goals(hands, "Meditate")
        await hands.press("b")
        assert len(screen.query_one("#board-active", Rows).items) == 3
        for title in ("Active", "Paused", "Completed", "Abandoned"):
            assert title in hands.screen()


async def test_goals_are_readable_at_forty_columns(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled, size=(40, 24)) as hands:
        await goals(hands, "Run 10 km without a stop")
        assert "Run 10 km without a stop" in hands.screen()
        await hands.press("enter")
        assert "[x] 3 km" in hands.screen()
        await hands.press("escape")
        assert "Meditate" in hands.screen()
        assert all(len(line) <= 40 for line in hands.screen().splitlines())


async def test_a_job_shows_fails_and_is_retried(filled: Store, drive: Callable[..., Any]) -> None:
    user = filled.conn.execute("SELECT id FROM users").fetchone()[0]
    async with drive(filled, size=(100, 30)) as hands:
        screen = await hands.open("jobs")
        queue = Queue(filled, user)
        job = queue.enqueue("summary", {"session_id": "x"})
        rows: Rows[Any] = screen.query_one("#list", Rows)
        await hands.until(lambda: [one.id for one in rows.items] == [job.id])
        claimed = queue.claim()
        assert claimed is not None
        queue.fail(claimed, "it broke", retry=False)
        await hands.until(lambda: "it broke" in screen.query_one("#card", Text).said)
        rows.focus()
        await hands.press("r")
        await hands.until(lambda: rows.items and rows.items[0].status == "pending")
        await hands.press("delete")
        assert isinstance(hands.app.screen, Confirm)
        await hands.press("y")
        await hands.until(lambda: not rows.items)


async def test_a_setting_is_changed_in_the_file_and_at_once(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled, size=(100, 40)) as hands:
        screen = await hands.open("settings")
        rows: Rows[Any] = screen.query_one("#list", Rows)
        assert rows.go("tui.theme")
        await hands.press("enter")
        hands.app.screen.query_one(Field).value = "nord"
        await hands.press("enter")
        await hands.until(lambda: hands.app.theme == "nord")
        assert load(filled.paths).text("tui.theme") == "nord"
        rows.go("memory.enabled")
        await hands.press("space")
        await hands.until(lambda: load(filled.paths).flag("memory.enabled") is False)
        rows.go("color")
        await hands.press("enter")
        assert isinstance(hands.app.screen, Choose)
        await hands.press("down", "enter")
        await hands.until(lambda: load(filled.paths).text("color") == "always")
        await hands.press("d")
        await hands.until(lambda: load(filled.paths).origin("color") == "default")


async def test_a_value_that_will_not_do_is_refused_where_it_is_typed(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await hands.open("settings")
        screen.query_one("#list", Rows).go("chat.max_tokens")
        await hands.press("enter")
        hands.app.screen.query_one(Field).value = "12"
        await hands.press("enter")
        assert isinstance(hands.app.screen, Ask)
        assert "must be 64 or more" in hands.screen()
        await hands.press("escape")
        assert load(filled.paths).number("chat.max_tokens") == 4096


async def test_a_setting_is_found_by_a_word_and_says_what_wins(
    filled: Store, drive: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFEOS_COACH", "woop")
    async with drive(filled) as hands:
        screen = await hands.open("settings")
        await hands.press("slash", *"coach new")
        rows: Rows[Any] = screen.query_one("#list", Rows)
        assert [one.name for one in rows.items if one.origin] == ["coach"]
        assert "LIFEOS_COACH" in screen.query_one("#about", Text).said
        assert "woop" in hands.screen()
