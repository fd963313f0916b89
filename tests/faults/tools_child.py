"""Turns whose tools write by themselves, over and over, in a process made to be killed."""

from __future__ import annotations

import asyncio
from itertools import count

from lifeos_cli.paths import resolve
from lifeos_cli.record.users import whose
from lifeos_cli.store.database import Store
from tests.coach.scripted import QUOTE, ask, auto, says, talk, told, wants


async def main() -> None:
    """Keep facts until killed; a line for every turn that is over."""
    store = Store(resolve())
    for n in count():
        wanted = [ask("record_fact", content=f"fact {n} {i}", quote=QUOTE) for i in range(3)]
        goal = ask(
            "propose_goal", title=f"goal {n}", type="process", milestones=[{"title": "m"}], quote=QUOTE
        )
        conversation, _ = talk(
            store, whose(store, None), wants(*wanted, goal), says("So."), permissions=auto()
        )
        await told(conversation)
        print(n, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
