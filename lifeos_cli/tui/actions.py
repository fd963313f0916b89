"""Everything a key can do, in one table: it feeds the keys, the palette, the help, `--plain`, and a test."""

from __future__ import annotations

from lifeos_cli.tui.acts import anywhere, chat, goals, jobs, journal, memory, profile, settings, skills, today
from lifeos_cli.tui.acts.base import ANYWHERE, LIST, Action

ACTIONS: dict[str, Action] = {
    one.id: one
    for rows in (
        *(anywhere.ROWS, today.ROWS, chat.ROWS, goals.ROWS, skills.ROWS, profile.ROWS, memory.ROWS),
        *(journal.ROWS, jobs.ROWS, settings.ROWS),
    )
    for one in rows
}
"""Every action by its id."""

VIM = {
    "list.up": "up,k",
    "list.down": "down,j",
    "list.page_up": "pageup,ctrl+b",
    "list.page_down": "pagedown,ctrl+f",
    "list.first": "home,g",
    "list.last": "end,G",
    "list.open": "enter,l",
}
"""What the setting `tui.vim` adds to lists."""


def of(mode: str) -> list[Action]:
    """List the actions of a mode, in their order."""
    return [one for one in ACTIONS.values() if one.mode == mode]


def keymap(typed: list[str], *, vim: bool) -> tuple[dict[str, str], list[str]]:
    """Return the keys a person chose by action id, and a line for each choice that names no action.

    Args:
        typed: As in the setting `tui.keys`: `goals.done=d x`, its keys with spaces between them.
        vim: Add the vim keys of lists.
    """
    found, wrong = dict(VIM) if vim else {}, []
    for entry in typed:
        name, _, keys = entry.partition("=")
        if name in ACTIONS and keys.split():
            found[name] = ",".join(keys.split())
        else:
            wrong.append(f"tui.keys names no action: {name}")
    return found, wrong


__all__ = ["ACTIONS", "ANYWHERE", "LIST", "VIM", "Action", "keymap", "of"]
