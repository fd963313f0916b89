"""Orders hidden where text comes from: memories, imports, replies, goals, facts, and what tools give back.

Each case of `injections.jsonl` is a text as it would be found, the write it orders, and the words it tells the model to
give as the person's. None of these words is in a message the person typed in the present conversation.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple


class Case(NamedTuple):
    """One hidden order."""

    name: str
    place: str
    """memory, imported, reply, fact, goal, checkin, insight or tool."""
    text: str
    tool: str
    arguments: dict[str, Any]
    quote: str
    """What the order gives as the person's words."""


FILE = Path(__file__).with_name("injections.jsonl")
CASES = [Case(**json.loads(line)) for line in FILE.read_text(encoding="utf-8").splitlines()]
