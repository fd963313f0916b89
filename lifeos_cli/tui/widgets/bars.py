"""The line of modes at the top and the line of keys at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from lifeos_cli.tui.actions import ACTIONS, of
from lifeos_cli.tui.modes import MODES
from lifeos_cli.tui.text import columns, joined, line

if TYPE_CHECKING:
    from textual import events
    from textual.content import Content

    from lifeos_cli.tui.app import LifeosApp

NARROW = 60
"""Cells below which only the number of a mode is shown, but for the one that is open."""
_APART = 2


class ModeBar(Static):
    """Which mode is open, and the numbers of the others.

    Args:
        mode: The open one.
    """

    def __init__(self, mode: str) -> None:
        super().__init__(markup=False, id="modes")
        self._mode = mode
        self._spans: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        """Draw the line for the width there is."""
        width = self.size.width or 80
        found, self._spans = joined(), []
        for mode in MODES.values():
            here = mode.id == self._mode
            long = here or width >= NARROW
            text = f"{mode.key} {mode.title}" if long else mode.key
            start = found.cell_length
            pieces = (f"[{text}]" if here else text, "bold $accent" if here else "$text-muted")
            found = found.append(joined(pieces)).append(" ")
            self._spans.append((start, found.cell_length - 1, mode.id))
        app: LifeosApp = self.app  # type: ignore[assignment]  # there is one app
        name = line(app.desk.name, 20, "$text-muted")
        room = width - found.cell_length
        return columns(width, found, name) if room > name.cell_length + _APART else found

    async def on_click(self, event: events.Click) -> None:
        """Go to the mode under the mouse."""
        for start, end, mode in self._spans:
            if start <= event.x < end:
                await self.app.run_action(f"app.mode('{mode}')")


class KeyBar(Static):
    """The keys of the open screen, as many as fit, the way to all the others last.

    Args:
        mode: Whose.
    """

    def __init__(self, mode: str) -> None:
        super().__init__(markup=False, id="keys")
        self._mode = mode

    def render(self) -> Content:
        """Draw the line for the width there is."""
        app: LifeosApp = self.app  # type: ignore[assignment]  # there is one app
        width = self.size.width or 80
        last = [_piece(app, "help"), *([_piece(app, "palette")] if width >= NARROW else [])]
        room = width - sum(one.cell_length + _APART for one in last)
        found: list[Content] = []
        for one in of(self._mode):
            piece = _piece(app, one.id)
            if not one.shown:
                continue
            room -= piece.cell_length + _APART
            if room < 0:
                break
            found.append(piece)
        return joined("  ").join([*found, *last]).truncate(width)


def _piece(app: LifeosApp, action: str) -> Content:
    return joined((app.key_of(action), "bold $accent"), (f" {ACTIONS[action].title}", "$text-muted"))


__all__ = ["KeyBar", "ModeBar"]
