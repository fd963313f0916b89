"""Collecting what might be sent with a message: of the person, of the session, of what was said on other days."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.coach.context.items import Item, shown
from lifeos_cli.record import periods, told_to_coach
from lifeos_cli.record.recaps import shortened
from lifeos_cli.store import about, learnt
from lifeos_cli.tokens import FRAME, estimate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lifeos_cli.coach.history import Said
    from lifeos_cli.memory.recall import Memory
    from lifeos_cli.store.database import Store

FACTS = 60
"""Facts that are looked at; the budget decides how many of them are sent."""
FOLLOWUPS = 10
_BEFORE_RECAP = "Earlier in this session the person said, among other things:\n"
_ORIGINS = {"user_said": "you said so", "model_inferred": "inferred", "imported": "imported"}


def turns(said: Iterable[Said]) -> list[Item]:
    """Return one item a turn, oldest first."""
    found = []
    for turn, group in groupby(said, key=lambda one: one.turn):
        messages = tuple(one.message for one in group)
        text = "\n".join(map(shown, messages))
        found.append(Item("recent", text, "said in this session", turn=turn, messages=messages))
    return found


def known(store: Store, user_id: str) -> dict[str, list[Item]]:
    """Return what is known of the person, by section, what matters most first."""
    profile = [
        Item("profile", f"- {one.text} (an estimate, not who they are)", one.origin, id=one.id)
        for one in told_to_coach.of_profile(store, user_id)
    ]
    skills = [
        Item("skills", f"- {one.text}", "a skill with evidence", id=one.id)
        for one in told_to_coach.of_skills(store, user_id)
    ]
    facts = [
        Item(
            "facts",
            f"- {fact.text} ({_ORIGINS.get(fact.origin, fact.origin)}, {local_date(fact.at)})",
            "a fact that holds",
            id=fact.id,
        )
        for fact in about.facts(store.conn, user_id, FACTS)
    ]
    goals = [
        Item("goals", f"- {goal.text}", "an active goal", id=goal.id)
        for goal in told_to_coach.of_goals(store, user_id)
    ]
    followups = [
        Item(
            "goals",
            f"- follow up: {row['content']} (due {row['due_date']})",
            "a follow-up is due",
            id=row["id"],
        )
        for row in learnt.due(store.conn, user_id, local_date(now_ms()))[:FOLLOWUPS]
    ]
    lately = [
        Item(
            "periods",
            f"- the {row['kind']} from {row['first_date']}: {row['content']}",
            "what a time of conversations came to",
            id=row["id"],
        )
        for row in periods.lately(store, user_id)
    ]
    return {
        "profile": profile,
        "goals": [*followups, *goals],
        "skills": skills,
        "facts": facts,
        "periods": lately,
    }


def recap(content: str, reason: str, most: int, row_id: str = "") -> Item | None:
    """Return a recap as an item of at most so many tokens; None where not one line of it fits."""
    told = shortened(content, most - estimate(_BEFORE_RECAP) - FRAME)
    return Item("recap", _BEFORE_RECAP + told, reason, id=row_id) if told else None


def memories(found: Sequence[Memory], said: Sequence[Said]) -> list[Item]:
    """Return memories as items, nearest first; none of what stands in the talk anyway, as in a fork."""
    if not found:
        return []
    from lifeos_cli.memory.recall import passage

    here = {one.message.content for one in said}
    items = []
    for memory in found:
        hit = next(line for line in memory.lines if line.found)
        if hit.text.text not in here:
            reason = f"bears on what you say (cosine {memory.cosine:.2f}), with what stood beside it"
            items.append(Item("memories", passage(memory), reason, id=hit.text.id, score=memory.score))
    return items
