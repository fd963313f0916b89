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
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.record import goal_lines, insights, turns
from lifeos_cli.record import sessions as record
from lifeos_cli.record.goal_steps import HAND
from lifeos_cli.settings_file import set_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store

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
}
"""What is photographed: the mode, the size, and the keys pressed before."""


def told(store: Store) -> None:
    """Put a talk and an insight into the store, the same every time."""
    user = store.conn.execute("SELECT id FROM users").fetchone()[0]
    session = record.start(store, user, type_="coaching", coach="woop")
    said = "Name **one wish**.\n\n1. It is yours\n2. It can be done\n\n> small is fine\n\n`code` and *more*"
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
    """Return a hash of every drawn cell with its style."""
    strips = hands.app.screen._compositor.render_strips()
    drawn = []
    for strip in strips:  # a handle may lie in a piece of its own, so the line is looked at whole
        line = "".join(text for text, _, _ in strip)
        drawn.append((_HANDLE.sub("....", line), [(len(text), str(style)) for text, style, _ in strip]))
    return hashlib.sha256(repr(drawn).encode()).hexdigest()[:16]


@pytest.mark.parametrize("name", SCENES)
async def test_a_screen_looks_as_it_did(name: str, filled: Store, drive: Callable[..., Any]) -> None:
    mode, size, keys = SCENES[name]
    told(filled)
    set_value(filled.paths, "tui.theme", ["textual-dark"])
    async with drive(filled, size=size) as hands:
        screen = await hands.open(mode)
        if mode == "today":
            await hands.until(lambda: screen.query("#item-note"))
        if mode == "chat":
            await hands.until(lambda: "code and more" in hands.screen())
        if mode in {"goals", "settings"}:
            screen.query_one("#list").focus()
        for key in keys:
            await hands.press(key)
        if name == "palette":
            await hands.until(lambda: "Board" in hands.screen() or "Check in" in hands.screen())
        hands.app.screen.set_focus(None) if mode == "chat" and not keys else None
        looks = [""]
        while len(looks) < LOOKS or len(set(looks[-LOOKS:])) > 1:  # until several looks agree, styles and all
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
