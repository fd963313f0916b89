"""F1: what the part with the focus can do, the keys of this screen, and the command line's way to the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from lifeos_cli.tui.actions import ANYWHERE, LIST, of
from lifeos_cli.tui.modes import MODES
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.dialogs import Read
from lifeos_cli.tui.text import Content, joined

if TYPE_CHECKING:
    from textual.screen import Screen

    from lifeos_cli.tui.actions import Action
    from lifeos_cli.tui.app import LifeosApp

_KEYS = 8
"""Cells of the column of keys."""


def page(screen: Screen[object]) -> Read:
    """Make the page of help for a screen as it stands."""
    app = cast("LifeosApp", screen.app)
    if not isinstance(screen, ModeScreen):
        return Read("Help", str(getattr(screen, "help_text", "Esc closes this.")))
    parts = [joined(f"{text}\n") for _, text in screen.helped()]
    parts += [joined(f"{screen.help_text}\n")]
    parts += _section(app, f"{MODES[screen.mode].title}", of(screen.mode))
    parts += _section(app, "In lists", of(LIST))
    parts += _section(app, "Everywhere", of(ANYWHERE))
    return Read(f"{MODES[screen.mode].title}: help", Content("\n").join(parts))


def _section(app: LifeosApp, title: str, actions: list[Action]) -> list[Content]:
    if not actions:
        return []
    return [joined((title, "bold $accent")), *(_row(app, one) for one in actions), Content("")]


def _row(app: LifeosApp, one: Action) -> Content:
    command = "" if one.command == "tui" else f"  lifeos {one.command}"
    key = app.key_of(one.id) or "-"
    return joined((f"{key:<{_KEYS}}", "bold"), f"{one.title}: {one.help}", (command, "$text-muted"))
