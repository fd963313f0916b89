"""Actions of Memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lifeos_cli.tui.acts.base import Action

ROWS: tuple[Action, ...] = ()
