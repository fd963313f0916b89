"""Looking back: what the person said in earlier conversations, check-ins and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date
from lifeos_cli.coach.tools.arguments import Arg
from lifeos_cli.coach.tools.base import Tool
from lifeos_cli.coach.tools.data import as_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.coach.tools.base import ToolContext
    from lifeos_cli.memory.hits import Hit

MOST = 8
SHOWN = 600
"""Characters of each text."""


def _search(context: ToolContext, given: Mapping[str, Any]) -> str:
    from lifeos_cli.memory.search import Searcher

    embedder = context.embedder() if context.embedder else None
    hits = Searcher(context.store.conn, context.user_id, embedder).search(given["query"], k=MOST * 3)
    found = [hit for hit in hits if _allowed(context, hit)][: given.get("limit", MOST)]
    if not found:
        return "Nothing was found."
    return as_data("search_memory", "\n".join(map(_line, found)))


def _allowed(context: ToolContext, hit: Hit) -> bool:
    """Keep out what nobody has read for its safety, what met a crisis, and the present turn."""
    text = hit.text
    if text.unread or text.safety_level == "crisis":
        return False
    here = text.session_id == context.session.id and text.tbl == "messages"
    return not here or (text.turn is not None and text.turn < context.turn)


def _line(hit: Hit) -> str:
    text = hit.text
    said = " ".join(text.text.split())
    shown = said if len(said) <= SHOWN else said[: SHOWN - 1] + "\u2026"
    who = {"user": "the person", "assistant": "a coach"}.get(text.role, text.role)
    return f"[{local_date(text.at)}] {who}: {shown}"


TOOLS = (
    Tool(
        "search_memory",
        "Search what the person said in earlier conversations, check-ins and notes. Call it when they refer to "
        "something that is not in this conversation, or when their history would change your answer.",
        _search,
        (
            Arg("query", "What to look for, in plain words.", required=True),
            Arg("limit", "How many at most.", "whole", low=1, high=MOST),
        ),
        reads=True,
    ),
)
