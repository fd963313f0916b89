"""The memory of the app while every mode is walked through by the thousand: lists, details, dialogs, searches."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Any

from lifeos_cli.extraction.queue import Queue
from lifeos_cli.paths import resolve
from lifeos_cli.record import facts
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.store import changes, users
from lifeos_cli.store.database import Store
from tests.bench.soak import resident

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.store.live import LiveQuery

ACTIONS, WARMED_UP, TOLD = 10_000, 1_000, 1_000
"""Keys in all, those after which memory is to be flat, and those between two lines."""
ROWS = 20
"""Facts and jobs, so that Memory and Jobs have something to open."""
WALK = {
    "today": "f2 down down tab tab f1 escape ctrl+o escape",
    "chat": "f3 h i backspace backspace ctrl+t down down enter ctrl+t up enter ctrl+r pagedown escape",
    "goals": "f4 down down down enter down escape v pagedown escape b tab down b up ctrl+p escape",
    "skills": "f5 down down enter down down enter escape escape v right down v pagedown p escape end home",
    "profile": "f6 down enter down pagedown enter escape escape t down t r r h down escape c escape home",
    "memory": "f7 down enter escape slash p o i n t space 7 enter down enter pagedown escape escape v v home",
    "journal": "f8 left left up enter escape t t r enter left escape i escape right pageup pagedown",
    "jobs": "f9 down down pagedown a a up f1 escape",
    "settings": "f10 down down pagedown slash t h e m e enter enter down escape escape up f1 escape",
}
"""Keys mode by mode: moving, opening, closing; nothing is written but the draft of a chat."""


def _furnish(home: Path) -> int:
    """Put in what the walk opens and the store has none of; returns the number of the feed's last entry."""
    with Store(resolve(str(home))) as store:
        me = users.all_users(store.conn)[0]
        for number in range(ROWS):
            Queue(store, me.id).enqueue("summary", {"n": f"walk {number}"}, key=f"walk {number}")
            facts.add(store, me.id, f"I have walked {number} times", Provenance())
        return changes.last_seq(store.conn)


def _seq(home: Path) -> int:
    with Store(resolve(str(home))) as store:
        return changes.last_seq(store.conn)


async def _settled(app: Any, pilot: Any) -> None:
    """Wait, as a person does, until what was asked for has been read and is shown."""
    while any(worker.group == "work" and not worker.is_finished for worker in app.workers):
        await pilot.pause(0.005)
    while any(_unread(query.row) for query in getattr(app.screen, "_queries", ())):
        await pilot.pause(0.005)


def _unread(row: LiveQuery[Any] | None) -> bool:
    return row is not None and row.seq < 0


async def flat(home: Path, app: Any, pilot: Any) -> None:
    """Walk through every mode; tell how far memory grew after the first thousand keys."""
    keys = [key for walk in WALK.values() for key in walk.split()]
    before, seen = _furnish(home), Counter[str]()
    start = most = _rss()
    print(f"  RSS at the start: {start:.1f} MB", flush=True)
    for number in range(ACTIONS):
        await pilot.press(keys[number % len(keys)])
        await _settled(app, pilot)
        seen[type(app.screen).__name__] += 1
        most = max(most, _rss())
        if number + 1 == WARMED_UP:
            start = _rss()
        if (number + 1) % TOLD == 0:
            print(f"  RSS after {number + 1:,} actions: {_rss():.1f} MB", flush=True)
    print(
        f"  RSS: {_rss() - start:+.1f} MB since action {WARMED_UP:,} (bar +20 MB), at most {most:.1f} MB; "
        f"{_seq(home) - before} rows written"
    )
    print("  actions by screen: " + ", ".join(f"{name} {many}" for name, many in seen.most_common()))


def _rss() -> float:
    return resident(os.getpid())
