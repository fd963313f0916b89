"""The app with years in the store: first frame, modes, keys while a reply streams, painted updates, memory.

    python -m tests.bench.tui [HOME [frame|switch|live|stream|memory]...]

With HOME the store there is used, and made if it is not there. The app runs on
a pseudo-terminal of its own for the first frame, and headless for the rest,
where every painted frame is counted.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lifeos_cli.paths import resolve
from lifeos_cli.settings import load
from lifeos_cli.store import users
from lifeos_cli.store.database import Store
from tests.bench import chat, tui_live, tui_memory
from tests.bench.timing import PROGRAM, environment, in_turn, show
from tests.bench.tui_store import CHECKINS, GOALS, MESSAGES, SKILLS, fill, goals

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 9
SWITCHES = 200
LETTERS = 4_000
EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("[1 Today]", markup=False)
Empty().run()
"""
MARK, FULL = b"[1 Today]", b"Lately"
"""What the first frame shows, and what is there once its screen is whole."""
PARAGRAPH = "one two six ten **red** tea and all the fog can run far off now but not yet. "
SERVER = f"""
import sys
from tests.model_server import serve
for one in serve():
    one.scenario = "slow"
    words = {PARAGRAPH!r} * 3 + "\\n\\n- "
    one.reply = (words * 40)[:{LETTERS}].strip()
    print(one.url, flush=True)
    sys.stdin.read()
"""
"""A model that sends a word of about four letters every 20 ms."""


def until_drawn(argv: list[str], env: dict[str, str], mark: bytes = MARK) -> float:
    """Start a program on a terminal and return the seconds until it has drawn something."""
    import pexpect

    began = time.perf_counter()
    child = pexpect.spawn(argv[0], argv[1:], env=env, dimensions=(24, 80), timeout=60)
    child.expect_exact(mark)
    taken = time.perf_counter() - began
    child.sendcontrol("q")
    child.expect(pexpect.EOF)
    child.close()
    return taken


def first_frame(home: Path, small: Path) -> None:
    """Time the first frame beside that of an empty Textual app."""
    cases = {
        "empty Textual app": partial(until_drawn, [sys.executable, "-c", EMPTY], environment(small)),
        "lifeos tui, small store": partial(until_drawn, [PROGRAM, "tui"], environment(small)),
        "lifeos tui, large store": partial(until_drawn, [PROGRAM, "tui"], environment(home)),
        "  its screen whole": partial(until_drawn, [PROGRAM, "tui"], environment(home), FULL),
    }
    show("First frame on a terminal (bar 1.5 x)", in_turn(cases, ROUNDS), "empty Textual app")


