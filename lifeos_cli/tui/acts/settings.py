"""Actions of Settings."""

from __future__ import annotations

from lifeos_cli.tui.acts.base import Action

_MODE = "settings"
ROWS = (
    Action(
        "settings.change",
        "Change",
        "space,e",
        "change",
        _MODE,
        "config set",
        "Give it another value.",
        shown=True,
    ),
    Action(
        "settings.unset", "Default", "d", "unset", _MODE, "config unset", "Back to the default.", shown=True
    ),
    Action(
        "settings.filter",
        "Find",
        "slash",
        "filter",
        _MODE,
        "config list",
        "Find a setting by a word.",
        shown=True,
    ),
    Action(
        "settings.key", "API key", "k", "key", _MODE, "config key set", "Store a provider's key.", shown=True
    ),
)
