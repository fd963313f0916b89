"""Text that would act on a terminal, or on Textual's markup, does nothing on any screen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeos_cli.extraction.queue import Queue
from lifeos_cli.record import goal_events, goal_lines, goals, insights, turns
from lifeos_cli.record import sessions as record
from lifeos_cli.record.goal_events import HAND
from lifeos_cli.store.rows import insert
from lifeos_cli.tui.markdown import Written
from lifeos_cli.tui.modes import MODES
from lifeos_cli.tui.screens.dialogs import Ask, Choose, Confirm, Read
from lifeos_cli.tui.text import columns, joined, line, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store

EVIL = "\x1b]52;c;ZXZpbA==\x07 \x1b[2J\x1b[31m [/bold] [red]R[/red] [@click=app.quit]x[/] \x9b5m \u202egnp \x00 $x {y}"
ELSEWHERE = ("skills", "profile", "memory", "journal")
"""Modes with a test of their own: `test_hostile_modes.py`."""
FORBIDDEN = ("\x1b", "\x9b", "\x07", "\x00", "\u202e")


def wicked(store: Store, user: str) -> None:
    """Put the text wherever a screen may show it."""
    goal = goal_lines.add(store, user, f"Goal {EVIL}")
    goals.edit(store, user, goal["id"], {"why": EVIL, "measure": EVIL}, HAND)
    goal_events.add_milestone(store, user, goal["id"], f"Step {EVIL}")
    insights.add(store, user, f"Insight {EVIL}", HAND)
    session = record.start(store, user, type_="coaching", coach="woop")
    turns.save_opening(
        store, session, f"Opening {EVIL}\n\n- {EVIL}\n\n```\n{EVIL}\n```\n\n[a]({EVIL})", {}, "guided"
    )
    record.rename(store, user, session.id, f"Title {EVIL}")
    queue = Queue(store, user)
    queue.enqueue("summary", {"x": EVIL})
    claimed = queue.claim()
    assert claimed is not None
    queue.fail(claimed, EVIL, retry=False)
    with store.write() as conn:
        message = store.conn.execute("SELECT id FROM messages LIMIT 1").fetchone()[0]
        call: dict[str, Any] = {
            "id": "01" + "A" * 24,
            "user_id": user,
            "session_id": session.id,
            "message_id": message,
        }
        call |= {
            "turn": 0,
            "step": 0,
            "position": 0,
            "call_id": "c",
            "name": "record_fact",
            "status": "requested",
        }
        call |= {"arguments": json.dumps({"content": EVIL}), "quote": EVIL, "created_at": 1}
        insert(conn, "tool_calls", call)
        person = {"id": user, "name": f"N {EVIL}"}
        conn.execute("UPDATE users SET name = :name WHERE id = :id", person)


@pytest.mark.parametrize("size", [(80, 24), (40, 24), (120, 40)])
@pytest.mark.parametrize("mode", [mode for mode in MODES if mode not in ELSEWHERE])
async def test_hostile_text_does_nothing_on_any_screen(
    mode: str, size: tuple[int, int], filled: Store, drive: Callable[..., Any]
) -> None:
    wicked(filled, filled.conn.execute("SELECT id FROM users").fetchone()[0])
    async with drive(filled, size=size) as hands:
        screen = await hands.open(mode)
        await hands.until(lambda: "[/bo" in hands.screen() or mode == "settings")
        shown = hands.screen()
        assert not [sign for sign in FORBIDDEN if sign in shown]
        assert "[red]" in shown or size[0] < 80 or mode == "settings"
        await hands.press("f1", "escape", "ctrl+o", "escape")
        assert hands.app.screen is screen


@pytest.mark.parametrize(
    "make",
    [
        lambda: Confirm(EVIL),
        lambda: Ask(EVIL, value=EVIL, hint=EVIL),
        lambda: Read(EVIL, EVIL),
        lambda: Choose(EVIL, [("a", EVIL)]),
    ],
    ids=["Confirm", "Ask", "Read", "Choose"],
)
async def test_hostile_text_does_nothing_in_a_dialogue(
    make: Callable[[], Any], filled: Store, drive: Callable[..., Any]
) -> None:
    async with drive(filled) as hands:
        hands.app.push_screen(make())
        await hands.until(lambda: "[red]" in hands.screen())
        assert not [sign for sign in FORBIDDEN if sign in hands.screen()]
        hands.app.tell(EVIL)
        await hands.pilot.pause()
        assert not [sign for sign in FORBIDDEN if sign in hands.screen()]


async def test_a_reply_of_hostile_pieces_is_harmless_at_every_moment(
    filled: Store, drive: Callable[..., Any]
) -> None:
    from lifeos_cli.tui.widgets.transcript import Transcript

    async with drive(filled) as hands:
        screen = await hands.open("chat")
        await hands.until(lambda: screen.opened is not None)
        reply = await screen.query_one(Transcript).begin("x", f"Coach {EVIL}")
        for piece in EVIL * 3:
            await reply.add(piece)
        await hands.pilot.pause()
        assert not [sign for sign in FORBIDDEN if sign in hands.screen()]
        assert "]52;" not in hands.screen()
        await reply.settle(None, "success")
        assert not [sign for sign in FORBIDDEN if sign in reply.text]


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=()), max_size=80), st.integers(1, 60))
def test_no_text_passes_the_gate_with_anything_a_terminal_acts_on(text: str, width: int) -> None:
    for content in (
        plain(text),
        line(text, width),
        joined(text, (text, "bold")),
        Written(text).at(),
        Written(f"|a|b|\n|-|-|\n|{text}|{text}|").at(30),
        columns(width, plain(text), plain("x")),
    ):
        assert not [sign for sign in content.plain if sign not in "\n\t" and ord(sign) < 32]
        assert not [
            sign for sign in content.plain if 0x7F <= ord(sign) < 0xA0 or 0x202A <= ord(sign) <= 0x202E
        ]


@pytest.mark.parametrize("entity", ["&#x202e;", "&#27;", "&#x9b;", "&#0;", "&lrm;"])
def test_an_entity_stands_for_nothing_that_acts(entity: str) -> None:
    assert not [
        sign for sign in Written(f"a {entity} b").at().plain if ord(sign) < 32 or sign in "\x9b\u202e\u200e"
    ]


@pytest.mark.slow
async def test_a_storm_of_resizes_on_every_screen(filled: Store, drive: Callable[..., Any]) -> None:
    async with drive(filled) as hands:
        for mode in MODES:
            await hands.open(mode)
            for number in range(12):
                await hands.pilot.resize_terminal(1 + (number * 37) % 150, 1 + (number * 13) % 60)
            await hands.pilot.resize_terminal(80, 24)
            await hands.until(lambda mode=mode: f"{MODES[mode].title}]" in hands.screen())
