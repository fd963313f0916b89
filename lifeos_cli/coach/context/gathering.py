"""Collecting what might be sent with a message: of the person, of the session, of what was said on other days."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from lifeos_cli.clock import local_date
from lifeos_cli.coach.context.items import Item
from lifeos_cli.providers.base import ChatMessage
from lifeos_cli.record.recaps import shortened
from lifeos_cli.store import about
from lifeos_cli.tokens import FRAME, estimate

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from lifeos_cli.memory.recall import Memory
    from lifeos_cli.store.rows import Message

FACTS = 60
"""Facts that are looked at; the budget decides how many of them are sent."""
_BEFORE_RECAP = "Earlier in this session the person said, among other things:\n"
_ORIGINS = {"user_said": "you said so", "model_inferred": "inferred", "imported": "imported"}


def turns(rows: Sequence[Message]) -> list[Item]:
    """Return the turns a model may see, oldest first: none that met a crisis, nothing empty or failed."""
    found = []
    for turn, group in groupby(rows, key=lambda row: row.turn):
        said = list(group)
        if any(row.safety_level == "crisis" or row.provider == "safety" for row in said):
            continue
        messages = [
            ChatMessage("user" if row.role == "user" else "assistant", row.content)
            for row in said
            if row.role in {"user", "assistant"}
            and row.status in {"success", "interrupted"}
            and row.content.strip()
        ]
        if messages:
            text = "\n".join(f"{message.role}: {message.content}" for message in messages)
            found.append(
                Item("recent", text, "said in this session", id=said[0].id, turn=turn, messages=messages)
            )
    return found


def known(conn: sqlite3.Connection, user_id: str) -> dict[str, list[Item]]:
    """Return what is known of the person, by section, what matters most first."""
    facts = [
        Item(
            "facts",
            f"- {fact.text} ({_ORIGINS.get(fact.origin, fact.origin)}, {local_date(fact.at)})",
            "a fact that holds",
            id=fact.id,
        )
        for fact in about.facts(conn, user_id, FACTS)
    ]
    return {"facts": facts}


def recap(content: str, reason: str, most: int, row_id: str = "") -> Item | None:
    """Return a recap as an item of at most so many tokens; None where not one line of it fits."""
    told = shortened(content, most - estimate(_BEFORE_RECAP) - FRAME)
    return Item("recap", _BEFORE_RECAP + told, reason, id=row_id) if told else None


def memories(found: Sequence[Memory]) -> list[Item]:
    """Return memories as items, nearest first."""
    if not found:
        return []
    from lifeos_cli.memory.recall import passage

    items = []
    for memory in found:
        hit = next(line for line in memory.lines if line.found)
        reason = f"bears on what you say (cosine {memory.cosine:.2f}), with what stood beside it"
        items.append(
            Item("memories", passage(memory), reason, id=hit.text.id, score=memory.score, turn=hit.text.turn)
        )
    return items
