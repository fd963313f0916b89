"""Keeping the oldest part of a long session as a recap: made by rules, each version on top of the one before."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.clock import now_ms
from lifeos_cli.ids import ulid
from lifeos_cli.store import recaps
from lifeos_cli.store.rows import Recap
from lifeos_cli.text import one_line
from lifeos_cli.tokens import estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Session

LINE = 160
"""Characters a line of a recap has at most."""
MOST_TOKENS = 900
"""Tokens of a whole recap; beyond that the lines that say least go."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WEIGHTY = re.compile(
    r"\b(?:I(?:'ll| will| want| need| decided| feel| felt| promise)|my goal|because|never|always|tomorrow|"
    r"next|plan|decide[ds]?|afraid|proud|hope|must)\b|\d",
    re.IGNORECASE,
)


class Covered(NamedTuple):
    """One message that a recap is to cover."""

    id: str
    turn: int
    role: str
    content: str


def extended(before: Recap | None, said: Sequence[Covered]) -> str:
    """Return the recap's text with these messages taken in: the telling sentence of each, in the person's words.

    Only what the person said is told.
    """
    lines = before.content.splitlines() if before else []
    lines += [f"- {_telling(one.content)}" for one in said if one.role == "user" and one.content.strip()]
    return shortened("\n".join(lines), MOST_TOKENS)


def shortened(content: str, most: int) -> str:
    """Return a recap of at most so many tokens; the lines that say least go first."""
    lines = content.splitlines()
    left = estimate(content) - most
    for place in sorted(range(len(lines)), key=lambda n: (_weight(lines[n]), n)):
        if left <= 0:
            break
        left -= estimate(lines[place] + "\n")
        lines[place] = ""
    return "\n".join(filter(None, lines))


def extend(
    store: Store, session: Session, before: Recap | None, said: Sequence[Covered], *, save: bool = True
) -> Recap:
    """Return, and keep, a recap that covers these messages besides what the one before covers."""
    row = Recap(
        id=ulid(),
        user_id=session.user_id,
        session_id=session.id,
        version=before.version + 1 if before else 1,
        from_turn=before.from_turn if before else said[0].turn,
        to_turn=said[-1].turn,
        message_ids=json.dumps([one.id for one in said]),
        content=extended(before, said),
        origin="rules",
        model=None,
        created_at=now_ms(),
    )
    if not save:
        return row
    with store.write() as conn:
        standing = recaps.newest(conn, session.user_id, session.id)
        if standing is not None and standing.version >= row.version:
            return standing  # another process was faster
        recaps.add(conn, row)
    return row


def _telling(content: str) -> str:
    """Return the sentence that says most, in one line."""
    sentences = [part for part in _SENTENCE.split(content.strip()) if part.strip()]
    return one_line(max(sentences, key=_weight, default=""), LINE)


def _weight(line: str) -> float:
    """Guess how much a line says: plans, reasons and numbers over small talk."""
    return 2 * len(_WEIGHTY.findall(line)) + min(len(line), LINE) / LINE
