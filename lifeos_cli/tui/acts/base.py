"""What a row of the table of actions says."""

from __future__ import annotations

from typing import NamedTuple

ANYWHERE = ""
"""The mode of an action that is there in every mode."""
LIST = "list"
"""The mode of what every list can do."""


class Action(NamedTuple):
    """One thing to do."""

    id: str
    """By which a person rebinds it: the setting `tui.keys`, as `goals.done=d`."""
    title: str
    key: str
    """Textual's names of keys, several with commas between them; empty: the palette alone has it."""
    do: str
    """Textual's action, of the app for those of anywhere, of the screen or the list for the others."""
    mode: str
    command: str
    """The command line's way to the same, as a path of its commands: `goals milestone done`."""
    help: str
    shown: bool = False
    """Whether the line of keys at the bottom has it."""
