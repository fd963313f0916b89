"""What the screens look like, as plain text and as a picture, compared with what is kept beside this file.

The comparison is our own: the ready-made plugin holds pytest below 9, and
plain text beside each picture makes a difference readable. The pictures are
kept as the hash of their drawn cells (text and style), so that a changed
colour is noticed without keeping a megabyte of SVG. `TUI_SNAPSHOTS=write`
writes them anew; look at the difference before committing it.
"""

from __future__ import annotations

import hashlib
import os
import re
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.record import goal_lines, insights, turns
from lifeos_cli.record import sessions as record
from lifeos_cli.record.goal_events import HAND
from lifeos_cli.settings_file import set_value
from lifeos_cli.tui.widgets.approval import Approval
from lifeos_cli.tui.widgets.prompt import Prompt
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store
    from tests.model_server import ModelServer

LOOKS = 4
"""How many looks in a row must be the same."""
KEPT = Path(__file__).parent / "snapshots"
_HANDLE = re.compile(
    r"\b[0-9a-z]{4}(?=  (?:identity|process|outcome)|, (?:communication|health|home))|(?<=[Cc]heck-in )[0-9a-z]{4}\b"
    r"|(?<=19:00  )[0-9a-z]{4}\b|(?<=\d{4}-\d\d-\d\d )[0-9a-z]{4}\b"
)
SCENES: dict[str, tuple[str, tuple[int, int], tuple[str, ...]]] = {
    "today": ("today", (80, 24), ()),
    "today_wide": ("today", (120, 40), ()),
    "today_narrow": ("today", (40, 24), ()),
    "chat": ("chat", (80, 24), ()),
    "chat_wide": ("chat", (120, 40), ()),
    "chat_narrow": ("chat", (40, 24), ()),
    "chat_sessions": ("chat", (80, 24), ("ctrl+t",)),
    "goals": ("goals", (80, 24), ("down",)),
    "goals_board": ("goals", (120, 40), ("b",)),
    "goals_narrow": ("goals", (40, 24), ()),
    "goals_new": ("goals", (80, 24), ("n",)),
    "skills": ("skills", (80, 24), ()),
    "profile": ("profile", (80, 24), ()),
    "memory": ("memory", (80, 24), ()),
    "journal": ("journal", (120, 40), ("up",)),
    "journal_narrow": ("journal", (40, 24), ()),
    "jobs": ("jobs", (80, 24), ()),
    "settings": ("settings", (80, 24), ("down", "down")),
    "help": ("goals", (80, 24), ("f1",)),
    "palette": ("today", (80, 24), ("ctrl+p",)),
    "palette_narrow": ("today", (40, 24), ("ctrl+p",)),
    "chat_table_narrow": ("chat", (40, 24), ()),
    "chat_context": ("chat", (80, 24), ("ctrl+r",)),
    "skills_graph": ("skills", (80, 24), ("v",)),
    "profile_radar": ("profile", (80, 24), ("r",)),
    "profile_why": ("profile", (120, 40), ("enter",)),
    "profile_assess": ("profile", (80, 24), ("a", "enter")),
    "profile_compare": ("profile", (80, 24), ("c", "enter", "enter")),
    "journal_day": ("journal", (80, 24), ("up", "up")),
}
"""What is photographed: the mode, the size, and the keys pressed before."""
WAITS = {
    "palette": "Chat: Coach",
    "palette_narrow": "Chat: Coach",
    "chat_context": "instructions",
    "profile_assess": "1 of 20",
    "profile_compare": "told apart",
    "profile_why": "printmaking",
    "journal_day": "Friday",
}
"""What a scene waits for after its keys."""


SAID = "Name **one wish**.\n\n1. It is yours\n2. It can be done\n\n> small is fine\n\n`code` and *more*"
TABLE = (
    "Your week:\n\n| Day | What to do | Minutes |\n|:--|:--|--:|\n| Monday | **Run** in the park with Mila | 30 |\n"
    "| Tuesday | rest | 0 |\n\n`code` and *more*"
)


