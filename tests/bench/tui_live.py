"""From another process's commit to the frame that shows it, mode by mode, and what waiting costs."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

IDLE_SECONDS, COMMITS = 10, 30
MODES = ("today", "chat", "goals", "skills", "profile", "memory", "journal", "jobs")
MOST = 5.0
"""Seconds after which a commit counts as not shown."""
WARMING = 6.0
"""Seconds for what is loaded after the first frame."""
_LISTS = {"chat": ("#sessions", "title"), "skills": ("#evidence", "content"), "profile": ("#why", "quote")}
"""Lists that take in what was written, and the field of a row that holds the words."""
BETWEEN = 0.2
"""Seconds between two commits: nothing of the one is left to be done when the next comes."""
WRITER = """
import json, os, sys, time
from lifeos_cli.extraction.queue import Queue
from lifeos_cli.paths import resolve
from lifeos_cli.record import checkins, facts, goal_lines, observations, sessions, skill_evidence
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.store.database import Store
HAND = Provenance()
with Store(resolve(os.environ["LIFEOS_HOME"])) as store:
    user = store.conn.execute("SELECT id FROM users").fetchone()[0]
    def job(at, said):
        Queue(store, user).enqueue("summary", {"n": said}, key=said)
        return f"{store.conn.execute('SELECT COUNT(*) FROM jobs').fetchone()[0]} pending"
    def day(at, said):
        mood, energy = 1 + int(said.split()[2]) % 7, 1 + int(said.split()[2]) // 7
        checkins.log(store, user, {"mood": mood, "energy": energy}, windows=())
        return f"last: mood {mood}, energy {energy}"
    does = {
        "today": day,
        "chat": lambda at, said: sessions.rename(store, user, at, said),
        "goals": lambda at, said: goal_lines.add(store, user, said),
        "skills": lambda at, said: skill_evidence.add(store, user, skill=at, content=said, source=HAND),
        "profile": lambda at, said: observations.add(
            store, user, dimension=at, level=1, words=100, source=HAND._replace(quote=said)),
        "memory": lambda at, said: facts.add(store, user, said, HAND),
        "journal": lambda at, said: checkins.log(store, user, {"note": said}, windows=()),
        "jobs": job,
    }
    for line in sys.stdin:
        mode, at, said = json.loads(line)
        told = does[mode](at, said)
        print(json.dumps([time.time(), told if isinstance(told, str) else said]), flush=True)
"""
"""Another process: it writes what a line asks for, and tells when it was committed and what is to be seen."""


class Writer:
    """The other process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WRITER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def write(self, mode: str, at: str, said: str) -> tuple[float, str]:
        """Write something that a mode shows; returns when (epoch seconds), and the words to be seen."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the writer has no pipes")
        self._process.stdin.write(json.dumps([mode, at, said]) + "\n")
        self._process.stdin.flush()
        committed, seen = json.loads(self._process.stdout.readline())
        return committed, seen

    def close(self) -> None:
        """End it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()


def _about(app: Any, mode: str) -> str:
    """Return what the writer is to write about, so that it is on the screen."""
    screen = app.screen
    if mode == "skills":
        return str(screen.node.name)
    if mode == "chat":
        return str(screen.query_one("#sessions").items[0].id)
    return str(screen.at) if mode == "profile" else ""


def _shows(screen: Any, mode: str, words: str) -> bool:
    """Tell whether a mode has the words: a list keeps its place, so that what is new may lie above what is seen."""
    if mode == "goals":
        return any(view.row["title"] == words for view in screen.views.values())
    if mode == "memory":
        return any(fact.content == words for fact in screen.facts)
    if mode == "journal":
        return any(words in str(entry) for entry in screen.entries)
    if mode in _LISTS:
        name, field = _LISTS[mode]
        return any(getattr(one, field) == words for one in screen.query_one(name).items)
    return words in "\n".join(strip.text for strip in screen._compositor.render_strips())


async def _seen(app: Any, mode: str, words: str) -> float:
    """Wait until a mode has the words and has painted them; returns when (`perf_counter`)."""
    began = before = time.perf_counter()
    while not _shows(app.screen, mode, words) or app.frames[-1] < before:
        if time.perf_counter() - began > MOST:
            raise TimeoutError(f"{words} was not shown in {mode}")
        if not _shows(app.screen, mode, words):
            before = time.perf_counter()
        await asyncio.sleep(0.001)
    return next(float(at) for at in app.frames if at >= before)


async def alive(told: Callable[[str, list[float], str], None], app: Any, pilot: Any) -> None:
    """Time commits of each mode until they are painted."""
    await app.action_mode("goals")
    await pilot.pause(WARMING)
    spent, began = time.process_time(), time.perf_counter()
    await asyncio.sleep(IDLE_SECONDS)
    share = (time.process_time() - spent) / (time.perf_counter() - began)
    print(f"  idle: {share:.2%} of one core over {IDLE_SECONDS} s (bar 1 %)")
    writer = Writer()
    ahead = time.time() - time.perf_counter()
    for mode in MODES:
        await app.action_mode(mode)
        await pilot.pause(1.0)
        about, taken = _about(app, mode), []
        for number in range(COMMITS):
            said = f"Fresh {mode} {number} {time.time_ns() % 1_000_000}"
            committed, words = await asyncio.to_thread(writer.write, mode, about, said)
            taken.append(await _seen(app, mode, words) + ahead - committed)
            await asyncio.sleep(BETWEEN)
        told(f"another process's commit, {mode}", taken, "bar 100 ms")
    writer.close()