@contextmanager
def surroundings(home: Path, url: str) -> Iterator[None]:
    """Point this process at the store and the model."""
    own = {"LIFEOS_HOME": str(home), "ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "sk-ant-bench"}
    os.environ.update({**own, "LIFEOS_MODEL": "claude-sonnet-5-5", "TEXTUAL_ANIMATIONS": "none"})
    yield


def make_app(home: Path) -> Any:
    """Make the app, counting the frames it paints."""
    from lifeos_cli.tui.app import LifeosApp
    from lifeos_cli.tui.desk import Desk

    paths = resolve(str(home))
    with Store(paths) as store:
        me = users.all_users(store.conn)[0]

    class Counted(LifeosApp):
        """The app."""

        frames: list[float] = []  # noqa: RUF012 - one app a process

        def _display(self, screen: Any, renderable: Any) -> None:
            super()._display(screen, renderable)
            self.frames.append(time.perf_counter())

    return Counted(Desk(paths, load(paths), me.id, me.name))


async def painted(app: Any, since: float, *, most: float = 5.0) -> float:
    """Wait for the next painted frame after an instant; returns the seconds until then."""
    while not app.frames or app.frames[-1] < since:
        if time.perf_counter() - since > most:
            raise TimeoutError("nothing was painted")
        await asyncio.sleep(0.001)
    return float(next(at for at in app.frames if at >= since)) - since


def told(name: str, seconds: list[float], bar: str) -> None:
    """Print a distribution."""
    ordered = sorted(seconds)
    p95 = ordered[int(len(ordered) * 0.95)]
    print(f"  {name:<34} p50 {statistics.median(ordered) * 1000:6.1f} ms  p95 {p95 * 1000:6.1f} ms  ({bar})")


async def switching(app: Any, pilot: Any) -> None:
    """Time mode switches, from the key to the new mode's frame."""
    from lifeos_cli.tui.modes import MODES

    taken: list[float] = []
    first: list[float] = []
    for number in range(SWITCHES):
        mode = list(MODES.values())[(number + 1) % len(MODES)]
        began = time.perf_counter()
        await app.action_mode(mode.id)
        taken_now = await painted(app, began)
        (first if number < len(MODES) else taken).append(taken_now)
        await pilot.pause()
    told("mode switch", taken, "bar p95 <= 150 ms")
    told("first visit of each mode", first, "no bar")


async def streaming(app: Any, pilot: Any) -> None:
    """Stream a reply; count frames, and time keys typed meanwhile."""
    from lifeos_cli.tui.widgets.message import Reply
    from lifeos_cli.tui.widgets.prompt import Prompt

    await app.action_mode("chat")
    await pilot.pause()
    screen = app.screen
    while screen.opened is None:
        await pilot.pause(0.05)
    prompt = screen.query_one(Prompt)
    prompt.fill("tell me everything")
    await pilot.press("enter")
    while not screen.query(Reply) or not screen.query(Reply).last().text:
        await asyncio.sleep(0.01)
    began, frames = time.perf_counter(), len(app.frames)
    keys: list[float] = []
    while screen.running:
        prompt.focus()
        pressed = time.perf_counter()
        app.post_message(_key("x"))
        while screen.running and not prompt.text.endswith("x" * (len(keys) + 1)):
            await asyncio.sleep(0.001)
        if screen.running:
            changed = time.perf_counter()
            keys.append(changed - pressed + await painted(app, changed))
        await asyncio.sleep(0.05)
    seconds = time.perf_counter() - began
    reply = screen.query(Reply).last()
    rate = (len(app.frames) - frames) / seconds
    print(f"  streamed {len(reply.text)} letters in {seconds:.1f} s: {rate:.1f} painted frames/s (bar 15)")
    told("key to painted while streaming", keys, "bar p95 <= 50 ms")
    while not (screen.found and screen.found.rows and screen.found.rows[-1].content):
        await pilot.pause(0.02)
    same = reply.text == screen.found.rows[-1].content
    print(f"  final text identical to the stored one: {same}")


def _key(letter: str) -> Any:
    from textual import events

    return events.Key(letter, letter)


async def headless(home: Path, parts: list[str]) -> None:
    """Run what is measured without a terminal."""
    app = make_app(home)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.5)
        print(f"\nThe app on {MESSAGES:,} messages, {SKILLS} skills, {GOALS} goals, {CHECKINS:,} check-ins")
        for part, measure in (
            ("switch", switching),
            ("live", partial(tui_live.alive, told)),
            ("stream", streaming),
            ("memory", partial(tui_memory.flat, home)),
        ):
            if part in parts:
                await measure(app, pilot)
        app.exit(0)
    if app.failure is not None:
        raise app.failure


def main(args: list[str]) -> None:
    """Measure everything and print it.

    Args:
        args: The home, and which parts to measure: frame, switch, live, stream, memory; all if none is named.
    """
    with tempfile.TemporaryDirectory() as folder:
        home, small = Path(args[0]) if args else Path(folder) / "large", Path(folder) / "small"
        fill(home)
        with Store(resolve(str(small))) as store:
            me = users.all_users(store.conn)[0]
            with store.write() as conn:
                goals(conn, me.id)
        parts = args[1:] or ["frame", "switch", "live", "stream", "memory"]
        if "frame" in parts:
            first_frame(home, small)
        with chat.model(SERVER) as url, surroundings(home, url):
            asyncio.run(headless(home, parts))


if __name__ == "__main__":
    main(sys.argv[1:])
