"""Chat in the app: a turn, the queue, stopping, approvals, sessions, drafts."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.coach import turn
from lifeos_cli.record import drafts, turns
from lifeos_cli.record import sessions as record
from lifeos_cli.store import messages, sessions
from lifeos_cli.tui.screens.dialogs import Confirm, Read
from lifeos_cli.tui.widgets.approval import Approval
from lifeos_cli.tui.widgets.message import Note, Reply, Said
from lifeos_cli.tui.widgets.parts import Text
from lifeos_cli.tui.widgets.prompt import Prompt
from lifeos_cli.tui.widgets.rows import Rows
from lifeos_cli.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store
    from tests.model_server import ModelServer

pytestmark = pytest.mark.usefixtures("_still")


async def chat(hands: Any) -> Any:
    """Open Chat and wait for its conversation."""
    screen = await hands.open("chat")
    await hands.until(lambda: screen.opened is not None)
    return screen


async def say(hands: Any, text: str) -> None:
    """Type a message and send it."""
    hands.app.screen.query_one(Prompt).fill(text)
    await hands.press("enter")


def notes(screen: Any) -> str:
    """Return what was said beside the messages."""
    return "\n".join(note.said for note in screen.query(Note))


def stored(store: Store, screen: Any) -> list[tuple[str, str, str]]:
    """Return the messages of the open session: role, status, content."""
    rows = messages.of_session(store.conn, screen.desk.user_id, screen.opened.session_id)
    return [(row.role, row.status, row.content) for row in rows]


async def test_a_guided_coach_opens_asks_and_answers(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await chat(hands)
        assert "What would you like to be different" in notes(screen)
        await say(hands, "I want to run more")
        await hands.until(lambda: not screen.running and len(stored(filled, screen)) == 3)
        await hands.until(lambda: len(screen.query_one(Transcript).shown()) == 3)
        shown = [one.text for one in screen.query_one(Transcript).shown().values()]
        assert shown == [content for _, _, content in stored(filled, screen)]
        assert shown[1] == "I want to run more"


async def test_a_reply_ends_as_it_is_stored_and_its_cost_is_told(
    agreed: Store, server: ModelServer, drive: Callable[..., Any]
) -> None:
    server.reply = "**Bold** words and\n\n```python\nprint(1)\n```\n\n- one\n- two and the rest of it"
    async with drive(agreed) as hands:
        screen = await chat(hands)
        assert screen.opened.model.startswith("anthropic/")
        await say(hands, "hello")
        await hands.until(lambda: screen.query(Reply) and screen.query(Reply).first().status == "success")
        reply = screen.query(Reply).first()
        assert reply.text == server.reply == stored(agreed, screen)[-1][2]
        assert "in" in screen.query_one("#state", Text).said
        await hands.until(lambda: "$" in screen.query_one("#state", Text).said)


async def test_esc_stops_the_reply_keeps_what_came_and_gives_back_what_waited(
    agreed: Store, server: ModelServer, drive: Callable[..., Any]
) -> None:
    server.scenario = "held"
    async with drive(agreed) as hands:
        screen = await chat(hands)
        await say(hands, "hello")
        await hands.until(lambda: screen.query(Reply) and screen.query(Reply).first().text)
        await say(hands, "and another thing")
        assert screen.queue == ["and another thing"]
        assert "waits: and another thing" in hands.screen()
        await hands.press("escape")
        await hands.until(lambda: not screen.running)
        assert screen.query_one(Prompt).text == "and another thing"
        role, status, content = stored(agreed, screen)[-1]
        assert (role, status) == ("assistant", "interrupted")
        assert content.startswith("You have")
        server.release.set()
        server.scenario = "ok"
        await hands.press("escape", "g")
        await hands.until(lambda: not screen.running and stored(agreed, screen)[-1][1] == "success")


async def test_what_the_record_did_not_take_is_given_back(
    filled: Store, drive: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_talk: Any, _text: str) -> Any:
        raise sqlite3.OperationalError("database or disk is full")

    async with drive(filled) as hands:
        screen = await chat(hands)
        monkeypatch.setattr(turn, "run", full)
        await say(hands, "long words of a hard day")
        await hands.until(lambda: not screen.running and "the database refused" in notes(screen))
        prompt = screen.query_one(Prompt)
        assert prompt.text == "long words of a hard day"
        monkeypatch.undo()
        await hands.press("enter")
        await hands.until(lambda: not screen.running and len(stored(filled, screen)) == 3)
        assert stored(filled, screen)[1] == ("user", "success", "long words of a hard day")
        assert prompt.text == ""


async def test_what_was_typed_ahead_is_sent_when_the_turn_ends(
    agreed: Store, server: ModelServer, drive: Callable[..., Any]
) -> None:
    server.script = ["held"]
    async with drive(agreed) as hands:
        screen = await chat(hands)
        await say(hands, "first")
        await hands.until(lambda: screen.query(Reply) and screen.query(Reply).first().text)
        await say(hands, "second")
        server.release.set()
        await hands.until(
            lambda: not screen.running and not screen.queue and len(stored(agreed, screen)) == 4
        )
        assert [content for role, _, content in stored(agreed, screen) if role == "user"] == [
            "first",
            "second",
        ]
        order = [one.text for one in screen.query_one(Transcript).shown().values()]
        await hands.until(
            lambda: (
                [one.text for one in screen.query_one(Transcript).shown().values()]
                == [content for _, _, content in stored(agreed, screen)]
            )
        )
        assert order[0] == "first"


@pytest.mark.parametrize(("key", "facts"), [("y", 1), ("n", 0)])
async def test_a_write_is_asked_about_inline_and_made_only_on_a_yes(
    key: str, facts: int, agreed: Store, server: ModelServer, drive: Callable[..., Any]
) -> None:
    server.script = ["write", "ok"]
    count = "SELECT COUNT(*) FROM facts WHERE status = 'active'"
    before = agreed.conn.execute(count).fetchone()[0]
    async with drive(agreed) as hands:
        screen = await chat(hands)
        await say(hands, "I run with my sister every Sunday")
        await hands.until(lambda: screen.query(Approval))
        await hands.until(lambda: "Runs with a sister." in hands.screen())
        await hands.press(key)
        await hands.until(lambda: not screen.running)
        assert agreed.conn.execute(count).fetchone()[0] - before == facts
        assert not screen.query(Approval)


async def test_without_consent_nothing_is_sent_and_the_words_stay_typed(
    store: Store, drive: Callable[..., Any]
) -> None:
    record.start(
        store, store.conn.execute("SELECT id FROM users").fetchone()[0], type_="coaching", coach="woop"
    )
    async with drive(store) as hands:
        screen = await chat(hands)
        await say(hands, "I want to run more")
        await hands.until(lambda: isinstance(hands.app.screen, Confirm))
        await hands.press("n")
        assert screen.query_one(Prompt).text == "I want to run more"
        assert not screen.running
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, Confirm))
        await hands.press("y")
        await hands.until(lambda: len(stored(store, screen)) > 1 and not screen.running)


async def test_a_crisis_is_answered_by_the_card(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await chat(hands)
        await say(hands, "I want to kill myself tonight")
        await hands.until(lambda: not screen.running and screen.found and len(screen.found.rows) >= 2)
        reply = screen.query(Reply).first()
        await hands.until(lambda: reply.text == stored(filled, screen)[-1][2])
        assert "findahelpline" in reply.text.lower()


async def test_the_last_twenty_are_shown_and_more_on_demand(filled: Store, drive: Callable[..., Any]) -> None:
    user = filled.conn.execute("SELECT id FROM users").fetchone()[0]
    session = record.start(filled, user, type_="coaching", coach="woop")
    for n in range(60):
        turns.save_opening(filled, session, f"message {n}", {}, "guided")
    async with drive(filled) as hands:
        screen = await chat(hands)
        transcript = screen.query_one(Transcript)
        await hands.until(lambda: len(transcript.shown()) == 20)
        assert "40 earlier" in notes(screen)
        await hands.until(lambda: "message 59" in hands.screen())
        await hands.press("escape", "o")
        await hands.until(lambda: len(transcript.shown()) == 40)
        assert [one.text for one in transcript.shown().values()] == [f"message {n}" for n in range(20, 60)]


async def test_a_message_of_another_process_appears_where_it_belongs(
    filled: Store, drive: Callable[..., Any]
) -> None:
    user = filled.conn.execute("SELECT id FROM users").fetchone()[0]
    session = record.start(filled, user, type_="coaching", coach="woop")
    turns.save_opening(filled, session, "one", {}, "guided")
    async with drive(filled) as hands:
        screen = await chat(hands)
        await hands.until(lambda: len(screen.query_one(Transcript).shown()) == 1)
        turns.save_opening(filled, session, "two", {}, "guided")
        await hands.until(lambda: len(screen.query_one(Transcript).shown()) == 2)
        assert [one.text for one in screen.query(Said)] == ["one", "two"]


async def test_a_session_is_chosen_from_the_list_and_a_new_one_begun(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await chat(hands)
        await hands.press("ctrl+t")
        rows: Rows[Any] = screen.query_one("#sessions", Rows)
        await hands.until(lambda: rows.items and screen.focused is rows)
        wanted = rows.items[1].id
        rows.go(wanted)
        await hands.press("enter")
        await hands.until(lambda: screen.opened and screen.opened.session_id == wanted)
        await hands.until(lambda: screen.query(Said))
        await hands.press("ctrl+n")
        await hands.until(lambda: screen.opened and not screen.opened.session_id)
        assert not screen.query(Said)


async def test_one_thread_recalls_for_every_conversation_and_ends_with_the_app(
    agreed: Store, server: ModelServer, drive: Callable[..., Any]
) -> None:
    server.reply = "Go on."

    def recalling() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread.name == "recall"]

    others = recalling()
    async with drive(agreed) as hands:
        screen = await chat(hands)
        for number in range(3):
            await say(hands, f"hello {number}")
            await hands.until(lambda: not screen.running and len(stored(agreed, screen)) == 2)
            before = screen.opened.session_id
            screen.action_new()
            await hands.until(lambda before=before: screen.opened.session_id != before)
        own = [thread for thread in recalling() if thread not in others]
        assert len(own) == 1
    own[0].join(30)
    assert not own[0].is_alive()


async def test_another_coach_goes_on(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await chat(hands)
        await say(hands, "hello")
        await hands.until(lambda: not screen.running and screen.opened.session_id)
        await hands.press("ctrl+l")
        await hands.press(*"woop")
        await hands.press("enter")
        await hands.until(lambda: screen.opened.coach == "woop")
        session = sessions.get(filled.conn, screen.desk.user_id, screen.opened.session_id)
        assert session is not None
        assert session.coach == "woop"


async def test_what_was_typed_survives_leaving(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        screen = await chat(hands)
        screen.query_one(Prompt).fill("half a thou")
        await hands.press("ctrl+q")
        await hands.until(lambda: hands.app._exit)
    assert drafts.kept(filled, hands.app.desk.user_id) == {"chat": "half a thou"}
    async with drive(filled) as hands:
        screen = await chat(hands)
        await hands.until(lambda: screen.query_one(Prompt).text == "half a thou")
        await say(hands, "half a thought")
        await hands.until(lambda: not screen.running and screen.opened.session_id)
        await hands.until(lambda: drafts.kept(filled, screen.desk.user_id) == {})


async def test_the_context_page_shows_what_a_model_would_be_sent(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled, size=(100, 40)) as hands:
        screen = await chat(hands)
        screen.query_one(Prompt).fill("how is my running going?")
        await hands.press("ctrl+r")
        await hands.until(lambda: isinstance(hands.app.screen, Read))
        text = "".join(part.said for part in hands.app.screen.query(Text))
        assert "instructions" in text
        assert "how is my running going?" in text
        assert "tokens" in text


async def test_up_in_an_empty_prompt_brings_back_what_was_said(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await chat(hands)
        await say(hands, "hello there")
        await hands.until(lambda: not screen.running and screen.query_one(Prompt).past == ["hello there"])
        await hands.press("up")
        assert screen.query_one(Prompt).text == "hello there"
        await hands.press("down")
        assert screen.query_one(Prompt).text == ""


async def test_the_editor_gives_back_what_it_wrote(
    filled: Store, drive: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    script = tmp_path / "edit"
    script.write_text('#!/bin/sh\nprintf "written in an editor" > "$1"\n')
    script.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(script))
    async with drive(filled) as hands:
        screen = await chat(hands)
        from contextlib import nullcontext

        monkeypatch.setattr(hands.app, "suspend", nullcontext)
        await hands.press("ctrl+g")
        assert screen.query_one(Prompt).text == "written in an editor"
    assert not list(filled.paths.state.glob("draft-*"))


async def test_enter_alone_answers_only_a_question_that_asks_for_it(
    filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        screen = await chat(hands)
        screen.talk.open(coach="stress")
        await hands.until(lambda: screen.opened.coach == "stress")
        await hands.press("enter")  # nothing has been asked that it would answer
        await say(hands, "8")
        await hands.until(lambda: len(stored(filled, screen)) == 3 and not screen.running)
        await hands.press("enter")
        await hands.until(lambda: len(stored(filled, screen)) == 5 and not screen.running)
        assert [content for role, _, content in stored(filled, screen) if role == "user"] == ["8", "done"]
