"""From the table of actions to the keys of the app, its screens and its lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from lifeos_cli.tui.actions import of

if TYPE_CHECKING:
    from textual.binding import BindingType

    from lifeos_cli.tui.actions import Action


def bindings(mode: str) -> list[BindingType]:
    """Return the keys of a mode, each under its action's id, by which a person rebinds it."""
    return [_binding(one) for one in of(mode) if one.key]


def _binding(one: Action) -> Binding:
    """An action's key; leaving must work wherever the focus is."""
    return Binding(
        one.key, one.do, one.title, id=one.id, show=one.shown, tooltip=one.help, priority=one.id == "quit"
    )
