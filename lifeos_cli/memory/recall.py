"""What the coach is reminded of: the person's own earlier words that bear on what they say now.

Nothing comes back from the present turn on, of anybody else, from a turn that
met a crisis, or from an imported text nobody has read for its safety yet. And
nothing at all when nothing is near enough in meaning: a store always has ten
best hits, and nine of ten chats need none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.clock import local_date
from lifeos_cli.memory import query
from lifeos_cli.memory.search import Searcher
from lifeos_cli.store import recallable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.memory.hits import Hit
    from lifeos_cli.memory.shelf import Shelf
    from lifeos_cli.store.connection import Connection
    from lifeos_cli.store.recallable import Text

FLOOR = 0.40
"""The cosine the nearest text must have, else nothing is recalled. With the built-in embedder .40 kept 93.5 % of a
chat's own questions and refused 84 % of another's (BEAM-100K, own words); on the conversations of this project it keeps
87 % and refuses 91 % (`python -m tests.bench.retrieval --off-topic`)."""
BELOW = 0.10
"""How far under the floor a text may be that its words found, once another one has passed it."""
BEFORE, AFTER = 2, 1
"""Messages told with each that was found: what it answered, and what was answered."""
LOOKED_AT = 20
"""Hits that are considered."""
LONGEST_HIT, LONGEST_BESIDE = 1_200, 400
"""Characters of a text that was found, and of what stood beside it."""
CHARACTERS_A_TOKEN, LINE_TOKENS = 4, 8
"""How tokens are estimated: no tokenizer of any model is asked."""


class Said(NamedTuple):
    """One line of a memory."""

    text: Text
    shown: str
    """The text, cut if it is long."""
    found: bool
    """Whether this is what was found; the others stood beside it."""


class Memory(NamedTuple):
    """One passage that bears on what the person says now."""

    lines: list[Said]
    score: float
    cosine: float


def recall(
    conn: Connection,
    user_id: str,
    prompt: str,
    *,
    embedder: Embedder,
    session_id: str | None = None,
    turn: int | None = None,
    budget_tokens: int = 1_200,
    floor: float = FLOOR,
    searcher: Searcher | None = None,
) -> list[Memory]:
    """Return what the person said before that bears on a prompt, the nearest first.

    Args:
        conn: A connection to the store, outside any transaction.
        user_id: Whose memory.
        prompt: What the person says now.
        embedder: What makes vectors.
        session_id: The present session.
        turn: The present turn; from it on nothing of the session is told. None: nothing of the session at all.
        budget_tokens: About how long the memories may be, together.
        floor: The cosine that the nearest must have.
        searcher: One of this person's to use again; it saves reading where everything stands.
    """
    if not query.read(prompt).telling:
        return []
    searcher = searcher or Searcher(conn, user_id, embedder)
    if searcher.user_id != user_id:
        raise ValueError("the searcher is another person's")
    shelf = searcher.shelf()
    excluded = _present(shelf, session_id, turn)
    hits = [
        hit
        for hit in searcher.search(prompt, k=LOOKED_AT, excluded=excluded)
        if not hit.text.unread and hit.text.safety_level != "crisis"
    ]
    nearest = max((hit.vector_score or 0.0 for hit in hits), default=0.0)
    if nearest < floor:
        return []
    kept = [hit for hit in hits if _near(hit, floor)]
    ids = [hit.text.id for hit in kept if hit.text.tbl == "messages"]
    around = recallable.neighbours(searcher.conn, user_id, ids, BEFORE, AFTER)
    allowed = {
        key: [text for text in said if not text.unread and not _now(text, session_id, turn)]
        for key, said in around.items()
    }
    return _within(kept, allowed, budget_tokens)


def _near(hit: Hit, floor: float) -> bool:
    cosine = hit.vector_score or 0.0
    return cosine >= floor or (hit.text_score > 0 and cosine >= floor - BELOW)


def _now(text: Text, session_id: str | None, turn: int | None) -> bool:
    """Tell whether a text belongs to the present turn or comes after it."""
    if session_id is None or text.session_id != session_id:
        return False
    return turn is None or text.turn is None or text.turn >= turn


def _present(shelf: Shelf, session_id: str | None, turn: int | None) -> NDArray[np.bool_]:
    """Return the rows of the present session from the present turn on."""
    import numpy as np

    code = shelf.sessions.index(session_id) if session_id in shelf.sessions else None
    if code is None:
        return np.zeros(shelf.size, dtype=bool)
    from_now: NDArray[np.bool_] = shelf.group == code
    if turn is not None:
        from_now &= shelf.turns >= turn
    return from_now


def _within(hits: list[Hit], around: dict[str, list[Text]], budget: int) -> list[Memory]:
    """Make memories of the hits, in their order, as long as they fit; what was told once is not told again."""
    told: set[str] = set()
    memories: list[Memory] = []
    for hit in hits:
        if hit.text.id in told:
            continue
        lines = [
            _line(text, found=text.id == hit.text.id)
            for text in around.get(hit.text.id, [hit.text])
            if text.id not in told
        ]
        if _tokens(lines) > budget:
            lines = [_line(hit.text, found=True)]
        if _tokens(lines) > budget:
            continue
        budget -= _tokens(lines)
        told.update(line.text.id for line in lines)
        memories.append(Memory(lines, hit.score, hit.vector_score or 0.0))
    return memories


def _line(text: Text, *, found: bool) -> Said:
    most = LONGEST_HIT if found else LONGEST_BESIDE
    shown = " ".join(text.text.split())
    return Said(text, shown if len(shown) <= most else shown[: most - 1] + "\u2026", found)


def _tokens(lines: list[Said]) -> int:
    return sum(LINE_TOKENS + len(line.shown.encode()) // CHARACTERS_A_TOKEN for line in lines)


def as_text(memories: list[Memory]) -> str:
    """Write memories for a model, oldest first, in a tag by which they are known again and never learnt anew."""
    if not memories:
        return ""
    parts = [_harmless(passage(one)) for one in sorted(memories, key=lambda one: one.lines[0].text.at)]
    return "<memory>\n" + "\n\n".join(parts) + "\n</memory>"


def passage(memory: Memory) -> str:
    """Write one memory: its day, then who said what."""
    day = local_date(memory.lines[0].text.at)
    return "\n".join([f"[{day}]", *(f"{_who(line)}: {line.shown}" for line in memory.lines)])


def _who(line: Said) -> str:
    if line.text.tbl == "checkins":
        return "person, in a check-in"
    return {"user": "person", "assistant": "coach"}.get(line.text.role, line.text.role)


def _harmless(text: str) -> str:
    """Keep a text from closing the tag it stands in."""
    return text.replace("<memory", "&lt;memory").replace("</memory", "&lt;/memory")
