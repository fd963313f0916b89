"""The tools of a conversation: which there are, what they may do, and how the person is asked about a write."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from lifeos_cli.cli.runtime import Runtime, current
from lifeos_cli.coach.approvals import Decision, in_words
from lifeos_cli.coach.tools.registry import BUILT_IN, Toolbox, toolbox
from lifeos_cli.errors import LifeosError
from lifeos_cli.growth.checkins import windows
from lifeos_cli.record.usage import require_budget
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.providers.guided.model import Coach
    from lifeos_cli.store.tool_calls import Call

ANSWERS = "[y]es, [n]o, [a]lways, or a reason to say no: "


def equip(talk: Conversation) -> None:
    """Give a conversation its tools, as coach and settings say."""
    run = current()
    talk.require_budget = lambda: require_budget(run.store, talk.user_id, run.settings, talk.provider.model)
    talk.max_steps = run.settings.number("chat.max_steps")
    talk.windows = windows(run.settings.items("checkin.windows"))
    talk.embedder = _embedder
    talk.tools_for = _tools
    talk.toolbox = _tools(talk.coach)
    talk.approver = ask if run.may_ask and run.stdout_tty else None


def _tools(coach: Coach) -> Toolbox:
    run = current()
    names = list(BUILT_IN) if coach.tools is None else list(coach.tools)
    if not run.settings.flag("memory.enabled"):
        names = [name for name in names if name != "search_memory"]
    found = toolbox(names, run.settings)
    for line in found.warnings:
        run.say(f"lifeos: {line}")
    return found


def _embedder() -> Embedder | None:
    """Return what makes vectors; None: a search goes by words alone."""
    from lifeos_cli.errors import UnavailableError
    from lifeos_cli.memory.index.model import open_embedder, serving_spec

    run = current()
    try:
        return open_embedder(serving_spec(run.store, run.settings.text("memory.embedder")))
    except UnavailableError:
        return None


async def ask(calls: Sequence[Call]) -> list[Decision | None]:
    """Ask the person about the writes of one step, one after the other; no line at all leaves the rest open."""
    run = current()
    found: list[Decision | None] = []
    for call in calls:
        run.say(f"\nThe coach would like to: {in_words(call, 400)}")
        run.say(f'  from your words: "{one_line(call.quote or "", 200)}"')
        typed = await _line(run, ANSWERS)
        if typed is None:
            break
        decision = _read(typed)
        found.append(decision)
        if decision.always:
            _remember(run, call.name)
    return found + [None] * (len(calls) - len(found))


def _read(typed: str) -> Decision:
    word = typed.strip().casefold()
    if word in {"y", "yes", "a", "always"}:
        return Decision(approved=True, always=word in {"a", "always"})
    return Decision(approved=False, reason="" if word in {"", "n", "no"} else typed.strip())


def _remember(run: Runtime, tool: str) -> None:
    """Write the person's `always` into their settings."""
    from lifeos_cli.settings_file import set_value

    name = f"tools.{tool}"
    run.settings.override(name, "auto")
    try:
        set_value(run.paths, name, ["auto"])
    except LifeosError as error:
        run.say(f"lifeos: {error.message}")
    else:
        run.say(f"From now on without asking. To be asked again: lifeos config set {name} ask")


async def _line(run: Runtime, question: str) -> str | None:
    """Read a line without holding up Ctrl-C; None at end of input."""
    run.say_inline(question)
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(sys.stdin.fileno())
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None
