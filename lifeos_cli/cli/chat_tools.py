"""How the person is asked about what a coach would like to write."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lifeos_cli.cli.runtime import Runtime, current
from lifeos_cli.coach.approvals import Decision, in_words
from lifeos_cli.errors import LifeosError
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.coach.conversation import Approver
    from lifeos_cli.store.tool_calls import Call

ANSWERS = "[y]es, [n]o, [a]lways, or a reason to say no: "


def approver() -> Approver | None:
    """Return what asks the person about writes; None where nobody can be asked."""
    run = current()
    return ask if run.may_ask and run.stdout_tty else None


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
    import asyncio

    run.say_inline(question)
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(sys.stdin.fileno())
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None
