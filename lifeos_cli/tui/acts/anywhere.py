"""Actions of the whole app, the way to each mode, and what every list can do."""

from __future__ import annotations

from lifeos_cli.tui.acts.base import ANYWHERE, LIST, Action
from lifeos_cli.tui.modes import MODES

APP = (
    Action(
        "help",
        "Help",
        "f1,question_mark",
        "app.help",
        ANYWHERE,
        "tui",
        "What has focus can do this.",
        shown=True,
    ),
    Action(
        "palette", "Commands", "ctrl+p", "app.command_palette", ANYWHERE, "tui", "Find an action by its name."
    ),
    Action(
        "jump", "Jump", "ctrl+o", "app.jump", ANYWHERE, "tui", "Go to any part of the screen by one letter."
    ),
    Action(
        "undo",
        "Undo",
        "ctrl+u",
        "app.undo",
        ANYWHERE,
        "undo",
        "Take back the last write, after a look at it.",
    ),
    Action(
        "theme",
        "Theme",
        "",
        "app.change_theme",
        ANYWHERE,
        "config set",
        "Try other colours; tui.theme keeps them.",
    ),
    Action(
        "consent",
        "Consent",
        "",
        "app.consent",
        ANYWHERE,
        "consent set",
        "What is stored and where, and your yes.",
    ),
    Action(
        "suspend",
        "Suspend",
        "ctrl+z",
        "app.suspend_process",
        ANYWHERE,
        "tui",
        "Back to the shell; `fg` returns.",
    ),
    Action("quit", "Quit", "ctrl+q", "app.quit", ANYWHERE, "tui", "Leave; what was typed is kept."),
)
TO_MODES = tuple(
    Action(
        f"mode.{mode.id}",
        mode.title,
        f"{mode.also},{mode.key}",
        f"app.mode('{mode.id}')",
        ANYWHERE,
        mode.command,
        mode.about,
    )
    for mode in MODES.values()
)
LISTS = (
    Action("list.up", "Up", "up", "up", LIST, "tui", "The row above."),
    Action("list.down", "Down", "down", "down", LIST, "tui", "The row below."),
    Action("list.page_up", "Page up", "pageup", "page_up", LIST, "tui", "A page up."),
    Action("list.page_down", "Page down", "pagedown", "page_down", LIST, "tui", "A page down."),
    Action("list.first", "First", "home", "first", LIST, "tui", "The first row."),
    Action("list.last", "Last", "end", "last", LIST, "tui", "The last row."),
    Action("list.open", "Open", "enter", "open", LIST, "tui", "Open the row, or do what it is for."),
    Action("list.copy", "Copy", "y", "copy", LIST, "tui", "Copy the row's text."),
)
ROWS = (*APP, *TO_MODES, *LISTS)
