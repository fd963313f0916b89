"""The app: modes, live queries, keys, help, the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.record import goal_events, goal_lines
from lifeos_cli.settings_file import set_value
from lifeos_cli.tui.modes import MODES
from lifeos_cli.tui.screens.dialogs import Read
from lifeos_cli.tui.widgets.parts import Text
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store
    from tests.conftest import Lifeos


def at(rows: Rows[Any]) -> str:
    """Return the id of the goal the cursor is on."""
    return str(rows.item.goal.id) if rows.item else ""


@pytest.mark.parametrize("mode", MODES)
async def test_a_digit_and_a_function_key_lead_to_each_mode(
    mode: str, filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        for key in (MODES[mode].key, MODES[mode].also):
            hands.app.screen.set_focus(None)
            await hands.press(key)
            assert hands.app.current_mode == mode


async def test_what_another_connection_commits_appears_and_the_cursor_stays_on_its_row(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await hands.open("today")
        rows: Rows[Any] = screen.query_one("#goals", Rows)
        rows.action_last()
        held = at(rows)
        goal_lines.add(filled, hands.app.desk.user_id, "Swim a mile by tomorrow")
        await hands.until(lambda: any(view.goal.title == "Swim a mile" for view in rows.items))
        assert at(rows) == held
        goal_events.withdraw(filled, hands.app.desk.user_id, "Swim a mile")
        await hands.until(lambda: not any(view.goal.title == "Swim a mile" for view in rows.items))
        assert at(rows) == held


async def test_a_view_that_nobody_looks_at_is_not_read(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await hands.open("today")
        query = screen._queries[1]
        asked: list[int] = []
        read = query.read

        def noting(store: Store) -> Any:
            asked.append(1)
            return read(store)

        query.read = noting
        await hands.open("goals")
        goal_lines.add(filled, hands.app.desk.user_id, "Swim")
        await hands.until(hands.app.live._asked.empty)
        assert not asked
        await hands.open("today")
        await hands.until(lambda: asked)


async def test_help_names_the_keys_and_the_commands(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled, size=(100, 40)) as hands:
        await hands.press("f1")
        assert isinstance(hands.app.screen, Read)
        text = "".join(part.said for part in hands.app.screen.query(Text))
        assert "lifeos checkin" in text
        await hands.press("escape")
        assert hands.app.current_mode == "today"


async def test_a_key_of_the_settings_takes_the_place_of_ours(
    filled: Store, drive: Callable[..., Any]
) -> None:
    set_value(filled.paths, "tui.keys", ["mode.goals=g", "what=x"])
    async with drive(filled) as hands:
        hands.app.screen.set_focus(None)
        await hands.press("3")
        assert hands.app.current_mode == "today"
        await hands.press("g")
        assert hands.app.current_mode == "goals"
        assert hands.app.key_of("mode.goals") == "g"
        assert any("what" in str(one.message) for one in hands.app._notifications)


async def test_vim_keys_move_in_lists(filled: Store, drive: Callable[..., Any]) -> None:
    set_value(filled.paths, "tui.vim", ["true"])
    async with drive(filled) as hands:
        screen = await hands.open("today")
        rows: Rows[Any] = screen.query_one("#goals", Rows)
        rows.focus()
        await hands.press("j")
        assert rows.cursor == 1
        await hands.press("k")
        assert rows.cursor == 0


async def test_jump_mode_gives_the_focus_by_a_letter(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await hands.open("today")
        await hands.until(lambda: screen.query("#item-mood"))
        chain = [one for one in screen.focus_chain if one.is_on_screen]
        await hands.press("ctrl+o")
        assert "A" in hands.screen()
        await hands.press("s")
        assert screen.focused is chain[1]


async def test_undo_shows_the_last_write_and_takes_it_back_on_a_yes(
    filled: Store, drive: Callable[..., Any]
) -> None:
    goal_lines.add(filled, filled.conn.execute("SELECT id FROM users").fetchone()[0], "Swim")
    async with drive(filled) as hands:
        await hands.open("today")
        await hands.press("ctrl+u")
        await hands.until(lambda: len(hands.app.screen_stack) == 2)
        assert "Take back the last write?" in hands.screen()
        await hands.press("y")
        rows: Rows[Any] = hands.app.screen.query_one("#goals", Rows)
        await hands.until(lambda: not any(view.goal.title == "Swim" for view in rows.items))


async def test_ctrl_q_leaves_with_0(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        await hands.press("ctrl+q")
        await hands.until(lambda: hands.app._exit)
    assert hands.app.return_value == 0


@pytest.mark.parametrize("term", ["dumb", "xterm"])
def test_without_a_terminal_it_says_so_in_one_line_and_ends_with_2(lifeos: Lifeos, term: str) -> None:
    done = lifeos("tui", env={"TERM": term})
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert "\x1b" not in done.err
    assert "lifeos tui --plain" in done.err