def told(store: Store, said: str = SAID) -> None:
    """Put a talk and an insight into the store, the same every time."""
    user = store.conn.execute("SELECT id FROM users").fetchone()[0]
    session = record.start(store, user, type_="coaching", coach="woop")
    turns.save_opening(store, session, said, {}, "guided")
    record.rename(store, user, session.id, "A wish")
    insights.add(store, user, "Mornings are mine", HAND)
    goal_lines.add(store, user, "Swim a mile by 1 May")
    with store.write() as conn:  # made up in one moment, so their order is chance's
        for place, row in enumerate(conn.execute("SELECT id FROM goals ORDER BY title").fetchall()):
            conn.execute(
                "UPDATE goals SET created_at = created_at + :n WHERE id = :id", {"n": place, "id": row[0]}
            )


def cells(hands: Any) -> str:
    """Return a hash of every drawn cell with its style; of an empty one only what is seen of it, the ground."""
    drawn = []
    for strip in hands.app.screen._compositor.render_strips():
        line = "".join(text for text, _, _ in strip)
        styles = [_seen(sign, style) for text, style, _ in strip for sign in text]
        # A handle may lie in a piece of its own, so the line is looked at whole.
        drawn.append((_HANDLE.sub("....", line), [(key, len(list(run))) for key, run in groupby(styles)]))
    return hashlib.sha256(repr(drawn).encode()).hexdigest()[:16]


def _seen(sign: str, style: Any) -> str:
    bare = sign == " " and style is not None and not (style.underline or style.reverse or style.strike)
    return f"on {style.bgcolor}" if bare else str(style)


async def looks_as_it_did(name: str, hands: Any) -> None:
    """Compare what is on the screen, once several looks agree, with what is kept."""
    looks = [""]
    while len(looks) < LOOKS or len(set(looks[-LOOKS:])) > 1:  # styles and all
        await hands.pilot.pause(0.1)
        looks.append(f"{_HANDLE.sub('....', hands.screen())}\n\n[{cells(hands)}]\n")
    found = looks[-1]
    file = KEPT / f"{name}.txt"
    if os.environ.get("TUI_SNAPSHOTS") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8")
    kept = file.read_text(encoding="utf-8")
    assert found.rpartition("\n\n[")[0] == kept.rpartition("\n\n[")[0]
    assert found == kept, "the words are the same, a style is not"


@pytest.mark.parametrize("name", SCENES)
async def test_a_screen_looks_as_it_did(name: str, filled: Store, drive: Callable[..., Any]) -> None:
    mode, size, keys = SCENES[name]
    told(filled, TABLE if "table" in name else SAID)
    set_value(filled.paths, "tui.theme", ["textual-dark"])
    async with drive(filled, size=size) as hands:
        screen = await hands.open(mode)
        if mode == "today":
            await hands.until(lambda: screen.query("#item-note"))
        if mode == "chat":
            await hands.until(lambda: "code and more" in hands.screen() and screen.opened is not None)
            await hands.until(lambda: screen.query_one("#sessions", Rows).loaded)
        if mode in {"goals", "settings"}:
            screen.query_one("#list").focus()
        for key in keys:
            await hands.press(key)
        if name in WAITS:
            await hands.until(lambda: WAITS[name] in hands.screen())
        hands.app.screen.set_focus(None) if mode == "chat" and not keys else None
        await looks_as_it_did(name, hands)


async def test_the_first_run_looks_as_it_did(store: Store, drive: Callable[..., Any]) -> None:
    set_value(store.paths, "tui.theme", ["textual-dark"])
    async with drive(store, size=(40, 20)) as hands:
        await hands.until(lambda: "Skip (Esc)" in hands.screen())
        await hands.press("pagedown")  # past the line that names the folder, which is another each time
        await hands.until(lambda: "A key of Anthropic" in hands.screen())
        await looks_as_it_did("first_run_narrow", hands)


async def test_an_approval_looks_as_it_did(
    agreed: Store, server: ModelServer, drive: Callable[..., Any]
) -> None:
    server.script = ["write", "ok"]
    set_value(agreed.paths, "tui.theme", ["textual-dark"])
    async with drive(agreed) as hands:
        screen = await hands.open("chat")
        await hands.until(lambda: screen.opened is not None)
        screen.query_one(Prompt).fill("I run with my sister every Sunday")
        await hands.press("enter")
        await hands.until(lambda: screen.query(Approval) and "Runs with a sister." in hands.screen())
        await looks_as_it_did("chat_approval", hands)
        await hands.press("n")
        await hands.until(lambda: not screen.running)
