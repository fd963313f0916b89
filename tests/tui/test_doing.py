"""What the less used keys do: goals steered, writes taken back, an editor that fails, a question answered twice."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.record import checkins, consents, goal_board, goal_lines
from lifeos_cli.record.users import whose
from lifeos_cli.store import changes, sessions
from lifeos_cli.tui.screens.dialogs import Ask, Choose, Confirm, Read
from lifeos_cli.tui.widgets.approval import Approval
from lifeos_cli.tui.widgets.parts import Field, Text
from lifeos_cli.tui.widgets.prompt import Prompt
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lifeos_cli.store.database import Store
    from tests.model_server import ModelServer

pytestmark = pytest.mark.usefixtures("_still")
EVENTS = ["created", "kept", "pause", "resume", "abandon", "reopen"]
RUN = "Run 10 km without a stop"


def told(hands: Any) -> str:
    """Return all that was said in the corner."""
    return "\n".join(str(one.message) for one in hands.app._notifications)


def goal(store: Store, title: str) -> Any:
    """Return the goal of a title; None where there is none."""
    found = goal_board.board(store, whose(store, None).id)
    return next((one for one in found if one.goal.title == title), None)


def wrong(hands: Any) -> str:
    """Return what the open dialog says is wrong."""
    found = hands.app.screen.query("#wrong")
    return str(found.first().said) if found else ""


async def at_goal(hands: Any, title: str) -> Any:
    """Open Goals with the cursor on one."""
    screen = await hands.open("goals")
    rows: Rows[Any] = screen.query_one("#list", Rows)
    rows.go(next(one.goal.id for one in rows.items if one.goal.title == title))
    rows.focus()
    await hands.pilot.pause()
    return screen


async def answer(hands: Any, key: str, text: str) -> None:
    """Press a key that asks for a line, and give it."""
    await hands.press(key)
    assert isinstance(hands.app.screen, Ask)
    hands.app.screen.query_one(Field).value = text
    await hands.press("enter")


async def test_a_line_that_is_refused_stands_there_again_with_the_reason(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled, size=(100, 30)) as hands:
        await at_goal(hands, RUN)
        await answer(hands, "p", "whenever it suits")
        await hands.until(lambda: "whenever it suits" in hands.screen() and "when" in wrong(hands))
        assert isinstance(hands.app.screen, Ask)
        field = hands.app.screen.query_one(Field)
        field.value = "if it suits, then I run"
        await hands.press("enter")
        await hands.until(lambda: "If it suits, then I run" in hands.screen())


async def test_what_stands_there_unchanged_is_not_written(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled, size=(100, 30)) as hands:
        await at_goal(hands, RUN)
        before = changes.last_seq(filled.conn)
        await hands.press("e")
        assert isinstance(hands.app.screen, Ask)
        assert hands.app.screen.query_one(Field).value == RUN
        await hands.press("enter")
        await hands.until(lambda: not isinstance(hands.app.screen, Ask))
        assert changes.last_seq(filled.conn) == before


async def test_a_goal_gets_a_milestone_a_plan_a_title_and_a_skill(
    filled: Store, drive: Callable[..., Any]
) -> None:
    before = len(goal(filled, RUN).skills)
    async with drive(filled, size=(100, 30)) as hands:
        await at_goal(hands, RUN)
        await answer(hands, "m", "12 km by 1 May")
        await hands.until(lambda: goal(filled, RUN).milestones[-1].title == "12 km")
        assert goal(filled, RUN).milestones[-1].due_on == "2027-05-01"
        await answer(hands, "p", "if it rains, then I run inside")
        await hands.until(lambda: "If it rains, then I run inside" in hands.screen())
        await hands.press("l")
        await hands.until(lambda: isinstance(hands.app.screen, Choose))
        await hands.press("enter")
        await hands.until(lambda: "Linked." in told(hands))
        assert len(goal(filled, RUN).skills) >= before
        await answer(hands, "e", "Run 12 km")
        await hands.until(lambda: goal(filled, "Run 12 km") is not None)
        assert goal(filled, RUN) is None


async def test_a_goal_rests_is_let_go_comes_back_and_is_removed(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled, size=(100, 30)) as hands:
        screen = await at_goal(hands, "Meditate")
        rows: Rows[Any] = screen.query_one("#list", Rows)

        async def becomes(status: str) -> None:
            await hands.until(lambda: goal(filled, "Meditate").standing.status == status)
            await hands.until(
                lambda: any(
                    one.goal.title == "Meditate" and one.standing.status == status for one in rows.items
                )
            )
            rows.go(goal(filled, "Meditate").goal.id)
            await hands.pilot.pause()

        await hands.press("z", "n")
        assert goal(filled, "Meditate").standing.status == "active"
        await hands.press("z", "y")
        await becomes("paused")
        await hands.press("r")
        await becomes("active")
        screen.action_status("abandon")
        await hands.until(lambda: isinstance(hands.app.screen, Confirm))
        await hands.press("y")
        await becomes("abandoned")
        screen.action_status("reopen")
        await becomes("active")
        await hands.press("v")
        assert isinstance(hands.app.screen, Read)
        said = "".join(part.said for part in hands.app.screen.query(Text))
        assert [word for word in EVENTS if word in said] == EVENTS
        await hands.press("escape", "delete", "n")
        assert goal(filled, "Meditate") is not None
        await hands.press("delete", "y")
        await hands.until(lambda: goal(filled, "Meditate") is None)


async def test_without_goals_every_key_says_how_to_set_one(store: Store, drive: Callable[..., Any]) -> None:
    user = whose(store, None).id
    consents.answer(store, user, "adult", granted=True, origin="first_run")
    checkins.log(store, user, {"mood": 4}, windows=())
    async with drive(store) as hands:
        screen = await hands.open("goals")
        for what in (
            screen.action_milestone,
            screen.action_remove,
            screen.action_events,
            screen.action_check,
        ):
            hands.app.clear_notifications()
            what()
            await hands.pilot.pause()
            assert "n sets one" in told(hands)


async def test_undo_takes_back_what_was_shown_and_never_what_came_after_it(
    filled: Store, drive: Callable[..., Any]
) -> None:
    user = whose(filled, None).id
    goal_lines.add(filled, user, "Learn to sail")
    async with drive(filled) as hands:
        await hands.open("goals")
        await hands.press("ctrl+u")
        await hands.until(lambda: isinstance(hands.app.screen, Confirm))
        goal_lines.add(filled, user, "Set elsewhere")
        await hands.press("y")
        await hands.until(lambda: "something was written since" in told(hands))
        assert goal(filled, "Learn to sail") is not None
        assert goal(filled, "Set elsewhere") is not None
        await hands.press("ctrl+u")
        await hands.until(lambda: isinstance(hands.app.screen, Confirm))
        await hands.press("y")
        await hands.until(lambda: goal(filled, "Set elsewhere") is None)
        assert goal(filled, "Learn to sail") is not None


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("#!/bin/sh\nexit 3\n", "ended with code 3"),
        (None, "cannot be started"),
        ("", "No draft can be kept"),
    ],
)
async def test_an_editor_that_fails_leaves_what_is_typed(
    script: str | None,
    said: str,
    filled: Store,
    drive: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    program = tmp_path / "edit"
    if script is not None:
        program.write_text(script)
        program.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(program))
    async with drive(filled) as hands:
        screen = await hands.open("chat")
        await hands.until(lambda: screen.opened is not None)
        screen.query_one(Prompt).fill("half a thought")
        monkeypatch.setattr(hands.app, "suspend", nullcontext)
        if script == "":

            def full(**_where: object) -> None:
                raise OSError(28, "No space left on device")

            monkeypatch.setattr("lifeos_cli.tui.editing.tempfile.mkstemp", full)
        await hands.press("ctrl+g")
        await hands.until(lambda: said in told(hands))
        assert screen.query_one(Prompt).text == "half a thought"
    assert not list(filled.paths.state.glob("draft-*"))


async def test_a_key_pressed_twice_answers_a_request_once(
    agreed: Store, server: ModelServer, drive: Callable[..., Any]
) -> None:
    server.script = ["write", "ok"]
    async with drive(agreed) as hands:
        screen = await hands.open("chat")
        await hands.until(lambda: screen.opened is not None)
        screen.query_one(Prompt).fill("I run with my sister every Sunday")
        await hands.press("enter")
        await hands.until(lambda: screen.query(Approval))
        await hands.until(lambda: "Runs with a sister." in hands.screen())
        asked = screen.query_one(Approval)
        asked.action_say("always")
        asked.action_say("always")
        await hands.until(lambda: not screen.running)
        assert [one["content"] for one in facts_of(agreed)].count("Runs with a sister.") == 1
        assert 'record_fact = "auto"' in agreed.paths.settings.read_text()


def facts_of(store: Store) -> list[dict[str, Any]]:
    """Return the facts that stand."""
    return [
        {"content": row[0]} for row in store.conn.execute("SELECT content FROM facts WHERE status = 'active'")
    ]


async def test_a_session_is_not_ended_under_a_reply_that_is_being_written(
    agreed: Store, server: ModelServer, drive: Callable[..., Any]
) -> None:
    server.script = ["held"]
    async with drive(agreed) as hands:
        screen = await hands.open("chat")
        await hands.until(lambda: screen.opened is not None)
        screen.action_end()
        await hands.until(lambda: "Nothing has been said yet" in told(hands))
        screen.query_one(Prompt).fill("hello")
        await hands.press("enter")
        await hands.until(lambda: screen.opened.session_id and screen.running)
        screen.action_end()
        await hands.until(lambda: "A reply is being written" in told(hands))
        server.release.set()
        await hands.until(lambda: not screen.running)
        session = screen.opened.session_id
        screen.action_end()
        await hands.until(lambda: isinstance(hands.app.screen, Confirm))
        await hands.press("y")
        await hands.until(lambda: screen.opened.session_id != session)
        found = sessions.get(agreed.conn, screen.desk.user_id, session)
        assert found is not None
        assert found.status == "ended"
