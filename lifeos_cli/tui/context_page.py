"""The page that shows what a model would be sent with a message, from the use case of `lifeos context`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.coach.setup import Setup
from lifeos_cli.safety import classify
from lifeos_cli.text import counted
from lifeos_cli.tui.text import Content, joined, plain

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.tui.desk import Desk


def page(store: Store, desk: Desk, text: str, session: str, coach: str) -> Content:
    """Return every piece with its tokens and why it is there; nothing is sent and nothing written.

    Args:
        store: Where.
        desk: Whose.
        text: The message.
        session: The session's id; empty for a new one.
        coach: Who leads; empty for the setting's.
    """
    from lifeos_cli.coach.context.building import build

    level = classify(text).level
    if level == "crisis":
        return plain("A message like this is never sent to a model; it is answered with fixed words.")
    making = Setup(store, desk.user_id, desk.paths, desk.settings, lambda _line: None)
    talk = making.would_be(
        go_on=False, session=session or None, coach=coach or None, type_=None, no_memory=False
    )
    made = build(talk, text, turn=None, check=level == "check", save=False)
    found = joined(
        (
            f"{made.tokens:,} of {made.budget:,} tokens; {counted(len(made.left_out), 'piece', 'pieces')} left out. ",
            "bold",
        ),
        ("A guided coach is sent nothing.\n", "$text-muted"),
    )
    section = ""
    for item in made.items:
        if item.section != section:
            section = item.section
            tokens = sum(one.tokens for one in made.of(section))
            found = found.append(joined((f"\n{section} ({tokens:,} tokens)\n", "bold $accent")))
        found = found.append(
            joined((f"{item.tokens:,} tokens: {item.reason}\n", "$text-muted"), f"{item.text}\n")
        )
    return found
