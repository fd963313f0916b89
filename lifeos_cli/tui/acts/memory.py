"""Actions of Memory."""

from __future__ import annotations

from lifeos_cli.tui.acts.base import Action

_MODE = "memory"
ROWS = (
    Action(
        "memory.search",
        "Search",
        "slash",
        "search",
        _MODE,
        "memory search",
        "Find what was said, while you type.",
        shown=True,
    ),
    Action(
        "memory.voices",
        "Voices",
        "v",
        "voices",
        _MODE,
        "memory search",
        "Your words alone, or the coach's too.",
        shown=True,
    ),
    Action("memory.add", "New fact", "n", "add", _MODE, "facts add", "Keep a fact of your own.", shown=True),
    Action(
        "memory.correct",
        "Correct",
        "e",
        "correct",
        _MODE,
        "facts correct",
        "Say what is so instead; the old one stays as history.",
        shown=True,
    ),
    Action(
        "memory.withdraw",
        "Not so",
        "w",
        "withdraw",
        _MODE,
        "facts rm",
        "Withdraw a fact, after a question.",
        shown=True,
    ),
    Action("memory.accept", "Accept", "a", "accept", _MODE, "facts accept", "Let a proposed fact count."),
    Action("memory.why", "Why", "s", "why", _MODE, "facts why", "What a row rests on, in its conversation."),
    Action(
        "memory.forget",
        "Forget",
        "d,delete",
        "forget",
        _MODE,
        "memory forget",
        "Delete a text for good, after two questions.",
        shown=True,
    ),
    Action(
        "memory.forget_session",
        "Forget the conversation",
        "",
        "forget_session",
        _MODE,
        "memory forget",
        "Delete a whole conversation for good, after two questions.",
    ),
    Action(
        "memory.back",
        "Back",
        "escape",
        "back",
        _MODE,
        "facts list",
        "To the list; from the list to the facts.",
    ),
)
